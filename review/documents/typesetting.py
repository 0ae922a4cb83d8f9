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
from shutil import copy
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

import typst

STYLES = Path(__file__).parent / "styles"
SECONDS = 300  # more than a thousand rows take on a busy machine
KNOWN = ("HOME", "LANG", "FONTCONFIG_FILE")  # of the environment: where fonts are
REMEMBERED = 11  # documents after which Typst forgets what it laid out for the first: 10 MiB for a form
GROWN = 150 * 1024 * 1024  # bytes; forms stay below, long lists take more
KEPT = 2  # processes that wait for the next document


class NotTypeset(Exception):
    """The process ended without an answer: a fault of the template, too little memory or too much time."""


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
    if waiting := _waiting():
        with suppress(NotTypeset):  # it may have died since
            return waiting.answer(job)
    return _Typesetter(_known()).answer(job)


def warm_up() -> None:
    """Begin a process, so that nobody waits for one to find its fonts."""
    typeset("measure", "[]")


class _Typesetter:
    """The other end of a process that runs `main`."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        command = [sys.executable, "-I", str(Path(__file__))]
        self.process = subprocess.Popen(  # noqa: S603 - a fixed command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=known, start_new_session=True
        )

    def answer(self, job: bytes) -> Typeset:
        """What `main` makes of it; then it waits for the next, or is gone."""
        late = Timer(SECONDS, self.process.kill)
        late.start()
        try:
            self.process.stdin.write(job + b"\n")
            self.process.stdin.flush()
            head = json.loads(self.process.stdout.readline())
            pdf = self.process.stdout.read(head["size"])
        except (OSError, ValueError) as error:
            self.end()
            raise NotTypeset(f"exit code {self.process.returncode}") from error
        finally:
            late.cancel()
        if head["resident"] > GROWN or len(_WAITING) >= KEPT:
            self.end()
        else:
            _WAITING.append(self)
        return Typeset(pdf, head["told"])

    def end(self) -> None:
        """Without its input it ends by itself."""
        with suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


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


def main() -> None:
    """A job a line from stdin; to stdout for each a line of JSON that says how long the PDF behind it is."""
    fonts = typst.Fonts(include_embedded_fonts=False)
    with TemporaryDirectory() as folder:
        root = Path(folder)  # Typst reads files and packages from nowhere else
        for style in STYLES.glob("*.typ"):
            copy(style, root)
        for line in sys.stdin.buffer:
            pdf, told = _made(json.loads(line), root, fonts)
            head = {"size": len(pdf), "told": json.loads(told), "resident": _resident()}
            sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + pdf)
            sys.stdout.buffer.flush()
            for _document in range(REMEMBERED):
                typst.compile(b"", font_paths=fonts)


def _made(job: Mapping[str, Any], root: Path, fonts: typst.Fonts) -> tuple[bytes, str]:
    for name, content in job["files"].items():
        (root / name).write_bytes(b64decode(content))
    compiler = typst.Compiler(
        root / f"{job['template']}.typ",
        root=root,
        font_paths=fonts,
        sys_inputs={"data": job["data"]},
        package_path=root,
        package_cache_path=root,
    )
    pdf = compiler.compile(pdf_tags=False)
    told = compiler.query("<told>", field="value")
    for name in job["files"]:
        (root / name).unlink()
    return pdf, told


def _resident() -> int:
    """Bytes of memory that this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
