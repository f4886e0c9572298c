"""Who signed in with a password a short while ago gets in again at once, at every door; guesses at that are counted.

It costs microseconds and no hash, so without a count anybody could try passwords as quickly as a server answers. The
count is more patient than that of sign-ins: a program that got in is not locked out by a few guesses of others, and
yet nobody can try passwords without end against what it left here. It keeps no password; see `Verifier`.
"""

from __future__ import annotations

from db import accounts
from db.accounts import Account
from db.database import Store
from db.errors import TooManyFailures
from db.passwords import Verifier
from db.throttle import Throttle

PATIENCE = 10
"""How many times as many wrong passwords as `sign_ins` allows end the use of a remembered one."""


class Remembered:
    """Asks `verifier` what it remembers; `sign_ins` is the limit on failures of the same door. Threads may share it."""

    def __init__(self, store: Store, verifier: Verifier, sign_ins: Throttle) -> None:
        self._store, self._verifier = store, verifier
        self._missed = sign_ins.wider(PATIENCE)

    def account(self, address: str, domain: str, password: str, peer: str) -> Account | None:
        """Return the active account whose address and password these are, if that is remembered; else count a miss."""
        try:
            self._missed.check(address, peer)
        except TooManyFailures:
            return None
        found = accounts.sign_in_remembered(self._store, self._verifier, address, domain, password)
        if found is None:
            self._missed.failed(address, peer)
        return found

    def succeeded(self, address: str, peer: str) -> None:
        """Forget the misses before a sign-in that was right."""
        self._missed.succeeded(address, peer)
