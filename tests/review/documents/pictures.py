"""Reference pictures of every document, so that a change of layout is noticed.

Drawn with nothing but the fonts of fonts-noto-cjk, which every set-up has. After a wanted change, renew them and look at
what changed:

    RENEW_PICTURES=1 .venv/bin/python -m pytest tests/review/documents/test_pictures.py
"""

import os
import shlex
import subprocess
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

FOLDER = Path(__file__).parent / "pictures"
FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
DOTS = 48  # an inch: lines and the weight of the text show, single strokes do not
GREYS = 16
ACROSS = 3  # pages side by side
BLUR = 1  # dots: a hair's breadth of another rendering does not count
TOLERANCE = 40  # of 255, at any one dot


def changed(name, pdf):
    """Whether the pages of `pdf` look otherwise than the picture of that name, which is made where it is to be renewed."""
    now, then = side_by_side(pdf), FOLDER / f"{name}.png"
    if os.environ.get("RENEW_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        now.save(then, optimize=True)
    return difference(now, Image.open(then)) > TOLERANCE


def difference(one, other):
    """The greatest difference of any dot, both pictures blurred a little; that of black and white if the sizes differ."""
    if one.size != other.size:
        return 255
    one, other = (picture.convert("L").filter(ImageFilter.GaussianBlur(BLUR)) for picture in (one, other))
    return ImageChops.difference(one, other).getextrema()[1]


def noto_alone(folder):
    """The file that tells fontconfig of nothing but these fonts."""
    for file in _font_files():
        (Path(folder) / Path(file).name).symlink_to(file)
    config = Path(folder) / "fonts.conf"
    config.write_text(f'<?xml version="1.0"?><fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>')
    return str(config)


def _font_files():
    listed = [["fc-list", f"{family}:style={style}", "file"] for family in FAMILIES for style in ("Regular", "Bold")]
    found = [subprocess.check_output(command, text=True).split(":")[0] for command in listed]
    assert all(found), f"install fonts-noto-cjk: {shlex.join(listed[found.index('')])} finds nothing"
    return set(found)


def side_by_side(pdf):
    """The pages as one picture in a few shades of grey."""
    pages = [page.render(scale=DOTS / 72, grayscale=True).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    width, height = pages[0].size
    whole = Image.new("L", (width * ACROSS, height * -(-len(pages) // ACROSS)), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number % ACROSS * width, number // ACROSS * height))
    return whole.quantize(GREYS)
