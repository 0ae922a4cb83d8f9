"""Who fits the notice's patterns: the consultation matrix, first match."""

import pytest

from nominations.policy.matching import fits, matches
from nominations.policy.notice import Match

from .people import banan, collective, individual, official, organ

OTHER_SOE = {"ownership": "other_soe"}


def row_of(nominee):
    rows = banan().consultation.rows
    return next((row.code for row in rows if matches(row.match, nominee)), None)


@pytest.mark.parametrize(
    ("nominee", "row"),
    [
        (organ(), "A"),
        (official(), "A"),
        (collective(ownership="district_soe"), "A"),
        (individual(ownership="district_soe"), "A"),
        (individual(ownership="district_soe", head=True), "A"),
        (collective(), "B"),
        (collective(**OTHER_SOE), "B"),
        (individual(head=True), "B"),
        (individual(**OTHER_SOE, head=True), "B"),
        (individual(), "C"),
        (individual(**OTHER_SOE), None),
        (collective(sector="other", ownership=""), None),
        (individual(sector="other", ownership=""), None),
    ],
)
def test_the_matrix(nominee, row):
    assert row_of(nominee) == row


def test_an_empty_pattern_fits_anybody_and_no_pattern_nobody():
    assert fits(Match(), official())
    assert not matches((), official())


def test_every_part_of_a_pattern_counts():
    assert fits(Match(kind="individual", sector=("public",), cadre=True, head=False), official())
    assert not fits(Match(kind="collective"), official())
    assert not fits(Match(sector=("enterprise",)), official())
    assert not fits(Match(cadre=False), official())
    assert not fits(Match(head=True), official())
