"""Which fields must be filled in, and readable, before a nominee is announced. 附件1、附件2填表说明"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .facts import CollectiveFacts, IndividualFacts, NomineeFacts, RecommendationFacts
from .findings import Finding, Severity
from .identity import normalise
from .notice import COLLECTIVE, ENTERPRISE, INDIVIDUAL, OTHER, Notice
from .resume import gaps, read_resume
from .rules import found

ALWAYS = {
    COLLECTIVE: ("name", "nature", "leader_name", "leader_position", "headcount", "location", "phone", "deeds"),
    INDIVIDUAL: (
        *("name", "gender", "ethnicity", "birth_month", "native_place", "political_status", "id_number"),
        *("work_start", "position", "education", "person_category", "employer", "employer_nature", "contact"),
        *("photo", "resume", "deeds"),
    ),
}
OF_ENTERPRISES = {
    COLLECTIVE: ("ownership", "credit_code", "registered_here", "operating_normally"),
    INDIVIDUAL: ("ownership",),
}
OF_CADRES = ("city_managed",)
CONTACTS = ("contact_name", "office_phone", "mobile")

MOBILE = r"1[3-9][0-9]{9}"
LANDLINE = r"(?:\(?0[0-9]{2,3}\)?-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?"
SERVICE = r"[48]00-?[0-9]{3}-?[0-9]{4}"
NUMBER = rf"(?:{MOBILE}|{LANDLINE}|{SERVICE})"
PHONE = re.compile(rf"{NUMBER}(?:[、,;/]{NUMBER})*")

NONE_SUCH = frozenset({"无", "无。", "没有", "/"})
TIME = re.compile(r"(?<![0-9])(19|20)[0-9]{2}(?![0-9])")
TO_THE_COUNTY = re.compile(r".+(省|自治区|市|特别行政区).*(市|区|县|旗|林区|特区)")


def required_fields(nominee: NomineeFacts) -> tuple[str, ...]:
    """Names of the fields this nominee must fill in; what other rules ask for (E2, E3, E6) is not among them."""
    enterprise = OF_ENTERPRISES[nominee.kind] if nominee.sector == ENTERPRISE else ()
    cadre = OF_CADRES if nominee.kind == INDIVIDUAL and nominee.is_cadre else ()
    return (*ALWAYS[nominee.kind], *enterprise, *cadre)


def check_fields(notice: Notice, nominee: NomineeFacts, today: date) -> Iterator[Finding]:
    """F1, F2, F3: all that the forms' instructions ask of the fields themselves."""
    yield from missing(notice, nominee)
    yield from unreadable(notice, nominee)
    yield from unknown_options(notice, nominee)
    yield from phone(notice, nominee)
    yield from honours(notice, nominee)
    if isinstance(nominee, IndividualFacts):
        yield from category(notice, nominee)
        yield from native_place(notice, nominee)
        yield from resume(notice, nominee, today)


def missing(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """F1 附件1、附件2填表说明: what must be filled in is."""
    for field in required_fields(nominee):
        if field not in nominee.filled and field not in nominee.unreadable:
            yield found(notice, "F1", "missing", field=field, subject=nominee.key, of=nominee.kind)


def unreadable(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """F1: what was typed can be read (a date, a number…)."""
    for field, typed in nominee.unreadable.items():
        yield found(notice, "F1", "unreadable", field=field, subject=nominee.key, typed=typed)


def unknown_options(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """F1: what was chosen is one of this notice's options, or no rule could judge by it."""
    for field in ("nature", "employer_nature", "person_category", "ownership"):
        chosen = getattr(nominee, field, "")
        if chosen and notice.option(field, chosen) is None:
            labels = "、".join(option.label for option in notice.options[field])
            yield found(notice, "F1", "option", field=field, subject=nominee.key, typed=chosen, options=labels)


def phone(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """F1: a mobile or landline number, or several of them."""
    field = "phone" if isinstance(nominee, CollectiveFacts) else "contact"
    typed = getattr(nominee, field)
    if typed and not PHONE.fullmatch(normalise(typed).replace("—", "-").replace("–", "-")):
        yield found(notice, "F1", "phone", field=field, subject=nominee.key)


def category(notice: Notice, nominee: IndividualFacts) -> Iterator[Finding]:
    """F1 附件2填表说明三: 人员身份 agrees with the employer's nature; 其他 goes with any."""
    chosen = notice.option("person_category", nominee.person_category)
    if chosen and nominee.sector and chosen.sector not in (OTHER, nominee.sector):
        nature = notice.label("employer_nature", nominee.employer_nature)
        params = {"category": chosen.label, "nature": nature}
        yield found(notice, "F1", "category", field="person_category", subject=nominee.key, **params)


def honours(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """F3 填表说明四: each line says when; a line 无 says that there is none."""
    for line in filter(None, map(str.strip, nominee.honours.splitlines())):
        if line not in NONE_SUCH and not TIME.search(line):
            yield found(notice, "F3", "honour_time", field="honours", subject=nominee.key, line=line)


def native_place(notice: Notice, nominee: IndividualFacts) -> Iterator[Finding]:
    """F3 附件2填表说明三: XX省（自治区、直辖市）XX市（区、县）."""
    if nominee.native_place and not TO_THE_COUNTY.fullmatch(nominee.native_place):
        yield found(notice, "F3", "native_place", field="native_place", subject=nominee.key, typed=nominee.native_place)


def resume(notice: Notice, nominee: IndividualFacts, today: date) -> Iterator[Finding]:
    """F2 附件2填表说明三: dated lines, in order, none to come, no gap of more than a month unexplained."""
    lines, strange = read_resume(nominee.resume)
    here = {"field": "resume", "subject": nominee.key}
    for number, line in strange:
        yield found(notice, "F2", "unreadable", **here, number=number, line=line)
    for line in lines:
        if line.end and line.end < line.start:
            yield found(notice, "F2", "backwards", **here, number=line.number)
        if max(line.start, line.end or line.start) > today:
            yield found(notice, "F2", "future", **here, number=line.number)
    if not lines or strange:
        return
    for gap in gaps(lines, nominee.work_start, today):
        yield found(notice, "F2", "gap", **here, severity=Severity.WARNING, first=gap.first, last=gap.last)


def check_contacts(notice: Notice, recommendation: RecommendationFacts) -> list[Finding]:
    """F1 附件3、附件4: who filled the sheets in, and how to reach them."""
    return [found(notice, "F1", "missing", field=field) for field in CONTACTS if field not in recommendation.filled]
