"""What a person did in which case so far, by the role they did it in."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q, Value

from nominations.enums import Role
from nominations.models import Edit, User
from nominations.policy.findings import Finding

from ..duties import apart_from, held_apart
from ..models import Case, ConsultationChoice, Decision, Objection, OpinionNote, Proposal, Score


def parts_of(user: User | None, cases: Collection[int], beside: Iterable[str]) -> dict[int, set[str]]:
    """Case → those roles in which this person (None: the clock) had a part in it that are apart from one of `beside`.

    One query. A step undone is no part.
    """
    found: dict[int, set[str]] = defaultdict(set)
    sought = frozenset().union(*map(apart_from, beside))
    if user is None or not cases or not sought:
        return found
    standing = Decision.objects.filter(actor=user, case__in=cases, undone_by=None, undoes=None, role__in=sought)
    by_department = Q(kind=OpinionNote.Kind.ANSWER, paper="")  # a paper is entered by the office
    notes = OpinionNote.objects.filter(by=user, opinion__case__in=cases)
    done = (
        (Edit.objects.filter(by=user, nomination__case__in=cases), "nomination__case", Role.UNIT_CLERK),
        (Score.objects.filter(member=user, case__in=cases), "case", Role.PANEL),
        (notes.filter(by_department), "opinion__case", Role.DEPARTMENT),
        (notes.exclude(by_department), "opinion__case", Role.OFFICE),
        (ConsultationChoice.objects.filter(chosen_by=user, case__in=cases), "case", Role.OFFICE),
        (Proposal.objects.filter(proposed_by=user, case__in=cases), "case", Role.OFFICE),
        (Proposal.objects.filter(decided_by=user, case__in=cases), "case", Role.DISTRICT),
        (Objection.objects.filter(decided_by=user, case__in=cases), "case", Role.OFFICE),
    )
    rows = standing.order_by().values_list("case", "role")
    others = [query.order_by().values_list(case, Value(role.value)) for query, case, role in done if role in sought]
    for case, role in rows.union(*others):
        found[case].add(role)
    return found


def held_back(user: User, role: str, cases: Iterable[Case]) -> dict[int, list[Finding]]:
    """Case → why this person cannot act in it as `role`; those are left out of which nothing is to be said."""
    subjects = {case.pk: case.nomination_id for case in cases}
    parts = parts_of(user, subjects.keys(), [role])
    found = {pk: held_apart(role, parts[pk], subject) for pk, subject in subjects.items() if pk in parts}
    return {pk: findings for pk, findings in found.items() if findings}
