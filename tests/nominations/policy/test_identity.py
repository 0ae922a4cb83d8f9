"""ID numbers (GB 11643) and credit codes (GB 32100)."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nominations.policy.identity import (
    birth_month_of,
    credit_code_fault,
    gender_of,
    normalise,
    read_id_number,
    region_known,
)

from .people import TODAY, credit_code, id_number

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def read(text):
    return read_id_number(text, TODAY)


def test_what_a_number_says():
    woman = read(id_number("19800506", "128"))
    assert (woman.faults, woman.birth, woman.gender) == ((), date(1980, 5, 6), "female")
    assert woman.birth_month == date(1980, 5, 1)
    assert read(id_number("19800506", "127")).gender == "male"


@pytest.mark.parametrize("birth", ["19700101", "19961231", "19970101"])
def test_banan_numbers_of_people_born_before_the_region_had_its_code(birth):
    """500113 came in 1997; who was born before has it all the same."""
    found = read(id_number(birth, region="500113"))
    assert found.faults == ()
    assert found.region_known


def test_typed_with_full_width_digits_blanks_and_a_small_x():
    right = next(n for n in (id_number(order=f"{i:03}") for i in range(100)) if n.endswith("X"))
    assert read(right.lower()).faults == ()
    assert read(f"　{right.translate(WIDE)[:6]} {right[6:]}\n").number == right
    assert normalise("ｘ １") == "X1"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ("length",)),
        ("12345", ("length",)),
        (id_number() + "1", ("length",)),
        ("A" * 18, ("characters",)),
        (id_number()[:-1] + "Y", ("characters",)),
        ("X" + id_number()[1:], ("characters",)),
        ("٣" * 18, ("characters",)),  # digits, but not ours
        (id_number("19800230"), ("birth_date",)),
        (id_number("19801301"), ("birth_date",)),
        (id_number("00010101"), ("birth_date",)),
        (id_number("18991231"), ("birth_date",)),
        (id_number("20990101"), ("future",)),
        (id_number("20231221"), ("future",)),
        (id_number("20231220"), ()),
    ],
)
def test_faults(text, faults):
    assert read(text).faults == faults


def test_all_faults_of_a_number_at_once():
    number = id_number("19800230")
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert read(wrong).faults == ("checksum", "birth_date")
    assert read(wrong).birth_month is None


def test_an_unknown_region_is_no_fault():
    found = read(id_number(region="999999"))
    assert (found.faults, found.region_known) == ((), False)
    assert region_known("510227")  # abolished, but there was one


@given(
    birth=st.dates(date(1900, 1, 1), TODAY),
    order=st.integers(0, 999),
    place=st.integers(0, 17),
    sign=st.sampled_from("0123456789X"),
)
def test_a_single_wrong_sign_is_always_found(birth, order, place, sign):
    number = id_number(f"{birth:%Y%m%d}", f"{order:03}")
    assert read(number).faults == ()
    assume(number[place] != sign)
    assert read(number[:place] + sign + number[place + 1 :]).faults


@given(st.text(max_size=24) | st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_no_text_is_too_strange_to_be_read(text):
    found = read(text)
    assert found.faults or found.birth
    assert credit_code_fault(text) in ("", "length", "characters", "checksum")
    assert region_known(text) in (True, False)


def test_what_a_form_fills_in_comes_from_right_numbers_only():
    assert (gender_of(id_number()), birth_month_of(id_number())) == ("female", date(1980, 5, 1))
    wrong = id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2")
    for text in (wrong, "", "1" * 17, id_number("19800230")):
        assert (gender_of(text), birth_month_of(text)) == ("", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("91110000600037341L", ""),
        (credit_code(), ""),
        (credit_code().lower(), ""),
        (" " + credit_code().translate(WIDE), ""),
        (credit_code()[:-1], "length"),
        ("", "length"),
        (credit_code()[:-1] + "I", "characters"),
        ("9A" + credit_code()[2:], "characters"),
        ("91110000600037341M", "checksum"),
    ],
)
def test_credit_codes(text, fault):
    assert credit_code_fault(text) == fault
