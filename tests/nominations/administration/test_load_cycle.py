"""`manage.py load_cycle FILE [--check]`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from nominations.administration.cycles import open_cycle
from nominations.models import AwardCycle
from tests.builders import notice_source
from tests.nominations.administration.files import edited
from tests.nominations.administration.test_cycles import BEFORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def written(text, encoding="utf-8"):
        path = tmp_path / "notice.toml"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return written


def run(*arguments):
    out = StringIO()
    call_command("load_cycle", *arguments, stdout=out)
    return out.getvalue()


def test_it_loads_then_says_unchanged_then_updated(file):
    assert "已建立活动" in run(file(notice_source()))
    assert "没有变化" in run(file(notice_source()))
    assert "已更新活动" in run(file(edited(word_limit="word_limit = 1200")))
    assert AwardCycle.objects.get().notice.word_limit == 1200


def test_check_tells_and_changes_nothing(file):
    assert "将建立新活动" in run(file(notice_source()), "--check")
    assert not AwardCycle.objects.exists()
    run(file(notice_source()))
    assert "word_limit: 1500 → 1200" in run(file(edited(word_limit="word_limit = 1200")), "--check")
    assert AwardCycle.objects.get().notice.word_limit == 1500


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_all_faults_come_at_once_with_key_and_what_is_allowed(file, arguments):
    wrong = edited(word_limit="word_limit = -1", slug='slug = "Banan 2023"').replace(
        "percent = 150", 'percent = "许多"'
    )
    with pytest.raises(CommandError) as refused:
        run(file(wrong), *arguments)
    words = str(refused.value)
    assert "slug" in words and "小写字母" in words
    assert "word_limit" in words and "1 到 100000" in words
    assert "unit_kinds[1].individuals.percent" in words
    assert "4 处问题" in words
    assert refused.value.returncode == 1
    assert not AwardCycle.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_an_opened_cycle_refuses(file, arguments, admin):
    run(file(notice_source()))
    open_cycle(AwardCycle.objects.get(), admin, BEFORE)
    with pytest.raises(CommandError, match="已经开启"):
        run(file(edited(word_limit="word_limit = 1200")), *arguments)


def test_a_byte_order_mark_and_windows_line_ends_are_no_difference(file):
    run(file(notice_source()))
    assert "没有变化" in run(file(notice_source().replace("\n", "\r\n"), "utf-8-sig"))


def test_what_is_no_text_file_is_refused_in_words(file, tmp_path):
    with pytest.raises(CommandError, match="UTF-8"):
        run(file(notice_source(), "gb18030"))
    with pytest.raises(CommandError, match="无法读取"):
        run(str(tmp_path / "absent.toml"))
    with pytest.raises(CommandError, match="无法读取"):
        run(str(tmp_path))
    with pytest.raises(CommandError, match="第 1 行"):
        run(file("= 无键"))
