"""公文: papers laid out as GB/T 9704—2012 has it (`styles/official.css`), each from a template of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from .pdf import lay_out, write


def official_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """`templates/documents/<template>.html` on A4 portrait."""
    return write(lay_out(render_to_string(f"documents/{template}.html", dict(context)), "text", "official"))
