"""The grids of Attachments 1 and 2 (domain §6): the same cells on the same pages. All sizes in mm; a page is 160 × 257.

A seal is up to 45 mm across: the rows of the opinions page leave it room above the date.
"""

from __future__ import annotations

from nominations.policy.notice import COLLECTIVE, FormText, Notice

from .grid import OPINION, PHOTO, Cell, Page, Row, field, label, row
from .pouring import Box, Step, Style

WIDTH = 160
HEIGHT = 257
COVER_BOX = Box(95, 16)

# First the leading is narrowed, then the type goes one size down, and then a text goes on in a further page. What is not
# to need one, being a line or a few, goes down more sizes. Short values are set close: narrowing would win no line.
SHORT = Style("short", (Step(12, 14), Step(10.5, 12.5), Step(9, 10.8), Step(7.5, 9), Step(6.5, 7.2), Step(6, 6.8)))
PROSE = Style(
    "prose",
    (Step(12, 22), Step(12, 20), Step(12, 18), Step(12, 16.5), Step(10.5, 15), Step(10.5, 13.5), Step(10.5, 12.6)),
    is_indented=True,
)
LINES = Style(
    "lines",
    (
        Step(12, 18),
        Step(12, 16),
        Step(12, 14.5),
        Step(10.5, 14.5),
        Step(10.5, 12.8),
        Step(9, 12.8),
        Step(9, 11),
        Step(7.5, 9.2),
    ),
    is_indented=True,
)
COVER = Style("cover", (Step(16, 21), Step(14, 18), Step(12, 14.5), Step(10.5, 12.5), Step(9, 10.8)))

STYLE_OF = {"deeds": PROSE, "honours": LINES, "resume": LINES, "remarks": LINES}
COVER_LINES = {
    "collective": (("集体名称", "cover_name"), ("推荐单位", "cover_unit"), ("填报时间", "cover_date")),
    "individual": (
        ("姓\u3000\u3000名", "cover_name"),
        ("工作单位", "cover_employer"),
        ("推荐单位", "cover_unit"),
        ("填报时间", "cover_date"),
    ),
}

HONOURS_LABEL = "何时\n何地\n受过\n何种\n奖励"
RESUME_LABEL = "工\n作\n简\n历"
NARROW = 20  # label cells beside long texts
OPINION_LABEL = 34
REMARKS = 47  # mm at least, of the opinions page


def grid(notice: Notice, kind: str) -> tuple[Page, ...]:
    """The pages after cover and instructions."""
    form = notice.award(kind).form
    if kind == COLLECTIVE:
        return (_collective_table(notice), _deeds(notice), _opinions(form))
    return (_individual_table(notice), _deeds(notice), _deeds(notice), _opinions(form))


def continuation(words: str, name: str) -> Page:
    """A page for what no box of the form could hold, under the label it belongs to."""
    return Page((row(HEIGHT, label(words, NARROW), field(name, WIDTH - NARROW)),))


def _collective_table(notice: Notice) -> Page:
    return Page(
        (
            row(12, label("集体名称", 28), field("name", 132)),
            row(12, label("集体性质", 28), field("nature", 52), label("集体级别", 28), field("level", 52)),
            row(14, label("集体负责人", 28), field("leader", 52), label("集体人数", 28), field("headcount", 52)),
            row(14, label("集体所在地", 28), field("location", 52), label("联系电话", 28), field("phone", 52)),
            row(62, label(HONOURS_LABEL, NARROW), field("honours", 140)),
            row(143, label(_deeds_label(notice), NARROW), field("deeds", 140)),
        )
    )


def _individual_table(notice: Notice) -> Page:
    photo = Cell(PHOTO, 38, words="照\u3000片\n（近期2寸\n免冠照片）", field="photo", rows=3)
    return Page(
        (
            row(
                17,
                label("姓名", NARROW),
                field("name", 24),
                label("性别", 13),
                field("gender", 26),
                label("民族", 13),
                field("ethnicity", 26),
                photo,
            ),
            row(
                17,
                label("出生\n年月", NARROW),
                field("birth_month", 24),
                label("籍贯", 13),
                field("native_place", 26),
                label("政治\n面貌", 13),
                field("political_status", 26),
            ),
            row(
                17,
                label("身份\n证号", NARROW),
                field("id_number", 50),
                label("参加工作\n时间", 22),
                field("work_start", 30),
            ),
            row(12, label("职务", 20), field("position", 60), label("学历\n学位", 20), field("education", 60)),
            row(
                12, label("人员身份", 20), field("person_category", 60), label("级别\n（职称）", 20), field("grade", 60)
            ),
            row(12, label("工作\n单位", 20), field("employer", 60), label("联系\n方式", 20), field("contact", 60)),
            *_assessments(notice.assessment_years),
            row(54, label(HONOURS_LABEL, NARROW), field("honours", 140)),
            row(96, label(RESUME_LABEL, NARROW), field("resume", 140)),
        )
    )


def _assessments(years: tuple[int, ...]) -> tuple[Row, Row]:
    """年度考核情况: a column a year; the last takes what the division leaves."""
    room = WIDTH - NARROW - 15
    each = room // len(years)
    widths = [each] * (len(years) - 1) + [room - each * (len(years) - 1)]
    return (
        row(
            9,
            label("年度\n考核\n情况", NARROW, rows=2),
            label("年度", 15),
            *(label(f"{year}年", width) for year, width in zip(years, widths, strict=True)),
        ),
        row(
            11,
            label("等次", 15),
            *(field(f"assessment_{year}", width) for year, width in zip(years, widths, strict=True)),
        ),
    )


def _deeds(notice: Notice) -> Page:
    return continuation(_deeds_label(notice), "deeds")


def _deeds_label(notice: Notice) -> str:
    return f"先进\n事迹\n（{notice.word_limit}\n字以内）"


def _opinions(form: FormText) -> Page:
    """The opinion boxes share the page evenly; what is left is for 备注."""
    each = (HEIGHT - REMARKS) // len(form.boxes)
    rows = [
        row(each, label(_opinion_label(box.label), OPINION_LABEL), Cell(OPINION, WIDTH - OPINION_LABEL, opinion=box))
        for box in form.boxes
    ]
    rest = HEIGHT - each * len(form.boxes)
    return Page((*rows, row(rest, label("备\u3000注", OPINION_LABEL), field("remarks", WIDTH - OPINION_LABEL))))


def _opinion_label(words: str) -> str:
    """A long label in the lines of the notice's print: the bodies one under the other, then 审核意见."""
    if len(words) <= 8:
        return words
    bodies, opinion = words[:-4], words[-4:]
    if len(bodies) > 8:
        bodies = bodies.replace("、", "、\n")
    return f"{bodies}\n{opinion}"
