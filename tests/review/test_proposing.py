"""建议方案: the places filled by rank under the caps; every one left out with what did it."""

from fractions import Fraction
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.quota import Composition
from review.proposing import Candidate, LeftOut, propose

PLACES, CAP, TIE, BEHIND = LeftOut.PLACES, LeftOut.CAP, LeftOut.TIE, LeftOut.BEHIND_TIE


def listed(places, count=0, capped=0, percent=25):
    return Composition("collective", count, places, capped, Fraction(percent))


def candidates(text):
    """`a b* (c d*) e`: best first, a star counts towards the share, brackets hold equals."""
    found, rank, open_group = [], 0, False
    for number, word in enumerate(text.split()):
        if not open_group:
            rank = number + 1
        open_group = (open_group or word.startswith("(")) and not word.endswith(")")
        name = word.strip("()")
        found.append(Candidate(ord(name[0]), rank, name.endswith("*")))
    return found


def proposed(places, text, **already):
    made = propose(listed(places, **already), candidates(text))
    return "".join(map(chr, made.chosen)), {chr(key): why for key, why in made.left_out.items()}


def test_by_rank_until_the_places_are_full():
    assert proposed(2, "a b c d") == ("ab", {"c": PLACES, "d": PLACES})
    assert proposed(4, "a b") == ("ab", {})
    assert proposed(3, "a b", count=2) == ("a", {"b": PLACES})
    assert proposed(2, "a", count=2) == ("", {"a": PLACES})
    assert proposed(2, "") == ("", {})


def test_the_share_is_one_of_the_list_that_comes_about():
    assert proposed(4, "a* b* c d e") == ("acde", {"b": CAP})
    assert proposed(8, "a* b* c* d e f g h i") == ("abdefghi", {"c": CAP})
    assert proposed(8, "a* b c") == ("bc", {"a": CAP})  # three with one of them: 33 %
    assert proposed(50, "a* b* c*") == ("", {"a": CAP, "b": CAP, "c": CAP})


def test_who_is_on_the_list_already_counts():
    assert proposed(5, "a* b", count=3, capped=1) == ("b", {"a": CAP})
    assert proposed(8, "a* b c d e", count=3, capped=1) == ("abcde", {})
    assert proposed(5, "a* b", count=3, capped=3) == ("b", {"a": CAP})  # over it before: no one more


def test_equals_are_never_cut_through():
    assert proposed(2, "a (b c) d") == ("a", {"b": TIE, "c": TIE, "d": BEHIND})
    assert proposed(3, "a (b c) d") == ("abc", {"d": PLACES})
    assert proposed(8, "a b c (d* e* f*) g h* i j") == ("abcgij", {"d": TIE, "e": TIE, "f": TIE, "h": BEHIND})


def test_a_cap_may_cut_through_equals_where_it_takes_none():
    assert proposed(3, "a (b* c) d") == ("acd", {"b": CAP})


def test_no_cap_no_one_left_out_for_it():
    assert proposed(2, "a* b* c*", percent=100) == ("ab", {"c": PLACES})


ranked = st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=24).map(
    lambda rows: [Candidate(key, rank, capped) for key, (rank, capped) in enumerate(rows)]
)
lists = st.builds(
    lambda places, count, capped, percent: listed(places, min(count, places), min(count, places, capped), percent),
    *(st.integers(0, 15), st.integers(0, 10), st.integers(0, 4), st.sampled_from([0, 20, 25, 50, 100])),
)


@given(lists, ranked)
def test_never_over_a_limit_and_nobody_without_a_reason(before, every):
    made = propose(before, every)
    chosen = [one for one in every if one.key in made.chosen]
    after = before
    for one in chosen:
        after = after.changed(1, capped=one.capped)
    assert after.count <= before.places
    assert made.capped == sum(one.capped for one in chosen)
    assert not after.over_cap or not made.capped
    assert set(made.chosen) | set(made.left_out) == {one.key for one in every}
    assert not set(made.chosen) & set(made.left_out)


@given(lists, ranked)
def test_who_is_passed_over_counts_towards_the_share_and_who_passes_does_not(before, every):
    made = propose(before, every)
    for worse in (one for one in every if one.key in made.chosen):
        for better in (one for one in every if one.key in made.left_out and one.rank < worse.rank):
            assert better.capped and not worse.capped
            assert made.left_out[better.key] is not PLACES


@given(lists, ranked)
def test_equals_of_one_sort_share_their_fate(before, every):
    made = propose(before, every)
    ordered = sorted(every, key=lambda one: (one.rank, one.capped))
    for _sort, group in groupby(ordered, key=lambda one: (one.rank, one.capped)):
        assert len({made.left_out.get(one.key) for one in group}) == 1
