"""The archive of a case and of a cycle: read back, and compared with what is kept."""

import unicodedata
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from nominations.models import AuditEntry, Unit, UnitPublicity
from review.documents.archive import papers_of
from review.documents.zipping import LONGEST, safe_name, safe_path, unlike
from review.models import Opinion
from review.selectors.dossier import dossiers, to_archive
from review.services import notices, opinions
from review.services.advance import Act
from review.services.notices import Objector
from tests import walk
from tests.builders import photo_bytes
from tests.cast import client_of, once
from tests.review.documents.reading import packed, pages, rows

OBJECTOR = Objector("周示例", "13900000000", "所报荣誉不实。", [ContentFile(photo_bytes(), "proof.jpg")])
FORM, RECORD, EVIDENCE = "附件2 推荐审批表.pdf", "案卷记录.pdf", "单位公示证明.jpg"


def noticed(cast):
    """A collective and a person under notice; about the person a paper reply, and an objection with a file."""
    cases = walk.selected(cast, walk.drafted(cast))
    asked = Opinion.objects.get(case=cases[1], authority="police")
    scan = ContentFile(walk.picture(80, 60), "reply.jpg")
    opinions.enter_paper_reply(asked, Opinion.Verdict.CLEAR, scan, Act(cast.officer, walk.ANSWERED))
    cases = walk.published(cast, cases)
    raised = notices.raise_objection(cases[1], OBJECTOR, walk.at(1, 31))
    notices.decide_objection(raised, "dismissed", "已向授予机关核实。", "荣誉属实。", Act(cast.officer, walk.at(2, 1)))
    return walk.fresh(cases)


kept = once(noticed)


def unpacked(content):
    """Name → content of each file, in order."""
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert all(one.flag_bits & 0x800 for one in archive.infolist() if not one.filename.isascii())
        return {one.filename: archive.read(one) for one in archive.infolist()}


def downloaded(client, name, pk):
    answer = client.get(reverse(name, args=[pk]))
    assert answer["Content-Type"] == "application/zip"
    return unpacked(answer.getvalue())


def indexed(files, index):
    """File → SHA-256 as the table of contents says."""
    lines = rows(files.pop(index))
    return {line[1]: line[3] for line in lines if isinstance(line[0], int)}


def test_a_case_is_whole_and_says_what_is_in_it(cast, as_officer):
    case = cast.waiting[1]
    folder = f"先进个人-{case}"
    files = downloaded(as_officer, "case_archive", case.pk)
    receipt = case.objections.get().receipt
    names = [FORM, RECORD, "照片.jpg", EVIDENCE, "公安书面答复.jpg", f"异议材料 {receipt}.jpg"]
    assert list(files) == [*(f"{folder}/{name}" for name in names), "目录.xlsx"]
    found = indexed(files, "目录.xlsx")
    assert found == {name: sha256(content).hexdigest() for name, content in files.items()}
    assert case.nomination.detail.id_number in "".join(pages(files[f"{folder}/{FORM}"]))
    assert files[f"{folder}/{EVIDENCE}"] == case.nomination.publicity.evidence.read()
    record = "".join(pages(files[f"{folder}/{RECORD}"]))
    told = ["开始单位公示", "列入拟表彰名单", "巴南委〔2024〕8号", "公安：部门答复：无异议", "第1期公示"]
    told += ["所报荣誉不实。", "已向授予机关核实。", "异议不成立", str(cast.director)]
    assert [words for words in told if packed(words) not in record] == []
    assert AuditEntry.objects.get(action="case_archived").role == "office"


def test_nobody_else_learns_who_objected(cast):
    """§2: not even the auditor, who reads everything else; no name in the record, and none of the objector's files."""
    case = cast.waiting[1]
    files = downloaded(client_of(cast.auditor), "case_archive", case.pk)
    assert not [name for name in files if "异议材料" in name]
    record = "".join(pages(files[f"先进个人-{case}/{RECORD}"]))
    assert OBJECTOR.text in record
    assert OBJECTOR.real_name not in record
    assert OBJECTOR.contact not in record


def test_a_cycle_has_a_folder_a_unit_and_all_its_papers(cast, tmp_path, capsys, monkeypatch):
    [draft] = walk.drafted(cast, 1, 0)
    Unit.objects.filter(pk=cast.unit.pk).update(short_name="../../龙洲湾")
    UnitPublicity.objects.update(evidence="evidence/gone.jpg")
    for name in ("form_pdf", "letter_pdf"):  # each has tests of its own, and takes its time
        monkeypatch.setattr(f"review.documents.archive.{name}", lambda what: b"%PDF-")
    firm, person = cast.waiting
    target = tmp_path / "archive.zip"
    call_command("archive_cycle", cast.cycle.slug, str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["archive.zip"]
    files = unpacked(target.read_bytes())
    assert all(PurePosixPath(name).parts == tuple(name.split("/")) and ".." not in name.split("/") for name in files)
    folders = {f"01-.._.._龙洲湾/先进集体-{firm}", f"01-.._.._龙洲湾/先进个人-{person}"}
    assert {str(PurePosixPath(name).parent) for name in files} == {".", "00-通知和名单", *folders}
    common = [PurePosixPath(name).name for name in files if name.startswith("00")]
    assert {"通知.toml", "名单 第02号 拟表彰名单.pdf", "评审会议纪要 第02号.pdf", "公示 第01期.pdf"} <= set(common)
    assert sum(name.startswith("征求意见函") for name in common) == Opinion.objects.values("authority").distinct().count()
    assert files["00-通知和名单/通知.toml"].decode() == cast.cycle.source
    found = indexed(files, "目录.xlsx")
    missing = {name: words for name, words in found.items() if name not in files}
    assert missing == {f"{folder}/{EVIDENCE}": "原件缺失，未能归档" for folder in folders}
    assert all(found[name] == sha256(content).hexdigest() for name, content in files.items())
    assert str(draft) not in "".join(found)
    assert AuditEntry.objects.get(action="cycle_archived").actor is None
    assert "archive.zip" in capsys.readouterr().out


def test_what_cannot_be_archived_is_said(cast, tmp_path):
    with pytest.raises(CommandError, match=cast.cycle.slug):
        call_command("archive_cycle", "no-such", str(tmp_path / "x.zip"))
    with pytest.raises(CommandError, match="不能写入"):
        call_command("archive_cycle", cast.cycle.slug, str(tmp_path / "nowhere" / "x.zip"))


def test_more_cases_take_no_more_queries(cast, django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        found = dossiers(cast.cycle, to_archive(cast.cycle))
    with django_assert_num_queries(0):
        for dossier in found:
            assert all(paper.make() for paper in papers_of(dossier, ("x",), with_objections=True))


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../x", "_.._x"),
        ("", "_"),
        ("...", "_"),
        ("a\u202egpj.exe\x00", "agpj.exe"),
        ("C:\\Windows", "C__Windows"),
        (" 名\u3000称. ", "名 称"),
        ("长" * 300 + ".pdf", "长" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_names_cannot_lead_astray(typed, safe):
    assert safe_name(typed) == safe
    assert unicodedata.is_normalized("NFC", safe)


def test_no_two_files_share_a_name():
    taken = set()
    assert [unlike(name, taken) for name in ("a/B.pdf", "a/b.pdf", "a/b.pdf", "c")] == [
        "a/B.pdf", "a/b（2）.pdf", "a/b（3）.pdf", "c",
    ]  # fmt: skip
    assert safe_path(("..", "/", "x")) == "_/_/x"
    assert Path(safe_path(("..", "etc"))).parts == ("_", "etc")
