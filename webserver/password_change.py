"""Changing one's own password: `POST /auth/password`, as `API.md` says.

The old password is asked for even of somebody who is signed in: a token that was stolen must not be enough to take the
account over. It is checked like a sign-in, with the same limits; afterwards whoever used it is signed out everywhere
else.
"""

from __future__ import annotations

import falcon

from db import accounts, passwords, sessions
from db.database import Store, Transaction
from db.events import Event, record
from webserver.authentication import Authentication
from webserver.json_request import texts
from webserver.password_check import PasswordCheck

_LONGEST = {"oldPassword": 1024, "newPassword": 1024}


class PasswordResource:
    """Replaces the password of whoever asks and knows it."""

    def __init__(self, store: Store, password_check: PasswordCheck, authentication: Authentication) -> None:
        self._store, self._password_check, self._authentication = store, password_check, authentication

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Change it; every other session of the account ends with the old one."""
        caller = self._authentication.caller(request)
        account, peer = caller.account, request.remote_addr
        given = texts(request, _LONGEST)
        self._password_check.account(account.address, given["oldPassword"], peer)
        passwords.check_strength(given["newPassword"], account.address)
        new_hash = self._password_check.new_hash(given["newPassword"])

        def work(tx: Transaction) -> int:
            accounts.replace_password(tx, account.id, new_hash)
            return sessions.revoke_all(tx, account.id, caller.session_id)

        ended = self._store.run_tx(work)
        record(Event.PASSWORD_CHANGED, account=account.address, peer=peer, by="https", sessions=ended)
        response.status = falcon.HTTP_NO_CONTENT
