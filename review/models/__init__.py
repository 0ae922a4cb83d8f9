"""The tables of the upper app."""

from .case import Case, Decision, Proposal
from .notice import Objection, PublicNotice
from .opinion import ConsultationChoice, Opinion
from .panel import Recusal, Score
from .roster import Roster, RosterEntry

__all__ = [
    "Case",
    "ConsultationChoice",
    "Decision",
    "Objection",
    "Opinion",
    "Proposal",
    "PublicNotice",
    "Recusal",
    "Roster",
    "RosterEntry",
    "Score",
]
