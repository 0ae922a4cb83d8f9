"""The world of `last_place.py`: imported once Django is set up."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from random import Random
from time import sleep

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from nominations.administration.notice_copy import copied_notice
from nominations.models import AwardCycle, Nomination, Recommendation, UnitPublicity, User
from review.invariants import broken as found
from review.models import Case, Score
from review.services import publicity, undoing
from review.services.advance import Act
from review.services.clock import lapse_overdue
from review.stages import Stage
from tests import builders, walk
from tests.cast import make_cast, person
from trials.lib.browser import Answer, Browser

Told = tuple[list[Answer], int, int]  # what everybody was answered, how many got it, how many were to get it
Row = tuple[User, list[Case]]  # a lead, and what they make public
TAKEN = 4  # of five places, before everybody comes at once
PAIRS = 10  # of which each is asked for by several people
CLOCKS = 5  # processes that let nominees lapse at the same moment
SPREAD = 4.0  # seconds within which they do: handing in takes so long where fifty come


def at_once(requests: list[Callable[[], Answer]]) -> list[Answer]:
    """All at the same moment."""
    gate, answers = threading.Barrier(len(requests)), [Answer(0, {}, b"")] * len(requests)

    def send(place: int) -> None:
        gate.wait()
        answers[place] = requests[place]()

    threads = [threading.Thread(target=send, args=[place]) for place in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def broken() -> list[str]:
    """What `check_invariants --files` would name."""
    return [f"{one.invariant}: {row}" for one in found(files=True) for row in one.rows]


def open_cycle(now: datetime, days: int) -> AwardCycle:
    """Its deadline is so many days ahead."""
    today = now.astimezone(builders.CHONGQING).date()
    deadline = datetime.combine(today + timedelta(days=days), time(23, 59, 59), builders.CHONGQING)
    issued = today - timedelta(days=30)
    source = copied_notice(builders.notice_source(), slug="trial", title="试验", issued_on=issued, deadline=deadline)
    return builders.make_cycle(source=source, opened_at=now - timedelta(days=20))


def new_unit(cycle: AwardCycle) -> tuple[Recommendation, User]:
    """What it recommends, and its lead."""
    unit = builders.make_unit()
    return builders.make_recommendation(cycle=cycle, unit=unit), person(f"lead{unit.pk}", "unit_lead", unit)


def announce(recommendation: Recommendation, cases: list[Case], lead: User, now: datetime, *, proven: bool = True) -> UnitPublicity:
    """Made public on that day; `proven`: with the photo that a unit may hand in later too."""
    day = now.astimezone(builders.CHONGQING).date()
    Recommendation.objects.filter(pk=recommendation.pk).update(decision_on=day - timedelta(days=1), fill_date=day)
    recommendation.refresh_from_db()
    evidence = ContentFile(walk.picture(80, 60), "proof.jpg") if proven else None
    return publicity.announce(recommendation, cases, Act(lead, now), first_day=day, place="公示栏", evidence=evidence)


class World:
    """An open cycle. One unit has four of five places taken, and as many drafts as there are clients; as many units
    put the same person forward; one has several pairs; of another one case is before the panel and one may be handed in.
    In a second cycle nominees are about to lapse.
    """

    def __init__(self, port: int, clients: int, seed: int) -> None:
        self.port, self.clients, self.random, self.now = port, clients, Random(seed), timezone.now()
        self.today = self.now.astimezone(builders.CHONGQING).date()
        self.cast = make_cast(open_cycle(self.now, 60))
        self.ending = open_cycle(self.now, 1)
        self.drafts = walk.drafted(self.cast, TAKEN + clients, 0)
        announce(self.cast.recommendation, self.drafts[:TAKEN], self.cast.lead, self.now)
        self.same = [self._of_the_same_person() for _client in range(clients)]
        self.pairs = self._pairs()
        self.judged, self.handed = self._handed_in()

    def _of_the_same_person(self) -> Row:
        recommendation, lead = new_unit(self.cast.cycle)
        announce(recommendation, walk.drafted(self.cast, 1, 0, recommendation=recommendation), lead, self.now)
        nominee = builders.make_individual(
            recommendation=recommendation, name="程同人", id_number=builders.id_number(2)
        )
        return lead, [walk.case_of(nominee)]

    def _pairs(self) -> list[Row]:
        recommendation, lead = new_unit(self.cast.cycle)
        pairs = []
        for _pair in range(PAIRS):
            principal = builders.make_collective(recommendation=recommendation, division_level=True)
            backup = builders.make_collective(recommendation=recommendation, backup_for=principal)
            pairs.append((lead, [walk.case_of(principal), walk.case_of(backup)]))
        return pairs

    def _handed_in(self) -> tuple[Case, Case]:
        past = self.now - timedelta(days=14)
        cases = walk.drafted(self.cast, 2, 0, recommendation=self.cast.other_recommendation)
        announce(self.cast.other_recommendation, cases, self.cast.other_lead, past)
        walk.submit(self.cast, walk.fresh(cases[:1]), self.now)
        walk.shortlist(self.cast, walk.fresh(cases[:1]), self.now)
        judged, handed = walk.fresh(cases)
        return judged, handed

    def _browser(self, user: User) -> Browser:
        return Browser(self.port).is_signed_in_as(user)

    def _announcing(self, lead: User, cases: list[Case]) -> Callable[[], Answer]:
        page = f"/recommendations/{cases[0].nomination.recommendation_id}/announce/"
        form = [("first_day", self.today.isoformat()), ("place", "公示栏"), *(("cases", case.pk) for case in cases)]
        browser = self._browser(lead)
        return lambda: browser.post(page, form)

    def _back_to_draft(self, rows: Iterable[Row]) -> None:
        for lead, cases in rows:
            for one in UnitPublicity.objects.filter(nominations=cases[0].nomination_id, cancelled_at=None):
                publicity.cancel_publicity(one, Act(lead, self.now, "再来一次"))

    def last_place(self) -> Told:
        """All drafts of the unit are made public at once: places used, of five (Q2)."""
        rows = [(self.cast.lead, [case]) for case in self.drafts[TAKEN:]]
        self._back_to_draft(rows)
        answers = at_once([self._announcing(*row) for row in rows])
        return answers, self.cast.recommendation.nominations.filter(counted=True).count(), TAKEN + 1

    def one_person(self) -> Told:
        """All units make the same person public at once: how many could (I3)."""
        self._back_to_draft(self.same)
        answers = at_once([self._announcing(*row) for row in self.same])
        own = [cases[0].nomination_id for _lead, cases in self.same]
        return answers, Nomination.objects.filter(pk__in=own, counted=True).count(), 1

    def one_pair(self) -> Told:
        """All pairs of a unit are made public at once: nominees that were, of one pair (Q5)."""
        self._back_to_draft(self.pairs)
        answers = at_once([self._announcing(*self.pairs[place % PAIRS]) for place in range(self.clients)])
        own = [case.nomination_id for _lead, cases in self.pairs for case in cases]
        return answers, Nomination.objects.filter(pk__in=own, counted=True).count(), 2

    def hand_in(self) -> Told:
        """The same nominee is handed in by everybody at once: steps taken."""
        (case,) = walk.fresh([self.handed])
        if case.stage == Stage.OFFICE_SCREENING:
            last = case.decisions.filter(action="submit").last()
            undoing.undo(last, Act(last.actor, self.now, "再来一次"))
        before = case.decisions.filter(action="submit").count()
        page = f"/recommendations/{case.nomination.recommendation_id}/submit/"
        browsers = [self._browser(self.cast.other_lead) for _client in range(self.clients)]
        answers = at_once([lambda b=b: b.post(page, {"cases": case.pk}) for b in browsers])
        return answers, case.decisions.filter(action="submit").count() - before, 1

    def judge(self) -> Told:
        """One member's judgement arrives many times at once, each with marks of its own: rows that are whole."""
        member, page = self.cast.panellists[1], f"/cases/{self.judged.pk}/judge/"
        self.judged.scores.filter(member=member).delete()
        browsers = [self._browser(member) for _client in range(self.clients)]
        forms = [{f"mark_{code}": number for code in walk.marks_for(self.cast.cycle, 0)} for number in range(self.clients)]
        answers = at_once([lambda b=b, f=f: b.post(page, f) for b, f in zip(browsers, forms, strict=True)])
        rows = self.judged.scores.filter(member=member)
        return answers, sum(len(set(row.marks.values())) == 1 for row in rows), 1

    def judged_any_number_of_times(self) -> None:
        """Take out the database's own word that there is one, which holds without the lock as well."""
        (one,) = [rule for rule in Score._meta.constraints if rule.name == "one_score_a_member"]
        Score._meta.constraints.remove(one)
        with connection.schema_editor() as editor:
            editor.remove_constraint(Score, one)

    def deadline(self) -> Told:
        """A nominee is handed in by everybody while several clocks let it lapse: steps taken after its publicity."""
        recommendation, lead = new_unit(self.ending)
        cases = walk.drafted(self.cast, 1, 0, recommendation=recommendation)
        announce(recommendation, cases, lead, self.now - timedelta(days=14))
        page, late = f"/recommendations/{recommendation.pk}/submit/", self.ending.deadline + timedelta(seconds=1)
        browsers = [self._browser(lead) for _client in range(self.clients)]
        hand_in = [lambda b=b: b.post(page, {"cases": cases[0].pk}) for b in browsers]
        waits = [self.random.uniform(0, SPREAD) for _clock in range(CLOCKS)]
        lapse = [lambda wait=wait: let_lapse(cases[0], late, wait) for wait in waits]
        answers = at_once(hand_in + lapse)
        if all(answer.status == 302 for answer in answers[: len(hand_in)]):  # each has the one receipt
            answers = answers[len(hand_in) - 1 :]
        return answers, cases[0].decisions.count() - 1, 1

    def lapsed(self) -> int:
        """How many of those handed in at the deadline lapsed instead."""
        return Case.objects.filter(cycle=self.ending, stage=Stage.LAPSED).count()


def let_lapse(case: Case, now: datetime, wait: float) -> Answer:
    """What `manage.py lapse_overdue` does after so many seconds, in the words of HTTP."""
    sleep(wait)
    try:
        told = [decision.case_id for decision in lapse_overdue(now)]
    finally:
        connection.close()
    return Answer(302 if case.pk in told else 409, {}, b"")
