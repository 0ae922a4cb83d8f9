"""What a nominee's form says: each cell's text by name, from the record. Pure of queries if rows come complete."""

from __future__ import annotations

from nominations.models import CollectiveNomination, IndividualNomination
from nominations.policy.notice import PUBLIC, STATEMENTS, Notice
from nominations.selectors import sector_of

from .wording import GENDERS, clean, full_date, joined, month, remarks, with_brackets

Nominee = CollectiveNomination | IndividualNomination


def form_texts(nominee: Nominee, notice: Notice) -> dict[str, str]:
    """Text by the field names of `layouts`, cleaned of what cannot be printed."""
    recommendation = nominee.recommendation
    texts = {
        "cover_name": nominee.name,
        "cover_unit": recommendation.unit.name,
        "cover_date": full_date(recommendation.fill_date),
        "name": nominee.name,
        "honours": nominee.honours,
        "deeds": nominee.deeds,
        "remarks": remarks(nominee),
    }
    own = _collective if isinstance(nominee, CollectiveNomination) else _individual
    return {name: clean(text) for name, text in (texts | own(nominee, notice)).items()}


def statements(nominee: Nominee) -> dict[str, bool | None]:
    """The answers to the tick lines of the opinions page; None is unanswered."""
    return {name: getattr(nominee, name, None) for name in STATEMENTS}


def _collective(nominee: CollectiveNomination, notice: Notice) -> dict[str, str]:
    return {
        "nature": notice.label("nature", nominee.nature),
        "level": nominee.level,
        "leader": joined([nominee.leader_name, nominee.leader_position], "\u3000"),
        "headcount": "" if nominee.headcount is None else str(nominee.headcount),
        "location": nominee.location,
        "phone": nominee.phone,
    }


def _individual(nominee: IndividualNomination, notice: Notice) -> dict[str, str]:
    return {
        "cover_employer": nominee.employer,
        "gender": GENDERS.get(nominee.gender, ""),
        "ethnicity": nominee.ethnicity,
        "birth_month": month(nominee.birth_month),
        "native_place": nominee.native_place,
        "political_status": nominee.political_status,
        "id_number": nominee.id_number,
        "work_start": month(nominee.work_start),
        "position": nominee.position,
        "education": joined([nominee.education, nominee.degree], "\n"),
        "person_category": notice.label("person_category", nominee.person_category),
        "grade": with_brackets(nominee.grade, nominee.professional_title),
        "employer": nominee.employer,
        "contact": nominee.contact,
        "resume": nominee.resume,
        **_assessments(nominee, notice),
    }


def _assessments(nominee: IndividualNomination, notice: Notice) -> dict[str, str]:
    """机关事业单位人员填写年度考核情况，其他人员不需填写 (附件2填表说明三): others' cells stay empty."""
    if sector_of(nominee, notice) != PUBLIC:
        return {}
    return {
        f"assessment_{year}": notice.label("assessment", nominee.assessments.get(str(year), ""))
        for year in notice.assessment_years
    }
