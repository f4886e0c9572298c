"""How long reading takes: the latest 50 messages of mailboxes of three sizes, and one body, over kept HTTPS.

The real inbox server in a process of its own, one JMAP program on one connection. Told are medians and 95th percentiles
as the program sees them, the server's processor time for each request, and its memory. Then the programs for search,
for changes after an arrival, and for idle event sources run, unless --lists was given.
Usage: python -m benchmarks.reading [--sizes 1000,10000,100000] [--requests N] [--lists]
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from db import directory, sessions
from db.accounts import Account
from db.envelope import Envelope
from db.mailroom import Mailroom, Outcome
from tests.support.inbox_process import inbox_program
from tests.support.postroom import Postroom

LIST = [
    "id",
    "threadId",
    "mailboxIds",
    "keywords",
    "from",
    "to",
    "subject",
    "receivedAt",
    "size",
    "preview",
    "hasAttachment",
]
USING = ["urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One kind of request: milliseconds at the median and at the 95th percentile, server's CPU milliseconds each."""

    median: float
    high: float
    cpu: float


def main() -> None:
    """Measure each size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--lists", action="store_true", help="only the lists and a body")
    arguments = parser.parse_args()
    print(machine.description())
    print("messages  what         median ms   95 % ms    CPU ms   server MiB")
    for size in (int(text) for text in arguments.sizes.split(",")):
        measure(size, arguments.requests)
    if not arguments.lists:
        for program in ("searching", "changing"):
            run(program, "--sizes", arguments.sizes)
        run("pushing")


def run(program: str, *words: str) -> None:
    """Run another of these programs to its end, in a process of its own."""
    print(f"\nbenchmarks.{program}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{program}", *words], check=True)


def measure(size: int, requests: int) -> None:
    """Fill a fresh store with `size` messages and read from it."""
    with tempfile.TemporaryDirectory() as folder:
        postroom = Postroom.in_folder(Path(folder) / "data")
        postroom.start()
        anna = postroom.account("anna")
        fill(postroom, anna, size)
        token, _ = sessions.create(postroom.store, anna.id, "benchmark", "127.0.0.1", 3600)
        with inbox_program(postroom) as running:
            reader = Reader(postroom, running.port, token, anna)
            latest = reader.call([reader.query(), reader.get_list()])
            newest = latest["methodResponses"][0][1]["ids"][0]
            for name, calls in (
                ("latest 50", [reader.query(), reader.get_list()]),
                ("one body", [reader.get_body(newest)]),
            ):
                figure = reader.time(calls, requests, running.pid)
                memory = machine.peak_memory(running.pid) / 2**20
                print(
                    f"{size:8}  {name:10} {figure.median:11.2f} {figure.high:9.2f} {figure.cpu:9.2f} {memory:12.0f}",
                    flush=True,
                )
            reader.close()
        postroom.stop()


def fill(postroom: Postroom, account: Account, size: int, body: Callable[[int], str] = lambda _: "word " * 150) -> None:
    """Deliver `size` messages through the one door; `body` gives the text of each by its number."""
    found = directory.recipient(postroom.store, account.address)
    assert found is not None
    mailroom, left, done = Mailroom(postroom.store), [size], threading.Event()

    def settle(pairs: Sequence[tuple[Any, Outcome]]) -> None:
        left[0] -= len(pairs)
        if left[0] == 0:
            done.set()

    mailroom.start()
    now = int(time.time())
    for number in range(size):
        content = (
            f"From: Ben {number % 50} <ben{number % 50}@project.com>\r\nTo: <{account.address}>\r\n"
            f"Subject: Report {number}\r\nMessage-ID: <{number}@project.com>\r\n"
            f"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nHello,\r\n\r\nhere is number {number}.\r\n{body(number)}\r\n"
        )
        envelope = Envelope("ben@project.com", (found.recipient,), content.encode(), now - size + number)
        mailroom.submit(envelope, number, settle)
    done.wait()
    mailroom.stop()


class Reader:
    """One JMAP program on one kept connection."""

    def __init__(
        self, postroom: Postroom, port: int, token: str, account: Account, using: Sequence[str] = USING
    ) -> None:
        self._connection = http.client.HTTPSConnection("127.0.0.1", port, context=postroom.client_context())
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._token, self._using = token, list(using)
        self.account = f"A{account.id}"
        mailboxes = self.call([["Mailbox/get", {"accountId": self.account, "ids": None}, "0"]])
        rows = mailboxes["methodResponses"][0][1]["list"]
        self.inbox = next(row["id"] for row in rows if row["role"] == "inbox")

    def query(self) -> list[Any]:
        """The newest 50 of the Inbox."""
        newest = [{"property": "receivedAt", "isAscending": False}]
        arguments = {"filter": {"inMailbox": self.inbox}, "sort": newest, "limit": 50, "calculateTotal": True}
        return ["Email/query", {"accountId": self.account, **arguments}, "0"]

    def get_list(self) -> list[Any]:
        """What a list shows of the messages that the query found."""
        ids = {"resultOf": "0", "name": "Email/query", "path": "/ids"}
        return ["Email/get", {"accountId": self.account, "#ids": ids, "properties": LIST}, "1"]

    def get_body(self, message_id: str) -> list[Any]:
        """One whole message as text."""
        wanted = {"properties": ["textBody", "bodyValues"], "fetchTextBodyValues": True}
        return ["Email/get", {"accountId": self.account, "ids": [message_id], **wanted}, "0"]

    def call(self, calls: list[Any]) -> dict[str, Any]:
        """Return the answer to one request."""
        fields = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request("POST", "/jmap/api", json.dumps({"using": self._using, "methodCalls": calls}), fields)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body!r}")
        found: dict[str, Any] = json.loads(body)
        return found

    def time(self, calls: list[Any], requests: int, pid: int) -> Figure:
        """Return what `requests` of these calls cost."""
        for _ in range(20):
            self.call(calls)
        before, seconds = machine.cpu_seconds(pid), []
        for _ in range(requests):
            started = time.perf_counter()
            self.call(calls)
            seconds.append(time.perf_counter() - started)
        cpu = machine.cpu_seconds(pid) - before
        high = statistics.quantiles(seconds, n=20)[-1]
        return Figure(statistics.median(seconds) * 1000, high * 1000, cpu / requests * 1000)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


if __name__ == "__main__":
    main()
