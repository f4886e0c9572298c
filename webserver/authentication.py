"""Who is asking: the session token, or HTTP Basic for JMAP programs that know nothing else.

Every resource that shows mail asks here first and gets the account that everything else is limited to.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass

import falcon

from db import accounts, sessions
from db.accounts import Account
from db.address import complete
from db.database import Store
from db.errors import SignInRefused
from webserver.errors import BASIC, BEARER, sign_in_needed, wrong_password
from webserver.password_check import PasswordCheck


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that asks, and its session (None when it sent a password)."""

    account: Account
    session_id: int | None


class Authentication:
    """Reads the Authorization field (RFC 9110 section 11.6.2)."""

    def __init__(self, store: Store, password_check: PasswordCheck, domain: str) -> None:
        self._store, self._password_check, self._domain = store, password_check, domain

    def caller(self, request: falcon.Request) -> Caller:
        """Return who sent `request`.

        Raises:
            Problem: nobody, or a token or password that is not right (401).
            AccountNotUsable, TooManyFailures: as signing in does.
        """
        scheme, _, credentials = (request.get_header("Authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            caller = self._by_token(credentials.strip())
        elif scheme.lower() == "basic":
            caller = self._by_password(*_name_and_password(credentials.strip()), peer=request.remote_addr)
        else:
            raise sign_in_needed()
        request.context.account = caller.account.id
        return caller

    def _by_token(self, token: str) -> Caller:
        found = sessions.find(self._store, token)
        if found is None:
            raise sign_in_needed()
        session, account = found
        return Caller(account, session.id)

    def _by_password(self, name: str, password: str, peer: str) -> Caller:
        if password.startswith(sessions.PREFIX):
            caller = self._by_token(password)
            if not accounts.owns(self._store, caller.account.id, complete(name, self._domain)):
                raise sign_in_needed()
            return caller
        try:
            return Caller(self._password_check.account(name, password, peer), None)
        except SignInRefused as refusal:
            raise wrong_password((BEARER, BASIC)) from refusal


def _name_and_password(credentials: str) -> tuple[str, str]:
    # RFC 7617 section 2: base64 of name, colon, password; UTF-8, as our challenge says.
    # https://www.rfc-editor.org/rfc/rfc7617#section-2
    try:
        text = b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as problem:
        raise sign_in_needed() from problem
    name, colon, password = text.partition(":")
    if not colon or not name or "\0" in text:
        raise sign_in_needed()
    return name, password
