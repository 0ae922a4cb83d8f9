"""Forms of the administrator's and the auditor's pages."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..calendar_lines import ListedDay, read_days
from ..enums import Role
from ..models import Unit, User
from ..notice_words import Codes
from ..policy.reading import LONGEST
from ..selectors.administration import TrailFilter
from ..units_workbook import MOST_ENTERPRISES, MOST_UNITS, RowFault, UnitRow, read_units, text_of
from ..workbooks import LARGEST, Line, WorkbookError, read_lines

LARGEST_NOTICE = 512 * 1024  # bytes; Banan's has some 20,000
FIRST_YEAR, LAST_YEAR = 2000, 2100
TICK = [("", _("全部")), ("yes", _("启用")), ("no", _("停用"))]
STATES = {"yes": True, "no": False}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """To the second, because the deadline counts to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%S", attrs={"step": 1})


def plausible(day: date) -> None:
    """A year that pages and databases can work with. Raises ValidationError for others (0001, 9999)."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("年份须在 %(first)d 到 %(last)d 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def unix_lines(text: str) -> str:
    """Browsers send text areas with CRLF; a notice must not differ by that."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class NoticeForm(forms.Form):
    """A notice as a file or as text; the file goes before the text. `cleaned_data["source"]` is what was given."""

    file = forms.FileField(
        label=_("通知文件（.toml）"),
        required=False,
        help_text=_("不超过 512 KB，UTF-8 编码。选择了文件时，以文件为准。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
    )
    text = forms.CharField(
        label=_("通知内容"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 28, "class": "source-text", "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """The text in the file."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LARGEST_NOTICE:
            raise forms.ValidationError(_("文件超过 512 KB。一份通知通常只有几十 KB，请检查是否选错了文件。"))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                _("文件不是 UTF-8 编码的文本，请用文本编辑器另存为 UTF-8 后再上传。")
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        source = unix_lines(cleaned.get("file") or cleaned.get("text") or "")
        if not source.strip() and not self.errors:
            raise forms.ValidationError(_("请选择一个通知文件，或在下面填写通知内容。"))
        cleaned["source"] = source
        return cleaned


class CopyForm(forms.Form):
    """What the next notice has of its own."""

    slug = forms.SlugField(
        label=_("代码"),
        max_length=50,
        help_text=_("小写字母、数字和连字符，如 banan-2025；用作网址，以后不能改。"),
    )
    title = forms.CharField(label=_("名称"), max_length=200)
    issued_on = forms.DateField(label=_("通知印发日期"), widget=DayInput, validators=[plausible])
    deadline = forms.DateTimeField(
        label=_("报送截止时间"), widget=MomentInput, validators=[plausible], help_text=_("精确到秒，含该秒。")
    )


class DeadlineForm(forms.Form):
    deadline = forms.DateTimeField(
        label=_("新的截止时间"), widget=MomentInput, validators=[plausible], help_text=_("精确到秒，含该秒。")
    )
    reason = forms.CharField(
        label=_("调整理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("记入审计记录。"),
    )


class UnitForm(forms.ModelForm):
    """A unit with the kinds and authorities of a notice to choose from."""

    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "above_scale_enterprises", "authority", "active"]

    kind = forms.ChoiceField(label=_("单位类别"), help_text=_("决定推荐名额的算法。"))
    authority = forms.ChoiceField(
        label=_("征求意见职能"), required=False, help_text=_("该单位答复哪一类征求意见；不答复的不选。")
    )

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *self._with_stored("kind", codes.kinds)]
        self.fields["authority"].choices = [("", _("不答复")), *self._with_stored("authority", codes.authorities)]
        most = self.fields["above_scale_enterprises"]
        most.validators += [MinValueValidator(0), MaxValueValidator(MOST_ENTERPRISES)]
        most.widget.attrs["max"] = MOST_ENTERPRISES

    def _with_stored(self, name: str, labels: Any) -> list[tuple[str, Any]]:
        """The choices, and what an older notice left in this unit, so that saving does not force a change."""
        stored = getattr(self.instance, name)
        kept = [(stored, _("%s（现行通知没有这一项）") % stored)] if stored and stored not in labels else []
        return [*labels.items(), *kept]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class UnitSearchForm(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    active = forms.ChoiceField(label=_("状态"), required=False, choices=TICK)

    def __init__(self, codes: Codes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *codes.kinds.items()]


def asked(form: forms.Form) -> dict[str, Any]:
    """What a search form asks for; a field filled in wrongly asks for nothing."""
    form.is_valid()
    return {name: form.cleaned_data.get(name, "") for name in form.fields}


def state(choice: str) -> bool | None:
    """The choice of TICK as a truth value; None for all."""
    return STATES.get(choice)


class UnitsUploadForm(forms.Form):
    """A workbook of units, read and judged: `rows`, `faults` and `sealed` are there after cleaning."""

    file = forms.FileField(
        label=_("Excel 工作簿（.xlsx）"),
        help_text=_("不超过 %(size)d MB、%(rows)d 个单位。") % {"size": LARGEST // 1024**2, "rows": MOST_UNITS},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
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
            # One byte more than allowed is enough to refuse it.
            self.lines = read_lines(file.read(LARGEST + 1), MOST_UNITS + 1)
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


class UserForm(forms.ModelForm):
    """A new person. The user name is what they sign in with, and never changes."""

    class Meta:
        model = User
        fields = ["username", "name"]
        help_texts = {
            "username": _("登录用，可用工号或拼音；最多 150 个字符，只含文字、数字和 @ . + - _，以后不能改。")
        }

    def clean_username(self) -> str:
        """Free, whatever the case: nobody can tell Zhang and zhang apart on the telephone."""
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("用户名“%(name)s”已被使用，请换一个。") % {"name": username})
        return username


class NameForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=User._meta.get_field("name").max_length)


class GrantForm(forms.Form):
    """One role for one person; which combinations may be is for the service to say."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *Role.choices])
    unit = forms.ModelChoiceField(
        label=_("单位"),
        queryset=Unit.objects.filter(active=True).order_by("kind", "pk"),
        required=False,
        empty_label=_("不挂单位"),
        help_text=_("经办人、负责人、征求意见部门必须选择；评审组成员选其所在单位，用于自动回避；其他角色不选。"),
    )
    is_chair = forms.BooleanField(
        label=_("担任评审组组长"), required=False, help_text=_("只用于评审组成员，全组一人。")
    )


class PeopleSearchForm(forms.Form):
    q = forms.CharField(label=_("姓名、用户名或单位"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=[("", _("全部")), *Role.choices])
    active = forms.ChoiceField(label=_("状态"), required=False, choices=TICK)


class CalendarForm(forms.Form):
    """One year's list, a day a line. `days` is there after cleaning."""

    text = forms.CharField(
        label=_("放假与调休上班的日期"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "class": "source-text", "spellcheck": "false"}),
    )

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days: list[ListedDay] = []
        self.year = year
        example = f"{year}-02-05 休 春节"
        self.fields["text"].help_text = gettext("每行一天，先日期，再“休”或“班”，后面可写节日名称，如：%s。") % example

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        self.days, faults = read_days(text, self.year)
        if faults:
            raise forms.ValidationError([gettext("第 %d 行：%s") % (f.line, f.message) for f in faults])
        return text


class YearForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class TrailForm(forms.Form):
    """What the auditor looks for."""

    who = forms.CharField(label=_("操作人"), required=False, max_length=150)
    action = forms.ChoiceField(label=_("操作"), required=False)
    object_type = forms.ChoiceField(label=_("对象"), required=False)
    object_id = forms.CharField(label=_("对象编号"), required=False, max_length=50)
    since = forms.DateField(label=_("自"), required=False, widget=DayInput, validators=[plausible])
    until = forms.DateField(label=_("至"), required=False, widget=DayInput, validators=[plausible])

    def __init__(self, actions: list[tuple[str, Any]], types: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("全部")), *actions]
        self.fields["object_type"].choices = [("", _("全部")), *types]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("不能早于开始日期。"))
        return cleaned

    def asked(self) -> TrailFilter:
        """The filter; wrong fields ask for nothing."""
        self.is_valid()
        found = self.cleaned_data
        since, until = found.get("since"), found.get("until")
        texts = {name: found.get(name, "") for name in ("who", "action", "object_type", "object_id")}
        return TrailFilter(
            **texts,
            since=midnight(since) if since else None,
            before=midnight(until + timedelta(days=1)) if until and until < date.max else None,
        )


def midnight(day: date) -> datetime:
    """The beginning of a day where the site is."""
    return make_aware(datetime.combine(day, time.min))
