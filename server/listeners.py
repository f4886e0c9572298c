"""Sockets that wait for connections: which ones the settings ask for, and serving them on an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from db.events import Event, record
from db.settings import Settings
from server.handler import Handler
from server.smtp_session import SMTPSession
from server.tls_door import TlsDoor

Name = Literal["smtp_starttls", "smtp_tls", "incoming"]
NAMES: tuple[Name, ...] = ("smtp_starttls", "smtp_tls", "incoming")
_BACKLOG = 1024
_GRACE = 10.0
_FAREWELL = 0.5


class ListenerError(Exception):
    """A listener cannot be had; `str()` is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket and what is served on it."""

    name: Name
    socket: socket.socket


def bind(settings: Settings) -> list[Listener]:
    """Return the listeners that the settings ask for, bound.

    Raises:
        ListenerError: a port is taken or not allowed; what was bound before is closed again.
    """
    wanted: list[tuple[Name, int]] = [
        ("smtp_starttls", settings.ports.smtp_starttls),
        ("smtp_tls", settings.ports.smtp_tls),
    ]
    if settings.ports.incoming:
        wanted.append(("incoming", settings.ports.incoming))
    with contextlib.ExitStack() as undo:
        listeners = []
        for name, port in wanted:
            listeners.append(Listener(name, undo.enter_context(_bound(settings.host, port))))
        undo.pop_all()
        return listeners


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            reason = "another program has it. Stop that one, or write another port into the settings"
        else:
            reason = os.strerror(problem.errno or 0).lower()
        raise ListenerError(f"Port {port} on {host} cannot be used: {reason}.") from problem


def inherited(files: Mapping[str, int]) -> list[Listener]:
    """Return the listeners whose sockets another process bound; `files` are file descriptors by name.

    Raises:
        ListenerError: a name is none of ours, or a file is no socket.
    """
    unknown = files.keys() - set(NAMES)
    if unknown:
        raise ListenerError(f"There is no listener called {', '.join(sorted(unknown))}.")
    return [Listener(name, _opened(files[name])) for name in NAMES if name in files]


def _opened(file: int) -> socket.socket:
    try:
        return socket.socket(fileno=file)
    except OSError as problem:
        raise ListenerError(f"File descriptor {file} is not a listening socket.") from problem


class Service:
    """Serves `listeners` with `handler`; start and stop it on the loop that runs."""

    def __init__(self, handler: Handler, tls_context: ssl.SSLContext, listeners: list[Listener]) -> None:
        self._handler = handler
        self._tls_context = tls_context
        self._listeners = listeners
        self._servers: list[asyncio.Server | TlsDoor] = []

    async def start(self) -> None:
        """Begin to accept connections."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_unhandled)
        for listener in self._listeners:
            self._servers.append(await self._serve(loop, listener))
            host, port = listener.socket.getsockname()[:2]
            record(Event.LISTENING, name=listener.name, host=host, port=port)

    async def _serve(self, loop: asyncio.AbstractEventLoop, listener: Listener) -> asyncio.Server | TlsDoor:
        # RFC 8314 section 3.3
        implicit = listener.name == "smtp_tls"
        incoming = listener.name == "incoming"
        # Small commands and answers one after the other: Nagle's delay would cost 40 ms each.
        listener.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def session() -> SMTPSession:
            return SMTPSession(self._handler, loop, self._tls_context, incoming)

        if implicit:
            return TlsDoor(loop, listener.socket, self._tls_context, session)
        return await loop.create_server(session, sock=listener.socket, backlog=_BACKLOG)

    async def stop(self) -> None:
        """Stop accepting, let messages under way be kept (at most ten seconds), and end every connection."""
        for server in self._servers:
            server.close()
        sessions, emptied = self._handler.shared.sessions, self._handler.shared.emptied
        ending = [task for session in list(sessions) if (task := session.stop())]
        if ending:
            await asyncio.wait(ending, timeout=_GRACE)
        for session in list(sessions):
            session.stop(at_once=True)
        if sessions:
            emptied.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(emptied.wait(), _FAREWELL)
        for session in list(sessions):
            session.abort()
        record(Event.STOPPED, by="smtp")


def _unhandled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Note what no connection's own code caught: mostly peers that failed or gave up a handshake."""
    fault = context.get("exception")
    if isinstance(fault, ssl.SSLError | ConnectionError | TimeoutError):
        record(Event.TLS_FAILED, by="smtp", why=type(fault).__name__)
    else:
        loop.default_exception_handler(context)
