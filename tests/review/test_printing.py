"""What was printed is known by its code, and told from what the record says now."""

from datetime import date

import pytest
from django.db.models import BooleanField, DateField, JSONField, PositiveIntegerField
from django.test import override_settings

from nominations import services as drafting
from nominations.models import AuditEntry, Nomination
from nominations.models.fields import SensitiveCharField
from nominations.selectors import detail_rows
from review.forms.comparison import changes
from review.models import Printing
from review.selectors.printing import check_code, code_meant, in_order, on_cycle_sheet, on_unit_sheet, sheet_state
from review.selectors.returns import said_by
from review.services import publicity
from review.services.advance import Act
from review.services.printing import printed, sheet_printed
from tests import walk
from tests.builders import make_collective, make_individual, make_unit

pytestmark = pytest.mark.django_db
NOW = walk.at(12, 26, year=2023)
FIELDS = {"id", "kind", "backup_for", "leads_collective"}  # rows, not words


def changed(field, value):
    """Another value of the same sort."""
    if field.choices:
        return next(code for code, _label in field.choices if code != value)
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, DateField):
        return date(1970, 1, 1)
    if isinstance(field, PositiveIntegerField):
        return (value or 0) + 1
    if isinstance(field, JSONField):
        return {"2022": "excellent"} if isinstance(value, dict) else ["other"]
    return f"{value}x"


def content_fields(nominee):
    return [field for field in said_by(nominee) if field.name not in FIELDS]


def print_form(nominee, by=None, now=NOW):
    printed(detail_rows().filter(pk=nominee.pk), by, now)
    return Printing.objects.get(code=check_code(nominee))


def fresh(nominee):
    return detail_rows().get(pk=nominee.pk).detail


class TestTheCode:
    @pytest.mark.parametrize("make", [make_collective, make_individual])
    def test_changes_with_every_field_of_content(self, make):
        nominee = make()
        before = check_code(nominee)
        for field in content_fields(nominee):
            value = getattr(nominee, field.name)
            setattr(nominee, field.name, changed(field, value))
            assert check_code(nominee) != before, field.name
            setattr(nominee, field.name, value)
        assert check_code(nominee) == before

    def test_changes_with_what_the_paper_says_of_others(self):
        nominee = make_collective()
        codes = {check_code(nominee)}
        nominee.recommendation.fill_date = date(2024, 1, 1)
        codes.add(check_code(nominee))
        nominee.recommendation.unit = make_unit()
        codes.add(check_code(nominee))
        nominee.backup_for = make_collective()
        codes.add(check_code(nominee))
        nominee.backup_for.name = "重庆改名机械制造有限公司"
        codes.add(check_code(nominee))
        assert len(codes) == 5

    def test_stays_while_only_the_keeping_changes(self):
        nominee = make_collective()
        before = check_code(nominee)
        nominee.locked = nominee.counted = True
        nominee.version, nominee.order, nominee.corrections = 9, 9, []
        nominee.save()
        assert check_code(Nomination.objects.get(pk=nominee.pk)) == before

    def test_two_alike_have_codes_of_their_own(self):
        first = make_collective()
        again = {"name": first.name, "credit_code": first.credit_code}
        assert check_code(first) != check_code(make_collective(recommendation=first.recommendation, **again))

    def test_nobody_makes_one_without_the_site_s_key(self):
        nominee = make_individual()
        before = check_code(nominee)
        with override_settings(SECRET_KEY="another key of another site, 50 characters long, no less"):
            assert check_code(nominee) != before

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("0A1B2-C3D4V", "0A1B2-C3D4V"),
            ("0a1b2c3d4v", "0A1B2-C3D4V"),
            (" oalB2  c3d4u ", "0A1B2-C3D4V"),
            ("０Ａ１Ｂ２－Ｃ３Ｄ４Ｖ", "0A1B2-C3D4V"),
            ("0A1B2—C3D4V\n", "0A1B2-C3D4V"),
            ("0A1B2-C3D4", ""),
            ("0A1B2-C3D4VV", ""),
            ("校验码校验码校验码校", ""),
            ("", ""),
        ],
    )
    def test_is_understood_however_it_is_typed(self, typed, meant):
        assert code_meant(typed) == meant

    def test_means_itself(self):
        codes = [check_code(make_collective()) for _n in range(20)]
        assert [code_meant(code) for code in codes] == codes


class TestAForm:
    def test_is_kept_once_a_content(self, cast):
        nominee = make_individual(recommendation=cast.recommendation)
        first = print_form(nominee, cast.clerk)
        assert print_form(nominee, cast.lead, walk.at(1, 9)) == first
        assert (first.printed_by, first.printed_at, first.nomination_id) == (cast.clerk, NOW, nominee.pk)
        nominee.position = "厂长"
        nominee.save()
        assert print_form(nominee) != first
        assert Printing.objects.count() == 2

    def test_is_kept_without_personal_numbers(self):
        nominee = make_individual()
        kept = str(print_form(nominee).content)
        numbers = [getattr(nominee, f.name) for f in nominee._meta.concrete_fields if isinstance(f, SensitiveCharField)]
        assert len(numbers) == 2
        assert [number for number in numbers if number in kept] == []

    @pytest.mark.parametrize("make", [make_collective, make_individual])
    def test_agrees_with_a_record_nobody_changed(self, make):
        nominee = make()
        assert changes(print_form(nominee).content, fresh(nominee)) == []

    @pytest.mark.parametrize("make", [make_collective, make_individual])
    def test_disagrees_in_every_field_that_changed(self, make):
        nominee = make()
        content = print_form(nominee).content
        fields = content_fields(nominee)
        for field in fields:
            setattr(nominee, field.name, changed(field, getattr(nominee, field.name)))
        assert {change.name for change in changes(content, nominee)} == {field.name for field in fields}

    def test_tells_a_number_changed_in_its_hidden_digits(self):
        nominee = make_individual(contact="13900000002")
        content = print_form(nominee).content
        nominee.contact = "13911110002"
        (change,) = changes(content, nominee)
        assert (change.name, change.old, change.new) == ("contact", "139****0002", "139****0002")

    def test_of_a_deleted_draft_leaves_its_code_alone(self, cast):
        nominee = make_individual(recommendation=cast.recommendation)
        printing = print_form(nominee, cast.clerk)
        drafting.delete_draft(nominee, cast.clerk, NOW)
        printing.refresh_from_db()
        assert (printing.nomination_id, printing.content) == (None, None)
        assert AuditEntry.objects.filter(action="nomination_deleted").exists()

    def test_many_take_two_queries(self, cast, django_assert_num_queries):
        for _n in range(30):
            make_individual(recommendation=cast.recommendation, backup_for=make_individual())
        rows = detail_rows().select_related("backup_for").filter(recommendation=cast.recommendation)
        with django_assert_num_queries(2):
            printed(rows, cast.clerk, NOW)
        assert Printing.objects.count() == 30


class TestASheet:
    def print_sheet(self, about, kind, rows):
        sheet_printed(about, kind, in_order(rows, kind), None, NOW)
        return Printing.objects.latest("pk")

    def of_unit(self, cast, kind="collective"):
        return self.print_sheet(cast.recommendation, kind, on_unit_sheet(cast.recommendation))

    def test_agrees_with_a_record_nobody_changed(self, cast):
        walk.drafted(cast, 2, 1)
        state = sheet_state(self.of_unit(cast))
        assert state.same
        assert [line.name for line in state.lines] == [
            row.name for row in in_order(on_unit_sheet(cast.recommendation), "collective")
        ]

    def test_tells_who_changed_who_went_and_who_came(self, cast):
        kept, other, gone = (case.nomination.detail for case in walk.drafted(cast, 3, 0))
        printed(on_unit_sheet(cast.recommendation)[1:2], None, NOW)
        printing = self.of_unit(cast)
        codes = {row.pk: check_code(row) for row in (kept, other, gone)}
        other.headcount = 7
        other.save()
        publicity.withdraw([walk.case_of(gone)], Act(cast.lead, NOW, "不再推荐"))
        new = make_collective(recommendation=cast.recommendation)
        state = sheet_state(printing)
        assert [(line.name, line.then, line.now, line.printed) for line in state.lines] == [
            (kept.name, codes[kept.pk], codes[kept.pk], False),
            (other.name, codes[other.pk], check_code(other), True),
            (gone.name, codes[gone.pk], "", False),
            (new.name, "", check_code(new), False),
        ]
        assert (state.same, state.moved, state.around) == (False, False, [])

    def test_tells_another_order_and_other_contacts(self, cast):
        first, second = (case.nomination for case in walk.drafted(cast, 2, 0))
        printing = self.of_unit(cast)
        drafting.arrange(cast.recommendation, "collective", [second.pk, first.pk], cast.lead, NOW)
        cast.recommendation.mobile, cast.recommendation.fill_date = "13900000009", date(2024, 1, 2)
        cast.recommendation.save()
        state = sheet_state(Printing.objects.get(pk=printing.pk))
        assert (state.moved, state.around) == (True, ["fill_date", "contacts"])
        assert all(line.same for line in state.lines) is False  # the date stands on each form as well

    def test_of_a_cycle_and_of_two_units_are_told_apart(self, cast):
        sheets = [
            self.print_sheet(about, kind, [])
            for about in (cast.cycle, cast.recommendation, cast.other_recommendation)
            for kind in ("collective", "individual")
        ]
        assert len({sheet.code for sheet in sheets}) == 6
        assert all(sheet_state(sheet).same for sheet in sheets)

    def test_of_a_cycle_holds_what_was_handed_in(self, cast):
        walk.submitted(cast, walk.drafted(cast, 1, 0))
        walk.drafted(cast, 1, 0)
        printing = self.print_sheet(cast.cycle, "collective", on_cycle_sheet(cast.cycle))
        state = sheet_state(printing)
        assert (len(state.lines), state.same) == (1, True)

    @pytest.mark.parametrize("size", [3, 30])
    def test_is_compared_in_as_many_queries_as_ever(self, cast, size, django_assert_num_queries):
        for _n in range(size):
            make_individual(recommendation=cast.recommendation, backup_for=make_individual())
        printing = Printing.objects.select_related("cycle", "recommendation__unit").get(
            pk=self.of_unit(cast, "individual").pk
        )
        with django_assert_num_queries(2):
            sheet_state(printing)
