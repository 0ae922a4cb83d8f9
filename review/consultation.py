"""Who must be asked about whom: the notice's matrix, first match. 四（三）"""

from nominations.policy.facts import NomineeFacts
from nominations.policy.matching import matches
from nominations.policy.notice import ConsultationRow, Notice


def row_for(notice: Notice, nominee: NomineeFacts) -> ConsultationRow | None:
    """The first row of the matrix that fits; None where the notice does not cover the nominee."""
    return next((row for row in notice.consultation.rows if matches(row.match, nominee)), None)


def authorities_for(
    notice: Notice, nominee: NomineeFacts, chosen: tuple[str, ...] | None = None
) -> tuple[str, ...] | None:
    """Codes of the authorities to ask, in the matrix's order.

    `chosen` is the office's choice for a nominee that the matrix does not cover; without it, None.
    """
    row = row_for(notice, nominee)
    return row.authorities if row else chosen
