"""The administrator's pages of cycles, by the browser's requests."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nominations.administration.cycles import load_cycle, open_cycle, preview
from nominations.enums import CycleStatus
from nominations.models import AuditEntry, AwardCycle
from tests.builders import make_cycle, make_unit, notice_source
from tests.nominations.administration.files import edited, upload
from tests.nominations.administration.test_cycles import BEFORE

pytestmark = pytest.mark.django_db
LOAD = reverse("manage_cycle_load")


@pytest.fixture
def prepared():
    return load_cycle(notice_source())[0]


def url(name, cycle):
    return reverse(f"manage_cycle{name}", args=[cycle.slug])


def text(response):
    return response.content.decode()


def test_a_cycles_page_reads_the_whole_policy_back(desk, prepared):
    shown = text(desk.get(url("", prepared)))
    for words in [
        "巴南经信〔2023〕184号",
        "规上工业企业数的 15%，舍去小数；不足 1 个的可推荐 1 个",
        "本单位实际推荐集体数的 150%，舍去小数",
        "机关事业单位和区属国有企业原则上不超过 25%",
        "在生产要素保障，优化营商环境",
        "B　其他企业和企业负责人",
        "政治表现",
        "5 人及以上打分的，去掉一个最高分和一个最低分",
        "巴南区制造业高质量发展工作先进个人推荐审批表",
        "2024-01-12 23:59:59",
        "该同志上述情况真实准确，同意推荐。",
    ]:
        assert words in shown


def test_the_matrix_marks_who_is_asked(desk, prepared):
    passages = desk.get(url("", prepared)).context["passages"]
    matrix = next(table for passage in passages for table in passage.tables if table.title == "向谁征求意见")
    lines = {line[0][0]: line[1:].count("✓") for line in matrix.lines}
    assert lines == {"A": 3, "B": 7, "C": 1}


def test_a_moved_deadline_names_the_old_one(desk, prepared, admin):
    cycle = open_cycle(prepared, admin, BEFORE)
    assert "通知原定" not in text(desk.get(url("", cycle)))
    AwardCycle.objects.update(deadline=cycle.deadline + timedelta(days=1))
    assert "通知原定 2024-01-12 23:59:59，已调整" in text(desk.get(url("", cycle)))


def test_a_file_is_previewed_then_loaded(desk):
    shown = desk.post(LOAD, {"file": upload(notice_source().encode(), "banan.toml")})
    assert "将建立新的活动 banan-2023" in text(shown)
    assert not AwardCycle.objects.exists()
    answer = desk.post(LOAD, {"text": notice_source(), "seal": shown.context["shown"].seal, "confirm": "yes"})
    assert answer.url == reverse("manage_cycle", args=["banan-2023"])
    assert AwardCycle.objects.get().source == notice_source()


def test_the_text_comes_back_from_the_browser_with_its_own_line_ends(desk):
    """What the preview hides in its form is the notice itself, letter by letter, although browsers send CRLF."""
    shown = desk.post(LOAD, {"text": notice_source().replace("\n", "\r\n")})
    sent_back = {"text": shown.context["form"].initial["text"], "seal": shown.context["shown"].seal, "confirm": "yes"}
    desk.post(LOAD, sent_back)
    assert AwardCycle.objects.get().source == notice_source()


def test_faults_are_listed_and_the_text_stays(desk):
    wrong = edited(word_limit="word_limit = 0", slug='slug = "Banan"')
    shown = desk.post(LOAD, {"text": wrong})
    assert [fault.path for fault in shown.context["faults"]] == ["slug", "word_limit"]
    assert "word_limit = 0" in text(shown)
    from_file = desk.post(LOAD, {"file": upload(wrong.encode(), "wrong.toml")})
    assert "word_limit = 0" in text(from_file)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * (512 * 1024 + 1), "512 KB"),
        (b"slug = 'a\x00b'", "第 1 行第 10 列"),
        (b"= = =", "第 1 行"),
        (b"[[" * 5000, "TOML"),
        (notice_source().replace("巴南", "巴\ue123南", 1).encode(), "含有 U+E123（自造字）"),
        ("# 只有注释".encode(), "缺少此项"),
        (b"   ", "请选择一个通知文件"),
    ],
)
def test_what_is_no_notice_is_answered_in_words(desk, data, words):
    answer = desk.post(LOAD, {"file": upload(data, "notice.toml")})
    assert answer.status_code == 200
    assert words in text(answer)
    assert not AwardCycle.objects.exists()


def test_nothing_sent_is_answered_in_words(desk):
    assert "请选择一个通知文件" in text(desk.post(LOAD, {"text": ""}))


def test_editing_shows_the_differences_before_they_take_effect(desk, prepared):
    source = edited(word_limit="word_limit = 1200")
    edit = url("_edit", prepared)
    assert "word_limit = 1500" in text(desk.get(edit))
    shown = desk.post(edit, {"text": source})
    assert [(d.path, d.after) for d in shown.context["shown"].differences] == [("word_limit", "1200")]
    assert "先进事迹字数 <small" in text(shown)
    desk.post(edit, {"text": source, "seal": shown.context["shown"].seal, "confirm": "yes"})
    prepared.refresh_from_db()
    assert prepared.notice.word_limit == 1200


def test_going_back_from_the_preview_keeps_the_text(desk, prepared):
    shown = desk.post(url("_edit", prepared), {"text": edited(word_limit="word_limit = 1200"), "back": "yes"})
    assert shown.templates[0].name.endswith("notice_form.html")
    assert "word_limit = 1200" in text(shown)


def test_what_was_not_shown_is_not_done(desk, prepared):
    """Somebody else changes the cycle between preview and confirmation."""
    source = edited(word_limit="word_limit = 1200")
    seal = preview(source).seal
    load_cycle(edited(word_limit="word_limit = 1300"))
    shown = desk.post(url("_edit", prepared), {"text": source, "seal": seal, "confirm": "yes"})
    assert "被改动过" in text(shown)
    assert [(d.before, d.after) for d in shown.context["shown"].differences] == [("1300", "1200")]
    prepared.refresh_from_db()
    assert prepared.notice.word_limit == 1300


def test_editing_one_cycle_cannot_change_another(desk, prepared):
    shown = desk.post(url("_edit", prepared), {"text": edited(slug='slug = "other"')})
    assert [fault.path for fault in shown.context["faults"]] == ["slug"]


def test_an_opened_cycle_is_not_edited(desk, prepared, admin):
    cycle = open_cycle(prepared, admin, BEFORE)
    assert desk.get(url("_edit", cycle)).url == url("", cycle)
    source = edited(word_limit="word_limit = 1200")
    shown = desk.post(LOAD, {"text": source})
    assert "不能改动" in text(shown) and "confirm" not in text(shown)
    desk.post(LOAD, {"text": source, "seal": shown.context["shown"].seal, "confirm": "yes"})
    cycle.refresh_from_db()
    assert cycle.notice.word_limit == 1500


def test_the_notice_comes_down_as_the_file_that_went_up(desk, prepared):
    answer = desk.get(url("_source", prepared))
    assert answer.content.decode() == notice_source()
    assert 'filename="banan-2023.toml"' in answer["Content-Disposition"]


def test_a_copy_leads_on_to_its_text(desk, prepared):
    data = {"slug": "banan-2026", "title": "下一次", "issued_on": "2026-01-05", "deadline": "2026-02-10T18:00:00"}
    assert desk.post(url("_copy", prepared), data).url == reverse("manage_cycle_edit", args=["banan-2026"])
    copy = AwardCycle.objects.get(slug="banan-2026")
    assert timezone.localtime(copy.deadline).isoformat() == "2026-02-10T18:00:00+08:00"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("slug", "banan-2023", "已被另一个活动使用"),
        ("slug", "Banan_2026", "小写字母"),
        ("slug", "巴南", "代码只能用小写字母"),
        ("title", "", "必填"),
        ("title", "长" * 201, "200"),
        ("issued_on", "2026-02-30", "日期"),
        ("issued_on", "0001-01-01", "2000 到 2100"),
        ("deadline", "2025-12-31T00:00:00", "不早于印发日期"),
        ("deadline", "0001-01-01T00:00:00", "2000 到 2100"),
        ("deadline", "明天", "时间"),
    ],
)
def test_a_copys_faults_stand_at_their_fields(desk, prepared, field, value, words):
    data = {"slug": "banan-2026", "title": "下一次", "issued_on": "2026-01-05", "deadline": "2026-02-10T18:00:00"}
    answer = desk.post(url("_copy", prepared), data | {field: value})
    assert answer.status_code == 200
    assert words in "".join(answer.context["form"].errors[field])
    assert AwardCycle.objects.count() == 1


def future_cycle():
    deadline = timezone.now() + timedelta(days=30)
    return make_cycle(deadline=deadline, status=CycleStatus.PREPARING, opened_at=None)


def test_opening_shows_what_is_missing_first(desk):
    cycle = future_cycle()
    shown = text(desk.get(url("_open", cycle)))
    assert "还没有单位承担这些征求意见职能：纪检监察、组织人事" in shown
    assert "这些角色还没有人：工作专班办公室、评审组成员、区委、区政府审定人" in shown
    desk.post(url("_open", cycle))
    cycle.refresh_from_db()
    assert cycle.is_open


def test_opening_a_second_one_names_the_first(desk, prepared):
    assert "仍在进行" not in text(desk.get(url("_open", prepared)))
    running = make_cycle()
    assert f"“{running.dated_title}”仍在进行" in text(desk.get(url("_open", prepared)))


def test_what_cannot_be_opened_says_why_and_stays(desk, prepared):
    assert "已过" in text(desk.get(url("_open", prepared)))
    assert "已过" in text(desk.post(url("_open", prepared), follow=True))
    stranger = future_cycle()
    make_unit(kind="village", name="某村委会")
    assert "某村委会" in text(desk.post(url("_open", stranger), follow=True))
    assert not AwardCycle.objects.filter(status=CycleStatus.OPEN).exists()


def test_the_deadline_moves_with_a_reason(desk):
    cycle = make_cycle(deadline=timezone.now() + timedelta(days=3))
    wanted = timezone.localtime(timezone.now() + timedelta(days=10)).replace(microsecond=0)
    data = {"deadline": wanted.strftime("%Y-%m-%dT%H:%M:%S"), "reason": "节日较多"}
    assert desk.post(url("_deadline", cycle), data).url == url("", cycle)
    cycle.refresh_from_db()
    assert cycle.deadline == wanted
    assert AuditEntry.objects.get(action="deadline_changed").detail["reason"] == "节日较多"


@pytest.mark.parametrize(
    "wrong", ["", "2020-01-01T00:00:00", "0001-01-01T00:00", "9999-12-31T23:59:59", "\x00", "x" * 9000]
)
def test_a_wrong_deadline_stands_at_its_field(desk, wrong):
    cycle = make_cycle(deadline=timezone.now() + timedelta(days=3))
    answer = desk.post(url("_deadline", cycle), {"deadline": wrong, "reason": " "})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"deadline", "reason"}


def test_a_cycle_closes_after_its_deadline(desk, prepared, admin):
    cycle = open_cycle(prepared, admin, BEFORE)
    desk.post(url("_close", cycle))
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.CLOSED
    early = make_cycle(deadline=timezone.now() + timedelta(days=3))
    assert "未到" in text(desk.post(url("_close", early), follow=True))


def test_a_notice_may_vote_leave_places_uncapped_and_count_by_allowance(desk):
    """Another notice, other words: what Banan's does not use is read back too."""
    source = (
        notice_source()
        .replace('mode = "scores"', 'mode = "votes"')
        .replace('basis = "recommended"', 'basis = "allowance"')
        .replace("count_first_day = true", "count_first_day = false")
        .replace("capped = [{ sector", "# capped = [{ sector")
        .replace("capped_percent", "# capped_percent")
    )
    shown = text(desk.post(LOAD, {"text": source}))
    for words in ["表决", "本单位可推荐集体数的 150%", "首日不计入", "不限"]:
        assert words in shown


def test_an_unknown_cycle_is_not_there(desk):
    for name in ["", "_edit", "_copy", "_open", "_deadline", "_source"]:
        assert desk.get(reverse(f"manage_cycle{name}", args=["nowhere"])).status_code == 404


def test_the_first_page_of_an_empty_system_says_what_to_do(desk):
    assert "先载入一份评选通知" in text(desk.get(reverse("manage_cycles")))
