"""Data in, pages out: the one place that knows Typst. It runs as a process of its own.

Typst keeps what it has laid out for the next time, 100 MiB and more for a long list: that memory goes with the
process. It imports nothing of the site and is given none of its secrets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import typst

STYLES = Path(__file__).parent / "styles"
SECONDS = 300  # more than a thousand rows take on a busy machine
KNOWN = ("HOME", "LANG", "FONTCONFIG_FILE")  # of the environment: where fonts are


@dataclass(frozen=True)
class Typeset:
    """What a template made of its data: the pages, and the values of all metadata that it labels `<told>`."""

    pdf: bytes
    told: list[Any]


def typeset(template: str, data: str, pictures: Mapping[str, bytes] | None = None) -> Typeset:
    """What `styles/<template>.typ` makes of `data`, which is JSON; it may show `pictures` by their names.

    Raises CalledProcessError.
    """
    files = {name: b64encode(content).decode() for name, content in (pictures or {}).items()}
    job = json.dumps({"template": template, "data": data, "files": files})
    command = [sys.executable, "-I", str(Path(__file__))]
    known = {name: os.environ[name] for name in KNOWN if name in os.environ}
    done = subprocess.run(  # noqa: S603 - a fixed command
        command, input=job.encode(), stdout=subprocess.PIPE, env=known, timeout=SECONDS, check=True
    ).stdout
    told, _newline, pdf = done.partition(b"\n")
    return Typeset(pdf, json.loads(told))


def main() -> None:
    """The job from stdin; to stdout a line of JSON with what is told, then the PDF."""
    job = json.load(sys.stdin)
    with TemporaryDirectory() as folder:
        root = Path(folder)  # Typst reads files and packages from nowhere else
        for style in STYLES.glob("*.typ"):
            copy(style, root)
        for name, content in job["files"].items():
            (root / name).write_bytes(b64decode(content))
        compiler = typst.Compiler(
            root / f"{job['template']}.typ",
            root=root,
            font_paths=typst.Fonts(include_embedded_fonts=False),
            sys_inputs={"data": job["data"]},
            package_path=root,
            package_cache_path=root,
        )
        pdf = compiler.compile(pdf_tags=False)
        told = compiler.query("<told>", field="value")
    told = told.replace("\n", "")  # it comes in lines; those of a text are escaped
    sys.stdout.buffer.write(told.encode() + b"\n" + pdf)


if __name__ == "__main__":
    main()
