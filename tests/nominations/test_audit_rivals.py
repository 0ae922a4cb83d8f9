"""Many write to the trail at the same moment: one chain, without gaps, nothing twice, and nobody waits for ever."""

import pytest
from django.db import transaction
from django.utils import timezone

from nominations import audit_chain
from nominations.models import AuditEntry, AuditSeal, record
from tests.builders import make_unit
from tests.rivals import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_heads(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"


def test_those_who_write_at_once_make_one_chain():
    units = [make_unit() for _number in range(8)]

    def busy(unit):
        for number in range(5):
            with transaction.atomic():
                record(None, "unit_changed", unit, number=number)

    raised = together(*[lambda unit=unit: busy(unit) for unit in units])
    assert raised == [None] * 8
    assert list(AuditSeal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    assert not AuditEntry.objects.filter(seal=None).exists()
    assert audit_chain.fault(timezone.now()) is None


def test_what_is_undone_leaves_no_link():
    unit = make_unit()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(None, "unit_changed", unit)
        raise RuntimeError
    assert not AuditEntry.objects.exists()
    record(None, "unit_changed", unit)
    assert audit_chain.head().number == 1
    assert audit_chain.fault(timezone.now()) is None
