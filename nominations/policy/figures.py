"""Exact numbers in Arabic digits, as the forms and pages print them."""

from __future__ import annotations

from fractions import Fraction

HALF = Fraction(1, 2)


def in_digits(number: Fraction | int, places: int = 6) -> str:
    """5.1 for 51/10, 5 for 5; what does not end is rounded half up. Never negative here."""
    scaled = int(Fraction(number) * 10**places + HALF)
    whole, rest = divmod(scaled, 10**places)
    decimals = str(rest).zfill(places).rstrip("0") if places else ""
    return f"{whole}.{decimals}" if decimals else str(whole)
