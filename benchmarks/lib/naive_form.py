"""An approval form as one writes it first: HTML with the grid's cells, the texts in them as they are."""

from html import escape

from review.documents.drawing import Form
from review.documents.grid import FIELD, edges, place

STYLE = """<meta charset="utf-8"><style>@page { size: A4; margin: 19mm 25mm 18mm }
body { font: 12pt/18pt FandolFang, "LXGW WenKai", "Noto Serif CJK SC" } section, table { break-before: page }
table { width: 160mm; border-collapse: collapse; table-layout: fixed } td { border: 1px solid; text-align: center }
h1, h2 { font: bold 22pt "Noto Serif CJK SC"; text-align: center } p { text-indent: 2em; text-align: justify }
</style>"""


def html_of(form: Form) -> str:
    """Cover, instructions and tables; each text stands in the first of its boxes."""
    cover = "".join(f"<p>{label}：{escape(form.texts.get(name, ''))}" for label, name in form.cover)
    words = "".join(f"<p>{escape(item)}" for item in form.words.instructions)
    shown: set[str] = set()
    tables = "".join(_table(form, page, shown) for page in form.pages)
    title = "<br>".join(form.words.title)
    return f"{STYLE}<h1>{title}</h1>{cover}<section><h2>填表说明</h2>{words}</section>{tables}"


def _table(form, page, shown: set[str]) -> str:
    placed = place(page)
    lines = edges(placed)
    columns = "".join(f'<col style="width: {right - left}mm">' for left, right in zip(lines, lines[1:], strict=False))
    rows = []
    for row, cells in zip(page.rows, placed, strict=True):
        drawn = "".join(_cell(form, one, lines, shown) for one in cells)
        rows.append(f'<tr style="height: {row.height}mm">{drawn}')
    return f"<table>{columns}{''.join(rows)}</table>"


def _cell(form, placed, lines: list[int], shown: set[str]) -> str:
    cell = placed.cell
    text = cell.words or (cell.opinion.signature if cell.opinion else "")
    if cell.kind == FIELD and cell.field not in shown:
        shown.add(cell.field)
        text = form.texts.get(cell.field, "")
    across = lines.index(placed.right) - lines.index(placed.left)
    inside = "".join(f"<p>{escape(part)}" for part in text.split("\n"))
    return f'<td colspan="{across}" rowspan="{cell.rows}">{inside}</td>'
