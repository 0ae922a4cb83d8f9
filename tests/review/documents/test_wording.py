"""Single values as they read on paper."""

import pytest

from review.documents.wording import sentence


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("时限已到", "时限已到。"), ("时限已到。", "时限已到。"), ("会上说“同意。”", "会上说“同意。”"),
        ("时限已到（见附件）", "时限已到（见附件）。"), ("时限已到。（见附件）", "时限已到。（见附件）"),
        ("是否合适？", "是否合适？"),
    ],
)  # fmt: skip
def test_a_sentence_ends_with_one_stop(typed, printed):
    assert sentence(typed) == printed
