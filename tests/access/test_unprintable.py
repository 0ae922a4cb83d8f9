"""What cannot be printed is refused in every text field of every form: named, kept on the page, stored nowhere."""

import html
from itertools import chain

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms import BaseForm, CharField, EmailField
from django.urls import get_resolver

from review.forms.fields import ReasonForm

from .test_wrong_input import SHOWN, entitled, form_of

pytestmark = pytest.mark.django_db

UNPRINTABLE = "甲\x07乙\ue123丙"
NAMED = ("U+0007（控制符）", "U+E123（自造字）")
# Drafts are saved with their faults (tests/nominations/forms/test_drafts.py), passwords are not shown again, and two
# forms have no text of their own: it is another's on their page.
ELSEWHERE = {
    *("nomination_edit", "nomination_autosave", "recommendation_edit", "recommendation_autosave"),
    *("read_messages", "password_change", "invitation", "manage_person_grant"),
}
# Columns that keep what was typed until it is put right.
KEPT_AS_TYPED = {"unparsed", "typed"}


def forms_of_the_site():
    """Every form class, those of Django included that the site uses."""
    assert get_resolver().url_patterns  # all views, hence all forms, are imported

    def below(cls):
        return {cls}.union(*map(below, cls.__subclasses__()))

    return sorted(below(BaseForm), key=lambda cls: (cls.__module__, cls.__name__))


def test_no_text_field_of_any_form_takes_a_control_or_a_home_made_character():
    fields = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in forms_of_the_site()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, CharField)
    }
    assert len(fields) > 60
    for name, field in fields.items():
        with pytest.raises(ValidationError) as refused:
            field.run_validators(UNPRINTABLE)
        assert all(sign in "".join(refused.value.messages) for sign in NAMED), name


def test_nor_does_an_address_whose_own_pattern_has_room_for_it():
    with pytest.raises(ValidationError, match="U\\+0007"):
        EmailField().clean('"a\x07b"@example.cn')


def test_several_lines_stay_several_lines_with_one_sort_of_line_end():
    form = ReasonForm({"reason": "一\r\n二\x0b三\r四\t五"})  # Word's own line break is the control in the middle
    assert form.is_valid()
    assert form.cleaned_data["reason"] == "一\n二\n三\n四\t五"


def stored():
    """Every text in the database that holds such a character, but what is kept as it was typed."""
    return [
        (model.__name__, field.name, value)
        for model in chain.from_iterable(app.get_models() for app in map(apps.get_app_config, ("nominations", "review")))
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "EmailField", "SlugField", "JSONField")
        and field.name not in KEPT_AS_TYPED
        for value in model.objects.values_list(field.name, flat=True)
        if any(sign in str(value) for sign in "\x07\ue123") or "\\x07" in repr(value)
    ]


@pytest.mark.parametrize("row", [row for row in SHOWN if row.name not in ELSEWHERE], ids=str)
def test_every_page_refuses_it_and_keeps_what_was_typed(row, browsers):
    """The form as a browser would send it, with such characters in each text that a person may write."""
    part, url = entitled(row), browsers.url(row.name, row.words)
    form = form_of(browsers, row, part)
    if not form.texts:
        return
    answer, found = browsers.ask_and_look(part, url, form.sent | dict.fromkeys(form.texts, UNPRINTABLE), stored)
    assert answer.status in (200, 409, 422), answer.fault
    assert found == []
    page = html.unescape(answer.text)
    assert all(sign in page for sign in NAMED), form.texts
    assert UNPRINTABLE in page
