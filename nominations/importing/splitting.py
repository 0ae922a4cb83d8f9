"""What people write in the cells of a sheet: other words for the official ones, and several things in one cell. Pure.

A cell is taken apart where that is sure. None says that it is not: whoever typed it then puts a blank between, or parts it in the form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..policy.standards import ETHNIC_GROUPS

NAME = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff·•.A-Za-z]{2,30}")
BETWEEN = re.compile(r"[\s、，,;；:：/／]+")
IN_BRACKETS = re.compile("(.+?)[（(](.+)[）)]")
TITLES = ("长", "经理", "书记", "主任", "主席", "总裁", "总监", "负责人", "代表", "主管", "主持")
# How the full name of an employer ends that a post can follow; longer ones first.
EMPLOYER = re.compile("(.+(?:公司|人民政府|办事处|委员会|管委会))(.+)")
# A post that names a part of such a kind may begin earlier than the last ending found.
PARTS = re.compile("公司|厂|局|院|所|中心|委|办|校|站")
SHORTEST_EMPLOYER = 4
STANDS_BY = "“%s”的备选"  # as the sheet prints it
PRINCIPAL = re.compile('[“"](.+?)[”"]的备选(?:[；;](.*))?', re.DOTALL)

# The words of common use for the official ones.
MEANT: Mapping[str, Mapping[str, str]] = {
    "political_status": {
        "党员": "中共党员", "中国共产党党员": "中共党员", "预备党员": "中共预备党员", "团员": "共青团员",
        "无党派": "无党派人士", "无党派民主人士": "无党派人士",
    },
    "education": {
        "本科": "大学本科", "大学": "大学本科", "大专": "大学专科", "专科": "大学专科", "硕士研究生": "研究生",
        "博士研究生": "研究生", "中专": "中等职业教育", "高中": "普通高中",
    },
    "ethnicity": {label.removesuffix("族"): label for _code, label in ETHNIC_GROUPS},
    "nature": {"参公": "参公单位", "参照公务员法管理单位": "参公单位"},
}  # fmt: skip


def split_leader(text: str) -> tuple[str, str] | None:
    """陶厂长　董事长 → name and post."""
    found = IN_BRACKETS.fullmatch(text)
    parts = [found[1], found[2]] if found else [part for part in BETWEEN.split(text) if part]
    if len(parts) > 2 and len(parts[0]) == len(parts[1]) == 1:  # 张 三 董事长
        parts = [parts[0] + parts[1], *parts[2:]]
    if len(parts) < 2 or not NAME.fullmatch(parts[0]):
        return None
    if parts[0].endswith(TITLES) and not parts[1].endswith(TITLES):  # 董事长 张三
        return None
    return parts[0], "、".join(parts[1:])


def split_post(text: str, employers: Collection[str] = ()) -> tuple[str, str, str] | None:
    """示例机械有限公司 生产部经理（四级） → employer, position, grade. `employers`: full names that are known."""
    parts = text.split()
    if len(parts) == 2 and len(parts[0]) >= SHORTEST_EMPLOYER:
        return (parts[0], *split_position(parts[1]))
    if len(parts) != 1:
        return None
    known = max((one for one in employers if text.startswith(one)), key=len, default="")
    if known and text != known:
        return (known, *split_position(text.removeprefix(known)))
    found = EMPLOYER.fullmatch(text)
    if found and not PARTS.search(found[2]) and not found[2].startswith(("（", "(")):
        return (found[1], *split_position(found[2]))
    return None


def split_position(text: str) -> tuple[str, str]:
    """生产部经理（四级） → position, grade."""
    found = IN_BRACKETS.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def split_remarks(text: str) -> tuple[str, str]:
    """“某某”的备选；其他的话 → the principal's name, "" where there is none, and the remarks themselves."""
    found = PRINCIPAL.fullmatch(text)
    return (found[1], found[2] or "") if found else ("", text)
