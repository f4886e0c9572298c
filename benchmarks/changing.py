"""What staying in step costs: one message arrives, and a program asks what is new, in mailboxes of three sizes.

One request does it all: `Email/changes`, `Email/get` of what was created, `Mailbox/changes`, `Mailbox/get` of what it
names. The arrival itself is not timed. Also told is the latest 50 right after an arrival, which must cost the same in
a mailbox of any size.
Usage: python -m benchmarks.changing [--sizes 1000,10000,100000] [--arrivals N]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.reading import LIST, Figure, Reader, fill
from db import directory, sessions
from db.accounts import Account
from db.delivery import deliver, prepare
from db.envelope import Envelope
from tests.support.inbox_process import inbox_program
from tests.support.postroom import Postroom


def main() -> None:
    """Measure each size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--arrivals", type=int, default=500)
    arguments = parser.parse_args()
    print(machine.description())
    print("messages  what             median ms   95 % ms    CPU ms")
    for size in (int(text) for text in arguments.sizes.split(",")):
        measure(size, arguments.arrivals)


def measure(size: int, arrivals: int) -> None:
    """Fill a fresh store with `size` messages, have more arrive, and follow them."""
    with tempfile.TemporaryDirectory() as folder:
        postroom = Postroom.in_folder(Path(folder) / "data")
        postroom.start()
        anna = postroom.account("anna")
        fill(postroom, anna, size)
        token, _ = sessions.create(postroom.store, anna.id, "benchmark", "127.0.0.1", 3600)
        with inbox_program(postroom) as running:
            reader = Reader(postroom, running.port, token, anna)
            follower = Follower(reader, anna)
            for name, ask in (("what is new", follower.follow), ("the latest 50", follower.latest)):
                figure = timed(ask, lambda: arrive(postroom, anna), arrivals, running.pid)
                print(f"{size:8}  {name:14} {figure.median:11.2f} {figure.high:9.2f} {figure.cpu:9.2f}", flush=True)
            reader.close()
        postroom.stop()


def arrive(postroom: Postroom, account: Account) -> None:
    """Keep one more message in the Inbox, durably."""
    found = directory.recipient(postroom.store, account.address)
    assert found is not None
    number = time.time_ns()
    content = (
        f"From: Ben <ben@project.com>\r\nSubject: News {number}\r\nMessage-ID: <{number}@project.com>\r\n\r\nHello.\r\n"
    )
    envelope = Envelope("ben@project.com", (found.recipient,), content.encode(), int(time.time()))
    postroom.store.run_tx(lambda tx: deliver(tx, [prepare(envelope)]))


class Follower:
    """A program that knows a state, and asks what came after it."""

    def __init__(self, reader: Reader, account: Account) -> None:
        self._reader, self._account = reader, f"A{account.id}"
        answer = reader.call([["Email/get", {"accountId": self._account, "ids": []}, "0"]])
        self._state: str = answer["methodResponses"][0][1]["state"]

    def follow(self) -> None:
        """Learn what one arrival changed."""
        since = {"accountId": self._account, "sinceState": self._state}
        calls = [
            ["Email/changes", since, "0"],
            ["Email/get", {**self._taken("#ids", "0", "Email/changes", "/created"), "properties": LIST}, "1"],
            ["Mailbox/changes", since, "2"],
            [
                "Mailbox/get",
                {
                    **self._taken("#ids", "2", "Mailbox/changes", "/updated"),
                    **self._taken("#properties", "2", "Mailbox/changes", "/updatedProperties"),
                },
                "3",
            ],
        ]
        emails, new, mailboxes, changed = (one[1] for one in self._reader.call(calls)["methodResponses"])
        if len(new["list"]) != 1 or len(changed["list"]) != 1 or emails["newState"] != mailboxes["newState"]:
            raise RuntimeError(f"one arrival was told as {emails} and {mailboxes}")
        self._state = emails["newState"]

    def latest(self) -> None:
        """Read the newest 50 of the Inbox."""
        found = self._reader.call([self._reader.query(), self._reader.get_list()])["methodResponses"][1][1]["list"]
        if len(found) != 50:
            raise RuntimeError(f"there are {len(found)} messages in the list")

    def _taken(self, name: str, call: str, method: str, path: str) -> dict[str, Any]:
        return {"accountId": self._account, name: {"resultOf": call, "name": method, "path": path}}


def timed(ask: Callable[[], None], before_each: Callable[[], None], times: int, pid: int) -> Figure:
    """Return what `ask` costs after each arrival; the processor time is the inbox server's."""
    seconds = []
    for _ in range(10):
        before_each()
        ask()
    cpu = machine.cpu_seconds(pid)
    for _ in range(times):
        before_each()
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    cpu = machine.cpu_seconds(pid) - cpu
    return Figure(statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000, cpu / times * 1000)


if __name__ == "__main__":
    main()
