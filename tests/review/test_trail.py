"""Every step leaves its entry in the audit trail, whoever took it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations.models import AuditEntry, record
from review.models import Decision
from tests.cast import client_of
from tests.walk import answered, drafted, returned, submitted


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


@pytest.mark.django_db
def test_the_auditor_reads_of_whom_and_goes_on_to_why(cast):
    [case] = returned(cast, drafted(cast, 1, 0))
    page = client_of(cast.auditor).get(reverse("audit_trail"), {"object_type": "case"}).content.decode()
    assert f'<a href="{reverse("case", args=[case.pk])}">{case}</a>' in page
    assert "工作简历缺少月份" not in page, "reasons may name people: the trail, which nobody can erase, has none"
    assert "工作简历缺少月份" in client_of(cast.auditor).get(reverse("case", args=[case.pk])).content.decode()


@pytest.mark.django_db
def test_answers_of_departments_stand_in_the_words_of_the_notice(cast):
    case = answered(cast, drafted(cast, 1, 0))[0]
    record(cast.officer, "letter_downloaded", cast.cycle, authority="纪检监察", cases=[case.pk, 0])
    page = client_of(cast.auditor).get(reverse("audit_trail")).content.decode()
    assert "<dt>意见</dt><dd>无异议</dd>" in page
    assert "<dt>征求意见职能</dt><dd>公安</dd>" in page
    assert f"<dt>推荐对象</dt><dd>{case}、#0</dd>" in page


@pytest.mark.django_db
def test_names_take_as_many_queries_for_thirty_rows_as_for_three(cast):
    reader = client_of(cast.auditor)
    counts = []
    for number in (3, 27):
        for case in drafted(cast, number, 0):
            record(cast.lead, "step_taken", case)
            record(cast.clerk, "nomination_added", case.nomination)
            record(cast.clerk, "recommendation_opened", case.nomination.recommendation)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(reverse("audit_trail")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
