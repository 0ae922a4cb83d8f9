"""The last minute before a deadline: all units sign in, add their photo and hand in, while somebody tries to shut them out.

    .venv/bin/python trials/storm.py [--seed N] [--on sqlite] [--units 300] [--seconds 60] [--besieged 40]

Against the server with production's settings, as behind its proxy, which tells the addresses. `--besieged`: so many
accounts are closed by wrong passwords from many addresses before the minute begins; in it the guessing goes on for all.
Then: nobody is shut out of the browser they used before; whoever was told that it was handed in has its step and its
photo, and every step has somebody who was told; none is of after the deadline; who came too late was told so and keeps
what was typed; nobody is answered 5xx; what was not handed in lapses, and nothing that was does. With the clock's check
and the known browsers taken out this is found, or the trial would prove nothing. In minutes: `--short`.
"""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.running import options, run
from trials.lib.site import ROOT, Site

CONTROL = {"units": 12, "seconds": 15, "besieged": 4}
PRODUCTION = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "ALLOWED_HOSTS": "127.0.0.1", "BEHIND_TLS_PROXY": "true"}


def main() -> int:
    words = "The last minute before a deadline: all units hand in, while somebody tries to shut them out."
    given = options(
        words, units=(300, "units that hand in"), seconds=(60, "seconds in which they do"),
        besieged=(40, "accounts that are closed by wrong passwords before"),
    )  # fmt: skip
    return run(given, trial)


def trial(site: Site, given: Namespace) -> list[str]:
    site.set_up()
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=os.environ | PRODUCTION, check=True)
    from trials.lib.crowd import Storm
    from trials.lib.world import broken

    master = site.serve(**PRODUCTION)
    storm = Storm(site.port, given)
    storm.rage()
    faults = storm.faults() + storm.afterwards() + broken() + site.tracebacks()
    site.stop(master)
    return faults + control(site, given)


def control(site: Site, given: Namespace) -> list[str]:
    """A small one on a site that looks at no clock and knows no browser."""
    from trials.lib.crowd import Storm

    print("   without the clock's check and the known browsers:", flush=True)
    master = site.serve("trials.lib.without_rules:application", **PRODUCTION)
    storm = Storm(site.port, Namespace(**vars(given) | CONTROL))
    storm.rage()
    found = storm.faults()
    site.stop(master)
    missed = [words for words in (Storm.LATE, Storm.SHUT_OUT) if not any(words in fault for fault in found)]
    return [f"without its check this was not found, so the trial does not bite: {words}" for words in missed]


if __name__ == "__main__":
    sys.exit(main())
