"""Attachments 3 and 4 on the screen: what the files hold, but numbers masked, page by page, and not on record."""

from django.urls import reverse

from nominations.models import AuditEntry, masked
from review.models import Printing
from review.stages import Stage
from review.views import sheets
from tests import walk
from tests.builders import make_individual
from tests.cast import once

kept = once(walk.submitted)


def page_of(client, about, kind="individual", **query):
    name = f"{'unit' if about._meta.model_name == 'recommendation' else 'cycle'}_sheet_page"
    response = client.get(reverse(name, args=[about.pk, kind]), query)
    assert response.status_code == 200
    return response


def shown(response):
    """Heading and first cells of each group."""
    groups = response.context["table"]["groups"]
    return [(group["heading"], [[cell["value"] for cell in row[:2]] for row in group["rows"]]) for group in groups]


def test_the_units_sheet_masks_numbers_and_leaves_no_record(cast, as_lead):
    cast.recommendation.mobile = "13977790003"
    cast.recommendation.save()
    _collective, person = cast.waiting
    before = AuditEntry.objects.count(), Printing.objects.count()
    text = page_of(as_lead, cast.recommendation).text
    number = person.nomination.detail.id_number
    assert (number in text, masked(number) in text) == (False, True)
    assert ("13977790003" in text, masked("13977790003") in text) == (False, True)
    assert person.nomination.name in text
    assert (AuditEntry.objects.count(), Printing.objects.count()) == before


def test_it_offers_the_files_and_the_way_back(cast, as_lead, as_officer):
    for client, about, name, back in (
        (as_lead, cast.recommendation, "unit_sheet", reverse("cockpit", args=[cast.recommendation.pk])),
        (as_officer, cast.cycle, "cycle_sheet", reverse("cases")),
    ):
        text = page_of(client, about).text
        assert f'<li class="breadcrumb-item"><a href="{back}">' in text
        for fmt in ("pdf", "xlsx"):
            assert f'href="{reverse(name, args=[about.pk, "individual", fmt])}"' in text


def test_only_a_sheet_with_numbers_speaks_of_them(cast, as_officer):
    said = "本页号码只显示一部分"
    assert said in page_of(as_officer, cast.cycle, "individual").text
    assert said not in page_of(as_officer, cast.cycle, "collective").text


def test_the_cycles_sheet_is_grouped_by_unit_and_holds_what_was_handed_in(cast, as_officer):
    draft = walk.drafted(cast, 0, 1)[0]
    page = page_of(as_officer, cast.cycle)
    person = cast.waiting[1]
    assert shown(page) == [(f"推荐单位：{cast.unit.name}（1名）", [[1, person.nomination.name]])]
    assert draft.nomination.name not in page.text


def test_an_empty_sheet_says_so(cast, as_officer):
    cast.cycle.cases.update(stage=Stage.DRAFT)
    for about in (cast.other_recommendation, cast.cycle):
        assert "（无）" in page_of(as_officer, about).text


def test_a_long_sheet_goes_on_on_further_pages(cast, as_officer, monkeypatch):
    monkeypatch.setattr(sheets, "PER_PAGE", 3)
    more = [make_individual(recommendation=cast.recommendation) for _n in range(4)]
    names = [cast.waiting[1].nomination.name, *(nominee.name for nominee in more)]
    first, second = (page_of(as_officer, cast.recommendation, page=number) for number in (1, 2))
    assert [row for page in (first, second) for _heading, rows in shown(page) for row in rows] == [
        [number, name] for number, name in enumerate(names, 1)
    ]
    assert "第 4–5 条，共 5 条" in second.text
    assert "填报单位联系人" in second.text


def test_pages_keep_the_units_numbers_under_their_heading(cast, as_officer, monkeypatch):
    monkeypatch.setattr(sheets, "PER_PAGE", 2)
    walk.submitted(cast, walk.drafted(cast, 2, 0))
    walk.submitted(cast, walk.drafted(cast, 1, 0, cast.other_recommendation))
    pages = [page_of(as_officer, cast.cycle, "collective", page=number) for number in (1, 2)]
    found = [(heading, [number for number, _name in rows]) for page in pages for heading, rows in shown(page)]
    own, other = f"推荐单位：{cast.unit.name}（3个）", f"推荐单位：{cast.other_unit.name}（1个）"
    assert found == [(own, [1, 2]), (own, [3]), (other, [1])]
