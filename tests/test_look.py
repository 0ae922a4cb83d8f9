"""The look: what templates may hold, what they need from the style sheets, and what the includes say."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from review.stages import Stage

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "documents" not in path.parts]  # documents become PDFs, without scripts
STATIC = settings.BASE_DIR / "static"
ERRORS = ["400", "403", "403_csrf", "404", "409", "413", "429", "500"]


def css(name: str) -> str:
    return (STATIC / "css" / name).read_text()


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb, 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", css("site.css")))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_forbids(path: Path):
    text = re.sub(r"{#.*?#}", "", path.read_text())
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<style|\son\w+=|javascript:", text)
    assert all(re.search(r"\bsrc=", tag) or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'icon\.html" with name="([\w-]+)"', path.read_text())}
    assert named
    assert named <= drawn


def test_every_property_that_is_used_is_defined():
    used = set(re.findall(r"var\(--([\w-]+)\)", css("site.css") + css("parts.css") + css("print.css")))
    known = set(re.findall(r"--([\w-]+):", css("site.css") + css("parts.css")))
    assert {name for name in used if not name.startswith("bs-")} <= known


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_colour_an_icon_and_its_word(stage):
    assert re.search(rf"\.stage--{stage.value}[,. ]", css("parts.css"))
    drawn = render_to_string("includes/stage_badge.html", {"stage": stage.value, "label": stage.label})
    assert f"stage--{stage.value}" in drawn
    assert drawn.count("<svg") == 1
    assert str(stage.label) in drawn


@pytest.mark.parametrize("state", ["good", "notice", "bad", "calm", "idle", "honour", "quest"])
def test_states_are_legible_on_their_ground_and_on_paper(state):
    ink = colours()[state]
    assert contrast(ink, colours()[f"{state}-soft"]) >= 4.5
    assert contrast(ink, "#ffffff") >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "ground", 7),
        ("ink-soft", "ground", 4.5),
        ("ink-soft", "idle-soft", 4.5),
        ("link", "ground", 4.5),
        ("accent", "paper", 4.5),
        ("paper", "accent", 4.5),
        ("gold", "accent", 3),
        ("line-strong", "paper", 3),
        ("focus", "ground", 3),
    ],
)
def test_ink_is_legible_on_its_ground(ink, ground, least):
    assert contrast(colours()[ink], colours()[ground]) >= least


@pytest.mark.parametrize("page", ERRORS)
def test_error_pages_need_no_context_and_show_the_way_back(page):
    drawn = render_to_string(f"{page}.html")
    assert f"错误代码 {page[:3]}" in drawn
    assert re.search(r'<a class="btn btn-primary" href="/(login/)?">', drawn)
    assert "{{" not in drawn


def test_findings_say_severity_clause_and_where():
    finding = SimpleNamespace(
        severity="soft", message="已推荐 2 个", clause="一（二）", rule="Q1", field_label="集体名称", url="#id_name"
    )
    drawn = render_to_string("includes/finding_list.html", {"findings": [finding], "title": "还缺这些"})
    for words in ("须说明", "已推荐 2 个", "依据：一（二）", "Q1", 'href="#id_name"', "集体名称"):
        assert words in drawn


def test_a_list_without_findings_says_so():
    assert "可以提交" in render_to_string("includes/finding_list.html", {"findings": [], "none_text": "可以提交"})
    assert render_to_string("includes/finding_list.html", {"findings": []}).strip() == ""


def test_a_blocked_step_cannot_be_pressed_and_says_why():
    drawn = render_to_string(
        "includes/confirm_form.html", {"action": "/x/", "label": "提交", "blocked": "公示未满", "reason": "required"}
    )
    assert re.search(r'<button[^>]* disabled aria-describedby="id_blocked"', drawn)
    assert "公示未满" in drawn
    assert "<textarea" not in drawn


def test_a_refused_reason_is_kept_and_explained():
    drawn = render_to_string(
        "includes/confirm_form.html",
        {
            "action": "/x/",
            "label": "撤回",
            "reason": "required",
            "reason_value": "<短>",
            "reason_errors": ["请写明理由"],
        },
    )
    assert "&lt;短&gt;</textarea>" in drawn
    assert "请写明理由" in drawn
    assert 'aria-invalid="true"' in drawn


def test_pages_keep_the_other_parameters(rf):
    page = Paginator(range(95), 20).page(3)
    drawn = render_to_string("includes/pagination.html", {"page": page}, rf.get("/?q=龙洲&page=3"))
    assert re.findall(r'href="([^"]*)"', drawn) == [
        f"?q=%E9%BE%99%E6%B4%B2&amp;page={number}" for number in (1, 2, 4, 5)
    ]
    assert "第 41–60 条，共 95 条" in drawn


def test_an_empty_value_is_shown_as_missing_but_zero_is_not():
    rows = [SimpleNamespace(label="集体级别", value=""), SimpleNamespace(label="集体人数", value=0)]
    drawn = render_to_string("includes/definition_list.html", {"rows": rows})
    assert drawn.count("未填写") == 1
    assert '<span class="fact-value">0</span>' in drawn


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["/login/", "/no-such-page/", "/login/?next=/somewhere/"])
def test_pages_for_everybody_are_accessible_and_fit(live_server, page, address, width):
    page.set_viewport_size({"width": width, "height": 850})
    page.goto(live_server.url + address)
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
