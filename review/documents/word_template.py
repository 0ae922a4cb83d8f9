"""The Word template of Attachment 1 or 2, made from the same grid as the PDF: cells, sizes, words and blanks.

What is filled in stands in it as `{{ name }}`. A text that has several boxes has a blank for each: `{{ deeds_1 }}`,
`{{ deeds_2 }}`. The check code stands at the foot of every page. A clerk may change everything else in Word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from django.utils import timezone
from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from nominations.policy.notice import FormText, Notice, OpinionBox

from .drawing import PADDING
from .grid import FIELD, LABEL, PHOTO, Cell, Page, Placed, edges, place
from .layouts import COVER_LINES, PROSE, SHORT, STYLE_OF, grid

BODY, HEADING, TITLE = "仿宋", "黑体", "方正小标宋_GBK"
SLACK = 6  # mm of each page left free: Word keeps a line of its own below a table
LABEL_LEADING = 16  # points
OUTER, INNER = "12", "4"  # eighths of a point
YES, NO = "_yes", "_no"  # behind the name of a statement: the place of its tick
CODE = "code"  # the blank of the check code
FOOT = 9  # mm from the edge of the paper to the line with the code, which thus stays clear of the table
# Properties in which a file tells who made it and with what.
ORIGIN = ("author", "last_modified_by", "comments", "subject", "keywords", "category", "identifier", "language")


def blanks(notice: Notice, kind: str) -> frozenset[str]:
    """The names that a template of this kind may ask for."""
    bound = {name for box in notice.award(kind).form.boxes for name in box.fields}
    ticks = {f"{name}{answer}" for name in bound for answer in (YES, NO)}
    return frozenset(
        {name for _words, name in COVER_LINES[kind]}
        | set(_fields(notice, kind))
        | ticks
        | set(photo_words(notice, kind))
        | {CODE}
    )


def photo_words(notice: Notice, kind: str) -> dict[str, str]:
    """What stands in the place of the photo while there is none, by the name of its blank; {} where a form has none."""
    return {cell.field: cell.words for cell in _all_cells(notice, kind) if cell.kind == PHOTO}


def boxes(notice: Notice, kind: str) -> Counter[str]:
    """How many boxes each text has, by its field."""
    return Counter(cell.field for cell in _all_cells(notice, kind) if cell.kind == FIELD)


def _all_cells(notice: Notice, kind: str) -> Iterator[Cell]:
    return (cell for page in grid(notice, kind) for row in page.rows for cell in row.cells)


def blank_of(name: str, number: int, count: int) -> str:
    """The name of the `number`th (from 1) of `count` boxes of a text."""
    return name if count == 1 else f"{name}_{number}"


def word_template(notice: Notice, kind: str) -> bytes:
    """The template as .docx, A4, on the pages of the notice."""
    form = notice.award(kind).form
    book = Document()
    _set_up(book)
    _cover(book, form, kind)
    _instructions(book, form)
    counts, seen = boxes(notice, kind), Counter[str]()
    for page in grid(notice, kind):
        _page(book, page, counts, seen)
    describe(book, form)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def describe(book: Word, form: FormText) -> None:
    """The file is called as the form, dated now, and tells nothing of the file that it was made from."""
    about = book.core_properties
    for name in ORIGIN:
        setattr(about, name, "")
    about.title = "".join(form.title)
    about.revision = 1
    about.created = about.modified = timezone.now()
    relations = book.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]  # a part that nothing leads to is not saved


def _fields(notice: Notice, kind: str) -> Iterator[str]:
    for name, count in boxes(notice, kind).items():
        yield from (blank_of(name, number, count) for number in range(1, count + 1))


def _set_up(book: Word) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(19), Mm(18)
    section.left_margin = section.right_margin = Mm(25)
    section.footer_distance = Mm(FOOT)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(foot, f"校验码 {{{{ {CODE} }}}}", HEADING, 8)
    _font(book.styles["Normal"].element.get_or_add_rPr(), BODY, 12)
    book.styles["Normal"].paragraph_format.space_after = Pt(0)
    book._body.clear_content()


def _font(properties: OxmlElement, name: str, size: float, *, bold: bool = False) -> None:
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    properties.insert(0, fonts)
    if bold:
        properties.append(OxmlElement("w:b"))
    for tag in ("w:sz", "w:szCs"):
        half_points = OxmlElement(tag)
        half_points.set(qn("w:val"), str(round(size * 2)))
        properties.append(half_points)


def _write(
    paragraph: Paragraph, text: str, font: str = BODY, size: float = 12, leading: float = 0, *, bold: bool = False
) -> None:
    """`leading` in points: exactly that, whatever font stands in for the one wanted; 0 leaves it to the font."""
    if leading:
        paragraph.paragraph_format.line_spacing = Pt(leading)
    _font(paragraph.add_run(text)._r.get_or_add_rPr(), font, size, bold=bold)


def _cover(book: Word, form: FormText, kind: str) -> None:
    _write(book.add_paragraph(), form.attachment, HEADING, 16)
    for number, line in enumerate(form.title):
        title = book.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = Mm(30) if number == 0 else Pt(0)
        _write(title, line, TITLE, 22, 40, bold=True)
    book.add_paragraph().paragraph_format.space_before = Mm(40)
    lines = book.add_table(rows=0, cols=2)
    lines.autofit = False
    lines.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = (35, 95)  # mm
    for column, width in zip(lines.columns, widths, strict=True):
        column.width = Mm(width)
    for words, name in COVER_LINES[kind]:
        cells = lines.add_row().cells
        lines.rows[-1].height = Mm(18)
        for cell, width, text in zip(cells, widths, (f"{words}：", f"{{{{ {name} }}}}"), strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
            _write(cell.paragraphs[0], text, BODY, 16)
        _border(cells[1], bottom=INNER)
    _next_page(book)


def _instructions(book: Word, form: FormText) -> None:
    heading = book.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Mm(10)
    _write(heading, "填 表 说 明", TITLE, 22, bold=True)
    for item in form.instructions:
        paragraph = book.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _write(paragraph, item, BODY, 16, 30)
    _next_page(book)


def _next_page(book: Word) -> None:
    """A page break in a line so small that it takes no room; a second one on a full page would leave it empty."""
    paragraph = book.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.add_run().add_break(WD_BREAK.PAGE)


def _page(book: Word, page: Page, counts: Counter[str], seen: Counter[str]) -> None:
    placed = place(page)
    lines = edges(placed)
    if seen:
        _next_page(book)
    table = book.add_table(rows=len(page.rows), cols=len(lines) - 1)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _frame(table)
    for column, (left, right) in enumerate(zip(lines, lines[1:], strict=False)):
        table.columns[column].width = Mm(right - left)
    largest = max(page.rows, key=lambda row: row.height)
    for number, row in enumerate(page.rows):
        table.rows[number].height = Mm(row.height - (SLACK if row is largest else 0))
        table.rows[number].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell in placed[number]:
            below = number + cell.cell.rows - 1
            first, last = lines.index(cell.left), lines.index(cell.right) - 1
            merged = table.cell(number, first).merge(table.cell(below, last))
            _fill(merged, cell, counts, seen)


def _fill(into: _Cell, placed: Placed, counts: Counter[str], seen: Counter[str]) -> None:
    cell = placed.cell
    into.width = Mm(cell.width)
    into.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = into.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if cell.kind == LABEL:
        _lines(into, cell.words)
    elif cell.kind == PHOTO:
        _write(paragraph, f"{{{{ {cell.field} }}}}", BODY, 10.5)  # a picture needs a line that grows with it
    elif cell.kind == FIELD:
        seen[cell.field] += 1
        style = STYLE_OF.get(cell.field, SHORT)
        if style is not SHORT:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if style is PROSE else WD_ALIGN_PARAGRAPH.LEFT
            into.vertical_alignment = WD_ALIGN_VERTICAL.TOP
        blank = blank_of(cell.field, seen[cell.field], counts[cell.field])
        _write(paragraph, f"{{{{ {blank} }}}}", BODY, style.steps[0].size, style.steps[0].leading)
    elif cell.opinion:
        _opinion(into, cell.opinion, placed.height, cell.width)


def _lines(into: _Cell, words: str) -> None:
    for number, line in enumerate(words.split("\n")):
        paragraph = into.add_paragraph() if number else into.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, leading=LABEL_LEADING)


def _opinion(into: _Cell, opinion: OpinionBox, height: int, width: int) -> None:
    """The tick lines at the top; a seal (45 mm across) has its room above each signature."""
    into.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    paragraph = into.paragraphs[0]
    for words, name in zip(opinion.statements, opinion.fields, strict=True):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        _write(paragraph, f"{words}\u3000是〔{{{{ {name}{YES} }}}}〕否〔{{{{ {name}{NO} }}}}〕", leading=22)
        paragraph = into.add_paragraph()
    paragraph.paragraph_format.space_before = Mm(max(0, height - 8 * len(opinion.statements) - 26))
    paragraph.paragraph_format.line_spacing = Pt(2)
    seals = into.add_table(rows=1, cols=len(opinion.seals))
    for cell in seals.rows[0].cells:
        cell.width = Length(Mm(width) // len(opinion.seals))
        _lines(cell, f"{opinion.signature}\n年\u3000\u3000月\u3000\u3000日")
    into.add_paragraph().paragraph_format.line_spacing = Pt(2)


def _frame(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_line(side, INNER if side.startswith("inside") else OUTER))
    table._tbl.tblPr.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(PADDING).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _border(cell: _Cell, **sides: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, width in sides.items():
        borders.append(_line(side, width))
    cell._tc.get_or_add_tcPr().append(borders)


def _line(side: str, width: str) -> OxmlElement:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", width), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    return line
