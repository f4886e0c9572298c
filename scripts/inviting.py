"""`postroom invite`: a link, and its QR code, that let people make an account and verify this server from the first
moment.

For the admin of this machine, on the store itself; the servers may run meanwhile.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from certs.authority import fingerprint
from certs.files import CertificateFiles
from db import accounts, invitations, registration
from db.errors import StoreError
from db.settings import Settings
from db.settings_checks import SettingsError
from scripts import qr_code
from scripts.connecting import Connecting
from scripts.console import Console
from scripts.errors import StartError
from scripts.installation import existing
from scripts.options import default_data

_DAY = 24 * 60 * 60
_MOST_USES, _MOST_DAYS = 1000, 90


def main(arguments: Sequence[str]) -> int:
    """Make an invitation; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="postroom invite", description="Make an invitation: a link and its QR code.", allow_abbrev=False
    )
    add = parser.add_argument
    add("--data", metavar="DIR", type=Path, default=default_data(os.environ), help="the data folder")
    add("--uses", metavar="N", type=_up_to(_MOST_USES), default=1, help="accounts that it may make (1)")
    add("--days", metavar="N", type=_up_to(_MOST_DAYS), default=7, help="how long it is good for (7)")
    add("--host", metavar="NAME", default="", help="name or address at which others reach this machine")
    found = parser.parse_args(arguments)
    console = Console()
    try:
        link = _invitation(found.data, found.host, found.uses, found.days)
    except (StartError, SettingsError, StoreError) as problem:
        console.problem(problem if isinstance(problem, StartError) else StartError(str(problem)))
        return 1
    people = "one person" if found.uses == 1 else f"{found.uses} people"
    console.text(f"For {people}, within {found.days} day{'' if found.days == 1 else 's'}:\n\n{link}\n")
    console.text(qr_code.in_text(link))
    return 0


def _invitation(data: Path, host: str, uses: int, days: int) -> str:
    with existing(data, os.environ) as (settings, store):
        if registration.mode(store, settings) == "closed":
            sentence = "Registration is closed: an invitation would not help."
            chosen = registration.chosen(store) is not None
            place = "on the page Accounts of the web area" if chosen else f"in {settings.file}"
            raise StartError(sentence, f"Set registration {place} first.")
        admin = next(iter(accounts.admins(store)), None)
        where = Connecting(settings, _fingerprint(settings), admin.address if admin else "")
        code = invitations.create(store, admin.id if admin else None, uses, days * _DAY)
    return where.link(host or where.elsewhere, code)


def _fingerprint(settings: Settings) -> str:
    file = CertificateFiles(settings.certificates).ca_certificate
    try:
        return fingerprint(file.read_bytes())
    except OSError as problem:
        raise StartError(f"The certificate of the CA cannot be read from {file}: {problem.strerror}.") from None


def _up_to(most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
            raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to {most}")
        return int(text)

    return number
