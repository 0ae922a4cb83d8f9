"""What a list is made up of, asked of the database: who counts under the caps of 五（二）."""

from django.db.models import Q

from nominations.policy.notice import COLLECTIVE, ENTERPRISE, Match, Notice

PERSON = "nomination__individualnomination__"


def under_cap(notice: Notice) -> Q:
    """Cases that `policy.matching.matches` finds among the capped of their award; a test holds the two together."""
    found = Q(pk__in=[])
    for award in notice.awards:
        for pattern in award.capped:
            if pattern.kind in ("", award.code):
                found |= Q(nomination__kind=award.code) & _fits(notice, award.code, pattern)
    return found


def _fits(notice: Notice, kind: str, pattern: Match) -> Q:
    fits = Q()
    if pattern.sector:
        fits &= _of_sector(notice, kind, pattern.sector)
    if pattern.ownership:  # only an enterprise has one
        fits &= Q(nomination__ownership__in=pattern.ownership) & _of_sector(notice, kind, (ENTERPRISE,))
    if pattern.head is not None:
        heads = [option.code for option in notice.options["person_category"] if option.head]
        is_head = Q(**{f"{PERSON}person_category__in": heads})
        fits &= is_head if pattern.head else ~is_head
    if pattern.cadre is not None:
        is_cadre = Q(**{f"{PERSON}is_cadre": True})
        fits &= is_cadre if pattern.cadre else ~is_cadre
    return fits


def _of_sector(notice: Notice, kind: str, sectors: tuple[str, ...]) -> Q:
    """A person's employer tells, and what the person is where the employer's nature is open."""
    if kind == COLLECTIVE:
        return Q(nomination__collectivenomination__nature__in=_codes(notice, "nature", sectors))
    known = [option.code for option in notice.options["employer_nature"]]
    return Q(**{f"{PERSON}employer_nature__in": _codes(notice, "employer_nature", sectors)}) | (
        ~Q(**{f"{PERSON}employer_nature__in": known})
        & Q(**{f"{PERSON}person_category__in": _codes(notice, "person_category", sectors)})
    )


def _codes(notice: Notice, name: str, sectors: tuple[str, ...]) -> list[str]:
    return [option.code for option in notice.options[name] if option.sector in sectors]
