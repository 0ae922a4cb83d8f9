"""Scores and votes → mean, rank, ties: exact, and the same in whatever order they come."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.notice import VOTES, Dimension, Panel
from review import tally

PANEL = Panel(
    mode="scores",
    trim_from=5,
    clause="五（一）",
    dimensions=(
        Dimension("politics", "政治表现", 30),
        Dimension("results", "工作实绩", 40),
        Dimension("contribution", "贡献大小", 30),
    ),
)
scores = st.lists(st.fractions(0, 100), max_size=12)
means = st.dictionaries(st.integers(1, 50), st.none() | st.integers(0, 5).map(Fraction), max_size=20)


def fractions(*numbers):
    return [Fraction(number) for number in numbers]


def test_marks_count_by_weight():
    assert tally.weighted(PANEL, {"politics": 90, "results": 80, "contribution": 70}) == 80
    assert tally.weighted(PANEL, {"politics": 100, "results": 0, "contribution": 1}) == Fraction("30.3")


def test_a_missing_mark_is_no_zero():
    with pytest.raises(KeyError):
        tally.weighted(PANEL, {"politics": 90, "results": 80})


@pytest.mark.parametrize(
    ("given_scores", "expected"),
    [
        ([], None),
        (fractions(80), 80),
        (fractions(0, 100), 50),
        (fractions(0, 80, 90, 100), Fraction("67.5")),  # four: nothing left out
        (fractions(0, 80, 82, 84, 100), 82),  # five: highest and lowest left out
        (fractions(90, 90, 90, 90, 90), 90),  # equal ones are left out once each
    ],
)
def test_mean_leaves_out_highest_and_lowest_from_five_on(given_scores, expected):
    assert tally.mean(PANEL, given_scores) == expected


def test_a_notice_may_never_trim():
    untrimmed = Panel("scores", 0, "五（一）", PANEL.dimensions)
    assert tally.mean(untrimmed, fractions(0, 0, 0, 0, 100)) == 20


@given(scores, st.randoms(use_true_random=False))
def test_mean_does_not_depend_on_order(given_scores, random: Random):
    shuffled = list(given_scores)
    random.shuffle(shuffled)
    assert tally.mean(PANEL, shuffled) == tally.mean(PANEL, given_scores)


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=12))
def test_mean_lies_between_the_extremes(given_scores):
    assert min(given_scores) <= tally.mean(PANEL, given_scores) <= max(given_scores)


@given(st.lists(st.fractions(0, 100), min_size=5, max_size=12), st.fractions(0, 100))
def test_from_five_on_one_outlier_changes_nothing(given_scores, outlier):
    """However far the lowest falls, the mean stays: that is what leaving it out is for."""
    kept = sorted(given_scores)
    lower = [min(outlier, kept[0]), *kept[1:]]
    assert tally.mean(PANEL, lower) == tally.mean(PANEL, kept)


def test_share_of_votes():
    assert tally.share_of_votes([True, True, False]) == Fraction(200, 3)
    assert tally.share_of_votes([]) is None
    assert tally.share_of_votes([False]) == 0


@pytest.mark.parametrize(
    ("mean", "scores", "votes"),
    [
        (Fraction(721, 8), "90.13", "90.13%"), (Decimal("88.5000"), "88.5", "88.5%"), ("60.0000", "60", "60%"),
        (Fraction(0), "0", "0%"), (None, "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_mean_reads_the_same_from_wherever_it_comes(mean, scores, votes):
    assert tally.shown_mean(PANEL, mean) == scores
    assert tally.shown_mean(replace(PANEL, mode=VOTES), mean) == votes


def test_equal_means_share_a_rank_and_the_next_rank_is_left_out():
    found = tally.standings({1: Fraction(80), 2: Fraction(90), 3: Fraction(80), 4: None, 5: Fraction(70)})
    assert [(s.key, s.rank, s.tied) for s in found] == [
        (2, 1, False), (1, 2, True), (3, 2, True), (5, 4, False), (4, 5, False),
    ]  # fmt: skip


@given(means, st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_order(given_means, random: Random):
    items = list(given_means.items())
    random.shuffle(items)
    assert tally.standings(dict(items)) == tally.standings(given_means)


@given(means)
def test_a_rank_is_one_more_than_those_better(given_means):
    for standing in tally.standings(given_means):
        if standing.mean is not None:
            better = sum(m is not None and m > standing.mean for m in given_means.values())
            assert standing.rank == better + 1
        assert standing.tied == (list(given_means.values()).count(standing.mean) > 1)


@given(means, st.sets(st.integers(1, 50)))
def test_a_tie_is_cut_only_where_both_sides_have_the_same_mean(given_means, chosen):
    found = tally.standings(given_means)
    cut = set(tally.tied_across(found, chosen))
    inside = {given_means[key] for key in chosen & given_means.keys()}
    outside = {mean for key, mean in given_means.items() if key not in chosen}
    assert cut == {key for key, mean in given_means.items() if mean in inside & outside}


def test_choosing_a_whole_tie_or_none_of_it_cuts_nothing():
    found = tally.standings({1: Fraction(90), 2: Fraction(80), 3: Fraction(80)})
    assert tally.tied_across(found, {1}) == []
    assert tally.tied_across(found, {1, 2, 3}) == []
    assert tally.tied_across(found, {1, 2}) == [2, 3]


def test_the_chairs_order_sets_a_tie_apart_and_touches_nothing_else():
    given_means = {1: Fraction(80), 2: Fraction(90), 3: Fraction(80), 4: Fraction(80), 5: None}
    found = tally.standings(given_means, {7: [1, 3, 4], 8: [4, 3, 1, 9]})
    assert [(one.key, one.rank, one.tied, one.order) for one in found] == [
        (2, 1, False, None), (4, 2, False, 8), (3, 3, False, 8), (1, 4, False, 8), (5, 5, False, None),
    ]  # fmt: skip
    assert tally.standings(given_means, {7: [1, 3]}) == tally.standings(given_means)


def test_spread_and_outliers():
    assert tally.spread([]) is None
    assert tally.spread(fractions(80, 90)) == tally.Spread(Fraction(80), Fraction(90), 5.0)
    assert tally.outliers({}, 15) == []
    assert tally.outliers(dict(enumerate(fractions(80, 82, 95, 97, 40))), 15) == [4]
