"""What paper bears to be checked by: its code, and the QR code of the address that tells what became of it (domain §6)."""

from __future__ import annotations

from ..selectors.printing import check_code

__all__ = ["check_code"]
