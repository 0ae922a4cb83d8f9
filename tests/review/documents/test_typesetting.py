"""The process that sets pages: used again, replaced where it died, ended where it has grown."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64encode

import pytest

from review.documents import typesetting
from review.documents.typesetting import NotTypeset, typeset
from tests.builders import photo_bytes

FLOW = {
    "paragraphs": [{"text": "集体", "begun": False, "goes-on": False}], "style": "prose", "steps": [[12, 22]],
    "boxes": [[60, 30]], "overflow": [60, 30],
}  # fmt: skip


@pytest.fixture(autouse=True)
def none_waits():
    typesetting._end_all()
    yield
    typesetting._end_all()


def measured():
    [[poured]] = typeset("measure", json.dumps([FLOW])).told
    return poured["parts"][0][0]["text"]


def waiting():
    return [one.process for one in typesetting._WAITING]


def test_one_process_sets_one_document_after_the_other():
    assert measured() == "集体"
    [first] = waiting()
    assert measured() == "集体"
    assert waiting() == [first]


def test_one_that_was_killed_is_replaced():
    measured()
    [first] = waiting()
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert measured() == "集体"
    assert waiting() != [first]


def test_one_that_has_grown_is_ended(monkeypatch):
    monkeypatch.setattr(typesetting, "GROWN", 1)
    measured()
    assert waiting() == []


def test_it_ends_with_the_one_who_asks_and_leaves_no_folder():
    measured()
    [one] = typesetting._WAITING
    assert os.listdir(one.folder)
    one.process.stdin.close()
    assert one.process.wait(10) == 0
    assert not os.path.exists(one.folder)


def test_one_that_was_killed_leaves_no_folder():
    measured()
    [one] = typesetting._WAITING
    one.process.kill()
    measured()
    assert not os.path.exists(one.folder)


def test_half_an_answer_is_none(monkeypatch):
    """It dies while it hands the pages over: those who are asked next are whole."""
    exchange = typesetting._Typesetter._exchange
    killed = []

    def cut_off(self, job):
        if len(killed) < 2:
            killed.append(self)
            self.process.stdout = Torn(self.process)
        return exchange(self, job)

    monkeypatch.setattr(typesetting._Typesetter, "_exchange", cut_off)
    assert measured() == "集体"
    assert len(killed) == 2


class Torn:
    def __init__(self, process):
        self.process, self.whole = process, process.stdout
        self.close = self.whole.close

    def readline(self):
        return self.whole.readline()

    def read(self, size):
        self.process.kill()
        return self.whole.read(size)[: size // 2]


def test_other_fonts_are_another_process(monkeypatch, tmp_path):
    measured()
    [first] = waiting()
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    measured()
    assert waiting() != [first]
    assert first.returncode == 0


def test_a_fault_of_the_data_is_told_at_once():
    measured()
    [first] = waiting()
    with pytest.raises(NotTypeset, match="title"):
        typeset("form", json.dumps([{}]))
    assert waiting() == [first]
    assert measured() == "集体"


@pytest.mark.parametrize("asked", [True, False], ids=["before the answer", "in the middle of asking"])
def test_it_ends_in_silence_with_the_one_who_was_killed(tmp_path, asked):
    """Also where it was at work: no trace in the log, and no photo is left."""
    (tmp_path / "root").mkdir()
    command = [sys.executable, "-I", typesetting.__file__, str(tmp_path / "root")]
    files = {"photo.jpg": b64encode(photo_bytes()).decode()}
    job = json.dumps({"template": "measure", "data": "[]", "files": files}).encode()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        process.stdout.close()
        process.stdin.write(job + b"\n" if asked else job[:-100])
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(10) == 0
    assert not (tmp_path / "root").exists()
