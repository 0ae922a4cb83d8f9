"""What is asked of a password, where Django's words for it are not Chinese."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django 5.2 words this message anew, and its Chinese catalogue still has the old one."""

    def get_error_message(self) -> str:
        return _("密码长度不足：至少 %(limit)d 个字符，请设置更长的密码。") % {"limit": self.min_length}
