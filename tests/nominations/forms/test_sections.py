"""The forms are described once, completely, with the notice's own instructions."""

import pytest

from nominations.enums import Kind
from nominations.forms import sections
from nominations.forms.collective import CollectiveForm
from nominations.forms.individual import IndividualForm
from nominations.forms.recommendation import RecommendationForm
from nominations.models import CollectiveNomination, IndividualNomination, Recommendation
from nominations.policy.reading import read_notice
from nominations.policy.required import ALWAYS, CONTACTS, OF_CADRES, OF_ENTERPRISES
from tests.builders import make_collective, make_individual, make_recommendation, notice_source

# What no person fills in: keys, state, and what the services keep.
KEPT = {
    "id",
    "nomination_ptr",
    "recommendation",
    "kind",
    "order",
    "locked",
    "counted",
    "replaced",
    "publicity",
    "version",
    "unparsed",
}
KEPT |= {"updated_by", "updated_at", "cycle", "unit", "name_key", "corrections"}
CASES = [
    (CollectiveNomination, sections.COLLECTIVE_SECTIONS),
    (IndividualNomination, sections.INDIVIDUAL_SECTIONS),
    (Recommendation, RecommendationForm.sections),
]


@pytest.mark.parametrize(("model", "described"), CASES)
def test_every_column_is_asked_once(model, described):
    names = [item.name for item in sections.items_of(described)]
    assert len(names) == len(set(names))
    assert set(names) == {column.name for column in model._meta.concrete_fields} - KEPT


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "make"), [(CollectiveForm, make_collective), (IndividualForm, make_individual)])
def test_every_item_has_its_fields_and_every_field_its_item(form, make):
    shown = form(make(), [])
    named = {name for item in sections.items_of(shown.sections) for name in shown.names_of(item.name)}
    assert named == set(shown.fields) - {"version"}
    assert all(shown.fields[name].label for name in named)


@pytest.mark.django_db
def test_the_recommendation_too():
    shown = RecommendationForm(make_recommendation())
    assert {item.name for item in sections.items_of(shown.sections)} == set(shown.fields) - {"version"}


@pytest.mark.parametrize("kind", Kind.values)
def test_what_the_rules_demand_is_asked(kind):
    asked = {item.name for item in sections.items_of(sections.SECTIONS[kind])}
    assert {*ALWAYS[kind], *OF_ENTERPRISES[kind]} <= asked
    assert set(OF_CADRES) <= {item.name for item in sections.items_of(sections.INDIVIDUAL_SECTIONS)}
    assert set(CONTACTS) <= {item.name for item in sections.items_of(sections.RECOMMENDATION_SECTIONS)}


@pytest.mark.parametrize("kind", Kind.values)
def test_every_field_that_the_instructions_speak_of_quotes_them(kind):
    text = read_notice(notice_source()).award(kind).form
    for item in sections.items_of(sections.SECTIONS[kind]):
        assert bool(sections.instruction(text, item.about)) == bool(item.about), item.name


def test_an_instruction_is_the_sentence_with_its_number():
    text = read_notice(notice_source()).individual.form
    assert sections.instruction(text, "籍贯") == "籍贯填写XX省（自治区、直辖市）XX市（区、县）。（填表说明三）"
    assert sections.instruction(text, "身高") == ""


@pytest.mark.django_db
def test_the_instruction_of_the_notice_stands_at_the_field_escaped():
    row = make_individual()
    row.recommendation.cycle.source = row.recommendation.cycle.source.replace("籍贯填写XX省", "籍贯填写<b>XX省")
    text = IndividualForm(row, []).fields["native_place"].help_text
    assert "籍贯填写&lt;b&gt;XX省" in text
