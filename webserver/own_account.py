"""Deleting one's own account: `DELETE /auth/account`, as `API.md` says.

The password is asked for even of somebody who is signed in: a token that was stolen, or a computer that was left open,
must not be enough. It is checked like a sign-in, with the same limits. What happens then is for `db.leaving`.
"""

from __future__ import annotations

from http import HTTPStatus

import falcon

from db import leaving
from db.audit import Actor
from db.database import Store
from db.errors import Refused
from db.events import Event, record
from webserver.authentication import Authentication
from webserver.errors import not_now
from webserver.json_request import texts
from webserver.password_check import PasswordCheck

_LONGEST = {"password": 1024}


class OwnAccountResource:
    """The account of whoever asks."""

    def __init__(self, store: Store, password_check: PasswordCheck, authentication: Authentication) -> None:
        self._store, self._password_check, self._authentication = store, password_check, authentication

    def on_delete(self, request: falcon.Request, response: falcon.Response) -> None:
        """Delete it: the answer is the last thing that its sessions get."""
        account, peer = self._authentication.caller(request).account, request.remote_addr
        given = texts(request, _LONGEST)
        self._password_check.account(account.address, given["password"], peer)
        try:
            leaving.delete(self._store, Actor(account.address, peer), account.id)
        except Refused as refusal:
            raise not_now(str(refusal)) from refusal
        record(Event.ACCOUNT_DELETED, account=account.address, peer=peer, by="https")
        response.status = HTTPStatus.NO_CONTENT
