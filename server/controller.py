"""The SMTP server in a thread of its own: for programs that embed it, and for tests.

The program itself (`__main__`) runs the same `serve` on the main thread, with a keeper in a process of its own instead
of a mailroom in a thread.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future

import uvloop

from db.database import Store
from db.mailroom import Mailroom
from db.passwords import Verifier
from db.settings import Settings
from server.handler import Handler
from server.listeners import Listener, Service
from server.off_loop import Door, OffLoop


async def serve(
    settings: Settings,
    store: Store,
    door: Door,
    tls_context: ssl.SSLContext,
    listeners: list[Listener],
    started: Callable[[], None],
    stop: asyncio.Event,
) -> None:
    """Serve until `stop` is set, `door` taking the mail; `started` is called once connections are accepted."""
    off_loop = OffLoop(store, door)
    try:
        handler = Handler(settings, store, off_loop, await off_loop.run(Verifier))
        service = Service(handler, tls_context, listeners)
        await service.start()
        started()
        await stop.wait()
        await service.stop()
    finally:
        off_loop.close()
        store.close()


class Controller:
    """Starts the server on `listeners` in a thread, and stops it."""

    def __init__(
        self, settings: Settings, store: Store, tls_context: ssl.SSLContext, listeners: list[Listener]
    ) -> None:
        self._settings, self._store = settings, store
        self._tls_context, self._listeners = tls_context, listeners
        self._started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._run, name="smtp", daemon=True)

    def start(self) -> None:
        """Return once connections are accepted; raises what kept the server from starting."""
        self._thread.start()
        self._started.result()

    def stop(self) -> None:
        """Return once everything has ended in order."""
        loop, stop = self._started.result()
        loop.call_soon_threadsafe(stop.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        mailroom = Mailroom(self._store)
        mailroom.start()
        try:
            await serve(
                self._settings,
                self._store,
                mailroom,
                self._tls_context,
                self._listeners,
                lambda: self._started.set_result((loop, stop)),
                stop,
            )
        except BaseException as problem:
            if self._started.done():
                raise
            self._started.set_exception(problem)
        finally:
            mailroom.stop()
