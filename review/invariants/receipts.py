"""回执: for whatever was handed in, and for nothing else."""

from collections.abc import Iterator

from django.db.models import Count

from nominations.models import AuditEntry

from ..models import Decision, Printing
from ..selectors.receipts import HAND_IN, RECEIPT, is_sound


def each_hand_in_has_its_receipt() -> Iterator[str]:
    """One for each act and unit, under the number that the audit trail told; and none for nothing. Undone ones were acts too."""
    acts = Decision.objects.filter(HAND_IN).order_by().values_list("batch", "case__nomination__recommendation")
    handed_in = {(str(batch), unit): number for batch, unit, number in acts.annotate(Count("pk"))}
    entries = AuditEntry.objects.filter(action="handed_in").order_by("pk")
    told = {(entry.detail["batch"], int(entry.object_id)): entry.detail for entry in entries}
    for batch, unit in sorted(handed_in.keys() | told.keys()):
        number, said = handed_in.get((batch, unit), 0), told.get((batch, unit), {}).get("number", 0)
        if number != said:
            yield f"recommendation {unit}: {number} handed in by act {batch}, {said} on record"
    there = set(Printing.objects.filter(kind=RECEIPT).values_list("code", "recommendation"))
    promised = {(said["receipt"], unit) for (_batch, unit), said in told.items()}
    for code, unit in sorted(there ^ promised):
        yield f"recommendation {unit}: receipt {code} " + ("is not there" if (code, unit) in promised else "is not on record")


def each_receipt_is_as_it_was_given_out() -> Iterator[str]:
    """By its mac under AUDIT_KEY; and its digest is the one on record."""
    entries = AuditEntry.objects.filter(action="handed_in")
    told = {entry.pk: (entry.detail["receipt"], entry.detail["digest"]) for entry in entries}
    for receipt in Printing.objects.filter(kind=RECEIPT).exclude(content=None).order_by("pk"):
        content = receipt.content
        if not is_sound(receipt) or told.get(content["entry"]) != (receipt.code, content["digest"]):
            yield f"receipt {receipt.code} of recommendation {receipt.recommendation_id} was changed"
