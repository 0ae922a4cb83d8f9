"""The code lists are whole and fit their columns."""

import pytest

from nominations.policy.standards import DEGREES, EDUCATION, ETHNIC_GROUPS, POLITICAL_STATUS


@pytest.mark.parametrize(
    ("codes", "length"), [(ETHNIC_GROUPS, 56), (POLITICAL_STATUS, 13), (EDUCATION, 8), (DEGREES, 3)]
)
def test_no_code_and_no_label_twice(codes, length):
    assert len(codes) == len(dict(codes)) == len({label for _, label in codes}) == length


def test_the_standards_own_codes():
    assert dict(ETHNIC_GROUPS)["01"] == "汉族"
    assert dict(ETHNIC_GROUPS)["15"] == "土家族"
    assert dict(ETHNIC_GROUPS)["56"] == "基诺族"
    assert all(label.endswith("族") for _, label in ETHNIC_GROUPS)
    assert dict(POLITICAL_STATUS)["01"] == "中共党员"
    assert dict(POLITICAL_STATUS)["10"] == "九三学社社员"
    assert dict(POLITICAL_STATUS)["13"] == "群众"
