"""身份证号 (GB 11643) and 统一社会信用代码 (GB 32100): what they say and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

LENGTH = 18
PATTERN = re.compile(r"[0-9]{17}[0-9X]")
FIRST_BIRTH_YEAR = 1900
FEMALE, MALE = "female", "male"
CREDIT_CODE_FAULTS = {InvalidLength: "length", InvalidFormat: "characters", InvalidChecksum: "checksum"}


def normalise(text: str) -> str:
    """As it should have been typed: half-width, capital X, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


@dataclass(frozen=True)
class IdNumber:
    """What an ID number says. Where there are `faults`, what cannot be told is None or ""."""

    number: str  # normalised
    faults: tuple[str, ...] = ()  # length, characters, checksum, birth_date, future
    birth: date | None = None
    gender: str = ""
    region_known: bool = True  # codes are abolished and renamed: unknown is no fault

    @property
    def birth_month(self) -> date | None:
        """First day of the month of birth."""
        return self.birth.replace(day=1) if self.birth else None


def read_id_number(text: str, today: date) -> IdNumber:
    """Everything an ID number tells, with all of its faults (GB 11643). Never raises.

    Only the check digit (ISO 7064 MOD 11-2) is stdnum's: its own judgement refuses numbers of a region
    renamed after the birth and accepts births yet to come.
    """
    number = normalise(text)
    if len(number) != LENGTH:
        return IdNumber(number, ("length",))
    if not PATTERN.fullmatch(number):
        return IdNumber(number, ("characters",))
    birth = birth_date(number)
    faults = {
        "checksum": number[-1] != ric.calc_check_digit(number),
        "birth_date": birth is None,
        "future": birth is not None and birth > today,
    }
    gender = MALE if int(number[16]) % 2 else FEMALE
    known = region_known(number[:6])
    return IdNumber(number, tuple(code for code, holds in faults.items() if holds), birth, gender, known)


def gender_of(text: str) -> str:
    """male or female by the number, "" where the number is not a right one: what a form may fill in."""
    read = read_id_number(text, date.max)
    return "" if read.faults else read.gender


def birth_month_of(text: str) -> date | None:
    """First day of the month of birth by the number, None where the number is not a right one."""
    read = read_id_number(text, date.max)
    return None if read.faults else read.birth_month


def birth_date(number: str) -> date | None:
    """The date of birth in 18 characters; None where there is no such day."""
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if birth.year >= FIRST_BIRTH_YEAR else None


@cache
def region_known(code: str) -> bool:
    """Was there ever a county of that code, by the table that comes with stdnum?"""
    return any("county" in properties for _, properties in numdb.get("cn/loc").info(code))


def credit_code_fault(text: str) -> str:
    """length, characters or checksum; "" where the code is right (GB 32100). Never raises."""
    try:
        uscc.validate(normalise(text))
    except tuple(CREDIT_CODE_FAULTS) as error:
        return CREDIT_CODE_FAULTS[type(error)]
    return ""
