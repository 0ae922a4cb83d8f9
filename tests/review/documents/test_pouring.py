"""Text of any length in boxes of fixed size: nothing is lost, nothing is moved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.documents.layouts import LINES, PROSE, SHORT
from review.documents.pouring import Box, Flow, Step, Style, pour
from review.documents.wording import clean
from tests.review.documents.reading import packed

SMALL = Box(60, 30)
OVERFLOW = Box(100, 100)
ODD = "汉字，。“”（）abc 12.5%\n\t\u3000𠮷龘😀e\u0301\u200b\u00adعربى\ufdfd<&>\"'"


def poured_into(text, boxes, style=PROSE):
    return pour({"it": Flow(text, style, boxes, OVERFLOW)})["it"]


def read_back(poured):
    return packed("".join(paragraph.text for part in poured.parts for paragraph in part))


def test_short_text_keeps_the_wanted_size():
    poured = poured_into("董事长", (SMALL,), SHORT)

    assert poured.step == SHORT.steps[0]
    assert [paragraph.text for paragraph in poured.part(0)] == ["董事长"]


def test_nothing_is_poured_of_nothing():
    assert poured_into(" \n ", (SMALL,)).parts == ()
    assert poured_into("", (SMALL,)).part(0) == ()


def test_text_that_does_not_fit_is_set_one_step_smaller():
    text = "集" * 50  # 14 to a line at 12 points; 30 mm are 85 points: three lines of 22, four of 20

    assert poured_into(text[:38], (SMALL,)).step == Step(12, 22)
    assert poured_into(text, (SMALL,)).step == Step(12, 20)


def test_text_runs_on_from_box_to_box():
    poured = poured_into("集" * 70, (SMALL, SMALL))

    assert poured.step == Step(12, 22)
    first, second = poured.parts
    assert len(first) == len(second) == 1
    assert first[0].goes_on and not first[0].begun
    assert second[0].begun and not second[0].goes_on
    assert len(first[0].text) == 12 + 14 + 14  # the indent takes two


def test_a_break_between_paragraphs_cuts_none():
    poured = poured_into("集" * 40 + "\n" + "体" * 20, (SMALL, SMALL))

    assert [[p.text for p in part] for part in poured.parts] == [["集" * 40], ["体" * 20]]
    assert not any(p.begun or p.goes_on for part in poured.parts for p in part)


def test_what_the_smallest_step_cannot_hold_goes_on_in_continuations():
    text = "先进事迹" * 500
    poured = poured_into(text, (SMALL,))

    assert poured.step == PROSE.steps[-1]
    assert len(poured.parts) > 1
    assert read_back(poured) == text


def test_many_flows_are_poured_each_for_itself():
    flows = {number: Flow("集" * number, PROSE, (SMALL,), OVERFLOW) for number in (1, 30, 60, 400)}

    poured = pour(flows)

    assert {key: read_back(value) for key, value in poured.items()} == {key: "集" * key for key in flows}
    assert poured[1].step == PROSE.steps[0]
    assert poured[400].step == PROSE.steps[-1]


def test_indents_typed_by_hand_give_way():
    [part] = poured_into("\u3000\u3000一、概况\n\n  二、成绩\u3000", (SMALL,)).parts

    assert [paragraph.text for paragraph in part] == ["一、概况", "二、成绩"]


def texts(signs, **sizes):
    """Several at once: each time a process is begun that lays them out."""
    return st.lists(st.text(signs, **sizes), min_size=1, max_size=8)


@settings(max_examples=15)
@given(texts(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=400))
def test_no_text_loses_a_character(texts):
    texts = [clean(text) for text in texts]
    flows = {
        (number, style.name): Flow(text, style, (SMALL, Box(60, 20)), OVERFLOW)
        for number, text in enumerate(texts)
        for style in (PROSE, LINES, SHORT)
    }

    for (number, _style), poured in pour(flows).items():
        assert read_back(poured) == packed(texts[number])


@settings(max_examples=8)
@given(texts(st.sampled_from(ODD), min_size=1, max_size=300))
def test_each_part_fits_its_box_when_set_alone(texts):
    """The paragraphs that are printed in a box, laid out again, take that box and no more."""
    boxes = (SMALL, Box(60, 20))
    poured = pour({number: Flow(text, SHORT, boxes, OVERFLOW) for number, text in enumerate(texts)})
    alone = {
        (number, box): Flow("\n".join(p.text for p in part), Style(SHORT.name, (it.step,)), (box,), OVERFLOW)
        for number, it in poured.items()
        for part, box in zip(it.parts, boxes, strict=False)
    }

    assert all(len(it.parts) <= 1 for it in pour(alone).values())


def test_no_line_begins_with_what_ends_one():
    text = "一二三四五六七八九十，" * 80
    parts = poured_into(text, (SMALL, SMALL, SMALL)).parts

    assert len(parts) > 3
    assert not [part for part in parts if part[0].text[0] == "，"]


@pytest.mark.parametrize("text", ["W" * 500, "a" * 90 + " " + "b" * 90, "https://example.org/" + "x" * 200])
def test_words_longer_than_a_line_are_broken(text):
    assert read_back(poured_into(text, (SMALL,))) == packed(text)
