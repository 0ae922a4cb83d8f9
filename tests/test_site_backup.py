"""The drill: a site is backed up while it runs, restored in an empty place, and somebody signs in there.

The site is this process's own database with data that stand (no transaction takes them back until the file is over); the
empty places are further databases and folders, which only processes of their own know, through the commands.
"""

import fcntl
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from config.hashers import Argon2id
from nominations import audit_chain, services
from nominations.models import AuditEntry, IndividualNomination, User, record
from nominations.models.audit import entry, mac
from nominations.site_backup import databases, files, making, restoring
from nominations.site_backup.refusals import Refused
from tests.builders import photo_bytes
from tests.cast import client_of, make_cast
from tests.walk import ANNOUNCED, drafted, submitted

pytestmark = pytest.mark.django_db  # so that the database is made
PASSWORD = "correct-horse-battery"
SIGN_IN = """
import django, json, sys
django.setup()
from django.test import Client
from django.urls import reverse
name, password, session = sys.argv[1:]
old = Client(headers={"host": "localhost"}, SERVER_NAME="localhost")
old.cookies["sessionid"] = session
new = Client(headers={"host": "localhost"}, SERVER_NAME="localhost")
answer = new.post(reverse("login"), {"username": name, "password": password})
json.dump([answer.status_code, new.get(reverse("home")).status_code, old.get(reverse("home")).status_code], sys.stdout)
"""


@pytest.fixture
def _django_db_helper(site):
    """In place of pytest-django's transaction around each test: other processes have to see what the site holds."""


@dataclass
class Place:
    """A site as its processes see it."""

    url: str
    media: Path
    heads: Path
    key: str = ""
    field_keys: str = ""

    def run(self, *arguments):
        variables = {"DATABASE_URL": self.url, "MEDIA_ROOT": str(self.media), "AUDIT_HEADS": str(self.heads)}
        variables |= {"SECRET_KEY": settings.SECRET_KEY, "AUDIT_KEY": self.key or settings.AUDIT_KEY}
        variables["FIELD_KEYS"] = self.field_keys or ",".join(f"{version}:{key}" for version, key in settings.FIELD_KEYS.items())
        variables["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
        return subprocess.run(
            [sys.executable, *map(str, arguments)],
            env=os.environ | variables,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def manage(self, *arguments):
        return self.run("manage.py", *arguments)

    def is_empty(self):
        return not self.media.exists() and "rows" not in self.look()

    def look(self):
        """What this test's own eyes see there: every row's count, the links, the photos named."""
        with self.connected() as other, other.cursor() as cursor:
            found = {}
            for table in other.introspection.table_names(cursor):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                found.setdefault("rows", {})[table] = cursor.fetchone()[0]
            if found:
                cursor.execute("SELECT number, mac FROM nominations_auditseal")
                found["links"] = dict(cursor.fetchall())
                cursor.execute("SELECT photo FROM nominations_individualnomination WHERE photo <> ''")
                found["photos"] = {name for (name,) in cursor.fetchall()}
            return found

    @contextmanager
    def connected(self):
        other = connection.copy()
        other.settings_dict["NAME"] = (
            self.url.rpartition("/")[2] if "postgres" in self.url else self.url[len("sqlite:///") :]
        )
        try:
            yield other
        finally:
            other.close()


def url_of(name):
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{name}"


@dataclass
class Site:
    """The site that is backed up. `old`: a backup of it that tests share."""

    place: Place
    cast: object
    session: str
    old: Path


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    media, heads = folder / "media", folder / "heads.jsonl"
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(media), AUDIT_HEADS=str(heads)):
        try:
            if connection.vendor == "postgresql":
                databases.tool(connection, "pg_dump")
        except Refused as error:
            pytest.skip(str(error))
        try:
            cast = make_cast()
            User.objects.filter(pk=cast.officer.pk).update(password=Argon2id().encode(PASSWORD, "saltsalt"))
            submitted(cast, drafted(cast, 2, 2))
            drafted(cast, 0, 2)
            session = client_of(cast.officer).cookies["sessionid"].value
            place = Place(url_of(connection.settings_dict["NAME"]), media, heads)
            call_command("backup", folder / "old")
            yield Site(place, cast, session, folder / "old")
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()


@pytest.fixture
def places(site, tmp_path):
    """Makes empty places."""
    made = []

    def empty(**given):
        name = str(tmp_path / f"{len(made)}.sqlite3")
        if connection.vendor == "postgresql":
            name = f"{connection.settings_dict['NAME']}_place{len(made)}"
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        defaults = {"media": tmp_path / f"media{len(made)}", "heads": site.place.heads}
        return Place(url_of(name), **defaults | given)

    yield empty
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture
def copied(site, tmp_path):
    """A copy of the shared backup, to be spoilt; `copied(rows=…)` signs what it changes in the manifest."""

    def copy(**changes):
        folder = tmp_path / "copied"
        for name in files.below(site.old):
            files.copy(site.old / name, folder / name)
        if changes:
            said = manifest(folder) | changes
            del said["signature"]
            said["signature"] = mac(json.dumps(said, sort_keys=True, ensure_ascii=False))
            (folder / "manifest.json").write_text(json.dumps(said))
        return folder

    return copy


def refusal(*arguments, **options):
    """How a command ends in this process, whose own database is not empty: its exit code and its words."""
    with pytest.raises(CommandError) as raised:
        call_command(*arguments, **options)
    return raised.value.returncode, str(raised.value)


@contextmanager
def written_meanwhile(site):
    """Somebody goes on writing: photos are replaced, and a number stands in one table and in the trail."""
    over, begun, faults = threading.Event(), threading.Event(), []
    drafts = list(IndividualNomination.objects.filter(locked=False))

    def write():
        number = 0
        try:
            while not over.is_set():
                number += 1
                for draft in drafts:
                    services.set_photo(draft, photo_bytes(), site.cast.clerk, ANNOUNCED)
                with transaction.atomic():
                    User.objects.filter(pk=site.cast.nobody.pk).update(name=f"示例{number}")
                    record(None, "person_changed", site.cast.nobody, number=number)
                begun.set()
                over.wait(0.02)
        except Exception as error:
            faults.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not faults


def put(folder, place):
    """What a restore into a place says, which must end with 0."""
    run = place.manage("restore", folder)
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def holds(place, folder):
    """The place has what the manifest says: rows, head, and each file with its digest.

    Entries that had just been written have got their links since: as many as entries, after the head.
    """
    said, there = manifest(folder), place.look()
    sealed = {"nominations_auditseal": said["rows"]["nominations_auditentry"]}
    assert there["rows"] == said["rows"] | sealed
    assert there["links"][said["head"]["number"]] == said["head"]["mac"]
    names = {name.removeprefix("media/"): digest for name, digest in said["files"].items() if name.startswith("media/")}
    assert {name: files.digest(place.media / name) for name in files.below(place.media)} == names
    assert there["photos"] - set(said["missing"]) <= names.keys()
    return there


class TestDrill:
    def test_an_empty_place_becomes_the_site_while_it_goes_on(self, site, places, tmp_path):
        folder = tmp_path / "backup"
        with written_meanwhile(site):
            run = site.place.manage("backup", folder)
        assert run.returncode == 0, run.stderr
        assert "SECRET_KEY, AUDIT_KEY" in run.stdout
        audit_chain.publish(timezone.now())  # newer than the backup by what was written meanwhile
        place = places(heads=tmp_path / "none.jsonl")
        assert "Restored, and equal" in put(folder, place)
        holds(place, folder)
        with place.connected() as other, other.cursor() as cursor:
            cursor.execute("SELECT name FROM nominations_user WHERE id = %s", [site.cast.nobody.pk])
            name = cursor.fetchone()[0]
            cursor.execute(
                "SELECT detail FROM nominations_auditentry WHERE action = 'person_changed' ORDER BY id DESC LIMIT 1"
            )
            detail = cursor.fetchone()[0]
        assert name == f"示例{json.loads(detail)['number']}"
        signed_in = place.run("-c", SIGN_IN, site.cast.officer.username, PASSWORD, site.session)
        assert json.loads(signed_in.stdout) == [302, 200, 302], signed_in.stderr  # the old session is none any more
        assert place.manage("verify_audit").returncode == 0

    def test_an_entry_that_had_just_been_written_is_sealed_in_the_new_place(self, site, places, tmp_path):
        AuditEntry.objects.bulk_create([entry(site.cast.nobody, "person_changed", None)])  # and nothing has sealed it yet
        folder = tmp_path / "backup"
        call_command("backup", folder)
        rows = manifest(folder)["rows"]
        assert rows["nominations_auditseal"] == rows["nominations_auditentry"] - 1
        place = places(heads=tmp_path / "none.jsonl")
        put(folder, place)
        holds(place, folder)
        assert place.manage("verify_audit").returncode == 0

    def test_an_older_state_is_noticed(self, site, places):
        record(None, "person_changed", site.cast.nobody)
        audit_chain.publish(timezone.now())
        place = places()
        run = place.manage("restore", site.old)
        assert run.returncode == 6, run.stderr
        assert f"THIS IS AN OLDER STATE: head {audit_chain.head().number} was published" in run.stderr
        holds(place, site.old)
        assert place.manage("verify_audit").returncode == 1

    def test_what_an_interrupted_restore_left_is_no_hindrance(self, site, places, tmp_path):
        place = places(heads=tmp_path / "none.jsonl")
        name = next(files.below(site.place.media))
        files.copy(site.place.media / name, place.media / name)
        (place.media / f"{name}.part").write_bytes(b"half")
        assert "cannot be said without" in put(site.old, place)
        holds(place, site.old)

    def test_one_of_older_code_is_brought_up_to_date(self, site, places, tmp_path):
        none = tmp_path / "none.jsonl"
        older, place = places(heads=none), places(heads=none)
        put(site.old, older)
        assert older.manage("migrate", "review", "0017", "-v0").returncode == 0
        assert older.manage("backup", tmp_path / "older").returncode == 0
        assert "made by older code" in put(tmp_path / "older", place)
        assert place.look()["rows"] == manifest(site.old)["rows"]

    def test_what_stands_there_must_be_what_was_backed_up(self, places, copied):
        rows = manifest(copied())["rows"]
        run = places().manage("restore", copied(rows=rows | {"nominations_user": rows["nominations_user"] + 1}))
        assert (run.returncode, "rows differ in nominations_user" in run.stderr) == (4, True)

    @pytest.mark.parametrize("keys", [f"1:{'x' * 50}", f"2:{'x' * 50}"])
    def test_without_the_key_of_numbers_nothing_is_touched(self, site, places, keys):
        place = places()
        place.field_keys = keys
        run = place.manage("restore", site.old)
        assert (run.returncode, "has not the key FIELD_KEYS 1" in run.stderr) == (1, True)
        assert place.is_empty()

    def test_under_another_key_nothing_is_touched_unless_asked(self, site, places):
        place = places(key="x" * 50)
        run = place.manage("restore", site.old)
        assert (run.returncode, "AUDIT_KEY or AUDIT_HASH is not that" in run.stderr) == (3, True)
        assert place.is_empty()
        run = place.manage("restore", site.old, "--unverified")
        assert (run.returncode, "The audit trail does not stand" in run.stderr) == (5, True)
        holds(place, site.old)

    def test_a_place_with_files_of_its_own_is_left_alone(self, site, places):
        place = places()
        place.media.mkdir()
        (place.media / "other.jpg").write_bytes(b"another's")
        run = place.manage("restore", site.old)
        assert (run.returncode, "is not empty (it has other.jpg)" in run.stderr) == (1, True)
        assert (place.look(), list(files.below(place.media))) == ({}, ["other.jpg"])


class TestRefusals:
    """What is refused before anything is touched; the database of this process is not empty either."""

    def test_one_that_is_whole(self, site, capsys):
        call_command("restore", site.old, check=True)
        assert "The backup is whole" in capsys.readouterr().out

    def test_a_database_that_is_not_empty(self, site):
        code, words = refusal("restore", site.old)
        assert (code, "database is not empty" in words) == (1, True)

    @pytest.mark.parametrize("which", ["database", "media", "manifest"])
    def test_a_changed_byte(self, copied, which):
        folder = copied()
        path = folder / next(name for name in files.below(folder) if name.startswith(which))
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        code, words = refusal("restore", folder)
        assert (code, "changed" in words) == (3, True)

    def test_a_missing_file(self, copied):
        folder = copied()
        name = next(name for name in files.below(folder) if name.startswith("media/"))
        (folder / name).unlink()
        assert refusal("restore", folder) == (3, f"The backup is damaged: {name} missing or changed.")

    def test_a_manifest_that_leads_outside(self, copied):
        outside = {"media/../../manifest.json": "0" * 64}
        assert refusal("restore", copied(files=manifest(copied())["files"] | outside))[0] == 3

    def test_no_backup_at_all(self, tmp_path):
        assert refusal("restore", tmp_path)[0] == 3

    @pytest.mark.parametrize(
        ("changes", "code", "words"),
        [
            ({"major": 99}, 1, "was made on PostgreSQL 99"),
            ({"migrations": {"review": "9999_of_tomorrow"}}, 1, "made by newer code, with review.9999_of_tomorrow"),
            ({"format": 2}, 3, "of another format"),
            ({"files": {}}, 3, "has no database"),
        ],
    )
    def test_one_that_does_not_fit(self, copied, changes, code, words):
        found, said = refusal("restore", copied(**changes))
        assert (found, words in said) == (code, True)

    def test_another_engine(self, site, copied):
        other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
        dump = site.old / databases.DUMPS[connection.vendor]
        folder = copied(engine=other, files={databases.DUMPS[other]: files.digest(dump)})
        files.copy(dump, folder / databases.DUMPS[other])
        code, words = refusal("restore", folder)
        assert (code, f"was made on {other}" in words) == (1, True)


class TestMaking:
    def test_no_session_is_in_it(self, site):
        assert manifest(site.old)["rows"]["django_session"] == 0
        assert site.session.encode() not in (site.old / databases.DUMPS[connection.vendor]).read_bytes()

    def test_only_its_owner_reads_it(self, site):
        assert {path.stat().st_mode & 0o077 for path in (site.old, site.old / databases.DUMPS[connection.vendor])} == {
            0
        }

    @pytest.fixture
    def replaced(self, site, monkeypatch):
        """`replaced(times)`: so often a photo is added right before the database is taken, and gone right after.

        Gives the nominee, and a list as long as the database was taken often.
        """
        draft, real = IndividualNomination.objects.filter(locked=False).first(), databases.snapshot

        def start(times):
            taken = []

            @contextmanager
            def interrupted(*arguments):
                taken.append(1)
                if len(taken) <= times:
                    services.set_photo(draft, photo_bytes(), site.cast.clerk, ANNOUNCED)
                with real(*arguments) as seen:
                    if len(taken) <= times:
                        services.set_photo(draft, photo_bytes(), site.cast.clerk, ANNOUNCED)
                    yield seen

            monkeypatch.setattr(databases, "snapshot", interrupted)
            return draft, taken

        return start

    def test_what_went_between_database_and_files_is_neither_lost_nor_missed(self, replaced, tmp_path):
        draft, taken = replaced(times=1)
        made = making.make(tmp_path / "backup", timezone.now())
        assert (made.missing, len(taken)) == ([], 2)
        draft.refresh_from_db()
        assert f"media/{draft.photo.name}" in made.files
        restoring.check(tmp_path / "backup")

    def test_it_does_not_try_for_ever(self, replaced, tmp_path):
        replaced(times=making.ATTEMPTS)
        with pytest.raises(Refused, match="more quickly than they can be copied"):
            making.make(tmp_path / "backup", timezone.now())
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_is_missing_on_the_site_is_named(self, site, tmp_path, capsys):
        draft = IndividualNomination.objects.filter(locked=False).first()
        Path(draft.photo.path).unlink()
        try:
            with pytest.raises(SystemExit) as ended:
                call_command("backup", tmp_path / "backup")
        finally:
            services.set_photo(draft, photo_bytes(), site.cast.clerk, ANNOUNCED)
        assert (ended.value.code, manifest(tmp_path / "backup")["missing"]) == (3, [draft.photo.name])
        assert draft.photo.name in capsys.readouterr().err

    def test_what_fails_leaves_nothing_that_looks_whole(self, site, tmp_path, monkeypatch):
        with monkeypatch.context() as patched:
            patched.setattr(making, "marks", lambda: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                making.make(tmp_path / "backup", timezone.now())
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_one_left_is_no_backup_and_no_hindrance(self, site, tmp_path):
        left = tmp_path / "backup.part"
        (left / "media").mkdir(parents=True)
        (left / "media" / "old.jpg").touch()
        assert refusal("restore", left)[0] == 3
        call_command("backup", tmp_path / "backup")
        assert "media/old.jpg" not in set(files.below(tmp_path / "backup"))
        assert not left.exists()

    def test_two_at_once_do_not_meet(self, site, tmp_path):
        part = tmp_path / "backup.part"
        part.mkdir()
        held = os.open(part, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            assert refusal("backup", tmp_path / "backup") == (
                1,
                f"Another backup into {tmp_path / 'backup'} is under way.",
            )
        finally:
            os.close(held)

    def test_a_folder_that_is_there_or_among_the_uploads(self, site, tmp_path):
        assert refusal("backup", tmp_path)[0] == 1
        assert refusal("backup", site.place.media / "backup")[0] == 1

    def test_an_empty_database(self, places, tmp_path):
        run = places().manage("backup", tmp_path / "backup")
        assert (run.returncode, "nothing to back up" in run.stderr) == (1, True)

    def test_it_writes_nothing_to_the_site_but_that_it_was_made(self, site, tmp_path):
        before = databases.state(connection).rows
        call_command("backup", tmp_path / "backup")
        assert AuditEntry.objects.first().action == "backup_made"
        after = databases.state(connection).rows
        assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
            "nominations_auditentry": 1,
            "nominations_auditseal": 1,
        }


def test_the_tool_that_is_missing_is_named(site, monkeypatch):
    monkeypatch.setattr(databases, "major", lambda _connection: 99)
    with pytest.raises(Refused, match="install postgresql-client-99"):
        databases.tool(connection, "pg_dump")
