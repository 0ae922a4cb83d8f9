"""A department's list as an Excel sheet, out to be filled in and back in: one description of the columns for both ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from nominations.characters import refusal
from nominations.units_workbook import RowFault, text_of
from nominations.workbooks import Line, sheet_bytes

from .models import Opinion
from .selectors.consultation import identity_of, work_of

MOST_REPLIES = 6000
LONGEST = 2000  # characters of a reason, as on the page

KEY, NAME = "编号", "推荐对象"
ID_NUMBER, DUE = "身份证号", "答复期限"
VERDICT, REASON = "意见", "理由"
# The headings are the file's format and stay Chinese in whatever language the page is.
WIDTHS = {
    KEY: 10, NAME: 30, "类别": 12, "工作单位及职务（集体性质）": 40,
    "推荐单位": 30, ID_NUMBER: 22, "征求部门": 14, DUE: 14, VERDICT: 12, REASON: 40,
}  # fmt: skip
DEMANDED = (KEY, NAME, VERDICT, REASON)  # what an answer needs; the other columns are there to be read
WORDS = {str(label): code for code, label in Opinion.Verdict.choices}


@dataclass(frozen=True)
class Reply:
    """One line of the sheet that answers, understood. `opinion` is a key."""

    line: int
    opinion: int
    verdict: str
    reason: str


def replies_workbook(opinions: Iterable[Opinion]) -> bytes:
    """The opinions still to be answered, with room for 意见 and 理由; ID numbers only where they are to be checked."""
    lines = [_line(opinion) for opinion in opinions]
    headings = [heading for heading in WIDTHS if heading != ID_NUMBER or any(line[ID_NUMBER] for line in lines)]
    cells = ([line[heading] for heading in headings] for line in lines)
    return sheet_bytes(_("征求意见"), headings, [WIDTHS[heading] for heading in headings], cells)


def _line(opinion: Opinion) -> dict[str, Any]:
    nomination = opinion.case.nomination
    values = (
        opinion.pk,
        nomination.name,
        str(nomination.get_kind_display()),
        work_of(opinion),
        nomination.recommendation.unit.name,
        identity_of(opinion),
        opinion.case.cycle.notice.authority(opinion.authority).label,
        f"{opinion.due_on:%Y-%m-%d}",
        "",
        "",
    )
    return dict(zip(WIDTHS, values, strict=True))


def read_replies(lines: Sequence[Line], asked: Mapping[int, Opinion]) -> tuple[list[Reply], list[RowFault]]:
    """The answers below the heading line, and every fault there is. Lines without an answer are left out.

    `asked`: all that this department is asked now, by key; `lines` comes from `workbooks.read_lines`.
    """
    (number, cells), *rest = lines
    headings = [text_of(cell) for cell in cells]
    faults = [
        RowFault(number, heading, _("须有且只有一列，请使用“导出名单”得到的表格。"))
        for heading in DEMANDED
        if headings.count(heading) != 1
    ]
    if faults:
        return [], faults
    places = {heading: headings.index(heading) for heading in DEMANDED}
    replies: list[Reply] = []
    seen: dict[str, int] = {}
    for line, values in rest:
        texts = {heading: text_of(values[place]) for heading, place in places.items()}
        found = _faults(line, texts, asked, seen)
        faults += found
        if texts[VERDICT] and not found:
            replies.append(Reply(line, int(texts[KEY]), WORDS[texts[VERDICT]], texts[REASON]))
    if not faults and not replies:
        faults.append(RowFault(number, VERDICT, _("没有填写任何意见，请至少答复一个推荐对象。")))
    return replies, faults


def _faults(
    line: int, texts: Mapping[str, str], asked: Mapping[int, Opinion], seen: dict[str, int]
) -> list[RowFault]:
    """What is wrong with one line; `seen` grows: the keys of the lines above and where they stand."""
    key, verdict = texts[KEY], texts[VERDICT]
    opinion = asked.get(int(key)) if key.isascii() and key.isdigit() and len(key) < 18 else None
    found = []
    if key in seen:
        found.append((KEY, _("与第 %(line)d 行重复，同一推荐对象只写一行。") % {"line": seen[key]}))
    seen.setdefault(key, line)
    if opinion is None:
        found.append((KEY, _("不在您的征求意见名单中，请使用“导出名单”得到的表格，不要改动编号。")))
    elif opinion.case.nomination.name != texts[NAME]:
        words = _("编号对应的是“%(name)s”，与本行不一致。请不要改动这两列，排序时选中整张表。")
        found.append((NAME, words % {"name": opinion.case.nomination.name}))
    elif opinion.verdict and verdict:
        found.append((VERDICT, _("已经答复，请删去本行；需要更正或再次答复的，请在页面上逐个办理。")))
    return [RowFault(line, column, words) for column, words in [*found, *_wrong_words(verdict, texts[REASON])]]


def _wrong_words(verdict: str, reason: str) -> list[tuple[str, str]]:
    if not verdict:
        return [(VERDICT, _("写了理由，没有填意见。"))] if reason else []
    if verdict not in WORDS:
        words = _("“%(text)s”不是规定的写法，只能填：%(allowed)s。")
        return [(VERDICT, words % {"text": verdict[:20], "allowed": "、".join(WORDS)})]
    if WORDS[verdict] != Opinion.Verdict.CLEAR and not reason:
        return [(REASON, _("选择“%s”的，请写明理由。") % verdict)]
    if words := refusal(reason):
        return [(REASON, words)]
    if len(reason) > LONGEST:
        return [(REASON, _("有 %(found)d 个字，最多 %(longest)d 个字。") % {"found": len(reason), "longest": LONGEST})]
    return []
