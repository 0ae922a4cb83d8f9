"""The process that a file is opened in: its bounds, and how it answers.

The file comes on stdin. To stdout goes a line of JSON that says what came of it, and behind it the file written anew.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

MEMORY = 1024**3  # bytes of addresses, libraries included: a picture of 50 million pixels takes half of it
SECONDS = 15  # of the processor: a poor one takes five for such a picture
Work = Callable[..., bytes]


class Refused(Exception):
    """The file is not taken; `code` says why and `params` with which figures, as whoever shows it puts it into words."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def answer(works: Mapping[str, Work]) -> None:
    """Do the work that the command line names, with the values that it gives as JSON."""
    name, given = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, clean = done(works[name], sys.stdin.buffer.read(), json.loads(given))
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + clean)


def done(work: Work, content: bytes, given: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What came of it, and the file written anew.

    Whatever a decoder stumbles over in a damaged file, it has more ways than names, the file does not open.
    """
    try:
        return {"code": "", "params": {}}, work(content, **given)
    except Refused as refusal:
        return {"code": refusal.code, "params": refusal.params}, b""
    except MemoryError:
        return {"code": "heavy", "params": {}}, b""
    except Exception:
        return {"code": "unreadable", "params": {}}, b""
