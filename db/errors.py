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


class TooMuchWork(Unavailable):
    """What was asked for was not done within the time that there was for it (`db.patience`)."""


class StoreTooNew(StoreError):
    """The store was written by a newer Postroom; this one must not touch it."""


class StoreDamaged(StoreError):
    """The file is there, but it is not a store that can be read."""


class SecretsUnusable(StoreError):
    """A stored secret cannot be read or written now; everything that needs none goes on."""


class SecretKeyMissing(SecretsUnusable):
    """The file with the keys of the stored secrets is not there, or cannot be read."""


class SecretKeyWrong(SecretsUnusable):
    """None of the keys fits a stored secret, or the file holds something else than keys."""


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


class RecoveryRefused(Refused):
    """No such account, or not a valid recovery code or link of it: one class, so that nobody can tell them apart."""


class RecoveryAddressRefused(Refused):
    """Not an address that links for a forgotten password can go to."""


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


class TooMany(Refused):
    """An account has as many of something as it may have."""


class UnknownState(Refused):
    """A state that was never given, or of which too little is known to say what has changed since."""


class MailboxRefused(Refused):
    """A mailbox cannot be as it was asked for.

    `column` is what is wrong: name, parent_id, role or sort_order.
    """

    def __init__(self, sentence: str, column: str) -> None:
        super().__init__(sentence)
        self.column = column


class TooManyMailboxes(Refused):
    """The account has as many mailboxes as an account may have."""


class StandardMailbox(Refused):
    """One of the six mailboxes that every account keeps cannot be destroyed."""


class MailboxHasChildren(Refused):
    """A mailbox that others lie in cannot be destroyed."""


class MailboxHasMessages(Refused):
    """A mailbox that messages lie in is not destroyed unless they may go."""


class RelayRefused(Refused):
    """Settings of a relay that cannot be used.

    `fields` has one sentence for each wrong field, all of them at once.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


class ChangedMeanwhile(Refused):
    """What is to be saved was made from something that somebody else has changed since."""


class NothingToUndo(Refused):
    """There is no earlier state to go back to."""


class OutsideRefused(Refused):
    """Mail to the outside cannot be opened that way now."""


class AddressRefused(Refused):
    """Nobody can be written to at an address now: it is none, nobody has it, or the system is local only."""


class TooOften(Refused):
    """Something was asked for more often than it may be.

    `retry_after` is in seconds.
    """

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class JobLost(Refused):
    """A job is not (any more) with whoever wanted to write to it."""
