"""Data in, pages out: the one place that knows Typst, which runs in a process of its own.

Typst keeps what it has laid out for the documents that follow. Those are other ones here, so it is made to forget; where
it has grown nevertheless, by a long list, its process is ended, and the memory goes with it. The process imports nothing
of the site and is given none of its secrets.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, rmtree
from tempfile import mkdtemp
from threading import Timer
from typing import Any

import typst

STYLES = Path(__file__).parent / "styles"
SECONDS = 300  # more than a thousand rows take on a busy machine
KNOWN = ("HOME", "LANG", "FONTCONFIG_FILE")  # of the environment: where fonts are
FULL = 90 * 1024 * 1024  # bytes from which it is made to forget, which takes as long as a short paper
REMEMBERED = 11  # documents after which Typst forgets what it laid out for the first: 10 MiB for a form
GROWN = 150 * 1024 * 1024  # bytes; forms stay below, long lists take more
ATTEMPTS = 4  # a process may be killed for what another one took
KEPT = 2  # processes that wait for the next document


class NotTypeset(Exception):
    """The template cannot make anything of its data, or whoever tried died of it: too little memory, too much time."""


class _Gone(Exception):
    """The process died before it had answered."""


@dataclass(frozen=True)
class Typeset:
    """What a template made of its data: the pages, and the values of all metadata that it labels `<told>`."""

    pdf: bytes
    told: list[Any]


def typeset(template: str, data: str, pictures: Mapping[str, bytes] | None = None) -> Typeset:
    """What `styles/<template>.typ` makes of `data`, which is JSON; it may show `pictures` by their names.

    Raises NotTypeset.
    """
    files = {name: b64encode(content).decode() for name, content in (pictures or {}).items()}
    job = json.dumps({"template": template, "data": data, "files": files}).encode()
    for _attempt in range(ATTEMPTS):
        with suppress(_Gone):
            return (_waiting() or _Typesetter(_known())).answer(job)
    raise NotTypeset(f"{ATTEMPTS} processes died of it")


def warm_up() -> None:
    """Begin a process, so that nobody waits for one to find its fonts."""
    typeset("measure", "[]")


class _Typesetter:
    """The other end of a process that runs `main`."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.folder = mkdtemp()
        command = [sys.executable, "-I", str(Path(__file__)), self.folder]
        self.process = subprocess.Popen(  # noqa: S603 - a fixed command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known, start_new_session=True
        )

    def answer(self, job: bytes) -> Typeset:
        """What `main` makes of it; then it waits for the next, or is gone. Raises NotTypeset or _Gone."""
        late = Timer(SECONDS, self.process.kill)
        late.start()
        try:
            head, pdf = self._exchange(job)
        except (OSError, ValueError) as error:
            self.end()
            raise _Gone from error
        finally:
            late.cancel()
        if head["resident"] > GROWN or len(_WAITING) >= KEPT:
            self.end()
        else:
            _WAITING.append(self)
        if head["fault"]:
            raise NotTypeset(head["fault"])
        return Typeset(pdf, head["told"])

    def _exchange(self, job: bytes) -> tuple[dict[str, Any], bytes]:
        """Raises OSError or ValueError where the answer is not whole."""
        self.process.stdin.write(job + b"\n")
        self.process.stdin.flush()
        head = json.loads(self.process.stdout.readline())
        pdf = self.process.stdout.read(head["size"])
        if len(pdf) < head["size"]:
            raise ValueError
        return head, pdf

    def end(self) -> None:
        """Without its input it ends by itself."""
        with suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        rmtree(self.folder, ignore_errors=True)


_WAITING: deque[_Typesetter] = deque()


def _known() -> dict[str, str]:
    return {name: os.environ[name] for name in KNOWN if name in os.environ}


def _waiting() -> _Typesetter | None:
    """One that waits, and knows the fonts that are asked for now."""
    while True:
        try:
            one = _WAITING.pop()
        except IndexError:
            return None
        if one.known == _known():
            return one
        one.end()


@atexit.register
def _end_all() -> None:
    while _WAITING:
        _WAITING.pop().end()


def main(folder: str) -> None:
    """Answer jobs until whoever asks has gone, perhaps killed in the middle of one; nothing is left of them then."""
    try:
        _answer_jobs(folder)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what Python flushes at its end goes nowhere
    finally:
        rmtree(folder, ignore_errors=True)


def _answer_jobs(folder: str) -> None:
    """A job a line from stdin; to stdout for each a line of JSON that says how long the PDF behind it is."""
    fonts = typst.Fonts(include_embedded_fonts=False)
    root = Path(folder)  # Typst reads files from nowhere else
    for style in STYLES.glob("*.typ"):
        copy(style, root)
    for line in sys.stdin.buffer:
        try:
            job = json.loads(line)
        except ValueError:  # whoever asked died while asking
            return
        try:
            pdf, told = _made(job, root, fonts)
            head = {"size": len(pdf), "told": json.loads(told), "fault": "", "resident": _resident()}
        except typst.TypstError as error:
            pdf, head = b"", {"size": 0, "told": [], "fault": str(error), "resident": _resident()}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pdf)
        sys.stdout.buffer.flush()
        for _document in range(REMEMBERED if _resident() > FULL else 0):
            typst.compile(b"", font_paths=fonts)


def _made(job: Mapping[str, Any], root: Path, fonts: typst.Fonts) -> tuple[bytes, str]:
    for name, content in job["files"].items():
        (root / name).write_bytes(b64decode(content))
    compiler = typst.Compiler(
        root / f"{job['template']}.typ",
        root=root,
        font_paths=fonts,
        sys_inputs={"data": job["data"]},
    )
    try:
        return compiler.compile(pdf_tags=False), compiler.query("<told>", field="value")
    finally:
        for name in job["files"]:
            (root / name).unlink()


def _resident() -> int:
    """Bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(sys.argv[1])
