"""The dossier holds whichever way the round went: ties, votes, backups that stepped in, places called up, steps taken back."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command

from nominations.administration.cycles import close_cycle
from nominations.models import AwardCycle, RoleGrant, Unit, record
from review.models import Case, RoundStep
from review.services import lists, panel, publicity, rounds, undoing
from review.services.advance import Act
from review.stages import Stage
from tests import walk
from tests.builders import make_cycle
from tests.cast import make_cast
from tests.review.dossiers import faults, verify
from tests.review.test_panel import VOTING
from tests.walk import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_heads(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads.jsonl"


@pytest.fixture
def held(cast, tmp_path):
    """`held()`: what is found in the dossier of the cast's cycle as it stands."""

    def look(cycle=cast.cycle):
        folder = tmp_path / f"dossier{len(list(tmp_path.iterdir()))}"
        call_command("export_dossier", cycle.slug, folder, stdout=StringIO(), stderr=StringIO())
        return faults(folder, site.AUDIT_KEY)

    return look


def judged(cast, marks):
    """Collectives before the panel, each with one of the marks by every member."""
    Unit.objects.filter(pk=cast.unit.pk).update(above_scale_enterprises=200)
    cases = walk.shortlisted(cast, walk.drafted(cast, len(marks), 0))
    walk.judge(cast, cases, marks)
    return fresh(cases)


def ranks():
    return list(Case.objects.exclude(rank=None).order_by("rank", "pk").values_list("rank", flat=True))


def test_ties_and_ties_that_the_chair_put_in_order(cast, held):
    cases = judged(cast, [80, 90, 80, 80, 70, 70])
    tied = [cases[3], cases[0], cases[2]]
    rounds.order_tie(cast.cycle, [case.pk for case in tied], Act(cast.chair, walk.SCORED, "按工作实绩排列"))
    walk.select(cast, [cases[1], cases[3], cases[0]])
    assert ranks() == [1, 2, 3, 4, 5, 5]
    assert held() == []


def test_a_round_that_was_ended_before_all_were_in(cast, held):
    Unit.objects.filter(pk=cast.unit.pk).update(above_scale_enterprises=200)
    cases = walk.shortlisted(cast, walk.drafted(cast, 3, 0))
    for number, member in enumerate(cast.panellists[:4]):
        panel.score(cases[0], walk.marks_for(cast.cycle, 70 + 3 * number), Act(member, walk.SCORED))
    panel.recuse(cases[1], Act(cast.panellists[0], walk.SCORED, "亲属"))
    panel.score(cases[1], {"politics": 71, "results": 88, "contribution": 93}, Act(cast.panellists[1], walk.SCORED))
    rounds.end_round(cast.cycle, Act(cast.chair, walk.SCORED, "评委因公外出"))
    assert RoundStep.objects.get().missing > 0
    walk.select(cast, cases[:2])
    assert held() == []


def test_a_member_who_came_to_the_unit_later(cast, held):
    """Whose judgements count no more, and whoever was put on the list keeps the mean."""
    cases = judged(cast, [80, 85, 90])
    turncoat = cast.panellists[1]
    walk.select(cast, cases[:2])
    RoleGrant.objects.create(user=turncoat, role="unit_clerk", unit=cast.unit)
    more = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
    for member in cast.panellists:
        if member != turncoat:
            panel.score(more[0], walk.marks_for(cast.cycle, 88), Act(member, walk.SELECTED))
    lists.select(cast.cycle, more, Act(cast.chair, walk.SELECTED + timedelta(hours=1)))
    assert held() == []


def test_a_backup_that_stepped_in_and_a_place_that_was_called_up(cast, held):
    cases = judged(cast, [90, 85, 80, 75])
    walk.select(cast, cases[:2])
    publicity.withdraw(fresh(cases[:1]), Act(cast.lead, walk.SELECTED + timedelta(hours=1), "企业迁出"))
    lists.call_up(cast.cycle, fresh(cases[2:3]), Act(cast.chair, walk.SELECTED + timedelta(hours=2)))
    walk.forward(cast, fresh(cases[1:3]))
    walk.approve(cast, fresh(cases[1:3]))
    assert held() == []


def test_a_pair_of_which_the_principal_fell_out(cast, held):
    principal, backup, other = walk.drafted(cast, 1, 0, division_level=True) + walk.drafted(cast, 2, 0)
    type(backup.nomination).objects.filter(pk=backup.nomination_id).update(backup_for=principal.nomination_id)
    cases = walk.shortlisted(cast, fresh([principal, backup, other]))
    walk.select(cast, cases)
    assert held() == []
    publicity.withdraw(fresh([principal]), Act(cast.lead, walk.SELECTED + timedelta(hours=1), "企业迁出"))
    assert Case.objects.get(pk=backup.pk).rank == Case.objects.get(pk=principal.pk).rank == 1
    assert held() == []
    undoing.undo(principal.decisions.latest("pk"), Act(cast.lead, walk.SELECTED + timedelta(hours=2), "误办"))
    assert held() == []


def test_a_list_that_was_taken_back_and_made_anew(cast, held):
    cases = judged(cast, [90, 85, 80])
    roster = walk.select(cast, cases[:1])
    undoing.undo(roster.decisions.first(), Act(cast.chair, walk.SELECTED + timedelta(hours=1), "漏列"))
    assert held() == []
    lists.select(cast.cycle, fresh(cases[:2]), Act(cast.chair, walk.SELECTED + timedelta(hours=2)))
    assert held() == []


def test_returned_mended_and_handed_in_again(cast, held):
    cases = walk.returned(cast)
    publicity.resubmit(cases, Act(cast.lead, walk.at(1, 9)))
    walk.shortlist(cast, fresh(cases))
    assert held() == []


def test_where_the_panel_votes(tmp_path):
    cast = make_cast(make_cycle(source=VOTING))
    cases = walk.shortlisted(cast, walk.drafted(cast, 2, 0))
    for number, case in enumerate(cases):
        for place, member in enumerate(cast.panellists):
            panel.vote(case, place > number, Act(member, walk.SCORED))
    lists.select(cast.cycle, cases[:1], Act(cast.chair, walk.SELECTED))
    call_command("export_dossier", cast.cycle.slug, tmp_path / "dossier", stdout=StringIO())
    assert faults(tmp_path / "dossier", site.AUDIT_KEY) == []


def test_a_number_of_enterprises_that_changed_after_the_end(cast, held):
    """The places are those of the round: the number is the one that the audit trail knows from before the closing."""
    cases = walk.shortlisted(cast, walk.drafted(cast, 1, 0))
    close_cycle(cast.cycle, cast.admin, walk.COMMENDED)
    unit = Unit.objects.get(pk=cases[0].nomination.recommendation.unit_id)
    was, unit.above_scale_enterprises = unit.above_scale_enterprises, 1
    unit.save()
    record(cast.admin, "unit_changed", unit, changes={"above_scale_enterprises": [was, 1]})
    assert held(AwardCycle.objects.get(pk=cast.cycle.pk)) == []


def test_sm3(cast, settings, held):
    settings.AUDIT_HASH = "sm3"
    walk.shortlisted(cast)
    assert held() == []


class TestCommand:
    def test_it_names_what_it_made_and_how_to_verify_it(self, cast, tmp_path):
        walk.submitted(cast)
        out = StringIO()
        call_command("export_dossier", cast.cycle.slug, tmp_path / "a", stdout=out)
        assert "Head " in out.getvalue()
        assert verify.main([str(tmp_path / "a")]) == verify.WITHOUT_KEY

    def test_a_folder_that_is_there_stays_as_it_is(self, cast, tmp_path):
        with pytest.raises(CommandError, match="there already"):
            call_command("export_dossier", cast.cycle.slug, tmp_path)

    def test_an_unknown_cycle_is_told_the_known_ones(self, cast, tmp_path):
        with pytest.raises(CommandError, match=cast.cycle.slug):
            call_command("export_dossier", "nothing", tmp_path / "a")

    def test_a_cycle_that_was_erased_has_none_any_more(self, cast, tmp_path):
        record(None, "cycle_anonymised", cast.cycle, count=1)
        with pytest.raises(CommandError, match="erased"):
            call_command("export_dossier", cast.cycle.slug, tmp_path / "a")

    def test_what_fails_leaves_nothing_behind(self, cast, tmp_path, monkeypatch):
        monkeypatch.setattr("review.dossier_export.cases.cases_of", lambda cycle: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("export_dossier", cast.cycle.slug, tmp_path / "a")
        assert [path.name for path in tmp_path.iterdir()] == ["heads.jsonl"]

    def test_where_an_upload_is_missing_it_says_so(self, cast, tmp_path, settings):
        walk.announced(cast)
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        errors = StringIO()
        call_command("export_dossier", cast.cycle.slug, tmp_path / "a", stdout=StringIO(), stderr=errors)
        assert "Missing on the site" in errors.getvalue()
        assert Stage.UNIT_PUBLICITY in (tmp_path / "a" / "cases.json").read_text()


def test_a_member_who_kept_out_twice_is_refused(cast):
    """A judgement beside a recusal is none: the script knows it without the site."""
    dossier = verify.Dossier(None)
    dossier.policy = {"panel": {"mode": "votes", "dimensions": []}}
    score = {"member": 1, "marks": {}, "approve": True}
    dossier.cases = {1: {"case": 1, "name": "示例", "scores": [score], "recusals": [{"member": 1}]}}
    assert list(verify.judgements_are_whole(dossier)) == ["case 1 (示例): a member judged twice, or kept out and judged"]
