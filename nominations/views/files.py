"""Stored uploads, handed out one by one to people who were found to be allowed to see them."""

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from ..uploads import content_type_of

SHOWN = ("image/jpeg", "image/png", "application/pdf")
# Whatever a browser takes the file for: no script, no form, no frame, nothing from anywhere. Chromium draws pictures and
# PDFs nevertheless.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def stored_file(stored: FieldFile) -> FileResponse:
    """The file, shown in the browser where it is a picture or a PDF, else for download. Raises Http404."""
    if not stored:
        raise Http404
    content_type = content_type_of(stored.name)
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = PurePath(stored.name).name
    response = FileResponse(
        content, content_type=content_type, as_attachment=content_type not in SHOWN, filename=name
    )
    response["X-Content-Type-Options"] = "nosniff"  # here too, should the middleware ever go
    response["Content-Security-Policy"] = POLICY
    return response
