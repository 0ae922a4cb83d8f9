"""The world of `last_place.py`: imported once Django is set up."""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from nominations.administration.notice_copy import copied_notice
from nominations.models import Nomination, Recommendation, UnitPublicity, User
from review.invariants import broken as found
from review.models import Case
from review.services import publicity, undoing
from review.services.advance import Act
from review.stages import Stage
from tests import builders, walk
from tests.cast import make_cast, person
from trials.lib.browser import Answer, Browser

Told = tuple[list[Answer], int, int]  # what everybody was answered, how many got it, how many were to get it
TAKEN = 4  # of five places, before everybody comes at once


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


class World:
    """An open cycle. One unit has four of five places taken, and as many drafts as there are clients; as many units
    put the same person forward; of a third unit one case is before the panel and one may be handed in.
    """

    def __init__(self, port: int, clients: int) -> None:
        self.port, self.clients, self.now = port, clients, timezone.now()
        self.today = self.now.astimezone(builders.CHONGQING).date()
        self.cast = make_cast(self._cycle())
        self.drafts = walk.drafted(self.cast, TAKEN + clients, 0)
        self._announce(self.cast.recommendation, self.drafts[:TAKEN], self.cast.lead)
        self.same = [self._of_the_same_person(number) for number in range(clients)]
        self.judged, self.handed = self._handed_in()

    def _cycle(self):
        deadline = datetime.combine(self.today + timedelta(days=60), time(23, 59, 59), builders.CHONGQING)
        issued = self.today - timedelta(days=30)
        source = copied_notice(builders.notice_source(), slug="trial", title="试验", issued_on=issued, deadline=deadline)
        return builders.make_cycle(source=source, opened_at=self.now - timedelta(days=20))

    def _of_the_same_person(self, number: int) -> tuple[User, Case]:
        unit = builders.make_unit()
        recommendation = builders.make_recommendation(cycle=self.cast.cycle, unit=unit)
        lead = person(f"same{number}", "unit_lead", unit)
        self._announce(recommendation, walk.drafted(self.cast, 1, 0, recommendation=recommendation), lead)
        nominee = builders.make_individual(
            recommendation=recommendation, name="程同人", id_number=builders.id_number(2)
        )
        return lead, walk.case_of(nominee)

    def _handed_in(self) -> tuple[Case, Case]:
        past = self.now - timedelta(days=14)
        cases = walk.drafted(self.cast, 2, 0, recommendation=self.cast.other_recommendation)
        self._announce(self.cast.other_recommendation, cases, self.cast.other_lead, past)
        walk.submit(self.cast, walk.fresh(cases[:1]), self.now)
        walk.shortlist(self.cast, walk.fresh(cases[:1]), self.now)
        judged, handed = walk.fresh(cases)
        return judged, handed

    def _announce(self, recommendation: Recommendation, cases, lead: User, now: datetime | None = None) -> None:
        now = now or self.now
        day = now.astimezone(builders.CHONGQING).date()
        Recommendation.objects.filter(pk=recommendation.pk).update(decision_on=day - timedelta(days=1), fill_date=day)
        recommendation.refresh_from_db()
        evidence = ContentFile(walk.picture(80, 60), "proof.jpg")
        publicity.announce(recommendation, cases, Act(lead, now), first_day=day, place="公示栏", evidence=evidence)

    def _browser(self, user: User) -> Browser:
        return Browser(self.port).is_signed_in_as(user)

    def _announcing(self, lead: User, case: Case) -> Callable[[], Answer]:
        page = f"/recommendations/{case.nomination.recommendation_id}/announce/"
        form = {"cases": case.pk, "first_day": self.today.isoformat(), "place": "公示栏"}
        browser = self._browser(lead)
        return lambda: browser.post(page, form)

    def _back_to_draft(self, rows: list[tuple[User, Case]]) -> None:
        for lead, case in rows:
            for one in UnitPublicity.objects.filter(nominations=case.nomination_id, cancelled_at=None):
                publicity.cancel_publicity(one, Act(lead, self.now, "再来一次"))

    def last_place(self) -> Told:
        """All drafts of the unit are made public at once: places used, of five."""
        rows = [(self.cast.lead, case) for case in self.drafts[TAKEN:]]
        self._back_to_draft(rows)
        answers = at_once([self._announcing(*row) for row in rows])
        return answers, self.cast.recommendation.nominations.filter(counted=True).count(), TAKEN + 1

    def one_person(self) -> Told:
        """All units make the same person public at once: how many could (I3)."""
        self._back_to_draft(self.same)
        answers = at_once([self._announcing(*row) for row in self.same])
        own = [case.nomination_id for _lead, case in self.same]
        return answers, Nomination.objects.filter(pk__in=own, counted=True).count(), 1

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
        browsers = [self._browser(member) for _client in range(self.clients)]
        forms = [{f"mark_{code}": number for code in walk.marks_for(self.cast.cycle, 0)} for number in range(self.clients)]
        answers = at_once([lambda b=b, f=f: b.post(page, f) for b, f in zip(browsers, forms, strict=True)])
        rows = self.judged.scores.filter(member=member)
        return answers, sum(len(set(row.marks.values())) == 1 for row in rows), 1
