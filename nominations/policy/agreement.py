"""Do the parts of a notice agree with each other? What no single key can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .blanks import blanks_of, strangers
from .faults import Fault, quote
from .notice import (
    ALLOWANCE,
    ENTERPRISES,
    FIXED,
    INDIVIDUAL,
    KINDS,
    NO_CERTIFICATE,
    NUMBER_BLANKS,
    OPTION_FIELDS,
    RECOMMENDED,
    SCORES,
    STATEMENT_TRUE,
    STATEMENTS,
    TEXT_BLANKS,
    Allowance,
    Match,
    Notice,
    OpinionBox,
)
from .rules import RULES

WHOLE = 100


class Disagreement(NamedTuple):
    fault: Fault
    needs: tuple[str, ...]  # the keys it was judged by: where one of them is faulty, it says nothing


def at(path: str, found: str, allowed: str, *needs: str) -> Disagreement:
    return Disagreement(Fault(path, found, allowed), (path, *needs))


def disagreements(notice: Notice) -> Iterator[Disagreement]:
    """Every contradiction between keys, each with the keys it was judged by."""
    for check in (codes, award_kinds, caps, boxes, certificates, unit_kinds, options, references, panel, dates, clauses):
        yield from check(notice)


def codes(notice: Notice) -> Iterator[Disagreement]:
    """No code twice in its list."""
    yield from repeated("unit_kinds", (kind.code for kind in notice.unit_kinds))
    for index, award in enumerate(notice.awards):
        yield from repeated(f"awards[{index}].criteria", (c.code for c in award.criteria))
    for field, choices in notice.options.items():
        yield from repeated(f"options.{field}", (choice.code for choice in choices))
    yield from repeated("consultation.authorities", (a.code for a in notice.consultation.authorities))
    yield from repeated("consultation.rows", (row.code for row in notice.consultation.rows))
    yield from repeated("panel.dimensions", (d.code for d in notice.panel.dimensions))
    for year, times in Counter(notice.assessment_years).items():
        if times > 1:
            yield at("assessment_years", f"{year} 写了 {times} 次", "每个年度只写一次")


def repeated(path: str, found: Iterable[str]) -> Iterator[Disagreement]:
    seen: set[str] = set()
    for index, code in enumerate(found):
        if code in seen:
            yield at(f"{path}[{index}].code", f"“{code}”与前面重复", "同一列表内代码不得重复")
        seen.add(code)


def award_kinds(notice: Notice) -> Iterator[Disagreement]:
    if sorted(award.code for award in notice.awards) != sorted(KINDS):
        found = "、".join(award.code for award in notice.awards)
        yield at("awards", f"现有 {found}", "集体 collective 和个人 individual 各写一项")


def caps(notice: Notice) -> Iterator[Disagreement]:
    """A cap below the whole says of whom."""
    for index, award in enumerate(notice.awards):
        path = f"awards[{index}]"
        if award.capped_percent < WHOLE and not award.capped:
            yield at(f"{path}.capped", "缺少此项", "占比低于 100% 时须写明限制哪些对象", f"{path}.capped_percent")
        if award.capped_percent < WHOLE and not award.capped_label:
            yield at(f"{path}.capped_label", "缺少此项", "占比低于 100% 时须写明名称", f"{path}.capped_percent")


def boxes(notice: Notice) -> Iterator[Disagreement]:
    """Each sentence to tick has its field, and the kind has that field."""
    for index, award in enumerate(notice.awards):
        allowed = (STATEMENT_TRUE,) if award.code == INDIVIDUAL else STATEMENTS
        for place, box in enumerate(award.form.boxes):
            yield from box_fields(box, f"awards[{index}].form.boxes[{place}]", allowed, f"awards[{index}].code")


def box_fields(box: OpinionBox, path: str, allowed: tuple[str, ...], code: str) -> Iterator[Disagreement]:
    if len(box.fields) != len(box.statements):
        found = f"{len(box.fields)} 个字段，{len(box.statements)} 句"
        yield at(f"{path}.fields", found, "与 statements 一一对应", f"{path}.statements")
    for index, field in enumerate(box.fields):
        if field not in allowed:
            yield at(f"{path}.fields[{index}]", quote(field), "只能是：" + "、".join(allowed), code)


def certificates(notice: Notice) -> Iterator[Disagreement]:
    """A certificate's words leave open what can be filled in, name whoever it is for, and tell one from the next."""
    for index, award in enumerate(notice.awards):
        given, path = award.certificate, f"awards[{index}].certificate"
        if given == NO_CERTIFICATE:
            continue
        yield from blanks(f"{path}.title", given.title, TEXT_BLANKS)
        for place, line in enumerate(given.text):
            yield from blanks(f"{path}.text[{place}]", line, TEXT_BLANKS)
        yield from blanks(f"{path}.number", given.number, NUMBER_BLANKS)
        if "name" not in blanks_of("".join([given.title, *given.text])):
            yield at(f"{path}.text", "没有 {name}", "须有 {name}（名称或姓名）", f"{path}.title")
        if "number" not in blanks_of(given.number):
            yield at(f"{path}.number", quote(given.number), "须有 {number}（顺序号）")


def blanks(path: str, text: str, known: tuple[str, ...]) -> Iterator[Disagreement]:
    wrong = strangers(text, known)
    if wrong:
        allowed = "、".join(f"{{{name}}}" for name in known)
        yield at(path, f"不认识 {'、'.join(wrong)}", f"花括号内只能是：{allowed}")


def unit_kinds(notice: Notice) -> Iterator[Disagreement]:
    for index, kind in enumerate(notice.unit_kinds):
        path = f"unit_kinds[{index}]"
        yield from allowance(kind.collectives, f"{path}.collectives", (FIXED, ENTERPRISES))
        yield from allowance(kind.individuals, f"{path}.individuals", (FIXED, ENTERPRISES, RECOMMENDED, ALLOWANCE))
        yield from known(notice, f"{path}.enterprise_ownership", kind.enterprise_ownership)


def allowance(given: Allowance, path: str, bases: tuple[str, ...]) -> Iterator[Disagreement]:
    """A fixed number has no percentage and the other way round."""
    basis = f"{path}.basis"
    if given.basis not in bases:
        yield at(basis, quote(given.basis), "只能是：" + "、".join(bases))
    if given.basis == FIXED and given.percent:
        yield at(f"{path}.percent", quote(given.percent), "basis 为 fixed 时写 number，不写 percent", basis)
    if given.basis != FIXED and given.number:
        yield at(f"{path}.number", quote(given.number), "basis 不是 fixed 时写 percent，不写 number", basis)
    if given.basis != FIXED and not given.percent:
        yield at(f"{path}.percent", "缺少此项或为 0", "basis 不是 fixed 时须写大于 0 的 percent", basis)


def options(notice: Notice) -> Iterator[Disagreement]:
    """Exactly the fields that have options, each option with what the rules need of it."""
    for field in notice.options.keys() - set(OPTION_FIELDS):
        yield at(f"options.{field}", "没有这一项", "可以写：" + "、".join(OPTION_FIELDS))
    for field in OPTION_FIELDS:
        if not notice.options.get(field):
            yield at(f"options.{field}", "缺少此项", "须为列表，至少一个选项")
    for field in ("nature", "employer_nature", "person_category"):
        for index, choice in enumerate(notice.options.get(field, ())):
            if not choice.sector:
                yield at(f"options.{field}[{index}].sector", "缺少此项", "只能是：public、enterprise、other")
    grades = notice.options.get("assessment", ())
    if grades and not any(grade.passing for grade in grades):
        yield at("options.assessment", "没有一个 passing = true", "至少一个等次算作称职（合格）及以上")


def references(notice: Notice) -> Iterator[Disagreement]:
    """Patterns name ownerships there are, rows name authorities there are."""
    for index, award in enumerate(notice.awards):
        yield from patterns(notice, f"awards[{index}].capped", award.capped)
    allowed = [authority.code for authority in notice.consultation.authorities]
    for index, row in enumerate(notice.consultation.rows):
        path = f"consultation.rows[{index}]"
        yield from patterns(notice, f"{path}.match", row.match)
        for place, code in enumerate(row.authorities):
            if code not in allowed:
                words = "只能是：" + "、".join(allowed)
                yield at(f"{path}.authorities[{place}]", quote(code), words, "consultation.authorities")


def patterns(notice: Notice, path: str, matches: tuple[Match, ...]) -> Iterator[Disagreement]:
    for index, match in enumerate(matches):
        yield from known(notice, f"{path}[{index}].ownership", match.ownership)


def known(notice: Notice, path: str, ownerships: tuple[str, ...]) -> Iterator[Disagreement]:
    allowed = [choice.code for choice in notice.options.get("ownership", ())]
    for index, code in enumerate(ownerships):
        if code not in allowed:
            yield at(f"{path}[{index}]", quote(code), "只能是：" + "、".join(allowed), "options.ownership")


def panel(notice: Notice) -> Iterator[Disagreement]:
    weights = sum(dimension.weight for dimension in notice.panel.dimensions)
    if notice.panel.mode == SCORES and weights != WHOLE:
        yield at("panel.dimensions", f"权重合计 {weights}", f"权重合计须为 {WHOLE}", "panel.mode")
    if notice.panel.trim_from in (1, 2):
        allowed = "0（不去掉最高最低分），或至少 3（去掉两个后还有分数）"
        yield at("panel.trim_from", quote(notice.panel.trim_from), allowed)


def dates(notice: Notice) -> Iterator[Disagreement]:
    if notice.deadline.date() < notice.issued_on:
        words = f"不早于印发日期 {notice.issued_on}"
        yield at("deadline.at", quote(notice.deadline.date()), words, "deadline", "issued_on")


def clauses(notice: Notice) -> Iterator[Disagreement]:
    for rule in notice.clauses:
        if rule not in RULES:
            yield at(f"clauses.{rule}", "没有这条规则", "只能是：" + "、".join(RULES))
