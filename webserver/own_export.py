"""Everything of one's own account as one archive: `GET /auth/export`, as `API.md` says.

Sent while it is made, as fast as it is read, with one message in memory. It reads a lot, so there is one for an account
at a time, and few for all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator

import falcon

from db import account_export, grants
from db.database import Store
from db.events import Event, record
from db.grants import Grant
from webserver.authentication import Authentication
from webserver.content_disposition import attachment
from webserver.errors import busy, sign_in_needed, too_many

SIZE = "Postroom-Estimated-Size"
"""The header field that tells about how many bytes there will be."""

MOST = 4
"""Exports at a time, of all accounts together."""

_LOOK_EVERY = 64
_WAIT = 30


class ExportEnded(Exception):
    """The session that an export was asked for with has ended."""


class ExportResource:
    """`/auth/export`."""

    def __init__(self, store: Store, authentication: Authentication) -> None:
        self._store, self._authentication = store, authentication
        self._lock = threading.Lock()
        self._running: set[int] = set()

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Give the archive."""
        caller = self._authentication.caller(request)
        if caller.session_id is None:
            raise sign_in_needed()
        account = caller.account
        self._begin(account.id)
        try:
            now = int(time.time())
            planned = account_export.plan(self._store, account.id)
            grant = grants.of(self._store, account.id, caller.session_id)
            blocks = self._while_granted(account_export.archive(self._store, planned, now), grant)
        except BaseException:
            self._end(account.id)
            raise
        record(Event.ACCOUNT_EXPORTED, account=account.address, peer=request.remote_addr, messages=planned.messages)
        response.content_type = "application/zip"
        response.set_header("Content-Disposition", attachment(f"{account.address}.zip"))
        response.set_header(SIZE, str(planned.octets))
        response.stream = _Archive(blocks, lambda: self._end(account.id))

    def _begin(self, account_id: int) -> None:
        with self._lock:
            if account_id in self._running:
                raise too_many("An export of this account is under way already: wait for it, or stop it.", _WAIT)
            if len(self._running) >= MOST:
                raise busy("Many accounts are being exported just now. Try again in a while.", _WAIT)
            self._running.add(account_id)

    def _end(self, account_id: int) -> None:
        with self._lock:
            self._running.discard(account_id)

    def _while_granted(self, blocks: Iterator[bytes], grant: Grant) -> Generator[bytes, None, None]:
        for number, block in enumerate(blocks):
            # It may take hours: who was signed out meanwhile gets no more of it.
            if number % _LOOK_EVERY == 0 and grants.lapsed(self._store, {grant}, int(time.time())):
                raise ExportEnded(f"the session of account {grant.account_id} has ended")
            yield block


class _Archive:
    """The blocks of an archive; `end` is called once, when all have been taken, or nobody wants them any more."""

    def __init__(self, blocks: Generator[bytes, None, None], end: Callable[[], None]) -> None:
        self._blocks, self._end = blocks, end
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._blocks
        # Before the end of the answer is sent: who has it whole may ask for the next one at once.
        self.close()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._blocks.close()
            self._end()
