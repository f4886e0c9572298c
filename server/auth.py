"""AUTH: signing in with PLAIN, LOGIN, or the short form of our own (RFC 4954 section 4, RFC 4616, `PROTOCOL.md`)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from db.address import SASL_MECHANISMS, complete
from server import replies, xtext
from server.base import BaseSession
from server.fast_paths import Overflow

_RESPONSE_LIMIT = 12288
"""https://www.rfc-editor.org/rfc/rfc4954#section-4: a response may have that many octets."""


class Refusal(Exception):
    """The dialogue ends with the reply in `str()`."""


class AuthSession(BaseSession):
    """The part of a session that signs in."""

    async def smtp_AUTH(self, arg: str | None) -> None:
        """Sign in; the password is checked away from the event loop."""
        refusal = self._auth_refusal(arg)
        if refusal is not None:
            await self.push(refusal)
            return
        try:
            name, password = await self._credentials((arg or "").split(" "))
        except Refusal as problem:
            await self.push(str(problem))
            return
        await self.flush()
        await self.push(await self.handler.sign_in(self.session, name, password))
        if self.session.failures >= 5:
            await self.close_with(replies.TOO_MANY_FAULTS_421)

    def _auth_refusal(self, arg: str | None) -> str | None:
        if self.session.incoming:
            return replies.NOT_OFFERED_502
        if not self.secure:
            return replies.NO_TLS_538
        if not self.session.greeting:
            return replies.NO_EHLO_503
        if self.session.account is not None:
            return replies.SIGNED_IN_ALREADY_503
        return None if arg else replies.SYNTAX_501.format(syntax=AUTH_SYNTAX)

    async def _credentials(self, words: list[str]) -> tuple[str, str]:
        """Return name and password, or raise Refusal."""
        mechanism = words[0].upper()
        if mechanism == "PLAIN" and len(words) <= 2:
            response = _decoded(words[1]) if len(words) == 2 else await self._ask(b"")
            return _plain(response, self.handler.settings.domain)
        if mechanism == "LOGIN" and len(words) <= 2:
            name = _decoded(words[1]) if len(words) == 2 else await self._ask(b"User Name")
            return _text(name), _text(await self._ask(b"Password"))
        if len(words) == 2 and words[0].lower() not in SASL_MECHANISMS:
            try:
                return xtext.decode(words[0]), xtext.decode(words[1])
            except ValueError:
                raise Refusal(replies.CREDENTIALS_NOT_XTEXT_501) from None
        if len(words) > 2:
            raise Refusal(replies.SYNTAX_501.format(syntax=AUTH_SYNTAX))
        raise Refusal(replies.NO_MECHANISM_504)

    async def _ask(self, challenge: bytes) -> bytes:
        """Return the decoded answer to one challenge."""
        await self.push("334 " + b64encode(challenge).decode())
        self.idle = True
        try:
            line = await self.read_line(_RESPONSE_LIMIT)
        except Overflow:
            # RFC 4954 section 6
            raise Refusal(replies.RESPONSE_TOO_LONG_500) from None
        finally:
            self.idle = False
        self._reset_timeout()
        if line is None:
            raise ConnectionResetError
        text = line.strip().decode("latin-1")
        if text == "*":
            raise Refusal(replies.CANCELLED_501)
        return _decoded(text)


AUTH_SYNTAX = "AUTH PLAIN|LOGIN [<response>], or AUTH <username> <password> in xtext"


def _decoded(text: str) -> bytes:
    # https://www.rfc-editor.org/rfc/rfc4954#section-4: "=" stands for an empty response.
    try:
        return b64decode("" if text == "=" else text, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(replies.NOT_BASE64_501) from None


def _plain(response: bytes, domain: str) -> tuple[str, str]:
    """Return name and password of a PLAIN response (RFC 4616): nobody may act for somebody else."""
    pieces = response.split(b"\0")
    if len(pieces) != 3:
        raise Refusal(replies.BAD_RESPONSE_501)
    for_whom, name, password = map(_text, pieces)
    if for_whom and complete(for_whom, domain) != complete(name, domain):
        raise Refusal(replies.WRONG_535)
    return name, password


def _text(octets: bytes) -> str:
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        raise Refusal(replies.WRONG_535) from None
    if "\0" in text:
        raise Refusal(replies.BAD_RESPONSE_501)
    return text
