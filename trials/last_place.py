"""Fifty people at once for one place, over HTTP: exactly as many get one as there are.

    .venv/bin/python trials/last_place.py [--seed N] [--on sqlite] [--rounds 20] [--clients 50]

The last place of a unit's quota; one person whom fifty units put forward; one nominee handed in fifty times; one
judgement given fifty times. Nobody is answered 5xx and `check_invariants` finds nothing; and with the lock taken out
the same goes over the quota and is found, or the trial would prove nothing. On SQLite and, where it answers, PostgreSQL.
"""

import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.running import options, run
from trials.lib.site import Site

GOT_IT = 302  # the page goes on
TOO_LATE = (200, 409, 422)  # the page says why not
CONTROL_ROUNDS = 5


def main() -> int:
    words = "Fifty people at once for one place: exactly as many get one as there are."
    given = options(words, rounds=(20, "rounds for the last place; of the rest a quarter"), clients=(50, "people at once"))
    return run(given, trial)


def trial(site: Site, given: Namespace) -> list[str]:
    site.set_up()
    from trials.lib.world import World, broken

    world, master = World(site.port, given.clients), site.serve()
    faults = []
    for number in range(1, given.rounds + 1):
        faults += told(f"{number}: the last place", *world.last_place())
    for number in range(1, given.rounds // 4 + 2):
        faults += told(f"{number}: one person of many units", *world.one_person())
        faults += told(f"{number}: one nominee handed in", *world.hand_in(), all_got_it=True)
        faults += told(f"{number}: one judgement", *world.judge(), all_got_it=True)
    faults += broken()
    faults += site.tracebacks()
    site.stop(master)
    return faults + control(site, world, broken)


def told(what: str, answers: list, got: int, right: int, *, all_got_it: bool = False) -> list[str]:
    """Say how a round went; its faults. `all_got_it`: everybody is answered as if they had come alone."""
    counts = Counter(answer.status for answer in answers)
    print(f"   {what}: {got} of {right}; answered {dict(sorted(counts.items()))}", flush=True)
    faults = [f"{what}: {got} where {right} is right"] if got != right else []
    faults += [f"{what}: answered {status}" for status in counts if status != GOT_IT and status not in TOO_LATE]
    if counts[GOT_IT] != (len(answers) if all_got_it else 1):
        faults.append(f"{what}: {counts[GOT_IT]} were told that they had it")
    return faults


def control(site: Site, world, broken) -> list[str]:
    """The same without the lock, until it goes over the quota."""
    master, over = site.serve("trials.lib.without_lock:application"), 0
    for _round in range(CONTROL_ROUNDS):
        _answers, got, right = world.last_place()
        over = got - right
        if over > 0:
            break
    site.stop(master)
    print(f"   without the lock: {over} over the quota", flush=True)
    if over <= 0:
        return ["without the lock the quota held as well: the trial does not bite"]
    if not any("quota" in line for line in broken()):
        return ["what went over the quota without the lock was not found"]
    return []


if __name__ == "__main__":
    sys.exit(main())
