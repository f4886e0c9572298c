"""The cookies of the web: the session of an admin, and what binds a form that needs no sign-in to the browser that was
given it.

All are `__Host-`: the browser takes them only over HTTPS, for this very host, for every path (RFC 6265bis section
4.1.3.2), so no neighbour of the domain can plant one. Scripts cannot read them, and other sites cannot send them.
"""

from __future__ import annotations

import falcon

SESSION = "__Host-postroom"
SIGN_IN = "__Host-postroom-sign-in"
RESET = "__Host-postroom-reset"

_LONGEST = 200


def read(request: falcon.Request, name: str) -> str:
    """Return the value of a cookie; "" when it is not there, there twice, or too long to be ours."""
    values = request.get_cookie_values(name) or []
    return values[0] if len(values) == 1 and len(values[0]) <= _LONGEST else ""


def write(response: falcon.Response, name: str, value: str) -> None:
    """Give the browser a cookie that goes when it is closed."""
    response.append_header("Set-Cookie", f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict")


def remove(response: falcon.Response, name: str) -> None:
    """Take a cookie back."""
    response.append_header("Set-Cookie", f"{name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
