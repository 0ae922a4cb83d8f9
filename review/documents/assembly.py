"""Drawn forms put together: one PDF for printing on both sides, or a ZIP with one PDF each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nominations.models import Nomination

from ..models import DrawnForm
from . import merging
from .batch import BEAT, path_of
from .zipping import safe_name, unlike


def assemble(
    target: Path, forms: Sequence[DrawnForm], nominations: Sequence[Nomination], *, as_zip: bool, alive: Callable[[], None]
) -> None:
    """`alive` is called every few seconds, and may end the work by raising. Raises CalledProcessError."""
    names = file_names(nominations)
    parts = [(str(path_of(form.file)), form.first, form.pages, name) for form, name in zip(forms, names, strict=True)]
    job = json.dumps({"target": str(target), "zip": as_zip, "forms": parts})
    command = [sys.executable, "-I", merging.__file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:  # noqa: S603 - a fixed command
        try:
            process.stdin.write(job)
            process.stdin.close()
            while process.poll() is None:
                alive()
                _wait(process)
        finally:
            process.kill()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def _wait(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(BEAT)
    except subprocess.TimeoutExpired:
        return


def file_names(nominations: Sequence[Nomination]) -> Iterator[str]:
    """`03-镇街名-先进个人-姓名.pdf`: as many digits as the last number has, two at least, so that they sort."""
    digits, taken = max(2, len(str(len(nominations)))), set()
    for number, nomination in enumerate(nominations, 1):
        label = nomination.recommendation.cycle.notice.award(nomination.kind).label
        parts = (f"{number:0{digits}}", nomination.recommendation.unit.brief, label, str(nomination))
        yield unlike(safe_name(f"{'-'.join(parts)}.pdf"), taken)
