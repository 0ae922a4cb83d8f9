"""The tables of the upper app."""

from .case import Case, Decision, Proposal
from .notice import Objection, ObjectionFile, PublicNotice
from .opinion import AWAITED, ConsultationChoice, Opinion, OpinionNote
from .panel import PanelMeeting, Recusal, RoundStep, Score, ScoreDraft, TieOrder
from .returning import ReturnRecord
from .roster import Roster, RosterEntry

__all__ = [
    "AWAITED",
    "Case",
    "ConsultationChoice",
    "Decision",
    "Objection",
    "ObjectionFile",
    "Opinion",
    "OpinionNote",
    "PanelMeeting",
    "Proposal",
    "PublicNotice",
    "Recusal",
    "ReturnRecord",
    "Roster",
    "RosterEntry",
    "RoundStep",
    "Score",
    "ScoreDraft",
    "TieOrder",
]
