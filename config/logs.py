"""Log lines without people in them."""

import logging
import traceback
from types import TracebackType

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError

# Answered with 400 or 403, and not our fault: whoever sends nonsense is not to fill the log with where it was refused.
REFUSALS = (BadRequest, MultiPartParserError, PermissionDenied, SuspiciousOperation)


class NoValues(logging.Formatter):
    """Writes where an exception came from and its kind, not its words: a database's words quote the row."""

    def formatException(  # noqa: N802 - the name is the library's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames from outer to inner, then the dotted name of the exception's class; of a refusal the name alone."""
        kind, _error, frames = ei
        if kind is None:
            return ""
        name = f"{kind.__module__}.{kind.__qualname__}"
        if issubclass(kind, REFUSALS):
            return name
        where = "".join(traceback.format_tb(frames))
        return f"Traceback (most recent call last):\n{where}{name}"
