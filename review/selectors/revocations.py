"""撤销, as decided: by whom, under which document, and why (五（三）)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Decision
from ..workflow import REVOKING


@dataclass(frozen=True)
class Revocation:
    """`body`, `number` and `day` are empty in a decision older than the demand for them."""

    body: str
    number: str
    day: str
    ground: str

    @property
    def words(self) -> str:
        """When and by whom, without the ground: also for those who are not told why."""
        if not self.body:
            return _("已撤销")
        return _("已于 %(day)s 由%(body)s撤销（%(number)s）") % {"day": self.day, "body": self.body, "number": self.number}


def revocations(cases: Iterable[int]) -> dict[int, Revocation]:
    """Key of a case → how it was revoked, for those of `cases` that stand revoked; one query."""
    taken = Decision.objects.filter(case__in=cases, action="revoke", undone_by=None).order_by("pk")
    return {
        one.case_id: Revocation(*(str(one.data.get(name, "")) for name in REVOKING), ground=one.reason) for one in taken
    }
