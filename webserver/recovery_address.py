"""The recovery address of whoever asks: `GET` and `PUT /auth/recovery-address`, as `API.md` says.

Changing it needs the password, even of somebody who is signed in: whoever gets the links gets the account. It is
checked like a sign-in, with the same limits.
"""

from __future__ import annotations

import falcon

from db import recovery_address
from db.database import Store
from db.events import Event, record
from db.recovery_address import RecoveryAddress
from webserver import i_json
from webserver.authentication import Authentication
from webserver.json_request import texts
from webserver.password_check import PasswordCheck

_LONGEST = {"password": 1024, "address": 320}


class RecoveryAddressResource:
    """`/auth/recovery-address`."""

    def __init__(
        self, store: Store, password_check: PasswordCheck, authentication: Authentication, domain: str
    ) -> None:
        self._store, self._password_check, self._authentication = store, password_check, authentication
        self._domain = domain

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show it."""
        account = self._authentication.caller(request).account
        response.data = i_json.encode(_shown(recovery_address.read(self._store, account.id, self._domain)))

    on_head = on_get

    def on_put(self, request: falcon.Request, response: falcon.Response) -> None:
        """Set or change it, or remove it with an empty text."""
        account = self._authentication.caller(request).account
        given, peer = texts(request, _LONGEST, optional={"address"}), request.remote_addr
        self._password_check.account(account.address, given["password"], peer)
        chosen = recovery_address.choose(self._store, account, given["address"], self._domain)
        record(Event.RECOVERY_ADDRESS_CHANGED, account=account.address, peer=peer, by="https")
        response.data = i_json.encode(_shown(chosen))


def _shown(found: RecoveryAddress) -> dict[str, object]:
    return {"address": found.address, "works": found.works, "outsideOpen": found.outside_open}
