"""联合评审: who scores whom, with what, until when; and what the chair makes of it."""

import pytest

from nominations.enums import Role
from nominations.models import AuditEntry, RoleGrant
from review.models import Case, Recusal, Score
from review.selectors.panel import closed_to, progress, scores_missing, to_judge
from review.selectors.proposing import proposed_lists
from review.selectors.ranking import from_the_top, ranking, to_call_up, vacancies
from review.services import lists, panel
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_unit, notice_source
from tests.cast import once
from tests.review.refusals import refused

MARKS = {"politics": 90, "results": 85, "contribution": 100}

kept = once(walk.shortlisted)


def by(user, reason=""):
    return Act(user, walk.SCORED, reason)


@pytest.fixture
def case(cast):
    return walk.shortlisted(cast)[0]


def test_a_member_scores_each_dimension(cast, case):
    kept = panel.score(case, MARKS, by(cast.panellists[1]), " 实绩突出 ")
    assert (kept.marks, kept.approve, kept.comment) == (MARKS, None, "实绩突出")
    assert AuditEntry.objects.filter(action="scored", actor=cast.panellists[1], object_id=str(case.pk)).exists()


def test_a_score_may_be_changed_and_stays_one(cast, case):
    panel.score(case, MARKS, by(cast.chair))
    panel.score(case, MARKS | {"politics": 0}, by(cast.chair))
    assert Score.objects.get(case=case).marks["politics"] == 0


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"politics": 90, "results": 85},
        MARKS | {"beauty": 90},
        MARKS | {"politics": 101},
        MARKS | {"politics": -1},
        MARKS | {"politics": 90.5},
        MARKS | {"politics": "90"},
        MARKS | {"politics": True},
        MARKS | {"politics": None},
    ],
)
def test_marks_are_whole_numbers_from_0_to_100_for_every_dimension(cast, case, marks):
    with refused(("S1", "marks")):
        panel.score(case, marks, by(cast.chair))
    assert not Score.objects.exists()


@pytest.mark.parametrize("mark", [0, 100])
def test_the_ends_of_the_scale_count(cast, case, mark):
    panel.score(case, walk.marks_for(cast.cycle, mark), by(cast.chair))


@pytest.mark.parametrize("part", ["lead", "officer", "director", "auditor", "admin", "nobody"])
def test_only_members_score(cast, case, part):
    with refused(("W0", "not_yours")):
        panel.score(case, MARKS, by(getattr(cast, part)))


def test_the_clock_does_not_score(case):
    with refused(("W0", "not_yours")):
        panel.score(case, MARKS, Act(None, walk.SCORED))


def test_cases_of_the_own_unit_are_closed(cast, case):
    RoleGrant.objects.filter(user=cast.panellists[1]).update(unit=cast.unit)
    member = fresh_user(cast.panellists[1])
    with refused(("S1", "own_unit")):
        panel.score(case, MARKS, by(member))
    assert not to_judge(member, cast.cycle).exists()
    assert closed_to(member, cast.cycle) == 2


def test_so_are_those_of_a_unit_the_member_works_for_in_another_role(cast, case):
    member = cast.panellists[1]
    RoleGrant.objects.create(user=member, role=Role.UNIT_CLERK, unit=cast.unit)
    with refused(("S1", "own_unit")):
        panel.score(case, MARKS, by(fresh_user(member)))


def fresh_user(user):
    return type(user).objects.get(pk=user.pk)


def test_who_is_no_member_has_nobody_to_judge(cast, case):
    assert not to_judge(cast.officer, cast.cycle).exists()


def test_recusal_closes_a_case_and_takes_the_score_back(cast, case):
    member = cast.panellists[1]
    panel.score(case, MARKS, by(member))
    panel.recuse(case, by(member, "与负责人是亲属"))
    assert not Score.objects.exists()
    assert Recusal.objects.get().reason == "与负责人是亲属"
    assert case not in to_judge(member, cast.cycle)
    with refused(("S1", "recused")):
        panel.score(case, MARKS, by(member))
    with refused(("S1", "recused")):
        panel.recuse(case, by(member, "再次"))


def test_recusal_owes_a_reason(cast, case):
    with refused(("W4", "text")):
        panel.recuse(case, by(cast.chair, "  "))
    assert not Recusal.objects.exists()


def test_before_and_after_the_panel_nobody_scores(cast):
    walk.alone(cast)
    early = walk.submitted(cast)[0]
    with refused(("S1", "closed")):
        panel.score(early, MARKS, by(cast.chair))
    late = walk.selected(cast, [early])[0]
    with refused(("S1", "closed")):
        panel.score(late, MARKS, by(cast.chair))
    with refused(("S1", "closed")):
        panel.recuse(late, by(cast.chair, "理由"))


def test_a_stale_page_cannot_score_either(cast, case):
    stale = Case.objects.select_related("nomination__recommendation", "cycle").get(pk=case.pk)
    walk.selected(cast, walk.fresh(Case.objects.filter(stage=Stage.PANEL_REVIEW)))
    with refused(("S1", "closed")):
        panel.score(stale, MARKS, by(cast.chair))


def test_backups_are_judged_with_their_principal(cast):
    principal, backup = with_backup(cast)
    with refused(("S1", "backup")):
        panel.score(backup, MARKS, by(cast.chair))
    assert backup not in to_judge(cast.chair, cast.cycle)


def with_backup(cast):
    principal, backup = walk.drafted(cast, collectives=2, individuals=0)
    principal.nomination.detail.division_level = True
    principal.nomination.detail.save()
    backup.nomination.detail.backup_for = principal.nomination
    backup.nomination.detail.save()
    return walk.shortlisted(cast, [principal, backup])


VOTING = notice_source().replace('mode = "scores"', 'mode = "votes"')


@pytest.fixture
def voting(cast):
    return walk.alone(cast, VOTING)


def test_a_cycle_may_vote_instead(voting):
    case, other = walk.shortlisted(voting)
    for member, approves in zip(voting.panellists, [True, True, True, False, False], strict=True):
        panel.vote(case, approves, by(member))
        panel.vote(other, False, by(member))
    assert {row.case.pk: row.standing.mean for row in ranking(voting.cycle)} == {case.pk: 60, other.pk: 0}
    with refused(("S1", "other_mode")):
        panel.score(case, MARKS, by(voting.chair))


def test_where_scores_are_given_nobody_votes(cast, case):
    with refused(("S1", "other_mode")):
        panel.vote(case, True, by(cast.chair))


def test_missing_scores_are_counted_by_member(cast, case):
    """Two cases, five members; one of them comes from the unit, one is recused on one."""
    RoleGrant.objects.filter(user=cast.panellists[4]).update(unit=cast.unit)
    panel.recuse(case, by(cast.panellists[3], "亲属"))
    assert scores_missing(cast.cycle) == 7
    panel.score(case, MARKS, by(cast.panellists[1]))
    assert scores_missing(cast.cycle) == 6
    found = {one.member.pk: (one.owed, one.given, one.missing) for one in progress(cast.cycle)}
    assert [found[member.pk] for member in cast.panellists] == [(2, 0, 2), (2, 1, 1), (2, 0, 2), (1, 0, 1), (0, 0, 0)]


def test_a_member_who_left_owes_nothing(cast, case):
    cast.panellists[2].is_active = False
    cast.panellists[2].save()
    assert scores_missing(cast.cycle) == 8


def test_no_list_before_all_scores_are_in(cast, case):
    cases = list(cast.cycle.cases.all())
    walk.judge(cast, cases[:1])
    with refused(("S1", "missing")):
        lists.select(cast.cycle, cases, Act(cast.chair, walk.SELECTED))
    assert {c.stage for c in cast.cycle.cases.all()} == {Stage.PANEL_REVIEW}


def test_ranking_shows_ties_as_ties(cast):
    walk.alone(cast)
    cases = walk.shortlisted(cast, walk.drafted(cast, collectives=4, individuals=0))
    walk.judge(cast, cases, [80, 95, 80, 70])
    rows = ranking(cast.cycle)
    assert [(row.case.pk, row.standing.rank, row.standing.tied) for row in rows] == [
        (cases[1].pk, 1, False), (cases[0].pk, 2, True), (cases[2].pk, 2, True), (cases[3].pk, 4, False),
    ]  # fmt: skip
    assert {(row.given, row.owed) for row in rows} == {(5, 5)}


def test_the_chair_breaks_a_tie_with_a_reason(cast):
    walk.alone(cast)
    cases = walk.shortlisted(cast, walk.drafted(cast, collectives=2, individuals=0))
    walk.judge(cast, cases, [80, 80])
    act = Act(cast.chair, walk.SELECTED)
    with refused(("S2", "tie")):
        lists.select(cast.cycle, cases[:1], act)
    roster = lists.select(cast.cycle, cases[:1], act, {"S2": "工作实绩更突出"})
    assert roster.reasons["list"] == {"S2": "工作实绩更突出"}
    chosen, other = walk.fresh(cases)
    assert (chosen.stage, other.stage) == (Stage.DEPARTMENT_OPINIONS, Stage.NOT_SELECTED)
    assert (chosen.rank, other.rank, chosen.mean) == (1, 1, 80)


def test_only_the_chair_makes_the_list(cast, case):
    cases = list(cast.cycle.cases.all())
    walk.judge(cast, cases)
    with refused(("W0", "not_allowed")):
        lists.select(cast.cycle, cases, Act(cast.panellists[1], walk.SELECTED))


FEW = notice_source().replace("places = 50", "places = 1")


@pytest.fixture
def one_place(cast):
    """A notice with a single place for collectives."""
    assert notice_source() != FEW
    return walk.alone(cast, FEW)


def test_the_proposal_fills_the_places_from_the_top(one_place):
    cases = walk.shortlisted(one_place, walk.drafted(one_place, collectives=3, individuals=0))
    walk.judge(one_place, cases, [70, 90, 80])
    ranked = [(row.case, row.standing.rank) for row in ranking(one_place.cycle)]
    assert proposed_lists(one_place.cycle, ranked)["collective"].chosen == [cases[1].pk]
    with refused(("R1", "over")):
        lists.select(one_place.cycle, cases[:2], Act(one_place.chair, walk.SELECTED))


def test_reserves_are_called_up_in_rank_order_into_vacant_places(one_place):
    best, second, third = chosen_of(one_place)
    act = Act(one_place.chair, walk.ANSWERED)
    assert to_call_up(one_place.cycle) == 0
    with refused(("R1", "no_vacancy")):
        lists.call_up(one_place.cycle, [second], act)
    walk.publicity.withdraw([best], Act(one_place.lead, walk.ANSWERED, "企业外迁"))
    assert to_call_up(one_place.cycle) == 1
    with refused(("S3", "skipped")):
        lists.call_up(one_place.cycle, [third], act)
    lists.call_up(one_place.cycle, [second], act)
    second = walk.fresh([second])[0]
    assert second.stage == Stage.DEPARTMENT_OPINIONS
    assert second.opinions.count() == 7
    assert to_call_up(one_place.cycle) == 0


def test_a_place_left_empty_did_not_fall_vacant(cast):
    """Of fifty places two were given: who was not chosen takes the place of one that falls out, and no more."""
    walk.alone(cast)
    cases = walk.scored(cast, walk.drafted(cast, 5, 0), marks=[90, 85, 80, 75, 70])
    lists.select(cast.cycle, cases[:2], Act(cast.chair, walk.SELECTED))
    reserves = cases[2:]
    assert to_call_up(cast.cycle) == 0
    assert from_the_top(cast.cycle, reserves) == []
    with refused(("R1", "no_vacancy")):
        lists.call_up(cast.cycle, reserves[:1], Act(cast.chair, walk.SELECTED))
    walk.publicity.withdraw(cases[:1], Act(cast.lead, walk.ANSWERED, "企业外迁"))
    assert to_call_up(cast.cycle) == 1
    assert from_the_top(cast.cycle, reserves) == [reserves[0].pk]
    with refused(("R1", "no_vacancy")):
        lists.call_up(cast.cycle, reserves[:2], Act(cast.chair, walk.ANSWERED))
    lists.call_up(cast.cycle, reserves[:1], Act(cast.chair, walk.ANSWERED))
    assert vacancies(cast.cycle)["collective"] == 0
    walk.publicity.withdraw(walk.fresh(reserves[:1]), Act(cast.lead, walk.ANSWERED, "企业外迁"))
    assert vacancies(cast.cycle)["collective"] == 1


def test_no_place_fell_vacant_where_the_backup_took_it(cast):
    walk.alone(cast)
    principal, backup = with_backup(cast)
    walk.select(cast, [principal])
    walk.publicity.withdraw(walk.fresh([principal]), Act(cast.lead, walk.ANSWERED, "调离"))
    assert walk.fresh([backup])[0].stage == Stage.DEPARTMENT_OPINIONS
    assert vacancies(cast.cycle)["collective"] == 0


def chosen_of(cast):
    """Three collectives ranked 1, 2, 3; the first is on the list."""
    cases = walk.shortlisted(cast, walk.drafted(cast, collectives=3, individuals=0))
    walk.judge(cast, cases, [90, 80, 70])
    lists.select(cast.cycle, cases[:1], Act(cast.chair, walk.SELECTED))
    return walk.fresh(cases)


def test_a_case_nobody_may_judge_ranks_last(cast, case):
    """All five come from the recommending unit: nothing is missing, and there is no mean."""
    RoleGrant.objects.filter(role=Role.PANEL, is_chair=False).update(unit=cast.unit)
    RoleGrant.objects.filter(role=Role.PANEL, is_chair=True).update(unit=cast.unit)
    other = walk.shortlisted(cast, walk.drafted(cast, 1, 0, cast.other_recommendation))[0]
    walk.judge(cast, [other])
    assert scores_missing(cast.cycle) == 0
    rows = [row for row in ranking(cast.cycle) if row.case.nomination.kind == "collective"]
    assert [(row.case.pk, row.standing.mean, row.owed) for row in rows] == [(other.pk, 88 + 2, 5), (case.pk, None, 0)]


def test_progress_needs_no_more_queries_for_more_cases(cast, django_assert_max_num_queries):
    walk.shortlisted(cast, walk.drafted(cast, collectives=3, individuals=0))
    with django_assert_max_num_queries(6):
        progress(cast.cycle)


def test_units_that_do_not_recommend_close_nothing(cast, case):
    RoleGrant.objects.filter(user=cast.panellists[1]).update(unit=make_unit())
    assert closed_to(fresh_user(cast.panellists[1]), cast.cycle) == 0
