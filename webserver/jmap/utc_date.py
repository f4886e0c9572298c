"""UTCDate (RFC 8620 section 1.4) from programs."""

from __future__ import annotations

import re
from datetime import datetime

_UTC_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d*[1-9])?Z", re.ASCII)


def seconds_from(text: object) -> int | None:
    """Return the first whole Unix second at or after the moment `text`; None when it is not a UTCDate.

    What is kept has whole seconds, so "before" and "from … on" mean the same for both.
    """
    found = _UTC_DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1] + "+00:00")
    except ValueError:
        return None
    return int(moment.timestamp()) + (found[2] is not None)
