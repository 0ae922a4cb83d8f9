"""Lines of the sheet → values of a draft's fields, cleaned by the fields of the form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import ValidationError
from django.utils.translation import gettext as _

from ..enums import Gender
from ..forms.collective import CollectiveForm
from ..forms.fields import Day
from ..forms.individual import STANDARDS, IndividualForm
from ..models import CollectiveNomination, IndividualNomination
from ..policy.identity import birth_month_of, normalise
from ..policy.notice import COLLECTIVE, INDIVIDUAL, Notice
from ..sheet_workbook import LEADER, NUMBER, POST, Entry, Table, line_of, squeezed
from ..units_workbook import RowFault
from .splitting import MEANT, split_leader, split_post, split_remarks

FORMS = {COLLECTIVE: CollectiveForm, INDIVIDUAL: IndividualForm}
CHOSEN = ("nature", "person_category", "gender", *STANDARDS)
BACKUP = "backup_for"  # by name here: the principal may be a line of the same sheet
# Fields that a column fills, where they are not the one of its own name.
FIELDS = {
    LEADER: ("leader_name", "leader_position"),
    POST: ("employer", "position", "grade"),
    "remarks": ("remarks", BACKUP),
}
JANUARY_OR_OCTOBER = re.compile(r"[0-9]{4}\.1")

Detail = CollectiveNomination | IndividualNomination


@dataclass(frozen=True)
class Nominee:
    """One line understood. `texts`: column → what stands there, empty ones left out; `values`: field → value.

    `unsplit`: columns of several things that could not be taken apart; all of it then stands in the first field.
    """

    line: int
    texts: Mapping[str, str]
    values: Mapping[str, Any]
    unsplit: tuple[str, ...] = ()


def fields_of(column: str) -> tuple[str, ...]:
    """The fields that a column fills."""
    return FIELDS.get(column, (column,))


def read_nominees(
    table: Table, kind: str, notice: Notice, employers: Collection[str]
) -> tuple[list[Nominee], list[RowFault]]:
    """Every line that has no fault, and every fault there is. `employers`: full names that are known."""
    reader = Reader(table.headings, kind, notice, employers)
    nominees = [nominee for entry in table.entries for nominee in reader.read(entry)]
    return nominees, reader.faults


class Reader:
    """Reads line after line; `faults` grows."""

    def __init__(self, headings: Mapping[str, str], kind: str, notice: Notice, employers: Collection[str]) -> None:
        self.headings, self.kind, self.employers = headings, kind, employers
        self.fields = FORMS[kind].base_fields
        self.codes = {name: _codes(name, notice) for name in CHOSEN}
        self.faults: list[RowFault] = []
        self.seen: dict[str, int] = {}

    def read(self, entry: Entry) -> Iterable[Nominee]:
        """The line, or nothing where it has a fault."""
        before = len(self.faults)
        values: dict[str, Any] = {}
        unsplit = []
        texts = {column: line_of(cell) for column, cell in entry.cells.items() if column != NUMBER and line_of(cell)}
        for column in texts:
            try:
                found, whole = self._values(column, entry.cells)
                values |= found
                unsplit += [column] if whole else []
            except ValidationError as fault:
                self._fault(entry.line, column, "".join(fault.messages))
        self._once(entry.line, texts)
        if len(self.faults) == before:
            yield Nominee(entry.line, texts, values, tuple(unsplit))

    def _fault(self, line: int, column: str, words: str) -> None:
        self.faults.append(RowFault(line, self.headings.get(column, column), words))

    def _once(self, line: int, texts: Mapping[str, str]) -> None:
        """Each nominee has a name, and stands in the sheet once."""
        if "name" not in texts:
            self._fault(line, "name", _("不能为空，请填写；不是推荐对象的行请删去。"))
        mark = "name" if self.kind == COLLECTIVE else "id_number"
        text = normalise(texts.get(mark, ""))
        if text in self.seen:
            self._fault(line, mark, _("与第 %(line)d 行重复，同一推荐对象只写一行。") % {"line": self.seen[text]})
        elif text:
            self.seen[text] = line

    def _values(self, column: str, cells: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """field → value of one cell, and whether it should have been taken apart and was not. Raises ValidationError."""
        cell = cells[column]
        text = str(cell) if isinstance(cell, str) else line_of(cell)
        if column == LEADER:
            return self._parted(FIELDS[LEADER], split_leader(text), text)
        if column == POST:
            return self._parted(FIELDS[POST], split_post(text, self.employers), text)
        if column == "remarks":
            principal, rest = split_remarks(text)
            named = {BACKUP: self.fields["name"].clean(principal)} if principal else {}
            return {"remarks": self.fields["remarks"].clean(rest), **named}, False
        if column in self.codes:
            return {column: self._chosen(column, text)}, False
        if column == "birth_month":
            return {column: self._month(cell, cells.get("id_number"))}, False
        if column == "id_number" and not isinstance(cell, str):
            raise ValidationError(
                _(
                    "身份证号是按数字存放的，Excel 只保留前 15 位，后面的已经丢失。"
                    "请把这一列的格式改为“文本”，再对照身份证重新输入。"
                )
            )
        return {column: self.fields[column].clean(text)}, False

    def _parted(self, names: tuple[str, ...], parts: tuple[str, ...] | None, text: str) -> tuple[dict[str, Any], bool]:
        if parts is None:
            return {names[0]: self.fields[names[0]].clean(line_of(text))}, True
        values = {name: self.fields[name].clean(part) for name, part in zip(names, parts, strict=True)}
        return {name: value for name, value in values.items() if value}, False

    def _chosen(self, column: str, text: str) -> str:
        """The code of an option, by its label."""
        codes, word = self.codes[column], squeezed(text)
        code = codes.get(squeezed(MEANT.get(column, {}).get(word, word)))
        if code is None:
            words = _("“%(text)s”不是规定的写法，只能填：%(allowed)s。")
            allowed = (
                "、".join(codes) if len(codes) < len(STANDARDS["ethnicity"]) else _("国家标准的民族名称，如“汉族”")
            )
            raise ValidationError(words % {"text": text[:20], "allowed": allowed})
        return code

    def _month(self, cell: Any, id_number: Any) -> date | None:
        """A month in any of its spellings. 1980.10 typed as a number is kept as 1980.1: the ID number may tell."""
        if isinstance(cell, datetime):
            cell = f"{cell:%Y.%m}"
        text = line_of(cell)
        if isinstance(cell, float) and JANUARY_OR_OCTOBER.fullmatch(text):
            told = birth_month_of(id_number) if isinstance(id_number, str) else None
            if told and told.year == int(cell) and told.month in (1, 10):
                return told
            words = _(
                "%(text)s 是按数字存放的，分不清 1 月还是 10 月。请把这一格改为“文本”，写成 %(year)s.01 或 %(year)s.10。"
            )
            raise ValidationError(words % {"text": text, "year": text[:4]})
        try:
            return self.fields["birth_month"].clean(text)
        except ValidationError:
            day = _day(text)
            if day is None:
                raise
            return day.replace(day=1)


def _day(text: str) -> date | None:
    try:
        return Day().clean(text)
    except ValidationError:
        return None


def _codes(name: str, notice: Notice) -> dict[str, str]:
    """Label, as it is compared → code; what the sheet prints for several stands for the one that is called so."""
    if name == "gender":
        return {str(label): str(code) for code, label in Gender.choices}
    if name in STANDARDS:
        return {word: word for _code, word in STANDARDS[name]}
    options = notice.options[name]
    return {squeezed(option.on_sheet): option.code for option in options} | {
        squeezed(option.label): option.code for option in options
    }
