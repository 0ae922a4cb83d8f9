"""What paper bears to be checked by: its code, and the QR code of the address that tells what became of it (domain §6)."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings

from ..selectors.printing import check_code

__all__ = ["check_address", "check_code", "qr_svg"]

QUIET = 4  # modules of white around it, without which it is not read


def check_address(code: str) -> str:
    """Where a scan of the paper leads; that of `views.checking.checked`, without reading all addresses in a child process."""
    return f"{settings.SITE_URL}/check/{code}/"


def qr_code(address: str) -> segno.QRCode:
    """Up to 15 % of it may be stained or folded."""
    return segno.make(address, error="m", micro=False)


def qr_svg(address: str) -> str:
    """The QR code of an address as an SVG document that takes the size it is given; "" where there is no address."""
    if not address:
        return ""
    file = BytesIO()
    qr_code(address).save(file, kind="svg", border=QUIET, omitsize=True, xmldecl=False, nl=False)
    return file.getvalue().decode()
