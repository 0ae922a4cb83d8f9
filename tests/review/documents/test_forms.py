"""A1 and A2 read back from their PDFs and compared with the notice and the record."""

import json
import shutil
import subprocess
import sys
from datetime import date
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile, File
from django.db import models
from django.utils import translation

from nominations.photos import Crop, portrait
from nominations.selectors import detail_rows
from review.documents import typesetting
from review.documents.check_code import check_code
from review.documents.forms import blank_form_pdf, draw, filled, form_pdf
from tests.builders import DEEDS, RESUME, make_collective, make_cycle, make_individual, make_recommendation, make_unit
from tests.nominations.forms.desk import picture
from tests.review.documents.reading import (
    DEEDS_LABEL,
    HONOURS_LABEL,
    MM,
    deeds_read_back,
    packed,
    pages,
    signs,
    without_code,
)

pytestmark = pytest.mark.django_db

YEARS = range(2018, 2023)
COLLECTIVE_INSTRUCTIONS = packed("""填表说明
此表作为评选推荐巴南区制造业高质量发展工作先进集体使用。
一、用计算机填写，使用方正仿宋小四号字，数字统一使用阿拉伯数字，排版需规范、美观；
二、集体名称要求填写全称，不得简化填写；推荐单位填写工作主管部门、区级部门或镇街（园区）；
三、单位性质根据被推荐单位性质选填机关、参公单位、事业单位、企业、社区、社会组织或其他；单位级别指单位行政级别或参照级别，没有级别的可以不填；
四、何时何地受过何种奖励，填写获区县级（含）以上奖项；
五、主要事迹要力求简明，重点突出，勿另附页；
六、本表用A4纸双面打印，一式3份，请勿改变原表版式。""")
INDIVIDUAL_INSTRUCTIONS = packed("""填表说明
此表作为评选推荐巴南区制造业高质量发展工作先进个人使用。
一、用计算机填写，使用方正仿宋小四号字，数字统一使用阿拉伯数字，排版需规范、美观；
二、姓名必须填写准确，工作单位填写全称，不得简化填写。推荐单位填写工作主管部门、区级部门或镇街（园区）；
三、籍贯填写XX省（自治区、直辖市）XX市（区、县）。职务、级别或职称要按照有关规定规范填写。人员身份选填机关单位负责人、机关单位职工、
事业单位负责人、事业单位职工、企业负责人、企业职工或其他。机关事业单位人员填写年度考核情况，其他人员不需填写。工作简历从大中专院校毕业或参加工作填起；
四、何时何地受过何种奖励，填写获区县级（含）以上奖项；
五、主要事迹要力求简明，重点突出，勿另附页；
六、本表用A4纸双面打印，一式3份，请勿改变原表版式。""")
SEALS = (
    "区人力社保局、区经济信息委审核意见（盖章）年月日（盖章）年月日区委、区政府审批意见（盖章）年月日（盖章）年月日备注"
)


@pytest.fixture
def recommendation():
    unit = make_unit(name="重庆市巴南区示例镇人民政府")
    return make_recommendation(unit=unit, fill_date=date(2024, 1, 5))


def test_attachment_1_says_what_the_record_says(recommendation):
    nominee = make_collective(
        recommendation=recommendation,
        name="重庆示例机械制造有限公司",
        level="无",
        leader_name="陶厂长",
        leader_position="党支部书记、董事长",
        headcount=256,
        location="重庆市巴南区界石镇",
        phone="023-60000009",
        honours="2021年3月，获重庆市工业先进企业\n2022年4月，获巴南区先进集体",
        clean_record=True,
        statement_true=False,
        remarks="规上工业企业",
    )

    cover, instructions, table, deeds, opinions = without_code(nominee, form_pdf(nominee))

    assert cover == packed(
        "附件1 巴南区制造业高质量发展工作先进集体 推荐审批表 集体名称：重庆示例机械制造有限公司"
        "推荐单位：重庆市巴南区示例镇人民政府 填报时间：2024年1月5日"
    )
    assert instructions == COLLECTIVE_INSTRUCTIONS
    assert table == packed(
        "集体名称 重庆示例机械制造有限公司 集体性质 企业 集体级别 无 集体负责人 陶厂长 党支部书记、董事长 集体人数 256"
        "集体所在地 重庆市巴南区界石镇 联系电话 023-60000009"
        f"{HONOURS_LABEL} 2021年3月，获重庆市工业先进企业 2022年4月，获巴南区先进集体 {DEEDS_LABEL} {DEEDS}"
    )
    assert deeds == DEEDS_LABEL
    assert opinions == packed(
        "所在单位意见 该集体近5年来没有发生违纪违法事件 是√ 否 上述情况真实准确，同意推荐 是 否√ 签字（盖章） 年 月 日"
        f"{SEALS} 规上工业企业"
    )


def test_attachment_2_says_what_the_record_says_whatever_the_screen_speaks(recommendation):
    grades = {"2018": "excellent", "2019": "competent", "2020": "competent", "2021": "excellent", "2022": "basic"}
    nominee = make_individual(
        recommendation=recommendation,
        name="程示例",
        native_place="四川省广安市邻水县",
        id_number="500113198005060080",
        employer="重庆市巴南区示例局",
        employer_nature="agency",
        person_category="agency_staff",
        position="科长",
        grade="四级主任科员",
        professional_title="工程师",
        assessments=grades,
        contact="13900000009",
        remarks="党员示范岗",
    )

    with translation.override("en"):
        pdf = form_pdf(nominee)
    cover, instructions, table, *deeds, opinions = without_code(nominee, pdf)

    assert cover == packed(
        "附件2 巴南区制造业高质量发展工作先进个人 推荐审批表 姓名：程示例 工作单位：重庆市巴南区示例局"
        "推荐单位：重庆市巴南区示例镇人民政府 填报时间：2024年1月5日"
    )
    assert instructions == INDIVIDUAL_INSTRUCTIONS
    assert table == packed(
        "姓名 程示例 性别 女 民族 汉族 出生年月 1980.05 籍贯 四川省广安市邻水县 政治面貌 中共党员"
        "身份证号 500113198005060080 参加工作时间 2002.07 职务 科长 学历学位 大学本科 学士"
        "人员身份 机关单位职工 级别（职称） 四级主任科员（工程师） 工作单位 重庆市巴南区示例局 联系方式 13900000009"
        "年度考核情况 年度 2018年 2019年 2020年 2021年 2022年"
        "等次 优秀 称职（合格） 称职（合格） 优秀 基本称职（基本合格）"
        f"{HONOURS_LABEL} {nominee.honours} 工作简历 {RESUME}"
    )
    assert deeds == [packed(DEEDS_LABEL + DEEDS), DEEDS_LABEL]
    assert opinions == packed(
        f"推荐单位意见 该同志上述情况真实准确，同意推荐。 是√ 否 签字（盖章） 年 月 日 {SEALS} 党员示范岗"
    )


def test_blank_forms_have_the_notice_s_pages_and_nothing_filled_in():
    cycle = make_cycle()

    cover, instructions, table, deeds, opinions = pages(blank_form_pdf(cycle, "collective"))
    assert cover == packed("附件1 巴南区制造业高质量发展工作先进集体 推荐审批表 集体名称： 推荐单位： 填报时间：年月日")
    assert instructions == COLLECTIVE_INSTRUCTIONS
    assert table == packed(f"集体名称集体性质集体级别集体负责人集体人数集体所在地联系电话{HONOURS_LABEL}{DEEDS_LABEL}")
    assert deeds == DEEDS_LABEL
    assert "√" not in opinions

    cover, instructions, table, deeds, more_deeds, opinions = pages(blank_form_pdf(cycle, "individual"))
    assert cover.endswith("姓名：工作单位：推荐单位：填报时间：年月日")
    assert instructions == INDIVIDUAL_INSTRUCTIONS
    assert table == packed(
        "姓名 性别 民族 照片（近期2寸免冠照片） 出生年月 籍贯 政治面貌 身份证号 参加工作时间 职务 学历学位"
        "人员身份 级别（职称） 工作单位 联系方式 年度考核情况 年度 2018年 2019年 2020年 2021年 2022年 等次"
        f"{HONOURS_LABEL} 工作简历"
    )
    assert (deeds, more_deeds) == (DEEDS_LABEL, DEEDS_LABEL)
    cover = signs(pypdfium2.PdfDocument(blank_form_pdf(cycle, "individual"))[0])
    colon, year = cover[-4], cover[-3]
    assert (colon.text, year.text) == ("：", "年")
    assert year.place.left - colon.place.right > 10  # mm: four digits are written there
    assert opinions.endswith(SEALS)


def drawn(nominees):
    pdf, _places = draw(map(filled, nominees))
    return pdf


def test_what_stands_in_a_form_depends_on_the_nominee():
    """Four in one file: an empty draft, staff and a worker with grades, a backup whose photo is gone."""
    empty = {"honours": "", "deeds": "", "resume": "", "name": "", "id_number": "", "birth_month": None, "photo": ""}
    answers = {str(year): "excellent" for year in YEARS}
    draft = make_individual(statement_true=None, **empty)
    staff = make_individual(employer_nature="institution", person_category="institution_staff", assessments=answers)
    worker = make_individual(employer_nature="enterprise", assessments=answers)
    backup = make_individual(recommendation=staff.recommendation, backup_for=staff, remarks="科级干部")
    backup.photo.storage.delete(backup.photo.name)

    texts = pages(drawn([draft, staff, worker, backup]))
    of_draft, of_staff, of_worker, of_backup = (texts[first : first + 6] for first in range(0, 24, 6))

    assert len(texts) == 24
    assert "√" not in of_draft[-1]
    assert of_staff[2].count("优秀") == 5
    assert "优秀" not in of_worker[2]
    assert of_backup[-1].split("备注")[1].startswith(packed(f"“{staff.name}”的备选；科级干部"))
    assert ["照片（近期2寸免冠照片）" in own[2] for own in (of_staff, of_backup)] == [False, True]


def test_the_file_has_its_photo_and_fonts_and_names_nobody():
    pdf = form_pdf(make_individual())

    page = pypdfium2.PdfDocument(pdf)[2]
    [image] = [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    left, bottom, right, top = (side / MM for side in image.get_bounds())
    assert (round(right - left, 1), round(top - bottom, 1)) == (35, 49)
    assert (left > 25 + 122, right < 185, top < 278, bottom > 278 - 51.5) == (True,) * 4
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert set(reader.metadata) == {"/Creator", "/Title"}
    assert reader.metadata.title == "巴南区制造业高质量发展工作先进个人推荐审批表"
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)


@pytest.mark.parametrize(("uploaded", "stored"), [((413, 579), (413, 579)), ((2000, 2500), (826, 1157))])
def test_the_photo_is_printed_with_every_pixel_that_is_kept(uploaded, stored):
    photo = portrait(File(picture(*uploaded)), Crop())

    page = pypdfium2.PdfDocument(form_pdf(make_individual(photo=ContentFile(photo, "photo.jpg"))))[2]

    [image] = [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    left, bottom, right, top = (side / MM for side in image.get_bounds())
    assert image.get_px_size() == stored
    assert round(stored[0] / (right - left) * 25.4) >= 300
    assert round(stored[1] / (top - bottom) * 25.4) >= 300


def test_many_are_drawn_at_once_without_a_further_query(django_assert_num_queries):
    recommendation = make_recommendation()
    collective = make_collective(recommendation=recommendation, deeds="事" * 4000)
    principal = make_individual(recommendation=recommendation)
    backup = make_individual(recommendation=recommendation, backup_for=principal)

    with django_assert_num_queries(1):
        rows = {row.pk: row for row in detail_rows().select_related("backup_for")}
        pdf, places = draw(map(filled, [rows[collective.pk], rows[backup.pk]]))

    texts = pages(pdf)
    assert places == [(0, 6), (6, 6)]  # a page was added for the deeds
    assert [number for number, text in enumerate(texts) if text.startswith("附件")] == [0, 6]
    assert [check_code(row) in text for row, text in ((collective, texts[5]), (backup, texts[6]))] == [True, True]


def test_markup_in_a_record_is_text_and_controls_are_not_printed(recommendation):
    text = '<b>甲</b>&amp;<img src="file:///etc/hostname"><script>1</script>'
    controls = "甲\x07乙\u202e丙\x1b丁"
    nominee = make_collective(recommendation=recommendation, name=text[:60], location=controls, deeds=text)

    texts = without_code(nominee, form_pdf(nominee))

    assert packed(text[:60]) in texts[0]
    assert "集体所在地甲乙丙丁联系电话" in texts[2]
    assert deeds_read_back(texts) == packed(text)


CHOSEN = {"kind", "name_key", "nature", "ownership", "gender", "person_category", "employer_nature"}  # not typed


def with_all_typed(make, text, recommendation):
    """A nominee in all of whose text fields `text` was typed."""
    nominee = make(recommendation=recommendation)
    for field in nominee._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and field.name not in CHOSEN:
            setattr(nominee, field.name, text[: field.max_length])
    return nominee


def test_no_text_of_a_record_makes_the_renderer_read_a_file_or_ask_an_address(httpserver_hits):
    address, hits = httpserver_hits
    texts = [
        "<img src={}><link rel=stylesheet href={}><style>@import '{}'; p { background: url({}) }</style>",
        "<link rel=attachment href={}>",
        '"><img src={}>',
        "</p><style>@import url({})",
        '#read("{}")',
        '#image("{}")',
    ]
    wheres = (f"{address}/a", "file:///etc/hostname")
    forms = []
    for make in (make_collective, make_individual):
        wheres = wheres[::-1]  # each text with both, each kind of form with both: all three together are no more
        for number, text in enumerate(texts):
            attack = text.replace("{}", wheres[number % 2])
            unit = make_unit(name=f"{attack[:56]}{number}{make.__name__[5]}")
            forms.append(with_all_typed(make, attack, make_recommendation(unit=unit)))

    pdf = drawn(forms)

    assert hits == []
    assert not pypdf.PdfReader(BytesIO(pdf)).attachments
    printed = packed("".join(pages(pdf)))
    for where in wheres:
        assert printed.count(packed(f'#read("{where}")')) >= 4  # it is printed as it was typed


@pytest.mark.parametrize("reach", ['#read("/etc/hostname")', '#read("../etc/hostname")', '#image("{address}/a.png")'])
def test_what_sets_the_forms_reaches_nothing_though_its_template_asked(reach, tmp_path, httpserver_hits):
    address, hits = httpserver_hits
    program = shutil.copy(typesetting.__file__, tmp_path)
    for folder in ("styles", "root"):
        (tmp_path / folder).mkdir()
    (tmp_path / "styles" / "probe.typ").write_text(f"{reach.format(address=address)}\ntext")

    job = json.dumps({"template": "probe", "data": "", "files": {}}).encode()
    command = [sys.executable, "-I", program, str(tmp_path / "root")]
    done = subprocess.run(command, input=job, capture_output=True, check=True)

    assert json.loads(done.stdout)["fault"]
    assert hits == []
