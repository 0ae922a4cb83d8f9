"""The workflow against domain §5, written out by hand: nothing else is allowed, by service and by address."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase

from review.guards import ListFacts
from review.reliance import ALWAYS
from review.services.advance import Act, StepRefused, advance
from review.stages import FALLEN_OUT, HIGHROAD, Stage
from review.workflow import STEPS, label_of, steps_from
from tests import walk
from tests.cast import make_cast
from tests.stages import one_in_each_stage

# Action, who, from → to: the table of domain §5, read off the page.
BY_HAND = """
announce          unit_lead  draft → unit_publicity
cancel_publicity  unit_lead  unit_publicity → draft
submit            unit_lead  unit_publicity → office_screening
lapse             clock      draft → lapsed
lapse             clock      unit_publicity → lapsed
lapse             clock      returned → lapsed
return            office     office_screening → returned
resubmit          unit_lead  returned → office_screening
resubmit          unit_lead  returned → unit_publicity
screen_out        office     office_screening → screened_out
shortlist         office     office_screening → panel_review
select            chair      panel_review → department_opinions
not_select        chair      panel_review → not_selected
call_up           chair      not_selected → department_opinions
forward           office     department_opinions → district_approval
drop              office     department_opinions → disqualified
approve           district   district_approval → approved
reject            district   district_approval → rejected
publish           office     approved → public_notice
disqualify        district   public_notice → disqualified
commend           office     public_notice → commended
withdraw          unit_lead  draft → withdrawn
withdraw          unit_lead  unit_publicity → withdrawn
withdraw          unit_lead  office_screening → withdrawn
withdraw          unit_lead  returned → withdrawn
withdraw          unit_lead  panel_review → withdrawn
withdraw          unit_lead  not_selected → withdrawn
withdraw          unit_lead  department_opinions → withdrawn
withdraw          unit_lead  district_approval → withdrawn
revoke            district   office_screening → revoked
revoke            district   returned → revoked
revoke            district   panel_review → revoked
revoke            district   not_selected → revoked
revoke            district   department_opinions → revoked
revoke            district   district_approval → revoked
revoke            district   approved → revoked
revoke            district   public_notice → revoked
revoke            district   commended → revoked
"""
ALLOWED = {tuple(line.replace("→", "").split()) for line in BY_HAND.strip().splitlines()}
ACTIONS = {action for action, *_rest in ALLOWED}
# Who takes the part of whom in the cast.
PARTS = {"unit_lead": "lead", "office": "officer", "chair": "chair", "district": "director", "clock": "clock"}
OPEN = {(action, source, PARTS[who]) for action, who, source, _target in ALLOWED}

EVERYTHING = {
    "first_day": walk.FIRST_DAY, "place": "公示栏", "grounds": ["resume"], "cure_by": walk.FIRST_DAY,
    "needs_publicity": "no", "authority": "police", "document_number": "1号", "document_date": walk.FIRST_DAY,
    "contact": "023-60000009", "secrecy_reviewed": True, "revoking_body": "区委",
}  # fmt: skip


def test_the_table_is_the_one_written_by_hand():
    table = {(step.action, str(step.who), str(source), str(step.target)) for step in STEPS for source in step.sources}
    assert table == ALLOWED


def test_what_each_step_demands():
    reasons = {step.action for step in STEPS if step.owes_reason}
    assert reasons == {
        "cancel_publicity", "return", "screen_out", "drop", "reject", "disqualify", "withdraw", "revoke",
    }  # fmt: skip
    assert {step.action for step in STEPS if step.whole_list} == {"shortlist", "select", "approve", "commend"}
    asks = {step.action: set(step.asks) for step in STEPS if step.asks}
    decree = {"document_number", "document_date"}
    assert asks == {
        "announce": {"first_day", "place"}, "resubmit": {"first_day", "place"},
        "return": {"grounds", "cure_by", "needs_publicity"}, "drop": {"authority"}, "approve": decree, "reject": decree,
        "publish": {"first_day", "contact", "secrecy_reviewed"}, "commend": decree,
        "revoke": decree | {"revoking_body"},
    }  # fmt: skip


# What else must hold, read off the page of issue 3 ("not yet relied on by a later one"), to undo a step.
UNDONE = {
    "announce": {"not_begun"}, "cancel_publicity": {"same_day"}, "submit": {"nothing_proposed"}, "return": set(),
    "resubmit": {"not_begun"}, "screen_out": set(), "shortlist": {"not_judged"}, "select": {"not_answered"},
    "not_select": set(), "call_up": {"not_answered"}, "forward": set(), "drop": {"no_list_since"}, "approve": set(),
    "reject": {"no_list_since"}, "publish": {"not_begun"}, "disqualify": {"no_list_since"},
    "commend": {"given_today", "nothing_proposed"}, "withdraw": {"no_list_since"}, "revoke": {"no_list_since", "bar_not_applied"},
}  # fmt: skip
NEVER_UNDONE = {"lapse"}  # the clock's


def test_which_steps_can_be_undone():
    assert {step.action for step in STEPS if step.undo is None} == NEVER_UNDONE
    table = {}
    for step in STEPS:
        table.setdefault(step.action, set()).update(guard.__name__ for guard in step.undo or ())
    assert table == UNDONE | {action: set() for action in NEVER_UNDONE}
    assert {guard.__name__ for guard in ALWAYS} == {
        "cycle_still_open", "nothing_later", "not_edited", "still_in_time", "pairs_stay_together", "places_suffice",
    }  # fmt: skip


def test_every_stage_is_reached_and_left_or_an_end():
    reached = {step.target for step in STEPS} | {Stage.DRAFT}
    assert reached == set(Stage)
    ends = {stage for stage in Stage if not steps_from(stage)}
    assert ends == {Stage.SCREENED_OUT, Stage.REJECTED, Stage.DISQUALIFIED, Stage.WITHDRAWN, Stage.LAPSED, Stage.REVOKED}
    assert set(FALLEN_OUT) <= ends
    for before, after in zip(HIGHROAD, HIGHROAD[1:], strict=False):
        assert after in {step.target for step in steps_from(before)}


def test_every_action_has_a_label():
    assert all(label_of(step.action).strip() for step in STEPS)
    with pytest.raises(StopIteration):
        label_of("promote")


def test_the_page_in_the_docs_is_up_to_date(capsys):
    call_command("print_workflow")
    page = (Path(__file__).parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert page == capsys.readouterr().out, "docs/workflow.md is old: manage.py print_workflow > docs/workflow.md"


class EveryStageRoleAndAction(TestCase):
    """17 stages × 12 people and the clock × 19 actions."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        cls.cases = one_in_each_stage(cls.cast)
        cls.actors = cls.cast.everybody() | {"clock": None}

    def stages(self):
        rows = walk.fresh(self.cases.values())
        return {case.pk: case.stage for case in rows}

    def test_the_service_refuses_what_is_not_in_the_table(self):
        """Asked with all stages at once, it has something against each of them."""
        before = self.stages()
        for action in ACTIONS:
            for name, actor in self.actors.items():
                shut = [case for stage, case in self.cases.items() if (action, stage.value, name) not in OPEN]
                with self.subTest(action=action, actor=name), self.assertRaises(StepRefused) as refused:
                    advance(action, shut, Act(actor, walk.COMMENDED, "理由", dict(EVERYTHING)))
                findings = refused.exception.findings
                codes = {(finding.rule, finding.code) for finding in findings}
                self.assertLessEqual(codes, {("W0", "not_allowed"), ("W1", "impossible")})
                self.assertEqual({f.subject for f in findings}, {case.nomination_id for case in shut})
        self.assertEqual(self.stages(), before)

    def test_the_service_lets_every_row_of_the_table_through_to_its_guards(self):
        """Only the guards may still say no: neither role nor stage does."""
        for action, who, source, _target in sorted(ALLOWED):
            with self.subTest(action=action, source=source):
                case = self.cases[Stage(source)]
                self.assertFalse(self.shut(action, case, self.actors[PARTS[who]]))

    def shut(self, action, case, actor):
        """The W0 and W1 findings; what was done is undone."""
        try:
            with transaction.atomic():
                advance(action, [case], Act(actor, walk.COMMENDED, "理由", dict(EVERYTHING)), list_facts=ListFacts())
                raise Undo
        except Undo:
            return []
        except StepRefused as refused:
            return [finding for finding in refused.findings if finding.rule in ("W0", "W1", "W3", "W4")]


class Undo(Exception):
    pass
