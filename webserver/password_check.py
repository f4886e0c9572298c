"""Passwords over HTTPS: one way for signing in and for HTTP Basic, with its cost bounded.

A password that was right a short while ago costs microseconds. Every other one costs a hash, so at most two are checked
at a time and few wait; the rest are told to come back, because a waiting check holds a worker. Failures are counted for
the name and the peer before and after each check; what is remembered counts its own (`db.remembered`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from db import accounts, passwords
from db.accounts import Account
from db.address import complete
from db.database import Store
from db.errors import AccountNotUsable, SignInRefused, TooManyFailures
from db.events import Event, record
from db.passwords import Verifier
from db.remembered import Remembered
from db.throttle import Throttle
from webserver.errors import busy

CHECKS_AT_ONCE = 2
CHECKS_WAITING = 2


class PasswordCheck:
    """Says whose name and password these are; safe to share between threads."""

    def __init__(self, store: Store, verifier: Verifier, throttle: Throttle, domain: str) -> None:
        self._store, self._verifier, self._throttle, self._domain = store, verifier, throttle, domain
        self._remembered = Remembered(store, verifier, throttle)
        self._places = threading.Semaphore(CHECKS_AT_ONCE + CHECKS_WAITING)
        self._running = threading.Semaphore(CHECKS_AT_ONCE)

    def account(self, name: str, password: str, peer: str) -> Account:
        """Return the active account whose name and password these are.

        Raises:
            SignInRefused, AccountNotUsable, TooManyFailures: as `db.accounts.sign_in` and `db.throttle` say.
            Problem: too many passwords are being checked just now.
        """
        address = complete(name, self._domain)
        found = self._remembered.account(address, self._domain, password, peer)
        if found is not None:
            return found
        try:
            with self._turn():
                return self._checked(address, password, peer)
        except (SignInRefused, AccountNotUsable, TooManyFailures) as refusal:
            record(Event.SIGN_IN_FAILED, account=address, peer=peer, by="https", why=type(refusal).__name__)
            raise

    def new_hash(self, password: str) -> str:
        """Return the hash of a new password, which costs as much as a check. Raises Problem as `account` does."""
        with self._turn():
            return passwords.hash_password(password)

    def _checked(self, address: str, password: str, peer: str) -> Account:
        # Within its turn, so that many requests at once get no more tries than one after the other.
        self._throttle.check(address, peer)
        try:
            account = accounts.sign_in(self._store, self._verifier, address, self._domain, password)
        except SignInRefused:
            if self._throttle.failed(address, peer):
                record(Event.SIGN_IN_LIMIT, account=address, peer=peer, by="https")
            raise
        self._throttle.succeeded(address, peer)
        self._remembered.succeeded(address, peer)
        return account

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise busy("Many people sign in just now. Try again in a moment.", 1)
        try:
            with self._running:
                yield
        finally:
            self._places.release()
