"""A notice's file is read whole or refused with all of its faults."""

import random
import tomllib
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nominations.policy import notice as said
from nominations.policy.notice import COLLECTIVE, INDIVIDUAL, Notice
from nominations.policy.reading import LONGEST, NoticeError, read_notice
from nominations.policy.rules import RULES

from .people import banan, changed, source


def faults(*replacements):
    """Paths and the whole faults of a file with these changes."""
    with pytest.raises(NoticeError) as refused:
        read_notice(changed(*replacements))
    return {fault.path: fault for fault in refused.value.faults}


def test_the_banan_notice_says_what_the_paper_says():
    notice = banan()
    assert notice.document_number == "巴南经信〔2023〕184号"
    assert notice.issued_on == date(2023, 12, 7)
    assert notice.deadline == datetime(2024, 1, 12, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (notice.collective.places, notice.individual.places) == (50, 100)
    assert (notice.collective.capped_percent, notice.individual.capped_percent) == (25, 20)
    assert notice.assessment_years == (2018, 2019, 2020, 2021, 2022)
    assert (notice.publicity.unit_days, notice.publicity.notice_days, notice.word_limit) == (5, 5, 1500)
    assert [kind.label for kind in notice.unit_kinds] == ["区级部门", "镇街", "园区", "区属国有公司"]
    assert sum(dimension.weight for dimension in notice.panel.dimensions) == 100


def test_the_wording_is_the_notices_own():
    paper = "".join(Path(__file__).with_name("paper.txt").read_text(encoding="utf-8").split())
    notice = banan()
    for award in notice.awards:
        own = [award.conditions, *(criterion.text for criterion in award.criteria), *award.form.instructions]
        for wording in [*own, "".join(award.form.title), *award.sheet.notes]:
            assert "".join(wording.split()) in paper
        for box in award.form.boxes:
            for sentence in box.statements:
                assert "".join(sentence.split()) in paper


def test_matrix_names_seven_authorities_for_other_enterprises():
    row = next(row for row in banan().consultation.rows if row.code == "B")
    labels = [banan().authority(code).label for code in row.authorities]
    assert labels == ["纪检监察", "公安", "市场监管", "税务", "人力社保", "生态环境", "应急管理"]


def test_every_clause_is_a_rules_and_most_rules_have_one():
    notice = banan()
    assert set(notice.clauses) <= RULES.keys()
    assert RULES.keys() - notice.clauses.keys() == {"Q1", "Q2", "Q4", "I3"}
    assert notice.clause("I3") == ""


def test_lookups():
    notice = banan()
    assert notice.award(INDIVIDUAL) is notice.individual
    assert notice.award(COLLECTIVE) is notice.collective
    assert notice.label("nature", "agency") == "机关"
    assert notice.label("nature", "gone") == "gone"
    assert notice.option("nature", "community").on_sheet == "其他"
    assert notice.option("nature", "agency").on_sheet == "机关"


def test_a_kind_of_unit_that_the_notice_does_not_know_may_recommend_nobody():
    unknown = banan().unit_kind("street")
    assert (unknown.code, unknown.collectives.number, unknown.individuals.number) == ("street", 0, 0)
    assert unknown.hard
    assert not unknown.enterprises_allowed


def test_the_same_text_is_read_once():
    assert read_notice(source()) is read_notice(source())


def test_a_byte_order_mark_is_no_fault():
    assert read_notice("\ufeff" + source()) == banan()


def test_percentages_are_exact():
    assert banan(("percent = 15,", "percent = 12.5,")).unit_kind("town").collectives.percent == Fraction(25, 2)


def test_another_notice_needs_no_code():
    """Other numbers, kinds of units, categories and departments: a file, read and in force."""
    notice = banan(
        ('slug = "banan-2023"', 'slug = "teachers-2025"'),
        ('code = "soe"\nlabel = "区属国有公司"', 'code = "school"\nlabel = "学校"'),
        ("places = 50 ", "places = 8 "),
        ('{ code = "tax", label = "税务"', '{ code = "education", label = "教育"'),
        ('"market", "tax"', '"market", "education"'),
        ("[2018, 2019, 2020, 2021, 2022]", "[2022, 2023, 2024]"),
        ('"Asia/Shanghai"', '"Asia/Urumqi"'),
    )
    assert notice.unit_kind("school").label == "学校"
    assert notice.deadline.tzinfo == ZoneInfo("Asia/Urumqi")
    assert notice.authority("education").label == "教育"


@pytest.mark.parametrize(
    ("old", "new", "path", "allowed"),
    [
        ("places = 50 ", 'places = "五十" ', "awards[0].places", "须为整数"),
        ("places = 50 ", "places = true ", "awards[0].places", "须为整数"),
        ("places = 50 ", "places = 0 ", "awards[0].places", "1 到 100000 之间"),
        ("places = 50 ", f"places = 0x{'f' * 5000} ", "awards[0].places", "1 到 100000 之间"),
        ("places = 50 ", "places = {} ", "awards[0].places", "须为整数"),
        ("places = 50 ", "place = 50 ", "awards[0].place", "可以写：code、label、measure、places"),
        ("capped_percent = 25", "capped_percent = 101", "awards[0].capped_percent", "0 到 100 之间"),
        ("capped_percent = 25", "capped_percent = -0.1", "awards[0].capped_percent", "0 到 100 之间"),
        ("capped_percent = 25", "capped_percent = nan", "awards[0].capped_percent", "0 到 100 之间"),
        ("capped_percent = 25", "capped_percent = 1e-900", "awards[0].capped_percent", "0 到 100 之间"),
        ("capped_percent = 25", 'capped_percent = "25%"', "awards[0].capped_percent", "须为数字"),
        ("word_limit = 1500", "word_limit = []", "word_limit", "须为整数"),
        ('title = "巴南', 'title = " "#', "title", "不得为空"),
        ('title = "巴南', 'title = "\\u0000"#', "title", "不得含控制字符"),
        ('slug = "banan-2023"', 'slug = "Banan 2023"', "slug", "小写字母"),
        ("issued_on = 2023-12-07", "issued_on = 2023-12-07T00:00:00", "issued_on", "须为日期"),
        ("issued_on = 2023-12-07", "issued_on = 0001-01-01", "issued_on", "须为日期"),
        ("issuing_bodies = [", "issuing_bodies = []#", "issuing_bodies", "至少写一项"),
        ("[publicity]", "[publicity.x]", "publicity.x", "可以写：unit_days"),
        ("unit_days = 5\n", "", "publicity.unit_days", "1 到 90 之间"),
        ("count_first_day = true", 'count_first_day = "是"', "publicity.count_first_day", "true 或 false"),
        ("at = 2024-01-12T23:59:59", "at = 2024-01-12", "deadline.at", "日期和时间"),
        ("at = 2024-01-12T23:59:59", "at = 2024-01-12T23:59:59+08:00", "deadline.at", "不带时区"),
        ("at = 2024-01-12T23:59:59", "at = 9999-01-12T23:59:59", "deadline.at", "日期和时间"),
        ("at = 2024-01-12T23:59:59\n", "", "deadline.at", "日期和时间"),
        ("at = 2024-01-12T23:59:59", "at = 2023-12-06T23:59:59", "deadline.at", "不早于印发日期 2023-12-07"),
        ('time_zone = "Asia/Shanghai"\n', "", "deadline.time_zone", "时区名称"),
        ('"Asia/Shanghai"', '"Asia/Nanking"', "deadline.time_zone", "时区名称"),
        ('"Asia/Shanghai"', '"../etc/passwd"', "deadline.time_zone", "时区名称"),
        ('"Asia/Shanghai"', "8", "deadline.time_zone", "时区名称"),
        ("[deadline]", "[deadline]\nzone = 8", "deadline.zone", "at、time_zone"),
        ('code = "innovation"', 'code = "clusters"', "awards[0].criteria[1].code", "不得重复"),
        ('code = "park"', 'code = "town"', "unit_kinds[2].code", "不得重复"),
        ('code = "park"', 'code = "park-1"', "unit_kinds[2].code", "代码"),
        ('{ code = "tax"', '{ code = "market"', "consultation.authorities[4].code", "不得重复"),
        ('code = "B"', 'code = "A"', "consultation.rows[1].code", "不得重复"),
        ('code = "results"', 'code = "politics"', "panel.dimensions[1].code", "不得重复"),
        ("[2018, 2019,", "[2018, 2018,", "assessment_years", "只写一次"),
        ("[2018, 2019,", "[2018, 19,", "assessment_years[1]", "1990 到 2100 之间"),
        ('code = "individual"', 'code = "collective"', "awards", "各写一项"),
        ('code = "individual"', 'code = "person"', "awards[1].code", "只能是：collective、individual"),
        ('capped = [{ sector = ["public"] }, ', "capped = []#", "awards[0].capped", "须写明限制哪些对象"),
        ('capped_label = "机关事业单位和区属国有企业"', "", "awards[0].capped_label", "须写明名称"),
        ('"statement_true"]\nsignature', '"statement"]\nsignature', "awards[0].form.boxes[0].fields[1]", "clean_record"),
        ('fields = ["statement_true"]', 'fields = ["clean_record"]', "awards[1].form.boxes[0].fields[0]", "statement_true"),
        ('fields = ["statement_true"]', "", "awards[1].form.boxes[0].fields", "一一对应"),
        ('basis = "fixed", number = 1 ', 'basis = "share", number = 1 ', "unit_kinds[0].collectives.basis", "fixed"),
        ('basis = "fixed", number = 1 ', 'basis = "recommended", percent = 5 ', "unit_kinds[0].collectives.basis", "enterprises"),
        ('basis = "fixed", number = 1 ', 'basis = "fixed", percent = 5 ', "unit_kinds[0].collectives.percent", "不写 percent"),
        ("percent = 15, minimum", "number = 15, percent = 15, minimum", "unit_kinds[1].collectives.number", "不写 number"),
        ("percent = 15, minimum", "minimum", "unit_kinds[1].collectives.percent", "大于 0"),
        ("percent = 150 ", "percent = 1001 ", "unit_kinds[1].individuals.percent", "0 到 1000 之间"),
        ('rule = "Q1"', 'rule = "Q3"', "unit_kinds[0].rule", "Q1、Q2、Q4"),
        ('ownership = ["district_soe"]   ', 'ownership = ["soe"]   ', "unit_kinds[3].enterprise_ownership[0]", "district_soe"),
        ('{ ownership = ["district_soe"] }]\nd', '{ ownership = ["soe"] }]\nd', "awards[0].capped[1].ownership[0]", "district_soe"),
        ("head = true }]\n", 'head = "yes" }]\n', "consultation.rows[1].match[1].head", "true 或 false"),
        ('authorities = ["police"]', 'authorities = ["polic"]', "consultation.rows[2].authorities[0]", "discipline、personnel、police"),
        ('kind = "individual", ownership', 'kind = "person", ownership', "consultation.rows[2].match[0].kind", "collective、individual"),
        ('"事业单位", sector = "public"', '"事业单位", sector = "state"', "options.nature[2].sector", "public、enterprise"),
        ('label = "事业单位", sector = "public"', 'label = "事业单位"', "options.nature[2].sector", "public、enterprise、other"),
        ("ownership = [   ", "owner = [   ", "options.owner", "nature、employer_nature"),
        ("ownership = [   ", "owner = [   ", "options.ownership", "至少一个选项"),
        ("passing = true", "passing = false", "options.assessment", "称职（合格）及以上"),
        ("weight = 40", "weight = 41", "panel.dimensions", "权重合计须为 100"),
        ("weight = 40", "weight = 39", "panel.dimensions", "权重合计须为 100"),
        ('mode = "scores"', 'mode = "cards"', "panel.mode", "scores、votes"),
        ("trim_from = 5", "trim_from = 2", "panel.trim_from", "至少 3"),
        ('Q3 = "一（二）"', 'Q9 = "一（二）"', "clauses.Q9", "Q1、Q2、Q3"),
        ("[panel]", "[[panel]]", "panel", "一组“键 = 值”"),
        ('label = "非国有企业其他人员"\nmatch = [', 'label = "非国有企业其他人员"\nmatch = 3 #', "consultation.rows[2].match", "须为列表"),
    ],
)  # fmt: skip
def test_a_fault_names_its_key_and_what_is_allowed(old, new, path, allowed):
    found = faults((old, new))
    assert path in found
    assert allowed in found[path].allowed


def test_a_table_where_a_single_value_stands():
    text = source().split("[options]")[0].replace("[clauses]", "[clauses_]")
    with pytest.raises(NoticeError) as refused:
        read_notice("clauses = 3\noptions = 5\ndeadline = 7\n" + text.replace("[deadline]", "[deadline_]"))
    found = {fault.path: fault.allowed for fault in refused.value.faults}
    assert "一组" in found["clauses"]
    assert "一组" in found["options"]
    assert "at（日期和时间）" in found["deadline"]


def test_all_faults_at_once():
    found = faults(
        ("places = 50 ", 'places = "x" '),
        ("weight = 40", "weight = 41"),
        ("Shanghai", "Nowhere"),
        ("unit_days = 5\n", ""),
        ('["police"]', '["polic"]'),
    )
    assert found.keys() == {
        "awards[0].places",
        "panel.dimensions",
        "deadline.time_zone",
        "publicity.unit_days",
        "consultation.rows[2].authorities[0]",
    }


def test_what_rests_on_a_faulty_key_is_not_blamed():
    """A weight that is no number says nothing of the sum, a missing list of authorities nothing of the rows."""
    found = faults(("weight = 40", 'weight = "vierzig"'), ("\nauthorities = [\n", "\nauthoritys = [\n"))
    assert found.keys() == {
        "panel.dimensions[1].weight",
        "consultation.authorities",
        "consultation.authoritys",
    }


def test_an_empty_file_lacks_every_key_and_no_more():
    with pytest.raises(NoticeError) as refused:
        read_notice("")
    required = {"slug", "title", "honour", "district", "document_number", "issued_on", "issuing_bodies"} | {
        *("commending_bodies", "office", "office_contact", "deadline", "unit_kinds", "awards", "options"),
        *("assessment_years", "word_limit", "publicity", "consultation", "panel"),
    }
    assert {fault.path for fault in refused.value.faults} == required
    assert "awards：缺少此项；须为列表" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("slug = \n", "第 1 行第 8 列"),
        ("slug = 'a'\nslug = 'b'\nx = 1", "第 2 行第 11 列"),
        ("slug = 'a'\n[panel", "文件末尾"),
        ("a = " + "[" * 5000, "文件"),
        ("a = " + "9" * 5000, "文件"),
        ("a = 1e99999999999999999999", "文件"),
    ],
)
def test_what_is_not_toml_is_told_by_its_place(text, path):
    with pytest.raises(NoticeError) as refused:
        read_notice(text)
    (fault,) = refused.value.faults
    assert fault.path == path
    assert "TOML" in fault.allowed


def test_a_file_too_long_is_not_even_parsed():
    with pytest.raises(NoticeError) as refused:
        read_notice("#" * (LONGEST + 1))
    assert "最多" in refused.value.faults[0].allowed


@pytest.mark.parametrize("key", ["a." * 50_000 + "b = 1", "[" + "a." * 50_000 + "b]", "x = {" + '"a" . ' * 9_000 + "b = 1}"])
def test_a_key_of_thousands_of_parts_is_not_even_parsed(key):
    """tomllib would take half a minute and ten gigabytes over 100 kB of it."""
    with pytest.raises(NoticeError) as refused:
        read_notice("slug = 1\n" + key)
    assert [(fault.path, fault.allowed) for fault in refused.value.faults] == [("第 2 行", "键最多 20 段")]


def test_a_long_value_is_quoted_in_part():
    assert len(faults(('"一（二）"', f'["{"长" * 500}"]'))["clauses.Q3"].found) < 80
    assert len(faults(("places = 50 ", f'places = "{"长" * 500}" '))["awards[0].places"].found) < 80


def test_an_empty_list_is_one_fault():
    found = faults(("issuing_bodies = [", "issuing_bodies = []#"), ("word_limit = 1500", "word_limit = []"))
    assert (found["issuing_bodies"].found, found["word_limit"].found) == ("现为空", "现为列表")
    with pytest.raises(NoticeError) as refused:
        read_notice(changed(("issuing_bodies = [", "issuing_bodies = []#")))
    assert len(refused.value.faults) == 1


def test_what_may_be_left_out_may_be_empty():
    assert banan((', printed = "其他"', ', printed = ""')) == banan((', printed = "其他"', ""))


def test_votes_need_no_weights():
    text = source().split("[panel]")[0] + '[panel]\nmode = "votes"\nclause = "五（一）"\ntrim_from = 0\n'
    assert read_notice(text).panel.dimensions == ()


def test_a_notice_without_a_cap_names_nobody():
    text = changed(("capped_percent = 25 ", "#"), ('capped_label = "机关事业单位和区属国有企业"\n', "#\n"))
    text = text.replace('capped = [{ sector = ["public"] }, { ownership = ["district_soe"] }]\n', "\n", 1)
    award = read_notice(text).collective
    assert (award.capped_percent, award.capped) == (100, ())


LINES = source().splitlines()
SNIPPETS = ['"', "]", "[", "= 3", "{", "}", "\\u0000", "-1", "nan", "1e999", "\n[x]\n", "'''", "'", "2024-13-01", "．"]


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), snippet=st.sampled_from(SNIPPETS) | st.text(max_size=6), cuts=st.integers(1, 4))
def test_no_mutation_raises_anything_else(seed, snippet, cuts):
    chance = random.Random(seed)
    lines = list(LINES)
    for _ in range(cuts):
        where = chance.randrange(len(lines))
        line = lines[where]
        at = chance.randrange(len(line) + 1)
        lines[where] = chance.choice([line[:at], line[:at] + snippet + line[at:], snippet, line + "\n" + line])
    refused_or_read("\n".join(lines))


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), value=st.sampled_from([0, -1, 10**40, "", "x", [], {}, [[]], True, "\t", [1, "a"]]))
def test_no_value_in_any_place_raises_anything_else(seed, value):
    """The same on well-formed TOML: one value anywhere in the tree is another."""
    chance = random.Random(seed)
    data = tomllib.loads(source())
    here = data
    while True:
        key = chance.choice(list(here)) if isinstance(here, dict) else chance.randrange(len(here))
        deeper = here[key]
        if not isinstance(deeper, dict | list) or not deeper or chance.random() < 0.2:
            break
        here = deeper
    here[key] = value
    refused_or_read(written(data))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_raises_anything_else(text):
    refused_or_read(text)


def refused_or_read(text):
    try:
        assert isinstance(read_notice(text), Notice)
    except NoticeError as refused:
        assert refused.faults
        assert all(fault.path and fault.allowed for fault in refused.faults)


def written(value):
    """Plain data as TOML, tables inline but for the top."""
    return "\n".join(f"{key} = {inline(item)}" for key, item in value.items())


def inline(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def test_the_writer_of_this_test_is_faithful():
    assert read_notice(written(tomllib.loads(source()))) == banan()


def test_constants_are_those_of_the_file():
    assert {kind.collectives.basis for kind in banan().unit_kinds} <= set(said.BASES)


def test_a_certificate_leaves_open_what_can_be_filled_in():
    found = faults(
        ('text = ["{name}"]', 'text = ["{who}", "{"]'),
        ('number = "巴南{year}（集体）第{number}号"', 'number = "巴南{name}第1号"'),
        ('layout = "certificate"', 'layout = "medal"'),
    )
    plaque, paper = "awards[0].certificate", "awards[1].certificate"
    assert found.keys() == {f"{plaque}.text[0]", f"{plaque}.text[1]", f"{plaque}.text", f"{plaque}.number", f"{paper}.layout"}
    assert found[f"{plaque}.text[0]"].found == "不认识 {who}"
    assert found[f"{plaque}.text[0]"].allowed == "花括号内只能是：{name}、{award}、{honour}"


def test_a_notice_may_leave_certificates_to_paper():
    text = source()
    start = text.index("[awards.certificate]")
    without = text[:start] + text[text.index("[[awards]]", start) :]
    assert read_notice(without).collective.certificate == said.NO_CERTIFICATE
