"""Every character of a filled form inside its box, once, and over no other; all the rest as on the empty form."""

from collections import defaultdict
from datetime import date

import pypdfium2
import pytest

from nominations.models import CollectiveNomination, IndividualNomination
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL
from review.documents.content import form_texts, statements
from review.documents.forms import blank_form_pdf, form_pdf
from review.documents.grid import FIELD, PHOTO, place
from review.documents.layouts import COVER_LINES, grid
from tests.builders import make_collective, make_individual, make_recommendation, make_unit
from tests.review.documents.reading import Rectangle, lines, packed, signs

pytestmark = pytest.mark.django_db

PAGES = {COLLECTIVE: 5, INDIVIDUAL: 6}
TABLE = 2  # pages before the first table
CORNER = (25, 19)  # of the tables' grid, in mm: the margins
COVER_HEIGHT = 16  # mm above the line of a blank of the cover
SEAL = 45  # mm across, at most
QR = Rectangle(161, 249, 189, 277)  # the corner of the cover that has a QR code
FOOT = 279  # mm from the top, below all tables: the check code's place
HAIR = 0.2  # mm: neighbours may touch

RARE = "䶮㛃喆燊𬭎堃赟翀"
LONG = (
    "重庆市巴南区示例精密机械制造与新能源汽车零部件研发生产及售后服务（集团）股份有限公司界石第一智能制造分公司总装车间"
)
LONG = f"{LONG}甲乙丙丁"[:60]
DEEDS = "".join(chr(0x4E00 + number % 1499) for number in range(1500))
FULL = {
    "name": LONG,
    "honours": "\n".join(
        f"{2010 + n}年3月，在重庆市被市人民政府授予“第{n}届制造业高质量发展先进”称号" for n in range(10)
    ),
    "remarks": (LONG * 4)[:200],
    "statement_true": True,
}
FULL_COLLECTIVE = FULL | {
    "level": LONG[:30],
    "leader_name": (RARE * 4)[:30],
    "leader_position": LONG,
    "headcount": 1_000_000,
    "location": (LONG * 2)[:100],
    "phone": "023-60000002、60000003（转8012）",
    "clean_record": False,
}
FULL_INDIVIDUAL = FULL | {
    "name": (RARE * 8)[:60],
    "ethnicity": "未识别民族等其他民族"[:10],
    "native_place": LONG,
    "political_status": "中国国民党革命委员会会员（民革）暨无党派",
    "position": LONG,
    "education": "大学本科教育及以上学历若干年制甲乙丙丁",
    "degree": "工商管理硕士专业学位研究生甲乙丙丁戊己",
    "person_category": "agency_staff",
    "grade": LONG[:30],
    "professional_title": LONG[-30:],
    "employer": LONG,
    "employer_nature": "agency",
    "contact": "13900000009、023-60000003（转12）",
    "assessments": {str(year): "ungraded" for year in range(2018, 2023)},
    "resume": "\n".join(
        f"{2000 + n}.07--{2001 + n}.07  重庆市巴南区示例局第{n}科  副主任科员、{RARE[n % 8]}" for n in range(20)
    ),
}
EMPTY = {"name": "", "honours": "", "deeds": "", "statement_true": None}
EMPTY_COLLECTIVE = EMPTY | {
    **dict.fromkeys(("nature", "leader_name", "leader_position", "location", "phone", "credit_code"), ""),
    "headcount": None,
    "clean_record": None,
}
EMPTY_INDIVIDUAL = EMPTY | {
    **dict.fromkeys(("gender", "ethnicity", "native_place", "political_status", "id_number", "position"), ""),
    **dict.fromkeys(("education", "degree", "person_category", "professional_title", "employer", "contact"), ""),
    "birth_month": None,
    "work_start": None,
    "resume": "",
    "photo": "",
}


def in_paragraphs(number):
    """1500 characters of deeds in so many paragraphs."""
    ends = [round(1500 * end / number) for end in range(number + 1)]
    return "\n".join(DEEDS[start:end] for start, end in zip(ends, ends[1:], strict=False))


@pytest.mark.parametrize("paragraphs", [1, 40])
@pytest.mark.parametrize(
    ("make", "values"), [(make_collective, FULL_COLLECTIVE), (make_individual, FULL_INDIVIDUAL)], ids=PAGES
)
def test_a_form_filled_to_its_limits(make, values, paragraphs):
    recommendation = make_recommendation(unit=make_unit(name=LONG), fill_date=date(2023, 12, 27))

    holds_all_in_place(make(recommendation=recommendation, deeds=in_paragraphs(paragraphs), **values))


def test_what_has_no_place_to_break_stays_in_its_box():
    """Names of other scripts, rows of dashes and dots, long words beside brackets and on lines that hang."""
    nominee = make_individual(
        name="Владимирович",
        political_status="Беспартийный",
        native_place="Saint\u2011Rémy\u2011lès\u2011Chevreuse",
        position="—" * 18,
        employer="é" * 60,
        honours="\n".join(["“" + "”" * 80, "★" * 90, "2020年1月，被授予“" + "x" * 80 + "”称号。"]),
        resume="\n".join(["2020.01--2021.01  " + "1234567890" * 6 + "1234", "……" * 40, "·" * 90]),
        deeds="\n".join(
            ["（" + "1234567890" * 6 + "1234）。", "—" * 100, "！" * 70, "网址https://example.org/" + "x" * 40, "no\u00a0break" * 20]
        ),
    )

    holds_all_in_place(nominee)


@pytest.mark.parametrize(
    ("make", "values"), [(make_collective, EMPTY_COLLECTIVE), (make_individual, EMPTY_INDIVIDUAL)], ids=PAGES
)
def test_an_empty_record(make, values):
    holds_all_in_place(make(**values))


@pytest.mark.parametrize(
    ("make", "values"), [(make_collective, FULL_COLLECTIVE), (make_individual, FULL_INDIVIDUAL)], ids=PAGES
)
def test_four_seals_find_their_sealclear(make, values):
    """Above each （盖章） a round of 45 mm is free of print and lines, and the four do not reach into each other."""
    opinions = list(pypdfium2.PdfDocument(form_pdf(make(**values))))[-1]
    found = signs(opinions)
    ends = [number for number, sign in enumerate(found) if sign.text == "）" and found[number - 3].text == "（"]
    words = [found[number - 3 : number + 1] for number in ends if found[number - 4].text != "字"]  # not 签字（盖章）
    places = [seal_above(four) for four in words if "".join(sign.text for sign in four) == "（盖章）"]

    assert len(places) == 4
    for seal in places:
        assert not [sign for sign in found if seal.overlap(sign.place) > 0]
        assert not [line for line in lines(opinions) if seal.overlap(line) > 0]
        assert [other for other in places if seal.overlap(other) > 0] == [seal]


def seal_above(words):
    """The square that a seal needs above （盖章）, in the middle."""
    middle, bottom = (words[0].place.left + words[-1].place.right) / 2, min(sign.place.top for sign in words)
    return Rectangle(middle - SEAL / 2, bottom - SEAL, middle + SEAL / 2, bottom)


def test_the_limits_are_those_of_the_record():
    for model, values in ((CollectiveNomination, FULL_COLLECTIVE), (IndividualNomination, FULL_INDIVIDUAL)):
        for name, value in values.items():
            limit = model._meta.get_field(name).max_length
            assert not isinstance(value, str) or limit is None or len(value) <= limit, name
    assert len(in_paragraphs(40).splitlines()) == 40
    assert len(packed(in_paragraphs(40))) == 1500


def holds_all_in_place(nominee):
    cycle = nominee.recommendation.cycle
    filled = pypdfium2.PdfDocument(form_pdf(nominee))
    blank = pypdfium2.PdfDocument(blank_form_pdf(cycle, nominee.kind))
    assert (len(filled), len(blank)) == (PAGES[nominee.kind],) * 2
    read, boxes = defaultdict(str), boxes_of(cycle.notice, nominee.kind, blank)

    for number, (page, empty) in enumerate(zip(filled, blank, strict=True)):
        assert [line for line in lines(page) if not QR.holds(line)] == lines(empty)
        inside, outside = dealt(signs(page), boxes[number])
        for name, own in inside.items():
            read[name] += "".join(sign.text for sign in own)
        assert outside == dealt(signs(empty), boxes[number])[1]
        lie_apart(sign for sign in signs(page) if sign.place.top < FOOT)

    answers = [answer for answer in statements(nominee).values() if answer is not None]
    assert read.pop("tick", "") == "√" * len(answers)
    read.pop("photo", None)  # the words that stand where no photo does
    expected = {name: packed(text) for name, text in form_texts(nominee, cycle.notice).items()}
    assert dict(read) == {name: text for name, text in expected.items() if text}


def boxes_of(notice, kind, blank):
    """The boxes of each page by field, from the grid; the cover's as their lines are drawn."""
    covered = zip(COVER_LINES[kind], lines(blank[0]), strict=True)
    boxes = defaultdict(list, {0: [(name, above(line)) for (_words, name), line in covered]})
    for number, page in enumerate(grid(notice, kind), TABLE):
        top = CORNER[1]
        for row, cells in zip(page.rows, place(page), strict=True):
            for cell in cells:
                if cell.cell.kind in (FIELD, PHOTO):
                    left = CORNER[0] + cell.left
                    box = Rectangle(left, top, left + cell.cell.width, top + cell.height)
                    boxes[number].append((cell.cell.field, box))
            top += row.height
        boxes[number] += [("tick", line) for line in lines(blank[number]) if is_square(line)]
    return boxes


def above(line):
    """The place of what is written on a line of the cover."""
    return Rectangle(line.left, line.top - COVER_HEIGHT - 1, line.right, line.top)


def is_square(line):
    return 4 < line.right - line.left < 5 and 4 < line.bottom - line.top < 5


def dealt(found, boxes):
    """The signs that have their middle in a box, by field, each wholly inside; and what else is printed, to 0.1 mm."""
    inside, outside = defaultdict(list), []
    for sign in found:
        middle = (sign.place.left + sign.place.right) / 2, (sign.place.top + sign.place.bottom) / 2
        middle = Rectangle(*middle, *middle)
        name, box = next(((name, box) for name, box in boxes if box.holds(middle)), ("", None))
        if box:
            assert box.holds(sign.place), (name, sign)
            inside[name].append(sign)
        elif sign.place.top < FOOT:
            outside.append((sign.text, round(sign.place.left, 1), round(sign.place.top, 1)))
    return inside, outside


def lie_apart(found):
    """No character is printed over another."""
    found = sorted(found, key=lambda sign: sign.place.left)
    for number, sign in enumerate(found):
        for other in found[number + 1 :]:
            if other.place.left > sign.place.right:
                break
            assert sign.place.overlap(other.place) <= HAIR, (sign, other)
