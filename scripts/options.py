"""The options of `scripts/start` and `scripts/serve`, read once into a frozen value.

Read before anything is installed, so that a wrong option is told at once; standard library only.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_EPILOG = """\
What the servers keep is in the data folder: settings.toml, the store, the certificates, the logs.
Without --data it is $XDG_DATA_HOME/postroom or ~/.local/share/postroom.
"""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for; None where nothing was said."""

    data: Path
    headless: bool = False
    domain: str | None = None
    host: str | None = None
    auto_ports: bool = False
    admin_password_file: Path | None = None
    demo: bool = False
    ready: Path | None = None
    verbose: bool = False

    def window(self, environ: Mapping[str, str]) -> bool:
        """Return whether the desktop window is to open: not refused, and there is a display."""
        return not self.headless and bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def read_start(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options:
    """Return the options of `scripts/start`; a wrong one ends the program with status 2 and a sentence."""
    purpose = "Set up what is missing, start Postroom, and prove that mail flows."
    parser = _parser("scripts/start", purpose, environ)
    add = parser.add_argument
    add("--headless", action="store_true", help="servers only, no desktop window")
    add("--domain", metavar="NAME", type=_domain, help="domain of the addresses (first start: project.com)")
    add("--host", metavar="ADDRESS", type=_host, help="address to listen on (first start: 127.0.0.1)")
    add("--ports", choices=["auto"], help="take free ports where the set ones are taken")
    add("--admin-password-file", metavar="FILE", type=_path, help="holds the first admin's password")
    add("--demo", action="store_true", help="add the accounts anna and ben with a hundred messages each")
    add("--ready", metavar="FILE", type=_path, help="write how to connect to FILE (JSON) once mail flows")
    found = parser.parse_args(arguments)
    return Options(
        data=found.data, headless=found.headless, domain=found.domain, host=found.host,
        auto_ports=found.ports == "auto", admin_password_file=found.admin_password_file, demo=found.demo,
        ready=found.ready, verbose=found.verbose,
    )  # fmt: skip


def read_serve(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options:
    """Return the options of `scripts/serve`."""
    found = _parser("scripts/serve", "Run the servers in the foreground.", environ).parse_args(arguments)
    return Options(data=found.data, headless=True, verbose=found.verbose)


def default_data(environ: Mapping[str, str]) -> Path:
    """Return the data folder of a person who names none (XDG Base Directory Specification)."""
    home = Path(environ.get("HOME") or Path.home())
    base = Path(environ.get("XDG_DATA_HOME") or "")
    # The specification: a relative path in the variable is to be ignored.
    return (base if base.is_absolute() else home / ".local" / "share") / "postroom"


def _parser(program: str, purpose: str, environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program, description=purpose, epilog=_EPILOG, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = parser.add_argument
    add("--data", metavar="DIR", type=_path, default=default_data(environ), help="the data folder")
    add("--verbose", action="store_true", help="show what the servers log")
    return parser


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("a path is needed")
    # Such bytes come as lone surrogates, which no message, log or JSON file can tell of.
    if re.search("[\ud800-\udfff]", text):
        raise argparse.ArgumentTypeError("the path has bytes in it that are not UTF-8 text")
    return Path(text).expanduser().absolute()


def _host(text: str) -> str:
    try:
        # Python takes any text for the zone behind a percent sign, and no certificate can have one.
        return str(ipaddress.ip_address("127.0.0.1" if text == "localhost" else text.replace("%", " ")))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an IP address like 127.0.0.1 or 0.0.0.0") from None


def _domain(text: str) -> str:
    domain = text.lower().rstrip(".")
    labels = domain.split(".")
    # RFC 3696 section 2: a name whose last label is all digits would be taken for an address.
    # https://www.rfc-editor.org/rfc/rfc3696#section-2
    if len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a domain name like project.com")
    return domain
