"""All that is kept of a case, read at once: for its archive."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from nominations.models import AwardCycle, SoftReason

from ..models import Case, Decision, Objection, Opinion, OpinionNote, Proposal, PublicNotice
from ..stages import Stage
from .certificates import Awarded, awarded
from .history import WITH


@dataclass(frozen=True)
class Dossier:
    """`case` comes with its form, its steps and all that was said about it; `reasons` of the nominee and its unit."""

    case: Case
    reasons: list[SoftReason] = field(default_factory=list)
    awarded: Awarded | None = None


def dossiers(cycle: AwardCycle, cases: QuerySet[Case]) -> list[Dossier]:
    """Of these cases of one cycle, by unit, as the unit put them in order; a bounded number of queries."""
    listed = list(_whole(cases))
    recommendations = {case.nomination.recommendation_id for case in listed}
    reasons = list(SoftReason.objects.filter(recommendation__in=recommendations))
    papers = {one.entry.case_id: one for one in awarded(cycle)}
    return [Dossier(case, _reasons(case, reasons), papers.get(case.pk)) for case in listed]


def to_archive(cycle: AwardCycle) -> QuerySet[Case]:
    """The cases of a cycle that ever left the unit's desk."""
    return cycle.cases.exclude(stage=Stage.DRAFT)


def _reasons(case: Case, reasons: Iterable[SoftReason]) -> list[SoftReason]:
    nominee = case.nomination
    return [
        reason
        for reason in reasons
        if reason.recommendation_id == nominee.recommendation_id and reason.nomination_id in (None, nominee.pk)
    ]


def _whole(cases: QuerySet[Case]) -> QuerySet[Case]:
    nominee, unit = "nomination", "nomination__recommendation__unit"
    return (
        cases.select_related(
            "cycle", unit, "nomination__recommendation__cycle", "nomination__backup_for",
            "nomination__collectivenomination", "nomination__individualnomination",
            "nomination__publicity__announced_by",
        )
        .prefetch_related(
            "nomination__publicity__objections",
            Prefetch("decisions", Decision.objects.select_related(*WITH, "returned").order_by("pk")),
            Prefetch("opinions", Opinion.objects.order_by("pk")),
            Prefetch("opinions__notes", OpinionNote.objects.select_related("by")),
            Prefetch("public_notices", PublicNotice.objects.select_related("reviewed_by").order_by("number")),
            Prefetch("objections", Objection.objects.select_related("decided_by").order_by("pk")),
            "objections__files",
            Prefetch("proposals", Proposal.objects.select_related("proposed_by", "decided_by")),
        )
        .order_by(f"{unit}__kind", unit, f"{nominee}__kind", f"{nominee}__order", "pk")
    )  # fmt: skip
