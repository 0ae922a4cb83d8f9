"""The photo: a file, and where in it the portrait lies."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..photos import ACCEPT, MAX_BYTES, Crop, portrait
from .upload import UploadField

MAX_SCALE = 4


def slider(label: Any, low: float, high: float, step: float, initial: float) -> forms.FloatField:
    """A number on a scale, operated by mouse and keyboard; what is left out is `initial`."""
    attrs = {"type": "range", "class": "form-range", "step": step}
    return forms.FloatField(
        label=label, min_value=low, max_value=high, initial=initial, required=False, widget=forms.NumberInput(attrs)
    )


class PhotoForm(forms.Form):
    """Cleans to `jpeg`: the finished portrait as bytes."""

    photo = UploadField(
        MAX_BYTES,
        label=_("照片文件"),
        help_text=_("JPEG 或 PNG，不超过 8 MB，不小于 413×579 像素；近期 2 寸免冠照片。"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("请先选择照片文件。")},
    )
    x = slider(_("左右位置"), 0, 100, 0.5, Crop.x)
    y = slider(_("上下位置"), 0, 100, 0.5, Crop.y)
    scale = slider(_("放大倍数"), 1, MAX_SCALE, 0.05, Crop.scale)

    def sliders(self) -> list[forms.BoundField]:
        return [self[name] for name in ("scale", "x", "y")]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.errors:
            return values
        crop = Crop(**{name: self._or_default(name) for name in ("x", "y", "scale")})
        try:
            values["jpeg"] = portrait(values["photo"], crop)
        except ValidationError as fault:
            self.add_error("photo", fault)
        return values

    def _or_default(self, name: str) -> float:
        given = self.cleaned_data[name]
        return self.fields[name].initial if given is None else given
