"""The people of `storm.py`: imported once Django is set up."""

import re
import threading
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import count
from random import Random
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from PIL import Image

from nominations.administration.cycles import change_deadline
from nominations.models import Nomination, Recommendation, RoleGrant, UnitPublicity, User
from nominations.selectors.administration import wrong_passwords
from review.models import Case, Decision, Printing
from review.selectors.receipts import RECEIPT
from review.services.clock import PATIENCE
from review.stages import Stage
from tests import builders, walk
from tests.cast import person
from trials.lib.browser import Answer, Browser
from trials.lib.world import announce, new_unit, open_cycle

PASSWORD, WRONG = "quiet-River-1949", "loud-River-1949"  # noqa: S105 - of people who live as long as the trial
ANSWERED_WITHIN = 180  # seconds: so long a browser waits
GUESSES_A_SECOND = 10
GUESSERS = 4
SLOW = 4  # of the writers: their form is under way when the time ends
AFTER = 8  # seconds after the deadline in which the last ones come
LATE_WORDS = ("报送截止时间是", "报送已于", "视为弃权")
DONE_WORDS = "已报送工作专班办公室"
NUMBER = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
GRAINS, ALIKE = (64, 48), 8  # steps of grey on average; of two pictures of chance it is some thirty


@dataclass
class Desk:
    """A unit's lead in the browser that they always use, and what became of it."""

    lead: User
    recommendation: Recommendation
    case: Case
    publicity: UnitPublicity
    photo: bytes
    address: str
    browser: Browser
    begins: float  # seconds after the storm began
    signed_in: str = ""  # why not, in words
    proven: Answer | None = None
    handed_in: Answer | None = None
    receipt: str = ""  # its number
    took: float = 0  # seconds from the first page to the last answer


@dataclass
class Writer:
    """A clerk who saves a draft around the deadline."""

    draft: Nomination
    browser: Browser
    text: str
    begins: float
    lasts: float  # seconds that the form is under way
    answer: Answer | None = None


@dataclass
class Guesser:
    """Tries wrong passwords, each few from another address."""

    random: Random
    port: int
    statuses: Counter = field(default_factory=Counter)
    addresses = count(1)

    def guess(self, name: str, address: str = "") -> None:
        """From an address of its own, that pretends to be another; or from that one, behind which its person sits too."""
        number = next(self.addresses) // 3
        own = address or f"203.0.{number // 256 % 256}.{number % 256}"
        browser = Browser(self.port, behind_proxy(self.port, f"10.0.0.1, {own}"), ANSWERED_WITHIN)
        browser.get("/login/")
        self.statuses[browser.post("/login/", {"username": name, "password": WRONG}).status] += 1


def told_late(answer: Answer) -> bool:
    return any(words in answer.body.decode() for words in LATE_WORDS)


def lists(page: Answer, case: Case, how: str = "") -> bool:
    """Whether it may be chosen there: what has lapsed meanwhile is not any more."""
    return f'id="case-{case.pk}"{how}' in page.body.decode()


def receipt_in(page: Answer) -> str:
    """The number of the receipt on the page that says that it was handed in, or ""."""
    found = NUMBER.search(page.body.decode())
    return found[0] if found and DONE_WORDS in page.body.decode() else ""


def same_picture(kept: bytes, sent: bytes) -> bool:
    """Whether the one was made of the other: the site writes pictures anew, and smaller."""
    grains = [Image.open(BytesIO(one)).convert("L").resize(GRAINS).tobytes() for one in (kept, sent)]
    return sum(abs(a - b) for a, b in zip(*grains, strict=True)) / len(grains[0]) < ALIKE


def photo(random: Random) -> bytes:
    """As a telephone takes it, half a megabyte; each another one."""
    content = BytesIO()
    grain = Image.frombytes("L", (320, 240), random.randbytes(320 * 240))
    grain.resize((2048, 1536), Image.Resampling.BICUBIC).save(content, "JPEG", quality=75)
    return content.getvalue()


def in_threads(acts: list[Callable[[], None]]) -> None:
    """All at once; the first of what they raised is raised when all are over."""
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()


def behind_proxy(port: int, seen: str) -> dict[str, str]:
    """What the proxy in front of a site adds, and what a browser sends over TLS."""
    return {"X-Forwarded-For": seen, "X-Forwarded-Proto": "https", "Origin": f"https://127.0.0.1:{port}"}


class Storm:
    LATE, SHUT_OUT = "was handed in after the deadline", "could not sign in"

    def __init__(self, port: int, given: Namespace) -> None:
        self.port, self.seconds, self.random = port, given.seconds, Random(given.seed)
        self.cycle = open_cycle(timezone.now(), 60)
        self.password = make_password(PASSWORD)
        last = self.seconds + AFTER
        begins = [self.random.uniform(0, self.seconds * 0.95) for _unit in range(given.units)]
        begins += [self.random.uniform(self.seconds + 1, last) for _late in range(given.units // 10)]
        self.desks = [self._desk(moment) for moment in begins]
        self.writers = [self._writer(number) for number in range(max(given.units // 10, SLOW + 2))]
        self.besieged = self.desks[: given.besieged]
        self.guesser = Guesser(self.random, port)
        self._besiege()

    def _desk(self, begins: float) -> Desk:
        recommendation, lead = new_unit(self.cycle)
        User.objects.filter(pk=lead.pk).update(password=self.password)
        cases = walk.drafted(None, 1, 0, recommendation=recommendation)
        made = announce(recommendation, cases, lead, timezone.now() - timedelta(days=14), proven=False)
        own = f"10.{lead.pk // 65536}.{lead.pk // 256 % 256}.{lead.pk % 256}"
        browser = Browser(self.port, behind_proxy(self.port, own), ANSWERED_WITHIN)
        browser.sign_in(lead.username, PASSWORD)  # some day before
        for name in (browser.session_name, browser.token_name):
            browser.cookies.pop(name)
        return Desk(lead, recommendation, cases[0], made, photo(self.random), own, browser, begins)

    def _writer(self, number: int) -> Writer:
        recommendation, _lead = new_unit(self.cycle)
        clerk = person(f"clerk{recommendation.unit_id}", "unit_clerk", recommendation.unit)
        draft = builders.make_collective(recommendation=recommendation)
        browser = Browser(self.port, behind_proxy(self.port, "10.200.0.1"), ANSWERED_WITHIN).is_signed_in_as(clerk)
        if number < SLOW:
            begins, lasts = self.seconds - 2 - number / 2, 4.0 + number / 2
        else:
            begins, lasts = self.random.uniform(self.seconds - 8, self.seconds + AFTER), 0
        return Writer(draft, browser, f"第{number}份，截止前后写下的事迹，一字不少。", begins, lasts)

    # -- before ------------------------------------------------------------------------------------------------------

    def _besiege(self) -> None:
        """Wrong passwords until the accounts are closed to browsers that nobody knows; the last from their people's own address."""

        def closing(desks: list[Desk]) -> None:
            for desk in desks:
                for _guess in range(settings.ACCOUNT_FAILURE_LIMIT - settings.AXES_FAILURE_LIMIT):
                    self.guesser.guess(desk.lead.username)
                for _guess in range(settings.AXES_FAILURE_LIMIT):
                    self.guesser.guess(desk.lead.username, desk.address)

        in_threads([lambda n=n: closing(self.besieged[n::GUESSERS]) for n in range(GUESSERS)])

    def _open_to_strangers(self) -> list[str]:
        """Besieged accounts whose right password still opens a browser that nobody knows: the siege was none."""
        open_still = []
        for desk in self.besieged:
            browser = Browser(self.port, behind_proxy(self.port, "198.51.100.7"), ANSWERED_WITHIN)
            browser.get("/login/")
            status = browser.post("/login/", {"username": desk.lead.username, "password": PASSWORD}).status
            open_still += [] if status == 429 else [f"{desk.lead}: besieged, and a strange browser was answered {status}"]
        return open_still

    # -- the storm ---------------------------------------------------------------------------------------------------

    def rage(self) -> None:
        self.siege = self._open_to_strangers()
        print(f"   {len(self.desks)} units stand ready, {len(self.besieged)} accounts are besieged", flush=True)
        now = timezone.now()
        self.deadline = (now + timedelta(seconds=self.seconds)).replace(microsecond=0)
        change_deadline(self.cycle, self.deadline, "试验", self._administrator(), now)
        self.began = time.monotonic() - (now - (self.deadline - timedelta(seconds=self.seconds))).total_seconds()
        over = threading.Event()
        besides = [threading.Thread(target=self._guess_on, args=(n, over)) for n in range(GUESSERS)]
        besides.append(threading.Thread(target=self._let_lapse, args=(over,)))
        for thread in besides:
            thread.start()
        in_threads([lambda d=d: self._come(d) for d in self.desks] + [lambda w=w: self._write(w) for w in self.writers])
        over.set()
        for thread in besides:
            thread.join()

    def _administrator(self) -> User:
        admin, _new = User.objects.get_or_create(username="storm", defaults={"name": "管理"})
        RoleGrant.objects.get_or_create(user=admin, role="admin")
        return admin

    def _wait_for(self, moment: float) -> None:
        time.sleep(max(0, self.began + moment - time.monotonic()))

    def _come(self, desk: Desk) -> None:
        self._wait_for(desk.begins)
        start = time.monotonic()
        try:
            desk.browser.sign_in(desk.lead.username, PASSWORD)
        except RuntimeError as error:
            desk.signed_in = str(error)
            return
        file = {"evidence": ("公示.jpg", "image/jpeg", desk.photo)}
        desk.proven = desk.browser.post(f"/publicities/{desk.publicity.pk}/evidence/", (), file)
        desk.handed_in = self._hand_in(desk)
        desk.took = time.monotonic() - start
        if desk.handed_in.status == 302:
            desk.receipt = receipt_in(desk.browser.get(desk.handed_in.location))

    def _hand_in(self, desk: Desk) -> Answer:
        return desk.browser.post(f"/recommendations/{desk.recommendation.pk}/submit/", {"cases": desk.case.pk})

    def _write(self, writer: Writer) -> None:
        """The form, the last bytes of it so many seconds after the first."""
        self._wait_for(writer.begins)
        body = urlencode({"deeds": writer.text, "version": writer.draft.version}).encode()

        def parts() -> Iterator[bytes]:
            yield body[:20]
            time.sleep(writer.lasts)
            yield body[20:]

        kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        writer.answer = writer.browser.ask("POST", f"/nominations/{writer.draft.pk}/edit/", parts(), kind)

    def _guess_on(self, number: int, over: threading.Event) -> None:
        random = Random(number)
        while not over.is_set():
            self.guesser.guess(random.choice(self.desks).lead.username)
            over.wait(GUESSERS / GUESSES_A_SECOND)

    def _let_lapse(self, over: threading.Event) -> None:
        """As cron does, and oftener."""
        while not over.wait(0.5):
            call_command("lapse_overdue", stdout=StringIO())
        connection.close()

    # -- afterwards --------------------------------------------------------------------------------------------------

    def faults(self) -> list[str]:
        """What anybody was told, held against what is stored."""
        self._say()
        return [*self.siege, *self._people(), *self._steps(), *self._texts()]

    def _people(self) -> Iterator[str]:
        for desk in self.desks:
            if desk.signed_in:
                yield f"{self.SHUT_OUT}: {desk.signed_in}"
            if desk.proven and desk.proven.status not in (302, 409):
                yield f"{desk.lead}: the photo was answered {desk.proven.status}"
            if desk.handed_in and desk.handed_in.status not in (302, 409):
                yield f"{desk.lead}: handing in was answered {desk.handed_in.status}"
        lately = timezone.now() - settings.AXES_COOLOFF_TIME
        free = [desk.lead for desk in self.besieged if wrong_passwords(desk.lead, lately) < settings.ACCOUNT_FAILURE_LIMIT]
        yield from (f"{lead}: the account was open while it was to be besieged" for lead in free)
        if self.guesser.statuses.keys() - {200, 429}:
            yield f"wrong passwords were answered {dict(self.guesser.statuses)}"

    def _steps(self) -> Iterator[str]:
        steps = Decision.objects.filter(case__cycle=self.cycle, action="submit").values_list("case", "at")
        taken = dict(steps)
        if len(steps) != len(taken):
            yield f"{len(steps)} steps of {len(taken)} nominees"
        for desk in self.desks:
            answer, at = desk.handed_in, taken.pop(desk.case.pk, None)
            if answer is None:
                continue
            if answer.status == 302 and at is None:
                yield f"{desk.lead} was told that it was handed in, and there is no step"
            if answer.status != 302 and at is not None:
                yield f"{desk.lead} was answered {answer.status}, and it is handed in"
            if at and at.replace(microsecond=0) > self.deadline:
                yield f"{desk.lead} {self.LATE}, at {at} instead of {self.deadline}"
            receipt = Printing.objects.filter(kind=RECEIPT, code=desk.receipt, recommendation=desk.recommendation).first()
            if answer.status == 302 and not (receipt and [line["case"] for line in receipt.content["lines"]] == [desk.case.pk]):
                yield f"{desk.lead}: the page after it has no receipt of it, but {desk.receipt!r}"
            if answer.status == 302:
                yield from self._photo(desk)
            elif not told_late(answer):
                yield f"{desk.lead} was answered {answer.status} without the reason"
            elif lists(answer, desk.case) and not lists(answer, desk.case, " checked"):
                yield f"{desk.lead} was answered {answer.status} without the tick"
        if taken:
            yield f"handed in by nobody: {sorted(taken)}"

    def _photo(self, desk: Desk) -> Iterator[str]:
        evidence = UnitPublicity.objects.get(pk=desk.publicity.pk).evidence
        with evidence.open() as file:
            if not same_picture(file.read(), desk.photo):
                yield f"{desk.lead}: another photo is stored than was sent"

    def _texts(self) -> Iterator[str]:
        for writer in self.writers:
            stored, answer = Nomination.objects.get(pk=writer.draft.pk).deeds == writer.text, writer.answer
            if answer.status not in (302, 409):
                yield f"a draft was answered {answer.status}"
            if stored != (answer.status == 302):
                yield f"a draft was answered {answer.status}, stored is {stored}"
            if answer.status == 409 and not (told_late(answer) and writer.text in answer.body.decode()):
                yield "a draft that came too late was answered without the reason and its text"
            if writer.lasts and answer.status == 302:
                yield f"a form whose last bytes came after the deadline was saved: {self.LATE}"

    def _say(self) -> None:
        took = sorted(desk.took for desk in self.desks if desk.handed_in) or [0.0]
        answers = Counter(desk.handed_in.status for desk in self.desks if desk.handed_in)
        saved = Counter(writer.answer.status for writer in self.writers)
        signed_in = sum(not desk.signed_in for desk in self.desks)
        print(f"   {signed_in} of {len(self.desks)} signed in, {len(self.besieged)} of them besieged", flush=True)
        print(f"   handed in with photo: {dict(answers)}; from the first page to the answer {took[len(took) // 2]:.1f} s "
              f"in the middle, {took[len(took) * 95 // 100]:.1f} s for 95 of 100, {took[-1]:.1f} s at most", flush=True)
        print(f"   drafts around the deadline: {dict(saved)}, {SLOW} of them under way when it came", flush=True)
        print(f"   wrong passwords: {dict(self.guesser.statuses)}", flush=True)

    def afterwards(self) -> list[str]:
        """Once it is time for it, all that was not handed in lapses, and who tries again is told."""
        time.sleep(max(0, (self.deadline + timedelta(seconds=1) + PATIENCE - timezone.now()).total_seconds()))
        call_command("lapse_overdue", stdout=StringIO())
        faults = []
        for desk in self.desks:
            wanted = Stage.OFFICE_SCREENING if desk.handed_in and desk.handed_in.status == 302 else Stage.LAPSED
            stage = Case.objects.get(pk=desk.case.pk).stage
            if stage != wanted:
                faults.append(f"{desk.lead}: {stage} in the end, not {wanted}")
            if wanted == Stage.LAPSED:
                answer = self._hand_in(desk)
                if answer.status not in (409, 422) or not told_late(answer):
                    faults.append(f"{desk.lead}: once lapsed, answered {answer.status} without the reason")
        lapsed = Case.objects.filter(cycle=self.cycle, stage=Stage.LAPSED).count()
        print(f"   lapsed: {lapsed}", flush=True)
        return faults
