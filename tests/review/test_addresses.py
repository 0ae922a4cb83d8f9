"""Every stage × person × action outside the table is refused by its address too, not only by a missing button."""

import logging

import time_machine
from django.test import TestCase
from django.urls import reverse

from review.services import notices, proposals
from review.services.advance import Act
from review.stages import Stage
from review.views.addresses import PAGES, page_of
from tests import walk
from tests.cast import client_of, make_cast
from tests.review.test_workflow import ACTIONS, ALLOWED, OPEN
from tests.stages import one_in_each_stage
from tests.walk import at

NOW = at(1, 31)
REASON = {"reason": "理由"}
DECREE = {"document_number": "1号", "document_date": "2024-01-30"}
CONFIRM = {"decision": "confirm", "reason": "同意"}
POSTED = {
    "announce": {"first_day": "2024-01-31", "place": "公示栏"},
    "cancel_publicity": REASON,
    "submit": {},
    "resubmit": {},
    "withdraw": REASON,
    "return": REASON | {"grounds": ["other"], "cure_by": "2024-03-01", "needs_publicity": "no"},
    "screen_out": REASON,
    "shortlist": {},
    "select": {"reason_R2": "理由", "reason_R3": "理由", "reason_S2": "理由"},
    "not_select": {},
    "call_up": {},
    "forward": {},
    "drop": REASON | {"authority": "police"},
    "approve": DECREE,
    "reject": DECREE | REASON,
    "publish": {"first_day": "2024-01-31", "contact": "023-60000009", "secrecy_reviewed": "on"},
    "disqualify": CONFIRM,
    "commend": DECREE,
    "revoke": CONFIRM | DECREE | {"revoking_body": "区委"},
}
UNIT = {"announce", "cancel_publicity", "submit", "resubmit", "withdraw"}
OFFICE = {"return", "screen_out", "shortlist", "forward", "drop", "publish", "commend"}
NEVER = {403, 404}  # not this person's, whatever the case
REFUSED = NEVER | {409, 422}


class EveryAddress(TestCase):
    """17 stages × 11 people × every action that has an address."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        cls.cases = one_in_each_stage(cls.cast)
        cls.proposals = {}
        cls.propose()

    @classmethod
    def propose(cls):
        """Put to the district whatever can be, so that its addresses exist."""
        act = Act(cls.cast.officer, NOW, "经查属实")
        for action, _who, source, _target in ALLOWED:
            if action == "revoke":
                proposals.propose(cls.cases[Stage(source)], "revoke", act)
        noticed = cls.cases[Stage.PUBLIC_NOTICE]
        objector = notices.Objector("钱示例", "023-60000003", "事迹有出入")
        raised = notices.raise_objection(noticed, objector, NOW)
        notices.decide_objection(raised, "upheld", "已核实", "异议成立", act)
        for case in cls.cases.values():
            for proposal in case.proposals.filter(decided_at=None):
                cls.proposals[(proposal.action, case.pk)] = reverse("proposal", args=[proposal.pk])

    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.clients = {name: client_of(user) for name, user in self.cast.everybody().items() if name != "nobody"}

    def address(self, action, case):
        if action in ("disqualify", "revoke"):
            return self.proposals.get((action, case.pk))
        if action == "cancel_publicity" and case.nomination.publicity_id is None:
            return None
        return page_of(action, case).partition("?")[0]

    def stages(self):
        return [case.stage for case in walk.fresh(self.cases.values())]

    def test_every_action_but_the_clocks_has_an_address(self):
        self.assertEqual(set(POSTED) | {"lapse"}, ACTIONS)
        self.assertEqual(set(PAGES) | {"lapse"}, ACTIONS)
        addressed = {action for action in POSTED for case in self.cases.values() if self.address(action, case)}
        self.assertEqual(addressed, set(POSTED))

    def posts(self, action, name):
        """(address, cases) of each step that is not this person's, case by case.

        All at once where one address takes them all and the person never takes that step: they are refused before
        anybody looks at the cases.
        """
        ever = any((action, stage.value, name) in OPEN for stage in self.cases)
        cases = {}
        for stage, case in self.cases.items():
            url = self.address(action, case)
            if url and (action, stage.value, name) not in OPEN:
                cases.setdefault((url, ever and case.pk), []).append(case)
        return [(url, ever, together) for (url, _apart), together in cases.items()]

    def refuses(self, actions):
        """Posts each action for each stage as each person to whom the table does not give it; says how many."""
        before, posted = self.stages(), 0
        with time_machine.travel(NOW, tick=False):
            for action in actions:
                for name, client in self.clients.items():
                    for url, ever, cases in self.posts(action, name):
                        form = POSTED[action] | {"cases": [case.pk for case in cases]}
                        answer = client.post(url, form).status_code
                        self.assertIn(answer, REFUSED if ever else NEVER, f"{name} {action} {cases}")
                        posted += len(cases)
        self.assertEqual(self.stages(), before)
        return posted

    def test_the_units_actions(self):
        self.assertGreater(self.refuses(UNIT), 800)

    def test_the_offices_actions(self):
        self.assertGreater(self.refuses(OFFICE), 1200)

    def test_the_chairs_and_the_districts_actions(self):
        self.assertGreater(self.refuses(POSTED.keys() - UNIT - OFFICE), 700)
