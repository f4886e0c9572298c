"""Keeps mail in a process of its own: the store's work beside the event loop's, not in turn with it.

Python runs one thread at a time, and a thread that wants its turn back after each short SQL statement waits for most of
the time. So the SMTP server hands each message to this process over a socket pair and goes on; here the only thread
takes whatever waits, keeps it as one group, and answers. It is the server's mailroom, and goes when the server goes.

A message travels as a frame: two lengths of 4 bytes (of the facts, of the content), the facts as JSON, the content. An
answer is one line of JSON for a group: `[[number, name, copies] or [number, error, sentence], …]`.
"""

from __future__ import annotations

import argparse
import json
import logging
import select
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from db import errors
from db.database import Store
from db.envelope import Author, Envelope, Receipt, Recipient
from db.mailroom import MAX_GROUP, MAX_GROUP_BYTES, Outcome, keep

LENGTHS = struct.Struct("!II")

Frame = tuple[int, Envelope]


def pack(number: int, envelope: Envelope) -> list[bytes]:
    """Return the frame of a message, in pieces so that the content is not copied."""
    facts = json.dumps(
        [
            number,
            envelope.id,
            envelope.sender,
            [[one.account_id, one.mailbox_id] for one in envelope.recipients],
            envelope.received_at,
            [envelope.author.account_id, envelope.author.mailbox_id] if envelope.author else None,
            envelope.outside,
        ]
    ).encode()
    return [LENGTHS.pack(len(facts), len(envelope.content)) + facts, envelope.content]


def next_group(pipe: socket.socket) -> list[Frame]:
    """Wait for a frame and take it with whatever else has come, at most a group; empty once `pipe` is at its end.

    Each piece is received at its length, so that content is copied once. A frame that is cut short was not promised.
    """
    frames: list[Frame] = []
    size = 0
    while not frames or (len(frames) < MAX_GROUP and size < MAX_GROUP_BYTES and _has_more(pipe)):
        head = pipe.recv(LENGTHS.size, socket.MSG_WAITALL)
        if len(head) < LENGTHS.size:
            break
        facts_size, content_size = LENGTHS.unpack(head)
        facts = pipe.recv(facts_size, socket.MSG_WAITALL)
        content = pipe.recv(content_size, socket.MSG_WAITALL) if content_size else b""
        if len(facts) < facts_size or len(content) < content_size:
            break
        frames.append(_frame(json.loads(facts), content))
        size += content_size
    return frames


def _has_more(pipe: socket.socket) -> bool:
    return bool(select.select([pipe], [], [], 0)[0])


def _frame(facts: list[Any], content: bytes) -> Frame:
    number, envelope_id, sender, recipients, received_at, author, outside = facts
    whom = tuple(Recipient(*one) for one in recipients)
    by = Author(*author) if author else None
    return number, Envelope(sender, whom, content, received_at, by, envelope_id, tuple(outside))


def answers(numbers: list[int], outcomes: list[Outcome]) -> bytes:
    """Return the line that tells what became of a group."""
    told = [
        [number, outcome.name, outcome.copies]
        if isinstance(outcome, Receipt)
        else [number, type(outcome).__name__, str(outcome) if isinstance(outcome, errors.StoreError) else ""]
        for number, outcome in zip(numbers, outcomes, strict=True)
    ]
    return json.dumps(told).encode() + b"\n"


def run(store: Store, pipe: socket.socket) -> None:
    """Keep what comes over `pipe` until its other end is closed and everything that came is answered."""
    while frames := next_group(pipe):
        pipe.sendall(answers([number for number, _ in frames], keep(store, [one for _, one in frames])))


def main(argv: list[str] | None = None) -> int:
    """Run as a child of the SMTP server."""
    parser = argparse.ArgumentParser(prog="python -m server.keeper", description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--store-size", type=int, default=0)
    parser.add_argument("--fd", type=int, required=True)
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # The server decides when to stop; a Ctrl-C in the terminal reaches the whole group of processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    store = Store(arguments.store, arguments.store_size)
    try:
        with socket.socket(fileno=arguments.fd) as pipe:
            run(store, pipe)
    except ConnectionError:
        return 0  # the server was killed: what was not answered was not promised
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
