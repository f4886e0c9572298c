"""Signing in at another server (RFC 4954): which mechanism, and what is said.

A password never goes over a connection that others can read, whatever the settings or the server say.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Collection

from server.courier.smtp_wire import Broken, Reply, Wire

# RFC 2195: an answer that only somebody with the password can give, so that is the strongest of the three.
STRENGTH = ("CRAM-MD5", "PLAIN", "LOGIN")


class NoMechanism(Exception):
    """The server and the settings have no way to sign in together; `str()` says why."""


def mechanism(wanted: str, offered: Collection[str]) -> str:
    """Return the mechanism to use for what the settings say (`strongest`, `plain`, …). Raises NoMechanism."""
    chosen = STRENGTH if wanted == "strongest" else (wanted.upper(),)
    for one in chosen:
        if one in offered:
            return one
    if not offered:
        raise NoMechanism("The server offers no way to sign in on this connection.")
    raise NoMechanism(f"The server does not offer {' or '.join(chosen)}, only {', '.join(sorted(offered))}.")


def sign_in(wire: Wire, chosen: str, username: str, password: str, seconds: float) -> Reply:
    """Sign in with the mechanism `chosen`, and return the server's last word. Raises Broken."""
    if chosen == "PLAIN":
        # RFC 4616 section 2. https://www.rfc-editor.org/rfc/rfc4616#section-2
        return wire.command(f"AUTH PLAIN {_base64(f'{chr(0)}{username}{chr(0)}{password}'.encode())}", seconds)
    reply = wire.command(f"AUTH {chosen}", seconds)
    if chosen == "CRAM-MD5":
        return reply if reply.code != 334 else wire.command(_cram(reply, username, password), seconds)
    for answer in (username, password):
        if reply.code != 334:
            return reply
        reply = wire.command(_base64(answer.encode()), seconds)
    return reply


def redacted(reply: Reply, username: str, password: str) -> Reply:
    """Return the reply without the password, in any form in which it was said: some servers repeat what they got."""
    secrets = [password, _base64(password.encode()), _base64(f"\0{username}\0{password}".encode())]
    lines = reply.lines
    for secret in filter(None, secrets):
        lines = tuple(line.replace(secret, "(password)") for line in lines)
    return Reply(reply.code, lines)


def _cram(reply: Reply, username: str, password: str) -> str:
    try:
        challenge = b64decode(" ".join(reply.lines), validate=True)
    except NotBase64 as problem:
        raise Broken("The server sent a challenge that is not base64.") from problem
    # MD5 is what the mechanism says (RFC 2195 section 2); as a keyed digest it still holds.
    # https://www.rfc-editor.org/rfc/rfc2195#section-2
    digest = hmac.new(password.encode(), challenge, "md5").hexdigest()
    return _base64(f"{username} {digest}".encode())


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
