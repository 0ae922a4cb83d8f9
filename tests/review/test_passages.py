"""Passages that two texts share."""


from hypothesis import given
from hypothesis import strategies as st

from review import passages
from review.passages import LONG, alike, bare, marked

OWN = "牵头完成数字化车间改造，设备综合利用率提高12.5%，单位产品能耗下降8%，带动上下游企业协同配套。"
SIGNS = st.text(alphabet="甲乙丙丁，。 \n", max_size=80)


def shared(text, other):
    return "".join(part.text for part in marked(text, other) if part.shared)


def unlike(number, length):
    """A text that shares nothing long with those of other numbers."""
    return "".join(chr(0x4E00 + (number * 7919 + place * (number % 89 + 1)) % 20_000) for place in range(length))


def test_a_shared_passage_is_marked_as_it_was_written():
    other = "该同志" + OWN.replace("，", " ，\n") + "热心公益。"
    assert shared("某某" + OWN + "年年先进。", other) == OWN.removesuffix("。")


def test_less_than_a_long_passage_is_nobodys():
    run = bare(OWN)[: LONG - 1]
    assert shared(f"甲{run}乙", f"丙{run}丁") == ""
    assert alike(f"甲{run}乙", [(1, f"丙{run}丁")], 5) == []


def test_exactly_a_long_passage_is_found_wherever_it_stands():
    run = bare(OWN)[:LONG]
    for place in range(2 * LONG):
        others = [(7, unlike(3, place) + run + unlike(5, 40))]
        assert [one.key for one in alike(unlike(2, 50) + run, others, 5)] == [7], place


def test_those_that_share_most_come_first():
    whole, half = bare(OWN), bare(OWN)[: LONG + 2]
    found = alike(OWN, [(1, half), (2, unlike(9, 500)), (3, whole), (4, "")], 5)
    assert [(one.key, one.shared) for one in found] == [(3, len(whole)), (1, LONG + 2)]
    assert [one.percent for one in found] == [100, round(100 * (LONG + 2) / len(whole))]
    assert len(alike(OWN, [(key, OWN) for key in range(30)], 5)) == 5


def test_nothing_to_compare():
    assert alike("短", [(1, OWN)], 5) == []
    assert marked("", OWN) == []
    assert [part.shared for part in marked("，。 ", OWN)] == [False]


@given(SIGNS, SIGNS)
def test_no_sign_is_lost_and_both_sides_agree(text, other):
    assert "".join(part.text for part in marked(text, other)) == text
    assert bool(shared(text, other)) == bool(shared(other, text))


@given(SIGNS, SIGNS)
def test_what_is_marked_is_what_is_counted(text, other):
    found = alike(text, [(1, other)], 1)
    assert (found[0].shared if found else 0) == len(bare(shared(text, other)))


def test_however_many_are_alike_few_are_measured(monkeypatch):
    passage = unlike(1, 100)
    own = unlike(2, 700) + passage + unlike(3, 600)
    texts = [(number, unlike(number, 300) + passage) for number in range(4, 504)]
    measured = []
    covered = passages._covered
    monkeypatch.setattr(passages, "_covered", lambda text, other: measured.append(other) or covered(text, other))
    assert len(alike(own, texts, 5)) == 5
    assert len(measured) == 4 * 5
