"""One case in each stage, brought there by the real services."""

from review.grounds import usual
from review.services import lists, opinions, proposals, publicity, screening
from review.services.advance import Act, advance
from review.stages import Stage
from tests import walk
from tests.walk import at, fresh


def one_in_each_stage(cast):
    """Stage → a collective of the cast's unit, all made at the same hours as `tests.walk`."""
    cast.unit.above_scale_enterprises = 200  # thirty places
    cast.unit.save()
    by_stage = dict(zip(list(Stage), walk.drafted(cast, collectives=len(Stage), individuals=0), strict=True))
    late = at(1, 13)
    _unit_part(cast, by_stage, late)
    _office_part(cast, by_stage)
    _panel_part(cast, by_stage)
    _district_part(cast, by_stage)
    by_stage = dict(zip(by_stage, fresh(by_stage.values()), strict=True))
    assert {stage: case.stage for stage, case in by_stage.items()} == {stage: stage for stage in Stage}
    return by_stage


def _of(by_stage, *stages):
    return fresh([by_stage[stage] for stage in stages])


def _others(by_stage, *stages):
    return _of(by_stage, *(stage for stage in Stage if stage not in stages))


IN_UNIT = (Stage.DRAFT, Stage.UNIT_PUBLICITY, Stage.WITHDRAWN, Stage.LAPSED)
SCREENED = (*IN_UNIT, Stage.OFFICE_SCREENING, Stage.RETURNED, Stage.SCREENED_OUT)


def _unit_part(cast, by_stage, late):
    publicity.withdraw(_of(by_stage, Stage.WITHDRAWN), Act(cast.lead, walk.ANNOUNCED, "不再推荐"))
    walk.announce(cast, _of(by_stage, Stage.UNIT_PUBLICITY))
    walk.announce(cast, _others(by_stage, *IN_UNIT))
    walk.submit(cast, _others(by_stage, *IN_UNIT))
    advance("lapse", _of(by_stage, Stage.LAPSED), Act(None, late))


def _office_part(cast, by_stage):
    act = Act(cast.officer, walk.RETURNED, "工作简历缺少月份")
    screening.send_back(
        _of(by_stage, Stage.RETURNED), act, points=usual("resume"), cure_by=at(1, 20).date(), needs_publicity=False
    )
    screening.screen_out(_of(by_stage, Stage.SCREENED_OUT), act)


def _panel_part(cast, by_stage):
    """Shortlisted in two lists, so that one is still before the panel when the chair has made the other."""
    before = _others(by_stage, *SCREENED, Stage.PANEL_REVIEW)
    walk.shortlist(cast, before)
    chosen = _others(by_stage, *SCREENED, Stage.PANEL_REVIEW, Stage.NOT_SELECTED)
    walk.judge(cast, chosen + _of(by_stage, Stage.NOT_SELECTED))
    lists.select(cast.cycle, chosen, Act(cast.chair, walk.SELECTED))
    walk.shortlist(cast, _of(by_stage, Stage.PANEL_REVIEW))


def _district_part(cast, by_stage):
    objected = _of(by_stage, Stage.DISQUALIFIED)[0]
    opinion = objected.opinions.get(authority="police")
    opinions.answer(opinion, "objection", Act(cast.departments["police"], walk.ANSWERED, "有行政处罚记录"))
    opinion.refresh_from_db()
    opinions.drop(opinion, Act(cast.officer, walk.ANSWERED, "经核查属实"))
    forwarded = _of(
        by_stage, Stage.DISTRICT_APPROVAL, Stage.REJECTED, Stage.APPROVED, Stage.PUBLIC_NOTICE, Stage.COMMENDED, Stage.REVOKED
    )
    walk.forward(cast, forwarded)
    decree = Act(cast.director, walk.APPROVED, "事迹不突出", dict(walk.DECREE))
    advance("reject", _of(by_stage, Stage.REJECTED), decree)
    walk.approve(cast, _of(by_stage, Stage.APPROVED, Stage.PUBLIC_NOTICE, Stage.COMMENDED, Stage.REVOKED))
    walk.publish(cast, _of(by_stage, Stage.PUBLIC_NOTICE))
    walk.publish(cast, _of(by_stage, Stage.COMMENDED))
    walk.commend(cast, _of(by_stage, Stage.COMMENDED))
    proposal = proposals.propose(
        _of(by_stage, Stage.REVOKED)[0], "revoke", Act(cast.officer, walk.APPROVED, "弄虚作假，经查属实")
    )
    proposals.confirm(proposal, Act(cast.director, walk.COMMENDED, data=walk.REVOKING))
