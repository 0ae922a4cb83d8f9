"""A sheet of 1,000 rows previewed, against what openpyxl takes to read it: seconds, and how they compare.

    .venv/bin/python benchmarks/imports.py

Measured is the whole request, from the uploaded file to the page, with half of the nominees on the list already. The
limits are those of the issue: the exit code says whether they hold.
"""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 1_000
TIMES = 7
MOST = 3  # times openpyxl's reading


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    from benchmarks.lib.site import with_a_database

    return with_a_database(measure)


def measure() -> int:
    import time_machine

    from tests.cast import client_of, make_cast

    with time_machine.travel("2023-12-28 10:00+08:00"):
        cast = make_cast()
        client = client_of(cast.clerk)
        data = workbook(ROWS)
        address = f"/recommendations/{cast.recommendation.pk}/import/individual/"
        preview = previewing(client, address)
        half = preview(workbook(ROWS // 2))
        client.post(address, half.context["form"].initial)
        rows = {
            "openpyxl, whole": timed(lambda: load(data, read_only=False)),
            "openpyxl, streamed": timed(lambda: load(data, read_only=True)),
            "our reader alone": timed(lambda: read(data)),
            "the preview": timed(lambda: preview(data)),
        }
    return report(rows)


def previewing(client, address: str) -> Callable:
    from django.core.files.uploadedfile import SimpleUploadedFile

    def preview(data: bytes):
        answer = client.post(address, {"file": SimpleUploadedFile("sheet.xlsx", data)})
        if answer.status_code != 200 or "plan" not in answer.context:
            raise SystemExit(f"{address}: no preview")
        return answer

    return preview


def workbook(rows: int) -> bytes:
    """Attachment 4 as the notice has it, each line another person."""
    from openpyxl import Workbook

    from nominations.sheet_workbook import HEADINGS, NUMBER

    columns = [
        *(NUMBER, "name", "gender", "ethnicity", "birth_month", "political_status", "education"),
        *("post", "professional_title", "person_category", "id_number", "remarks"),
    ]
    book = Workbook()
    sheet = book.active
    sheet.append(["巴南区制造业高质量发展工作先进个人推荐对象汇总表"])
    sheet.merge_cells("A1:L1")
    sheet.append([HEADINGS["individual"][column][0] for column in columns])
    for number in range(rows):
        sheet.append(line(number))
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def line(number: int) -> list:
    from tests.builders import id_number

    identity = id_number(number, region=f"5001{13 + number // 1000}")
    gender = "男" if number % 2 else "女"
    return [
        *(number + 1, f"程{chr(0x4E00 + number)}祥", gender, "汉族", "1980.05", "中共党员", "大学本科"),
        *(f"重庆示例{number}号机械制造有限公司 生产部经理（四级）", "高级工程师", "企业职工", identity, "常年在一线"),
    ]


def load(data: bytes, read_only: bool) -> list:
    from openpyxl import load_workbook

    return list(load_workbook(BytesIO(data), read_only=read_only).worksheets[0].iter_rows(values_only=True))


def read(data: bytes):
    from nominations.workbooks import read_sheet

    return read_sheet(data, ROWS + 10)


def timed(run: Callable) -> float:
    """The median of repeated runs, after one that is not counted. Seconds of this process."""
    run()
    taken = []
    for _time in range(TIMES):
        gc.collect()
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def report(rows: dict[str, float]) -> int:
    base = rows["openpyxl, whole"]
    print(f"a sheet of {ROWS:,} rows{'':8}seconds   to openpyxl")
    for name, seconds in rows.items():
        print(f"{name:25}{seconds:10.3f}{seconds / base:11.2f} ×")
    if rows["the preview"] > MOST * base:
        print(f"the preview takes more than {MOST} times as long as openpyxl takes to read the sheet")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
