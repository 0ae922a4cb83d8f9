"""Nonsense over HTTP against a real server: no 5xx, no traceback, no worker above 300 MB, no file left of what was refused.

    .venv/bin/python trials/nonsense.py [--seed N] [--on sqlite] [--requests 20000] [--files 500]

Requests go to every address that `list_urls` knows, as every role and as nobody: odd methods, bodies, content types and
charsets, header nonsense, broken multipart, wrong encodings. Then so many malformed files go to every upload field.
"""

import re
import socket
import sys
import threading
import time
from argparse import Namespace
from collections import Counter
from contextlib import suppress
from io import StringIO
from json import loads
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trials.lib.browser import Browser
from trials.lib.nonsense import Requests, files
from trials.lib.running import options, run
from trials.lib.site import Site, children_of, memory_of

ROLES = ["", "clerk01", "lead01", "lead02", "office", "panel1", "panel2", "dept_police", "district", "auditor", "admin"]
HEAVY = re.compile("archive|certificate|sheets|form|minutes|printed|export|public_notice|approve/|\\.pdf|rosters/")
NOTICE = "nominations/policy/notices/banan-2023.toml"
THREADS = 4
MEMORY = 300  # MB
SLOW = 5  # seconds an upload
PATIENCE = 60  # seconds for an answer
# Every upload field of the site: name of the address and of the field (`tests/access/test_table.py` holds that none is missing).
UPLOADS = {
    ("nomination_photo_edit", "photo"), ("publicity_evidence", "evidence"), ("announce", "evidence"), ("paper_reply", "scan"),
    ("register_objection", "files"), ("public_objection", "files"), ("recommendation_import", "file"),
    ("import_opinions", "file"), ("manage_unit_import", "file"), ("manage_cycle_load", "file"),
    ("manage_cycle_edit", "file"), ("word_template", "file"),
}  # fmt: skip


def main() -> int:
    words = "Nonsense over HTTP: no 5xx, no traceback, no worker above 300 MB, no file left of what was refused."
    return run(options(words, requests=(20_000, "requests"), files=(500, "malformed files a field")), trial)


def trial(site: Site, given: Namespace) -> list[str]:
    site.set_up()
    from django.core.management import call_command

    call_command("load_cycle", NOTICE, stdout=StringIO())
    call_command("load_demo", seed=given.seed % 10**6, size=40, stdout=StringIO())
    prepared = site.folder / "prepared.toml"  # a cycle that is not open yet, whose notice can still be another
    prepared.write_text(Path(NOTICE).read_text(encoding="utf-8").replace('"banan-2023"', '"prepared"'), encoding="utf-8")
    call_command("load_cycle", str(prepared), stdout=StringIO())
    master = site.serve()
    with Watch(site, master) as watch:
        faults = uploads(site, given, watch)
        faults += requests(site, given)
        faults += watch.faults()
    faults += site.tracebacks()
    from review.invariants import broken

    faults += [f"{one.invariant}: {row}" for one in broken(files=True) for row in one.rows]
    return faults


class Watch:
    """Looks at the workers meanwhile: how much memory they hold, and whether one was replaced; and at their helpers, which
    set pages and open files and have bounds of their own.
    """

    def __init__(self, site: Site, master) -> None:
        self.site, self.master = site, master
        self.most, self.helper, self.over = 0.0, 0.0, threading.Event()
        self.at_first = set(site.workers(master))

    def __enter__(self) -> "Watch":
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()

    def _look(self) -> None:
        while not self.over.wait(0.1):
            workers = self.site.workers(self.master)
            self.most = max([self.most, *map(memory_of, workers)])
            self.helper = max([self.helper, *(memory_of(child) for pid in workers for child in children_of(pid))])

    def faults(self) -> list[str]:
        print(f"   the largest worker held {self.most:.0f} MB, the largest helper {self.helper:.0f} MB", flush=True)
        found = [f"a worker held {self.most:.0f} MB"] if self.most > MEMORY else []
        return found + ["a worker died"] * (set(self.site.workers(self.master)) != self.at_first)


def requests(site: Site, given: Namespace) -> list[str]:
    from django.core.management import call_command

    out = StringIO()
    call_command("list_urls", json=True, stdout=out)
    routes = [one["route"] for one in loads(out.getvalue())]
    faults: list[str] = []
    statuses: Counter = Counter()
    senders = [
        threading.Thread(target=send, args=(site, Random(f"{given.seed}-{n}"), routes, given.requests // THREADS, statuses, faults))
        for n in range(THREADS)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    print(f"   {sum(statuses.values())} requests to {len(routes)} addresses: {dict(sorted(statuses.items()))}", flush=True)
    return faults


def send(site: Site, random: Random, routes: list[str], number: int, statuses: Counter, faults: list[str]) -> None:
    from django.db import connection

    asked = Requests(random, routes, known_arguments(), HEAVY)
    browsers = {name: signed_in(site, name) for name in ROLES}
    for place in range(number):
        name = random.choice(ROLES)
        if place % 200 == 199:  # whatever happened to their accounts and sessions meanwhile
            browsers = {name: signed_in(site, name) for name in ROLES}
        cookies = "; ".join(f"{key}={value}" for key, value in browsers[name].cookies.items())
        host = f"127.0.0.1:{site.port}"
        route, request = asked.one(cookies, browsers[name].cookies.get("csrftoken", ""), host)
        answer = raw(site.port, request)
        status = status_of(answer)
        statuses[status] += 1
        if status == 200:
            asked.learn(route, answer)
        red = (status, route.strip("/")) == (503, "healthz")  # what it says of a site that nobody has backed up
        if status >= 500 and status not in (501, 505) and not red:  # those of gunicorn itself, for what HTTP does not know
            faults.append(f"{status} to {name or 'nobody'}: {shown(request)}")
        if status == -1:
            faults.append(f"no answer within {PATIENCE} s to {name or 'nobody'}: {shown(request)}")
    connection.close()


def known_arguments() -> dict[str, list[str]]:
    from nominations.models import AwardCycle

    slugs = list(AwardCycle.objects.values_list("slug", flat=True))
    keys = [str(key) for key in range(1, 90)]
    return {
        "slug": slugs, "pk": keys, "other": keys, "number": ["1", "2"], "cycle_pk": ["1", "2"], "unit_pk": keys, "person_pk": keys,
        "kind": ["collective", "individual"], "fmt": ["pdf", "xlsx", "docx"], "verb": ["hold", "release"],
        "action": ["revoke", "disqualify"], "authority": ["police", "tax"],
    }  # fmt: skip


def signed_in(site: Site, name: str) -> Browser:
    """A browser of that person, whatever nonsense did to the account before."""
    from nominations.models import User

    browser = Browser(site.port)
    if name:
        User.objects.filter(username=name).update(is_active=True, must_change_password=False)
        browser.is_signed_in_as(User.objects.get(username=name))
    return browser


def raw(port: int, request: bytes) -> bytes:
    """What is answered, byte for byte; nothing where the server hangs up; -1 as status where it does not answer."""
    parts = []
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as link:
            with suppress(OSError):
                link.sendall(request)
                link.shutdown(socket.SHUT_WR)
            while part := link.recv(65536):
                parts.append(part)
    except TimeoutError:
        return b"HTTP/1.1 -1 "
    except OSError:
        pass  # hung up after it had answered, or instead
    return b"".join(parts)


def status_of(answer: bytes) -> int:
    """0 where there is none."""
    found = re.match(rb"HTTP/1\.\d (-?\d+)", answer)
    return int(found[1]) if found else 0


def shown(request: bytes) -> str:
    """Without cookies and tokens."""
    kept = [line for line in request.split(b"\r\n") if not line.startswith((b"Cookie: sess", b"X-CSRF"))]
    return repr(b"\r\n".join(kept))[:700]


# -- files -----------------------------------------------------------------------------------------------------------


def fields() -> list[tuple[str, str, str, dict]]:
    """Every upload field of the site: whose, where, its name, and what goes with it."""
    from django.utils import timezone

    from nominations.models import UnitPublicity, User
    from review.models import Case, Opinion, PublicNotice

    at = Case.objects.filter(cycle__slug="banan-demo").select_related("nomination__recommendation")
    today, open_cycle = timezone.localdate().isoformat(), at.first().cycle_id

    def of_unit(recommendation, role: str) -> str:
        return User.objects.filter(grants__role=role, grants__unit=recommendation.unit_id).first().username

    draft = at.filter(stage="draft", nomination__kind="individual").first().nomination
    publicity = UnitPublicity.objects.filter(cancelled_at=None, nominations__case__stage="unit_publicity").first()
    lead = of_unit(publicity.recommendation, "unit_lead")
    opinion = Opinion.objects.filter(case__stage="department_opinions").first()
    notice = PublicNotice.objects.filter(cycle=open_cycle, cases__stage="public_notice").last()
    objected = notice.cases.filter(stage="public_notice").first()
    said = {"real_name": "程示例", "contact": "13900000001", "text": "不符合条件", "case": objected.pk}
    own = f"/recommendations/{draft.recommendation_id}"
    clerk = of_unit(draft.recommendation, "unit_clerk")
    return [
        (clerk, f"/nominations/{draft.pk}/photo/edit/", "photo", {}),
        (lead, f"/publicities/{publicity.pk}/evidence/", "evidence", {}),
        (of_unit(draft.recommendation, "unit_lead"), f"{own}/announce/", "evidence",
         {"cases": draft.case.pk, "first_day": today, "place": "公示栏"}),
        ("office", f"/opinions/{opinion.pk}/paper/", "scan", {"verdict": "clear"}),
        ("office", f"/cycles/{open_cycle}/objections/register/", "files", said | {"channel": "visit", "received_on": today}),
        ("", f"/public/banan-demo/nominees/{objected.nomination_id}/object/", "files", said),
        (clerk, f"{own}/import/individual/", "file", {}),
        (clerk, f"{own}/import/collective/", "file", {}),
        (f"dept_{opinion.authority}", f"/cycles/{open_cycle}/opinions/import/", "file", {}),
        ("admin", "/manage/units/import/", "file", {}),
        ("admin", "/manage/cycles/load/", "file", {}),
        ("admin", "/manage/cycles/prepared/edit/", "file", {}),
        ("admin", "/manage/cycles/banan-demo/word/individual/", "file", {}),
    ]  # fmt: skip


def uploads(site: Site, given: Namespace, watch: Watch) -> list[str]:
    from django.urls import resolve

    faults, all_fields = [], fields()
    known = {(resolve(page).url_name, field) for _person, page, field, _form in all_fields}
    faults += [f"{missing} is left out" for missing in UPLOADS ^ known]
    for person, page, field, form in all_fields if given.files else ():
        browser, random = signed_in(site, person), Random(f"{given.seed}-{page}")
        if not person:
            browser.get(page)
        before, statuses, slowest = strays(site), Counter(), 0.0
        for name, kind, content in files(random, given.files):
            start = time.monotonic()
            answer = browser.post(page, form, {field: (name, kind, content)})
            took = time.monotonic() - start
            statuses[answer.status] += 1
            slowest = max(slowest, took)
            if answer.status >= 500 or (answer.status == 0 and len(content) < 5 * 1024**2):
                faults.append(f"{answer.status} to {page} for {name!r} ({kind!r}): {content[:60]!r}… of {len(content)}")
            if took > SLOW:
                faults.append(f"{took:.1f} s at {page} for {name!r}: {content[:60]!r}… of {len(content)}")
        faults += [f"{page}: {name} is left of what was refused" for name in sorted(strays(site) - before)]
        held = f"{watch.most:.0f} MB"
        print(f"   {page} {field}: {dict(sorted(statuses.items()))}, slowest {slowest:.1f} s, {held} so far", flush=True)
        if sum(statuses[status] for status in (302, 403, 404, 405)) > given.files // 2:
            faults.append(f"{page}: the files did not reach the field")
    return faults


def strays(site: Site) -> set[str]:
    """Files that no row names: uploads, and what is left in the folder for temporary ones."""
    from django.apps import apps
    from django.db.models import FileField

    columns = [field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, FileField)]
    named = {name for field in columns for name in field.model._base_manager.values_list(field.name, flat=True)}
    lying = {str(path.relative_to(site.media)) for path in site.media.rglob("*") if path.is_file()}
    return (lying - named) | {path.name for path in site.folder.glob("*.upload*")}


if __name__ == "__main__":
    sys.exit(main())
