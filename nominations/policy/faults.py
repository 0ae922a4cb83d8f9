"""What is wrong with a notice's file: every fault at its key, with what is allowed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHOWN = 60  # characters of a wrong value that are quoted back
HUGE = 256  # bits


@dataclass(frozen=True)
class Fault:
    path: str  # "awards[0].places"; "第 3 行第 5 列" where the file is not TOML
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.path}：{self.found}；{self.allowed}"


class NoticeError(ValueError):
    """The file cannot be used. `faults` holds all of them, in the file's order of keys."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def quote(value: Any) -> str:
    """The wrong value as the file would write it, in few characters and on one line."""
    if isinstance(value, bool):
        return f"现为“{str(value).lower()}”"
    if isinstance(value, int) and value.bit_length() > HUGE:  # str() refuses what hexadecimal can write
        return "现为一个过大的数"
    if isinstance(value, dict | list):
        return "现为一组“键 = 值”" if isinstance(value, dict) else "现为列表"
    text = " ".join(str(value).split())
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return f"现为“{shown}”" if shown else "现为空"


def missing(path: str, allowed: str) -> Fault:
    return Fault(path, "缺少此项", allowed)


def within(path: str, root: str) -> bool:
    """Is `path` the key `root` or something inside it?"""
    return path == root or path.startswith((f"{root}.", f"{root}["))


def touched(path: str, faults: Iterable[Fault]) -> bool:
    """Is there already a fault at, inside or around `path`, so that its value says nothing?"""
    return any(within(fault.path, path) or within(path, fault.path) for fault in faults)
