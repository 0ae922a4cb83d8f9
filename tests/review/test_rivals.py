"""Two people at the same moment: quotas hold, and of two steps with one case one is taken."""

from datetime import timedelta

import pytest

from nominations.models import Nomination
from review.grounds import usual
from review.models import Decision, Message, Roster
from review.services import lists, publicity, screening
from review.services.advance import Act, StepRefused
from review.services.inbox import set_address
from review.services.mailing import send_waiting
from review.services.proof import fault_of
from review.services.reminding import remind_all
from review.services.throttle import admit
from review.stages import Stage
from tests import walk
from tests.cast import make_cast, person
from tests.proofs import solved
from tests.rivals import together
from tests.walk import fresh

pytestmark = pytest.mark.django_db(transaction=True)


def one_wins(raised):
    """Exactly one got through, the others were refused by findings; gives the ids of the rules that refused."""
    refused = [error for error in raised if error is not None]
    assert len(refused) == len(raised) - 1, raised
    assert {type(error) for error in refused} == {StepRefused}
    return {finding.rule for error in refused for finding in error.findings}


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_one_proof_opens_once_and_one_address_is_counted_once_whichever_process_is_asked():
    now, told = walk.at(2, 1), []
    proof = solved(now)
    raised = together(*[lambda: told.append(fault_of(proof, now))] * 4)
    assert (sorted(told), raised) == (["", "spent", "spent", "spent"], [None] * 4)
    old = now - timedelta(hours=1)
    for address in ("192.0.2.7", "192.0.2.8"):
        admit("object", address, 3, 3600, old)
    counted = []
    raised = together(*[lambda: counted.append(admit("object", "192.0.2.7", 3, 3600, now))] * 6)
    assert (sorted(counted), raised) == ([False] * 3 + [True] * 3, [None] * 6)


def test_two_runs_at_once_tell_once_and_mail_once(cast, mailoutbox):
    for user in (cast.lead, cast.clerk):
        set_address(user, f"person{user.pk}@example.org")
    eve = cast.cycle.deadline - timedelta(days=1)
    assert together(*[lambda: remind_all(eve)] * 3) == [None] * 3
    assert Message.objects.count() == 4  # two units, two people each
    assert together(*[lambda: send_waiting(eve)] * 3) == [None] * 3
    assert len(mailoutbox) == 2


def second_lead(cast):
    return person("lead2", "unit_lead", cast.unit)


class TestQuota:
    def test_the_last_place_for_a_collective_is_taken_once(self, cast):
        """34 enterprises × 15 % → 5 places, of which 4 are taken."""
        *taken, first, second = walk.drafted(cast, 6, 0)
        walk.announce(cast, taken)
        raised = together(lambda: walk.announce(cast, [first]), lambda: walk.announce(cast, [second]))
        assert one_wins(raised) == {"Q2"}
        assert Nomination.objects.filter(counted=True).count() == 5
        assert cast.recommendation.publicities.count() == 2

    def test_the_last_place_for_an_individual_is_taken_once(self, cast):
        """1 collective × 150 % → 1 place."""
        collective, first, second = walk.drafted(cast, 1, 2)
        walk.announce(cast, [collective])
        raised = together(lambda: walk.announce(cast, [first]), lambda: walk.announce(cast, [second]))
        assert one_wins(raised) == {"Q3"}
        assert Nomination.objects.filter(counted=True, kind="individual").count() == 1

    def test_one_collective_is_put_forward_by_one_unit(self, cast):
        own = walk.drafted(cast, 1, 0, name="重庆同名机械有限公司")
        others = walk.drafted(cast, 1, 0, recommendation=cast.other_recommendation, name="重庆同名机械有限公司")
        raised = together(lambda: walk.announce(cast, own), lambda: walk.announce(cast, others))
        assert one_wins(raised) == {"I3"}
        assert Nomination.objects.filter(counted=True).count() == 1


class TestOneCase:
    def test_two_people_of_the_unit_announce_it(self, cast):
        cases = walk.drafted(cast)
        raised = together(*[lambda: walk.announce(cast, cases)] * 3)
        assert one_wins(raised) == {"W1"}
        assert cast.recommendation.publicities.count() == 1
        assert Decision.objects.count() == len(cases)

    def test_handed_in_or_cancelled(self, cast):
        cases = walk.announced(cast)
        made = cases[0].nomination.publicity
        raised = together(
            lambda: walk.submit(cast, cases),
            lambda: publicity.cancel_publicity(made, Act(second_lead(cast), walk.SUBMITTED, "改")),
        )
        assert one_wins(raised) == {"W1"}
        assert len({case.stage for case in fresh(cases)}) == 1

    def test_returned_screened_out_or_shortlisted(self, cast):
        (case,) = walk.submitted(cast, walk.drafted(cast, 1, 0))
        act = Act(cast.officer, walk.SHORTLISTED, "工作简历缺少月份")
        cure = {"points": usual("resume"), "cure_by": walk.at(1, 20).date(), "needs_publicity": False}
        raised = together(
            lambda: screening.send_back([case], act, **cure),
            lambda: screening.screen_out([case], act),
            lambda: walk.shortlist(cast, [case]),
        )
        assert one_wins(raised) == {"W1"}
        assert case.decisions.count() == 3
        assert fresh([case])[0].stage == case.decisions.last().to_stage

    def test_two_lists_at_once_are_numbered_and_share_no_case(self, cast):
        first, second, third = walk.submitted(cast, walk.drafted(cast, 3, 0))
        raised = together(lambda: walk.shortlist(cast, [first, second]), lambda: walk.shortlist(cast, [third]))
        assert raised == [None, None]
        assert sorted(Roster.objects.values_list("number", flat=True)) == [1, 2]

    def test_lists_that_overlap_are_all_or_nothing(self, cast):
        first, second, third = walk.submitted(cast, walk.drafted(cast, 3, 0))
        raised = together(lambda: walk.shortlist(cast, [first, second]), lambda: walk.shortlist(cast, [second, third]))
        assert one_wins(raised) == {"W1"}
        assert [case.stage for case in fresh([first, second, third])].count(Stage.PANEL_REVIEW) == 2
        assert Roster.objects.count() == 1


class TestPlaces:
    def test_the_chair_confirms_twice(self, cast):
        cases = walk.scored(cast, walk.submitted(cast, walk.drafted(cast, 2, 0)))
        act = Act(cast.chair, walk.SELECTED)
        raised = together(*[lambda: lists.select(cast.cycle, cases, act)] * 2)
        assert one_wins(raised) <= {"W1", "S1"}
        assert Roster.objects.filter(action="select").count() == 1
