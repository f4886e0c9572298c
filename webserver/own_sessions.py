"""The devices that are signed in: seen by their owner, and signed out one by one or all at once, as `API.md` says.

Tokens are not shown here: nobody has them but the devices themselves.
"""

from __future__ import annotations

import falcon

from db import header, sessions
from db.database import Store
from db.events import Event, record
from webserver import i_json
from webserver.authentication import Authentication
from webserver.errors import not_found
from webserver.jmap.ids import Kind

_ID = Kind("S")


class OwnSessionsResource:
    """`/auth/sessions`: the sessions of whoever asks."""

    def __init__(self, store: Store, authentication: Authentication) -> None:
        self._store, self._authentication = store, authentication

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them, the last used first."""
        caller = self._authentication.caller(request)
        found = sessions.of_account(self._store, caller.account.id)
        response.data = i_json.encode({"sessions": [_shown(one, caller.session_id) for one in found]})

    on_head = on_get

    def on_delete(self, request: falcon.Request, response: falcon.Response) -> None:
        """End all of them but the one that this was asked with."""
        caller = self._authentication.caller(request)
        account = caller.account
        ended = self._store.run_tx(lambda tx: sessions.revoke_all(tx, account.id, caller.session_id))
        record(Event.SIGNED_OUT, account=account.address, peer=request.remote_addr, by="https", sessions=ended)
        response.status = falcon.HTTP_NO_CONTENT


class OneSessionResource:
    """`/auth/sessions/{session}`: one of them."""

    def __init__(self, store: Store, authentication: Authentication) -> None:
        self._store, self._authentication = store, authentication

    def on_delete(self, request: falcon.Request, response: falcon.Response, session: str) -> None:
        """End it; what is not there and what is somebody else's are one answer."""
        account = self._authentication.caller(request).account
        number = _ID.number(session)
        if number is None or not sessions.revoke(self._store, account.id, number):
            raise not_found()
        record(Event.SIGNED_OUT, account=account.address, peer=request.remote_addr, by="https", session=session)
        response.status = falcon.HTTP_NO_CONTENT


def _shown(session: sessions.Session, current: int | None) -> dict[str, object]:
    return {
        "id": _ID.text(session.id),
        "device": session.device,
        "peer": session.peer,
        "createdAt": header.utc(session.created_at),
        "lastUsedAt": header.utc(session.last_used_at),
        "expiresAt": header.utc(session.expires_at),
        "current": session.id == current,
    }
