"""Units: the workbook out and in, one unit by its form, the list."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from nominations.administration import units
from nominations.administration.cycles import load_cycle
from nominations.models import AuditEntry, Unit
from nominations.notice_words import codes_of
from nominations.policy.reading import read_notice
from nominations.units_workbook import COLUMNS, read_units, units_workbook
from nominations.workbooks import LARGEST, WorkbookError, read_lines
from tests.builders import make_cycle, make_unit, notice_source
from tests.nominations.administration.files import repacked, upload, workbook

pytestmark = pytest.mark.django_db
CODES = codes_of(read_notice(notice_source()))
IMPORT = reverse("manage_unit_import")
JIESHI = ("重庆市巴南区界石镇人民政府", "界石镇", "镇街", 41, None, "是")
POLICE = ("重庆市公安局巴南区分局", "区公安局", "区级部门", None, "公安", "是")


@pytest.fixture
def notice():
    return load_cycle(notice_source())[0]


def read(*lines, headings=COLUMNS):
    return read_units(read_lines(workbook(*lines, headings=headings), 100), CODES)


def faults(*lines, headings=COLUMNS):
    return [(fault.line, fault.column) for fault in read(*lines, headings=headings)[1]]


def text(response):
    return response.content.decode()


class TestReading:
    def test_labels_become_codes_and_blanks_what_they_mean(self):
        rows, found = read(JIESHI, POLICE)
        assert not found
        assert [(r.line, r.kind, r.above_scale_enterprises, r.authority, r.active) for r in rows] == [
            (2, "town", 41, "", True),
            (3, "department", 0, "police", True),
        ]

    def test_every_fault_is_told_with_line_and_column(self):
        found = faults(
            ("", "", "乡村", "许多", "消防", "大概"),
            ("长" * 61, "长" * 21, "镇街", -1, "", ""),
            JIESHI,
            JIESHI,
        )
        assert found == [
            (2, "单位全称"),
            (2, "类别"),
            (2, "规上工业企业数"),
            (2, "征求意见职能"),
            (2, "启用"),
            (3, "单位全称"),
            (3, "简称"),
            (3, "规上工业企业数"),
            (5, "单位全称"),
        ]

    def test_a_name_that_cannot_be_printed_is_a_fault_that_names_the_character(self):
        _rows, [long, short] = read(("界石\ue123镇", "", *JIESHI[2:]), (JIESHI[0], "界\x7f石", *JIESHI[2:]))
        assert (long.line, long.column, short.line, short.column) == (2, "单位全称", 3, "简称")
        assert "U+E123（自造字）" in long.message
        assert "U+007F（控制符）" in short.message

    @pytest.mark.parametrize(
        ("value", "number"),
        [(0, 0), (67, 67), (67.0, 67), ("67", 67), ("６７", 67), (" 67 ", 67), ("", 0), (None, 0), (100_000, 100_000)],
    )
    def test_numbers_as_people_type_them(self, value, number):
        rows, _faults = read((*JIESHI[:3], value, None, "是"))
        assert rows[0].above_scale_enterprises == number

    @pytest.mark.parametrize("value", [-1, 1.5, 100_001, "1e3", "约60", "1.2.3", True])
    def test_what_is_no_count_is_a_fault(self, value):
        assert faults((*JIESHI[:3], value, None, "是")) == [(2, "规上工业企业数")]

    def test_columns_are_found_in_any_order(self):
        rows, found = read(tuple(reversed(JIESHI)), headings=tuple(reversed(COLUMNS)))
        assert not found
        assert (rows[0].name, rows[0].kind) == (JIESHI[0], "town")

    @pytest.mark.parametrize(
        ("headings", "column"),
        [
            (COLUMNS[:-1], "启用"),
            ((*COLUMNS, "备注"), "备注"),
            ((*COLUMNS, "类别"), "类别"),
            (("名称", *COLUMNS[1:]), "单位全称"),
        ],
    )
    def test_wrong_columns_are_named(self, headings, column):
        assert (1, column) in faults(JIESHI, headings=headings)

    def test_headings_alone_are_no_list(self):
        assert faults() == [(1, "单位全称")]

    def test_empty_lines_between_are_skipped_and_numbers_stay_excels(self):
        rows, _faults = read(JIESHI, (None,) * 6, POLICE)
        assert [row.line for row in rows] == [2, 4]


class TestEnvelope:
    """What is no workbook never comes near the parser."""

    def refused(self, data, most=100):
        with pytest.raises(WorkbookError) as error:
            read_lines(data, most)
        return str(error.value)

    def test_files_of_other_kinds(self):
        assert "不是 Excel 工作簿" in self.refused(b"name,kind\n")
        assert "不是 Excel 工作簿" in self.refused(b"")
        assert "加密" in self.refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
        assert "已损坏" in self.refused(workbook(JIESHI)[:200])

    def test_a_zip_that_is_no_workbook(self):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("hello.txt", "hello")
        assert "无法读取" in self.refused(packed.getvalue())

    def test_a_broken_sheet(self):
        packed = repacked(workbook(JIESHI), "sheet1", lambda xml: xml[: len(xml) // 2])
        assert "无法读取" in self.refused(packed)

    def test_a_formula_is_refused_for_its_result_may_be_missing(self):
        assert "第 2 行有公式" in self.refused(workbook((*JIESHI[:3], "=1+1", None, "是")))

    def test_too_large_packed_or_unpacked(self):
        assert "2 MB" in self.refused(b"PK\x03\x04" + b"\0" * LARGEST)
        packed = repacked(workbook(JIESHI), "sheet1", lambda xml: xml + b" " * 41 * 1024**2)
        assert len(packed) < LARGEST
        assert "过大" in self.refused(packed)

    def test_too_many_lines_and_none(self):
        assert "超过 3 行" in self.refused(workbook(JIESHI, JIESHI, JIESHI), most=3)
        assert len(read_lines(workbook(JIESHI, JIESHI), 3)) == 3
        assert "空的" in self.refused(workbook(headings=("",)))


class TestWriting:
    def test_what_goes_out_comes_back_in(self, notice):
        made = [
            make_unit(name="重庆市巴南区界石镇人民政府", short_name="界石镇", above_scale_enterprises=41),
            make_unit(name="区公安局", kind="department", authority="police", above_scale_enterprises=0),
            make_unit(name="停用单位", active=False),
        ]
        rows, found = read_units(read_lines(units_workbook(Unit.objects.order_by("pk"), CODES), 100), CODES)
        assert not found
        assert [row.name for row in rows] == [unit.name for unit in made]
        plan = units.plan_import(rows)
        assert (plan.changes, plan.unchanged) == ((), 3)

    @pytest.mark.parametrize("name", ['=HYPERLINK("http://example.com","点我")', "+1+1", "-1", "@SUM(A1)", "=1+1"])
    def test_no_cell_can_be_executed(self, name):
        unit = Unit(name=name, short_name=name[:20], kind="town")
        sheet = load_workbook(BytesIO(units_workbook([unit], CODES))).active
        cell = sheet.cell(2, 1)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
        assert read_units(read_lines(units_workbook([unit], CODES), 9), CODES)[0][0].name == name

    def test_control_characters_do_not_break_the_sheet(self):
        unit = Unit(name="甲\x0b乙", kind="town")
        assert load_workbook(BytesIO(units_workbook([unit], CODES))).active.cell(2, 1).value == "甲乙"


class TestImporting:
    def test_a_workbook_is_shown_then_done_as_a_whole(self, desk, notice, admin):
        known = make_unit(name=JIESHI[0], short_name="界石镇", above_scale_enterprises=34)
        shown = desk.post(IMPORT, {"file": upload(workbook(JIESHI, POLICE))})
        assert "将变动 2 个单位（其中新增 1 个）" in text(shown)
        assert '<span class="before">34</span>' in text(shown)
        assert Unit.objects.count() == 1
        answer = desk.post(IMPORT, shown.context["form"].initial)
        assert answer.url == reverse("manage_units")
        known.refresh_from_db()
        assert known.above_scale_enterprises == 41
        assert Unit.objects.get(name=POLICE[0]).authority == "police"
        changed = AuditEntry.objects.get(action="unit_changed")
        assert changed.detail["changes"] == {"above_scale_enterprises": [34, 41]}
        assert AuditEntry.objects.get(action="unit_added").actor == admin

    def test_one_wrong_line_and_nothing_is_imported(self, desk, notice):
        shown = desk.post(IMPORT, {"file": upload(workbook(JIESHI, ("无类别", "", "", 1, "", "是")))})
        assert [(f.line, f.column) for f in shown.context["faults"]] == [(3, "类别")]
        assert "lines" not in shown.context["form"].fields
        assert not Unit.objects.exists()

    def test_what_was_not_shown_is_not_done(self, desk, notice):
        shown = desk.post(IMPORT, {"file": upload(workbook(JIESHI))})
        make_unit(name=JIESHI[0], above_scale_enterprises=3)
        again = desk.post(IMPORT, shown.context["form"].initial)
        assert "有了变化" in text(again)
        assert Unit.objects.get().above_scale_enterprises == 3
        desk.post(IMPORT, again.context["form"].initial)
        assert Unit.objects.get().above_scale_enterprises == 41

    def test_a_seal_that_does_not_fit_changes_nothing(self, admin):
        rows, _faults = read(JIESHI)
        with pytest.raises(ValidationError):
            units.import_units(rows, "", admin)
        assert not Unit.objects.exists()

    def test_a_forged_preview_is_refused(self, desk, notice):
        for lines in ["", "\x00", "[]", "x:y:z"]:
            answer = desk.post(IMPORT, {"lines": lines, "seal": "x"}, follow=True)
            assert answer.status_code == 200
            assert not Unit.objects.exists()
        assert "重新上传" in text(answer)

    def test_a_preview_from_before_another_notice_is_refused(self, desk, notice):
        shown = desk.post(IMPORT, {"file": upload(workbook(POLICE))})
        load_cycle(notice_source().replace('label = "公安"', 'label = "治安"'))
        assert "通知有了变化" in text(desk.post(IMPORT, shown.context["form"].initial, follow=True))
        assert not Unit.objects.exists()

    @pytest.mark.parametrize(
        "data", [b"", b"not a workbook", b"\xd0\xcf\x11\xe0" + b"\0" * 99, b"PK\x03\x04junk", b"PK" * LARGEST]
    )
    def test_what_is_no_workbook_is_answered_at_the_field(self, desk, notice, data):
        answer = desk.post(IMPORT, {"file": upload(data)})
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]

    def test_without_a_notice_it_says_what_comes_first(self, desk):
        answer = desk.post(IMPORT, {"file": upload(workbook(JIESHI))})
        assert "先载入评选通知" in text(answer)
        assert not Unit.objects.exists()

    def test_the_export_is_a_workbook(self, desk, notice):
        make_unit(name="甲")
        answer = desk.get(reverse("manage_unit_export"))
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert [cell.value for cell in load_workbook(BytesIO(answer.content)).active[1]] == list(COLUMNS)


class TestPages:
    def filled(self, **overrides):
        values = {"name": "新单位", "short_name": "新", "kind": "town", "above_scale_enterprises": "7", "authority": ""}
        return values | {"active": "on"} | overrides

    def seen(self, unit, **overrides):
        """As its page fills it in, opened now."""
        return self.filled(seen=units.state_of(unit), **overrides)

    def test_a_unit_is_added_changed_and_deactivated(self, desk, notice, trail):
        desk.post(reverse("manage_unit_new"), self.filled())
        unit = Unit.objects.get()
        assert (unit.name, unit.kind, unit.above_scale_enterprises, unit.active) == ("新单位", "town", 7, True)
        desk.post(reverse("manage_unit", args=[unit.pk]), self.seen(unit, above_scale_enterprises="9", active=""))
        unit.refresh_from_db()
        assert (unit.above_scale_enterprises, unit.active) == (9, False)
        assert trail() == ["cycle_loaded", "unit_added", "unit_changed"]
        assert AuditEntry.objects.get(action="unit_changed").detail["changes"] == {
            "above_scale_enterprises": [7, 9],
            "active": [True, False],
        }

    def test_saving_without_a_change_leaves_no_trace(self, desk, notice, trail):
        unit = make_unit(name="新单位", short_name="新", above_scale_enterprises=7)
        desk.post(reverse("manage_unit", args=[unit.pk]), self.seen(unit))
        assert trail() == ["cycle_loaded"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "x" * 61),
            ("name", "已有单位"),
            ("name", "a\x00b"),
            ("short_name", "x" * 21),
            ("kind", "village"),
            ("kind", ""),
            ("above_scale_enterprises", "-1"),
            ("above_scale_enterprises", "许多"),
            ("above_scale_enterprises", "9" * 30),
            ("authority", "navy"),
        ],
    )
    def test_faults_stand_at_their_fields_and_what_was_typed_stays(self, desk, notice, field, value):
        make_unit(name="已有单位")
        answer = desk.post(reverse("manage_unit_new"), self.filled(**{field: value}))
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"][field].value() == value
        assert Unit.objects.count() == 1

    def test_a_kind_of_no_notice_is_kept_until_it_is_changed(self, desk, notice):
        unit = make_unit(name="新单位", kind="village")
        assert "通知中没有这一项" in text(desk.get(reverse("manage_unit", args=[unit.pk])))
        desk.post(reverse("manage_unit", args=[unit.pk]), self.seen(unit, kind="village"))
        unit.refresh_from_db()
        assert (unit.kind, unit.short_name) == ("village", "新")

    def test_each_notice_has_its_words_the_newest_first(self, desk):
        load_cycle(notice_source())
        load_cycle(
            notice_source()
            .replace("2023-12-07", "2026-12-07")
            .replace("2024-01-12T", "2027-01-12T")
            .replace('slug = "banan-2023"', 'slug = "banan-2026"')
            .replace('code = "soe"', 'code = "group"')
            .replace('label = "生态环境"', 'label = "环保"')
            .replace('"tax"', '"revenue"')
            .replace('label = "税务"', 'label = "税收"')
        )
        old = make_unit(name="区税务局", short_name="区税务局", kind="soe", authority="tax")
        make_unit(name="区生态环境局", short_name="", kind="department", authority="environment")
        listed = text(desk.get(reverse("manage_units")))
        assert all(words in listed for words in ("区属国有公司（soe）", "税务", "环保"))
        assert "最新通知中没有" in listed
        offered = desk.get(reverse("manage_unit", args=[old.pk])).context["form"].fields
        assert ("tax", "税务") in offered["authority"].choices
        assert ("revenue", "税收") in offered["authority"].choices
        assert {("group", "区属国有公司"), ("soe", "区属国有公司（soe）")} <= set(offered["kind"].choices)
        exported = desk.get(reverse("manage_unit_export")).content
        shown = desk.post(IMPORT, {"file": upload(exported)})
        assert (shown.context["plan"].changes, shown.context["plan"].unchanged) == ((), 2)

    def test_a_running_cycle_must_know_the_kind(self, desk):
        make_cycle(title="正在进行的活动")
        load_cycle(
            notice_source()
            .replace("2023-12-07", "2026-12-07")
            .replace("2024-01-12T", "2027-01-12T")
            .replace('code = "soe"', 'code = "group"')
        )
        answer = desk.post(reverse("manage_unit_new"), self.filled(kind="group"))
        assert "正在进行的活动" in answer.context["form"].errors["kind"][0]
        row = ("新单位", "", "区属国有公司", 0, "", "是")
        shown = desk.post(IMPORT, {"file": upload(workbook(row))})
        assert "正在进行的活动" in text(desk.post(IMPORT, shown.context["form"].initial))
        assert not Unit.objects.exists()

    def test_a_running_cycle_is_named_where_its_quotas_would_change(self, desk):
        make_cycle()
        assert "推荐名额立即按新的数计算" in text(desk.get(reverse("manage_unit", args=[make_unit().pk])))

    def test_the_list_searches_by_name_kind_and_state(self, desk, notice):
        make_unit(name="界石镇", short_name="")
        make_unit(name="全称", short_name="简称界石")
        make_unit(name="区级", kind="department", active=False)
        for query, count in [
            ("q=界石", 2),
            ("kind=department", 1),
            ("active=yes", 2),
            ("q=界石&active=no", 0),
            ("", 3),
        ]:
            assert desk.get(f"{reverse('manage_units')}?{query}").context["page"].paginator.count == count

    @pytest.mark.parametrize("query", ["kind=village", "active=x", "page=x", "page=-3", "page=999", "q=" + "长" * 99])
    def test_a_senseless_search_is_no_error(self, desk, notice, query):
        make_unit()
        assert desk.get(f"{reverse('manage_units')}?{query}").status_code == 200

    def test_a_unit_that_is_not_there(self, desk, notice):
        assert desk.get(reverse("manage_unit", args=[999])).status_code == 404


class TestRivals:
    """Two administrators at the same moment: the second is told, nothing breaks."""

    def test_a_name_taken_after_the_form_was_checked(self, admin):
        make_unit(name="新单位")
        with pytest.raises(ValidationError) as refused:
            units.save_unit(Unit(name="新单位", kind="town"), admin)
        assert "name" in refused.value.message_dict
        assert Unit.objects.count() == 1

    def test_who_saves_second_is_told_and_shown_the_difference(self, desk, notice):
        unit = make_unit(name="新单位", short_name="新", above_scale_enterprises=7)
        page = reverse("manage_unit", args=[unit.pk])
        opened = desk.get(page).context["form"]["seen"].value()
        typed = TestPages().filled(seen=opened, above_scale_enterprises="9")
        Unit.objects.filter(pk=unit.pk).update(above_scale_enterprises=12, active=False)
        answer = desk.post(page, typed)
        unit.refresh_from_db()
        assert (answer.status_code, unit.above_scale_enterprises) == (409, 12)
        assert answer.context["differences"] == [("规上工业企业数", "12", "9"), ("启用", "否", "是")]
        form = answer.context["form"]
        assert form["above_scale_enterprises"].value() == "9"
        assert desk.post(page, typed | {"seen": form["seen"].value()}).status_code == 302
        unit.refresh_from_db()
        assert (unit.above_scale_enterprises, unit.active) == (9, True)

    def test_it_is_told_at_the_field(self, desk, notice, monkeypatch):
        def refuse(unit, actor, seen):
            raise ValidationError({"name": "已有同名的单位"})

        monkeypatch.setattr(units, "save_unit", refuse)
        answer = desk.post(reverse("manage_unit_new"), TestPages().filled())
        assert answer.context["form"].errors["name"] == ["已有同名的单位"]
