"""What the parts beside the cells say: links, sheets, shared texts, formats."""

from __future__ import annotations

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from .bounds import Part, TooBig, told

MOST_FORMATS = 65_490  # as Excel has it
MOST_STRINGS = 300_000
ASIAN_DATES = {*range(27, 37), *range(50, 59)}  # number formats that Chinese Excel has for dates


class Links(Part):
    """What a part leads to: key → (kind, target)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, tuple[str, str]] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.links[attributes["Id"]] = (attributes["Type"], attributes["Target"])


class Book(Part):
    """The keys of the sheets that are not hidden, and where the calendar begins."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.from_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            self.sheets += [value for key, value in attributes.items() if key.endswith(":id")]


class Strings(Part):
    """The texts that cells share; what is written above a text to say how it sounds is none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.sound = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "rPh":
            self.sound = True
        elif name == "t":
            self.collecting = not self.sound

    def end(self, name: str) -> None:
        if name == "t":
            self.collecting = False
        elif name == "rPh":
            self.sound = False
        elif name == "si":
            if len(self.strings) == MOST_STRINGS:
                raise TooBig
            self.strings.append(told(self.taken()))


class Formats(Part):
    """Which of the cells' formats show a number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[int, str] = {}
        self.dates: list[bool] = []
        self.of_cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.own[int(attributes["numFmtId"])] = attributes.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self.of_cells = True
        elif name == "xf" and self.of_cells:
            if len(self.dates) == MOST_FORMATS:
                raise TooBig
            self.dates.append(self._is_date(int(attributes.get("numFmtId", 0))))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.of_cells = False

    def _is_date(self, key: int) -> bool:
        code = self.own.get(key) or BUILTIN_FORMATS.get(key, "")
        return is_date_format(code) or (key in ASIAN_DATES and key not in self.own)
