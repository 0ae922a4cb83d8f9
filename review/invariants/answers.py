"""What departments and the public said."""

import re
from collections.abc import Iterator

from django.db.models import F

from nominations.models import AwardCycle
from nominations.selectors import nominee_facts

from ..models import Case, Objection, Opinion, OpinionNote
from ..selectors.facts import asked_of, with_facts
from ..services.notices import RECEIPT_GROUP, RECEIPT_GROUPS, RECEIPT_SIGNS
from ..stages import Stage
from .places import erased

RECEIPT = re.compile("-".join([f"[{RECEIPT_SIGNS}]{{{RECEIPT_GROUP}}}"] * RECEIPT_GROUPS))


def only_authorities_that_are_to_be_asked_are_asked() -> Iterator[str]:
    """Those that the matrix, or the office's choice, says; and while opinions are being sought, all of them."""
    for cycle in AwardCycle.objects.all():
        if not erased(cycle):
            yield from _asked(cycle)


def _asked(cycle: AwardCycle) -> Iterator[str]:
    asked = Opinion.objects.filter(case__cycle=cycle).values("case")
    cases = Case.objects.filter(cycle=cycle)
    cases = list(with_facts(cases.filter(pk__in=asked) | cases.filter(stage=Stage.DEPARTMENT_OPINIONS)))
    facts = nominee_facts([case.nomination for case in cases], cycle)
    for case in cases:
        wanted = set(asked_of(case, facts[case.nomination_id]) or ())
        there = {opinion.authority for opinion in case.opinions.all()}
        for authority in sorted(there - wanted):
            yield f"case {case.pk}: {authority} was asked and is not to be"
        if case.stage == Stage.DEPARTMENT_OPINIONS:
            for authority in sorted(wanted - there):
                yield f"case {case.pk}: {authority} was not asked"


def each_answer_is_the_last_word_of_its_thread() -> Iterator[str]:
    """An opinion says what its newest answer says; what nobody answered says nothing."""
    notes = OpinionNote.objects.filter(kind=OpinionNote.Kind.ANSWER).order_by("at", "pk")
    last = dict(notes.values_list("opinion_id", "verdict"))
    for pk, verdict in Opinion.objects.order_by("pk").values_list("pk", "verdict"):
        if verdict != last.get(pk, ""):
            yield f"opinion {pk} says {verdict or 'nothing'}, its last answer {last.get(pk) or 'nothing'}"


def each_objection_has_its_receipt() -> Iterator[str]:
    """Of the form that is read out on the telephone, and is to a case of its own notice."""
    for pk, receipt in Objection.objects.order_by("pk").values_list("pk", "receipt"):
        if not RECEIPT.fullmatch(receipt):
            yield f"objection {pk} has the receipt {receipt!r}"
    fitting = Objection.objects.filter(notice__cases=F("case")).values("pk")
    for pk in Objection.objects.exclude(pk__in=fitting).order_by("pk").values_list("pk", flat=True):
        yield f"objection {pk} is to a case that is not in its notice"
