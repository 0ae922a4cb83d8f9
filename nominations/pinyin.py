"""Names by their sound: what a list sorts by, and what 曾祥 is found by as `zengxiang` or `zx`."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

# Surnames that are read otherwise than the same sign elsewhere.
SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "任": "ren", "区": "ou", "盖": "ge",
    "乐": "yue", "朴": "piao", "尉": "wei", "翟": "zhai", "华": "hua", "纪": "ji", "缪": "miao", "宓": "mi",
    "冼": "xian", "员": "yun", "折": "she", "种": "chong", "秘": "bi", "召": "shao", "燕": "yan", "句": "gou",
    "逄": "pang", "祭": "zhai", "都": "du", "那": "na", "牟": "mou", "过": "guo", "能": "nai", "乜": "nie",
    "强": "qiang", "薄": "bo", "藏": "zang", "相": "xiang", "应": "ying", "宁": "ning", "覃": "qin", "车": "che",
    "曲": "qu", "柏": "bai", "沈": "shen", "石": "shi", "叶": "ye", "万": "wan", "卜": "bu", "晁": "chao",
    "黑": "he", "繁": "po", "洗": "xian", "隗": "wei", "佴": "nai", "郗": "xi", "占": "zhan", "宿": "su",
}  # fmt: skip
COMPOUND = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"), "宇文": ("yu", "wen"), "中行": ("zhong", "hang"),
}  # fmt: skip
SILENT = re.compile(r"[^0-9a-z]")
LONGEST = 500  # of the column


def sounds_of(name: str, *, person: bool) -> str:
    """曾祥 → "zengxiang zx": the whole, then the initials. Signs without a sound are left out; "" for an empty name."""
    given = name.strip()
    surname = _surname(given) if person else ()
    syllables = [*surname, *lazy_pinyin(given[len(surname) :], style=Style.NORMAL, errors=list)]
    heard = [kept for syllable in syllables if (kept := SILENT.sub("", syllable.lower()))]
    if not heard:
        return ""
    return f"{''.join(heard)} {''.join(syllable[0] for syllable in heard)}"[:LONGEST]


def _surname(name: str) -> tuple[str, ...]:
    """The syllables of the surname where the table knows it."""
    if name[:2] in COMPOUND:
        return COMPOUND[name[:2]]
    return (SURNAMES[name[0]],) if name[:1] in SURNAMES else ()


def typed_sound(text: str) -> str:
    """What was typed as a sound: "Zeng xiang" → "zengxiang", lü → lv; "" where it holds signs that are no letters."""
    letters = re.sub(r"[\s'’·-]", "", text.lower().replace("ü", "v"))
    return letters if letters.isascii() and letters.isalnum() else ""
