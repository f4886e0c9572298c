"""A message of anybody as Python's library reads it, and never an error: a header field on which the library fails is
taken for an empty one.
"""

from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from typing import Any

_FIELDS = HeaderRegistry()


def _field(name: str, value: str) -> Any:
    try:
        return _FIELDS(name, value)
    except Exception:
        # IndexError, AttributeError, TypeError and others: its grammars do not expect whatever people or damage write.
        return _FIELDS(name, "")


_POLICY = policy.SMTP.clone(header_factory=_field)


def parsed_message(content: bytes) -> EmailMessage:
    """The message; of what is none, as much as there is."""
    return message_from_bytes(content, policy=_POLICY)
