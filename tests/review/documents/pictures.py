"""Reference pictures of A1 and A2, blank and full, so that a change of layout is noticed.

Drawn with nothing but the fonts of fonts-noto-cjk, which every set-up has, in a process of its own: fontconfig reads its
configuration once. After a wanted change, renew them and look at what changed:

    .venv/bin/python -m tests.review.documents.pictures
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import django
import pypdfium2
from PIL import Image

FOLDER = Path(__file__).parent / "pictures"
FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
DOTS = 48  # an inch: lines and the weight of the text show, single strokes do not
GREYS = 16
ACROSS = 3  # pages side by side
LONG = "重庆市巴南区示例精密机械制造与新能源汽车零部件研发生产及售后服务（集团）股份有限公司界石分公司"
FULL = {
    "cover_name": "程示例",
    "cover_unit": LONG,
    "cover_employer": LONG,
    "cover_date": "2023年12月27日",
    "name": LONG,
    "nature": "企业",
    "level": "无",
    "leader": f"程示例\u3000{LONG}",
    "headcount": "120",
    "location": LONG,
    "phone": "023-60000002",
    "gender": "女",
    "ethnicity": "维吾尔族",
    "birth_month": "1980.05",
    "native_place": "四川省广安市邻水县",
    "political_status": "中共党员",
    "id_number": "500113198005060080",
    "work_start": "2002.07",
    "position": LONG,
    "education": "大学本科\n学士",
    "person_category": "企业职工",
    "grade": "高级工程师",
    "employer": LONG,
    "contact": "13900000002",
    "remarks": LONG * 4,
    **{f"assessment_{year}": "称职（合格）" for year in range(2018, 2023)},
    "honours": "\n".join(
        f"{2012 + n}年3月，在重庆市被市人民政府授予“第{n}届制造业高质量发展先进”称号" for n in range(10)
    ),
    "resume": "\n".join(f"{2000 + n}.07--{2001 + n}.07  重庆市巴南区示例局第{n}科  副主任科员" for n in range(20)),
    "deeds": "\n".join("全年组织技术改造，设备综合利用率提高，单位产品能耗下降，安全生产无事故。" for _n in range(40)),
}
TICKS = {"clean_record": True, "statement_true": False}


def draw(folder):
    """Write the pictures into `folder`, by the fonts they are meant to have."""
    with tempfile.TemporaryDirectory() as fonts:
        environment = os.environ | {"FONTCONFIG_FILE": noto_alone(fonts), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        subprocess.run([sys.executable, "-m", __spec__.name, str(folder)], env=environment, check=True, timeout=120)


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


def _draw_here(folder):
    django.setup()  # before these may be imported
    from nominations.policy.notice import KINDS
    from nominations.policy.reading import SHIPPED, read_notice
    from review.documents.drawing import Form
    from review.documents.forms import draw as drawn
    from review.documents.layouts import grid
    from review.documents.wording import full_date

    notice = read_notice((SHIPPED / "banan-2023.toml").read_text(encoding="utf-8"))
    for kind in KINDS:
        for name, texts, ticks in (("blank", {"cover_date": full_date(None)}, {}), ("full", FULL, TICKS)):
            form = Form(kind, notice.award(kind).form, grid(notice, kind), texts, ticks)
            pdf, _places = drawn([form])
            side_by_side(pdf).save(folder / f"{kind}-{name}.png", optimize=True)


def side_by_side(pdf):
    """The pages as one picture in a few shades of grey."""
    pages = [page.render(scale=DOTS / 72, grayscale=True).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    width, height = pages[0].size
    whole = Image.new("L", (width * ACROSS, height * -(-len(pages) // ACROSS)), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number % ACROSS * width, number // ACROSS * height))
    return whole.quantize(GREYS)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _draw_here(Path(sys.argv[1]))
    else:
        FOLDER.mkdir(exist_ok=True)
        draw(FOLDER)
