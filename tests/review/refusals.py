"""Expect a refusal: which findings, and that they have words."""

from contextlib import contextmanager

import pytest

from review.messages import words
from review.services.advance import StepRefused


@contextmanager
def refused(*expected):
    """The block is refused with exactly these (rule, code) pairs, each of which can be said in words."""
    with pytest.raises(StepRefused) as caught:
        yield caught
    found = caught.value.findings
    assert {(finding.rule, finding.code) for finding in found} == set(expected)
    assert all("%(" not in words(finding) for finding in found)
