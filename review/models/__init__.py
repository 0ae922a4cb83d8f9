"""The tables of the upper app."""

from .batch import Batch, DrawnForm
from .case import Case, Decision, Proposal
from .desk import SavedFilter
from .message import Message, OutboxHold
from .notice import Objection, ObjectionFile, PublicNotice
from .opinion import AWAITED, ConsultationChoice, Opinion, OpinionNote
from .panel import PanelMeeting, Recusal, RoundStep, Score, ScoreDraft, TieOrder
from .printing import Printing
from .returning import ReturnRecord
from .roster import Roster, RosterEntry
from .visitor import AddressCount, SpentProof
from .word_template import WordTemplate

__all__ = [
    "AWAITED",
    "AddressCount",
    "Batch",
    "Case",
    "ConsultationChoice",
    "Decision",
    "DrawnForm",
    "Message",
    "Objection",
    "ObjectionFile",
    "Opinion",
    "OpinionNote",
    "OutboxHold",
    "PanelMeeting",
    "Printing",
    "Proposal",
    "PublicNotice",
    "Recusal",
    "ReturnRecord",
    "Roster",
    "RosterEntry",
    "RoundStep",
    "SavedFilter",
    "Score",
    "ScoreDraft",
    "SpentProof",
    "TieOrder",
    "WordTemplate",
]
