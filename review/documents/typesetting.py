"""Data in, pages out: the one place that knows Typst. Run by `sheet_pdf` as a process of its own.

Typst keeps what it has laid out for the next time, 100 MiB and more for a long list: that memory goes with the
process. It imports nothing of the site and is given none of its secrets.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

TEMPLATE = Path(__file__).parent / "styles" / "sheet.typ"
SECONDS = 300  # more than a thousand rows take on a busy machine
KNOWN = ("HOME", "LANG", "FONTCONFIG_FILE")  # of the environment: where fonts are


def typeset(data: str) -> bytes:
    """The PDF that `styles/sheet.typ` makes of `data`. Raises CalledProcessError."""
    command = [sys.executable, "-I", str(Path(__file__))]
    known = {name: os.environ[name] for name in KNOWN if name in os.environ}
    return subprocess.run(  # noqa: S603 - a fixed command
        command, input=data.encode(), stdout=subprocess.PIPE, env=known, timeout=SECONDS, check=True
    ).stdout


def main() -> None:
    """Data from stdin, PDF to stdout. Typst reads files and packages from an empty folder only."""
    data = {"sheet": sys.stdin.buffer.read().decode()}
    fonts = typst.Fonts(include_embedded_fonts=False)
    with TemporaryDirectory() as empty:
        closed = {"root": empty, "package_path": empty, "package_cache_path": empty}
        pdf = typst.compile(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=data, pdf_tags=False, **closed)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
