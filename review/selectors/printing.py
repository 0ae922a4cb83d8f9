"""What a form or sheet says, as a printing of it keeps it, and the check code (校验码) of that."""

import json
import unicodedata
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac

from nominations.models import AwardCycle, CollectiveNomination, IndividualNomination, Nomination, Recommendation, User
from nominations.permissions import READERS
from nominations.selectors import detail_rows, live, visible_to

from ..models import Case, Printing
from ..stages import NOT_HANDED_IN
from .cases import cases_visible_to
from .returns import kept, said_by, seal

SALT = "review.documents.check_code"
LENGTH = 10  # signs: 50 bits
# Crockford's base32 has no I, L, O and U: what is typed for them can only mean 1, 1, 0 and V.
SIGNS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
MEANT = str.maketrans("ILOU", "110V")
ELSEWHERE = "leads_collective"  # stands on no paper, and is another row's name

Nominee = CollectiveNomination | IndividualNomination
About = AwardCycle | Recommendation  # whose sheet it is


def check_code(nomination: Nomination) -> str:
    """Ten signs, "ABCDE-FGHJK", that change with anything the nominee's form says. Query-free like `form_content`."""
    return code_of(form_content(nomination))


def code_of(content: dict[str, Any]) -> str:
    """Keyed with the site's key, so that nobody can print a code for other words."""
    digest = b32encode(salted_hmac(SALT, as_text(content), algorithm="sha256").digest()).decode()[:LENGTH]
    return hyphened(digest.translate(SIGNS))


def as_text(content: Any) -> str:
    """JSON in one way of writing, to be sealed."""
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def hyphened(signs: str) -> str:
    return f"{signs[: LENGTH // 2]}-{signs[LENGTH // 2 :]}"


def code_meant(typed: str) -> str:
    """The code that somebody typed, in either case, with or without spaces and the hyphen; "" where it is none."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in plain if sign.isalnum()).translate(MEANT)
    return hyphened(signs) if len(signs) == LENGTH and signs.isascii() else ""


def form_content(nomination: Nomination) -> dict[str, Any]:
    """Every column of the form and what else its cover says; personal numbers masked and sealed, the photo by its name.

    Rows of `detail_rows().select_related("backup_for")` keep this free of queries.
    """
    nominee = nomination.detail
    recommendation = nominee.recommendation
    names = {nominee.backup_for_id: str(nominee.backup_for)} if nominee.backup_for_id else {}
    values = {field.name: kept(nominee, field, names) for field in said_by(nominee) if field.name != ELSEWHERE}
    return values | {"unit": recommendation.unit.name, "fill_date": recommendation.fill_date}


def sheet_content(about: About, kind: str, nominees: Iterable[Nominee]) -> dict[str, Any]:
    """What Attachment 3 or 4 says: each nominee by the code of its form, and what stands around them.

    `nominees`: of `in_order`, free of queries like `form_content`.
    """
    lines = [[nominee.pk, nominee.name, check_code(nominee)] for nominee in nominees]
    return {"of": [about._meta.model_name, about.pk], "kind": kind, "lines": lines} | _around(about)


def _around(about: About) -> dict[str, str | date | None]:
    if isinstance(about, AwardCycle):
        return {}
    contacts = json.dumps([about.contact_name, about.office_phone, about.mobile])
    return {"unit": about.unit.name, "fill_date": about.fill_date, "contacts": seal(contacts)}


def in_order(nominations: Iterable[Nomination], kind: str) -> list[Nominee]:
    """Those of one kind, by unit (of which there is one on a unit's sheet), then as the unit recommends."""
    nominees = [nomination.detail for nomination in nominations if nomination.kind == kind]
    return sorted(nominees, key=_place)


def _place(nominee: Nominee) -> tuple[str, int, int, int]:
    unit = nominee.recommendation.unit
    return unit.kind, unit.pk, nominee.order, nominee.pk


def on_unit_sheet(recommendation: Recommendation) -> list[Nomination]:
    """All that is drafted or handed in, of both kinds."""
    return live(detail_rows().select_related("backup_for").filter(recommendation=recommendation))


def on_cycle_sheet(cycle: AwardCycle) -> list[Nomination]:
    """All that was handed in, of both kinds."""
    rows = detail_rows().select_related("backup_for").filter(recommendation__cycle=cycle)
    return list(rows.exclude(case__stage__in=NOT_HANDED_IN))


def form_seen_by(user: User, printing: Printing) -> Case | None:
    """The case whose form was printed, where it is still there and this person, signed in, may see it."""
    if printing.nomination_id is None:
        return None
    return (
        cases_visible_to(user)
        .select_related("nomination__backup_for")
        .filter(nomination=printing.nomination_id)
        .first()
    )


def sees_sheet(user: User, printing: Printing) -> bool:
    """Whether this person, signed in, may see all that stands on the sheet."""
    if printing.recommendation_id is None:
        return user.holds(*READERS)
    return visible_to(user).filter(pk=printing.recommendation_id).exists()


@dataclass(frozen=True)
class SheetLine:
    """One nominee of a sheet: the code of its form when the sheet was printed, and now; "" where it was not, is not on it."""

    name: str
    then: str
    now: str
    printed: bool  # whether the form of `then` was handed out as well: what differs can be read there

    @property
    def same(self) -> bool:
        return self.then == self.now


@dataclass(frozen=True)
class SheetState:
    lines: list[SheetLine]  # as they stood on the sheet, then what is new
    around: list[str]  # of "unit", "fill_date", "contacts": what differs
    moved: bool  # the nominees on both stand in another order

    @property
    def same(self) -> bool:
        return all(line.same for line in self.lines) and not self.around and not self.moved


def sheet_state(printing: Printing) -> SheetState:
    """A printed sheet (not a forgotten one) beside what it would say now. Five queries at most, however many nominees."""
    then = printing.content
    rows = on_unit_sheet(printing.recommendation) if printing.recommendation_id else on_cycle_sheet(printing.cycle)
    about = printing.recommendation or printing.cycle
    now = sheet_content(about, printing.kind, in_order(rows, printing.kind))
    before = {key: (name, code) for key, name, code in then["lines"]}
    after = {key: (name, code) for key, name, code in now["lines"]}
    printed = set(
        Printing.objects.filter(code__in=[code for _name, code in before.values()]).values_list("code", flat=True)
    )
    absent = ("", "")
    lines = []
    for key in dict.fromkeys([*before, *after]):
        (old, was), (new, code) = before.get(key, absent), after.get(key, absent)
        lines.append(SheetLine(new or old, was, code, was in printed))
    around = [name for name in ("unit", "fill_date", "contacts") if then.get(name) != _as_json(now.get(name))]
    moved = [key for key in before if key in after] != [key for key in after if key in before]
    return SheetState(lines, around, moved)


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
