"""`GET /jmap/events`: a connection on which changes are told as they happen (RFC 8620 section 7.3).

The answer here is only its head; the connection then belongs to the `PushHub`.
"""

from __future__ import annotations

import falcon

from db import grants, states
from db.database import Store
from webserver.authentication import Authentication
from webserver.detached import Detached
from webserver.errors import bad_request, busy, too_many
from webserver.jmap import event_stream
from webserver.jmap.event_stream import WrongWish
from webserver.push_hub import Place, PushHub
from webserver.push_listener import Listener

_AGAIN_SECONDS = 60


class EventSourceResource:
    """Lets programs in, and gives their connections to `hub`."""

    def __init__(self, store: Store, authentication: Authentication, hub: PushHub) -> None:
        self._store, self._authentication, self._hub = store, authentication, hub

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Begin to listen.

        A program that comes with `Last-Event-ID` is told at once what has changed since then. One that comes without
        is told all states at once: it may have read before something changed, and connected after. Only where the
        first event ends the connection is it not: it would come again and again.
        """
        caller = self._authentication.caller(request)
        account_id = caller.account.id
        try:
            wish = event_stream.wish(request.get_param)
        except WrongWish as problem:
            raise bad_request(str(problem)) from problem
        self._check_room(account_id)
        grant = grants.of(self._store, account_id, caller.session_id)
        last = request.get_header("Last-Event-ID")
        seen = states.read(last) if last else None
        if last is None and wish.close_after_state:
            seen = states.of_account(self._store, account_id)

        def take(detached: Detached) -> None:
            self._hub.add(Listener(detached, grant, wish, seen))

        response.content_type = "text/event-stream"
        # A proxy that gathers an answer before it passes it on would hold back every event.
        response.set_header("X-Accel-Buffering", "no")
        response.data = b""
        request.env["postroom.detach"](take)

    def _check_room(self, account_id: int) -> None:
        match self._hub.place(account_id):
            case Place.ACCOUNT_FULL:
                raise too_many("This account has too many event sources open. Close some first.", _AGAIN_SECONDS)
            case Place.FULL:
                raise busy("Too many event sources are open. Try again later.", _AGAIN_SECONDS)
