"""Attachment 2: an individual's 推荐审批表."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..enums import Gender, Kind
from ..models import IndividualNomination as Row
from ..models import Nomination
from ..policy.corrections import ASSESSMENT
from ..policy.identity import read_id_number
from ..policy.standards import DEGREES, EDUCATION, ETHNIC_GROUPS, POLITICAL_STATUS
from .base import NominationForm, limit
from .collective import DEEDS_KEPT
from .fields import Choice, Key, Month, Personal, Several, Text, Tick, YesNo
from .sections import INDIVIDUAL_SECTIONS


class IndividualForm(NominationForm):
    sections = INDIVIDUAL_SECTIONS

    name = Text(limit(Row, "name"))
    id_number = Personal(limit(Row, "id_number"))
    gender = Choice()
    ethnicity = Choice()
    birth_month = Month()
    native_place = Text(limit(Row, "native_place"))
    political_status = Choice()
    work_start = Month()
    education = Choice()
    degree = Choice()
    contact = Personal(limit(Row, "contact"))
    employer = Text(limit(Row, "employer"))
    employer_nature = Choice()
    ownership = Choice()
    person_category = Choice()
    position = Text(limit(Row, "position"))
    grade = Text(limit(Row, "grade"))
    professional_title = Text(limit(Row, "professional_title"))
    is_cadre = Tick()
    frontline = Tick()
    city_managed = YesNo()
    leads_collective = Key()
    division_level = Tick()
    backup_for = Key()
    criteria = Several()
    honours = Text(DEEDS_KEPT, lines=6)
    resume = Text(DEEDS_KEPT, lines=8)
    deeds = Text(DEEDS_KEPT, lines=16)
    statement_true = YesNo()
    remarks = Text(limit(Row, "remarks"))

    def __init__(self, row: Row, siblings: Iterable[Nomination], data: QueryDict | None = None) -> None:
        self.years = row.recommendation.cycle.notice.assessment_years
        self.base_fields = self.base_fields | {
            f"{ASSESSMENT}{year}": Choice(label=_("%(year)s年") % {"year": year}) for year in self.years
        }
        super().__init__(row, siblings, data)

    def names_of(self, item: str) -> list[str]:
        return [f"{ASSESSMENT}{year}" for year in self.years] if item == "assessments" else super().names_of(item)

    def stored(self, name: str) -> Any:
        if name.startswith(ASSESSMENT):
            return self.row.assessments.get(name.removeprefix(ASSESSMENT), "")
        return super().stored(name)

    def offer_choices(self) -> None:
        super().offer_choices()
        self.offer_options("employer_nature")
        self.offer_options("person_category")
        self.fields["gender"].offer(Gender.choices)
        for name, words in STANDARDS.items():
            self.fields[name].offer([(word, word) for _code, word in words])
        for name in self.names_of("assessments"):
            self.fields[name].offer(self._options("assessment"))
        self.fields["leads_collective"].offer(
            [(other.pk, str(other)) for other in self.siblings if other.kind == Kind.COLLECTIVE]
        )

    def clean(self) -> dict[str, Any]:
        """What a sound ID number says of birth month and gender fills them in while they are empty."""
        values = self.cleaned_data
        read = read_id_number(values.get("id_number", ""), today=date.max)  # the rules judge the future, not the form
        if not read.faults:
            values["gender"] = values.get("gender") or read.gender
            if "birth_month" not in self.errors:
                values["birth_month"] = values.get("birth_month") or read.birth_month
        return values

    def columns(self, values: dict[str, Any]) -> dict[str, Any]:
        """The years' answers go into one column, {"2018": code}; years not sent keep theirs."""
        answers = {name: values.pop(name) for name in list(values) if name.startswith(ASSESSMENT)}
        columns = super().columns(values)
        if answers:
            given = {name.removeprefix(ASSESSMENT): code for name, code in answers.items()}
            columns["assessments"] = {year: code for year, code in (self.row.assessments | given).items() if code}
        return columns


STANDARDS = {
    "ethnicity": ETHNIC_GROUPS,
    "political_status": POLITICAL_STATUS,
    "education": EDUCATION,
    "degree": DEGREES,
}
