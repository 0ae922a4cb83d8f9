"""A notice's file → `Notice`, or all of its faults at once."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from .agreement import disagreements
from .building import Builder
from .faults import Fault, NoticeError, quote, touched
from .notice import Notice

SHIPPED = Path(__file__).with_name("notices")  # the notices that come with the system, one file each
LONGEST = 1_000_000  # characters; a notice has some ten thousand
DEEPEST = 20  # parts of a key; the notices have three. tomllib's time and memory grow with their square
SEGMENT = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rf"""(?<![\w"'-]){SEGMENT}(?:[ \t]*+\.[ \t]*+{SEGMENT}){{{DEEPEST}}}""")
PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
NOT_TOML = "须合乎 TOML 的写法：键 = 值，文字在引号内，括号成对，同一键只写一次"


@lru_cache(maxsize=32)
def read_notice(text: str) -> Notice:
    """The notice that a TOML text describes. Raises `NoticeError` with every fault, and nothing else."""
    builder = Builder()
    notice = builder.build(Notice, parsed(text), "")
    known = builder.faults
    faults = known + [fault for fault, needs in disagreements(notice) if not any(touched(n, known) for n in needs)]
    if faults:
        raise NoticeError(faults)
    return notice


def parsed(text: str) -> dict[str, Any]:
    """The plain data in a TOML text, decimals exact. Raises `NoticeError` with the place of the fault."""
    if len(text) > LONGEST:
        raise NoticeError([Fault("文件", f"有 {len(text)} 个字符", f"最多 {LONGEST} 个字符")])
    if deep := DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise NoticeError([Fault(f"第 {line} 行", quote(deep[0]), f"键最多 {DEEPEST} 段")])
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise NoticeError([syntax_fault(text, str(error))]) from error


def syntax_fault(text: str, error: str) -> Fault:
    """Where the file stops being TOML; tomllib names line and column in its (English) message only."""
    place = PLACE.search(error)
    if place:
        line, column = int(place[1]), int(place[2])
        return Fault(f"第 {line} 行第 {column} 列", quote(text.split("\n")[line - 1]), NOT_TOML)
    if "end of document" in error:
        return Fault("文件末尾", quote(text.rstrip().rpartition("\n")[2]), NOT_TOML)
    return Fault("文件", "有过大的数，或括号嵌套过深", NOT_TOML)
