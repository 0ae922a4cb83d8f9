"""Every step leaves its entry in the audit trail, whoever took it."""

import pytest

from nominations.models import AuditEntry
from review.models import Decision
from tests.walk import submitted


@pytest.mark.django_db
def test_each_decision_has_one_entry_without_names(cast):
    cases = submitted(cast)
    entries = AuditEntry.objects.filter(action="step_taken").order_by("pk")
    decisions = Decision.objects.order_by("pk")
    assert [(e.object_id, e.actor_id, e.role) for e in entries] == [
        (str(d.case_id), d.actor_id, d.role) for d in decisions
    ]
    last = entries.last()
    assert last.detail == {"step": "报送", "before": "单位公示", "after": "资格审查、初步筛选"}
    assert not any(str(case.nomination) in str(last.detail) for case in cases)
