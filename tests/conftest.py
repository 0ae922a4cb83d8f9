"""What all tests share: the browser, and the words on which database they ran."""

import gc
import os
import shutil
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import pytest_runtest_protocol as run_one
from django.conf import settings
from django.db import connection
from xdist.scheduler import LoadScopeScheduling

from nominations.append_only import GROWING, guards, unguarded

# The synchronous driver of the browser runs an event loop, in which Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

pytest_plugins = ["tests.cast"]

# A process of tests holds much that lives to its end: looked through less often, the tests take a twentieth less time.
gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """Run one test, on a piece of Python's stack that is large enough for all that it calls.

    The stack comes in pieces of 16 KB. A call over the end of one asks the system for the next and gives it back when it
    returns: in a loop just there, a hundred thousand times a minute (CPython 3.11, push_chunk in Python/pystate.c).
    """
    return run_one(item, nextitem)


# A piece for so many words is a megabyte, of which half is left to those that are called.
pytest_runtest_protocol.__code__ = pytest_runtest_protocol.__code__.replace(co_stacksize=70_000)

# How long an example takes says how busy the machine is, not whether the rule holds.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

# Debian's Chromium without a screen: the same engine, a quarter quicker. CHROMIUM names another, to look on.
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell"))


class ByFile(LoadScopeScheduling):
    """A file's tests stay in one process, with what they make once.

    So do those of tests/access that ask for the same pages of one world; wrong input asks for others, and takes long.
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return "tests/access/" if file.startswith("tests/access/") and "wrong_input" not in file else file


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


# What takes longest comes first, or one process would go on alone at the end.
LONG = ("tests/access/", "tests/journeys/", "tests/review/test_addresses.py", "tests/review/test_second_notice.py")
LONG += ("tests/review/test_workflow_stateful.py", "tests/review/test_demo.py", "tests/test_site_backup.py")
LONG += ("tests/review/documents/", "tests/nominations/browser/", "tests/review/browser/")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((n for n, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The databases. What a test committed is deleted afterwards: TRUNCATE would make hundreds of new files every time."""

    def deleting(_ops, style, tables, **_options):
        deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # references are looked at last
        grow = [table for table in GROWING if table in tables]
        return [*unguarded(connection.vendor, grow), *deletions, *guards(connection.vendor, grow)]

    type(connection.ops).sql_flush = deleting  # of all connections: each thread has its own


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, also as root, and silent: it asks nobody for updates."""
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A desk in Chongqing."""
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 900},
    }


def pytest_terminal_summary(terminalreporter):
    """Say which databases the tests ran on, above pytest's own closing line."""
    note = os.environ.get("TEST_RUN_NOTE")
    if note:
        terminalreporter.section("databases")
        terminalreporter.line(f"ran on {note}")


def pytest_unconfigure():
    """Remove the database and the uploads of this process."""
    shutil.rmtree(settings.TEST_DIR, ignore_errors=True)
