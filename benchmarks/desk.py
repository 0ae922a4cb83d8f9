"""The office's desk, meter and consultation with 500 and with 5,000 cases: seconds, queries, and how the two compare.

    .venv/bin/python benchmarks/desk.py

Runs on a database of its own, which it throws away. The number of queries may not grow with the cases, nor a page's
time faster than they do: the exit code says so.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (500, 5_000)
UNITS = 100
PAGES = {
    "the desk": "",
    "by sound": "?q=zx&sort=name",
    "by class": "?made=capped&sort=-since",
    "by finding": "?finding=D2",
    "a late page": "?page=9&sort=stage",
}
# Pages of a stage, in which all the cases stand for as long as it is measured.
STAGED = {
    "the meter": ("office_screening", "shortlist/"),
    "all chosen": ("office_screening", "screen-out/?all=1"),
    "consultation": ("department_opinions", "consultation/"),
}
ASKED = ("discipline", "police")
SECTORS = (("agency", ""), ("enterprise", "non_soe"), ("enterprise", "district_soe"))


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    from benchmarks.lib.site import with_a_database

    return with_a_database(measure)


def measure() -> int:
    from tests.cast import client_of, make_cast

    cast = make_cast()
    client = client_of(cast.officer)
    rows: dict[str, list[tuple[float, int]]] = {name: [] for name in (*PAGES, "one case", *STAGED)}
    made = 0
    for size in SIZES:
        made = fill(cast.cycle, made, size)
        for name, query in PAGES.items():
            rows[name].append(timed(client, f"/cases/{query}"))
        rows["one case"].append(timed(client, f"/cases/{middle(cast.cycle)}/?cycle={cast.cycle.pk}"))
        for name, (stage, page) in STAGED.items():
            with all_in(cast.cycle, stage):
                rows[name].append(timed(client, f"/cycles/{cast.cycle.pk}/{page}"))
    return report(rows)


@contextmanager
def all_in(cycle, stage: str) -> Iterator[None]:
    """Every case of the cycle in that stage; as they were afterwards."""
    from django.db import transaction

    with transaction.atomic():
        cycle.cases.update(stage=stage, cure_by=None)
        yield
        transaction.set_rollback(True)


def middle(cycle) -> int:
    """A case of those whose deeds hold the copied passage."""
    return cycle.cases.order_by("pk").values_list("pk", flat=True)[cycle.cases.count() // 200 * 100]


def fill(cycle, made: int, size: int) -> int:
    """Individuals and collectives until there are `size`, all handed in, in bulk: children of a table of their own."""
    from django.db import transaction
    from django.utils import timezone

    from nominations.models import CollectiveNomination, IndividualNomination, Nomination, Recommendation
    from nominations.pinyin import sounds_of
    from review.models import Case, Opinion
    from review.stages import Stage
    from tests.builders import make_recommendation, make_unit

    while Recommendation.objects.filter(cycle=cycle).count() < UNITS:
        make_recommendation(cycle=cycle, unit=make_unit())
    units = list(Recommendation.objects.filter(cycle=cycle))
    now = timezone.now()
    parents = []
    for number in range(made, size):
        person = number % 3 > 0
        name = f"曾{chr(0x4E00 + number % 5000)}祥" if person else f"重庆示例{number}号机械有限公司"
        parents.append(
            Nomination(
                recommendation=units[number % UNITS], kind="individual" if person else "collective", order=number,
                name=name, name_key=sounds_of(name, person=person), ownership=SECTORS[number % 3][1], locked=True,
                counted=True, criteria=["clusters"], statement_true=True, deeds=deeds(number), honours="2021年3月，荣誉",
                updated_at=now,
            )
        )  # fmt: skip
    stages = [Stage.OFFICE_SCREENING, Stage.PANEL_REVIEW, Stage.RETURNED]
    with transaction.atomic():
        Nomination.objects.bulk_create(parents, batch_size=500)
        for number, parent in enumerate(parents, made):
            child = individual(number) if parent.kind == "individual" else collective(number)
            model = IndividualNomination if parent.kind == "individual" else CollectiveNomination
            model(pk=parent.pk, nomination_ptr=parent, **child).save_base(raw=True)
        cases = Case.objects.bulk_create(
            [
                Case(
                    nomination=parent, cycle=cycle, stage=stages[number % 3], stage_since=now + timedelta(0, number),
                    cure_by=date(2024, 2, 1),
                )
                for number, parent in enumerate(parents)
            ],
            batch_size=500,
        )  # fmt: skip
        Opinion.objects.bulk_create(
            [
                Opinion(case=case, authority=authority, requested_at=now, due_on=date(2024, 2, 1))
                for case in cases
                for authority in ASKED
            ],
            batch_size=500,
        )
    return size


def individual(number: int) -> dict:
    nature, _ownership = SECTORS[number % 3]
    return {
        "id_number": f"{number:018d}", "gender": "female", "birth_month": date(1980, 5, 1), "employer": "示例机械",
        "employer_nature": nature, "person_category": "enterprise_staff", "is_cadre": number % 2 == 0,
        "resume": "2002.07--2008.06  示例公司  技术员\n2008.06--  示例公司  经理", "frontline": number % 5 == 0,
    }  # fmt: skip


def collective(number: int) -> dict:
    return {"nature": SECTORS[number % 3][0], "credit_code": f"{number:018d}", "above_scale": number % 2 == 0}


def deeds(number: int) -> str:
    """Some 1,400 signs that are nobody else's, but for one passage in every hundredth."""
    copied = "牵头实施数字化车间改造项目使设备综合利用率和单位产品能耗都达到行业先进水平" if number % 100 == 0 else ""
    return copied + "".join(
        chr(0x4E00 + (number * 7919 + place * (number % 89 + 1)) % 20_000) for place in range(1_400)
    )


def timed(client, url: str) -> tuple[float, int]:
    """The better of two, and its queries. Seconds of this process: SQLite's work is among them, other programs' is not."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            start = time.process_time()
            answer = client.get(url)
            taken.append(time.process_time() - start)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
    return min(taken), len(captured)


def report(rows: dict[str, list[tuple[float, int]]]) -> int:
    growth = SIZES[1] / SIZES[0]
    print(f"{'':14}" + "".join(f"{size:>10,} cases" for size in SIZES) + f"{'ratio':>10} {'queries':>12}")
    faults = []
    for name, ((few, asked), (many, asked_more)) in rows.items():
        print(f"{name:14}{few:15.3f}s{many:15.3f}s{many / few:10.1f} {asked:>6} {asked_more:>5}")
        if asked_more > asked:
            faults.append(f"{name}: {asked} queries became {asked_more}")
        if many / few > growth * 1.5:
            faults.append(f"{name}: {growth:g} times the cases took {many / few:.1f} times as long")
    for fault in faults:
        print(fault)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
