"""What all connections of one inbox server share: its limits, its application, its threads and counters."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from wsgiref.types import WSGIApplication

from webserver.admission import Admission
from webserver.limits import Limits
from webserver.request_body import ByteBudget
from webserver.waiting_room import WaitingRoom
from webserver.workers import Workers


class Abortable(Protocol):
    """What can be cut from any thread."""

    def abort(self) -> None: ...


@dataclass
class Counts:
    """What happened since the start. Written by the thread that polls, read by anybody."""

    connections: int = 0
    refused: int = 0
    plain_http: int = 0
    tls_failures: int = 0
    busy: int = 0


@dataclass
class Stopping:
    """Whether the server has been asked to stop. A flag without a lock, for a signal handler sets it."""

    asked: bool = False


@dataclass(frozen=True)
class Services:
    """Built by the server, given to each connection. `new_id` names a fault for the peer and the log.

    `live` are the connections that are open and not detached.
    """

    application: WSGIApplication
    context: ssl.SSLContext
    limits: Limits
    new_id: Callable[[], str]
    server_address: tuple[str, int]
    admission: Admission
    budget: ByteBudget
    workers: Workers
    room: WaitingRoom = field(default_factory=WaitingRoom)
    counts: Counts = field(default_factory=Counts)
    live: set[Abortable] = field(default_factory=set)
    stopping: Stopping = field(default_factory=Stopping)


def make_services(
    application: WSGIApplication,
    context: ssl.SSLContext,
    limits: Limits,
    new_id: Callable[[], str],
    server_address: tuple[str, int],
) -> Services:
    """Everything that follows from the limits, fresh."""
    return Services(
        application=application,
        context=context,
        limits=limits,
        new_id=new_id,
        server_address=server_address,
        admission=Admission(limits.connections, limits.per_address),
        budget=ByteBudget(limits.bodies_at_once),
        workers=Workers(limits.workers, limits.waiting_requests),
    )
