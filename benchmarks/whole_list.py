"""How a whole-list step grows with its list: the time of 1,000 cases over that of 100, and the queries of each.

    .venv/bin/python benchmarks/whole_list.py            # SQLite; TEST_DATABASE_URL names another database

Ten times the cases should take about ten times the time; the exit code says whether it stayed under fifteen.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FEW, MANY = 100, 1_000
STEEP = 1.5  # so much more than in proportion is a fault
A_UNIT = 20  # nominees of one unit


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        from tests.cast import make_cast

        cast = make_cast()
        ratio = measured(cast, MANY, before=measured(cast, FEW))
    finally:
        teardown_databases(databases, verbosity=0)
    return int(ratio > MANY / FEW * STEEP)


def measured(cast: Any, count: int, before: float = 0.0) -> float:
    """Seconds that so many cases take to be shortlisted; with the seconds of a shorter list `before`, their ratio."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from review.services import lists
    from review.services.advance import Act
    from tests.walk import SHORTLISTED

    cases = handed_in(cast, count)
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        lists.shortlist(cast.cycle, cases, Act(cast.officer, SHORTLISTED))
        taken = time.perf_counter() - begun
    print(f"{count:5} cases: {taken:6.2f} s, {len(queries)} queries")
    if before:
        print(f"ratio {taken / before:.1f} for {MANY / FEW:.0f} times the cases")
    return taken / before if before else taken


def handed_in(cast: Any, count: int) -> list[Any]:
    """So many individuals before the office, of units of twenty."""
    from nominations.models import Nomination
    from review.models import Case
    from review.stages import Stage
    from tests.builders import make_individual, make_recommendation, make_unit

    made: list[int] = []
    while len(made) < count:
        recommendation = make_recommendation(cycle=cast.cycle, unit=make_unit())
        made += [make_individual(recommendation=recommendation).pk for _n in range(min(A_UNIT, count - len(made)))]
    cases = Case.objects.filter(nomination__in=made)
    cases.update(stage=Stage.OFFICE_SCREENING)
    Nomination.objects.filter(pk__in=made).update(locked=True, counted=True)
    return list(cases)


if __name__ == "__main__":
    sys.exit(main())
