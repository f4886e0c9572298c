"""How the inbox server is started: its command line, its data folder, its listening socket, its word that it runs."""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.settings import Settings

_BACKLOG = 1024


class CannotStart(Exception):
    """Something that is needed is not there; the text is one plain sentence with what to do."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """`listen` is an inherited listening socket, `ready` where to say that it is served; both are descriptors."""

    data: Path
    listen: int | None
    ready: int | None


def read(words: Sequence[str], environ: Mapping[str, str]) -> Arguments:
    """Return what `words` say; ends the program with a sentence when they are not understood."""
    parser = argparse.ArgumentParser(prog="python -m webserver", description="Postroom's inbox server.")
    parser.add_argument("--data", type=Path, default=_data(environ), metavar="DIR", help="the data folder")
    parser.add_argument("--listen", type=_descriptor, metavar="https=FD", help="a bound socket to serve")
    parser.add_argument("--ready-fd", type=int, metavar="N", help="where to write a line once connections are accepted")
    found = parser.parse_args(words)
    return Arguments(found.data, found.listen, found.ready_fd)


def settings_in(data: Path, settings: Settings) -> Settings:
    """Return `settings` when there is a data folder for them. Raises CannotStart."""
    if not data.is_dir():
        raise CannotStart(f"There is no data folder {data}. Run scripts/start once, which makes it.")
    return settings


def listener(arguments: Arguments, settings: Settings) -> socket.socket:
    """Return the bound socket to serve: the inherited one, or the one that the settings ask for. Raises CannotStart."""
    if arguments.listen is not None:
        try:
            return socket.socket(fileno=arguments.listen)
        except OSError as problem:
            raise CannotStart(f"--listen https={arguments.listen} is no socket: {problem.strerror}.") from problem
    try:
        return _bound(settings.host, settings.ports.https)
    except OSError as problem:
        raise CannotStart(
            f"Port {settings.ports.https} on {settings.host} cannot be opened: {problem.strerror}. "
            f"Free it, or change https under [ports] in {settings.file}."
        ) from problem


def say_ready(arguments: Arguments) -> None:
    """Tell whoever started this program that connections are accepted."""
    if arguments.ready is not None:
        with os.fdopen(arguments.ready, "wb") as pipe:
            pipe.write(b"ready\n")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both)


def _data(environ: Mapping[str, str]) -> Path:
    home = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / "postroom"


def _descriptor(text: str) -> int:
    name, _, number = text.partition("=")
    if name != "https":
        raise argparse.ArgumentTypeError(f"there is no listener called {name!r}, only https")
    return int(number)
