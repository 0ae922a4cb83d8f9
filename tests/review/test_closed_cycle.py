"""A cycle that is over: nothing is decided in it any more, but what was not handed in lapses and fraud is revoked."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from nominations.administration.cycles import close_cycle
from nominations.models import Bar
from review.models import Opinion
from review.selectors.offers import offers
from review.services import clock, lists, notices, opinions, panel, proposals, publicity, screening
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.review.refusals import refused
from tests.walk import at, fresh

CLOSED = at(2, 20)


def close(cast):
    close_cycle(cast.cycle, cast.admin, CLOSED)
    cast.cycle.refresh_from_db()


def act(user, reason="理由", **data):
    return Act(user, CLOSED, reason, data)


def test_no_step_is_taken(cast):
    case = walk.submitted(cast, walk.drafted(cast, 1, 0))[0]
    shortlisted = walk.shortlisted(cast, walk.drafted(cast, 1, 0))[0]
    close(cast)
    steps = (
        lambda: lists.shortlist(cast.cycle, [case], act(cast.officer)),
        lambda: screening.screen_out([case], act(cast.officer)),
        lambda: publicity.withdraw([case], act(cast.lead)),
        lambda: panel.score(shortlisted, walk.marks_for(cast.cycle, 90), act(cast.chair)),
        lambda: panel.recuse(shortlisted, act(cast.chair)),
    )
    for step in steps:
        with refused(("W1", "cycle_closed")):
            step()
    assert [c.stage for c in fresh([case, shortlisted])] == [Stage.OFFICE_SCREENING, Stage.PANEL_REVIEW]


def test_nor_asked_answered_objected_or_published(cast):
    out = walk.selected(cast, walk.drafted(cast, 1, 0))[0]
    public = walk.published(cast, walk.drafted(cast, 1, 0))[0]
    close(cast)
    opinion = Opinion.objects.filter(case=out, authority="police").get()
    objector = notices.Objector("周示例", "13900000000", "不实")
    for step in (
        lambda: opinions.answer(opinion, "clear", act(cast.departments["police"])),
        lambda: opinions.enter_paper_reply(opinion, "clear", ContentFile(b"x", "a.pdf"), act(cast.officer)),
        lambda: opinions.clear_the_rest([opinion.pk], cast.cycle, act(cast.departments["police"])),
        lambda: notices.raise_objection(public, objector, CLOSED),
        lambda: walk.commend(cast, [public], now=CLOSED),
        lambda: proposals.propose(public, "disqualify", act(cast.officer)),
    ):
        with refused(("W1", "cycle_closed")):
            step()


def test_what_is_not_possible_is_not_offered(cast):
    case = walk.submitted(cast, walk.drafted(cast, 1, 0))[0]
    assert all(offer.open for offer in offers(case, cast.officer, walk.SHORTLISTED))
    close(cast)
    found = offers(fresh([case])[0], cast.officer, CLOSED)
    assert {finding.code for offer in found for finding in offer.findings} == {"cycle_closed"}
    assert not any(offer.open for offer in found)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_commended_case_can_still_be_revoked(cast, confirmed):
    case = walk.commended(cast, walk.drafted(cast, 1, 0))[0]
    close(cast)
    proposal = proposals.propose(case, "revoke", act(cast.officer, "弄虚作假"))
    decide = proposals.confirm if confirmed else proposals.decline
    decide(proposal, act(cast.director, **walk.REVOKING))
    assert fresh([case])[0].stage == (Stage.REVOKED if confirmed else Stage.COMMENDED)
    assert Bar.objects.filter(cycle=cast.cycle).count() == confirmed


def test_what_was_not_handed_in_lapses_even_where_the_cycle_was_closed_first(cast):
    draft, announced = walk.drafted(cast, 1, 0), walk.announced(cast, walk.drafted(cast, 1, 0))
    cured = walk.returned(cast, walk.drafted(cast, 1, 0), cure_by=date(2024, 2, 28))
    close(cast)
    assert len(clock.lapse_overdue(CLOSED)) == 2
    assert [c.stage for c in fresh(draft + announced + cured)] == [Stage.LAPSED, Stage.LAPSED, Stage.RETURNED]
    with refused(("W1", "cycle_closed")):
        publicity.resubmit(cured, act(cast.lead))
    clock.lapse_overdue(at(2, 29, 0))
    assert fresh(cured)[0].stage == Stage.LAPSED
