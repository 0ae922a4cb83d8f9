"""The dossier of a cycle holds by itself, without the site; whatever is changed in it is found (`deploy/verify_dossier.py`)."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.conf import settings as site

from nominations.key_rotation import columns
from review.dossier_export.writing import export
from review.services import notices
from review.stages import Stage
from review.workflow import CHAIR, CLOCK, STEPS
from tests import walk
from tests.cast import once
from tests.review.dossiers import SCRIPT, faults, verify
from tests.stages import one_in_each_stage

pytestmark = pytest.mark.django_db
NOW = walk.COMMENDED
FLIPS = 200


def world(cast):
    """A case in each stage; an objection that is open."""
    by_stage = one_in_each_stage(cast)
    notices.raise_objection(
        by_stage[Stage.PUBLIC_NOTICE], notices.Objector("程示例", "13900000009", "不符合条件"), walk.PUBLISHED
    )
    return by_stage


kept = once(world)


@pytest.fixture(scope="module")
def written(kept, tmp_path_factory, django_db_blocker):
    """The dossier of all that, once."""
    place = tmp_path_factory.mktemp("dossier")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "AUDIT_HEADS", place / "heads.jsonl")
        export(kept.cycle, place / "banan-2023", NOW)
    return place / "banan-2023"


@pytest.fixture
def folder(written, tmp_path):
    """A copy to be tampered with."""
    return Path(shutil.copytree(written, tmp_path / "dossier"))


def sealed_anew(folder):
    """As somebody without the key would: every digest made anew, the signature left as it was."""
    manifest = json.loads((folder / "manifest.json").read_text())
    dossier = verify.Dossier(folder)
    manifest["files"] = {name: dossier.digest((folder / name).read_bytes()) for name in manifest["files"]}
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text)
    (folder / "manifest.sum").write_text(f"{dossier.digest(text.encode())}\n")


def forge(folder, part, change):
    path = folder / f"{part}.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False))
    sealed_anew(folder)


def in_stage(cases, stage):
    return next(case for case in cases if case["stage"] == stage)


class TestHolds:
    def test_with_the_key_and_without(self, written):
        assert faults(written, site.AUDIT_KEY) == []
        assert faults(written) == []

    def test_the_script_runs_by_itself_and_says_so(self, folder):
        """The copy in the folder, in a Python that sees nothing of the site."""
        run = [sys.executable, "-I", folder / SCRIPT.name, folder]
        with_key = subprocess.run(run, env={"AUDIT_KEY": site.AUDIT_KEY}, capture_output=True, text=True)
        without = subprocess.run(run, env={}, capture_output=True, text=True)
        assert (with_key.returncode, without.returncode) == (0, 3)
        assert "HOLDS: " in with_key.stdout
        assert "without AUDIT_KEY" in without.stdout
        assert {"django", "nominations", "review"}.isdisjoint(SCRIPT.read_text().split("import ", 1)[1].split("\n\n")[0].split())

    def test_it_knows_the_steps_that_the_site_knows(self):
        roles = {CLOCK: "", CHAIR: "panel"}
        ours = [
            (step.action, tuple(step.sources), step.target, roles.get(step.who, step.who), step.owes_reason) for step in STEPS
        ]
        assert [tuple(row) for row in verify.STEPS] == ours

    def test_no_personal_number_stands_in_it(self, kept, written, django_db_blocker):
        with django_db_blocker.unblock():
            numbers = {number for field in columns() for number in field.model.objects.values_list(field.name, flat=True) if number}
        assert len(numbers) > 2
        text = "".join(path.read_text() for path in written.iterdir())
        assert [number for number in numbers if number in text] == []
        assert "程示例" not in text

    def test_nothing_that_somebody_wrote_freely_stands_in_it(self, written):
        text = "".join(path.read_text() for path in written.iterdir())
        assert [words for words in ("不再推荐", "工作简历缺少月份", "有行政处罚记录", "弄虚作假") if words in text] == []

    def test_uploads_are_held_against_their_digests(self, kept, written, tmp_path):
        uploads = json.loads((written / "uploads.json").read_text())
        name = next(name for name, digest in uploads.items() if digest)
        assert faults(written, uploads=Path(site.MEDIA_ROOT)) == []
        copy = tmp_path / "media"
        shutil.copytree(site.MEDIA_ROOT, copy)
        (copy / name).write_bytes(b"other")
        assert faults(written, uploads=copy) == [f"upload {name} was changed"]


class TestTampered:
    def test_a_bit_anywhere_is_found(self, folder):
        """Two hundred places, each file as likely as it is long; with the key it is no other answer."""
        random = Random(2023)
        paths = sorted(folder.iterdir())
        sizes = [path.stat().st_size for path in paths]
        missed = []
        for number in range(FLIPS):
            path = random.choices(paths, sizes)[0] if number >= len(paths) else paths[number]
            if not path.stat().st_size:
                continue
            content = path.read_bytes()
            place, bit = random.randrange(len(content)), random.randrange(8)
            path.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
            if not faults(folder, site.AUDIT_KEY if number % 2 else ""):
                missed.append((path.name, place, bit))
            path.write_bytes(content)
        assert missed == []
        assert faults(folder) == []

    def test_files_that_are_missing_or_more(self, folder):
        (folder / "notes.txt").write_text("")
        (folder / "papers.json").unlink()
        assert faults(folder) == ["notes.txt is not in the manifest", "papers.json is missing"]

    def test_one_that_is_none_cannot_be_read(self, tmp_path, capsys):
        assert verify.main([str(tmp_path / "none")]) == 2
        assert "CANNOT BE READ" in capsys.readouterr().err

    def test_the_first_that_does_not_hold_is_said(self, folder, capsys):
        forge(folder, "cases", lambda cases: in_stage(cases, "commended").update(stage="revoked"))
        assert verify.main([str(folder)]) == 1
        said = capsys.readouterr().out
        assert said.startswith("DOES NOT HOLD: case ")
        assert said.count("\n") == 1
        assert verify.main([str(folder), "--all"]) == 1


# -- forged without the key, every digest made anew -----------------------------------------------------------


def two_marks(cases):
    """Of one alone the mean may tell nothing: the highest and the lowest are left out."""
    for score in in_stage(cases, "commended")["scores"][:2]:
        score["marks"]["results"] += 3


def a_judgement_left_out(cases):
    in_stage(cases, "commended")["scores"].pop()


def the_last_step_left_out(cases):
    case = in_stage(cases, "commended")
    case["stage"] = case["decisions"].pop()["from"]


def a_step_in_the_middle_left_out(cases):
    in_stage(cases, "commended")["decisions"].pop(3)


def a_step_by_somebody_else(cases):
    in_stage(cases, "commended")["decisions"][-1]["actor"] += 1


def a_step_that_led_elsewhere(cases):
    case = in_stage(cases, "screened_out")
    case["stage"] = "withdrawn"
    case["decisions"][-1] |= {"to": "withdrawn", "action": "withdraw", "role": "unit_lead"}


def a_reason_that_was_not_given(cases):
    in_stage(cases, "screened_out")["decisions"][-1]["reason"] = ""


def another_rank(cases):
    in_stage(cases, "commended")["rank"] += 1


def another_mean(cases):
    in_stage(cases, "commended")["mean"] = "99.0000"


def an_objection_of_a_department_that_went(cases):
    in_stage(cases, "commended")["opinions"][0]["verdict"] = "objection"


def a_department_that_was_not_asked(cases):
    in_stage(cases, "commended")["opinions"].pop()


def an_objection_of_the_public_upheld(cases):
    case = in_stage(cases, "commended")
    case["objections"] = [{"notice": 1, "received_at": "2024-02-01T09:00:00+08:00", "outcome": "upheld", "decided_at": None}]


def handed_in_during_publicity(cases):
    step = next(step for step in in_stage(cases, "commended")["decisions"] if step["action"] == "submit")
    step["at"] = "2024-01-04T09:00:00+08:00"


def handed_in_too_late(cases):
    step = next(step for step in in_stage(cases, "commended")["decisions"] if step["action"] == "submit")
    step["at"] = "2024-01-13T00:00:00+08:00"


def somebody_else(cases):
    in_stage(cases, "commended")["name"] = "重庆另一家机械有限公司"


def one_nominee_less(cases):
    cases.remove(in_stage(cases, "rejected"))


def of_the_state_after_all(cases):
    in_stage(cases, "commended")["facts"] |= {"nature": "agency"}


def an_order_swapped(rosters):
    entries = next(roster for roster in rosters if roster["action"] == "select")["entries"]
    entries[0], entries[1] = entries[1] | {"order": 1}, entries[0] | {"order": 2}


def an_entry_left_out(rosters):
    next(roster for roster in rosters if roster["action"] == "approve")["entries"].pop()


def a_name_on_a_list(rosters):
    next(roster for roster in rosters if roster["action"] == "commend")["entries"][0]["name"] = "重庆另一家机械有限公司"


def a_rank_on_a_list(rosters):
    next(roster for roster in rosters if roster["action"] == "select")["entries"][0]["rank"] = 2


def a_share_on_a_list(rosters):
    next(roster for roster in rosters if roster["action"] == "select")["ratios"]["collective"]["capped"] += 1


def a_list_undone(rosters):
    next(roster for roster in rosters if roster["action"] == "select")["undone_at"] = "2024-01-20T09:00:00+08:00"


def more_enterprises(units):
    units[0]["enterprises"] += 100


def fewer_used(units):
    units[0]["used"]["collective"] -= 1


def another_hour_of_a_receipt(receipts):
    receipts[0]["content"]["at"] = "2024-01-05T08:00:00+08:00"


def a_receipt_less(receipts):
    receipts.pop()


def a_receipt_for_others(receipts):
    receipts[0]["content"]["lines"].pop()


def a_notice_cut_short(notices):
    notices[0]["days"].pop()


FORGED: dict[str, tuple[Callable, ...]] = {
    "cases": (
        two_marks, a_judgement_left_out, the_last_step_left_out, a_step_in_the_middle_left_out, a_step_by_somebody_else,
        a_step_that_led_elsewhere, a_reason_that_was_not_given, another_rank, another_mean,
        an_objection_of_a_department_that_went, a_department_that_was_not_asked, an_objection_of_the_public_upheld,
        handed_in_during_publicity, handed_in_too_late, somebody_else, one_nominee_less, of_the_state_after_all,
    ),
    "rosters": (
        an_order_swapped, an_entry_left_out, a_name_on_a_list, a_rank_on_a_list, a_share_on_a_list, a_list_undone,
    ),
    "units": (more_enterprises, fewer_used),
    "receipts": (another_hour_of_a_receipt, a_receipt_less, a_receipt_for_others),
    "notices": (a_notice_cut_short,),
}  # fmt: skip
WAYS = [(part, way) for part, ways in FORGED.items() for way in ways]


@pytest.mark.parametrize(("part", "way"), WAYS, ids=[way.__name__ for _part, way in WAYS])
def test_what_is_forged_is_found_without_the_key(folder, part, way):
    forge(folder, part, way)
    found = faults(folder)
    assert found
    assert not any("export_dossier writes it" in fault for fault in found)
    assert faults(folder, site.AUDIT_KEY)[0].startswith("manifest.json was not signed")


def test_a_mark_that_the_mean_does_not_show_is_found_with_the_key(folder):
    """The trail keeps a mac of each judgement. So the site's own tables are held against it as well."""
    forge(folder, "cases", lambda cases: in_stage(cases, "commended")["scores"][0]["marks"].update(results=100))
    dossier = verify.Dossier(folder, site.AUDIT_KEY)
    assert [fault.rpartition(" is ")[2] for fault in verify.each_judgement_is_in_the_trail(dossier)] == ["not the one that was given"]


class TestTrail:
    def lines(self, folder):
        return (folder / "trail.jsonl").read_text().splitlines()

    def put(self, folder, lines):
        """With a head in the manifest that fits, as a forger would."""
        (folder / "trail.jsonl").write_text("\n".join(lines) + "\n")
        manifest = json.loads((folder / "manifest.json").read_text())
        last = json.loads(lines[-1])
        manifest["head"] = {"number": last[0], "mac": last[1]}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        sealed_anew(folder)

    def chain(self, folder):
        """What the chain alone says, with the key."""
        return list(verify.the_chain_holds(verify.Dossier(folder, site.AUDIT_KEY)))

    def test_a_line_changed_breaks_its_link(self, folder):
        lines = self.lines(folder)
        entry = json.loads(lines[3])
        entry[4] = (entry[4] or 0) + 1
        lines[3] = json.dumps(entry)
        self.put(folder, lines)
        assert self.chain(folder)[0].startswith("link 4 of the audit trail")

    def test_a_line_left_out_leaves_a_gap(self, folder):
        lines = self.lines(folder)
        self.put(folder, lines[:3] + lines[4:])
        assert faults(folder)[0] == "link 4 of the audit trail is missing"

    def test_the_end_cut_off_is_told_by_the_head_and_by_the_steps(self, folder):
        self.put(folder, self.lines(folder)[:-30])
        found = faults(folder)
        assert any("was published, and the audit trail ends before it" in fault for fault in found)
        assert any("the audit trail tells of" in fault for fault in found)

    def test_a_published_head_tells_a_trail_that_was_made_anew(self, folder, tmp_path):
        """By whoever has the key: every link is right, and the head that was kept elsewhere is another."""
        (folder / "heads.jsonl").write_text("")
        lines = [json.loads(line) for line in self.lines(folder)]
        heads = tmp_path / "heads.jsonl"
        dossier = verify.Dossier(folder, site.AUDIT_KEY)
        head = {"number": lines[-1][0], "mac": lines[-1][1], "at": "2024-02-06T00:00:00+00:00"}
        heads.write_text(json.dumps(head | {"signature": dossier.mac(verify.as_text(head))}) + "\n")
        assert list(verify.published_heads_stand(verify.Dossier(folder, site.AUDIT_KEY, heads))) == []
        lines[5][4], before = None, ""
        for line in lines:
            before = line[1] = dossier.mac(before + verify.as_text([line[0], *line[2:]]))
        self.put(folder, [json.dumps(line) for line in lines])
        assert self.chain(folder) == []
        found = list(verify.published_heads_stand(verify.Dossier(folder, site.AUDIT_KEY, heads)))
        assert found == [f"link {head['number']} of the audit trail is not the head in {heads}: the trail was made anew"]

    def test_whoever_makes_all_of_it_fit_needs_the_key(self, folder):
        """A mean that nobody gave, on every list too, and marks to match: the sums are right, the signature is not."""
        forge(folder, "papers", lambda papers: papers.append({"code": "00000-00000"}))
        assert faults(folder) == []
        assert faults(folder, site.AUDIT_KEY) == [
            "manifest.json was not signed under this AUDIT_KEY: it was changed, or the key is another one"
        ]
