"""What paper bears to be checked by: its code, and the QR code of the address that tells what became of it (domain §6)."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings

from ..selectors.printing import check_code

__all__ = ["check_address", "check_code", "qr_data", "qr_svg"]

DOTS = 8  # pixels a module, some 300 dpi on paper
QUIET = 4  # modules of white around it, without which it is not read


def check_address(code: str) -> str:
    """Where a scan of the paper leads; that of `views.checking.checked`, without reading all addresses in a child process."""
    return f"{settings.SITE_URL}/check/{code}/"


def qr_code(address: str) -> segno.QRCode:
    """Up to 15 % of it may be stained or folded."""
    return segno.make(address, error="m", micro=False)


def qr_svg(code: str) -> str:
    """The QR code of a sheet's code as an SVG document that takes the size it is given; "" where it has none."""
    if not code:
        return ""
    file = BytesIO()
    qr_code(check_address(code)).save(file, kind="svg", border=QUIET, omitsize=True, xmldecl=False, nl=False)
    return file.getvalue().decode()


def qr_data(address: str) -> str:
    """The QR code as a picture, a data: address; "" where there is no address."""
    return qr_code(address).png_data_uri(scale=DOTS, border=QUIET) if address else ""
