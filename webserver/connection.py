"""One connection from its first byte to its close: the handler of the inbox server.

It shakes hands, has requests received (`webserver/incoming.py`), has a worker answer them, and sends what the
peer is ready to take. No step ever waits: what cannot go on now enters the waiting room and is called again
when the socket is ready. At any moment one thread owns the connection, so nothing here is locked; bringing it
into the room or handing it to a worker is always the last thing a step does with it.
"""

import logging
import socket
import socketserver
import time
from collections.abc import Callable
from enum import Enum
from http import HTTPStatus

from db.events import Event, record
from webserver.answer import Answer
from webserver.detached import Detached, Take, give
from webserver.http_answer import spoken_plainly
from webserver.http_error import HttpError
from webserver.incoming import Came, Incoming
from webserver.patience import Patience
from webserver.request_reader import RequestReader
from webserver.services import Services
from webserver.tls_stream import Start, TlsStream
from webserver.waiting_room import READABLE
from webserver.wsgi_call import CutShort, WsgiCall
from webserver.wsgi_environ import connection_environ, request_environ

logger = logging.getLogger("postroom.webserver")


class Phase(Enum):
    """What the connection does, which is what it goes on with when its socket is ready."""

    STARTING = "shakes hands"
    RECEIVING = "receives a request, or waits for one"
    WORKING = "is answered by a worker"
    SENDING = "sends an answer to a slow reader"
    LINGERING = "waits for the peer to close"
    CLOSED = "is over"


class Connection(socketserver.BaseRequestHandler):
    """Made for each accepted socket; from `handle` on it lives by the events of that socket."""

    def __init__(
        self,
        request: socket.socket,
        client_address: tuple[str, int],
        server: socketserver.BaseServer,
        *,
        services: Services,
    ) -> None:
        self._services = services
        self._limits = services.limits
        super().__init__(request, client_address, server)

    def setup(self) -> None:
        self.descriptor = self.request.fileno()
        self._patience = Patience(self._limits)
        self._stream = TlsStream(self.request, self._services.context)
        self._phase = Phase.STARTING
        self._reader = RequestReader(self._limits, self._services.budget)
        self._incoming = Incoming(self._stream, self._reader, self._patience, self._limits)
        self._environ = connection_environ(self._services.server_address, self.client_address)
        self._answer = Answer(self._stream)

    def handle(self) -> None:
        self._services.live.add(self)
        self._wait(READABLE)

    @property
    def deadline(self) -> float:
        """When the peer is too late, in monotonic seconds."""
        return self._patience.until

    @property
    def idle(self) -> bool:
        """Whether no request has come as far as its body: closing now loses nothing."""
        receiving = self._phase is Phase.RECEIVING and not self._reader.in_body
        return receiving or self._phase is Phase.STARTING

    def ready(self) -> None:
        """The awaited event has come; the thread that polls owns the connection now."""
        self._guard(self._go_on)

    def expire(self) -> None:
        """The awaited event has not come in time."""
        self._guard(self._too_late)

    def work(self) -> None:
        """Answer the request that is there, or go on answering it: a worker's job."""
        self._guard(self._serve)

    def abort(self) -> None:
        """Cut the connection from any thread; its owner notices."""
        self._stream.abort()

    def close(self) -> None:
        """Close at once, whatever is under way. Only for the owner."""
        if self._phase is Phase.CLOSED:
            return
        self._phase = Phase.CLOSED
        if self._answer.from_application:
            # What the application does when its answer is abandoned may take time: not on this thread.
            self._services.workers.resume(self._abandon)
        else:
            self._reader.drop_body()
        self._stream.close()
        self._services.live.discard(self)
        self._services.admission.release(self.client_address[0])

    def _wait(self, event: int) -> None:
        self._services.room.enter(self, event)

    def _guard(self, step: Callable[[], None]) -> None:
        """Run one step; whatever it raises ends this connection and nothing else."""
        try:
            try:
                step()
            except HttpError as error:
                self._refuse(error, keep_alive=False)
        except (OSError, CutShort):
            # The peer is gone or broke TLS, or the answer did (and the log says why): nobody to tell.
            self.close()
        except Exception:
            logger.exception("fault %s of a connection", self._services.new_id())
            self.close()

    def _go_on(self) -> None:
        match self._phase:
            case Phase.STARTING:
                self._start()
            case Phase.RECEIVING:
                self._receive()
            case Phase.SENDING:
                self._resume_sending()
            case Phase.LINGERING:
                self._drop_input()

    def _start(self) -> None:
        try:
            state = self._stream.start()
        except OSError as error:
            self._services.counts.tls_failures += 1
            reason = getattr(error, "reason", None) or error.strerror or type(error).__name__
            record(Event.TLS_FAILED, peer=self.client_address[0], by="https", why=reason)
            raise
        if state is Start.GONE:
            self.close()
        elif state is Start.UNFINISHED:
            self._wait(self._stream.wants)
        elif state is Start.PLAIN_HTTP:
            self._services.counts.plain_http += 1
            self._answer.say(spoken_plainly(time.time()), keep_alive=False)
            self._send_own()
        else:
            self._phase = Phase.RECEIVING
            self._patience.allow(self._limits.head_seconds)
            self._receive()

    def _receive(self) -> None:
        match self._incoming.receive():
            case Came.WHOLE:
                self._dispatch()
            case Came.ENOUGH:
                self._wait(READABLE)
            case Came.NOTHING:
                self._wait(self._stream.wants)
            case Came.END:
                self.close()

    def _dispatch(self) -> None:
        """Hand the whole request to a worker; when too many wait already, say so."""
        while True:
            self._phase = Phase.WORKING
            if self._services.workers.submit(self.work):
                return
            self._services.counts.busy += 1
            error = HttpError(HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy: try again soon.", 1)
            keep_alive = self._reader.head is not None and self._reader.head.keep_alive
            if not self._refuse(error, keep_alive=keep_alive):
                return

    def _refuse(self, error: HttpError, *, keep_alive: bool) -> bool:
        self._answer.refuse(error, self._reader.head, keep_alive=keep_alive, now=time.time())
        return self._send_own()

    def _send_own(self) -> bool:
        """Send an answer that needs no application; True when the next request is already whole."""
        if self._answer.flush():
            return self._finish_answer()
        self._pause()
        return False

    def _serve(self) -> None:
        if not self._answer.from_application:
            self._begin_call()
        if not self._answer.pull():
            self._pause()
        elif self._finish_answer():
            # The next request is here already; others have their turn first.
            self._phase = Phase.WORKING
            self._services.workers.resume(self.work)

    def _begin_call(self) -> None:
        head = self._reader.head
        assert head is not None
        environ = request_environ(self._environ, head, *self._reader.body())
        call = WsgiCall(
            self._services.application,
            environ,
            head,
            stopping=self._services.stopping,
            clock=time.time,
            new_id=self._services.new_id,
        )
        self._answer.call(call)

    def _pause(self) -> None:
        self._phase = Phase.SENDING
        self._patience.allow(self._limits.stall_seconds)
        self._wait(self._stream.wants)

    def _resume_sending(self) -> None:
        if not self._answer.flush():
            self._pause()
        elif self._answer.from_application:
            self._phase = Phase.WORKING
            self._services.workers.resume(self.work)
        elif self._finish_answer():
            self._dispatch()

    def _finish_answer(self) -> bool:
        """The answer is out: go on with the next request, or close. True when the next is already whole."""
        if self._answer.take is not None:
            self._hand_over(self._answer.take)
        elif self._answer.keep_alive and not self._services.stopping.asked:
            return self._next_request()
        else:
            self._linger()
        return False

    def _next_request(self) -> bool:
        self._reader.next()
        self._patience.begin_again()
        self._phase = Phase.RECEIVING
        self._patience.allow(self._limits.head_seconds if self._reader.begun else self._limits.idle_seconds)
        if self._reader.begun and self._incoming.advance():
            return True
        self._wait(READABLE)
        return False

    def _linger(self) -> None:
        """Close so that the peer gets all of the answer: a close with bytes unread would reset it away."""
        self._reader.drop_body()
        self._phase = Phase.LINGERING
        self._patience.allow(self._limits.linger_seconds)
        self._stream.finish()
        self._wait(READABLE)

    def _drop_input(self) -> None:
        if self._incoming.drop():
            self.close()
        else:
            self._wait(READABLE)

    def _too_late(self) -> None:
        if self._phase is Phase.RECEIVING:
            if self._reader.begun:
                raise HttpError(HTTPStatus.REQUEST_TIMEOUT, "The request did not come in time.")
            self._stream.finish()
        self.close()

    def _hand_over(self, take: Take) -> None:
        self._reader.drop_body()
        self._services.room.leave(self)
        self._services.live.discard(self)
        self._phase = Phase.CLOSED
        give(Detached(self._stream.socket, self.client_address[0], self._services.admission.release), take)

    def _abandon(self) -> None:
        try:
            self._answer.abandon()
        finally:
            self._reader.drop_body()
