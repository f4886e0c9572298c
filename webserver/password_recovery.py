"""Setting a new password with a code of the admin: `POST /auth/recovery`, as `API.md` says.

For somebody who is not signed in and cannot be, so whoever asks is a stranger: tries are counted like those of signing
in, and a wrong name is answered like a wrong code.
"""

from __future__ import annotations

import falcon

from db import recovery
from db.address import complete
from db.database import Store
from db.errors import RecoveryRefused, TooManyFailures
from db.events import Event, record
from db.throttle import Throttle
from webserver.json_request import texts

_LONGEST = {"username": 320, "code": 100, "newPassword": 1024}


class RecoveryResource:
    """Takes codes; `sign_ins` counts the failures of signing in, which a right code forgives."""

    def __init__(self, store: Store, sign_ins: Throttle, domain: str) -> None:
        self._store, self._sign_ins, self._domain = store, sign_ins, domain
        # A count of its own: whoever tries codes for a name does not keep its owner from signing in.
        self._tries = sign_ins.wider(1)

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Set the password; every session of the account ends."""
        given = texts(request, _LONGEST)
        address, peer = complete(given["username"], self._domain), request.remote_addr
        try:
            self._tries.check(address, peer)
            account = recovery.use(self._store, address, self._domain, given["code"], given["newPassword"])
        except (RecoveryRefused, TooManyFailures) as refusal:
            if isinstance(refusal, RecoveryRefused):
                self._tries.failed(address, peer)
            record(Event.RECOVERY_REFUSED, account=address, peer=peer, why=type(refusal).__name__)
            raise
        self._tries.succeeded(address, peer)
        self._sign_ins.succeeded(address, peer)
        record(Event.PASSWORD_CHANGED, account=account.address, peer=peer, by="recovery")
        response.status = falcon.HTTP_NO_CONTENT
