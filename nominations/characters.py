"""Which characters no text may hold: on another machine, or on paper, they are something else or nothing."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NUL = "\x00"
BROKEN = "\ufffd"  # what a decoder leaves where bytes made no sense; also stands for NUL in what is kept
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # all but tab and line ends
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")  # what fonts hold in private
# Of each plane the last two: no character ever, and XML, hence Word and Excel, has no room for some of them.
_LAST_TWO = "".join(chr(plane + place) for plane in range(0, 0xF0000, 0x10000) for place in (0xFFFE, 0xFFFF))
_NO_CHARACTER = re.compile(f"[\ufdd0-\ufdef{_LAST_TWO}]")


def refusal(text: str) -> str:
    """Why `text` cannot be taken, and what to do; "" where it can."""
    if text.isprintable() and BROKEN not in text:
        return ""  # as most can, found in a tenth of the time
    if NUL in text or BROKEN in text:
        return _("含有无法识别的字符（显示为 �），请删去或重新输入。")
    words = _("含有不能打印的字符：%(signs)s。请删去，或改用标准汉字重新输入。")
    signs = unprintable(text)
    return words % {"signs": "、".join(signs)} if signs else ""


def unprintable(text: str) -> list[str]:
    """The characters of `text` that cannot be printed, each once, by code point and kind."""
    kinds = (
        (_CONTROL, _("%(sign)s（控制符）")),
        (_PRIVATE, _("%(sign)s（自造字）")),
        (_NO_CHARACTER, _("%(sign)s（非字符）")),
    )
    return [words % {"sign": code_point(sign)} for kind, words in kinds for sign in dict.fromkeys(kind.findall(text))]


def is_character(sign: str) -> bool:
    """Whether a character is, or may yet be, assigned to this place of Unicode."""
    return not _NO_CHARACTER.match(sign)


def code_point(sign: str) -> str:
    return f"U+{ord(sign):04X}"


class PrintableValidator:
    """Lets pass the value of a text field that can be kept and printed. Raises ValidationError for others."""

    def __call__(self, value: object) -> None:
        if words := refusal(str(value)):
            raise ValidationError(words, code="unprintable")
