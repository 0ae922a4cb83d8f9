"""A summary sheet as PDF: a naive table of WeasyPrint's, a bare one of Typst's, and ours, on the same 1,000 rows.

    .venv/bin/python benchmarks/sheets.py

Ours takes at most 1/2.5 of the naive one's time, a row of 3,000 costs what one of 1,000 does, and 10,000 rows stay
within 500 MiB: the exit code says so.
"""

import json
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS, MORE, MANY = 1_000, 3_000, 10_000
FASTER, DEARER, MEMORY = 2.5, 1.25, 500

NAIVE = """<meta charset="utf-8"><style>@page { size: A4 landscape; margin: 15mm;
@bottom-center { content: "第 " counter(page) " 页 共 " counter(pages) " 页" } }
table { border-collapse: collapse } td, th { border: 1px solid; font: 10.5pt FandolFang, "Noto Serif CJK SC" }</style>"""
BARE = """#let rows = json(bytes(sys.inputs.rows))
#set page("a4", flipped: true, footer: context counter(page).display((n, m) => [第 #n 页 共 #m 页], both: true))
#set text(10.5pt, font: ("FandolFang R", "LXGW WenKai", "Noto Serif CJK SC"), lang: "zh")
#table(columns: (9mm, 19mm, 10mm, 16mm, 18mm, 20mm, 18mm, 54mm, 20mm, 21mm, 41mm, 21mm),
  table.header(..rows.first()), ..rows.slice(1).flatten())"""


def main() -> int:
    from benchmarks.lib.measuring import peak, peak_of, seconds_of, show
    from benchmarks.lib.sample import sheet_of
    from review.documents.sheet_pdf import sheet_pdf

    few, more = sheet_of(ROWS), sheet_of(MORE)
    if sys.argv[1:] == ["memory"]:
        sheet_pdf(sheet_of(MANY))
        print(peak())
        return 0
    seconds = seconds_of({"naive": naive, "ours": lambda: sheet_pdf(few), "bare Typst": bare_typst()})
    show(f"Summary sheet as PDF, {ROWS:,} rows", seconds, "naive")
    faster = seconds["naive"] / seconds["ours"]
    ours_of = seconds_of({ROWS: lambda: sheet_pdf(few), MORE: lambda: sheet_pdf(more)}, times=5)
    dearer = ours_of[MORE] / MORE / (ours_of[ROWS] / ROWS)
    memory = peak_of(__file__, "memory")
    print(f"  a row of {MORE:,} costs {dearer:.2f} × a row of {ROWS:,} (at most {DEARER})")
    print(f"  naive / ours: {faster:.1f} (at least {FASTER}); {MANY:,} rows: {memory:.0f} MiB (at most {MEMORY})")
    return int(faster < FASTER or dearer > DEARER or memory > MEMORY)


def naive() -> bytes:
    from weasyprint import HTML

    from benchmarks.lib.sample import HEADINGS, rows

    head = "".join(f"<th>{heading}" for heading in HEADINGS)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows(ROWS))
    return HTML(string=f"{NAIVE}<table><thead><tr>{head}</thead>{body}</table>").write_pdf()


def bare_typst():
    """In this process, its fonts found once: the least that Typst can take."""
    import typst

    from benchmarks.lib.sample import HEADINGS, rows

    fonts = typst.Fonts(include_embedded_fonts=False)
    turns = iter(range(1, 100))

    def drawn() -> bytes:
        table = [list(HEADINGS), *rows(ROWS)]
        table[1][0] = f"{next(turns)}"  # else it would be found laid out already
        return typst.compile(BARE.encode(), sys_inputs={"rows": json.dumps(table)}, font_paths=fonts, pdf_tags=False)

    return drawn


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    sys.exit(main())
