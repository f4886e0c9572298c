"""A light program that submits mail over TLS: many connections on one event loop, commands pipelined (RFC 2920).

It runs in a process of its own, so that its cost is not the server's. Both share the machine's cores all the same, so
it does little: it counts the replies it waits for and looks at nothing but their first digits.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import uvloop

from certs.contexts import client_context

_LINE = b"The quick brown fox jumps over the lazy dog, again and again, all day.\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """`messages` of `size` bytes over `connections` at once, `per_connection` on each before it is made anew."""

    port: int
    ca: str
    sender: str
    recipient: str
    password: str
    size: int
    messages: int
    connections: int
    per_connection: int


def run(load: Load) -> float:
    """Send it all, and return the seconds it took."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(load))


async def _run(load: Load) -> float:
    context = client_context(ca=Path(load.ca))
    left = [load.messages]
    started = time.perf_counter()
    await asyncio.gather(*(_sender(load, context, left) for _ in range(load.connections)))
    return time.perf_counter() - started


async def _sender(load: Load, context: ssl.SSLContext, left: list[int]) -> None:
    loop = asyncio.get_running_loop()
    while left[0] > 0:
        done: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(partial(_Peer, load, left, done), "127.0.0.1", load.port, ssl=context)
        await done


class _Peer(asyncio.Protocol):
    """One connection: greeting, EHLO, AUTH, then messages, then QUIT; each step begins with the last reply of the one
    before it."""

    def __init__(self, load: Load, left: list[int], done: asyncio.Future[None]) -> None:
        self._load, self._left, self._done = load, left, done
        self._sent = 0
        self._received = b""
        self._next: Callable[[], None] = self._greet
        self._replies = 1
        plain = b64encode(f"\0{load.sender}\0{load.password}".encode())
        self._auth = b"AUTH PLAIN " + plain + b"\r\n"
        self._begin = f"MAIL FROM:<{load.sender}>\r\nRCPT TO:<{load.recipient}>\r\nDATA\r\n".encode()
        self._head = f"From: <{load.sender}>\r\nTo: <{load.recipient}>\r\nSubject: Figures of today\r\n".encode()
        self._head += b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        self._head += b"Content-Type: text/plain; charset=utf-8\r\n"
        self._body = (_LINE * (load.size // len(_LINE) + 1))[: load.size] + b"\r\n.\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        *lines, self._received = (self._received + data).split(b"\r\n")
        for line in lines:
            if line[:1] not in b"23":
                self._fail(RuntimeError(f"refused: {line!r}"))
            elif line[3:4] != b"-":
                self._replies -= 1
                if not self._replies:
                    self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server has closed the connection"))

    def _fail(self, problem: Exception) -> None:
        if not self._done.done():
            self._done.set_exception(problem)
        self._transport.abort()

    def _step(self, said: list[bytes], replies: int, then: Callable[[], None]) -> None:
        self._replies, self._next = replies, then
        self._transport.writelines(said)

    def _greet(self) -> None:
        self._step([b"EHLO load.example\r\n"], 1, self._sign_in)

    def _sign_in(self) -> None:
        self._step([self._auth], 1, self._envelope)

    def _envelope(self) -> None:
        if self._left[0] <= 0 or self._sent == self._load.per_connection:
            self._step([b"QUIT\r\n"], 1, self._end)
            return
        self._left[0] -= 1
        self._sent += 1
        self._step([self._begin], 3, self._content)

    def _content(self) -> None:
        identity = b"Message-ID: <%d.%d.%d@load.example>\r\n\r\n" % (id(self), self._left[0], time.time_ns())
        self._step([self._head + identity, self._body], 1, self._envelope)

    def _end(self) -> None:
        if not self._done.done():
            self._done.set_result(None)
        self._transport.close()
