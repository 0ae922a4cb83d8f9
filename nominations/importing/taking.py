"""A sheet taken over as drafts: all of its lines, in one transaction, as they were shown."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ..edits import note_edit
from ..models import Recommendation, record
from ..permissions import acting_role, refusal_to_draft
from ..policy.identity import normalise
from ..selectors import live
from ..services import Refused
from .planning import ADDED, CHANGED, MODELS, LinePlan, Moment, Plan, fill, make_plan
from .reading import BACKUP, Detail, Nominee


class Outdated(Exception):
    """The drafts have changed since the plan was shown."""


@transaction.atomic
def take_over(
    recommendation: Recommendation, kind: str, nominees: Iterable[Nominee], seal: str, moment: Moment
) -> Plan:
    """Do all that the lines say, if it is still what was shown (`seal` of that plan).

    Raises Outdated where it is not, and Refused where a line cannot be done or the unit may not draft now; then nothing is
    written.
    """
    held = (
        Recommendation.objects.select_for_update(of=("self",)).select_related("cycle", "unit").get(pk=recommendation.pk)
    )
    refusal = refusal_to_draft(moment.user, held, moment.now)
    if refusal:
        raise Refused(refusal)
    plan = make_plan(held, kind, nominees, moment)
    if plan.seal != seal:
        raise Outdated
    if plan.refused:
        raise Refused(_("有的行不能导入，没有导入任何内容。请按预览的提示改正后重新上传。"))
    _write(held, plan, moment)
    return plan


def _write(recommendation: Recommendation, plan: Plan, moment: Moment) -> None:
    order = recommendation.nominations.filter(kind=plan.kind).aggregate(last=Max("order"))["last"] or 0
    role = acting_role(moment.user, recommendation)
    rows: dict[int, Detail] = {}
    for line in plan.lines:
        if line.row is None:
            order += 1
            row = MODELS[plan.kind](recommendation=recommendation, order=order, updated_by=moment.user)
            fill(row, line.changes)
            row.save()
            record(moment.user, "nomination_added", row, role=role, kind=plan.kind, imported=True)
        else:
            row = line.row
            if line.changes:
                _change(row, line, moment)
        rows[line.nominee.line] = row
    _stand_by(plan, rows, recommendation)
    counts = {"added": plan.count(ADDED), "changed": plan.count(CHANGED)}
    record(moment.user, "sheet_imported", recommendation, role=role, kind=plan.kind, **counts)


def _change(row: Detail, line: LinePlan, moment: Moment) -> None:
    then = copy(row)
    columns = fill(row, line.changes)
    note_edit(then, columns, moment.user, moment.now)
    row.version += 1
    row.updated_by = moment.user
    row.save(update_fields=[*columns, "version", "updated_by", "updated_at"])


def _stand_by(plan: Plan, rows: dict[int, Detail], recommendation: Recommendation) -> None:
    """备选 last: the principal may stand further down."""
    wanted = [
        (rows[line.nominee.line], after) for line in plan.lines for field, _b, after in line.changes if field == BACKUP
    ]
    if not wanted:
        return
    listed = [*live(recommendation.nominations.filter(kind=plan.kind)), *rows.values()]
    keys = {normalise(row.name): row.pk for row in listed}
    for row, name in wanted:
        row.backup_for_id = keys.get(normalise(name))
        row.save(update_fields=["backup_for"])
