"""Stored uploads are handed out as what they are, with a policy that lets them do nothing."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404

from nominations.models import UnitPublicity
from nominations.views.files import stored_file


@pytest.mark.parametrize(
    ("name", "kind", "how"),
    [
        ("a.jpg", "image/jpeg", "inline"),
        ("a.png", "image/png", "inline"),
        ("a.pdf", "application/pdf", "inline"),
        ("a.svg", "application/octet-stream", "attachment"),
        ("a.html", "application/octet-stream", "attachment"),
        ("a", "application/octet-stream", "attachment"),
    ],
)
def test_how_each_kind_is_handed_out(name, kind, how):
    kept = default_storage.save(name, ContentFile(b"<script>"))
    answer = stored_file(UnitPublicity(evidence=kept).evidence)
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].split(";")[0] == how
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert b"".join(answer.streaming_content) == b"<script>"


def test_what_is_not_there():
    for name in ("", "evidence/gone.pdf"):
        with pytest.raises(Http404):
            stored_file(UnitPublicity(evidence=name).evidence)
