"""A1 and A2 as Word documents: the texts of the PDF in a template that a clerk may have edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from nominations.models import CollectiveNomination, IndividualNomination, Nomination
from nominations.policy.notice import STATEMENTS, Notice

from .check_code import check_code
from .content import form_texts, statements
from .drawing import Form, flows_of
from .layouts import PROSE, STYLE_OF, grid
from .pouring import Paragraph, pour
from .word_template import CODE, NO, YES, blank_of, blanks, boxes, describe, photo_words, word_template

TICK, NO_TICK = "√", "\u3000"
NEW_PARAGRAPH = "\a"  # docxtpl's sign; `clean` takes it out of whatever was typed
LARGEST = 5 * 1024 * 1024  # bytes of a template as uploaded
UNPACKED = 30 * 1024 * 1024  # bytes of all parts
# Of those with words and styles: read, they take twenty times that. The system's own template has 900 kB.
UNPACKED_TEXT = 3 * 1024 * 1024
MOST_PARTS = 500
BEFORE_TEXT = b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"  # spaces, and marks of the encoding
TRACKED = ("<w:delText", "<w:moveFrom ")  # words struck out while changes were tracked: in the file, not on paper


class TemplateFault(ValueError):
    """A file that cannot be the template; the words say why, and what to do."""


def form_docx(nomination: Nomination, template: bytes | None = None) -> bytes:
    """Attachment 1 or 2 of one nominee as .docx, in this template or, without one, in that of the notice's layout."""
    nominee = nomination.detail
    notice = nominee.recommendation.cycle.notice
    book = DocxTemplate(BytesIO(template or word_template(notice, nominee.kind)))
    book.init_docx()
    describe(book.docx, notice.award(nominee.kind).form)  # first: in what it clears, rendering would look for blanks
    values = _texts(nominee, notice) | _ticks(nominee) | {CODE: check_code(nomination)}
    photo = _photo(nominee)
    for name, words in photo_words(notice, nominee.kind).items():
        picture = photo and InlineImage(book, photo, width=Mm(35), height=Mm(49))
        values[name] = picture or words.replace("\n", NEW_PARAGRAPH)
    book.render(values, jinja_env=_environment())
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def check_template(content: bytes, notice: Notice, kind: str) -> None:
    """Raises TemplateFault where the file is no .docx, asks for anything but the blanks of this form, or lacks one of them.

    Of a text in several boxes each blank must be there, as each holds a part of it; they may stand in one box.
    """
    _refuse_by_envelope(content)
    try:
        asked = list(_expressions(DocxTemplate(BytesIO(content))))
    except TemplateSyntaxError as error:
        raise TemplateFault(_("模板中有写错的空格标记（如缺了“}}”）。请对照系统模板改正后再上传。")) from error
    except TemplateFault:
        raise
    except Exception as error:  # whatever the parser of a foreign format raises, the file cannot be used
        raise TemplateFault(_("无法读取这个 Word 文件，可能已损坏。请用 Word 或 WPS 另存为 .docx 再上传。")) from error
    known = blanks(notice, kind)
    if unknown := sorted({name for name in asked if name not in known}):
        raise TemplateFault(
            _("模板中有这张表没有的空格：%(names)s。可以用的是：%(known)s。")
            % {"names": "、".join(unknown), "known": "、".join(sorted(known))}
        )
    if not asked:
        raise TemplateFault(_("模板中没有任何空格标记，填不进内容。请下载系统模板，在其中修改版式后上传。"))
    if missing := sorted(known.difference(asked, {CODE})):
        raise TemplateFault(
            _(
                "模板中少了 %(number)d 个空格，打印时这些内容会丢失：%(names)s。"
                "请把它们补回模板（如 {{ %(one)s }}），或重新下载系统模板修改后上传。"
            )
            % {"number": len(missing), "names": "、".join(missing), "one": missing[0]}
        )


def _refuse_by_envelope(content: bytes) -> None:
    if len(content) > LARGEST:
        raise TemplateFault(_("文件超过 %(limit)d MB。请压缩其中的图片后再上传。") % {"limit": LARGEST // 1024**2})
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()[: MOST_PARTS + 1]
            text = sum(part.file_size for part in parts if _is_text(packed, part))
    except Exception as error:  # a damaged zip is not always a BadZipFile
        raise TemplateFault(_("这不是 Word 文件（.docx）。旧版 .doc 请另存为 .docx 再上传。")) from error
    names = [part.filename for part in parts]
    if "word/document.xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        raise TemplateFault(_("这不是不含宏的 Word 文件（.docx）。请另存为 .docx 再上传。"))
    if sum(part.file_size for part in parts) > UNPACKED or len(parts) > MOST_PARTS:
        raise TemplateFault(_("文件展开后过大。请删去其中的图片再上传。"))
    if text > UNPACKED_TEXT:
        words = _("文件中的文字和样式展开后超过 %(limit)d MB。请下载系统模板，在其中重新修改版式后上传。")
        raise TemplateFault(words % {"limit": UNPACKED_TEXT // 1024**2})


def _is_text(packed: ZipFile, part: ZipInfo) -> bool:
    """By its first bytes, for whatever it is called it may be read as the document. Raises what a damaged zip raises."""
    with packed.open(part) as file:
        return file.read(1024).lstrip(BEFORE_TEXT)[:1] in (b"<", b"")


def _expressions(book: DocxTemplate) -> Iterator[str]:
    """The names that the template asks for. Raises TemplateFault where it asks for more than a name."""
    book.init_docx()
    sources = [book.get_xml()]
    for uri in (book.HEADER_URI, book.FOOTER_URI):
        sources += [book.get_part_xml(part) for _key, part in book.get_headers_footers(uri)]
    if any(mark in source for source in sources for mark in TRACKED):
        raise TemplateFault(_("模板中有尚未接受的修订，其中删去的空格不会显示。请在 Word 中接受全部修订后再上传。"))
    for source in sources:
        tree = _environment().parse(book.patch_xml(source))
        if any(not isinstance(node, nodes.Output) for node in tree.body):
            raise TemplateFault(_("模板中只能有空格标记（如 {{ name }}），不能有 {% … %} 一类的语句。请删去。"))
        for node in (part for output in tree.body for part in output.nodes):
            if isinstance(node, nodes.TemplateData):
                continue
            if not isinstance(node, nodes.Name):
                raise TemplateFault(_("空格标记里只能写一个名称（如 {{ name }}），不能写算式。请改正后再上传。"))
            yield node.name


def _environment() -> SandboxedEnvironment:
    """A template comes from a person: it can ask for what it is given, and nothing else."""
    return SandboxedEnvironment(autoescape=True)


def _texts(nominee: CollectiveNomination | IndividualNomination, notice: Notice) -> dict[str, str]:
    """Text by blank, dealt out over its boxes as in the PDF; what the PDF continues goes on in the last box."""
    kind = nominee.kind
    form = Form(kind, notice.award(kind).form, grid(notice, kind), form_texts(nominee, notice))
    counts = boxes(notice, kind)
    found = {}
    for name, text in pour(flows_of(form)).items():
        count = counts[name] or 1  # a blank of the cover stands in no grid
        for number in range(1, count + 1):
            shown = text.parts[number - 1 :] if number == count else text.parts[number - 1 : number]
            found[blank_of(name, number, count)] = NEW_PARAGRAPH.join(
                _lines(shown, indented=STYLE_OF.get(name) is PROSE)
            )
    return found


def _lines(dealt: Iterable[Iterable[Paragraph]], *, indented: bool) -> list[str]:
    lines: list[str] = []
    for paragraph in chain.from_iterable(dealt):
        if paragraph.begun and lines:
            lines[-1] += paragraph.text
        else:
            lines.append("\u3000\u3000" * (indented and not paragraph.begun) + paragraph.text)
    return lines


def _ticks(nominee: CollectiveNomination | IndividualNomination) -> dict[str, str]:
    answers = statements(nominee)
    return {
        f"{name}{answer}": TICK if answers[name] is meant else NO_TICK
        for name in STATEMENTS
        for answer, meant in ((YES, True), (NO, False))
    }


def _photo(nominee: CollectiveNomination | IndividualNomination) -> BytesIO | None:
    if not isinstance(nominee, IndividualNomination) or not nominee.photo:
        return None
    try:
        with nominee.photo.open("rb") as photo:
            return BytesIO(photo.read())
    except FileNotFoundError:
        return None
