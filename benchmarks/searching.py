"""How long search takes: words in 10, 1,000 and all of the messages, in mailboxes of three sizes, over kept HTTPS.

The index is filled as the courier does it, and how long that takes is told too.
Usage: python -m benchmarks.searching [--sizes 1000,10000,100000] [--requests N]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.reading import USING, Reader, fill
from db import sessions
from db.database import Store
from db.search_file import beside
from db.search_following import Following
from db.search_index import SearchIndex
from tests.support.inbox_process import inbox_program
from tests.support.postroom import Postroom
from webserver.jmap.capabilities import SEARCH

_WORDS = 30_000
_SEED = 7


def main() -> None:
    """Measure each size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--requests", type=int, default=50)
    arguments = parser.parse_args()
    print(machine.description())
    for size in (int(text) for text in arguments.sizes.split(",")):
        measure(size, arguments.requests)


class Letters:
    """The bodies of messages: words as often as in a language, and some in exactly so many of them."""

    def __init__(self, size: int) -> None:
        self._random = random.Random(_SEED)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words = ["".join(self._random.choices(letters, k=self._random.randint(3, 9))) for _ in range(_WORDS)]
        self._weights = [1 / number for number in range(1, _WORDS + 1)]
        self._size = size

    def body(self, number: int) -> str:
        """Return the body of the message `number`."""
        seldom = [f"in{count}" for count in (10, 1000) if number % max(1, self._size // count) == 0]
        return " ".join(["everywhere", *seldom, *self._random.choices(self._words, self._weights, k=150)])


def measure(size: int, requests: int) -> None:
    """Fill a fresh store and its index, and search in it."""
    with tempfile.TemporaryDirectory() as folder:
        postroom = Postroom.in_folder(Path(folder) / "data")
        postroom.start()
        anna = postroom.account("anna")
        letters = Letters(size)
        fill(postroom, anna, size, letters.body)
        started = time.perf_counter()
        index(postroom.store)
        seconds, megabytes = time.perf_counter() - started, beside(postroom.store.path).stat().st_size / 2**20
        print(f"{size} messages: indexed in {seconds:.1f} s ({size / seconds:.0f} messages/s), {megabytes:.0f} MiB")
        token, _ = sessions.create(postroom.store, anna.id, "benchmark", "127.0.0.1", 3600)
        with inbox_program(postroom) as running:
            reader = Reader(postroom, running.port, token, anna, [*USING, SEARCH])
            for name, where in cases(reader.inbox).items():
                figure = reader.time([search(reader.account, where)], requests, running.pid)
                print(f"{size:8}  {name:34} {figure.median:9.2f} {figure.high:9.2f} {figure.cpu:9.2f}", flush=True)
            reader.close()
        postroom.stop()


def cases(inbox: str) -> dict[str, Any]:
    """What is searched for, by name."""
    found: dict[str, Any] = {}
    for word in ("in10", "in1000", "everywhere"):
        found[f"{word}, account"] = {"text": word}
        found[f"{word}, mailbox"] = {"text": word, "inMailbox": inbox}
        found[f"{word}, mailbox, unread"] = {"text": word, "inMailbox": inbox, "notKeyword": "$seen"}
        found[f"{word}, account, without attachment"] = {"text": word, "hasAttachment": False}
    found["in1000 and everywhere, account"] = {"text": "in1000 everywhere"}
    found["phrase, account"] = {"text": '"everywhere in1000"'}
    found["ev*, account"] = {"text": "ev*"}
    found["typed"] = {"words": "from:ben everywhere -in10 is:unread"}
    return found


def search(account: str, where: Any) -> list[Any]:
    """The newest 50 of what is found."""
    return ["Email/query", {"accountId": account, "filter": where, "limit": 50}, "0"]


def index(store: Store) -> None:
    """Fill the index, on a thread as in the courier."""
    opened = SearchIndex(beside(store.path))
    thread = threading.Thread(target=Following(store, opened).follow, args=[lambda: False])
    thread.start()
    thread.join()
    opened.close()


if __name__ == "__main__":
    main()
