"""Attachments 3 and 4 in again: the system's own sheets, and the notice's table as people fill it in."""

from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from nominations.importing.planning import ADDED, CHANGED, SAME
from nominations.models import AuditEntry, CollectiveNomination, IndividualNomination
from nominations.policy.reading import read_notice
from nominations.selectors import detail_rows
from review.documents.excel import sheet_xlsx
from review.documents.sheets import unit_sheet
from tests import walk
from tests.builders import id_number, make_collective, make_individual
from tests.cast import client_of
from tests.nominations.administration.files import upload
from tests.nominations.test_sheet_workbook import GROUPS, PEOPLE

pytestmark = pytest.mark.django_db
NUMBER, OTHER = id_number(1), id_number(2)
POST = "重庆示例机械有限公司 生产部经理（四级）"


@pytest.fixture(autouse=True)
def working_day():
    with time_machine.travel("2023-12-28 10:00+08:00", tick=False):
        yield


@pytest.fixture
def clerk(cast):
    return client_of(cast.clerk)


def person(**changed):
    """A line of Attachment 4."""
    values = {
        "序号": 1, "姓名": "程示例", "性别": "男", "民族": "汉族", "出生年月": "1980.05", "政治面貌": "中共党员",
        "学历": "大学本科", "工作单位及职务（职级）": POST, "职称": "高级工程师", "人员身份": "企业职工",
        "身份证号": NUMBER, "备注": None,
    }  # fmt: skip
    return tuple((values | changed).values())


def company(**changed):
    """A line of Attachment 3."""
    values = {
        "序号": 1, "集体全称": "重庆示例机械有限公司", "集体性质": "企业", "集体级别": None, "集体人数": 120,
        "集体负责人姓名及职务": "陶厂长　董事长", "备注": None,
    }  # fmt: skip
    return tuple((values | changed).values())


def book(*lines, headings=PEOPLE):
    """The notice's table with these lines: title above, contact person and notes below."""
    made = Workbook()
    sheet = made.active
    for line in [
        ("附件",),
        ("汇总表",),
        ("推荐单位（盖章）：",),
        headings,
        *lines,
        ("填报单位联系人：秦经办",),
        ("注：推荐顺序",),
    ]:
        sheet.append(line)
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=len(headings))
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def groups_book(*lines):
    return book(*lines, headings=GROUPS)


def own_export(recommendation, kind):
    rows = detail_rows().filter(recommendation=recommendation).select_related("backup_for")
    return sheet_xlsx(unit_sheet(recommendation, kind, rows))


def address(cast, kind="individual"):
    return reverse("recommendation_import", args=[cast.recommendation.pk, kind])


def shown(client, cast, data, kind="individual"):
    return client.post(address(cast, kind), {"file": upload(data)})


def confirmed(client, cast, answer, kind="individual"):
    return client.post(address(cast, kind), answer.context["form"].initial, follow=True)


def faults(answer):
    return [(fault.line, fault.column) for fault in answer.context["faults"]]


def counts(answer):
    plan = answer.context["plan"]
    return tuple(plan.count(state) for state in (ADDED, CHANGED, SAME))


def text(answer):
    return answer.content.decode()


class TestOwnSheet:
    """What the system printed comes back and changes nothing; what was typed over does."""

    def filled(self, cast):
        head = make_individual(recommendation=cast.recommendation, division_level=True, grade="四级调研员")
        make_individual(recommendation=cast.recommendation, backup_for=head, remarks="一线")
        make_individual(recommendation=cast.recommendation, position="", grade="四级", employer="某某研究院")
        make_individual(recommendation=cast.recommendation, birth_month=date(1980, 10, 1))
        make_collective(recommendation=cast.recommendation, nature="community", level="科级")
        make_collective(recommendation=cast.recommendation, leader_position="")

    @pytest.mark.parametrize(("kind", "rows"), [("individual", 4), ("collective", 2)])
    def test_it_comes_back_unchanged(self, cast, clerk, kind, rows):
        self.filled(cast)
        answer = shown(clerk, cast, own_export(cast.recommendation, kind), kind)
        assert counts(answer) == (0, 0, rows)
        assert "确认导入" not in text(answer)

    def test_a_sheet_of_one_unit_begins_the_list_of_another(self, cast, clerk):
        self.filled(cast)
        for kind, model in (("individual", IndividualNomination), ("collective", CollectiveNomination)):
            data = own_export(cast.recommendation, kind)
            model.objects.filter(recommendation=cast.recommendation).update(locked=True)  # as if withdrawn
            answer = shown(clerk, cast, data, kind)
            confirmed(clerk, cast, answer, kind)
            fresh = model.objects.filter(recommendation=cast.recommendation, locked=False)
            model.objects.filter(recommendation=cast.recommendation, locked=True).update(counted=False)
            assert fresh.count() == answer.context["plan"].count(ADDED) > 1
            if kind == "individual":
                principal, backup = fresh[:2]
                assert backup.backup_for_id == principal.pk
                assert (backup.remarks, principal.employer) == ("一线", "重庆示例机械有限公司")
                assert (principal.position, principal.grade) == ("生产部经理", "四级调研员")

    def test_a_cell_typed_over_is_the_one_change(self, cast, clerk):
        self.filled(cast)
        made = load_workbook(BytesIO(own_export(cast.recommendation, "individual")))
        sheet = made.active
        place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "高级工程师")
        place.value = "正高级工程师"
        packed = BytesIO()
        made.save(packed)
        answer = shown(clerk, cast, packed.getvalue())
        assert counts(answer) == (0, 1, 3)
        assert '→ <span class="after">正高级工程师</span>' in text(answer)
        before = IndividualNomination.objects.get(professional_title="高级工程师", grade="四级调研员")
        confirmed(clerk, cast, answer)
        after = IndividualNomination.objects.get(pk=before.pk)
        assert (after.professional_title, after.version) == ("正高级工程师", before.version + 1)
        assert after.updated_by == cast.clerk
        assert after.deeds == before.deeds


class TestAsPeopleFillItIn:
    def test_a_line_becomes_a_draft(self, cast, clerk):
        answer = shown(clerk, cast, book((), person(), (2,)))
        assert counts(answer) == (1, 0, 0)
        assert NUMBER not in text(answer)
        assert not IndividualNomination.objects.exists()
        assert "新增 1 个" in text(confirmed(clerk, cast, answer))
        row = IndividualNomination.objects.get()
        assert (row.name, row.gender, row.id_number, row.order) == ("程示例", "male", NUMBER, 1)
        assert (row.employer, row.position, row.grade) == ("重庆示例机械有限公司", "生产部经理", "四级")
        assert (row.birth_month, row.person_category) == (date(1980, 5, 1), "enterprise_staff")
        assert AuditEntry.objects.filter(action="sheet_imported", actor=cast.clerk).count() == 1

    def test_what_is_not_read_is_told(self, cast, clerk):
        answer = shown(clerk, cast, book((*person(), "139"), headings=(*PEOPLE, "手机")))
        assert "这些列没有读取：手机。" in text(answer)
        assert "第 7 行：注：推荐顺序" in text(answer)

    def test_a_collective_with_its_number_as_a_number(self, cast, clerk):
        confirmed(clerk, cast, shown(clerk, cast, groups_book(company()), "collective"), "collective")
        row = CollectiveNomination.objects.get()
        assert (row.name, row.nature, row.headcount) == ("重庆示例机械有限公司", "enterprise", 120)
        assert (row.leader_name, row.leader_position) == ("陶厂长", "董事长")

    @pytest.mark.parametrize(
        "typed",
        [
            *("1980.05", "1980.5", "1980-5", "1980年5月", "１９８０．０５", "1980/05", "198005", " 1980 年 5 月 "),
            *("1980-05-06", "1980年5月6日", 1980.05, 198005, datetime(1980, 5, 6)),
        ],
    )
    def test_months_as_people_type_them(self, cast, clerk, typed):
        confirmed(clerk, cast, shown(clerk, cast, book(person(出生年月=typed))))
        assert IndividualNomination.objects.get().birth_month == date(1980, 5, 1)

    def test_october_that_lost_its_nought_is_told_by_the_id_number(self, cast, clerk):
        october = id_number(3, birth=date(1980, 10, 2))
        confirmed(clerk, cast, shown(clerk, cast, book(person(出生年月=1980.1, 身份证号=october))))
        assert IndividualNomination.objects.get().birth_month == date(1980, 10, 1)
        assert faults(shown(clerk, cast, book(person(出生年月=1980.1)))) == [(5, "出生年月")]

    @pytest.mark.parametrize(
        ("column", "typed", "field", "value"),
        [
            ("身份证号", f" {NUMBER[:6]} {NUMBER[6:]}", "id_number", NUMBER),
            ("身份证号", NUMBER.translate({48 + n: 0xFF10 + n for n in range(10)}), "id_number", NUMBER),
            ("民族", "汉", "ethnicity", "汉族"),
            ("政治面貌", "党员", "political_status", "中共党员"),
            ("学历", "本科", "education", "大学本科"),
            ("性别", " 女 ", "gender", "female"),
            ("姓名", "程\n示例", "name", "程 示例"),
            ("职称", 5, "professional_title", "5"),
        ],
    )
    def test_cells_as_people_type_them(self, cast, clerk, column, typed, field, value):
        confirmed(clerk, cast, shown(clerk, cast, book(person(**{column: typed}))))
        assert getattr(IndividualNomination.objects.get(), field) == value

    def test_what_cannot_be_parted_is_taken_whole_and_told(self, cast, clerk):
        answer = shown(clerk, cast, book(person(**{"工作单位及职务（职级）": "某某研究院高级技师"})))
        assert "没有分开" in text(answer)
        confirmed(clerk, cast, answer)
        row = IndividualNomination.objects.get()
        assert (row.employer, row.position) == ("某某研究院高级技师", "")

    def test_an_employer_known_already_parts_the_cell(self, cast, clerk):
        make_individual(recommendation=cast.recommendation, employer="某某研究院")
        confirmed(clerk, cast, shown(clerk, cast, book(person(**{"工作单位及职务（职级）": "某某研究院高级技师"}))))
        row = IndividualNomination.objects.get(id_number=NUMBER)
        assert (row.employer, row.position) == ("某某研究院", "高级技师")

    def test_an_empty_cell_leaves_what_is_stored(self, cast, clerk):
        row = make_individual(
            recommendation=cast.recommendation, id_number=NUMBER, name="程示例", professional_title="技师"
        )
        answer = shown(clerk, cast, book(person(职称=None)))
        assert "professional_title" not in [field for field, _b, _a in answer.context["plan"].lines[0].changes]
        assert answer.context["plan"].lines[0].row.pk == row.pk

    def test_a_person_without_a_number_is_known_by_name(self, cast, clerk):
        row = make_individual(recommendation=cast.recommendation, id_number="", name="程示例")
        answer = shown(clerk, cast, book(person()))
        assert answer.context["plan"].lines[0].row.pk == row.pk
        confirmed(clerk, cast, answer)
        assert IndividualNomination.objects.get().id_number == NUMBER

    def test_a_namesake_with_another_number_is_another_person(self, cast, clerk):
        make_individual(recommendation=cast.recommendation, id_number=OTHER, name="程示例")
        answer = shown(clerk, cast, book(person()))
        assert counts(answer) == (1, 0, 0)
        assert "另有同名" in text(answer)


class TestFaults:
    def test_a_number_stored_as_a_number_is_refused_with_the_remedy(self, cast, clerk):
        answer = shown(clerk, cast, book(person(身份证号=int(NUMBER.replace("X", "0")))))
        assert faults(answer) == [(5, "身份证号")]
        assert "前 15 位" in text(answer)
        assert "改为“文本”" in text(answer)

    def test_every_fault_is_told_with_line_and_column(self, cast, clerk):
        answer = shown(
            clerk,
            cast,
            book(
                person(姓名=None, 性别="不详"),
                person(出生年月="五月", 民族="火星族", 学历="很高", 身份证号=OTHER),
                person(姓名="长" * 61, 身份证号=OTHER),
            ),
        )
        assert faults(answer) == [
            *((5, "性别"), (5, "姓名"), (6, "民族"), (6, "出生年月"), (6, "学历"), (7, "姓名"), (7, "身份证号")),
        ]
        assert not IndividualNomination.objects.exists()

    def test_what_the_rules_say_is_told_and_does_not_hinder_a_draft(self, cast, clerk):
        wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
        answer = shown(clerk, cast, book(person(身份证号=wrong), person(性别="女", 身份证号=OTHER, 人员身份="其他")))
        assert "校验码不符" in text(answer)
        assert "先进事迹" not in text(answer)
        confirmed(clerk, cast, answer)
        assert IndividualNomination.objects.count() == 2

    def test_what_no_font_can_draw_is_told_as_in_the_form(self, cast, clerk, few_fonts):
        answer = shown(clerk, cast, book(person(姓名="张\U000323b0"), person(身份证号=OTHER)))
        told = [[one.message for one in row.notes if "印出来会缺字" in one.message] for row in answer.context["rows"]]
        assert told[1] == []
        assert "“\U000323b0”（U+323B0）" in told[0][0]
        assert told[0][0] in text(answer)

    @pytest.mark.parametrize("area", ["B6:E6", "C6:G6"])
    def test_a_line_with_a_wide_cell_is_no_reason_to_drop_it(self, cast, clerk, area):
        made = load_workbook(BytesIO(book(person(), person(姓名="罗二", 身份证号=OTHER))))
        made.active.merge_cells(area)
        packed = BytesIO()
        made.save(packed)
        answer = shown(clerk, cast, packed.getvalue())
        assert [row.name for row in answer.context["rows"]] == ["程示例", "罗二"]

    def test_a_principal_who_is_not_there(self, cast, clerk):
        answer = shown(clerk, cast, book(person(备注="“无此人”的备选")))
        assert "没有另外一个“无此人”" in text(answer)
        assert "确认导入" not in text(answer)

    @pytest.mark.parametrize("data", [b"", b"name,kind\n", b"\xd0\xcf\x11\xe0" + b"\0" * 99, b"PK\x03\x04" * 600_000])
    def test_what_is_no_workbook_is_answered_at_the_field(self, cast, clerk, data):
        answer = shown(clerk, cast, data)
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]

    def test_a_control_that_excel_wrote_as_an_escape_is_a_fault_and_a_line_end_a_blank(self, cast, clerk):
        answer = shown(clerk, cast, book(person(姓名="程_x0007_例"), person(姓名="罗_x000D_\n二", 身份证号=OTHER)))
        assert faults(answer) == [(5, "姓名")]
        assert "U+0007（控制符）" in text(answer)
        answer = shown(clerk, cast, book(person(姓名="罗_x000D_\n二")))
        assert [row.name for row in answer.context["rows"]] == ["罗 二"]

    def test_a_formula_and_a_table_that_is_not_there(self, cast, clerk):
        assert "有公式" in text(shown(clerk, cast, book(person(职称="=1+1"))))
        assert faults(shown(clerk, cast, groups_book(company()))) == [(4, "姓名、身份证号")]


class TestTakingOver:
    def test_a_locked_one_is_refused_and_with_it_the_whole(self, cast, clerk):
        _group, case = walk.announced(cast, walk.drafted(cast))
        row = case.nomination.detail
        lines = [person(身份证号=row.id_number, 姓名=row.name), person(身份证号=OTHER, 姓名="罗二")]
        answer = shown(clerk, cast, book(*lines))
        assert "已锁定" in text(answer)
        assert "确认导入" not in text(answer)
        assert not IndividualNomination.objects.filter(id_number=OTHER).exists()

    def test_what_came_back_opens_only_what_is_to_be_corrected(self, cast, clerk):
        _group, case = walk.returned(cast, walk.drafted(cast))
        row = case.nomination.detail
        with time_machine.travel("2024-01-09 10:00+08:00", tick=False):
            answer = shown(client_of(cast.clerk), cast, book(person(身份证号=row.id_number, 姓名=row.name)))
            assert "没有开放" in text(answer)

    def test_what_was_not_shown_is_not_done(self, cast, clerk):
        answer = shown(clerk, cast, book(person()))
        make_individual(recommendation=cast.recommendation, id_number=NUMBER, name="程示例", grade="三级")
        again = confirmed(clerk, cast, answer)
        assert "有了变化" in text(again)
        assert IndividualNomination.objects.get().grade == "三级"
        confirmed(clerk, cast, again)
        assert IndividualNomination.objects.get().grade == "四级"

    def test_sent_twice_it_is_done_once(self, cast, clerk):
        answer = shown(clerk, cast, book(person()))
        for _time in range(2):
            confirmed(clerk, cast, answer)
        assert IndividualNomination.objects.count() == 1

    def test_a_preview_is_good_for_its_own_list_alone(self, cast, clerk):
        answer = shown(clerk, cast, book(person()))
        other = reverse("recommendation_import", args=[cast.other_recommendation.pk, "individual"])
        said = client_of(cast.other_clerk).post(other, answer.context["form"].initial, follow=True)
        assert "重新上传" in text(said)
        for lines in ("", "\x00", "[]", "x:y:z"):
            clerk.post(address(cast), {"lines": lines, "seal": "x"})
        assert not IndividualNomination.objects.exists()

    def test_after_the_deadline_nothing_is_taken(self, cast, clerk):
        answer = shown(clerk, cast, book(person()))
        with time_machine.travel("2024-01-13 10:00+08:00", tick=False):
            said = confirmed(client_of(cast.clerk), cast, answer)
        assert "截止" in text(said)
        assert not IndividualNomination.objects.exists()

    def test_a_longer_list_takes_no_more_queries(self, cast, clerk, django_assert_max_num_queries):
        for count in (3, 30):
            lines = [person(身份证号=id_number(100 + n), 姓名=f"程{n}号") for n in range(count)]
            with django_assert_max_num_queries(22):
                assert shown(clerk, cast, book(*lines)).status_code == 200


def test_the_words_of_the_sheet_are_those_of_the_notice(cast, clerk):
    """Every label that the notice prints is read."""
    notice = read_notice(cast.cycle.source)
    lines = [
        company(集体全称=f"示例{n}号公司", 集体性质=option.on_sheet)
        for n, option in enumerate(notice.options["nature"])
    ]
    assert counts(shown(clerk, cast, groups_book(*lines), "collective")) == (len(lines), 0, 0)
