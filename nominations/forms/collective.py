"""Attachment 1: a collective's 推荐审批表."""

from ..models import CollectiveNomination as Row
from .base import NominationForm, limit
from .fields import Choice, Code, Key, Number, Personal, Several, Text, Tick, YesNo
from .sections import COLLECTIVE_SECTIONS

DEEDS_KEPT = 10_000  # characters a draft may hold; the notice's own limit is rule D1


class CollectiveForm(NominationForm):
    sections = COLLECTIVE_SECTIONS

    name = Text(limit(Row, "name"))
    nature = Choice()
    level = Text(limit(Row, "level"))
    leader_name = Text(limit(Row, "leader_name"))
    leader_position = Text(limit(Row, "leader_position"))
    headcount = Number()
    phone = Personal(limit(Row, "phone"))
    location = Text(limit(Row, "location"))
    ownership = Choice()
    credit_code = Code(limit(Row, "credit_code"))
    registered_here = YesNo()
    operating_normally = YesNo()
    above_scale = Tick()
    division_level = Tick()
    backup_for = Key()
    criteria = Several()
    honours = Text(DEEDS_KEPT, lines=6)
    deeds = Text(DEEDS_KEPT, lines=16)
    clean_record = YesNo()
    statement_true = YesNo()
    remarks = Text(limit(Row, "remarks"))

    def offer_choices(self) -> None:
        super().offer_choices()
        self.offer_options("nature")
