"""A light program that submits mail over TLS: many connections on one event loop, commands pipelined (RFC 2920).

It runs in a process of its own, so that its cost is not the server's.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import uvloop

from certs.contexts import client_context


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
    head = f"From: <{load.sender}>\r\nTo: <{load.recipient}>\r\nSubject: Figures of today\r\n"
    head += "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    line = "The quick brown fox jumps over the lazy dog, again and again, all day.\r\n"
    body = (line * (load.size // len(line) + 1))[: load.size]
    begin = f"MAIL FROM:<{load.sender}>\r\nRCPT TO:<{load.recipient}>\r\nDATA\r\n".encode()
    while left[0] > 0:
        reader, writer = await asyncio.open_connection("127.0.0.1", load.port, ssl=context)
        await _expect(reader, b"220", 1)
        writer.write(b"EHLO load.example\r\n")
        await _last_line(reader)
        plain = b64encode(f"\0{load.sender}\0{load.password}".encode()).decode()
        writer.write(f"AUTH PLAIN {plain}\r\n".encode())
        await _expect(reader, b"235", 1)
        for _ in range(load.per_connection):
            if left[0] <= 0:
                break
            left[0] -= 1
            identity = f"Message-ID: <{id(writer)}.{left[0]}.{time.time_ns()}@load.example>\r\n\r\n"
            writer.write(begin)
            await _expect(reader, b"250", 2)
            await _expect(reader, b"354", 1)
            writer.write(f"{head}{identity}{body}\r\n.\r\n".encode())
            await _expect(reader, b"250", 1)
        writer.write(b"QUIT\r\n")
        await _expect(reader, b"221", 1)
        writer.close()


async def _expect(reader: asyncio.StreamReader, code: bytes, count: int) -> None:
    for _ in range(count):
        line = await reader.readline()
        if not line.startswith(code):
            raise RuntimeError(f"expected {code.decode()}, got {line!r}")


async def _last_line(reader: asyncio.StreamReader) -> None:
    while (await reader.readline())[3:4] == b"-":
        continue
