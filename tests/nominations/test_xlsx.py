"""Workbooks are read as openpyxl reads them, and what was made to do harm is refused in little memory."""

import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from nominations import xlsx
from nominations.workbooks import LARGEST, WorkbookError, read_sheet, sheet_bytes
from tests.nominations.administration.files import repacked, workbook

ROOT = Path(__file__).parents[2]
MEMORY = 96  # MiB beyond what the process holds before
SECONDS = 20  # of the processor's time

SOUND = workbook(("a", 7, "b"))
VALUES = (
    *("甲", "  空白 ", "=不是公式", "１２３", "a\nb", 3, -7, 2.5, True, False, 10**14),
    *(datetime(1980, 5, 1), datetime(2024, 1, 5, 9, 30), None, ""),
)


def saved(book):
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def with_cells(*lines):
    """A workbook of these lines, texts as texts."""
    book = Workbook()
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = book.active.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(book)


def sharing(strings, rows):
    """A workbook of these rows (XML) whose cells share these texts, as Excel writes it."""
    link = b'<Relationship Id="s" Type="x/sharedStrings" Target="shared.xml"/></Relationships>'
    data = repacked(workbook(("a",)), "workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", link))
    data = repacked(data, "sheet1", lambda xml: b"<worksheet>" + rows + b"</worksheet>")
    packed = BytesIO(data)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/shared.xml", b"<sst>" + strings + b"</sst>")
    return packed.getvalue()


def refused(data, most=100):
    with pytest.raises(WorkbookError) as error:
        read_sheet(data, most)
    return str(error.value)


class TestReading:
    def test_each_kind_of_cell_is_what_openpyxl_makes_of_it(self):
        data = with_cells(VALUES)
        expected = next(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
        [(line, cells)] = read_sheet(data, 9).rows
        assert line == 1
        assert cells[: len(expected)] == expected
        assert [type(cell) for cell in cells[:11]] == [type(value) for value in VALUES[:11]]

    @settings(max_examples=40)
    @given(st.lists(st.lists(st.sampled_from(VALUES), max_size=6), min_size=1, max_size=6))
    def test_any_lines_come_back(self, lines):
        data = with_cells(["题"], *lines)
        expected = list(load_workbook(BytesIO(data)).active.iter_rows(values_only=True))
        for number, cells in read_sheet(data, 99).rows:
            width = len(expected[number - 1])
            assert cells[:width] == expected[number - 1]
            assert set(cells[width:]) == {None}

    def test_chinese_date_formats_and_the_calendar_of_1904(self):
        book = Workbook()
        cell = book.active.cell(1, 1, datetime(1980, 5, 1))
        cell.number_format = 'yyyy"年"m"月";@'
        assert read_sheet(saved(book), 9).rows[0][1][0] == datetime(1980, 5, 1)
        moved = repacked(
            saved(book), "xl/workbook.xml", lambda xml: re.sub(rb"<workbookPr(?=[ /])", b'<workbookPr date1904="1"', xml)
        )
        assert read_sheet(moved, 9).rows[0][1][0] == datetime(1984, 5, 2)

    def test_merged_cells_and_the_first_sheet_that_is_seen(self):
        book = Workbook()
        book.active.sheet_state = "hidden"
        sheet = book.create_sheet("看得见")
        sheet.append(["甲", "乙"])
        sheet.merge_cells("A1:A3")
        found = read_sheet(saved(book), 9)
        assert found.merged == [(1, 1, 3, 1)]
        assert found.rows[0][1][:2] == ("甲", "乙")

    def test_cells_without_their_place_follow_one_another(self):
        data = repacked(
            workbook(("a", "b")), "sheet1", lambda xml: xml.replace(b' r="A2"', b"").replace(b' r="B2"', b"")
        )
        assert read_sheet(data, 9).rows[1][1][:3] == ("a", "b", None)

    def test_shared_texts_in_parts_and_without_how_they_sound(self):
        strings = "<si><r><t>巴南</t></r><r><t xml:space='preserve'> 区</t></r><rPh><t>ba</t></rPh></si><si><t/></si>"
        data = sharing(strings.encode(), b'<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>')
        assert read_sheet(data, 9).rows[0][1][:2] == ("", "巴南 区")

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("甲_x000D_\n乙", "甲\r\n乙"),
            ("_x0007_甲", "\x07甲"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD842__xDFB7_", "𠮷"),
            ("_xD842_", "\ufffd"),
            ("_x12_甲_y0041_", "_x12_甲_y0041_"),
        ],
    )
    def test_excels_own_escapes_are_what_they_stand_for(self, written, meant):
        text = f"<t>{written}</t>"
        cells = f'<row><c t="s"><v>0</v></c><c t="inlineStr"><is>{text}</is></c><c t="str"><v>{written}</v></c></row>'
        data = sharing(f"<si>{text}</si>".encode(), cells.encode())
        assert read_sheet(data, 9).rows[0][1][:3] == (meant,) * 3

    def test_what_looks_like_an_escape_goes_out_and_comes_back(self):
        data = sheet_bytes("表", ["_x000D_"], [9], [["甲_x0041_"]])
        assert [cells[0] for _line, cells in read_sheet(data, 9).rows] == ["_x000D_", "甲_x0041_"]


class TestRefusing:
    @pytest.mark.parametrize("value", ["#N/A", "#REF!", "#DIV/0!"])
    def test_an_error_is_no_text(self, value):
        words = refused(workbook(("甲",), (value,)))
        assert words == f"第 3 行有错误值 {value}。请改成应填的内容，或者清空这一格，保存后上传。"

    def test_more_rows_than_allowed_are_told_as_rows(self):
        lines = [(number,) for number in range(20)]
        assert "超过 10 行" in refused(workbook(*lines), 10)
        assert len(read_sheet(workbook(*lines), 21).rows) == 21

    def test_too_large_says_what_makes_it_so(self):
        assert "空行" in refused(b"PK\x03\x04" + b"\0" * LARGEST)
        assert "超过 70 行" in refused(_in_sheet(b"<row/>" + b" " * 60_000_000), 70)

    def test_lines_far_below_are_never_left_out_unsaid(self):
        book = Workbook()
        book.active.append(["甲"])
        book.active.cell(1_000_000, 1, "远处")
        assert "20000 行" in refused(saved(book))

    def test_a_password_on_a_part(self):
        data = bytearray(workbook(("a",)))
        for entry in zipfile.ZipFile(BytesIO(bytes(data))).infolist():  # the flag, in directory and header
            data[entry.header_offset + 6] |= 1
        place = data.index(b"PK\x01\x02")
        while place >= 0:
            data[place + 8] |= 1
            place = data.find(b"PK\x01\x02", place + 4)
        assert "密码" in refused(bytes(data))

    @pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_packed_as_no_office_program_packs(self, packing):
        packed = BytesIO()
        with zipfile.ZipFile(BytesIO(workbook(("a",)))) as source, zipfile.ZipFile(packed, "w", packing) as archive:
            for entry in source.infolist():
                archive.writestr(entry.filename, source.read(entry))
        assert "无法读取" in refused(packed.getvalue())

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b"<v>", b"<v>x"),
            (b"<v>", b"<v>9" + b"9" * 50),
            (b't="n"', b't="s"'),
            (b'r="A2"', b'r="2A"'),
            (b'r="A2"', b'r="A"'),
            (b"<v>7", b"<v>1E999"),
            (b"<v>7", b"<v>nan"),
        ],
    )
    def test_cells_that_make_no_sense(self, old, new):
        data = workbook((7,))
        assert "无法读取" in refused(repacked(data, "sheet1", lambda xml: xml.replace(old, new)))

    @settings(max_examples=60)
    @given(st.data())
    def test_a_damaged_file_is_refused_or_read_and_nothing_else(self, data):
        content = bytearray(SOUND)
        for _time in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
        with suppress(WorkbookError):
            read_sheet(bytes(content), 9)


# -- files made to do harm: each is read in a process of its own, which says what it took

CHILD = """
import resource, sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from nominations.workbooks import LARGEST, WorkbookError, read_sheet
data = open(sys.argv[1], "rb").read()
resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3,) * 2)
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    words = f"read {len(read_sheet(data, 6000).rows)}"
except WorkbookError as error:
    words = str(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, time.process_time() - start, words)
"""


def _sheet(content):
    """A workbook whose sheet is `content` instead of cells."""
    return repacked(workbook(("a",)), "sheet1", lambda xml: content)


def _in_sheet(rows):
    return _sheet(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")


def _part(name, content):
    return repacked(workbook(("a",)), name, lambda xml: content)


def _lying():
    """The directory says that the sheet has 1,000 bytes."""
    data = bytearray(_in_sheet(b"<row><c><v>1</v></c></row>" * 1_000_000))
    place = data.index(b"PK\x01\x02")
    while b"sheet1" not in data[place : place + 80]:
        place = data.index(b"PK\x01\x02", place + 4)
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _many_parts():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(15_000):
            archive.writestr(f"{number}", b"")
    return packed.getvalue()


def _laughs():
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    return _sheet(b'<!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]><x>&e11;</x>")


NAMES = b"".join(b"<n%x/>" % number for number in range(800_000))
HARM = {
    "zeros": (lambda: _in_sheet(b"<row/>" + b" " * 60_000_000), "过大"),
    "a directory that lies": (_lying, "无法读取"),
    "many parts": (_many_parts, "过大"),
    "entities": (_laughs, "过大"),
    "empty rows": (lambda: _in_sheet(b"<row/>" * 1_000_000), "20000 行"),
    "formatted rows": (lambda: _in_sheet(b'<row><c s="1"/></row>' * 1_000_000), "20000 行"),
    "one long row": (lambda: _in_sheet(b"<row>" + b"<c/>" * 2_000_000 + b"</row>"), "过大"),
    "deep": (lambda: _sheet(b"<a>" * 2_000_000), "过大"),
    "names": (lambda: _in_sheet(NAMES), "过大"),
    "attributes": (lambda: _sheet(b"<a " + b" ".join(b"a%x=''" % n for n in range(700_000)) + b"/>"), "过大"),
    "one long attribute": (lambda: _sheet(b'<a b="' + b"x" * 35_000_000 + b'"/>'), "过大"),
    "one long text": (lambda: _in_sheet(b'<row><c t="str"><v>' + b"x" * 35_000_000 + b"</v></c></row>"), "过大"),
    "a comment": (lambda: _sheet(b"<!--" + b"x" * 35_000_000 + b"--><a/>"), "过大"),
    "formats": (lambda: _part("styles", b"<s><cellXfs>" + b"<xf/>" * 2_000_000 + b"</cellXfs></s>"), "过大"),
    "links": (
        lambda: _part("workbook.xml.rels", b"<r>" + b'<Relationship Id="a" Type="b" Target="c"/>' * 300_000 + b"</r>"),
        "无法读取",
    ),
    "merged": (lambda: _sheet(b"<w>" + b'<mergeCell ref="A1:B2"/>' * 300_000 + b"</w>"), "过大"),
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_is_refused_in_little_memory_and_time(harm, tmp_path):
    make, expected = HARM[harm]
    file = tmp_path / "harm.xlsx"
    file.write_bytes(make())
    assert file.stat().st_size <= LARGEST, f"{file.stat().st_size}: refused for its size already"
    memory, seconds, words = _read_apart(file)
    assert expected in words
    assert memory < MEMORY
    assert seconds < SECONDS


def test_one_text_in_many_cells_is_counted_as_often_as_it_stands(tmp_path):
    cells = b'<c t="s"><v>0</v></c>' * 30
    file = tmp_path / "shared.xlsx"
    file.write_bytes(sharing(b"<si><t>" + b"x" * 32_000 + b"</t></si>", (b"<row>" + cells + b"</row>") * 6000))
    memory, _seconds, words = _read_apart(file)
    assert "过大" in words
    assert memory < MEMORY


def test_the_largest_list_takes_no_more(tmp_path):
    """What is allowed is read within the same memory."""
    line = b"<row>" + b'<c t="inlineStr"><is><t>%s</t></is></c>' % ("巴南区示例".encode()) * 12 + b"</row>"
    file = tmp_path / "large.xlsx"
    file.write_bytes(_in_sheet(line * 6000))
    memory, seconds, words = _read_apart(file)
    assert words == "read 6000"
    assert memory < MEMORY
    assert seconds < SECONDS


def _read_apart(file):
    """(MiB, seconds, what was said) of a process that reads the file."""
    environment = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(file)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    memory, seconds, words = done.stdout.split(" ", 2)
    return int(memory) / 1024, float(seconds), words.strip()


def test_the_bounds_are_those_the_page_names():
    assert xlsx.LAST_ROW == 20_000
    assert LARGEST == 2 * 1024**2
