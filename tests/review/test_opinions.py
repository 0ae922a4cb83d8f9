"""征求意见: asked by the matrix, answered by the department, settled or dropped by the office."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant
from review.models import ConsultationChoice, Opinion
from review.selectors.consultation import (
    AGAIN,
    CLEAR,
    DOUBT,
    LATE,
    NOT_ASKED,
    OPEN,
    counts,
    days_late,
    matrix,
    narrowed,
    state_of,
    tallies,
)
from review.services import opinions
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_collective
from tests.cast import once
from tests.review.refusals import refused

V = Opinion.Verdict
B = {"discipline", "police", "market", "tax", "labour", "environment", "emergency"}
SCAN = b"%PDF-1.4"

kept = once(walk.selected)


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


def said(opinion):
    """The thread, oldest first."""
    return list(opinion.notes.order_by("pk").values_list("kind", "verdict", "text"))


def settled(cast, opinion, reason="处罚已履行完毕，情节轻微"):
    return opinions.settle(opinion, by(cast.officer, reason))


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
    assert (police.verdict, police.answered_by, police.is_awaited) == (V.CLEAR, cast.departments["police"], False)
    assert AuditEntry.objects.filter(action="opinion", actor=cast.departments["police"]).exists()


@pytest.mark.parametrize("verdict", [V.OBJECTION, V.EXPLAIN])
def test_any_other_answer_gives_its_reason(cast, police, verdict):
    with refused(("W4", "text")):
        opinions.answer(police, verdict, by(cast.departments["police"], "  "))
    assert not objection(cast, police, verdict).is_awaited


def test_an_answer_is_one_of_three(cast, police):
    with refused(("O1", "verdict")):
        opinions.answer(police, "perhaps", by(cast.departments["police"], "理由"))


def test_an_answer_may_be_corrected(cast, police):
    objection(cast, police)
    opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    police.refresh_from_db()
    assert (police.verdict, police.reason) == (V.CLEAR, "")
    assert said(police) == [("answer", "objection", "2023年5月受行政处罚"), ("answer", "clear", "")]


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
    assert police.notes.get().paper.read() == SCAN
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
    with refused(("W0", "not_yours")):
        opinions.prolong([police.pk], cast.cycle, date(2024, 2, 2), by(cast.departments["police"], "理由"))


def test_an_objection_goes_on_with_a_reason_and_a_second_word(cast, cases, police):
    objection(cast, police)
    walk.clear(cast, cases)
    with refused(("O1", "unresolved")):
        opinions.forward(cases, by(cast.officer))
    with refused(("W4", "text")):
        opinions.settle(police, by(cast.officer))
    settled(cast, police)
    with refused(("O1", "missing")):
        opinions.forward(walk.fresh(cases), by(cast.officer))
    opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    opinions.forward(walk.fresh(cases), by(cast.officer))
    assert {case.stage for case in walk.fresh(cases)} == {Stage.DISTRICT_APPROVAL}
    assert said(police) == [
        ("answer", "objection", "2023年5月受行政处罚"), ("reply", "", "处罚已履行完毕，情节轻微"), ("answer", "clear", ""),
    ]  # fmt: skip


def test_who_objects_again_blocks_again(cast, cases, police):
    """Only 无异议 opens O1: the office explains once more, or drops the case."""
    objection(cast, police)
    walk.clear(cast, cases)
    settled(cast, police)
    objection(cast, police)
    with refused(("O1", "unresolved")):
        opinions.forward(walk.fresh(cases), by(cast.officer))
    settled(cast, police, "已补充结案文书")
    assert [kind for kind, _v, _t in said(police)] == ["answer", "reply", "answer", "reply"]
    opinions.drop(police, by(cast.officer, "经核实属实"))
    assert walk.fresh(cases)[0].stage == Stage.DISQUALIFIED


def test_a_question_is_answered_and_asked_again(cast, police):
    """Five working days anew, and once only until the department has said its word."""
    objection(cast, police, V.EXPLAIN)
    again = opinions.settle(police, by(cast.officer, "已向推荐单位核实", now=walk.FORWARDED))
    assert (again.is_awaited, again.due_on) == (True, date(2024, 2, 2))
    with refused(("O1", "asked_again")):
        settled(cast, police)
    assert not opinions.answer(police, V.CLEAR, by(cast.departments["police"])).is_awaited


def test_one_click_gives_no_second_word(cast, police):
    objection(cast, police)
    settled(cast, police)
    rest = list(Opinion.objects.filter(authority="police").values_list("pk", flat=True))
    assert opinions.clear_the_rest(rest, cast.cycle, by(cast.departments["police"])) == 1
    police.refresh_from_db()
    assert (police.verdict, police.is_awaited) == (V.OBJECTION, True)


def test_a_second_word_may_come_on_paper_where_the_first_did(cast, police):
    opinions.enter_paper_reply(police, V.EXPLAIN, ContentFile(SCAN, "x.pdf"), by(cast.officer, "请说明"))
    settled(cast, police)
    opinions.enter_paper_reply(police, V.CLEAR, ContentFile(SCAN, "y.pdf"), by(cast.officer))
    assert [bool(note.paper) for note in police.notes.all()] == [True, False, True]


def test_the_office_prolongs_what_is_awaited(cast, cases, police):
    opinions.answer(cases[1].opinions.get(), V.CLEAR, by(cast.departments["police"]))
    owed = list(Opinion.objects.filter(authority="police").values_list("pk", flat=True))
    assert opinions.prolong(owed, cast.cycle, date(2024, 2, 2), by(cast.officer, "春节前任务集中")) == 1
    police.refresh_from_db()
    assert police.due_on == date(2024, 2, 2)
    assert said(police) == [("prolonged", "", "春节前任务集中")]
    assert AuditEntry.objects.get(action="opinions_prolonged").detail["opinions"] == [police.pk]


@pytest.mark.parametrize(
    ("day", "reason", "finding"),
    [
        (date(2024, 1, 21), "理由", ("O1", "due_past")),
        (date(2024, 1, 26), "理由", ("O1", "none_to_prolong")),
        (date(2024, 2, 2), " ", ("W4", "text")),
    ],
)
def test_a_prolonged_date_is_later_and_has_its_reason(cast, police, day, reason, finding):
    with refused(finding):
        opinions.prolong([police.pk], cast.cycle, day, by(cast.officer, reason))
    police.refresh_from_db()
    assert police.due_on == date(2024, 1, 26)


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
    walk.alone(cast)
    case = uncovered(cast)
    [line] = matrix(cast.cycle, date(2024, 1, 19))
    assert (line.covered, line.chosen, line.ready) == (False, False, False)
    opinions.choose_authorities(case, ["tax"], by(cast.officer, "理由"))
    [line] = matrix(cast.cycle, date(2024, 1, 19))
    assert (line.covered, line.chosen, line.asked) == (False, True, 1)


def test_the_states_of_an_opinion(cast, police):
    assert state_of(police, date(2024, 1, 26)) == OPEN
    assert (state_of(police, date(2024, 1, 29)), days_late(police, date(2024, 1, 29))) == (LATE, 3)
    assert state_of(objection(cast, police), date(2024, 1, 29)) == DOUBT
    again = settled(cast, police)
    assert (state_of(again, date(2024, 1, 29)), state_of(again, date(2024, 1, 30))) == (AGAIN, LATE)
    last = opinions.answer(police, V.CLEAR, by(cast.departments["police"]))
    assert (state_of(last, date(2024, 1, 30)), days_late(last, date(2024, 1, 30))) == (CLEAR, 0)


def test_the_table_is_narrowed_by_state_department_and_unit(cast, cases, police):
    objection(cast, police)
    opinions.answer(cases[1].opinions.get(), V.CLEAR, by(cast.departments["police"]))
    today, (enterprise, staff) = date(2024, 1, 27), cases

    def shown(*given):
        return list(narrowed(cast.cycle, today, *given))

    assert shown() == [enterprise, staff]
    assert (shown("late"), shown("late", "police")) == ([enterprise], [])
    assert (shown("doubt", "police"), shown("doubt", "tax")) == ([enterprise], [])
    assert (shown("ready"), shown("all", "tax"), shown("uncovered")) == ([staff], [enterprise], [])
    assert shown("all", "", cast.other_unit) == []
    assert counts(cast.cycle, today) == {"all": 2, "uncovered": 0, "open": 1, "late": 1, "doubt": 1, "ready": 1}
    tally = {t.authority.code: t for t in tallies(cast.cycle, today)}["police"]
    assert (tally.asked, tally.awaited, tally.late, tally.doubts) == (2, 0, 0, 1)
    assert tally.rounds == [date(2024, 1, 19)]


def test_who_waits_for_a_choice_stands_first_and_a_backup_after_its_principal(cast):
    walk.alone(cast)
    principal, backup = walk.drafted(cast, collectives=2, individuals=0)
    principal.nomination.detail.division_level = True
    principal.nomination.detail.save()
    backup.nomination.detail.backup_for = principal.nomination
    backup.nomination.detail.save()
    row = make_collective(recommendation=cast.recommendation, nature="social_organisation", name="巴南区示例行业协会")
    other = walk.drafted(cast, collectives=1, individuals=0)[0]
    principal, backup, other, silent = walk.selected(cast, [principal, backup, other, walk.case_of(row)])
    assert list(narrowed(cast.cycle, date(2024, 1, 22))) == [silent, principal, backup, other]


def test_asking_takes_no_more_queries_for_more_cases(cast, cases, django_assert_max_num_queries):
    Opinion.objects.all().delete()
    with django_assert_max_num_queries(14):
        opinions.request_opinions(cases, by(cast.chair))
