"""回执: one for each hand-in, made with it, the same when it is sent again, and a sound one only as it was given out."""

import json
import re
from datetime import date, datetime, timedelta

import pytest

from nominations import services as drafting
from nominations.models import AuditEntry, AuditSeal
from nominations.models.audit import digest, seal
from nominations.selectors import detail_rows
from review.documents.receipts import receipt_pdf
from review.models import Decision, Printing
from review.selectors.printing import as_text, check_code
from review.selectors.receipts import is_sound, receipt_of, receipt_state
from review.services import publicity, undoing
from review.services.advance import Act, StepRefused
from review.stages import Stage
from tests import walk
from tests.access.crawling import pdf_text
from tests.builders import CHONGQING
from tests.review.dossiers import verify
from tests.walk import at, fresh

pytestmark = pytest.mark.django_db
LATE = datetime(2024, 1, 12, 23, 58, 7, 999999, tzinfo=CHONGQING)


def handed_in(cast, now=walk.SUBMITTED, collectives=1, individuals=1):
    cases = walk.announced(cast, walk.drafted(cast, collectives, individuals))
    return cases, publicity.submit(cases, Act(cast.lead, now))


def receipts():
    return Printing.objects.filter(kind="receipt")


class TestGivenOut:
    def test_it_says_who_handed_in_what_when_in_the_recommended_order(self, cast):
        cases, receipt = handed_in(cast, LATE, collectives=2)
        content = receipt.content
        assert content["at"] == "2024-01-12T23:58:07+08:00"
        assert (content["unit"], content["cycle"]) == (cast.unit.name, cast.cycle.title)
        assert [(line["case"], line["name"], line["kind"]) for line in content["lines"]] == [
            (case.pk, case.nomination.name, case.nomination.kind) for case in cases
        ]
        assert [line["code"] for line in content["lines"]] == [
            check_code(detail_rows().get(pk=case.nomination_id)) for case in cases
        ]
        assert (receipt.printed_by, receipt.printed_at) == (cast.lead, LATE)

    def test_its_digest_stands_in_the_audit_trail_by_its_number(self, cast):
        _cases, receipt = handed_in(cast)
        entry = AuditEntry.objects.get(pk=receipt.content["entry"])
        assert (entry.action, entry.object_id, entry.actor) == ("handed_in", str(cast.recommendation.pk), cast.lead)
        assert entry.detail == {
            "receipt": receipt.code, "batch": receipt.content["batch"], "digest": receipt.content["digest"], "number": 2,
        }  # fmt: skip

    @pytest.mark.parametrize("method", ["sha256", "sm3"])
    def test_anybody_can_make_the_digest_anew(self, cast, settings, method):
        settings.AUDIT_HASH = method
        _cases, receipt = handed_in(cast)
        said = {name: value for name, value in receipt.content.items() if name not in ("digest", "entry", "mac")}
        assert receipt.content["digest"] == digest(json.dumps(said, sort_keys=True, ensure_ascii=False))
        assert is_sound(receipt)

    def test_no_personal_number_stands_in_it(self, cast):
        _cases, receipt = handed_in(cast)
        person = detail_rows().get(case__in=[_cases[1]]).detail
        text = as_text(receipt.content) + as_text(AuditEntry.objects.get(pk=receipt.content["entry"]).detail)
        assert [number for number in (person.id_number, person.contact) if number in text] == []

    def test_a_refused_hand_in_leaves_none(self, cast):
        cases = walk.announced(cast)
        with pytest.raises(StepRefused):
            publicity.submit(cases, Act(cast.lead, walk.at(1, 3)))
        assert not receipts().exists()
        assert not AuditEntry.objects.filter(action="handed_in").exists()

    def test_another_publicity_is_no_hand_in(self, cast):
        cases = walk.returned(cast, needs_publicity=True, cure_by=date(2024, 1, 20))
        assert receipts().count() == 1
        walk.announce(cast, cases, at(1, 9), date(2024, 1, 9))
        assert receipts().count() == 1
        again = publicity.submit(fresh(cases), Act(cast.lead, at(1, 17)))
        assert (receipts().count(), again.content["action"]) == (2, "submit")

    def test_what_is_handed_in_again_after_a_return_has_another(self, cast):
        cases = walk.returned(cast)
        first = receipts().get()
        again = publicity.resubmit(cases, Act(cast.lead, at(1, 9)))
        assert (again.code != first.code, again.content["action"]) == (True, "resubmit")

    def test_of_two_units_at_once_there_is_none(self, cast):
        ours, theirs = (walk.drafted(cast, 1, 0, one) for one in (cast.recommendation, cast.other_recommendation))
        with pytest.raises(ValueError, match="one unit"):
            publicity.submit(ours + theirs, Act(cast.lead, walk.SUBMITTED))


class TestSentAgain:
    def test_the_same_hand_in_gives_the_same_receipt(self, cast):
        cases, receipt = handed_in(cast)
        steps = Decision.objects.count()
        assert publicity.submit(cases, Act(cast.lead, LATE)) == receipt
        assert publicity.submit(fresh(cases), Act(cast.lead, LATE)) == receipt
        assert (receipts().count(), Decision.objects.count()) == (1, steps)

    def test_also_once_the_office_went_on(self, cast):
        cases, receipt = handed_in(cast)
        walk.shortlist(cast, fresh(cases))
        assert publicity.submit(cases, Act(cast.lead, LATE)) == receipt

    def test_a_part_of_it_is_refused_and_so_is_more(self, cast):
        cases, _receipt = handed_in(cast)
        more = walk.drafted(cast, 1, 0)
        for others in (cases[:1], cases + more):
            with pytest.raises(StepRefused):
                publicity.submit(fresh(others), Act(cast.lead, LATE))

    def test_by_somebody_else_it_is_refused(self, cast):
        cases, _receipt = handed_in(cast)
        for person in (cast.other_lead, cast.clerk, cast.officer):
            with pytest.raises(StepRefused):
                publicity.submit(cases, Act(person, LATE))

    def test_what_came_back_meanwhile_is_handed_in_anew_or_refused(self, cast):
        cases = walk.returned(cast)
        with pytest.raises(StepRefused):
            publicity.submit(cases, Act(cast.lead, at(1, 9)))
        with pytest.raises(StepRefused):
            publicity.resubmit(cases, Act(cast.lead, at(1, 21)))  # the cure is over

    def test_a_first_hand_in_is_no_second_one(self, cast):
        cases, _receipt = handed_in(cast)
        with pytest.raises(StepRefused):
            publicity.resubmit(cases, Act(cast.lead, LATE))

    def test_backups_that_travel_need_not_be_named(self, cast):
        principal, backup = walk.drafted(cast, 1, 0, division_level=True) + walk.drafted(cast, 1, 0)
        type(backup.nomination).objects.filter(pk=backup.nomination_id).update(backup_for=principal.nomination_id)
        walk.announce(cast, fresh([principal, backup]))
        receipt = publicity.submit(fresh([principal]), Act(cast.lead, walk.SUBMITTED))
        assert [line["backup"] for line in receipt.content["lines"]] == [False, True]
        assert publicity.submit(fresh([principal]), Act(cast.lead, LATE)) == receipt


class TestBesideTheRecord:
    def test_nothing_was_changed(self, cast):
        _cases, receipt = handed_in(cast)
        state = receipt_state(receipt)
        assert (state.sound, state.same, state.taken_back) == (True, True, False)
        assert state.moment == "2024-01-05 09:00:00"

    def test_one_that_was_mended_since_is_named(self, cast):
        cases = walk.returned(cast)
        receipt = receipts().get()
        row = detail_rows().get(pk=cases[1].nomination_id).detail
        mended = {"resume": f"{row.resume}\n2023.01—2023.12 脱产学习"}
        drafting.save_draft(row, mended, {}, version=row.version, actor=cast.lead, now=at(1, 9))
        publicity.resubmit(fresh(cases), Act(cast.lead, at(1, 9)))
        then, now = receipt_state(receipt), receipt_state(receipts().latest("pk"))
        assert [line.same for line in then.lines] == [True, False]
        assert (then.sound, now.same) == (True, True)

    def test_one_that_was_taken_back_was_handed_in_all_the_same(self, cast):
        cases, receipt = handed_in(cast)
        undoing.undo(cases[0].decisions.latest("pk"), Act(cast.lead, walk.SUBMITTED + timedelta(hours=1), "误报"))
        assert receipt_state(receipt).taken_back
        assert receipt_of(fresh(cases)) is None
        again = publicity.submit(fresh(cases), Act(cast.lead, walk.SUBMITTED + timedelta(hours=2)))
        assert again != receipt

    @pytest.mark.parametrize("name", ["at", "unit", "cycle", "batch", "digest", "entry", "mac", "lines"])
    def test_whatever_is_changed_in_it_shows(self, cast, name):
        _cases, receipt = handed_in(cast)
        old = receipt.content[name]
        changed = {"entry": 1, "lines": receipt.content["lines"][:1]}.get(name, f"{old}"[:-1] + "x")
        receipt.content[name] = changed
        assert not is_sound(receipt)

    def test_another_name_with_a_digest_made_anew_has_not_the_sites_word(self, cast):
        _cases, receipt = handed_in(cast)
        content = receipt.content
        content["lines"][0]["name"] = "另一个集体"
        said = {name: value for name, value in content.items() if name not in ("digest", "entry", "mac")}
        content["digest"] = digest(as_text(said))
        assert not is_sound(receipt)

    @pytest.mark.parametrize("size", [1, 12])
    def test_takes_as_many_queries_as_ever(self, cast, size, django_assert_num_queries):
        cast.unit.above_scale_enterprises = 200
        cast.unit.save()
        _cases, receipt = handed_in(cast, collectives=size, individuals=1)
        receipt = receipts().select_related("recommendation__unit", "recommendation__cycle").get()
        with django_assert_num_queries(4):
            receipt_state(receipt)


class TestOnPaper:
    def test_it_reads_as_it_was_given_out(self, cast, settings):
        cases, receipt = handed_in(cast, LATE)
        seal(whole=True)
        text = re.sub(r"\s", "", pdf_text(receipt_pdf(receipt, receipt_state(receipt))))
        link = AuditSeal.objects.get(entry=receipt.content["entry"])
        for words in (
            f"回执号：{receipt.code}", f"{cast.unit.name}：", "2024年1月12日23:58:07", "推荐对象2个（先进集体1个、先进个人1个）",
            *(case.nomination.name for case in cases), *(line["code"] for line in receipt.content["lines"]),
            receipt.content["digest"], receipt.content["mac"], f"审计记录：第{receipt.content['entry']}条",
            f"审计链：第{link.number}条，{link.mac[:20].upper()}", f"/check/{receipt.code}/",
        ):  # fmt: skip
            assert words in text

    def test_from_the_paper_alone_it_is_told_whether_it_is_genuine(self, cast, settings, capsys, tmp_path):
        """By whoever has the key, without the site: its row may be lost."""
        _cases, receipt = handed_in(cast, LATE)
        text = re.sub(r"\s", "", pdf_text(receipt_pdf(receipt, receipt_state(receipt))))
        words = [
            *re.search(r"回执号：([\dA-Z]{5}-[\dA-Z]{5})", text).groups(),
            *re.search(r"签章所含时间：(\S{25})", text).groups(),
            cast.unit.name,
            *re.search(r"内容摘要（SHA-256）：(\w{64})", text).groups(),
            *re.search(r"审计记录：第(\d+)条", text).groups(),
            *re.search(r"签章（HMAC-SHA-256）：(\w{64})", text).groups(),
        ]
        Printing.objects.all().delete()
        key = tmp_path / "key"
        key.write_text(settings.AUDIT_KEY)
        checked = ["--key-file", str(key), "--receipt"]
        assert verify.main([*checked, *words]) == 0
        assert "HOLDS" in capsys.readouterr().out
        for place in range(len(words)):
            other = words[place].translate(str.maketrans("0123456789abcdefABCDEF镇道", "1234567890bcdefaBCDEFA县镇"))
            assert verify.main([*checked, *words[:place], other, *words[place + 1 :]]) == 1
        assert verify.main([*checked, *words[:4], "one", words[5]]) == 2

    def test_it_says_the_same_when_names_have_changed(self, cast):
        cases, receipt = handed_in(cast)
        state = receipt_state(receipt)
        text = pdf_text(receipt_pdf(receipt, state))
        type(cases[0].nomination).objects.filter(pk=cases[0].nomination_id).update(name="另一个集体")
        assert pdf_text(receipt_pdf(receipt, receipt_state(receipt))) == text

    def test_all_hand_ins_of_a_walk_have_theirs(self, cast):
        walk.walk(cast, None, Stage.OFFICE_SCREENING)
        assert receipts().count() == 1
