"""Who has a TCP port of this machine, as far as Linux tells: the program, its process id, or at least its user.

Reads /proc only. Another user's processes can be looked into by root alone; then the socket's user is known.
"""

from __future__ import annotations

import contextlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class Listening:
    """One listening socket of a table: its port, user id, and inode (what links it to a process)."""

    port: int
    uid: int
    inode: str


def listening(table: str) -> list[Listening]:
    """Return the listening sockets in the text of /proc/net/tcp or /proc/net/tcp6."""
    found = []
    for line in table.splitlines()[1:]:
        words = line.split()
        if len(words) > 9 and words[3] == _LISTENING:
            found.append(Listening(int(words[1].rpartition(":")[2], 16), int(words[7]), words[9]))
    return found


def owner(port: int, proc: Path = Path("/proc")) -> str:
    """Return who listens on `port`: "nginx (process 812)", "a program of user www-data", or "another program"."""
    for table in ("net/tcp", "net/tcp6"):
        try:
            sockets = listening((proc / table).read_text(encoding="ascii"))
        except OSError:
            continue
        for socket in sockets:
            if socket.port == port:
                return _process_with(socket.inode, proc) or f"a program of user {_user(socket.uid)}"
    return "another program"


def _process_with(inode: str, proc: Path) -> str | None:
    target = f"socket:[{inode}]"
    for process in proc.glob("[0-9]*"):
        try:
            if _has_open(process, target):
                return f"{_program(process)} (process {process.name})"
        except OSError:
            # Somebody else's process, or one that has just ended.
            continue
    return None


def _has_open(process: Path, target: str) -> bool:
    for handle in list((process / "fd").iterdir()):
        # A busy server closes one while the next is looked at; among our own is the one that listed them.
        with contextlib.suppress(FileNotFoundError):
            if os.readlink(handle) == target:
                return True
    return False


def _program(process: Path) -> str:
    """Return a process's name; of an interpreter, also what it runs (`python -m http.server`)."""
    words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    # A program given as an argument has lines of its own: one short line is enough to know it by.
    shown = " ".join([name, *_what_it_runs(words[1:])]).split()
    return " ".join(shown)[:60] if name.startswith("python") else name


def _what_it_runs(words: list[str]) -> list[str]:
    """Return the first two words behind the interpreter's own options, some of which take a word more."""
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c"):
        rest = rest[2:] if rest[0] in ("-X", "-W") else rest[1:]
    return rest[:2]


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
