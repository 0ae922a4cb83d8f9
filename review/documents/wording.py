"""How single values read on paper. Pure: no request, no query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from nominations.models import CollectiveNomination, IndividualNomination

PLACES = "一二三四五六七八九十"
GENDERS = {"male": "男", "female": "女"}
BLANK_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"  # room to write by hand

# Characters that no paper shows: controls (Excel refuses them), lone surrogates and non-characters (XML has none),
# and the marks that turn the direction of writing (a name could hide its true order behind them).
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# A stop, also in quotation marks or before a remark in brackets.
_ENDED = re.compile("[。！？…][”）]?(（[^（）]*）)?$")


def clean(text: str) -> str:
    """`text` without what cannot be printed; line ends as "\\n"."""
    if text.isprintable():
        return text  # as most is, found in a tenth of the time
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def month(day: date | None) -> str:
    """1980.05, as the forms ask; "" where there is no date."""
    return f"{day:%Y.%m}" if day else ""


def full_date(day: date | None) -> str:
    """2023年12月27日, or the blanks to write it into."""
    return f"{day.year}年{day.month}月{day.day}日" if day else BLANK_DATE


def moment(at: datetime) -> str:
    """2024年1月18日 10:00; `at` in local time."""
    return f"{full_date(at.date())} {at:%H:%M}"


def joined(parts: Iterable[str], between: str) -> str:
    return between.join(part for part in parts if part)


def sentence(text: str) -> str:
    """`text` with the stop at its end that whoever typed it may have left out."""
    return text if _ENDED.search(text) else f"{text}。"


def with_brackets(text: str, inner: str) -> str:
    """工程师 + 四级 → 工程师（四级）; either alone stands without brackets."""
    return f"{text}（{inner}）" if text and inner else text or inner


def remarks(nominee: CollectiveNomination | IndividualNomination) -> str:
    """The remarks, headed by the principal for whom this one stands by (五（二）)."""
    principal = nominee.backup_for
    backup = f"“{principal.name}”的备选" if principal else ""
    return joined([backup, nominee.remarks], "；")
