"""What can go wrong in the store, in the store's own words.

Every edge (SMTP, HTTP, script) has one table that maps these classes to its own codes, so none of them carries a
code. `Fault of the world` (disk full, store busy) and `refusal` (name taken, no such mailbox) are separate branches;
our own bugs are ordinary exceptions and stay that.
"""

from __future__ import annotations


class StoreError(Exception):
    """Root of everything below; `str()` is one plain sentence for a person."""


class Unavailable(StoreError):
    """The world around the store fails for now: try again later, nothing was written."""


class StoreFull(Unavailable):
    """No room on the disk."""


class StoreBusy(Unavailable):
    """The store did not become free within the time a transaction may wait."""


class StoreTooNew(StoreError):
    """The store was written by a newer Postroom; this one must not touch it."""


class StoreDamaged(StoreError):
    """The file is there, but it is not a store that can be read."""


class Refused(StoreError):
    """What was asked for is not allowed; asking again gives the same answer."""


class NameNotAllowed(Refused):
    """A user name with characters, a length or a meaning that no account may have."""


class NameTaken(Refused):
    """Another account has this name."""


class WeakPassword(Refused):
    """A password that guesses find quickly."""


class RegistrationClosed(Refused):
    """Accounts are not made by registering here, or not without a valid invitation."""


class SignInRefused(Refused):
    """Unknown name or wrong password: one class for both, so that nobody can tell them apart."""


class AccountNotUsable(Refused):
    """The password is right, but the account is disabled or waits for approval."""


class TooManyFailures(Refused):
    """Signing in was tried too often with a wrong password.

    `retry_after` is in seconds.
    """

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class NotFound(Refused):
    """Nothing there, or nothing of this account's: one class for both."""


class NoRecipients(Refused):
    """None of the recipients of a message has a mailbox (any more)."""
