"""What must hold before a step, at its edges: facts in, findings out."""

from datetime import UTC, date, datetime

import pytest

from nominations.policy.findings import Finding, Severity
from review import guards
from review.guards import ListFacts, NoticeFacts, OpinionFacts, PrincipalFacts, StepFacts
from review.messages import words

NOW = datetime(2024, 1, 12, 4, tzinfo=UTC)
TODAY = date(2024, 1, 12)


def facts(**given):
    return StepFacts(now=NOW, today=TODAY, **given)


def rules(findings):
    assert all(words(finding) for finding in findings)
    return [(finding.rule, finding.code) for finding in findings]


def soft(rule):
    params = {
        "kind": "先进集体", "measure": "个", "count": 8, "capped": 3, "cap": 2, "over": 1, "label": "机关", "percent": 25,
    }  # fmt: skip
    return Finding(rule, "over", Severity.SOFT, "五（二）", params=params)


def places_over():
    params = {"kind": "先进集体", "measure": "个", "count": 51, "places": 50, "over": 1}
    return Finding("R1", "over", Severity.HARD, "一（二）", params=params)


def test_a_warning_is_in_nobodys_way():
    warning = Finding("D2", "short", Severity.WARNING, "")
    hard = Finding("E2", "none", Severity.HARD, "二")
    assert guards.rules_hold(facts(findings=(warning, hard))) == [hard]


def test_in_a_closed_cycle_nothing_is_done():
    assert guards.cycle_open(facts()) == []
    assert rules(guards.cycle_open(facts(closed=True))) == [("W1", "cycle_closed")]


def test_what_was_judged_by_the_policy_is_passed_on():
    late = Finding("T1", "late", Severity.HARD, "五（四）")
    given = facts(publicity=(late,), deadline=(late,))
    assert guards.publicity_over(given) == [late]
    assert guards.before_deadline(given) == [late]


def test_the_cure_date_itself_still_counts():
    assert guards.cure_in_time(facts(cure_by=None)) == []
    assert guards.cure_in_time(facts(cure_by=TODAY)) == []
    assert rules(guards.cure_in_time(facts(cure_by=date(2024, 1, 11)))) == [("T1", "cure_over")]


def test_of_the_two_ways_back_the_return_chose_one():
    assert guards.publicity_demanded(facts(needs_publicity=True)) == []
    assert guards.publicity_not_demanded(facts(needs_publicity=False)) == []
    assert rules(guards.publicity_demanded(facts())) == [("P3", "publicity_not_demanded")]
    assert rules(guards.publicity_not_demanded(facts(needs_publicity=True))) == [("P3", "publicity_demanded")]


OPEN = OpinionFacts("公安", answered=False, objects=False, resolved=False)
CLEAR = OpinionFacts("公安", answered=True, objects=False, resolved=True)
OBJECTS = OpinionFacts("公安", answered=True, objects=True, resolved=False)
AGAIN = OpinionFacts("公安", answered=False, objects=True, resolved=False)
ASKS = OpinionFacts("公安", answered=True, objects=False, resolved=False)


@pytest.mark.parametrize(
    ("asked", "opinions", "expected"),
    [
        (None, (), [("O1", "not_covered")]),
        (("公安",), (), [("O1", "missing")]),
        (("公安",), (OPEN,), [("O1", "missing")]),
        (("公安",), (OBJECTS,), [("O1", "unresolved")]),
        (("公安",), (ASKS,), [("O1", "unresolved")]),
        (("公安",), (AGAIN,), [("O1", "missing")]),
        (("公安",), (CLEAR,), []),
        (("公安", "税务"), (CLEAR,), [("O1", "missing")]),
        (("公安", "税务"), (OBJECTS,), [("O1", "missing"), ("O1", "unresolved")]),
    ],
)
def test_every_demanded_opinion_is_in_and_none_unresolved(asked, opinions, expected):
    assert rules(guards.opinions_clear(facts(asked=asked, opinions=opinions))) == expected


def test_only_an_objection_drops_a_case():
    assert guards.department_objects(facts(opinions=(AGAIN,))) == []
    assert rules(guards.department_objects(facts(opinions=(ASKS, CLEAR)))) == [("O1", "no_objection")]


def test_a_backup_stands_by():
    assert guards.principal(facts()) == []
    assert rules(guards.principal(facts(principal=PrincipalFacts("区发展科")))) == [("Q5", "still_backup")]


@pytest.mark.parametrize(
    ("notice", "upheld", "expected"),
    [
        (None, 0, [("N1", "no_notice")]),
        (NoticeFacts(date(2024, 1, 8), TODAY), 0, [("N1", "not_over")]),  # the last day is part of the notice
        (NoticeFacts(date(2024, 1, 5), date(2024, 1, 11)), 0, []),
        (NoticeFacts(date(2024, 1, 5), date(2024, 1, 11), 1), 0, [("N1", "open_objections")]),
        (NoticeFacts(date(2024, 1, 5), date(2024, 1, 11)), 1, [("N1", "upheld")]),
        (NoticeFacts(date(2024, 1, 8), TODAY, 2), 1, [("N1", "not_over"), ("N1", "open_objections"), ("N1", "upheld")]),
    ],
)
def test_a_notice_is_over_the_day_after_with_all_objections_decided(notice, upheld, expected):
    assert rules(guards.notice_over(facts(notice=notice, upheld_objections=upheld))) == expected


def test_what_the_district_confirms_was_proposed():
    assert guards.disqualification_proposed(facts(proposed=frozenset({"disqualify"}))) == []
    assert guards.revocation_proposed(facts(proposed=frozenset({"revoke"}))) == []
    assert rules(guards.disqualification_proposed(facts(proposed=frozenset({"revoke"})))) == [("W2", "not_proposed")]
    assert rules(guards.revocation_proposed(facts())) == [("W2", "not_proposed")]


def test_disqualification_rests_on_an_upheld_objection():
    assert guards.objection_upheld(facts(upheld_objections=1)) == []
    assert rules(guards.objection_upheld(facts())) == [("N1", "none_upheld")]


def test_the_clock_lapses_nothing_early():
    assert guards.time_is_over(facts(overdue=True)) == []
    assert rules(guards.time_is_over(facts())) == [("T1", "not_over")]


def test_all_scores_are_in():
    assert guards.scores_complete(ListFacts()) == []
    assert rules(guards.scores_complete(ListFacts(scores_missing=1))) == [("S1", "missing")]


@pytest.mark.parametrize(("reason", "holds"), [("", False), ("  ", False), ("工作实绩更突出", True)])
def test_a_cut_tie_needs_the_chairs_reason(reason, holds):
    found = guards.ties_broken(ListFacts(unbroken_ties=2, reasons={"S2": reason}))
    assert rules(found) == ([] if holds else [("S2", "tie")])


def test_places_bind_whatever_is_written():
    over = ListFacts(composition=(places_over(),), reasons={"R1": "必须多一个"})
    assert rules(guards.within_places(over)) == [("R1", "over")]


def test_a_share_over_its_cap_goes_on_with_its_own_reason():
    both = (soft("R2"), soft("R3"))
    assert rules(guards.shares_explained(ListFacts(composition=both))) == [("R2", "over"), ("R3", "over")]
    assert rules(guards.shares_explained(ListFacts(composition=both, reasons={"R2": "原因"}))) == [("R3", "over")]
    assert guards.shares_explained(ListFacts(composition=both, reasons={"R2": "原因", "R3": "原因"})) == []


def test_reserves_fill_vacancies_in_rank_order():
    assert guards.place_vacant(ListFacts()) == []
    crowded = {"kind": "先进集体", "measure": "个", "free": 1, "chosen": 2}
    [refusal] = guards.place_vacant(ListFacts(crowded=(crowded,)))
    assert rules([refusal]) == [("R1", "no_vacancy")]
    assert words(refusal).startswith("先进集体空出 1 个名额，不能递补 2 个。")
    assert guards.in_rank_order(ListFacts()) == []
    assert rules(guards.in_rank_order(ListFacts(skipped=("甲",)))) == [("S3", "skipped")]


def test_a_backup_does_not_outlive_its_principal_by_coming_back():
    assert guards.principal_stands(facts()) == []
    assert guards.principal_stands(facts(principal=PrincipalFacts("区发展科"))) == []
    gone = PrincipalFacts("区发展科", stage="已撤销", gone=True)
    assert rules(guards.principal_stands(facts(principal=gone))) == [("Q5", "principal_gone")]


@pytest.mark.parametrize(
    ("along", "handed_in", "together", "by_itself"), [(True, False, [], []), (False, True, [], 1), (False, False, 1, 1)]
)
def test_a_backup_travels_with_its_principal(along, handed_in, together, by_itself):
    given = facts(principal=PrincipalFacts("区发展科", along=along, handed_in=handed_in))
    refusal = [("Q5", "goes_along")]
    assert rules(guards.goes_along(given)) == (refusal if by_itself else [])
    assert rules(guards.handed_in_together(given)) == (refusal if together else [])
    assert guards.goes_along(facts()) == []
    assert guards.handed_in_together(facts()) == []


def test_a_principal_leaves_no_backup_behind():
    assert guards.backups_at_hand(facts()) == []
    assert rules(guards.backups_at_hand(facts(backups_elsewhere=("区发展科",)))) == [("Q5", "backup_elsewhere")]
