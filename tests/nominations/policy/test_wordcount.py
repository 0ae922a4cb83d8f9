"""Every character counts, white space does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nominations.policy.wordcount import WHITE_SPACE, count_characters

# The set ECMAScript means by \s: WhiteSpace and LineTerminator.
ECMASCRIPT = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("2022年，产值增长12.5%。", 16),
        ("一 二　三\r\n四\t五\u00a0六\ufeff", 6),
        ("𠮷祥", 2),  # one character beyond the basic plane is one
        ("e\u0301", 2),  # two code points are two, here as in the browser
        ("\u200b\x1c\x85", 3),  # Python calls two of them white space, the browser none
    ],
)
def test_counts(text, count):
    assert count_characters(text) == count


def test_white_space_is_what_the_browser_means_by_it():
    assert {chr(code) for code in range(0x110000) if WHITE_SPACE.match(chr(code))} == set(ECMASCRIPT)


@given(st.lists(st.sampled_from(["字", "。", "7", " ", "\n", "　"])))
def test_blanks_never_matter(parts):
    assert count_characters("".join(parts)) == sum(not part.isspace() for part in parts)
