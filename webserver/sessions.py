"""Signing in and out: `POST`, `GET` and `DELETE /auth/session`, as `API.md` says."""

from __future__ import annotations

from dataclasses import dataclass, field

import falcon

from db import header, sessions
from db.accounts import Account
from db.database import Store
from db.events import Event, record
from db.sessions import Session
from webserver import i_json
from webserver.authentication import Authentication
from webserver.errors import sign_in_needed
from webserver.jmap import ids
from webserver.json_request import texts
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
        wanted = _read(request)
        peer = request.remote_addr
        account = self._password_check.account(wanted.username, wanted.password, peer)
        token, session = sessions.create(self._store, account.id, wanted.device, peer, self._lifetime)
        record(Event.SIGNED_IN, account=account.address, peer=peer, by="https")
        response.status = falcon.HTTP_CREATED
        response.data = i_json.encode({"token": token, **_shown(account, session)})

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Tell a program that kept its token whose it is, and how long it is good for."""
        caller = self._authentication.caller(request)
        found = sessions.of_account(self._store, caller.account.id)
        session = next((one for one in found if one.id == caller.session_id), None)
        if session is None:
            raise sign_in_needed()
        response.data = i_json.encode(_shown(caller.account, session))

    on_head = on_get

    def on_delete(self, request: falcon.Request, response: falcon.Response) -> None:
        """Sign out: the token that this was asked with is worth nothing from now on."""
        caller = self._authentication.caller(request)
        if caller.session_id is None:
            raise sign_in_needed()
        sessions.revoke(self._store, caller.account.id, caller.session_id)
        record(Event.SIGNED_OUT, account=caller.account.address, peer=request.remote_addr, by="https")
        response.status = falcon.HTTP_NO_CONTENT


def _shown(account: Account, session: Session) -> dict[str, object]:
    return {
        "expiresAt": header.utc(session.expires_at),
        "accountId": ids.ACCOUNT.text(account.id),
        "address": account.address,
        "displayName": account.display_name,
        "isAdmin": account.is_admin,
    }


def _read(request: falcon.Request) -> _SignIn:
    given = texts(request, _LONGEST, optional={"device"})
    return _SignIn(given["username"], given["password"], given["device"])
