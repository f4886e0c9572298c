"""When a message file says that it was written. A message that went through a server says when it came, which the
server reads itself on import (RFC 8621 section 4.8); one out of a folder of sent mail does not, and would stand in the
list as of today.
"""

from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from pathlib import Path

# Longer headers exist only to make programs slow.
HEADER_ROOM = 256_000


def written_date(path: Path, now: datetime) -> datetime | None:
    """The Date field of a message without a Received field, in UTC; None where there is none that can be, and where it
    is after `now`: such a message would stay above all that comes later. Raises OSError.
    """
    with path.open("rb") as source:
        start = source.read(HEADER_ROOM)
    header = BytesHeaderParser(policy=compat32).parsebytes(start)
    # RFC 5322 section 3.6.7: https://www.rfc-editor.org/rfc/rfc5322#section-3.6.7
    if "Received" in header:
        return None
    written = _moment(str(header.get("Date", "")))
    return written if written is not None and written <= now else None


def _moment(words: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(words)
        # "-0000" says UTC without a place (RFC 5322 section 3.3: https://www.rfc-editor.org/rfc/rfc5322#section-3.3).
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
