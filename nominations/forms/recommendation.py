"""The recommendation's own part: the contact person at the foot of Attachments 3 and 4, and the collective decision."""

from ..models import Recommendation as Row
from .base import DraftForm, limit
from .fields import Day, Personal, Text
from .sections import RECOMMENDATION_SECTIONS


class RecommendationForm(DraftForm):
    sections = RECOMMENDATION_SECTIONS

    contact_name = Text(limit(Row, "contact_name"))
    office_phone = Text(limit(Row, "office_phone"))
    mobile = Personal(limit(Row, "mobile"))
    fill_date = Day()
    decision_on = Day()
    decision_body = Text(limit(Row, "decision_body"))
