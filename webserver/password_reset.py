"""Asking for a link to set a new password: `POST /auth/reset`, and the same for the page `/reset`.

Whoever asks is a stranger and learns nothing: every name gets the same answer, after the same work. Only asking too
often from one network address is told, because it is the same for every name.
"""

from __future__ import annotations

import falcon

from db import reset_asking
from db.database import Store
from db.errors import TooOften
from db.events import Event, record
from webserver import i_json
from webserver.json_request import texts
from webserver.reset_limits import AskingLimits

LONGEST_NAME = 320
ANSWER = (
    "If there is such an account with a recovery address, a link is on its way there. It is good for one hour. "
    "If nothing comes, ask your admin for a recovery code."
)


class ResetDesk:
    """Takes questions for links, from programs and from pages, within the same limits."""

    def __init__(self, store: Store, domain: str, limits: AskingLimits | None = None) -> None:
        self._store, self._domain = store, domain
        self._limits = limits or AskingLimits()

    def ask(self, name: str, peer: str) -> None:
        """Have a link sent, or not; nobody is told which. Raises TooOften, Unavailable."""
        try:
            self._limits.take(peer)
        except TooOften:
            record(Event.RESET_LIMIT, peer=peer)
            raise
        sent = reset_asking.ask(self._store, name, self._domain)
        record(Event.RESET_ASKED, account=name, peer=peer, sent="yes" if sent else "no")


class ResetResource:
    """`/auth/reset`."""

    def __init__(self, desk: ResetDesk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Take the question."""
        given = texts(request, {"username": LONGEST_NAME})
        self._desk.ask(given["username"], request.remote_addr)
        response.status = falcon.HTTP_ACCEPTED
        response.data = i_json.encode({"detail": ANSWER})
