"""What the command line says, as one value that `client/__main__.py` hands to the window."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Arguments:
    """`server` is a server address or an invitation link as typed, "" when none was given.

    `ca` is a file with the server's CA certificate to trust, `address` the address to sign in with ("" when
    none), `folder` where the client keeps its settings, pins and outboxes. Whoever starts it may want `ready` written
    into the file descriptor `ready_fd` once a window is open.
    """

    server: str
    ca: Path | None
    address: str
    folder: Path
    ready_fd: int | None = None


def config_folder(environ: Mapping[str, str]) -> Path:
    """`$XDG_CONFIG_HOME/postroom`, else `~/.config/postroom`; relative values are ignored as the XDG rules
    ask.
    """
    chosen = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (chosen if chosen.is_absolute() else Path.home() / ".config") / "postroom"


def parse_arguments(argv: Sequence[str], environ: Mapping[str, str]) -> Arguments:
    """The arguments without the program's name. Exits with 2 and one sentence when they are wrong (argparse)."""
    parser = argparse.ArgumentParser(prog="python -m client", description="Postroom's window: read and write mail.")
    parser.add_argument(
        "server",
        nargs="?",
        default="",
        metavar="LINK-or-SERVER",
        help="an invitation link (postroom://…) or a server address, for example localhost:1443",
    )
    parser.add_argument("--ca", type=Path, metavar="FILE", help="the server's CA certificate (PEM) to trust")
    parser.add_argument("--address", default="", metavar="ADDRESS", help="the address to sign in with")
    parser.add_argument("--config", type=Path, metavar="DIR", help="the folder for settings and outboxes")
    parser.add_argument("--ready-fd", type=int, metavar="N", help="where to write a line once a window is open")
    given = parser.parse_args(argv)
    return Arguments(
        server=given.server,
        ca=given.ca,
        address=given.address,
        folder=given.config or config_folder(environ),
        ready_fd=given.ready_fd,
    )
