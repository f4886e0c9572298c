"""Messages a second through the door: TLS, signed in, each durable on disk before its 250.

Every case runs against the server, against the same process that drops the message, and against one that only appends
it to a file and flushes, in turn; told are medians, and the first and the third as a fraction of the second: the third
is what no way of keeping mail can pass. The server is one that has run for a while: the log file of its store has its
full size, so that commits write over it; while it still grows, each flush takes half as long again.

Usage: python -m benchmarks.submission [--rounds N] [--scale X]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from benchmarks import machine
from benchmarks.load import Load, run
from benchmarks.submission_server import Kind, child
from tests.support.postroom import PASSWORD, Postroom

_WAL = 64 * 1000 * 1000
CASES = [(size, connections, many) for size in (1024, 100 * 1024) for connections in (1, 10, 50) for many in (1, 1000)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One run: messages a second, the server's processor milliseconds a message, its peak memory in MiB."""

    rate: float
    cpu: float
    memory: float


def main() -> None:
    """Run every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="how many messages, as a factor")
    arguments = parser.parse_args()
    print(machine.description(), f"store in {tempfile.gettempdir()}", sep=", ")
    print("  size conn. a conn.   kept/s dropped/s fraction  limit  CPU ms   MiB")
    for size, connections, many in CASES:
        count = int(arguments.scale * (4000 if size < 10_000 else 1200) / (1 if many > 1 else 4))
        rounds = [
            {kind: measure(size, connections, many, count, kind) for kind in get_args(Kind)}
            for _ in range(arguments.rounds)
        ]
        kept = statistics.median(one["keep"].rate for one in rounds)
        dropped = statistics.median(one["drop"].rate for one in rounds)
        fraction = statistics.median(one["keep"].rate / one["drop"].rate for one in rounds)
        limit = statistics.median(one["flush"].rate / one["drop"].rate for one in rounds)
        cpu = statistics.median(one["keep"].cpu for one in rounds)
        memory = max(one["keep"].memory for one in rounds)
        print(
            f"{size:6} {connections:5} {'many' if many > 1 else 'one':>7} {kept:8.0f} {dropped:9.0f} {fraction:8.2f}"
            f" {limit:6.2f} {cpu:7.3f} {memory:5.0f}",
            flush=True,
        )


def measure(size: int, connections: int, many: int, count: int, kind: Kind) -> Figure:
    """Run one case once, on a fresh store."""
    with tempfile.TemporaryDirectory() as folder:
        postroom = Postroom.in_folder(Path(folder) / "data")
        postroom.start()
        postroom.account("anna")
        postroom.account("ben")
        postroom.stop()
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=child, args=(postroom.settings.data, kind, there))
        server.start()
        port = here.recv()
        load = Load(
            port,
            str(postroom.certificates.ca_certificate),
            "anna@project.com",
            "ben@project.com",
            PASSWORD,
            size,
            count,
            connections,
            many,
        )
        warm_up = replace(load, messages=max(100, connections))
        wal = postroom.settings.store.with_name(f"{postroom.settings.store.name}-wal")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            pool.submit(run, warm_up).result()
            while kind == "keep" and wal.stat().st_size < _WAL:
                pool.submit(run, replace(warm_up, connections=1, per_connection=1000)).result()
            before = machine.cpu_seconds(server.pid or os.getpid())
            seconds = pool.submit(run, load).result()
            used = machine.cpu_seconds(server.pid or os.getpid()) - before
            memory = machine.peak_memory(server.pid or os.getpid())
        here.send("stop")
        server.join()
        return Figure(count / seconds, used / count * 1000, memory / 2**20)


if __name__ == "__main__":
    main()
