"""The tables of the lower app."""

from .audit import AuditEntry, AuditSeal, entry, record, record_all, whence
from .cycle import AwardCycle, CalendarDay
from .edit import Edit
from .fields import SensitiveCharField, masked
from .identity import BoundIdentity
from .nomination import Bar, CollectiveNomination, IndividualNomination, Nomination, SoftReason
from .people import RoleGrant, User
from .recommendation import Recommendation, UnitObjection, UnitPublicity
from .second_factor import RecoveryCode, SecondFactor
from .unit import Unit

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "AwardCycle",
    "Bar",
    "BoundIdentity",
    "CalendarDay",
    "CollectiveNomination",
    "Edit",
    "IndividualNomination",
    "Nomination",
    "Recommendation",
    "RecoveryCode",
    "RoleGrant",
    "SecondFactor",
    "SensitiveCharField",
    "SoftReason",
    "Unit",
    "UnitObjection",
    "UnitPublicity",
    "User",
    "entry",
    "masked",
    "record",
    "record_all",
    "whence",
]
