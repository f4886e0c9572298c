"""The account that Postroom itself writes from, as other accounts see it: nobody changes it, also no admin.

Without it, or with somebody else in it, Postroom could not prove at its start that mail flows.
"""

from __future__ import annotations

from db.address import split
from db.errors import Refused

NAME = "postroom"
"""Its name; nobody can register it (`db.address`)."""


def is_it(address: str) -> bool:
    """Return whether this is its address."""
    return split(address)[0] == NAME


def check_other(address: str) -> None:
    """Accept every other account to be changed. Raises Refused."""
    if is_it(address):
        raise Refused("Postroom itself writes from this account: it stays as it is.")
