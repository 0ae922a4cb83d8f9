"""The fields take what people paste and say what is wrong with the rest."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from nominations.forms import fields

NASTY = [
    "\x00",
    "a\x00b",
    "\ufffd",
    "x" * 100_000,
    "１２３",
    "'; DROP TABLE",
    "<script>",
    "\u200b",
    "\x1b[31m",
    "𠮷",
    "٣",
    "1e9",
    "-1",
]


@pytest.mark.parametrize(
    "typed",
    [
        "1980.05",
        "1980.5",
        "1980-5",
        "1980-05",
        "1980/05",
        "1980年5月",
        "1980年05月",
        "198005",
        "１９８０．０５",
        " 1980 . 5 ",
    ],
)
def test_months_are_read_in_every_common_spelling(typed):
    assert fields.Month().clean(typed) == date(1980, 5, 1)


@pytest.mark.parametrize(
    "typed", ["1980", "1980.13", "1980.00", "05.1980", "1899.12", "2101.01", "八〇年五月", "1980.05.06"]
)
def test_other_months_are_faults_that_show_the_spelling(typed):
    with pytest.raises(ValidationError, match="1980.05"):
        fields.Month().clean(typed)


@pytest.mark.parametrize("typed", ["2024-01-05", "2024.1.5", "2024/1/5", "2024年1月5日", "２０２４－０１－０５"])
def test_days_are_read_in_every_common_spelling(typed):
    assert fields.Day().clean(typed) == date(2024, 1, 5)


@pytest.mark.parametrize("typed", ["2024-02-30", "2024-13-01", "0001-01-01", "5.1.2024", "明天"])
def test_other_days_are_faults(typed):
    with pytest.raises(ValidationError, match="2024-01-05"):
        fields.Day().clean(typed)


@pytest.mark.parametrize(
    ("typed", "number"), [("120", 120), ("１２０", 120), ("120人", 120), ("1,200", 1200), ("", None)]
)
def test_numbers(typed, number):
    assert fields.Number().clean(typed) == number


@pytest.mark.parametrize("typed", ["0", "-3", "1.5", "1000001", "9" * 5000, "很多", "٣", "1e3"])
def test_other_numbers_are_faults(typed):
    with pytest.raises(ValidationError):
        fields.Number().clean(typed)


def test_text_is_freed_of_what_nobody_sees():
    assert fields.Text(60).clean("重庆\u200b示例\u2066公司 \r\n") == "重庆示例公司"
    assert fields.Text(60, lines=3).clean("第一行\r\n第二行\x0b第三行\u2028第四行") == "第一行\n第二行\n第三行\n第四行"
    assert fields.Text(60).clean("重庆\n示例") == "重庆 示例"


@pytest.mark.parametrize("typed", ["甲\x00乙", "甲�乙"])
def test_text_refuses_what_cannot_be_stored(typed):
    with pytest.raises(ValidationError, match="无法识别"):
        fields.Text(60).clean(typed)
    assert "\x00" not in fields.storable(typed)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("甲\x07乙", "U\\+0007（控制符）"),
        ("甲\x9f乙", "U\\+009F（控制符）"),
        ("甲\ufffe\U0002ffff", "U\\+FFFE（非字符）、U\\+2FFFF（非字符）"),
        ("甲\ue123乙\ue123", "：U\\+E123（自造字）。"),
        ("\U000f0001\x1b[31m", "U\\+001B（控制符）、U\\+F0001（自造字）"),
    ],
)
def test_text_refuses_what_cannot_be_printed_by_name(typed, named):
    for field in (fields.Text(60), fields.Text(60, lines=3), fields.Personal(30)):
        with pytest.raises(ValidationError, match=named):
            field.clean(typed)


def test_text_names_limit_and_length():
    with pytest.raises(ValidationError, match="最多 5 个字符，现有 6 个"):
        fields.Text(5).clean("一二三四五六")
    assert fields.Text(5).clean("一二三四𠮷") == "一二三四𠮷"


def test_a_personal_number_is_shown_masked_and_kept_when_sent_back_so():
    field = fields.Personal(18)
    field.stored = "500113198005060011"
    shown = field.prepare_value(field.stored)
    assert shown == "500***********0011"
    assert field.clean(shown) == field.stored
    assert field.clean("50011319800506001x") == "50011319800506001X"
    assert field.clean("") == ""


@pytest.mark.parametrize("stored", ["", "500113198005060022"])
def test_a_mask_that_is_not_ones_own_is_a_fault(stored):
    field = fields.Personal(18)
    field.stored = stored
    with pytest.raises(ValidationError, match="完整号码"):
        field.clean("500***********0011")


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize(
    "make",
    [
        lambda: fields.Text(60),
        lambda: fields.Text(60, lines=4),
        lambda: fields.Personal(18),
        lambda: fields.Code(18),
        fields.Number,
        fields.Month,
        fields.Day,
        fields.Choice,
        fields.Key,
        fields.YesNo,
    ],
)
def test_nothing_breaks_a_field(make, nasty):
    """A value comes out, or words."""
    try:
        make().clean(nasty)
    except ValidationError as fault:
        assert fault.messages[0]
