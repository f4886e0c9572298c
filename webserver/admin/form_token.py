"""What shows that a form was made by this server for this very browser: a token that follows from its cookie.

No page of others can know it: the cookie is out of reach for them, and the token tells nothing about the cookie. It
needs no room in the store and ends with the session. Pure.
"""

from __future__ import annotations

import hashlib
import hmac

FIELD = "form_token"
HEADER = "X-Form-Token"


def for_cookie(cookie: str) -> str:
    """Return the token that belongs to the value of a cookie."""
    return hmac.new(cookie.encode(), b"postroom form token", hashlib.sha256).hexdigest()


def fits(given: str, cookie: str) -> bool:
    """Return whether `given` is the token of this cookie; without a cookie nothing is."""
    return bool(cookie) and hmac.compare_digest(given.encode("utf-8", "replace"), for_cookie(cookie).encode())
