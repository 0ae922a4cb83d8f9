"""Paper checked by its code: genuine for everybody, what differs for whoever may see the record."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from nominations import services as drafting
from nominations.selectors import detail_rows
from review.grounds import Point
from review.models import Printing
from review.selectors.printing import check_code
from review.services import publicity, screening
from review.services.advance import Act
from review.services.printing import printed
from review.views.checking import CHECKS_AN_HOUR
from tests import walk
from tests.access.crawling import pdf_text
from tests.builders import make_collective, make_individual
from tests.cast import client_of

pytestmark = pytest.mark.django_db
GENUINE = "是本系统打印表格时生成的"
SAME, OTHER = "打印以后，记录的内容没有改动", "打印以后，记录改动了"


def checked(client, code, **extra):
    return client.get(reverse("checked", args=[code]), **extra)


def typed(client, text):
    return client.post(reverse("check"), {"code": text}, follow=True)


def mended(cast):
    """An individual before the panel whose form was printed, came back and was mended in three fields; the old printing."""
    case = walk.submitted(cast, walk.drafted(cast, 1, 1))[1]
    printed([case.nomination], cast.lead, walk.at(1, 6))
    points, cure_by = [Point("other", ("contact", "deeds", "employer"), "请核对")], walk.at(1, 12).date()
    back = Act(cast.officer, walk.RETURNED, "请补正")
    screening.send_back([case], back, points=points, cure_by=cure_by, needs_publicity=False)
    row = detail_rows().get(pk=case.nomination_id).detail
    mending = {"contact": "13900000077", "deeds": "该同志完成新的技术改造。", "employer": "重庆新示例机械有限公司"}
    drafting.save_draft(row, mending, {}, version=row.version, actor=cast.lead, now=walk.at(1, 9))
    publicity.resubmit(walk.fresh([case]), Act(cast.lead, walk.at(1, 9)))
    walk.shortlist(cast, walk.fresh([case]))
    return walk.fresh([case])[0], Printing.objects.get(kind="individual")


class TestHandedOut:
    def test_a_downloaded_form_bears_a_code_that_is_known(self, cast, as_lead, client):
        (case,) = walk.drafted(cast, 0, 1)
        text = pdf_text(as_lead.get(reverse("form_pdf", args=[case.nomination_id])).content)
        (code,) = set(re.findall("[0-9A-Z]{5}-[0-9A-Z]{5}", text))
        assert GENUINE in checked(client, code).text
        assert SAME in checked(as_lead, code).text

    def test_so_does_one_as_a_word_document(self, cast, as_lead, client):
        (case,) = walk.drafted(cast, 0, 1)
        file = as_lead.get(reverse("form_docx", args=[case.nomination_id])).content
        (foot,) = Document(BytesIO(file)).sections[0].footer.paragraphs
        code = foot.text.removeprefix("校验码 ")
        assert GENUINE in checked(client, code).text
        assert SAME in checked(as_lead, code).text

    def test_each_sheet_and_the_archives_are_kept(self, cast, as_officer):
        cases = walk.submitted(cast)
        for fmt in ("pdf", "xlsx"):
            as_officer.get(reverse("unit_sheet", args=[cast.recommendation.pk, "individual", fmt]))
            as_officer.get(reverse("cycle_sheet", args=[cast.cycle.pk, "individual", fmt]))
        printings = Printing.objects.exclude(kind="receipt")
        assert printings.count() == 2
        as_officer.get(reverse("case_archive", args=[cases[0].pk]))
        assert Printing.objects.filter(nomination=cases[0].nomination_id).count() == 1
        as_officer.get(reverse("cycle_archive", args=[cast.cycle.pk]))
        assert printings.count() == 5  # the other form, and the other sheet of the cycle

    def test_a_form_on_the_screen_is_not_handed_out(self, cast, as_officer):
        (case,) = walk.drafted(cast, 1, 0)
        as_officer.get(reverse("case_printed", args=[case.pk]))
        assert not Printing.objects.exists()


class TestStrangers:
    @pytest.fixture
    def printing(self, cast):
        nominee = make_individual(recommendation=cast.recommendation)
        printed([nominee], cast.clerk, walk.ANNOUNCED)
        return Printing.objects.get()

    def test_learn_that_a_code_is_genuine_and_nothing_else(self, cast, client, printing):
        secret = [printing.nomination.name, cast.unit.name, cast.cycle.title, cast.clerk.name]
        for who in (client, client_of(cast.other_lead), client_of(cast.departments["tax"]), client_of(cast.admin)):
            page = checked(who, printing.code)
            main = page.text.partition("<main")[2].partition("</main")[0]
            assert GENUINE in main
            assert [words for words in secret if words in main] == []

    def test_type_it_as_they_like(self, client, printing):
        for text in (printing.code.lower(), printing.code.replace("-", " "), printing.code.replace("0", "O")):
            page = typed(client, text)
            assert (page.status_code, page.redirect_chain) == (200, [(reverse("checked", args=[printing.code]), 302)])
            assert GENUINE in page.text

    @pytest.mark.parametrize("text", ["", "ABC", "12345-67890-1", "校验码", "x" * 500, "\x00"])
    def test_are_told_what_a_code_looks_like(self, client, db, text):
        page = client.post(reverse("check"), {"code": text})
        assert page.status_code == 422
        assert "invalid-feedback" in page.text

    def test_are_told_of_a_code_that_nothing_bears(self, client, printing):
        page = typed(client, "00000-00000")
        assert page.status_code == 404
        assert "没有打印过带这个校验码的表格" in page.text
        assert 'value="00000-00000"' in page.text

    def test_try_so_often_an_hour_and_no_oftener(self, client, cast, printing):
        for _n in range(CHECKS_AN_HOUR):
            assert checked(client, "00000-00000").status_code == 404
        assert checked(client, printing.code).status_code == 429
        assert checked(client, printing.code, REMOTE_ADDR="10.1.1.1").status_code == 200
        assert checked(client_of(cast.nobody), printing.code).status_code == 200

    def test_are_led_back_after_signing_in(self, client, printing):
        address = reverse("checked", args=[printing.code])
        assert f'href="{reverse("login")}?next={address}"' in checked(client, printing.code).text


class TestAForm:
    def test_tells_its_unit_field_by_field(self, cast, as_lead):
        case, printing = mended(cast)
        page = checked(as_lead, printing.code).text
        assert f"{OTHER} 3 项" in page
        assert "<ins>重庆新示例机械有限公司</ins>" in page
        assert "<del>139****0002</del>" in page
        assert "13900000077" not in page
        assert check_code(detail_rows().get(pk=case.nomination_id)) in page
        assert cast.lead.name in page

    def test_tells_each_reader_what_they_may_read(self, cast):
        case, printing = mended(cast)
        pages = {"panel": checked(client_of(cast.panellists[1]), printing.code).text}
        walk.select(cast, [case])
        pages["police"] = checked(client_of(cast.departments["police"]), printing.code).text
        for page in pages.values():
            assert f"{OTHER} 3 项" in page
            assert "<ins>重庆新示例机械有限公司</ins>" in page
            assert "139****" not in page
            assert cast.lead.name not in page
        assert ("<ins>该同志完成新的技术改造。</ins>" in pages["panel"], "另有 1 项" in pages["panel"]) == (True, True)
        assert ("该同志完成新的技术改造。" in pages["police"], "另有 2 项" in pages["police"]) == (False, True)

    def test_of_a_deleted_draft_says_so_to_its_unit_alone(self, cast, as_clerk, client):
        nominee = make_individual(recommendation=cast.recommendation)
        printed([nominee], cast.clerk, walk.ANNOUNCED)
        drafting.delete_draft(nominee, cast.clerk, walk.at(1, 5))
        code = Printing.objects.get().code
        pages = {who: checked(one, code).text for who, one in (("clerk", as_clerk), ("anybody", client))}
        assert all(GENUINE in page for page in pages.values())
        assert ["已由推荐单位删除" in page for page in pages.values()] == [True, False]


class TestASheet:
    def printed(self, cast, about, name, kind="collective"):
        client_of(cast.officer).get(reverse(name, args=[about.pk, kind, "xlsx"]))
        return Printing.objects.latest("pk")

    def test_tells_who_differs_and_leads_to_the_form(self, cast, as_clerk):
        case = walk.drafted(cast, 1, 0)[0]
        as_clerk.get(reverse("form_pdf", args=[case.nomination_id]))
        form = Printing.objects.get()
        sheet = self.printed(cast, cast.recommendation, "unit_sheet")
        assert "名单和各推荐对象的记录没有改动" in checked(as_clerk, sheet.code).text
        row = case.nomination.detail
        drafting.save_draft(row, {"headcount": 7}, {}, version=row.version, actor=cast.clerk, now=walk.at(1, 5))
        new = make_collective(recommendation=cast.recommendation)
        page = checked(as_clerk, sheet.code).text
        assert ("内容已改变" in page, "打印后新增" in page, new.name in page) == (True, True, True)
        assert f'href="{reverse("checked", args=[form.code])}"' in page

    @pytest.mark.parametrize(
        ("make", "kind", "words"),
        [(make_individual, "individual", "（未填姓名）"), (make_collective, "collective", "（未填名称）")],
    )
    def test_tells_of_a_nominee_without_a_name(self, cast, as_clerk, make, kind, words):
        make(recommendation=cast.recommendation, name="")
        sheet = self.printed(cast, cast.recommendation, "unit_sheet", kind)
        assert f"<span>{words}</span>" in checked(as_clerk, sheet.code).text

    def test_of_a_unit_is_for_the_unit_and_of_the_cycle_for_its_readers(self, cast):
        walk.submitted(cast, walk.drafted(cast, 1, 0))
        of_unit, of_cycle = (
            self.printed(cast, about, name)
            for about, name in ((cast.recommendation, "unit_sheet"), (cast.cycle, "cycle_sheet"))
        )
        seen = {
            who: ["表内的推荐对象" in checked(client_of(person), sheet.code).text for sheet in (of_unit, of_cycle)]
            for who, person in cast.everybody().items()
        }
        own, readers = {"clerk", "lead"}, {"officer", "director", "auditor"}
        assert {who for who, (unit, _cycle) in seen.items() if unit} == own | readers
        assert {who for who, (_unit, cycle) in seen.items() if cycle} == readers

    def test_takes_as_many_queries_for_thirty_as_for_three(self, cast, as_officer):
        counts = []
        for more in (3, 27):
            for _n in range(more):
                make_collective(recommendation=cast.recommendation)
            code = self.printed(cast, cast.recommendation, "unit_sheet").code
            with CaptureQueriesContext(connection) as asked:
                assert checked(as_officer, code).text.count("一致</span>") == (3 if more == 3 else 30)
            counts.append(len(asked))
        assert counts[0] == counts[1]
