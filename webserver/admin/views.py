"""What a page of the web area answers with, as values: something to show, somewhere to go, or a problem to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.accounts import Account
from db.audit import Actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """The admin who asks: the account, its session, the token for forms, and the network address it comes from."""

    account: Account
    session_id: int
    form_token: str = field(repr=False)
    peer: str

    @property
    def actor(self) -> Actor:
        """Who this is, for the audit log."""
        return Actor(self.account.address, self.peer)


@dataclass(frozen=True, slots=True)
class View:
    """A page to show: the name of its template and what it needs."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: int = 200


@dataclass(frozen=True, slots=True)
class GoTo:
    """Another page to go to after something was done; `said` names the sentence shown there (SENTENCES)."""

    path: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Data:
    """An answer for the script of a page."""

    value: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to save, under a name of ours."""

    name: str
    type: str
    content: bytes = field(repr=False)


class PageProblem(Exception):
    """A page that says what went wrong. `sentence` tells what to do."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.title, self.sentence = status, title, sentence


SENTENCES: Mapping[str, str] = {
    "signed-out": "You are signed out.",
    "relay-saved": "Saved. It is in force now.",
    "relay-undone": "The last save is undone. What was before it is in force now.",
    "relay-password-restored": "The earlier password is in force again.",
    "relay-removed": "The relay is removed.",
    "relay-purposes": "Saved what the relay is for.",
    "outside": "Saved where mail to the outside goes.",
    "account-approved": "The account is approved: its owner can sign in now.",
    "account-refused": "The account is refused: it is gone, and its name can be asked for again.",
    "account-deleted": "The account is deleted. Nobody can sign in to it, and its mail is being erased.",
    "address-freed": "The address can be given to somebody again.",
    "registration": "Saved who may make an account. It is in force now.",
    "account-disabled": "The account is disabled and signed out everywhere.",
    "account-enabled": "The account can be used again.",
    "account-admin": "Saved who is an admin.",
    "account-quota": "The quota is saved.",
    "recovery-address": "The recovery address is saved. The account is told of a change.",
    "account-signed-out": "The account is signed out on all its devices.",
    "alias-added": "The address is added.",
    "alias-removed": "The address is removed.",
    "invitation-asked": "The invitation is on its way. Only who gets it sees the link.",
    "invitation-revoked": "The invitation is worth nothing any more.",
    "queue-retry": "It is being tried now.",
    "queue-hold": "It is held until you let it go.",
    "queue-drop": "It is taken out of the queue.",
}
"""Everything that a page says after something was done. The address of a page only names one: what it shows is ours."""
