"""A code typed from paper, and what a printed form says otherwise than the record."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nominations.forms.differences import compare
from nominations.forms.sections import SECTIONS, items_of
from nominations.models import Nomination

from ..models import Printing
from ..selectors.nominee import Reading
from ..selectors.printing import code_meant
from .comparison import Change, changes
from .readback import readable

LONGEST = 40  # with all the spaces that somebody may type


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("校验码"),
        max_length=LONGEST,
        help_text=_("印在审批表封面、页脚和汇总表上的 10 位编号，不分大小写，空格和连字符可以不输。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """As it is printed, however it was typed."""
        code = code_meant(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_now("校验码应为 10 位字母和数字，例如 7K2MD-9XQ4T。请对照纸面重新输入。"))
        return code


@dataclass(frozen=True)
class Compared:
    """What differs, as far as this reader may see it, and how many items more."""

    changes: list[Change]
    hidden: int

    @property
    def same(self) -> bool:
        return not self.changes and not self.hidden

    @property
    def number(self) -> int:
        return len(self.changes) + self.hidden


def compared(printing: Printing, nomination: Nomination, reading: Reading) -> Compared:
    """A printed form (not a forgotten one) beside its nominee: the cover, then the form's own order; numbers masked."""
    row = nomination.detail
    shown = {item.name for item in items_of(SECTIONS[row.kind]) if readable(item, reading)}
    found = changes(printing.content, row)
    own = [change for change in found if change.name in shown]
    return Compared(_cover(printing, nomination) + own, len(found) - len(own))


def _cover(printing: Printing, nomination: Nomination) -> list[Change]:
    recommendation = nomination.recommendation
    day = recommendation.fill_date
    now = {"unit": recommendation.unit.name, "fill_date": day.isoformat() if day else ""}
    labels = {"unit": _now("推荐单位"), "fill_date": _now("填报时间")}
    then = {name: printing.content[name] or "" for name in now}
    return [
        Change(name, labels[name], then[name], text, compare(then[name], text))
        for name, text in now.items()
        if then[name] != text
    ]
