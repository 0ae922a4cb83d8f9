"""Random people take random steps while time goes by; a reference written by hand says what must never happen.

More of it: STATEFUL_EXAMPLES=200 pytest tests/review/test_workflow_stateful.py
"""

import os
from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from nominations.models import Nomination
from review.grounds import usual
from review.invariants import broken
from review.models import AWAITED, Case, Decision, Objection, Opinion, Proposal, PublicNotice, Score
from review.models.case import RANKING
from review.selectors.rounds import round_of
from review.services import clock, lists, notices, opinions, panel, proposals, publicity, screening
from review.services.advance import Act, StepRefused, advance
from review.services.undoing import undo
from tests import walk
from tests.builders import CHONGQING, make_collective, make_cycle, make_individual, notice_source
from tests.cast import make_cast
from tests.review.reference import (
    FALLEN,
    FULL_DAYS,
    NEVER_UNDONE,
    PLACED,
    PUBLISHED,
    TABLE,
    Nominee,
    Reference,
    workdays_over,
)

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES", "0"))
PLACES = {"collective": 2, "individual": 2}
ALLOWED = {"A": 2, "B": 1}  # collectives: ⌊14 × 15 %⌋, ⌊6 × 15 %⌋ → 1
AGENCY = {"discipline", "personnel", "police"}
ENTERPRISE = {"discipline", "police", "market", "tax", "labour", "environment", "emergency"}
REASONS = {"R2": "要素保障一线", "R3": "服务专员", "S2": "规上企业优先"}
PROOF = walk.picture(80, 60)
STARTS = ["draft", "unit_publicity", "office_screening", "panel_review", "department_opinions", "public_notice"]
RISES = {"version", "updated_at"}  # columns that no undoing sets back


def world():
    source = notice_source()
    for places in ("places = 50 ", "places = 100 "):
        source = source.replace(places, "places = 2 ")
    cast = make_cast(make_cycle(source=source))
    for unit, enterprises in ((cast.unit, 14), (cast.other_unit, 6)):
        unit.above_scale_enterprises = enterprises
        unit.save()
    return cast


class Workflow(RuleBasedStateMachine):
    cast = None
    taken = Counter()  # actions, over all runs
    tried = Counter()  # ways, over all runs
    undone = Counter()  # actions, over all runs

    # -- the world ----------------------------------------------------------------------------------------

    @initialize(start=st.sampled_from(STARTS), seed=st.integers(0, 2**32))
    def begin(self, start, seed):
        self.seed, self.count = seed, 0
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = datetime(2023, 12, 27, 9, tzinfo=CHONGQING)
        self.reference = Reference(self.cast.cycle.deadline.astimezone(CHONGQING))
        self.seen = {}  # number of a roster → what it said when first seen
        self.written = {}  # batch → the rows as they were before it
        self.draft_nominees()
        if start != "draft":
            self.walk_some(start)

    def teardown(self):
        if hasattr(self, "savepoint"):
            try:
                assert list(broken()) == []
            finally:
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)

    def draft_nominees(self):
        """Unit A: a division-level pair, three enterprises for two places, two people. Unit B: a pair, one person twice."""
        mine, theirs = self.cast.recommendation, self.cast.other_recommendation
        organ = {"nature": "agency", "ownership": "", "credit_code": "", "registered_here": None, "operating_normally": None}
        first = self.know("A", AGENCY, make_collective(recommendation=mine, division_level=True, **organ))
        self.know("A", AGENCY, make_collective(recommendation=mine, backup_for_id=first, **organ))
        for _n in range(2):
            self.know("A", ENTERPRISE, make_collective(recommendation=mine))
        second = self.know("B", ENTERPRISE, make_collective(recommendation=theirs, division_level=True))
        self.know("B", ENTERPRISE, make_collective(recommendation=theirs, backup_for_id=second))
        people = [self.person("A", mine) for _n in range(2)]
        self.person("B", theirs, id_number=people[0].id_number)

    def person(self, unit, recommendation, **overrides):
        photo = ContentFile(walk.picture(413, 579), "photo.jpg")
        row = make_individual(recommendation=recommendation, photo=photo, **overrides)
        self.know(unit, {"police"}, row)
        return row

    def know(self, unit, asked, row):
        principal = row.backup_for_id and Case.objects.get(nomination=row.backup_for_id).pk
        case = Case.objects.get(nomination=row.pk)
        person = getattr(row, "id_number", "") or row.name
        self.reference.nominees[case.pk] = Nominee(case.pk, unit, row.kind, person, asked, principal)
        return row.pk

    def walk_some(self, start):
        """Unit A's pair, an enterprise and a person as far as `start`, by the steps of this machine."""
        self.announce(picks=0b10111, n=6, flag=False)
        self.wait(0, 4, True)
        for stage, step in HIGHROAD if start != "unit_publicity" else []:
            self.recorded(step, 0, 2, True)
            if stage == start:
                return

    # -- how a step is tried ------------------------------------------------------------------------------

    def attempt(self, action, pks, call):
        """True when it was taken: then the reference takes it too. Refused, it changed nothing."""
        before = self.footprint()
        try:
            with transaction.atomic():
                call()
        except StepRefused:
            assert self.footprint() == before, f"{action} was refused and changed something"
            return False
        self.taken[action] += 1
        self.reference.take(action, pks)
        return True

    def footprint(self):
        stages = tuple(Case.objects.order_by("pk").values_list("pk", "stage", "nomination__publicity"))
        return stages, *(model.objects.count() for model in (Decision, PublicNotice, Opinion, Proposal, Objection))

    def pick(self, stage, picks, unit=None):
        """Some of those in that stage, all of them where `picks` names none."""
        here = [n for n in self.reference.at(stage) if unit in (None, n.unit)]
        some = [n.pk for place, n in enumerate(here) if picks >> place & 1]
        return some or [n.pk for n in here]

    def one_of(self, n, *stages):
        """Somebody in these stages (or in any); half of the time of a pair, where the traps are."""
        here = self.reference.at(*stages) if stages else list(self.reference.nominees.values())
        pairs = [one for one in here if one.principal or self.reference.backups_of(one.pk)]
        chosen = pairs if pairs and n % 2 else here
        return chosen[n // 2 % len(chosen)]

    def whole_list(self, action, stage, picks, user, take, **data):
        pks = self.pick(stage, picks)
        return pks, self.attempt(action, pks, lambda: take(self.cast.cycle, self.rows(pks), self.act(user, **data)))

    def rows(self, pks):
        return list(Case.objects.filter(pk__in=pks).select_related("cycle", "nomination__recommendation__unit"))

    def act(self, user, reason="理由", **data):
        return Act(user, self.now, reason, data)

    def lead(self, unit):
        return {"A": self.cast.lead, "B": self.cast.other_lead}[unit]

    @property
    def today(self):
        return self.now.date()

    # -- what is tried ------------------------------------------------------------------------------------

    @rule(salt=st.integers(0, 2**16))
    def step(self, salt):
        """One of the steps for which somebody is in the right stage; whether it may be taken is another question."""
        chance = Random(f"{self.seed} {salt} {self.count}")  # hypothesis likes some numbers too much
        self.count += 1
        there = {nominee.stage for nominee in self.reference.nominees.values()}
        ways = [step for stages, step in WAYS if there & stages]
        chance.shuffle(ways)
        chosen = min(ways[:3], key=lambda step: self.tried[step])  # what was seldom tried, rather
        self.tried[chosen] += 1
        self.recorded(chosen, chance.randrange(2**8), chance.randrange(20), chance.random() < 0.6)
        if chance.random() < 0.3:
            self.undo_some(chance.randrange(2**8), chance.randrange(20))

    def recorded(self, step, *chances):
        """The step; where it was one act, what stood before is remembered by its batch."""
        last = Decision.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        rows, picture = self.everything(), self.reference.picture()
        step(self, *chances)
        new = Decision.objects.filter(pk__gt=last, undoes=None)
        for batch in set(new.values_list("batch", flat=True)):
            moved = new.filter(batch=batch).values_list("case", flat=True)
            self.written[batch] = rows
            self.reference.remember(batch, moved, picture)

    def everything(self):
        """Every column of every case and nomination, by key of the case, but those that only rise."""
        nominations = {row["id"]: row for row in Nomination.objects.values()}
        return {
            case["id"]: {k: v for k, v in (case | nominations[case["nomination_id"]]).items() if k not in RISES}
            for case in Case.objects.values()
        }

    def wait(self, picks, n, flag):
        self.now += timedelta(days=[0, 1, 2, 5, 8][n % 5], hours=1)
        self.lapse()

    def lapse(self):
        late = self.reference.late(self.now)
        lapsed = {decision.case_id for decision in clock.lapse_overdue(self.now) if decision.action == "lapse"}
        assert lapsed == late
        self.taken["lapse"] += bool(late)
        self.reference.take("lapse", late)

    def intrude(self, picks, n, flag):
        """Someone who is neither of the unit nor of the body that decides."""
        others = [*self.cast.panellists[1:3], self.cast.auditor, self.cast.admin, self.cast.clerk, self.cast.nobody]
        user = [*others, self.cast.departments["police"]][n % 7]
        action = sorted({row[0] for row in TABLE})[picks % 19]
        case = self.rows([self.one_of(n).pk])[0]
        data = {"first_day": self.today, "place": "公示栏", "authority": "police", "grounds": ["resume"], "cure_by": self.today}
        data |= {"needs_publicity": False, **walk.DECREE, **walk.PUBLISHING}
        with pytest.raises(StepRefused) as refused:
            advance(action, [case], self.act(user, **data))
        assert {finding.rule for finding in refused.value.findings} <= {"W0", "W1"}

    def undo_some(self, picks, n):
        """The last step of somebody, now and then an older one, by the one who took it, now and then by another."""
        standing = Decision.objects.filter(undoes=None, undone_by=None).select_related("case__cycle", "actor")
        mine = list(standing.filter(case=self.one_of(n).pk).order_by("-pk"))
        if not mine:
            return
        decision = mine[-1] if picks % 7 == 0 else mine[0]
        batch = list(standing.filter(batch=decision.batch))
        main = next(one for one in batch if one.action != "step_in")
        actor = self.cast.auditor if picks % 5 == 0 else main.actor
        pks, before = [one.case_id for one in batch], self.footprint()
        resting = self.resting_on(main, pks)
        try:
            with transaction.atomic():
                undo(decision, self.act(actor))
        except StepRefused:
            assert self.footprint() == before, f"undoing {main.action} was refused and changed something"
            return
        assert actor == main.actor
        assert main.action not in NEVER_UNDONE
        assert not resting, (main.action, resting)
        now, stood = self.everything(), self.written[main.batch]
        if standing.filter(action="select", pk__gt=main.pk).exists():  # ranks are those of the later list
            stood = {pk: row | {name: now[pk][name] for name in RANKING} for pk, row in stood.items()}
        assert {pk: now[pk] for pk in pks} == {pk: stood[pk] for pk in pks}
        self.reference.undo(main.batch, pks)
        assert not self.reference.late(self.now) & set(pks)
        self.taken["undo"] += 1
        self.undone[main.action] += 1

    def resting_on(self, main, pks):
        """What people have done since that the step must stand for."""
        asked = Opinion.objects.filter(case__in=pks).exclude(verdict="")
        begun = main.data.get("first_day", "9999") <= str(self.today)
        return {
            "shortlist": Score.objects.filter(case__in=pks).exists(),
            "select": asked.exists(),
            "call_up": asked.exists(),
            "announce": begun,
            "publish": begun,
            "commend": main.at.astimezone(CHONGQING).date() != self.today,
        }.get(main.action, False)

    # -- the unit -----------------------------------------------------------------------------------------

    def announce(self, picks, n, flag):
        """With returned ones too or without; on a day from yesterday on; with proof or, one in four, without."""
        unit, ahead, proof = "AB"[n % 2], n % 5 - 1, picks % 4
        pks = self.pick("draft", picks, unit)
        if flag:
            pks += [one.pk for one in self.reference.at("returned") if one.unit == unit and one.needs_publicity]
        first_day = self.today + timedelta(days=ahead)
        recommendation = {"A": self.cast.recommendation, "B": self.cast.other_recommendation}[unit]
        given = {"first_day": first_day, "place": "公示栏", "evidence": ContentFile(PROOF, "proof.jpg") if proof else None}
        returned = [pk for pk in pks if self.reference.nominees[pk].stage == "returned"]
        late = self.reference.late(self.now)
        if self.attempt(
            "announce",
            [pk for pk in pks if pk not in returned],
            lambda: publicity.announce(recommendation, self.rows(pks), self.act(self.lead(unit)), **given),
        ):
            self.reference.take("resubmit", returned)
            self.taken["resubmit"] += bool(returned)
            assert ahead >= 0
            assert not late & set(pks)
            for pk in pks:
                self.reference.nominees[pk].posted = first_day
            self.people_within_quota(unit)

    def cancel_publicity(self, picks, n, flag):
        running = Nomination.objects.filter(case__stage="unit_publicity").select_related("publicity", "case")
        made = sorted({row.publicity for row in running}, key=lambda publicity: publicity.pk)
        chosen = made[n % len(made)]
        pks = [row.case.pk for row in running if row.publicity_id == chosen.pk]
        act = self.act(self.lead(self.reference.nominees[pks[0]].unit))
        assert self.attempt("cancel_publicity", pks, lambda: publicity.cancel_publicity(chosen, act))
        for pk in pks:
            self.reference.nominees[pk].posted = None

    def submit(self, picks, n, flag):
        unit = "AB"[n % 2]
        pks, late = self.pick("unit_publicity", picks, unit), self.reference.late(self.now)
        if self.attempt("submit", pks, lambda: publicity.submit(self.rows(pks), self.act(self.lead(unit)))):
            for pk in pks:
                assert workdays_over(self.reference.nominees[pk].posted, self.today) >= FULL_DAYS
            assert not late & set(pks)

    def resubmit(self, picks, n, flag):
        unit = "AB"[n % 2]
        pks, late = self.pick("returned", picks, unit), self.reference.late(self.now)
        demanded = any(self.reference.nominees[pk].needs_publicity for pk in pks)
        if self.attempt("resubmit", pks, lambda: publicity.resubmit(self.rows(pks), self.act(self.lead(unit)))):
            assert not demanded
            assert not late & set(pks)

    def withdraw(self, picks, n, flag):
        if picks % 3:  # it ends ways, so not too often
            return
        nominee = self.one_of(n)
        act = self.act(self.lead(nominee.unit))
        if self.attempt("withdraw", [nominee.pk], lambda: publicity.withdraw(self.rows([nominee.pk]), act)):
            assert nominee.stage == "withdrawn"

    # -- the office ---------------------------------------------------------------------------------------

    def send_back(self, picks, n, flag):
        nominee, days = self.one_of(n, "office_screening"), picks % 11 - 1
        given = {"points": usual("resume"), "cure_by": self.today + timedelta(days=days), "needs_publicity": flag}
        act = self.act(self.cast.officer)
        if self.attempt("return", [nominee.pk], lambda: screening.send_back(self.rows([nominee.pk]), act, **given)):
            assert days >= 0
            nominee.cure_by, nominee.needs_publicity = given["cure_by"], flag

    def screen_out(self, picks, n, flag):
        pks, act = [self.one_of(n, "office_screening").pk], self.act(self.cast.officer)
        assert self.attempt("screen_out", pks, lambda: screening.screen_out(self.rows(pks), act))

    def shortlist(self, picks, n, flag):
        self.whole_list("shortlist", "office_screening", picks, self.cast.officer, lists.shortlist)

    # -- panel, departments, district ---------------------------------------------------------------------

    def score(self, picks, n, flag):
        """All that the panel has before it, unless all are in and fixed; there will be ties."""
        for case in self.rows([one.pk for one in self.reference.at("panel_review") if one.principal is None]):
            marks = walk.marks_for(self.cast.cycle, 60 + 10 * ((case.pk + n) % 3))
            for member in self.cast.panellists:
                if round_of(self.cast.cycle).over:  # by the mark before, where the rest was in already
                    return
                panel.score(case, marks, self.act(member))

    def select(self, picks, n, flag):
        pks, reasons = self.pick("panel_review", picks), REASONS if flag else {}
        ranked = {one.pk for one in self.reference.at("panel_review") if one.principal is None}
        scored = all(case.scores.count() == len(self.cast.panellists) for case in self.rows(ranked))
        act = self.act(self.cast.chair)
        if self.attempt("select", pks, lambda: lists.select(self.cast.cycle, self.rows(pks), act, reasons)):
            assert scored
            self.reference.take("not_select", ranked - set(pks))
            self.taken["not_select"] += bool(ranked - set(pks))
            assert not self.reference.at("panel_review")

    def call_up(self, picks, n, flag):
        pks, reasons, act = self.pick("not_selected", picks), REASONS if flag else {}, self.act(self.cast.chair)
        reserves = Case.objects.filter(stage="not_selected", nomination__backup_for=None)
        ranks = {(pk, kind): rank for pk, kind, rank in reserves.values_list("pk", "nomination__kind", "rank")}
        if self.attempt("call_up", pks, lambda: lists.call_up(self.cast.cycle, self.rows(pks), act, reasons)):
            for (picked, kind), rank in ranks.items():
                left = [r for (other, k), r in ranks.items() if k == kind and other not in pks]
                assert picked not in pks or all(rank <= other for other in left)

    def answer(self, picks, n, flag):
        """No objection to all the rest, or an objection or a question to one of them."""
        waiting = list(Opinion.objects.filter(AWAITED, case__stage="department_opinions").order_by("pk"))
        verdict = "clear" if flag else ["objection", "explain"][picks % 2]
        for opinion in waiting if flag or not waiting else [waiting[n % len(waiting)]]:
            opinions.answer(opinion, verdict, self.act(self.cast.departments[opinion.authority]))

    def settle_or_drop(self, picks, n, flag):
        asked = Opinion.objects.filter(case__stage="department_opinions", asked_again_at=None)
        doubts = asked.filter(verdict__in=["objection", "explain"]).order_by("pk")
        opinion, act = doubts.first(), self.act(self.cast.officer)
        if opinion and flag:
            opinions.settle(opinion, act)
        elif opinion and self.attempt("drop", [opinion.case_id], lambda: opinions.drop(opinion, act)):
            assert opinion.verdict == "objection"

    def forward(self, picks, n, flag):
        pks, act = self.pick("department_opinions", picks), self.act(self.cast.officer)
        self.attempt("forward", pks, lambda: opinions.forward(self.rows(pks), act))

    def approve(self, picks, n, flag):
        self.whole_list("approve", "district_approval", picks, self.cast.director, lists.approve, **walk.DECREE)

    def reject(self, picks, n, flag):
        pks, act = [self.one_of(n, "district_approval").pk], self.act(self.cast.director, **walk.DECREE)
        assert self.attempt("reject", pks, lambda: lists.reject(self.rows(pks), act))

    # -- public notice and after --------------------------------------------------------------------------

    def publish(self, picks, n, flag):
        ahead = n % 4 - 1
        data = walk.PUBLISHING | {"first_day": self.today + timedelta(days=ahead)}
        _pks, done = self.whole_list("publish", "approved", picks, self.cast.officer, notices.publish, **data)
        assert ahead >= 0 or not done

    def object_to(self, picks, n, flag):
        case = self.rows([self.one_of(n, "public_notice").pk])[0]
        notice = case.public_notices.get()
        try:
            notices.raise_objection(case, notices.Objector("周示例", "13900000000", "不实"), self.now)
        except StepRefused:
            assert not notice.first_day <= self.today <= notice.last_day

    def decide_objection(self, picks, n, flag):
        objection = Objection.objects.filter(outcome="").order_by("pk").first()
        if objection:
            outcome = "upheld" if flag else "dismissed"
            notices.decide_objection(objection, outcome, "已核实", "结论", self.act(self.cast.officer))

    def propose_revocation(self, picks, n, flag):
        nominee = self.one_of(n)
        never = FALLEN | {"draft", "unit_publicity"}
        if nominee.stage not in never and not Proposal.objects.filter(case=nominee.pk, decided_at=None).exists():
            proposals.propose(self.rows([nominee.pk])[0], "revoke", self.act(self.cast.officer))

    def decide_proposal(self, picks, n, flag):
        proposal = Proposal.objects.filter(decided_at=None).order_by("pk").first()
        act = self.act(self.cast.director, **walk.REVOKING)
        if proposal and not (
            flag and self.attempt(proposal.action, [proposal.case_id], lambda: proposals.confirm(proposal, act))
        ):
            proposals.decline(proposal, act)

    def commend(self, picks, n, flag):
        pks, done = self.whole_list("commend", "public_notice", picks, self.cast.officer, lists.commend, **walk.DECREE)
        for case in self.rows(pks) if done else []:
            assert workdays_over(case.public_notices.get().first_day, self.today) >= FULL_DAYS
            assert set(case.objections.values_list("outcome", flat=True)) <= {"dismissed"}

    # -- what holds after each ----------------------------------------------------------------------------

    def people_within_quota(self, unit):
        """Q3, where somebody was added: ⌊150 %⌋ of the unit's own collectives."""
        used = Counter(n.kind for n in self.reference.nominees.values() if n.unit == unit and n.uses_a_place)
        assert used["individual"] <= used["collective"] * 3 // 2

    @invariant()
    def stages_are_those_of_the_reference(self):
        rows = Case.objects.select_related("nomination__backup_for__case")
        for case in rows if hasattr(self, "reference") else []:
            known, nomination = self.reference.nominees[case.pk], case.nomination
            assert case.stage == known.stage, (known, case.stage)
            assert (nomination.locked, nomination.counted) == (known.locked, known.counted), known
            assert nomination.replaced == known.replaced, known
            assert (nomination.backup_for and nomination.backup_for.case.pk) == known.principal, known
            assert (case.stage == "unit_publicity") <= (nomination.publicity_id is not None)
            assert (case.stage == "draft") <= (nomination.publicity_id is None)
            assert case.cure_by == known.cure_by, known

    @invariant()
    def every_change_has_one_decision(self):
        history = {}
        for decision in Decision.objects.select_related("undoes").order_by("pk"):
            history.setdefault(decision.case_id, []).append(decision)
        for pk, nominee in self.reference.nominees.items() if hasattr(self, "reference") else []:
            steps = history.get(pk, [])
            assert len(steps) == nominee.steps
            stages = ["draft", *(step.to_stage for step in steps)]
            assert stages[:-1] == [step.from_stage for step in steps]
            assert stages[-1] == nominee.stage
            for step in steps:
                row = (step.action, step.role, step.from_stage, step.to_stage)
                if step.action == "undo":
                    row = (step.undoes.action, step.role, step.to_stage, step.from_stage)
                assert row in TABLE or row == ("step_in", "", step.from_stage, step.from_stage)

    @invariant()
    def quotas_and_places_hold(self):
        if not hasattr(self, "reference"):
            return
        known = self.reference.nominees.values()
        for unit, allowed in ALLOWED.items():
            assert sum(n.uses_a_place for n in known if n.unit == unit and n.kind == "collective") <= allowed
        for kind, places in PLACES.items():
            assert sum(n.stage in PLACED and n.principal is None for n in known if n.kind == kind) <= places
        counted = Counter(n.person for n in known if n.counted)
        assert all(times == 1 for times in counted.values()), counted

    @invariant()
    def backups_keep_to_their_principal(self):
        known = self.reference.nominees if hasattr(self, "reference") else {}
        for backup in known.values():
            principal = known.get(backup.principal)
            if principal is None or not backup.counted or backup.stage in FALLEN:
                continue
            assert principal.stage not in FALLEN, (principal, backup)
            assert backup.stage not in PUBLISHED
            before = {"draft", "unit_publicity", "office_screening", "returned"}
            together = principal.stage if principal.stage not in PUBLISHED else "approved"
            assert backup.stage == together or (backup.stage in before and principal.stage in before)

    @invariant()
    def nobody_is_approved_without_opinions(self):
        given = {}
        for opinion in Opinion.objects.all():
            given.setdefault(opinion.case_id, []).append(opinion)
        for nominee in self.reference.at("district_approval", "approved", *PUBLISHED) if hasattr(self, "reference") else []:
            assert {opinion.authority for opinion in given[nominee.pk]} == nominee.asked
            assert all(o.verdict == "clear" for o in given[nominee.pk])

    @invariant()
    def rosters_are_numbered_and_stay_as_they_were(self):
        rosters = self.cast.cycle.rosters.order_by("number").prefetch_related("entries", "decisions")
        for number, roster in enumerate(rosters, start=1):
            entries = [(entry.order, entry.case_id, str(entry.snapshot)) for entry in roster.entries.all()]
            assert roster.number == number
            assert [order for order, *_rest in entries] == list(range(1, len(entries) + 1))
            said = (roster.action, roster.title, roster.made_at, roster.ratios, roster.reasons, roster.data, entries)
            assert self.seen.setdefault(number, said) == said
            assert {step.case_id for step in roster.decisions.all()} == {case for _order, case, _words in entries}


# What can be tried while somebody is in one of these stages.
ANYWHERE = {row[2] for row in TABLE} | {row[3] for row in TABLE}
HIGHROAD = [
    ("office_screening", Workflow.submit),
    ("panel_review", Workflow.shortlist),
    ("", Workflow.score),
    ("department_opinions", Workflow.select),
    ("", Workflow.answer),
    ("district_approval", Workflow.forward),
    ("approved", Workflow.approve),
    ("public_notice", Workflow.publish),
]
BEFORE = ["unit_publicity", "office_screening", "panel_review", "panel_review", "department_opinions", "department_opinions"]
BEFORE += ["district_approval", "approved"]
FORTH = [({stage}, step) for stage, (_target, step) in zip(BEFORE, HIGHROAD, strict=True)]
WAYS = [
    *FORTH,
    (ANYWHERE, Workflow.wait),
    (ANYWHERE, Workflow.intrude),
    ({"draft", "returned"}, Workflow.announce),
    ({"unit_publicity"}, Workflow.cancel_publicity),
    ({"returned"}, Workflow.resubmit),
    ({"office_screening"}, Workflow.send_back),
    ({"office_screening"}, Workflow.screen_out),
    ({"not_selected"}, Workflow.call_up),
    ({"department_opinions"}, Workflow.settle_or_drop),
    ({"district_approval"}, Workflow.reject),
    ({"public_notice"}, Workflow.object_to),
    ({"public_notice"}, Workflow.decide_objection),
    ({"public_notice"}, Workflow.commend),
    (ANYWHERE, Workflow.withdraw),
    (ANYWHERE, Workflow.propose_revocation),
    (ANYWHERE, Workflow.decide_proposal),
]


def test_no_way_leads_around_the_rules(db):
    Workflow.cast = world()
    Workflow.taken, Workflow.tried, Workflow.undone = Counter(), Counter(), Counter()
    more = {"max_examples": EXAMPLES} if EXAMPLES else {"max_examples": 8, "derandomize": True}
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Workflow, settings=settings(stateful_step_count=40, suppress_health_check=checks, **more)
    )
    often = {"announce", "submit", "shortlist", "select", "forward", "approve", "publish", "lapse", "reject", "undo"}
    assert often <= set(+Workflow.taken), Workflow.taken
