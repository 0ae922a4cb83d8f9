"""Fifty people at once for one place, over HTTP: exactly as many get one as there are.

    .venv/bin/python trials/last_place.py [--seed N] [--on sqlite] [--rounds 20] [--clients 50]

Each rule that looks before it writes (`RULES`): the last place of a unit's quota; one person whom fifty units put forward;
one pair of a division-level nominee and its backup a unit; one nominee handed in fifty times; one judgement given fifty
times; one nominee handed in while it lapses at the deadline. Nobody is answered 5xx and `check_invariants` finds nothing.
With the locks taken out each of them is broken, and found, or the trial would prove nothing. On SQLite and, where it
answers, PostgreSQL. In minutes: `--rounds 2 --clients 20`.
"""

import sys
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.running import options, run
from trials.lib.site import Site

GOT_IT = 302  # the page goes on
TOO_LATE = (200, 409, 422)  # the page says why not
CONTROL_ROUNDS = 5


@dataclass(frozen=True)
class Rule:
    """`act`: the method of `World` that lets everybody come at once. `found`: the invariant that names it where it is broken.

    `all_got_it`: everybody is answered as if they had come alone: what they give replaces what was there, or is the same once more.
    """

    words: str
    act: str
    found: str
    all_got_it: bool = False


RULES = (
    Rule("the last place", "last_place", "no unit is over its hard quota"),
    Rule("one person of many units", "one_person", "nobody is put forward twice"),
    Rule("one pair a unit", "one_pair", "no unit is over its hard quota"),
    Rule("one nominee handed in", "hand_in", "each step begins where the one before ended", all_got_it=True),
    Rule("one judgement", "judge", "one judgement a member and case", all_got_it=True),
    Rule("handed in or lapsed", "deadline", "each step begins where the one before ended"),
)


def main() -> int:
    words = "Fifty people at once for one place: exactly as many get one as there are."
    return run(options(words, rounds=(20, "rounds of each rule"), clients=(50, "people at once")), trial)


def trial(site: Site, given: Namespace) -> list[str]:
    site.set_up()
    from trials.lib.world import World, broken

    world, master = World(site.port, given.clients, given.seed), site.serve()
    faults = []
    for rule in RULES:
        for number in range(1, given.rounds + 1):
            faults += told(f"{rule.words}, {number}", *getattr(world, rule.act)(), all_got_it=rule.all_got_it)
    print(f"   at the deadline {world.lapsed()} of {given.rounds} lapsed, the others were handed in", flush=True)
    faults += broken()
    faults += site.tracebacks()
    site.stop(master)
    return faults + control(site, world, broken)


def told(what: str, answers: list, got: int, right: int, *, all_got_it: bool = False) -> list[str]:
    """Say how a round went; its faults."""
    counts = Counter(answer.status for answer in answers)
    print(f"   {what}: {got} of {right}; answered {dict(sorted(counts.items()))}", flush=True)
    faults = [f"{what}: {got} where {right} is right"] if got != right else []
    faults += [f"{what}: answered {status}" for status in counts if status != GOT_IT and status not in TOO_LATE]
    if counts[GOT_IT] != (len(answers) if all_got_it else 1):
        faults.append(f"{what}: {counts[GOT_IT]} were told that they had it")
    return faults


def control(site: Site, world, broken) -> list[str]:
    """The same without the locks, until each rule is broken."""
    import trials.lib.without_lock  # noqa: F401 - in this process too, which lets nominees lapse

    world.judged_any_number_of_times()
    master, faults = site.serve("trials.lib.without_lock:application"), []
    for rule in RULES:
        known, over = broken(), 0
        for _round in range(CONTROL_ROUNDS):
            _answers, got, right = getattr(world, rule.act)()
            over = got - right
            if over > 0:
                break
        found = [line for line in broken() if line not in known and line.startswith(rule.found)]
        print(f"   without the locks, {rule.words}: {over} too many, {len(found)} found", flush=True)
        if over <= 0:
            faults.append(f"{rule.words}: it held without the locks as well, so the trial does not bite")
        elif not found:
            faults.append(f"{rule.words}: what was broken without the locks was not found")
    site.stop(master)
    return faults


if __name__ == "__main__":
    sys.exit(main())
