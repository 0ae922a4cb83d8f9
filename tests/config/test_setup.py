"""Where `deploy/setup.sh` may not install anything, it says exactly what to install, and stops."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SETUP = settings.BASE_DIR / "deploy" / "setup.sh"
COMMANDS = ["bash", "basename", "cat", "cut", "dirname", "fc-cache", "fc-list", "grep", "ldconfig", "sed", "sha256sum", "soffice"]
COMMANDS += [name for name in ("pg_dump", "pg_restore") if shutil.which(name)]  # where PostgreSQL answers
ADVICE = "Install them, on Debian or Ubuntu with: sudo apt-get install --no-install-recommends chromium-headless-shell\n"


def set_up(path):
    """Runs it where Chromium is missing, and only the commands of that PATH are there."""
    return subprocess.run(
        ["bash", SETUP, "--tests"],
        env={"PATH": path, "CHROMIUM": "/nowhere/chromium", "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def before():
    return {path: (settings.BASE_DIR / path).exists() for path in (".venv", ".env")}


def says_what_to_install(run, before):
    assert run.returncode == 1, run.stdout
    assert run.stderr.endswith(ADVICE), run.stderr
    assert "Installing" not in run.stdout
    assert {path: (settings.BASE_DIR / path).exists() for path in before} == before


def test_who_is_not_root_reads_what_to_install(tmp_path, before):
    nobody = tmp_path / "id"
    nobody.write_text("#!/bin/sh\necho 1000\n")
    nobody.chmod(0o755)
    says_what_to_install(set_up(f"{tmp_path}:{os.environ['PATH']}"), before)


def test_where_there_is_no_apt_one_reads_what_to_install(tmp_path, before):
    for name in COMMANDS:
        found = shutil.which(name) or f"/sbin/{name}"
        assert Path(found).exists(), name
        (tmp_path / name).symlink_to(found)
    (tmp_path / "python3").symlink_to(Path(sys.executable).resolve())
    says_what_to_install(set_up(str(tmp_path)), before)
