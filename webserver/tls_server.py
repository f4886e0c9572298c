"""The inbox server: a `socketserver.TCPServer` whose every connection is TLS and whose peers cost no thread.

The thread in `serve_forever` accepts, and polls the waiting room: it shakes hands, receives, and finishes
slow answers, always without waiting. Whole requests go to a fixed number of workers, which run the WSGI
application. A peer that is silent, slow or hostile holds a descriptor until a deadline, and nothing more.
"""

import errno
import logging
import os
import secrets
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from db.events import Event, record
from webserver.admission import plain_address
from webserver.connection import Connection
from webserver.limits import Limits
from webserver.services import Counts, make_services

logger = logging.getLogger("postroom.webserver")

# Accepted in a row before connections have their turn.
ACCEPTS = 64
# accept() fails for want of these until somebody closes something.
_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_ACCEPT_AGAIN_SECONDS = 0.2
# How long a worker has to notice that its connection was cut.
_CUT_SECONDS = 1.0

Address = tuple[str, int]


class InboxServer(socketserver.TCPServer):
    """Serves a WSGI application over HTTPS on one listening socket."""

    request_queue_size = 1024

    def __init__(
        self,
        listener: socket.socket | Address,
        context: ssl.SSLContext,
        application: WSGIApplication,
        limits: Limits | None = None,
        *,
        new_id: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        """`listener` is a bound TCP socket, which is taken over, or the host and port to bind.

        `context` is used for every new connection: a certificate loaded into it later is shown from then on.
        Raises OSError when the address cannot be bound.
        """
        bound = listener if isinstance(listener, socket.socket) else _bind(listener)
        self.address_family = bound.family
        super().__init__(bound.getsockname(), self._connection, bind_and_activate=False)
        # The socket that the base class made is not the one that is bound.
        self.socket.close()
        self.socket = bound
        self.limits = limits or Limits()
        self._services = make_services(application, context, self.limits, new_id, bound.getsockname()[:2])
        self._room = self._services.room
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._finished = threading.Event()
        self._serving_thread: int | None = None
        self._accept_again: float | None = None
        self._next_sweep = 0.0
        self.server_activate()

    @property
    def port(self) -> int:
        """The port it listens on."""
        port: int = self.socket.getsockname()[1]
        return port

    @property
    def counts(self) -> Counts:
        """What happened since the start."""
        return self._services.counts

    def server_activate(self) -> None:
        """Listen; connections are accepted once `serve_forever` runs."""
        super().server_activate()
        self.socket.setblocking(False)

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Serve until `shutdown`; `poll_interval` (seconds) is the longest time between looks at deadlines."""
        self._serving_thread = threading.get_ident()
        self._services.workers.start()
        self._room.listen(self.socket.fileno())
        self._room.listen(self._wake)
        tick = min(poll_interval, self.limits.tick())
        try:
            while not self._services.stopping.asked:
                self._turn(tick)
            self._finish_under_way(tick)
        finally:
            self._serving_thread = None
            self._finished.set()

    def shutdown(self) -> None:
        """Stop accepting, finish the requests under way (for `shutdown_seconds` at most), close the rest.

        Returns when `serve_forever` is done; at once when called on its thread, as by a signal handler.
        """
        self._services.stopping.asked = True
        os.eventfd_write(self._wake, 1)
        if self._serving_thread not in (None, threading.get_ident()):
            self._finished.wait()

    def server_close(self) -> None:
        """Close the listening socket. For after `serve_forever`, or instead of it."""
        super().server_close()
        self._room.close()
        os.close(self._wake)

    def get_request(self) -> tuple[socket.socket, Address]:
        """Accept one connection. Raises BlockingIOError when none is waiting."""
        accepted, address = self.socket.accept()
        accepted.setblocking(False)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return accepted, (plain_address(address[0]), address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Address) -> None:
        """Let a handler begin with the connection; it goes on by itself, so it is not closed here."""
        self.finish_request(request, client_address)

    def _connection(
        self, request: socket.socket, client_address: Address, server: socketserver.BaseServer
    ) -> Connection:
        return Connection(request, client_address, server, services=self._services)

    def _turn(self, seconds: float) -> None:
        sources, ready = self._room.poll(seconds)
        for waiter in ready:
            waiter.ready()
        if self.socket.fileno() in sources:
            self._accept()
        if self._wake in sources:
            os.eventfd_read(self._wake)
        self.service_actions()
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + seconds
            self._sweep(now)

    def _sweep(self, now: float) -> None:
        for waiter in self._room.take_late(now):
            waiter.expire()
        if self._accept_again is not None and now >= self._accept_again:
            self._accept_again = None
            self._room.listen(self.socket.fileno())

    def _accept(self) -> None:
        for _ in range(ACCEPTS):
            try:
                request, client_address = self.get_request()
            except BlockingIOError:
                return
            except OSError as error:
                # Else the peer was gone before it was its turn: the next one is not.
                if error.errno in _SHORTAGES and not self._make_room():
                    self._pause_accepting(error)
                    return
                continue
            self._begin(request, client_address)

    def _begin(self, request: socket.socket, client_address: Address) -> None:
        self.counts.connections += 1
        if not self._admit(client_address[0]):
            self.counts.refused += 1
            record(Event.TOO_MANY_CONNECTIONS, peer=client_address[0], by="https")
            request.close()
            return
        try:
            self.process_request(request, client_address)
        except Exception:
            logger.exception("the connection of %s could not begin", client_address[0])
            self._services.admission.release(client_address[0])
            request.close()

    def _admit(self, address: str) -> bool:
        """Count one more connection of `address` when it is within the limits, after making room for it."""
        admission = self._services.admission
        if admission.full and not admission.has_its_share(address):
            self._make_room()
        return admission.admit(address)

    def _make_room(self) -> bool:
        """Close the connection that has waited longest with no request begun; False when there is none."""
        idle = self._room.take_idle(1)
        for waiter in idle:
            waiter.close()
        return bool(idle)

    def _pause_accepting(self, error: OSError) -> None:
        # The listening socket stays readable: without a pause this thread would spin and serve nobody.
        logger.warning("no connection can be accepted just now: %s", error.strerror)
        self._room.ignore(self.socket.fileno())
        self._accept_again = time.monotonic() + _ACCEPT_AGAIN_SECONDS

    def _finish_under_way(self, tick: float) -> None:
        """After `shutdown`: let what is begun come to its end, then cut what is left."""
        until = time.monotonic() + self.limits.shutdown_seconds
        if self._accept_again is None:
            self._room.ignore(self.socket.fileno())
        self._accept_again = None
        self._close_idle()
        while self._services.live and time.monotonic() < until:
            self._turn(min(tick, 0.05))
            self._close_idle()
        self._cut_the_rest()

    def _cut_the_rest(self) -> None:
        for waiter in self._room.take_all():
            waiter.close()
        for connection in list(self._services.live):
            connection.abort()
        left = self._services.workers.stop(_CUT_SECONDS)
        if left:
            logger.warning("%d requests were not finished in time and were cut", left)
        # Workers may have brought some back in the meantime.
        for waiter in self._room.take_all():
            waiter.close()

    def _close_idle(self) -> None:
        for waiter in self._room.take_idle():
            waiter.close()


def _bind(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    both = address[0] == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(address, family=family, dualstack_ipv6=both)
