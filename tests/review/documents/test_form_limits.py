"""A1 and A2 at their limits: the pages stay, and no character is lost."""

import pypdfium2
import pytest

from review.documents.forms import form_pdf
from tests.builders import make_collective, make_individual
from tests.review.documents.reading import (
    DEEDS_LABEL,
    HONOURS_LABEL,
    deeds_read_back,
    ink,
    packed,
    page_sizes,
    pages,
    without_code,
)

pytestmark = pytest.mark.django_db


def deeds_of(count, paragraphs=6):
    """`count` characters that do not repeat soon, so that one lost or doubled shows, in so many paragraphs."""
    signs = [chr(0x4E00 + number % 400) for number in range(count)]
    step = count // paragraphs
    return "\n".join("".join(signs[start : start + step]) for start in range(0, count, step))


def honours_of(count):
    return "\n".join(
        f"{2010 + number}年3月，在重庆市被重庆市人民政府授予“第{number}届制造业高质量发展先进个人”称号"
        for number in range(count)
    )


def resume_of(count):
    return "\n".join(
        f"{2000 + number}.07--{2001 + number}.07  重庆市巴南区示例局第{number}科  副主任科员" for number in range(count)
    )


@pytest.mark.parametrize("paragraphs", [1, 6, 30])
def test_1500_characters_of_deeds_keep_the_form_s_pages_and_lose_nothing(paragraphs):
    deeds = deeds_of(1500, paragraphs)
    collective = make_collective(deeds=deeds, honours=honours_of(10))
    individual = make_individual(deeds=deeds, honours=honours_of(10), resume=resume_of(20))

    pdf = form_pdf(individual)
    first = without_code(collective, form_pdf(collective))
    second = without_code(individual, pdf)

    assert (len(first), len(second)) == (5, 6)
    assert deeds_read_back(first) == packed(deeds)
    assert deeds_read_back(second) == packed(deeds)
    assert packed(honours_of(10)) in first[2]
    assert packed(honours_of(10) + "工作简历" + resume_of(20)) in second[2]
    is_a4_and_keeps_inside_the_frame(pdf)


def is_a4_and_keeps_inside_the_frame(pdf):
    assert page_sizes(pdf) == [(210, 297)] * 6
    for page in list(pypdfium2.PdfDocument(pdf))[2:]:
        left, bottom, right, top = ink(page)
        assert (left >= 25, right <= 185.5, top <= 297 - 19, bottom >= 8) == (True,) * 4


def test_long_values_are_set_smaller_in_their_cells():
    name = "重庆市巴南区示例精密机械制造与新能源汽车零部件研发生产及售后服务（集团）股份有限公司界石第一智能制造分公司总装车间"
    nominee = make_collective(
        name=name[:60],
        leader_name="阿卜杜热合曼江·买买提托合提·吾斯曼江·示例某某某某某",
        leader_position=name[:60],
        location=(name + name)[:100],
        remarks=(name * 4)[:200],
    )

    cover, _instructions, table, _deeds, opinions = without_code(nominee, form_pdf(nominee))

    assert name[:60] in cover
    assert packed(nominee.leader_name + nominee.leader_position) in table
    assert nominee.location in table
    assert opinions.endswith(nominee.remarks)


def test_what_fits_nowhere_goes_on_after_the_last_page_under_its_label():
    lines = "\n".join(f"第{number}行" for number in range(300))
    nominee = make_collective(deeds=lines, honours=honours_of(60))

    texts = without_code(nominee, form_pdf(nominee))

    assert len(texts) > 5
    assert "所在单位意见" in texts[4]
    assert deeds_read_back([texts[2], texts[3], *texts[5:]]) == packed(lines)
    more_honours = [text for text in texts[5:] if text.startswith(HONOURS_LABEL)]
    assert packed(honours_of(60)) == texts[2].split(HONOURS_LABEL)[1].split(DEEDS_LABEL)[0] + "".join(
        text.removeprefix(HONOURS_LABEL) for text in more_honours
    )


def test_a_year_s_grade_fits_its_narrow_cell():
    nominee = make_individual(employer_nature="agency", assessments={str(year): "ungraded" for year in range(2018, 2023)})

    table = pages(form_pdf(nominee))[2]

    assert table.count("未定等次或未参加考核") == 5
