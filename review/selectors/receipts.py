"""回执: what a unit has in hand of what it handed in, and what became of that since.

A receipt is a printing like that of a form: its number is its check code. Beside it the digest of all that was handed in, the
entry of the audit trail in which that digest stands, and a mac of these under AUDIT_KEY: who can write to the database can
neither forge one nor take one back unnoticed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from nominations.models import AuditSeal, Nomination, Recommendation, User
from nominations.models.audit import digest, mac
from nominations.permissions import may_reveal
from nominations.policy.notice import KINDS
from nominations.selectors import detail_rows

from ..models import Case, Decision, Printing
from ..stages import Stage
from .printing import as_text, check_code, form_content, in_order
from .undoing import STANDS

RECEIPT = "receipt"  # the kind of printing
HANDS_IN = ("submit", "resubmit")
HAND_IN = Q(action__in=HANDS_IN, to_stage=Stage.OFFICE_SCREENING)  # resubmit may lead to another publicity first
HASHES = {"sha256": "SHA-256", "sm3": "SM3"}  # as people call them
IN_HAND = (Stage.DRAFT, Stage.UNIT_PUBLICITY, Stage.RETURNED)


def hands_in(decision: Decision) -> bool:
    """`HAND_IN`, of one step."""
    return decision.action in HANDS_IN and decision.to_stage == Stage.OFFICE_SCREENING


def said_of(recommendation: Recommendation, decisions: Collection[Decision], now: datetime) -> dict[str, Any]:
    """What was handed in by one act of one unit, in recommended order, frozen. One query."""
    cases = {decision.case.nomination_id: decision.case_id for decision in decisions}
    rows = list(detail_rows().select_related("backup_for").filter(pk__in=cases))
    [(action, batch)] = {(decision.action, str(decision.batch)) for decision in decisions}
    return {
        "action": action,
        "batch": batch,
        "cycle": recommendation.cycle.title,
        "unit": recommendation.unit.name,
        "at": at_the_second(recommendation, now),
        "lines": [line_of(row, cases[row.pk]) for kind in KINDS for row in in_order(rows, kind)],
    }


def at_the_second(recommendation: Recommendation, now: datetime) -> str:
    """By the server's clock, where the cycle is held: 2024-01-12T23:58:07+08:00."""
    zone = recommendation.cycle.notice.deadline.tzinfo
    return now.astimezone(zone).replace(microsecond=0).isoformat()


def line_of(nominee: Nomination, case: int) -> dict[str, Any]:
    """One nominee; `form`: digest of all that its form says, `code`: what the form bears when it is printed."""
    return {
        "case": case,
        "name": nominee.name,
        "kind": nominee.kind,
        "backup": nominee.backup_for_id is not None,
        "code": check_code(nominee),
        "form": form_digest(nominee),
    }


def form_digest(nominee: Nomination) -> str:
    """Of the form as it stands. Free of queries like `form_content`."""
    return digest(as_text(form_content(nominee)))


def mac_of(number: str, content: Mapping[str, Any]) -> str:
    """The site's word for a receipt, over what stands on its paper. `content` with its digest and entry."""
    return mac(as_text(["receipt", number, content["at"], content["unit"], content["digest"], content["entry"]]))


def is_sound(receipt: Printing) -> bool:
    """Whether a receipt (not a forgotten one) is as it was given out."""
    content = receipt.content
    said = {name: content[name] for name in content if name not in ("digest", "entry", "mac")}
    return constant_time_compare(content["digest"], digest(as_text(said))) and constant_time_compare(
        content["mac"], mac_of(receipt.code, content)
    )


def receipts_of(recommendation: Recommendation) -> QuerySet[Printing]:
    """Newest first."""
    return recommendation.printings.filter(kind=RECEIPT).exclude(content=None).order_by("-pk")


def sees_receipt(user: User, receipt: Printing) -> bool:
    """Whether this person, signed in, may read it: the unit that handed in, office and auditor."""
    return may_reveal(user, receipt.recommendation)


def receipt_of(cases: Iterable[Case]) -> Printing | None:
    """The receipt of the act by which just these left the unit's hands; None where one is still, or again, in them.

    Backups that travelled with their principals may be left out.
    """
    asked = {case.pk for case in cases}
    if not asked or Case.objects.filter(pk__in=asked, stage__in=IN_HAND).exists():
        return None
    steps = Decision.objects.filter(STANDS, HAND_IN, case__in=asked).order_by("pk")
    last = dict(steps.values_list("case_id", "batch"))
    batches = {last.get(case) for case in asked}
    if len(batches) != 1 or None in batches:
        return None
    receipt = Printing.objects.filter(kind=RECEIPT, content__batch=str(batches.pop())).first()
    if receipt is None:
        return None
    lines = receipt.content["lines"]
    all_of_it = {line["case"] for line in lines}
    needed = {line["case"] for line in lines if not line["backup"]}
    return receipt if (needed or all_of_it) <= asked <= all_of_it else None


@dataclass(frozen=True)
class ReceiptLine:
    """One nominee that was handed in: `kind` in the notice's words, the case as it stands, whether its form still says the same."""

    name: str
    kind: str
    backup: bool
    code: str
    case: Case
    same: bool
    taken_back: bool  # the hand-in was undone


@dataclass(frozen=True)
class ReceiptState:
    """A receipt beside the records. `sound`: it is as it was given out; `link`: its entry's in the audit trail."""

    at: datetime
    lines: list[ReceiptLine]
    sound: bool
    hash: str
    link: AuditSeal | None

    @property
    def moment(self) -> str:
        """In the cycle's own zone, which is not the browser's nor need be the site's."""
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def same(self) -> bool:
        return all(line.same for line in self.lines)

    @property
    def taken_back(self) -> bool:
        return any(line.taken_back for line in self.lines)


def receipt_state(receipt: Printing) -> ReceiptState:
    """A receipt (not a forgotten one) beside what its records say now. Four queries, however many nominees."""
    content, notice = receipt.content, receipt.recommendation.cycle.notice
    cases = Case.objects.select_related("nomination").in_bulk([line["case"] for line in content["lines"]])
    rows = detail_rows().select_related("backup_for").filter(case__in=cases)
    forms = {row.pk: form_digest(row) for row in rows}
    undone = Decision.objects.filter(HAND_IN, batch=content["batch"]).exclude(undone_by=None)
    taken_back = set(undone.values_list("case_id", flat=True))
    lines = [
        ReceiptLine(
            line["name"], notice.award(line["kind"]).label, line["backup"], line["code"], cases[line["case"]],
            line["form"] == forms[cases[line["case"]].nomination_id], line["case"] in taken_back,
        )
        for line in content["lines"]
    ]
    link = AuditSeal.objects.filter(entry=content["entry"]).first()
    return ReceiptState(datetime.fromisoformat(content["at"]), lines, is_sound(receipt), HASHES[settings.AUDIT_HASH], link)
