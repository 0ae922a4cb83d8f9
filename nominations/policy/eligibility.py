"""Who may be put forward: one small function a rule, its id and clause in the docstring.

Clauses in docstrings are those of banan-2023; findings carry the clause of the notice at hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from .facts import (
    CollectiveFacts,
    IndividualFacts,
    Moment,
    NomineeFacts,
    PublicityFacts,
    RecommendationFacts,
    UnitFacts,
)
from .findings import Finding, Severity
from .identity import IdNumber, credit_code_fault, normalise, read_id_number
from .notice import ENTERPRISE, PUBLIC, Notice
from .quota import check_quota
from .required import check_contacts, check_fields
from .rules import found
from .wordcount import count_characters

WORKING_AGE = 16
MONTHS = 12
REGISTERED_ENDINGS = (
    *("公司", "厂", "集团", "合伙）", "合伙企业", "独资）", "有限合伙", "合作社", "企业", "中心", "事务所", "研究院"),
    *("经营部", "门市部", "商行", "工作室", "店", "社", "部", "所", "站", "场", "院"),
)


def check_nominee(
    notice: Notice, unit: UnitFacts, nominee: NomineeFacts, today: date, others: Iterable[NomineeFacts] = ()
) -> list[Finding]:
    """Every rule on one nominee, each finding at its field. `others`: those of the same recommendation."""
    beside = [other for other in others if other.key != nominee.key]
    findings = [
        *check_fields(notice, nominee, today),
        *e1(notice, unit, nominee),
        *e2(notice, nominee),
        *e3(notice, nominee),
        *e8(notice, nominee),
        *i3(notice, nominee, beside),
        *d1(notice, nominee),
        *d2(notice, nominee),
    ]
    if isinstance(nominee, CollectiveFacts):
        return [*findings, *e4(notice, nominee), *i5(notice, nominee)]
    return [*findings, *check_person(notice, nominee, beside, today)]


def check_person(
    notice: Notice, nominee: IndividualFacts, beside: Collection[NomineeFacts], today: date
) -> Iterator[Finding]:
    """The rules that only a person can break."""
    read = read_id_number(nominee.id_number, today) if nominee.id_number else None
    yield from e5(notice, nominee)
    yield from e6(notice, nominee)
    yield from e7(notice, nominee, beside)
    yield from working_age(notice, nominee, read, today)
    if read:
        yield from i1(notice, nominee, read)
    if read and not read.faults:
        yield from gender(notice, nominee, read)
        yield from i4(notice, nominee, read)


def check_recommendation(notice: Notice, recommendation: RecommendationFacts) -> list[Finding]:
    """What concerns the unit as a whole: E8, P1, contacts and quotas (Q1–Q5)."""
    return [
        *barred_unit(notice, recommendation.unit),
        *p1(notice, recommendation),
        *check_contacts(notice, recommendation),
        *check_quota(notice, recommendation),
    ]


def e1(notice: Notice, unit: UnitFacts, nominee: NomineeFacts) -> Iterator[Finding]:
    """E1 四（一）: manufacturing enterprises and their staff come through the town or park they are in."""
    if nominee.sector != ENTERPRISE:
        return
    kind = notice.unit_kind(unit.kind)
    own = not kind.enterprise_ownership or nominee.ownership in ("", *kind.enterprise_ownership)
    if not kind.enterprises_allowed:
        yield found(notice, "E1", "not_here", subject=nominee.key, unit_kind=kind.label)
    elif not own:
        allowed = "、".join(notice.label("ownership", code) for code in kind.enterprise_ownership)
        params = {"unit_kind": kind.label, "allowed": allowed}
        yield found(notice, "E1", "not_own", field="ownership", subject=nominee.key, **params)


def e2(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """E2 二: put forward under at least one of the listed criteria."""
    listed = {criterion.code for criterion in notice.award(nominee.kind).criteria}
    if listed.isdisjoint(nominee.criteria):
        yield found(notice, "E2", "none", field="criteria", subject=nominee.key, count=len(listed))


def e3(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """E3 附件1、附件2: every sentence of the unit's opinion box is answered 是."""
    for box in notice.award(nominee.kind).form.boxes:
        for field, sentence in zip(box.fields, box.statements, strict=True):
            answer = getattr(nominee, field)
            if answer is not True:
                code = "unanswered" if answer is None else "denied"
                yield found(notice, "E3", code, field=field, subject=nominee.key, sentence=sentence)


def e4(notice: Notice, nominee: CollectiveFacts) -> Iterator[Finding]:
    """E4 一（一）: an enterprise is registered in the district and operating normally."""
    if nominee.sector != ENTERPRISE:
        return
    for field in ("registered_here", "operating_normally"):
        if getattr(nominee, field) is False:
            yield found(notice, "E4", field, field=field, subject=nominee.key, district=notice.district)


def e5(notice: Notice, nominee: IndividualFacts) -> Iterator[Finding]:
    """E5 五（二）: city-managed cadres take no part."""
    if nominee.city_managed:
        yield found(notice, "E5", "city_managed", field="city_managed", subject=nominee.key)


def e6(notice: Notice, nominee: IndividualFacts) -> Iterator[Finding]:
    """E6 二（二）4: staff of 机关事业单位 passed each of the years; one before `work_start` may stay empty."""
    if nominee.sector != PUBLIC:
        return
    passing = "、".join(option.label for option in notice.options["assessment"] if option.passing)
    for year in notice.assessment_years:
        given = nominee.assessments.get(year, "")
        if not given and nominee.work_start and year < nominee.work_start.year:
            continue
        option = notice.option("assessment", given)
        if option and option.passing:
            continue
        grade = option.label if option else given
        params = {"year": year, "grade": grade, "passing": passing, "years": len(notice.assessment_years)}
        code = "failed" if given else "missing"
        yield found(notice, "E6", code, field=f"assessment_{year}", subject=nominee.key, **params)


def e7(notice: Notice, nominee: IndividualFacts, beside: Iterable[NomineeFacts]) -> Iterator[Finding]:
    """E7 五（二）: members of a recommended collective's leadership are 原则上 not recommended themselves."""
    for other in beside:
        if isinstance(other, CollectiveFacts) and other.key == nominee.leads_collective:
            params = {"collective": other.name, "award": notice.collective.label, "kind": notice.individual.label}
            yield found(notice, "E7", "leader", field="leads_collective", subject=nominee.key, **params)


def e8(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """E8 五（三）: a nominee whose place was revoked is barred from the next cycle."""
    if nominee.barred:
        yield found(notice, "E8", "nominee", field="name", subject=nominee.key)


def barred_unit(notice: Notice, unit: UnitFacts) -> Iterator[Finding]:
    """E8 五（三）: so is a unit."""
    if unit.barred:
        yield found(notice, "E8", "unit", unit=unit.name)


def i1(notice: Notice, nominee: IndividualFacts, read: IdNumber) -> Iterator[Finding]:
    """I1 GB 11643: 18 characters, check digit, a real date not in the future; an unknown region is only a warning."""
    here = {"field": "id_number", "subject": nominee.key}
    for code in read.faults:
        yield found(notice, "I1", code, **here, count=len(read.number))
    if not read.region_known:
        yield found(notice, "I1", "region", severity=Severity.WARNING, **here, region=read.number[:6])


def gender(notice: Notice, nominee: IndividualFacts, read: IdNumber) -> Iterator[Finding]:
    """I2: gender agrees with the ID number's last digit but one."""
    if nominee.gender and nominee.gender != read.gender:
        yield found(notice, "I2", f"number_says_{read.gender}", field="gender", subject=nominee.key)


def working_age(notice: Notice, nominee: IndividualFacts, read: IdNumber | None, today: date) -> Iterator[Finding]:
    """I2: work started at 16 or later, and not in the future; by the month, as the form asks for no day."""
    start = nominee.work_start
    if not start:
        return
    here = {"field": "work_start", "subject": nominee.key, "start": start}
    born = read.birth_month if read and not read.faults else nominee.birth_month
    if start > today:
        yield found(notice, "I2", "work_future", **here)
    if born and months(start) - months(born) < WORKING_AGE * MONTHS:
        yield found(notice, "I2", "work_too_young", **here, born=born, age=WORKING_AGE)


def months(day: date) -> int:
    return day.year * MONTHS + day.month


def i3(notice: Notice, nominee: NomineeFacts, beside: Iterable[NomineeFacts]) -> Iterator[Finding]:
    """I3: one person (ID number) or collective (full name, credit code) once a cycle; by whom else, the unit is not told."""
    if nominee.nominated_elsewhere or not all(nominee.marks.isdisjoint(other.marks) for other in beside):
        field = "id_number" if isinstance(nominee, IndividualFacts) else "name"
        yield found(notice, "I3", "again", field=field, subject=nominee.key)


def i4(notice: Notice, nominee: IndividualFacts, read: IdNumber) -> Iterator[Finding]:
    """I4: the birth month agrees with the ID number; the personnel file may rightly say otherwise, with a reason."""
    if nominee.birth_month and nominee.birth_month != read.birth_month:
        params = {"typed": nominee.birth_month, "number_says": read.birth_month}
        yield found(notice, "I4", "differs", field="birth_month", subject=nominee.key, **params)


def i5(notice: Notice, nominee: CollectiveFacts) -> Iterator[Finding]:
    """I5 GB 32100: an enterprise's credit code has 18 characters and the right check character."""
    if nominee.sector == ENTERPRISE and nominee.credit_code:
        code = credit_code_fault(nominee.credit_code)
        if code:
            count = len(normalise(nominee.credit_code))
            yield found(notice, "I5", code, field="credit_code", subject=nominee.key, count=count)


def d1(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """D1 附件1、附件2: 先进事迹 within the limit, white space not counted."""
    count = count_characters(nominee.deeds)
    if count > notice.word_limit:
        params = {"count": count, "limit": notice.word_limit, "over": count - notice.word_limit}
        yield found(notice, "D1", "too_long", field="deeds", subject=nominee.key, **params)


def d2(notice: Notice, nominee: NomineeFacts) -> Iterator[Finding]:
    """D2 附件1、附件2填表说明二: full names; an enterprise's ends as a registered name does, else a warning."""
    field = "employer" if isinstance(nominee, IndividualFacts) else "name"
    name = getattr(nominee, field).strip()
    if nominee.sector == ENTERPRISE and name and not name.endswith(REGISTERED_ENDINGS):
        yield found(notice, "D2", "not_in_full", field=field, subject=nominee.key, typed=name)


def p1(notice: Notice, recommendation: RecommendationFacts) -> Iterator[Finding]:
    """P1 四（一）: the unit has decided collectively, and recorded when and how."""
    if recommendation.decision_on is None:
        yield found(notice, "P1", "no_date", field="decision_on")
    if not recommendation.decision_body.strip():
        yield found(notice, "P1", "no_body", field="decision_body")


def check_announcement(
    notice: Notice, recommendation: RecommendationFacts, publicity: PublicityFacts, today: date
) -> list[Finding]:
    """P1 and P2 四（一）, for a publicity about to begin: decided before it, and over before the deadline.

    `today` and the days are those of the notice's time zone.
    """
    decided, first = recommendation.decision_on, publicity.first_day
    limits = {"first_day": first, "last_day": publicity.last_day, "deadline": notice.deadline}
    findings = list(p1(notice, recommendation))
    if decided and decided > min(first, today):
        findings.append(found(notice, "P1", "decided_late", field="decision_on", decided=decided, first_day=first))
    if first < today:
        findings.append(found(notice, "P2", "first_day_over", field="first_day", **limits, today=today))
    if first < notice.issued_on:
        findings.append(found(notice, "P2", "before_notice", field="first_day", **limits, issued=notice.issued_on))
    if publicity.last_day >= notice.deadline.date():
        findings.append(found(notice, "P2", "ends_late", severity=Severity.WARNING, field="first_day", **limits))
    return findings


def check_publicity(notice: Notice, publicity: PublicityFacts | None, today: date) -> list[Finding]:
    """P2 四（一）: full working days of publicity, ended, proven and without open objection, before submission."""
    if publicity is None:
        return [found(notice, "P2", "none")]
    days = {"last_day": publicity.last_day, "days": notice.publicity.unit_days}
    findings = []
    if today <= publicity.last_day:
        findings.append(found(notice, "P2", "not_over", **days))
    if publicity.open_objections:
        findings.append(found(notice, "P2", "open_objections", count=publicity.open_objections))
    if not publicity.has_evidence:
        findings.append(found(notice, "P2", "no_evidence", field="evidence"))
    return findings


def check_deadline(notice: Notice, moment: Moment) -> list[Finding]:
    """T1 五（四）: until the deadline; the second that it names still counts."""
    if moment.now.replace(microsecond=0) <= moment.deadline:
        return []
    return [found(notice, "T1", "late", deadline=moment.deadline)]
