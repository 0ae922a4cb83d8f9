"""People who do the same thing again and again over HTTP, and remember what they were told was done.

Whose answer got lost does not go on until the stored rows were looked at: what was asked for is there as a whole or
not at all. Imported once Django is set up.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone
from PIL import Image

from nominations.models import IndividualNomination, Nomination, User
from review.models import Case, Decision, Opinion, Score
from review.selectors.panel import members, open_to
from review.stages import Stage
from trials.lib.browser import Answer, Browser
from trials.lib.site import Site

NOTHING: Any = object()


class Actor(threading.Thread):
    """`known`: what was last seen stored or acknowledged; `tried`: what was asked for since, without an answer."""

    def __init__(self, site: Site, person: User, password: str, going: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(site.port)
        self.browser.sign_in(person.username, password)
        self.going, self.resting = going, threading.Event()
        self.ended = False
        self.done, self.lost = 0, 0
        self.tried: Any = NOTHING
        self.faults: list[str] = []
        self.number = count(1)
        self.known = self.stored()

    def run(self) -> None:
        while not self.ended:
            if not self.going.is_set() or self.tried is not NOTHING:
                self.resting.set()
                self.going.wait()
                if self.tried is not NOTHING:
                    threading.Event().wait(0.01)
                continue
            self.resting.clear()
            wanted, answer = self.act(next(self.number))
            if answer.status == 0 or (answer.status >= 500 and self.outage):
                self.tried, self.lost = wanted, self.lost + 1
            elif self.accepted(answer):
                self.known, self.done = wanted, self.done + 1
            else:
                self.tried = wanted
                self.faults.append(f"{self}: answered {answer.status} {answer.location}")

    outage = False  # whether 5xx is to be expected now: the database server is down

    def look(self) -> Iterator[str]:
        """What was lost or half done; afterwards what is stored is known."""
        stored = self.stored()
        if stored != self.known and (self.tried is NOTHING or stored != self.tried):
            yield f"{self}: stored is {stored!r}, acknowledged {self.known!r}"
        self.known, self.tried = stored, NOTHING
        yield from self.faults
        self.faults.clear()

    def accepted(self, answer: Answer) -> bool:
        return answer.status == 302

    def act(self, number: int) -> tuple[Any, Answer]:
        """Ask for something new: what will be stored then, and the answer."""
        raise NotImplementedError

    def stored(self) -> Any:
        raise NotImplementedError

    def __str__(self) -> str:
        return type(self).__name__


class Drafter(Actor):
    """A clerk who saves a draft; its version rises with each save."""

    def __init__(self, nomination: Nomination, *given: Any) -> None:
        self.nomination = nomination
        super().__init__(*given)

    def act(self, number: int) -> tuple[Any, Answer]:
        text, version = f"第{number}次保存，一字不差。", self.known[1]
        page = f"/nominations/{self.nomination.pk}/autosave/"
        return (text, version + 1), self.browser.post(page, {"deeds": text, "version": version})

    def accepted(self, answer: Answer) -> bool:
        return answer.status == 200

    def stored(self) -> Any:
        return Nomination.objects.values_list("deeds", "version").get(pk=self.nomination.pk)


class Photographer(Drafter):
    """A clerk who replaces the photo by one of another colour."""

    def act(self, number: int) -> tuple[Any, Answer]:
        shade, content = number * 7 % 250, BytesIO()
        Image.new("L", (413, 579), shade).save(content, "PNG")
        file = {"photo": ("photo.png", "image/png", content.getvalue())}
        return shade, self.browser.post(f"/nominations/{self.nomination.pk}/photo/edit/", [], file)

    def accepted(self, answer: Answer) -> bool:
        return answer.status == 302 and answer.location.endswith("/edit/")

    def stored(self) -> Any:
        photo = IndividualNomination.objects.get(pk=self.nomination.pk).photo
        if not photo:
            return None
        with photo.open() as file, Image.open(file) as picture:
            return picture.convert("L").getpixel((200, 300))


class Judge(Actor):
    """A panel member who changes the marks of a case judged before."""

    def __init__(self, score: Score, *given: Any) -> None:
        self.score = score
        super().__init__(*given)

    def act(self, number: int) -> tuple[Any, Answer]:
        marks = dict.fromkeys(self.score.marks, number % 101)
        form = {f"mark_{code}": mark for code, mark in marks.items()} | {"comment": f"第{number}次"}
        return (marks, f"第{number}次"), self.browser.post(f"/cases/{self.score.case_id}/judge/", form)

    def stored(self) -> Any:
        return Score.objects.values_list("marks", "comment").get(case=self.score.case_id, member=self.score.member_id)


class Department(Actor):
    """Answers the same question again; every answer is a word of the thread, once."""

    def __init__(self, opinion: Opinion, *given: Any) -> None:
        self.opinion = opinion
        super().__init__(*given)

    def act(self, number: int) -> tuple[Any, Answer]:
        text = f"请说明第{number}点"
        answer = self.browser.post(f"/opinions/{self.opinion.pk}/answer/", {"verdict": "explain", "reason": text})
        return (text, self.known[1] + 1), answer

    def stored(self) -> Any:
        opinion = Opinion.objects.get(pk=self.opinion.pk)
        return opinion.reason, opinion.notes.filter(kind="answer").count()


class Returned(Actor):
    """A case that its lead hands in again and the office sends back, by turns; every step is one decision."""

    def __init__(self, case: Case, lead: User, site: Site, office: User, *given: Any) -> None:
        self.case = case
        self.lead = Browser(site.port)
        self.lead.sign_in(lead.username, given[0])
        super().__init__(site, office, *given)

    def act(self, number: int) -> tuple[Any, Answer]:
        stage, steps = self.known
        if stage == Stage.RETURNED:
            page = f"/recommendations/{self.case.nomination.recommendation_id}/resubmit/"
            return (Stage.OFFICE_SCREENING.value, steps + 1), self.lead.post(page, {"cases": self.case.pk})
        form = {"grounds": "paper", "reason": f"第{number}次退回", "needs_publicity": "no"}
        form["cure_by"] = (timezone.localdate() + timedelta(days=9)).isoformat()
        return (Stage.RETURNED.value, steps + 1), self.browser.post(f"/cases/{self.case.pk}/return/", form)

    def stored(self) -> Any:
        stage = Case.objects.values_list("stage", flat=True).get(pk=self.case.pk)
        return str(stage), Decision.objects.filter(case=self.case).count()


def everybody(site: Site, password: str, random: Random, going: threading.Event) -> list[Actor]:
    """Two of each part where the demonstration has them."""
    at = Case.objects.filter(cycle__slug="banan-demo").select_related("nomination").order_by("pk")
    given = (site, password, going)
    drafts = [case.nomination for case in at.filter(stage=Stage.DRAFT)]
    people = [draft for draft in drafts if draft.kind == "individual"]
    random.shuffle(drafts)
    found: list[Actor] = []
    photographed = people[:2]
    for nomination in [draft for draft in drafts if draft not in photographed][:2]:
        found.append(Drafter(nomination, site, _of(nomination, "unit_clerk"), password, going))
    for nomination in photographed:
        found.append(Photographer(nomination, site, _of(nomination, "unit_clerk"), password, going))
    for member in members()[1:3]:
        mine = Score.objects.filter(member=member, case__in=open_to(member).filter(stage=Stage.PANEL_REVIEW))
        if score := mine.first():
            found.append(Judge(score, site, member, password, going))
    for opinion in Opinion.objects.filter(case__in=at.filter(stage=Stage.DEPARTMENT_OPINIONS)).order_by("pk")[:2]:
        person = User.objects.get(username=f"dept_{opinion.authority}")
        found.append(Department(opinion, site, person, password, going))
    office = User.objects.get(username="office")
    for case in at.filter(stage=Stage.RETURNED, needs_publicity=False)[:2]:
        found.append(Returned(case, _of(case.nomination, "unit_lead"), site, office, *given[1:]))
    return found


def _of(nomination: Nomination, role: str) -> User:
    return User.objects.get(grants__role=role, grants__unit=nomination.recommendation.unit_id)
