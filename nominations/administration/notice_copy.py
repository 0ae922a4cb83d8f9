"""The next notice begins as a copy of the last, comments and all, with its own name and dates."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import tomlkit

from ..policy.reading import read_notice


def copied_notice(source: str, *, slug: str, title: str, issued_on: date, deadline: datetime) -> str:
    """The TOML text of `source` with four keys replaced; everything else stays letter by letter.

    `deadline` is aware and is written in the notice's own time zone. Raises NoticeError when the new values
    do not make a notice (deadline before the day of issue, a title too long…).
    """
    document = tomlkit.parse(source)
    zone = ZoneInfo(document["deadline"]["time_zone"])
    document["slug"] = slug
    document["title"] = title
    document["issued_on"] = issued_on
    document["deadline"]["at"] = deadline.astimezone(zone).replace(tzinfo=None)
    text = tomlkit.dumps(document)
    read_notice(text)
    return text


# Where the copy's form asks for what a fault of the copied notice is about.
FIELD_OF_KEY: Mapping[str, str] = {
    "slug": "slug",
    "title": "title",
    "issued_on": "issued_on",
    "deadline.at": "deadline",
}
