"""Who is given which certificate: numbered award by award, in the order of the commendation lists."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from nominations.models import AwardCycle
from nominations.policy.blanks import filled
from nominations.policy.notice import NO_CERTIFICATE, AwardKind

from ..models import Case, Proposal, Roster, RosterEntry
from ..stages import Stage
from .revocations import Revocation, revocations


@dataclass(frozen=True)
class Awarded:
    """`place`: counted from 1 within its award; nobody else ever has it, whoever is revoked later.

    `proposed`: its revocation lies before the district.
    """

    entry: RosterEntry
    award: AwardKind
    place: int
    revocation: Revocation | None
    proposed: bool

    @property
    def stands(self) -> bool:
        """Whether its paper may be printed."""
        return self.revocation is None and not self.proposed

    @property
    def document_date(self) -> str:
        """Of the commending document, 2024-02-06."""
        return str(self.entry.roster.data["document_date"])

    @property
    def number(self) -> str:
        certificate = self.award.certificate
        place = f"{self.place:0{certificate.digits}}"
        return filled(certificate.number, {"year": self.document_date[:4], "number": place})


def awarded(cycle: AwardCycle) -> list[Awarded]:
    """All that were ever commended in a cycle, of the awards for which it has a certificate; two queries."""
    rows = RosterEntry.objects.filter(roster__cycle=cycle, roster__action="commend").select_related("roster", "case")
    undecided = Proposal.objects.filter(case=OuterRef("case"), action=Proposal.Action.REVOKE, decided_at=None)
    entries = list(rows.annotate(proposed=Exists(undecided)).order_by("roster__number", "order"))
    gone = revocations(entry.case_id for entry in entries if entry.case.stage == Stage.REVOKED)
    awards = {award.code: award for award in cycle.notice.awards}
    places: Counter[str] = Counter()
    found = []
    for entry in entries:
        award = awards[entry.snapshot["kind"]]
        places[award.code] += 1
        if award.certificate != NO_CERTIFICATE:
            found.append(Awarded(entry, award, places[award.code], gone.get(entry.case_id), entry.proposed))
    return found


def awarded_to(case: Case) -> Awarded | None:
    """None for one that was never commended, or whose award has no certificate."""
    if case.stage not in (Stage.COMMENDED, Stage.REVOKED):
        return None
    return next((one for one in awarded(case.cycle) if one.entry.case_id == case.pk), None)


def awarded_by(roster: Roster) -> list[Awarded]:
    """Of that commendation list, in its order; empty for any other list. `roster` with its cycle."""
    if roster.action != "commend":
        return []
    return [one for one in awarded(roster.cycle) if one.entry.roster_id == roster.pk]
