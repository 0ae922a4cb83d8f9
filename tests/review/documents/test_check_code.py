import re
from datetime import date

import pytest
from django.db.models import BooleanField, DateField, JSONField, PositiveIntegerField
from django.test import override_settings

from nominations.models import Nomination
from review.documents.check_code import BOOKKEEPING, check_code
from tests.builders import make_collective, make_individual, make_unit

pytestmark = pytest.mark.django_db


def changed(field, value):
    """Another value of the same sort."""
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, DateField):
        return date(1970, 1, 1)
    if isinstance(field, PositiveIntegerField):
        return (value or 0) + 1
    if isinstance(field, JSONField):
        return ["other"]
    return f"{value}x"


def content_fields(nominee):
    skipped = BOOKKEEPING | {"id", "kind", "nomination_ptr", "recommendation", "backup_for", "leads_collective"}
    return [field for field in nominee._meta.concrete_fields if field.name not in skipped]


@pytest.mark.parametrize("make", [make_collective, make_individual])
def test_the_code_changes_with_every_field_of_content(make):
    nominee = make()
    before = check_code(nominee)

    for field in content_fields(nominee):
        value = getattr(nominee, field.name)
        setattr(nominee, field.name, changed(field, value))
        assert check_code(nominee) != before, field.name
        setattr(nominee, field.name, value)

    assert check_code(nominee) == before


def test_the_code_changes_with_what_the_cover_says():
    nominee = make_collective()
    codes = {check_code(nominee)}

    nominee.recommendation.fill_date = date(2024, 1, 1)
    codes.add(check_code(nominee))
    nominee.recommendation.unit = make_unit()
    codes.add(check_code(nominee))

    assert len(codes) == 3


def test_the_code_stays_while_only_the_keeping_changes():
    nominee = make_collective()
    before = check_code(nominee)
    nominee.locked = nominee.counted = True
    nominee.version, nominee.order = 9, 9
    nominee.save()

    assert check_code(Nomination.objects.get(pk=nominee.pk)) == before


def test_two_nominees_alike_have_codes_of_their_own():
    first = make_collective()
    second = make_collective(recommendation=first.recommendation, name=first.name, credit_code=first.credit_code)

    assert check_code(first) != check_code(second)


def test_nobody_makes_codes_without_the_site_s_key():
    nominee = make_individual()
    before = check_code(nominee)

    with override_settings(SECRET_KEY="another key of another site, 50 characters long, no less"):
        assert check_code(nominee) != before


def test_the_code_is_short_and_legible():
    assert re.fullmatch(r"[A-Z2-7]{5}-[A-Z2-7]{5}", check_code(make_collective()))
