"""What waiting for news costs: idle event sources, and the time from SMTP's 250 to the event.

The inbox server and the SMTP server are processes of their own; the listeners are real TLS connections of many
accounts, and one of them is told of mail that somebody submits, message by message.
Usage: python -m benchmarks.pushing [--listeners N] [--messages N] [--idle SECONDS]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import smtplib
import socket
import ssl
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from benchmarks import machine
from benchmarks.submission_server import child
from db import sessions
from db.accounts import Account
from tests.support.inbox_process import Inbox, inbox_program
from tests.support.postroom import PASSWORD, Postroom

PER_ACCOUNT = 50
MESSAGE = b"From: <ben@project.com>\r\nTo: <anna@project.com>\r\nSubject: News\r\n\r\nHere they are.\r\n"


def main() -> None:
    """Measure with one listener and with many, and print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--idle", type=float, default=20.0)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    print(machine.description())
    print("listeners  threads  MiB resident  KiB each  idle CPU %   250 to event: median ms   p95 ms   max ms")
    with tempfile.TemporaryDirectory() as folder:
        postroom = Postroom.in_folder(Path(folder) / "data")
        postroom.start()
        accounts = [postroom.account("anna"), postroom.account("ben")]
        accounts += [postroom.account(f"person{number}") for number in range(arguments.listeners // PER_ACCOUNT)]
        with smtp_server(postroom) as smtp_port, inbox_program(postroom) as inbox:
            alone = resident(inbox.pid)
            print(f"{0:9} {threads(inbox.pid):8} {alone / 2**20:13.1f} {'':9} {idle(inbox.pid, arguments.idle):10.2f}")
            with listening(postroom, inbox, accounts[:1], 1) as first:
                show(1, inbox, alone, arguments.idle, told(postroom, smtp_port, first, arguments.messages))
                with listening(postroom, inbox, accounts[2:], arguments.listeners - 1) as others:
                    figures = told(postroom, smtp_port, first, arguments.messages)
                    show(1 + len(others), inbox, alone, arguments.idle, figures)
        postroom.stop()


def show(listeners: int, inbox: Inbox, alone: int, idle_seconds: float, milliseconds: Sequence[float]) -> None:
    """Print one line."""
    memory = resident(inbox.pid)
    percent = idle(inbox.pid, idle_seconds)
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    print(
        f"{listeners:9} {threads(inbox.pid):8} {memory / 2**20:13.1f} {(memory - alone) / 1024 / listeners:9.1f}"
        f" {percent:10.2f} {statistics.median(milliseconds):26.2f} {p95:8.2f} {max(milliseconds):8.2f}",
        flush=True,
    )


@contextmanager
def smtp_server(postroom: Postroom) -> Iterator[int]:
    """Run the SMTP server on the store of `postroom` as a process of its own; gives its TLS port."""
    postroom.smtp.stop()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=child, args=(postroom.settings.data, False, there))
    server.start()
    try:
        yield here.recv()
    finally:
        here.send("stop")
        server.join()
        postroom.start_smtp()


@contextmanager
def listening(
    postroom: Postroom, inbox: Inbox, accounts: Sequence[Account], count: int
) -> Iterator[list[ssl.SSLSocket]]:
    """Open `count` event sources, at most `PER_ACCOUNT` for each account, each past its first event."""
    tokens = [sessions.create(postroom.store, one.id, "benchmark", "127.0.0.1", 3600)[0] for one in accounts]
    context = postroom.client_context()
    opened: list[ssl.SSLSocket] = []
    try:
        chosen = (tokens[number // PER_ACCOUNT] for number in range(count))
        opened.extend(event_source(inbox.port, context, token) for token in chosen)
        yield opened
    finally:
        for one in opened:
            one.close()


def event_source(port: int, context: ssl.SSLContext, token: str) -> ssl.SSLSocket:
    """Return a connection that listens and has read its first event."""
    found = context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
    request = (
        f"GET /jmap/events?types=*&closeafter=no&ping=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    found.sendall(request.encode())
    seen = b""
    while seen.count(b"\n\n") < 1:
        block = found.recv(4096)
        if not block:
            raise RuntimeError(f"no event source: {seen!r}")
        seen += block
    return found


def told(postroom: Postroom, port: int, first: Sequence[ssl.SSLSocket], messages: int) -> list[float]:
    """Submit `messages` to Anna, each after the last was told; return the milliseconds from 250 to the event."""
    events: Queue[float] = Queue()
    reader = threading.Thread(target=read_events, args=(first[0], messages, events))
    reader.start()
    found: list[float] = []
    with smtplib.SMTP_SSL("127.0.0.1", port, context=postroom.client_context()) as connection:
        connection.login("ben", PASSWORD)
        for _ in range(messages):
            connection.sendmail("ben@project.com", ["anna@project.com"], MESSAGE)
            accepted = time.perf_counter()
            # An event that came before the 250 was read took no time at all.
            found.append(max(0.0, events.get(timeout=30) - accepted) * 1000)
    reader.join()
    return found


def read_events(source: ssl.SSLSocket, count: int, events: Queue[float]) -> None:
    """Tell the time of each of the next `count` events."""
    for _ in range(count):
        seen = b""
        while not seen.endswith(b"\n\n"):
            seen += source.recv(4096)
        events.put(time.perf_counter())


def resident(pid: int) -> int:
    """Return the bytes of memory that the process has now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def threads(pid: int) -> int:
    """Return how many threads it has."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def idle(pid: int, seconds: float) -> float:
    """Return the percent of one processor that it uses while nothing happens."""
    before = machine.cpu_seconds(pid)
    time.sleep(seconds)
    return (machine.cpu_seconds(pid) - before) / seconds * 100


if __name__ == "__main__":
    main()
