"""Which messages make one conversation: RFC 8621 section 3.

Two messages belong together when they share a message id among their Message-ID, In-Reply-To and References, and
their subjects are the same after what replies and lists put in front is taken off. Both are folded into one number
here, so that finding a conversation is one look-up in an index, in whatever order its messages arrive.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

_PREFIX = re.compile(
    r"(?:\s*(?:re|fwd?|aw|wg|sv|vs|antw|tr|rif|ref|res|enc)(?:\[\d+\])?\s*:|\s*\[[^\[\]]{1,60}\])", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s*\(fwd?\)\s*\Z", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def normalized_subject(subject: str) -> str:
    """Return the base subject (RFC 5256 section 2.1, in spirit) in lower case."""
    # What is worth remembering is short.
    return _remembered(subject) if len(subject) <= 100 else _base(subject)


def _base(subject: str) -> str:
    # One blank between words: the expressions below take time by the number of blanks.
    text = _SPACE.sub(" ", subject).strip()
    while True:
        shorter = _SUFFIX.sub("", text)
        match = _PREFIX.match(shorter)
        # A subject that is nothing but "[list]" keeps it.
        if (match and shorter[match.end() :].strip()) or (match and match[0].rstrip().endswith(":")):
            shorter = shorter[match.end() :]
        if shorter == text:
            return text.strip().lower()
        text = shorter


_remembered = lru_cache(1024)(_base)


def reference_hash(message_id: str, base_subject: str) -> int:
    """Return 63 bits that stand for a message id together with a base subject."""
    text = f"{message_id}\0{base_subject}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") >> 1
