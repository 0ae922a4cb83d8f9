"""Numbers in digits."""

from fractions import Fraction

import pytest

from nominations.policy.figures import in_digits


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Fraction(51, 10), 6, "5.1"),
        (Fraction(5), 6, "5"),
        (5, 6, "5"),
        (0, 2, "0"),
        (Fraction(20001, 20000), 6, "1.00005"),
        (Fraction(700, 13), 2, "53.85"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(999, 1000), 2, "1"),
        (150, 2, "150"),
    ],
)
def test_in_digits(number, places, text):
    assert in_digits(number, places) == text
