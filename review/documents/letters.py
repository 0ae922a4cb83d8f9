"""征求意见函: the request to one department with the list of those it is asked about, described once for PDF and Excel.

Laid out as GB/T 9704 has it (`styles/official.css`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from pikepdf import Pdf

from nominations.models import AwardCycle
from nominations.policy.notice import Authority

from ..models import Opinion
from ..selectors.consultation import identity_of, work_of
from .official import addressed, enclosure, official_pdf, paragraph, signed
from .sheet import PAPER_WIDTH, Column, Entry, Sheet, group, numbers
from .sheet_pdf import sheet_pdf
from .wording import clean, full_date, sentence


@dataclass(frozen=True)
class Letter:
    title: tuple[str, str]  # broken between its parts where it is long
    addressee: str
    paragraphs: tuple[str, ...]
    enclosure: str
    signed: str
    day: str
    list: Sheet


def opinion_letter(
    cycle: AwardCycle, authority: Authority, addressee: str, day: date, opinions: Sequence[Opinion]
) -> Letter:
    """The letter of one round. `addressee`: the name of the unit that answers for the authority.

    `opinions`: what it was asked on that `day`, not empty; rows of `selectors.consultation.asked_on`.
    """
    notice = cycle.notice
    due = full_date(max(opinion.due_on for opinion in opinions))
    enclosure = f"征求{authority.label}意见名单"
    return Letter(
        title=(f"关于征求{notice.honour}", "拟表彰对象意见的函"),
        addressee=clean(addressee),
        paragraphs=(
            f"根据《{notice.title}》有关通知（{notice.document_number}）第{notice.consultation.clause}条规定，"
            f"现就你单位职责范围内的{len(opinions)}个拟表彰对象（名单附后）征求意见。请认真审核，于{due}前答复。",
            "请对每个对象注明“无异议”“有异议”或“需说明”；有异议或需说明的，请写明事实和依据。"
            "可以在评选表彰系统中答复，也可以填写附件、加盖公章后书面答复。",
            "名单涉及个人信息，请妥善保管，仅供审核使用。",
            f"联系方式：{sentence(notice.office_contact)}",
        ),
        enclosure=enclosure,
        signed=notice.office,
        day=full_date(day),
        list=_list(enclosure, notice.office, due, opinions),
    )


def _list(title: str, office: str, due: str, opinions: Sequence[Opinion]) -> Sheet:
    checks = any(identity_of(opinion) for opinion in opinions)
    return Sheet(
        attachment="附件",
        title=title,
        columns=_columns(checks),
        groups=(group(opinions),),
        head=(Entry("征求单位", office), Entry("答复期限", due)),
        foot=(Entry("答复单位（盖章）", ""), Entry("答复日期", full_date(None))),
        notes=("意见填“无异议”“有异议”或“需说明”；有异议或需说明的，须写明理由。",),
    )


def _columns(checks: bool) -> tuple[Column, ...]:
    """With the ID numbers where the department is to check them; 意见 and 理由 are filled in by hand."""
    columns = [
        numbers(13),
        Column("名称（姓名）", 42, lambda line: line.record.case.nomination.name, left=True),
        Column("类别", 22, lambda line: str(line.record.case.nomination.get_kind_display())),
        Column("工作单位及职务（集体性质）", 58, lambda line: work_of(line.record), left=True),
        Column("推荐单位", 40, lambda line: line.record.case.nomination.recommendation.unit.name, left=True),
        Column("意见", 20, lambda line: ""),
    ]
    if checks:
        columns.insert(3, Column("身份证号", 44, lambda line: identity_of(line.record), personal=True))
    left_over = PAPER_WIDTH - sum(column.width for column in columns)
    return (*columns, Column("理由", left_over, lambda line: "", left=True))


def letter_pdf(letter: Letter) -> bytes:
    """The letter on A4 portrait, its list behind it on A4 landscape."""
    parts = (
        addressed(f"{letter.addressee}："),
        *map(paragraph, letter.paragraphs),
        enclosure(f"附件：{letter.enclosure}"),
        signed(letter.signed, letter.day),
    )
    with Pdf.open(BytesIO(official_pdf(letter.title, parts))) as whole, Pdf.open(BytesIO(sheet_pdf(letter.list))) as listed:
        whole.pages.extend(listed.pages)
        file = BytesIO()
        whole.save(file)
    return file.getvalue()
