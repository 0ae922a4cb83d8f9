"""The matrix of 四（三）: who must be asked about whom, first match."""

import pytest

from nominations.policy.facts import CollectiveFacts, IndividualFacts
from nominations.policy.reading import read_notice
from review.consultation import authorities_for, row_for
from tests.builders import notice_source

NOTICE = read_notice(notice_source())
A = ("discipline", "personnel", "police")
B = ("discipline", "police", "market", "tax", "labour", "environment", "emergency")
C = ("police",)


def collective(sector, ownership=""):
    return CollectiveFacts(key=1, sector=sector, ownership=ownership)


def person(sector, ownership="", head=False):
    return IndividualFacts(key=1, sector=sector, ownership=ownership, head=head)


@pytest.mark.parametrize(
    ("nominee", "authorities"),
    [
        (collective("public"), A),
        (person("public"), A),
        (person("public", head=True), A),
        (collective("enterprise", "district_soe"), A),
        (person("enterprise", "district_soe"), A),
        (person("enterprise", "district_soe", head=True), A),
        (collective("enterprise", "non_soe"), B),
        (collective("enterprise", "other_soe"), B),
        (collective("enterprise"), B),
        (person("enterprise", "non_soe", head=True), B),
        (person("enterprise", "other_soe", head=True), B),
        (person("enterprise", "non_soe"), C),
        (person("enterprise", "other_soe"), None),
        (collective("other"), None),
        (person("other"), None),
        (person("other", head=True), None),
        (person(""), None),
    ],
)
def test_who_is_asked(nominee, authorities):
    assert authorities_for(NOTICE, nominee) == authorities


def test_where_the_notice_is_silent_the_offices_choice_holds():
    assert authorities_for(NOTICE, collective("other"), ("police", "tax")) == ("police", "tax")


def test_where_the_notice_speaks_no_choice_counts():
    assert authorities_for(NOTICE, collective("public"), ("tax",)) == A


def test_rows_are_named():
    assert row_for(NOTICE, person("public")).code == "A"
    assert row_for(NOTICE, collective("other")) is None
