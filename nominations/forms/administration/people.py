"""People and their roles."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ...enums import Role
from ...models import Unit, User
from .common import STATE_CHOICES


class UserForm(forms.ModelForm):
    """A new person. The user name is what they sign in with, and never changes."""

    class Meta:
        model = User
        fields = ["username", "name", "email"]
        help_texts = {
            "username": _("登录用，可用工号或拼音；最多 150 个字符，只含文字、数字和 @ . + - _，以后不能改。"),
            "email": _("填写的，设置密码的链接直接发到这个邮箱；留空的，链接显示给您，由您转交。本人以后可在“消息”中修改。"),
        }

    def clean_username(self) -> str:
        """Free, whatever the case: nobody can tell Zhang and zhang apart on the telephone."""
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("用户名“%(name)s”已被使用，请换一个。") % {"name": username})
        return username


class NameForm(forms.Form):
    """`seen`: the name when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
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
    active = forms.ChoiceField(label=_("状态"), required=False, choices=STATE_CHOICES)
