"""征求意见: asked by the matrix, answered by the department, settled or dropped by the office."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant
from review.models import ConsultationChoice, Opinion
from review.selectors.consultation import CLEAR, DOUBT, LATE, NOT_ASKED, OPEN, SETTLED, matrix, state_of
from review.services import opinions
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_collective
from tests.review.refusals import refused

V = Opinion.Verdict
B = {"discipline", "police", "market", "tax", "labour", "environment", "emergency"}
SCAN = b"%PDF-1.4"


def by(user, reason="", now=walk.ANSWERED):
    return Act(user, now, reason)


@pytest.fixture
def cases(cast):
    """An enterprise (row B) and one of its staff (row C), just selected."""
    return walk.selected(cast)


@pytest.fixture
def police(cast, cases):
    """What the police is asked about the enterprise."""
    return cases[0].opinions.get(authority="police")


def objection(cast, opinion, verdict=V.OBJECTION):
    return opinions.answer(opinion, verdict, by(cast.departments[opinion.authority], "2023年5月受行政处罚"))


def uncovered(cast):
    """A social organisation: the notice does not say whom to ask."""
    row = make_collective(recommendation=cast.recommendation, nature="social_organisation", name="巴南区示例行业协会")
    return walk.selected(cast, [walk.case_of(row)])[0]


def test_the_matrix_says_who_is_asked(cases):
    collective, individual = cases
    assert set(collective.opinions.values_list("authority", flat=True)) == B
    assert set(individual.opinions.values_list("authority", flat=True)) == {"police"}


def test_they_have_the_notices_working_days(cases):
    """Asked on Friday 2024-01-19: five working days end on Friday the 26th."""
    assert {opinion.due_on for opinion in Opinion.objects.all()} == {date(2024, 1, 26)}


def test_backups_are_asked_about_too(cast):
    principal, backup = walk.drafted(cast, collectives=2, individuals=0)
    principal.nomination.detail.division_level = True
    principal.nomination.detail.save()
    backup.nomination.detail.backup_for = principal.nomination
    backup.nomination.detail.save()
    backup = walk.selected(cast, [principal, backup])[1]
    assert set(backup.opinions.values_list("authority", flat=True)) == B


def test_nobody_is_asked_twice(cast, cases):
    assert opinions.request_opinions(cases, by(cast.chair)) == []
    assert opinions.request_opinions([], by(cast.chair)) == []
    assert cases[0].opinions.count() == len(B)


def test_a_department_answers(cast, police):
    opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    police.refresh_from_db()
    assert (police.verdict, police.answered_by, police.is_unresolved) == (V.CLEAR, cast.departments["police"], False)
    assert AuditEntry.objects.filter(action="opinion", actor=cast.departments["police"]).exists()


@pytest.mark.parametrize("verdict", [V.OBJECTION, V.EXPLAIN])
def test_any_other_answer_gives_its_reason(cast, police, verdict):
    with refused(("W4", "text")):
        opinions.answer(police, verdict, by(cast.departments["police"], "  "))
    assert objection(cast, police, verdict).is_unresolved


def test_an_answer_is_one_of_three(cast, police):
    with refused(("O1", "verdict")):
        opinions.answer(police, "perhaps", by(cast.departments["police"], "理由"))


def test_an_answer_may_be_corrected(cast, police):
    objection(cast, police)
    opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    police.refresh_from_db()
    assert (police.verdict, police.reason) == (V.CLEAR, "")


def test_a_department_answers_for_itself_only(cast, police):
    with refused(("O1", "not_asked")):
        opinions.answer(police, V.CLEAR, by(cast.departments["tax"]))


@pytest.mark.parametrize("part", ["officer", "lead", "chair", "director", "auditor", "admin"])
def test_only_departments_answer(cast, police, part):
    with refused(("W0", "not_yours")):
        opinions.answer(police, V.CLEAR, by(getattr(cast, part)))


def test_no_objection_to_all_the_rest(cast, cases, police):
    objection(cast, police)
    rest = list(Opinion.objects.filter(authority="police").values_list("pk", flat=True))
    assert opinions.clear_the_rest(rest, cast.cycle, by(cast.departments["police"])) == 1
    police.refresh_from_db()
    assert police.verdict == V.OBJECTION
    assert cases[1].opinions.get().verdict == V.CLEAR


def test_the_rest_is_what_the_person_had_before_them(cast, cases, police):
    """Neither what came in since, nor another department's."""
    everything = list(Opinion.objects.exclude(pk=police.pk).values_list("pk", flat=True))
    assert opinions.clear_the_rest(everything, cast.cycle, by(cast.departments["police"])) == 1
    police.refresh_from_db()
    assert police.verdict == ""
    assert set(Opinion.objects.exclude(verdict="").values_list("authority", flat=True)) == {"police"}


def test_the_office_enters_a_paper_reply(cast, police):
    scan = ContentFile(SCAN, "reply.pdf")
    opinions.enter_paper_reply(police, V.EXPLAIN, scan, by(cast.officer, "请说明2023年事故情况"))
    police.refresh_from_db()
    assert (police.verdict, police.answered_by) == (V.EXPLAIN, cast.officer)
    assert police.paper.read() == SCAN
    opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "second.pdf"), by(cast.officer))
    police.refresh_from_db()
    assert police.verdict == V.CLEAR


def test_paper_does_not_overrule_what_a_department_answered_itself(cast, police):
    objection(cast, police)
    with refused(("O1", "answered_online")):
        opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "x.pdf"), by(cast.officer))


def test_nor_what_it_said_itself_after_its_paper(cast, police):
    police = opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "x.pdf"), by(cast.officer))
    police = opinions.enter_paper_reply(police, V.EXPLAIN, ContentFile(SCAN, "y.pdf"), by(cast.officer, "请说明"))
    objection(cast, police)
    police.refresh_from_db()
    with refused(("O1", "answered_online")):
        opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "z.pdf"), by(cast.officer))


def test_only_the_office_enters_paper_and_settles(cast, police):
    objection(cast, police)
    with refused(("W0", "not_yours")):
        opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "x.pdf"), by(cast.departments["police"]))
    with refused(("W0", "not_yours")):
        opinions.settle(police, by(cast.director, "理由"))


def test_a_settled_objection_lets_the_case_go_on(cast, cases, police):
    objection(cast, police)
    walk.clear(cast, cases)
    with refused(("O1", "unresolved")):
        opinions.forward(cases, by(cast.officer))
    with refused(("W4", "text")):
        opinions.settle(police, by(cast.officer))
    opinions.settle(police, by(cast.officer, "处罚已履行完毕，情节轻微"))
    opinions.forward(cases, by(cast.officer))
    assert {case.stage for case in walk.fresh(cases)} == {Stage.DISTRICT_APPROVAL}


def test_what_is_settled_stays(cast, police):
    objection(cast, police)
    opinions.settle(police, by(cast.officer, "已核实"))
    with refused(("O1", "settled")):
        opinions.settle(police, by(cast.officer, "再次"))
    with refused(("O1", "settled")):
        opinions.answer(police, V.CLEAR, by(cast.departments["police"]))


def test_there_must_be_something_to_settle(cast, police):
    with refused(("O1", "nothing_to_settle")):
        opinions.settle(police, by(cast.officer, "理由"))
    opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    with refused(("O1", "nothing_to_settle")):
        opinions.settle(police, by(cast.officer, "理由"))


def test_missing_opinions_keep_a_case_back(cast, cases):
    with refused(("O1", "missing")):
        opinions.forward(cases, by(cast.officer))


def test_an_objection_drops_a_case(cast, cases, police):
    with refused(("O1", "no_objection")):
        opinions.drop(police, by(cast.officer, "理由"))
    dropped = objection(cast, police)
    with refused(("W3", "reason_owed")):
        opinions.drop(dropped, by(cast.officer))
    opinions.drop(dropped, by(cast.officer, "经核实属实"))
    case = walk.fresh(cases)[0]
    assert case.stage == Stage.DISQUALIFIED
    assert case.decisions.last().data == {"authority": "police"}


def test_a_question_alone_drops_nobody(cast, police):
    asked = objection(cast, police, V.EXPLAIN)
    with refused(("O1", "no_objection")):
        opinions.drop(asked, by(cast.officer, "理由"))


def test_after_the_stage_nothing_is_answered_or_settled(cast, cases, police):
    walk.forwarded(cast, cases)
    with refused(("O1", "closed")):
        opinions.answer(police, V.OBJECTION, by(cast.departments["police"], "迟到的异议"))
    with refused(("O1", "closed")):
        opinions.settle(police, by(cast.officer, "理由"))
    with refused(("O1", "closed")):
        opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "x.pdf"), by(cast.officer))
    assert opinions.clear_the_rest([police.pk], cast.cycle, by(cast.departments["police"])) == 0


def test_where_the_notice_is_silent_the_office_chooses(cast):
    case = uncovered(cast)
    assert not case.opinions.exists()
    with refused(("O1", "not_covered")):
        opinions.forward([case], by(cast.officer))
    opinions.choose_authorities(case, ["tax", "police"], by(cast.officer, "社会组织，参照企业"))
    choice = ConsultationChoice.objects.get()
    assert (choice.authorities, choice.reason) == (["police", "tax"], "社会组织，参照企业")
    assert {o.authority for o in case.opinions.all()} == {"police", "tax"}
    walk.clear(cast, [case])
    opinions.forward(walk.fresh([case]), by(cast.officer))


@pytest.mark.parametrize(
    ("authorities", "reason", "finding"),
    [([], "理由", ("O1", "choose")), (["fire"], "理由", ("O1", "choose")), (["tax"], " ", ("W4", "text"))],
)
def test_a_choice_names_known_authorities_and_a_reason(cast, authorities, reason, finding):
    case = uncovered(cast)
    with refused(finding):
        opinions.choose_authorities(case, authorities, by(cast.officer, reason))
    assert not ConsultationChoice.objects.exists()


def test_a_choice_may_be_changed_while_nobody_left_out_has_answered(cast):
    case = uncovered(cast)
    opinions.choose_authorities(case, ["tax", "police"], by(cast.officer, "理由"))
    opinions.choose_authorities(case, ["police", "market"], by(cast.officer, "改选"))
    assert {o.authority for o in case.opinions.all()} == {"police", "market"}
    opinions.answer(case.opinions.get(authority="police"), V.CLEAR, by(cast.departments["police"]))
    with refused(("O1", "answered_already")):
        opinions.choose_authorities(case, ["market"], by(cast.officer, "再改"))
    assert case.opinions.count() == 2


def test_where_the_notice_speaks_the_office_chooses_nothing(cast, cases):
    with refused(("O1", "covered")):
        opinions.choose_authorities(cases[0], ["tax"], by(cast.officer, "理由"))


def test_only_the_office_chooses(cast):
    with refused(("W0", "not_yours")):
        opinions.choose_authorities(uncovered(cast), ["tax"], by(cast.director, "理由"))


def test_one_person_may_answer_for_two_authorities(cast, cases):
    both = cast.departments["police"]
    tax = cast.departments["tax"].grants.get().unit
    RoleGrant.objects.create(user=both, role=Role.DEPARTMENT, unit=tax)
    both = type(both).objects.get(pk=both.pk)
    everything = list(Opinion.objects.values_list("pk", flat=True))
    assert opinions.clear_the_rest(everything, cast.cycle, by(both)) == 3


def test_the_matrix_marks_what_is_missing(cast, cases, police):
    objection(cast, police)
    opinions.answer(cases[1].opinions.get(), V.CLEAR, by(cast.departments["police"]))
    lines = {line.case.pk: line for line in matrix(cast.cycle, date(2024, 1, 27))}
    enterprise, staff = lines[cases[0].pk], lines[cases[1].pk]
    states = {cell.authority.code: cell.state for cell in enterprise.cells}
    assert states == dict.fromkeys(B, LATE) | {"police": DOUBT, "personnel": NOT_ASKED}
    assert (enterprise.asked, enterprise.open, enterprise.doubts, enterprise.ready) == (7, 6, 1, False)
    assert (staff.asked, staff.open, staff.ready) == (1, 0, True)


def test_an_uncovered_case_is_marked_until_chosen(cast):
    case = uncovered(cast)
    [line] = matrix(cast.cycle, date(2024, 1, 19))
    assert (line.covered, line.chosen, line.ready) == (False, False, False)
    opinions.choose_authorities(case, ["tax"], by(cast.officer, "理由"))
    [line] = matrix(cast.cycle, date(2024, 1, 19))
    assert (line.covered, line.chosen, line.asked) == (False, True, 1)


def test_the_states_of_an_opinion(cast, police):
    assert state_of(police, date(2024, 1, 26)) == OPEN
    assert state_of(police, date(2024, 1, 27)) == LATE
    assert state_of(objection(cast, police), date(2024, 1, 27)) == DOUBT
    assert state_of(opinions.settle(police, by(cast.officer, "已核实")), date(2024, 1, 27)) == SETTLED
    police.verdict = V.CLEAR
    assert state_of(police, date(2024, 1, 27)) == CLEAR


def test_asking_takes_no_more_queries_for_more_cases(cast, cases, django_assert_max_num_queries):
    Opinion.objects.all().delete()
    with django_assert_max_num_queries(14):
        opinions.request_opinions(cases, by(cast.chair))
