"""A1 and A2 look as they did when somebody last looked: see `pictures.py`."""

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.review.documents.pictures import DOTS, FOLDER, draw

NAMES = [f"{kind}-{filling}.png" for kind in ("collective", "individual") for filling in ("blank", "full")]
BLUR = 1  # dots: a hair's breadth of another rendering does not count
TOLERANCE = 40  # of 255, at any one dot


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    draw(folder)
    return folder


def difference(one, other):
    """The greatest difference of any dot, both pictures blurred a little."""
    one, other = (picture.convert("L").filter(ImageFilter.GaussianBlur(BLUR)) for picture in (one, other))
    assert one.size == other.size
    return ImageChops.difference(one, other).getextrema()[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_looks_as_it_did(drawn, name):
    now, then = Image.open(drawn / name), Image.open(FOLDER / name)

    assert difference(now, then) <= TOLERANCE, f"look at {drawn / name} beside {FOLDER / name}"


def test_a_millimetre_shows():
    picture = Image.open(FOLDER / NAMES[0])

    assert difference(picture, ImageChops.offset(picture, 0, round(DOTS / 25.4))) > TOLERANCE
