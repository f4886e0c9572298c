"""Keywords of messages (RFC 8621 section 4.1.1, RFC 5788): the common ones as bits, the rest as text."""

from __future__ import annotations

import re

SEEN, FLAGGED, ANSWERED, DRAFT, FORWARDED, JUNK, NOT_JUNK, PHISHING, DELETED = (1 << bit for bit in range(9))

_BITS = {
    "$seen": SEEN,
    "$flagged": FLAGGED,
    "$answered": ANSWERED,
    "$draft": DRAFT,
    "$forwarded": FORWARDED,
    "$junk": JUNK,
    "$notjunk": NOT_JUNK,
    "$phishing": PHISHING,
    "$deleted": DELETED,
}
# RFC 8621 section 4.1.1: %x21-%x7e without ( ) { ] % * " \
_KEYWORD = re.compile(r"[!#$&'+-\[^-z|}~]{1,255}")


def valid(keyword: str) -> bool:
    """Return whether `keyword` may be a keyword at all."""
    return keyword.isascii() and _KEYWORD.fullmatch(keyword.lower()) is not None


def pack(keywords: frozenset[str]) -> tuple[int, str]:
    """Return keywords as bits and as the text of those that have no bit."""
    lowered = {keyword.lower() for keyword in keywords}
    bits = sum(bit for keyword, bit in _BITS.items() if keyword in lowered)
    return bits, " ".join(sorted(lowered - _BITS.keys()))


def unpack(bits: int, text: str) -> frozenset[str]:
    """Return the keywords that `pack` packed."""
    return frozenset([keyword for keyword, bit in _BITS.items() if bits & bit] + text.split())


def is_unread(bits: int) -> bool:
    """Return whether a message counts as unread: neither seen nor a draft (RFC 8621 section 2)."""
    return not bits & (SEEN | DRAFT)
