"""The thread of an opinion as a reader sees it: every answer, what the office said to it, every prolonged date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import OpinionNote

Kind = OpinionNote.Kind


@dataclass(frozen=True)
class Said:
    """As `includes/timeline.html` takes it."""

    at: datetime
    title: str
    actor: str
    text: str
    url: str = ""
    url_label: str = ""


def told(notes: Iterable[OpinionNote], *, by_name: bool = True) -> list[Said]:
    """Newest first; the notes come with `by`. Without `by_name` the office is just the office, and keeps its scans."""
    return [_said(note, by_name) for note in sorted(notes, key=lambda note: (note.at, note.pk), reverse=True)]


def _said(note: OpinionNote, by_name: bool) -> Said:
    title = str(note.get_kind_display())
    if note.verdict:
        title = _("部门答复：%(verdict)s") % {"verdict": note.get_verdict_display()}
    text = note.text
    if note.due_on:
        text += "\n" + _("答复期限：%(day)s") % {"day": f"{note.due_on:%Y-%m-%d}"}
    actor = str(note.by) if by_name or note.kind == Kind.ANSWER else _("工作专班办公室")
    if not (note.paper and by_name):
        return Said(note.at, title, actor, text)
    return Said(note.at, title, actor, text, reverse("paper_file", args=[note.pk]), _("书面答复扫描件"))
