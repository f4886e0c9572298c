"""A message of anybody as Python's library reads it, and never an error: a header field on which the library fails is
taken for an empty one, and so is a field of a part that is longer than any program writes: the library's time grows by
the square of it, and a message may have thousands of parts.
"""

from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

# A file name of 255 characters, encoded as RFC 2231 has it, is 2,300 long.
LONGEST_OF_A_PART = 4000

_FIELDS = HeaderRegistry()


def _read(name: str, value: str) -> Any:
    try:
        return _FIELDS(name, value)
    except Exception:
        # IndexError, AttributeError, TypeError and others: its grammars do not expect whatever people or damage write.
        return _FIELDS(name, "")


# The library reads a field anew each time that somebody looks at it.
_read_once = lru_cache(maxsize=256)(_read)


def _field(name: str, value: str) -> Any:
    if len(value) <= LONGEST_OF_A_PART:
        return _read_once(name, value)
    return _read(name, "" if name.lower().startswith("content-") else value)


_POLICY = policy.SMTP.clone(header_factory=_field)


def parsed_message(content: bytes) -> EmailMessage:
    """The message; of what is none, as much as there is."""
    return message_from_bytes(content, policy=_POLICY)
