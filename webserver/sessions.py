"""Signing in and out: `POST` and `DELETE /auth/session`, as `API.md` says."""

from __future__ import annotations

from dataclasses import dataclass, field

import falcon

from db import header, sessions
from db.database import Store
from db.events import Event, record
from webserver import i_json
from webserver.authentication import Authentication
from webserver.errors import bad_request, sign_in_needed
from webserver.jmap import ids
from webserver.json_request import form
from webserver.password_check import PasswordCheck

_LONGEST = {"username": 320, "password": 1024, "device": 200}


@dataclass(frozen=True, slots=True)
class _SignIn:
    """What somebody sent to sign in."""

    username: str
    password: str = field(repr=False)
    device: str


class SessionResource:
    """Gives tokens out, and ends them. `lifetime` is in seconds."""

    def __init__(
        self, store: Store, password_check: PasswordCheck, authentication: Authentication, lifetime: int
    ) -> None:
        self._store, self._password_check, self._authentication = store, password_check, authentication
        self._lifetime = lifetime

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Sign in: the answer has a new token."""
        wanted = _read(form(request))
        peer = request.remote_addr
        account = self._password_check.account(wanted.username, wanted.password, peer)
        token, session = sessions.create(self._store, account.id, wanted.device, peer, self._lifetime)
        record(Event.SIGNED_IN, account=account.address, peer=peer, by="https")
        response.status = falcon.HTTP_CREATED
        response.data = i_json.encode(
            {
                "token": token,
                "expiresAt": header.utc(session.expires_at),
                "accountId": ids.ACCOUNT.text(account.id),
                "address": account.address,
                "displayName": account.display_name,
                "isAdmin": account.is_admin,
            }
        )

    def on_delete(self, request: falcon.Request, response: falcon.Response) -> None:
        """Sign out: the token that this was asked with is worth nothing from now on."""
        caller = self._authentication.caller(request)
        if caller.session_id is None:
            raise sign_in_needed()
        sessions.revoke(self._store, caller.account.id, caller.session_id)
        record(Event.SIGNED_OUT, account=caller.account.address, peer=request.remote_addr, by="https")
        response.status = falcon.HTTP_NO_CONTENT


def _read(given: dict[str, object]) -> _SignIn:
    unknown = given.keys() - _LONGEST.keys()
    if unknown:
        raise bad_request("Only username, password and device can be given.")
    return _SignIn(_text(given, "username"), _text(given, "password"), _text(given, "device", ""))


def _text(given: dict[str, object], name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or "\0" in value or (default is None and not value):
        raise bad_request(f"{name} must be given as text.")
    if len(value) > _LONGEST[name]:
        raise bad_request(f"{name} is longer than {_LONGEST[name]} characters.")
    return value
