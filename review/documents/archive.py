"""What goes into the archive of a case and of a cycle, and where: forms, records, uploads, lists, minutes, letters, notices.

The forms hold ID numbers in full: an archive is for those who may read them (office, auditor). What may tell who
objected is for the office alone, hence `with_objections`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count, groupby
from pathlib import PurePath

from django.db.models.fields.files import FieldFile

from nominations.models import AwardCycle
from nominations.policy.notice import KINDS

from ..models import Case, Opinion
from ..selectors.consultation import addressee_of, asked_on, rounds
from ..selectors.dossier import Dossier, dossiers, to_archive
from ..selectors.minutes import minutes_of
from ..selectors.revocations import revocations
from ..stages import NOT_HANDED_IN
from .case_record import record_sheet
from .certificates import certificates_pdf
from .excel import sheet_xlsx
from .forms import form_pdf
from .letters import letter_pdf, opinion_letter
from .minutes import minutes_pdf
from .public_notice import notice_pdf
from .rosters import roster_pdf, roster_sheet
from .sheet import Sheet
from .sheet_pdf import sheet_pdf
from .sheets import cycle_sheet
from .zipping import Paper, safe_path, unlike, zipped

COMMON = "00-通知和名单"


def case_archive(case: Case, *, with_objections: bool) -> Iterator[bytes]:
    """The ZIP of one case, piece by piece."""
    [dossier] = dossiers(case.cycle, Case.objects.filter(pk=case.pk))
    return zipped(f"{case}案卷", papers_of(dossier, (_folder(case),), with_objections))


def cycle_archive(cycle: AwardCycle, *, with_objections: bool) -> Iterator[bytes]:
    """The ZIP of a whole cycle, piece by piece: a folder a unit, in it a folder a nominee; drafts are left out."""
    return zipped(f"{cycle}案卷", _whole(cycle, with_objections))


def papers_of(dossier: Dossier, folder: tuple[str, ...], with_objections: bool) -> Iterator[Paper]:
    """Of one case, all in `folder`."""
    case = dossier.case
    form = case.cycle.notice.award(case.nomination.kind).form
    yield Paper((*folder, f"{form.attachment} 推荐审批表.pdf"), partial(form_pdf, case.nomination))
    yield Paper((*folder, "案卷记录.pdf"), lambda: sheet_pdf(record_sheet(dossier)))
    if dossier.awarded and dossier.awarded.revocation is None:
        label = dossier.awarded.award.certificate.label
        yield Paper((*folder, f"{label}.pdf"), partial(certificates_pdf, case.cycle, [dossier.awarded]))
    for name, stored in _uploads(case, with_objections):
        if stored:
            yield Paper((*folder, f"{name}{PurePath(stored.name).suffix}"), partial(_content, stored))


def _uploads(case: Case, with_objections: bool) -> Iterator[tuple[str, FieldFile]]:
    """What was uploaded about a case, under names that say what it is."""
    if photo := getattr(case.nomination.detail, "photo", None):
        yield "照片", photo
    for decision in case.decisions.all():
        if hasattr(decision, "returned"):
            yield "退回时的照片", decision.returned.photo
    if case.nomination.publicity:
        yield "单位公示证明", case.nomination.publicity.evidence
    for opinion in case.opinions.all():
        label = case.cycle.notice.authority(opinion.authority).label
        for note in opinion.notes.all():
            yield f"{label}书面答复", note.paper
    for objection in case.objections.all() if with_objections else ():
        for kept in objection.files.all():
            yield f"异议材料 {objection.receipt}", kept.file


def _content(stored: FieldFile) -> bytes | None:
    try:
        with stored.open("rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _whole(cycle: AwardCycle, with_objections: bool) -> Iterator[Paper]:
    """The cycle's own papers first, then unit by unit."""
    found = dossiers(cycle, to_archive(cycle))
    yield from _common(cycle, [dossier.case for dossier in found])
    by_unit = groupby(found, key=lambda dossier: dossier.case.nomination.recommendation.unit)
    for number, (unit, ours) in zip(count(1), by_unit, strict=False):
        taken: set[str] = set()
        for dossier in ours:
            folder = unlike(safe_path([_folder(dossier.case)]), taken)
            yield from papers_of(dossier, (f"{number:02}-{unit.brief}", folder), with_objections)


def _folder(case: Case) -> str:
    return f"{case.nomination.get_kind_display()}-{case}"


def _common(cycle: AwardCycle, cases: list[Case]) -> Iterator[Paper]:
    yield Paper((COMMON, "通知.toml"), cycle.source.encode)
    handed_in = [case.nomination for case in cases if case.stage not in NOT_HANDED_IN]
    for kind in KINDS:
        words = cycle.notice.award(kind).sheet
        sheet = cycle_sheet(cycle, kind, handed_in)
        yield from _both(f"{words.attachment} {words.title}", partial(sheet_pdf, sheet), sheet)
    for roster in cycle.rosters.order_by("number").prefetch_related("entries"):
        entries = list(roster.entries.all())
        listed = roster, entries, revocations(entry.case_id for entry in entries)
        yield from _both(f"名单 第{roster.number:02}号 {roster.title}", partial(roster_pdf, *listed), roster_sheet(*listed))
        if roster.action == "select":
            name = f"评审会议纪要 第{roster.number:02}号.pdf"
            yield Paper((COMMON, name), lambda roster=roster: minutes_pdf(minutes_of(roster)))
    for notice in cycle.public_notices.order_by("number"):
        shown = [case for case in cases if notice in case.public_notices.all()]
        yield Paper((COMMON, f"公示 第{notice.number:02}期.pdf"), partial(notice_pdf, notice, shown))
    yield from _letters(cycle)


def _letters(cycle: AwardCycle) -> Iterator[Paper]:
    for code, days in rounds(cycle, Opinion.objects.filter(case__cycle=cycle)).items():
        authority = cycle.notice.authority(code)
        for day in days:
            letter = opinion_letter(cycle, authority, addressee_of(authority), day, asked_on(cycle, code, day))
            yield Paper((COMMON, f"征求意见函 {authority.label} {day}.pdf"), partial(letter_pdf, letter))


def _both(name: str, pdf: Callable[[], bytes], sheet: Sheet) -> Iterable[Paper]:
    return Paper((COMMON, f"{name}.pdf"), pdf), Paper((COMMON, f"{name}.xlsx"), partial(sheet_xlsx, sheet))
