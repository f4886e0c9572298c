"""A child program for the supervisor's tests: it answers each connection with its process id.

Takes the same arguments as the servers. Files in the data folder tell it to misbehave: `fails`, `never-ready`,
`stubborn` (ignores SIGTERM). On SIGTERM it adds the name of its first listener to the file `ended`.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--listen", action="append")
    parser.add_argument("--ready-fd", type=int)
    given = parser.parse_args()
    if (given.data / "fails").exists():
        print("The disk is on fire.", file=sys.stderr)
        sys.exit(2)
    name, _, handle = given.listen[0].partition("=")
    signal.signal(signal.SIGTERM, lambda *_: end(given.data, name))
    if (given.data / "stubborn").exists():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if not (given.data / "never-ready").exists():
        os.write(given.ready_fd, b"ready\n")
        os.close(given.ready_fd)
    print(f"{name} runs", file=sys.stderr, flush=True)
    listener = socket.socket(fileno=int(handle))
    while True:
        peer, _ = listener.accept()
        with peer:
            peer.sendall(str(os.getpid()).encode())


def end(data: Path, name: str) -> None:
    with (data / "ended").open("a") as file:
        file.write(f"{name}\n")
    sys.exit(0)


if __name__ == "__main__":
    main()
