"""A1 and A2 as Word documents: the same texts as the PDF, in a template that people may edit, within bounds."""

from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from docx import Document
from docx.oxml.ns import qn

from nominations.policy.reading import read_notice
from review.documents.check_code import check_code
from review.documents.content import form_texts
from review.documents.forms import blank_form_pdf
from review.documents.word import TemplateFault, check_template, form_docx
from review.documents.word_template import ORIGIN, blanks, photo_words, word_template
from review.documents.wording import BLANK_DATE
from tests.builders import make_collective, make_cycle, make_individual, notice_source
from tests.review.documents.reading import DEEDS_LABEL, packed, pages

pytestmark = pytest.mark.django_db

KINDS = ("collective", "individual")
NOTICE = read_notice(notice_source())
MAKERS = {"collective": make_collective, "individual": make_individual}


def text_of(docx):
    """All words in their order, cells that span rows or columns once."""
    body = Document(BytesIO(docx)).element.body
    return packed("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


def edited(template, before, after):
    book = Document(BytesIO(template))
    for node in book.element.body.iter():
        if node.tag.endswith("}t") and node.text == before:
            node.text = after
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_the_record_says(kind):
    nominee = MAKERS[kind](deeds="\n".join(f"第{number}段" + "事迹" * 70 for number in range(10)), remarks="演示")
    found = text_of(form_docx(nominee)).replace(DEEDS_LABEL, "")  # stands again where the deeds go on
    for name, text in form_texts(nominee, nominee.recommendation.cycle.notice).items():
        assert packed(text) in found, name
    assert "{{" not in found


@pytest.mark.parametrize("kind", KINDS)
def test_its_printed_words_are_those_of_the_pdf(kind):
    """Character for character, wherever a line of the PDF ends."""
    cycle = make_cycle()
    template = text_of(word_template(cycle.notice, kind))
    for name in blanks(cycle.notice, kind):
        template = template.replace(f"{{{{{name}}}}}", "")
    free = packed("".join(photo_words(cycle.notice, kind).values()) + BLANK_DATE)
    assert Counter(template.replace("〔〕", "") + free) == Counter(packed("".join(pages(blank_form_pdf(cycle, kind)))))


def test_ticks_stand_where_they_were_given():
    found = text_of(form_docx(make_collective(clean_record=True, statement_true=False)))
    assert "违纪违法事件是〔√〕否〔〕" in found
    assert "同意推荐是〔〕否〔√〕" in found


HOSTILE = ["{{ 7*7 }}", "{% for x in range(9) %}", "<w:p/>&amp;", "a\x07b\x0cc", "{# #}", "]]>"]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_was_typed_stays_text(text):
    nominee = make_individual(honours=text)
    (written,) = [t for n, t in form_texts(nominee, nominee.recommendation.cycle.notice).items() if n == "honours"]
    assert packed(written) in text_of(form_docx(nominee))


def test_the_file_tells_its_title_and_day_and_nothing_of_where_it_came_from():
    nominee = make_individual()
    made = datetime(2024, 1, 31, 2, tzinfo=UTC)
    foreign = Document(BytesIO(word_template(NOTICE, "individual")))
    for name in ORIGIN:
        setattr(foreign.core_properties, name, "{{ somebody.else }}")
    file = BytesIO()
    foreign.save(file)
    with time_machine.travel(made, tick=False):
        written = [word_template(NOTICE, "individual"), form_docx(nominee), form_docx(nominee, file.getvalue())]
    for docx in written:
        about = Document(BytesIO(docx)).core_properties
        assert {getattr(about, name) for name in ORIGIN} == {""}
        assert about.title == "".join(NOTICE.award("individual").form.title)
        assert {about.created, about.modified} == {made}
        with ZipFile(BytesIO(docx)) as parts:
            assert [name for name in parts.namelist() if "thumbnail" in name] == []
            assert b"thumbnail" not in parts.read("_rels/.rels")


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_bears_the_check_code(kind):
    nominee = MAKERS[kind]()
    for section in Document(BytesIO(form_docx(nominee))).sections:
        assert [line.text for line in section.footer.paragraphs] == [f"校验码 {check_code(nominee)}"]


def test_a_template_may_go_without_the_check_code():
    book = Document(BytesIO(word_template(NOTICE, "collective")))
    book.sections[0].footer.is_linked_to_previous = True
    file = BytesIO()
    book.save(file)
    check_template(file.getvalue(), NOTICE, "collective")
    check_template(edited(file.getvalue(), "{{ name }}", "{{ name }}{{ code }}"), NOTICE, "collective")


def test_the_table_keeps_its_pages():
    book = Document(BytesIO(form_docx(make_individual())))
    assert len([node for node in book.element.body.iter() if node.tag.endswith("}br")]) == 5  # six pages


def test_an_edited_template_is_filled_in():
    nominee = make_collective(name="重庆示例机械制造有限公司")
    template = edited(word_template(NOTICE, "collective"), "{{ name }}", "全称：{{ name }}（盖章）")
    check_template(template, NOTICE, "collective")
    assert "全称：重庆示例机械制造有限公司（盖章）" in text_of(form_docx(nominee, template))


FAULTS = {
    "{{ nmae }}": "nmae",
    "{{ name.__class__ }}": "一个名称",
    "{{ 1 + 1 }}": "一个名称",
    "{% if name %}x{% endif %}": "语句",
    "{{ name": "标记",
}


@pytest.mark.parametrize("words", FAULTS)
def test_what_a_template_may_not_ask_for(words):
    template = edited(word_template(NOTICE, "collective"), "{{ name }}", words)
    with pytest.raises(TemplateFault, match=FAULTS[words]):
        check_template(template, NOTICE, "collective")


@pytest.mark.parametrize(
    ("kind", "name"), [("collective", "leader"), ("individual", "deeds_2"), ("individual", "photo")]
)
def test_what_a_template_may_not_leave_out(kind, name):
    template = edited(word_template(NOTICE, kind), f"{{{{ {name} }}}}", "")
    with pytest.raises(TemplateFault, match=f"少了 1 个空格，打印时这些内容会丢失：{name}。.*补回模板"):
        check_template(template, NOTICE, kind)


def test_all_that_is_missing_is_named():
    template = edited(word_template(NOTICE, "individual"), "{{ deeds_1 }}", "")
    template = edited(template, "{{ deeds_2 }}", "")
    with pytest.raises(TemplateFault, match="少了 2 个空格，打印时这些内容会丢失：deeds_1、deeds_2。"):
        check_template(template, NOTICE, "individual")


def test_both_blanks_of_a_text_may_stand_in_one_box():
    template = edited(word_template(NOTICE, "individual"), "{{ deeds_2 }}", "")
    template = edited(template, "{{ deeds_1 }}", "{{ deeds_1 }}{{ deeds_2 }}")
    check_template(template, NOTICE, "individual")
    deeds = "段" + "事迹" * 900
    assert deeds in text_of(form_docx(make_individual(deeds=deeds), template))


def test_a_blank_struck_out_under_tracked_changes_does_not_count():
    book = Document(BytesIO(word_template(NOTICE, "collective")))
    (run,) = [node for node in book.element.body.iter(qn("w:r")) if "{{ leader }}" in "".join(node.itertext())]
    for text in run.iter(qn("w:t")):
        text.tag = qn("w:delText")
    file = BytesIO()
    book.save(file)
    with pytest.raises(TemplateFault, match="接受全部修订"):
        check_template(file.getvalue(), NOTICE, "collective")


def archive(**files):
    packed_file = BytesIO()
    with ZipFile(packed_file, "w") as book:
        for name, content in files.items():
            book.writestr(name.replace("__", "/"), content)
    return packed_file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a file", "不是 Word 文件"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "不是 Word 文件"),
        (archive(**{"xl__workbook.xml": "<x/>"}), "不含宏的 Word 文件"),
        (archive(**{"word__document.xml": "<x/>", "word__vbaProject.bin": "x"}), "不含宏的 Word 文件"),
        (archive(**{"word__document.xml": "<x/>"}), "可能已损坏"),
        (archive(**{"word__document.xml": "<x/>"}).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xff"), "不是 Word 文件"),
        (b"x" * (5 * 1024 * 1024 + 1), "超过 5 MB"),
        (archive(**{"word__document.xml": "<w:p/>" * 600_000}), "文字和样式展开后超过 3 MB"),
        (archive(**{"word__document.xml": "<x/>", "word__a.png": b"\xff\xfe<\x00w\x00" + b"/" * 3_200_000}), "超过 3 MB"),
        (archive(**{"word__document.xml": "<x/>"} | {str(number): "" for number in range(600)}), "展开后过大"),
    ],
)
def test_what_is_no_template(content, words):
    with pytest.raises(TemplateFault, match=words):
        check_template(content, NOTICE, "collective")
