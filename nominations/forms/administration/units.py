"""One unit, and workbooks of units."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ...administration.units import state_of
from ...models import Unit
from ...notice_words import Codes
from ...units_workbook import MOST_ENTERPRISES, MOST_UNITS, RowFault, UnitRow, read_units, text_of
from ...workbooks import LARGEST, Line, WorkbookError, read_lines
from ..upload import WorkbookField
from .common import STATE_CHOICES


class UnitForm(forms.ModelForm):
    """A unit with the kinds and authorities of the notices to choose from. `seen`: its state when the form was opened."""

    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "above_scale_enterprises", "authority", "active"]

    kind = forms.ChoiceField(label=_("单位类别"), help_text=_("决定推荐名额的算法。"))
    authority = forms.ChoiceField(
        label=_("征求意见职能"), required=False, help_text=_("该单位答复哪一类征求意见；不答复的不选。")
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = state_of(self.instance) if self.instance.pk else ""
        self.fields["kind"].choices = [("", _("请选择")), *self._with_stored("kind", codes.kinds)]
        self.fields["authority"].choices = [("", _("不答复")), *self._with_stored("authority", codes.authorities)]
        most = self.fields["above_scale_enterprises"]
        most.validators += [MinValueValidator(0), MaxValueValidator(MOST_ENTERPRISES)]
        most.widget.attrs["max"] = MOST_ENTERPRISES

    def _with_stored(self, name: str, labels: Any) -> list[tuple[str, Any]]:
        """The choices, and what no notice knows any more and this unit has, so that saving does not force a change."""
        stored = getattr(self.instance, name)
        kept = [(stored, _("%s（通知中没有这一项）") % stored)] if stored and stored not in labels else []
        return [*labels.items(), *kept]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def take_up(self, stored: Unit) -> list[tuple[str, str, str]]:
        """Of a valid form: label, what is stored now, what was typed, of each field that differs.

        Sent once more it holds against what is stored now.
        """
        self.data = self.data.copy()
        self.data["seen"] = state_of(stored)
        pairs = ((name, getattr(stored, name), self.cleaned_data[name]) for name in self.Meta.fields)
        return [
            (self.fields[name].label, self._in_words(name, before), self._in_words(name, typed))
            for name, before, typed in pairs
            if before != typed
        ]

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("是") if value else _("否"))
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))


class UnitSearchForm(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    active = forms.ChoiceField(label=_("状态"), required=False, choices=STATE_CHOICES)

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *codes.kinds.items()]


class UnitsUploadForm(forms.Form):
    """A workbook of units, read and judged: `rows`, `faults` and `sealed` are there after cleaning."""

    file = WorkbookField(
        label=_("Excel 工作簿（.xlsx）"),
        help_text=_("不超过 %(size)d MB、%(rows)d 个单位。") % {"size": LARGEST // 1024**2, "rows": MOST_UNITS},
    )

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.rows: list[UnitRow] = []
        self.faults: list[RowFault] = []
        self.lines: list[Line] = []

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            self.lines = read_lines(file.read(), MOST_UNITS + 1)
        except WorkbookError as error:
            raise forms.ValidationError(str(error)) from error
        self.rows, self.faults = read_units(self.lines, self.codes)
        return file

    @property
    def sealed(self) -> str:
        """The lines as text that only this server can have written."""
        plain = [(number, [text_of(cell) for cell in cells]) for number, cells in self.lines]
        return signing.dumps(plain, salt=UnitsConfirmForm.SALT, compress=True)


class UnitsConfirmForm(forms.Form):
    """The workbook that was shown, coming back to be done; read again, because the notice may have changed since."""

    SALT = "nominations.units"
    KEPT_FOR = timedelta(hours=12)
    lines = forms.CharField(widget=forms.HiddenInput)
    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.rows: list[UnitRow] = []

    def clean_lines(self) -> str:
        text = self.cleaned_data["lines"]
        try:
            lines = signing.loads(text, salt=self.SALT, max_age=self.KEPT_FOR)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("预览已经失效，请重新上传工作簿。")) from error
        self.rows, faults = read_units([(number, tuple(cells)) for number, cells in lines], self.codes)
        if faults:
            raise forms.ValidationError(_("预览之后通知有了变化，工作簿不再合乎要求，请重新上传。"))
        return text
