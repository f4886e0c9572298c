"""From a notice that somebody asked for to its words: what is asked is looked up, links are made.

Secrets begin here and leave in the words alone: the token of a reset link and the code of an invitation are made while
the notice is written, and the store has only their hashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from certs.authority import fingerprint
from certs.files import CertificateFiles
from certs.reached_at import reached_at
from db import accounts, invitations, recovery_address, reset_links
from db.accounts import Account
from db.database import Store, Transaction
from db.errors import NotFound, Refused
from db.invitation_link import bracketed, invitation_link
from db.job_kinds import Notice
from db.settings import Settings
from server.notices.compose import Facts, Words, composed, moment

_DAY = 24 * 60 * 60


def _nothing(_: Transaction) -> None:
    """Write nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """The words, and what has to be written in the transaction that sends them."""

    words: Words
    keep: Callable[[Transaction], None] = _nothing


class Making:
    """Makes the words of notices for the installation `settings`."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings

    def made(self, notice: Notice, now: int) -> Made:
        """Return what to send; `now` is in Unix seconds.

        Raises:
            Refused: the notice is not wanted any more; the sentence says why.
            OSError: the certificate authority cannot be read.
        """
        match notice.kind:
            case "password-reset":
                return self._password_reset(notice, now)
            case "invitation":
                return self._invitation(notice, now)
            case "approval":
                return self._words(notice, {"address": self._account(notice, "active").address})
            case "approval-wanted":
                account = self._account(notice, "waiting")
                return self._words(
                    notice, {"address": account.address, "link": self._page(f"/admin/accounts/{account.id}")}
                )
            case "notification":
                return self._words(notice, notice.facts)

    def _password_reset(self, notice: Notice, now: int) -> Made:
        account = self._account(notice, "active")
        self._check_goes_there(self._store, account, notice.to)
        token = reset_links.new_token()
        facts = {"address": account.address, "link": self._page(f"/reset/{token}")}

        def keep(tx: Transaction) -> None:
            # Once more where nothing comes between: the address may have been taken away meanwhile.
            self._check_goes_there(tx, account, notice.to)
            reset_links.keep(tx, account.id, token, now)

        return Made(self._words(notice, facts).words, keep)

    def _check_goes_there(self, store: Store | Transaction, account: Account, to: str) -> None:
        if recovery_address.read(store, account.id, self._settings.domain).address != to:
            raise Refused(f"Links for {account.address} do not go to {to} any more.")

    def _invitation(self, notice: Notice, now: int) -> Made:
        uses, lifetime = int(notice.facts["uses"]), int(notice.facts["days"]) * _DAY
        code = invitations.new_code()
        authority = CertificateFiles(self._settings.certificates).ca_certificate.read_bytes()
        facts = {
            "inviter": self._inviter(notice),
            "link": invitation_link(self._settings, fingerprint(authority), notice.facts["host"], code),
            "uses": str(uses),
            "until": moment(now + lifetime),
        }
        keep = partial(invitations.keep, code=code, created_by=notice.about, uses=uses, lifetime=lifetime)
        return Made(self._words(notice, facts).words, keep)

    def _inviter(self, notice: Notice) -> str:
        if notice.about is None:
            return f"An admin of {self._settings.domain}"
        account = accounts.get(self._store, notice.about)
        return account.display_name or account.address

    def _account(self, notice: Notice, state: str) -> Account:
        """Return who the notice is about, as long as it is true of them."""
        if notice.about is None:
            raise NotFound("There is no such account any more.")
        account = accounts.get(self._store, notice.about)
        if account.state != state:
            raise Refused(f"The account {account.address} is {account.state} by now: the notice would not be true.")
        return account

    def _page(self, path: str) -> str:
        """Return the address of a page of ours, as others reach it."""
        host = reached_at(self._settings.host, self._settings.names)
        return f"https://{bracketed(host)}:{self._settings.ports.https}{path}"

    def _words(self, notice: Notice, facts: Facts) -> Made:
        return Made(composed(notice.kind, self._settings.domain, facts))
