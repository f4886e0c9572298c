"""What the SMTP commands mean: the handler between the protocol and the store.

The protocol class asks, this class decides with `policy` and the store, and answers with reply lines. It holds what all
connections of a process share: the throttles, the budget of memory, the count of connections.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Protocol

from db import accounts, directory, grants, invitations, registration, sessions
from db.accounts import Account
from db.address import complete, without_detail
from db.content_checks import flaw
from db.database import Store
from db.envelope import Envelope, Outside, Recipient, new_id
from db.errors import (
    AccountNotUsable,
    Refused,
    RegistrationClosed,
    SignInRefused,
    StoreError,
    TooManyFailures,
    Unavailable,
)
from db.events import Event, record
from db.passwords import Verifier
from db.remembered import Remembered
from db.settings import Settings
from db.throttle import Throttle, network_of
from db.trace_headers import Trace, with_trace
from server import replies
from server.off_loop import PASSWORD_CHECKS, OffLoop
from server.policy import Policy
from server.session import Session, Transaction


class Stoppable(Protocol):
    """A connection that can be asked to end."""

    def stop(self, at_once: bool = False) -> asyncio.Task[None] | None:
        """End soon, or at once; returns the task that serves it."""

    def abort(self) -> None:
        """Drop the connection."""


@dataclass(slots=True)
class Shared:
    """What all connections of the process add to; `sessions` are the open ones, `emptied` is set when the last ends."""

    sessions: set[Stoppable] = field(default_factory=set)
    emptied: asyncio.Event = field(default_factory=asyncio.Event)
    by_address: dict[str, int] = field(default_factory=dict)
    data_in_flight: int = 0


class Handler:
    """Make it on the event loop that serves; `off_loop` goes to the store for it."""

    def __init__(self, settings: Settings, store: Store, off_loop: OffLoop, verifier: Verifier) -> None:
        self.settings = settings
        self.policy = Policy(store, settings.domain)
        self.shared = Shared()
        self._store = store
        self._off_loop = off_loop
        self._verifier = verifier
        self._checks = asyncio.Semaphore(PASSWORD_CHECKS)
        self._sign_ins = Throttle(settings.limits.sign_in_failures)
        self._remembered = Remembered(store, verifier, self._sign_ins)
        self._registrations = Throttle(
            settings.limits.registrations_per_hour,
            window=3600,
            told="Too many tries to make an account from here.",
        )

    def too_many(self, peer: str) -> bool:
        """Return whether the connection of `peer` that was just counted is one too many."""
        limits = self.settings.limits
        if len(self.shared.sessions) > limits.connections:
            return True
        # This machine's own address stands for many programs.
        return network_of(peer) is not None and self.shared.by_address[peer] > limits.connections_per_address

    # Accounts

    async def sign_in(self, session: Session, name: str, password: str) -> str:
        """Sign the connection in, or say why not; a session token stands for the password."""
        address = complete(name, self.settings.domain)
        account, session_id = None, None
        try:
            if not password.startswith(sessions.PREFIX):
                # Tokens are not remembered: each sign-in with one would count as a guess.
                account = self._remembered.account(address, self.settings.domain, password, session.peer)
            if account is None:
                async with self._checks:
                    account, session_id = await self._check(session, address, password)
        except StoreError as error:
            return self._refused_sign_in(session, address, error)
        session.grant = grants.of(self._store, account.id, session_id)
        session.author = directory.author(self._store, account.id)
        session.account = account
        record(Event.SIGNED_IN, account=account.address, peer=session.peer, by="smtp")
        return replies.SIGNED_IN_235.format(address=account.address)

    async def _check(self, session: Session, address: str, password: str) -> tuple[Account, int | None]:
        """Return the account, and its session where the password is a token."""
        # Inside the semaphore, so that many connections at once get no more tries than one after the other.
        self._sign_ins.check(address, session.peer)
        domain = self.settings.domain
        try:
            if password.startswith(sessions.PREFIX):
                found = await self._off_loop.run(lambda: sessions.find(self._store, password))
                if found is not None and accounts.owns(self._store, found[1].id, address):
                    return found[1], found[0].id
                # It may still be a password: nothing keeps people from choosing one that looks like a token.
            account = await self._off_loop.run(
                lambda: accounts.sign_in(self._store, self._verifier, address, domain, password)
            )
        except (SignInRefused, asyncio.CancelledError):
            # Who hangs up before the answer has tried, too: the check goes on, and what it finds is remembered.
            if self._sign_ins.failed(address, session.peer):
                record(Event.SIGN_IN_LIMIT, account=address, peer=session.peer, by="smtp")
            raise
        self._sign_ins.succeeded(address, session.peer)
        self._remembered.succeeded(address, session.peer)
        return account, None

    def ended(self, session: Session) -> str | None:
        """Return the reply that ends what was signed in here: signed out, a new password, disabled; None: it holds."""
        if session.grant is None or not grants.lapsed(self._store, {session.grant}, int(time.time())):
            return None
        is_active = accounts.is_active(self._store, session.grant.account_id)
        return replies.SIGNED_OUT_421 if is_active else replies.SENDER_DISABLED_550

    def _refused_sign_in(self, session: Session, address: str, error: StoreError) -> str:
        if isinstance(error, SignInRefused | TooManyFailures):
            session.failures += 1
        if isinstance(error, SignInRefused | TooManyFailures | AccountNotUsable):
            record(Event.SIGN_IN_FAILED, account=address, peer=session.peer, by="smtp", why=type(error).__name__)
        return self.error_reply(error)

    async def register(self, session: Session, name: str, password: str, code: str | None) -> str:
        """Make an account for whoever asks, as far as the registration mode lets them."""
        try:
            self._registrations.check("registration", session.peer)
            if self._registrations.failed("registration", session.peer):  # counts every try: each costs a hash
                record(Event.REGISTRATION_LIMIT, peer=session.peer, by="smtp")
            async with self._checks:
                account = await self._off_loop.run(lambda: self._registered(name, password, code))
        except StoreError as error:
            record(Event.REGISTRATION_REFUSED, peer=session.peer, why=type(error).__name__)
            return self.error_reply(error)
        record(Event.REGISTERED, account=account.address, peer=session.peer, state=account.state)
        template = replies.REGISTERED_250 if account.state == "active" else replies.WAITING_250
        return template.format(address=account.address)

    def registration_mode(self) -> str:
        """Return who may make an account now, as EHLO tells it; while the store cannot say, nobody can make one."""
        try:
            return registration.mode(self._store, self.settings)
        except Unavailable:
            return "closed"

    def _registered(self, name: str, password: str, code: str | None) -> Account:
        mode, domain = registration.mode(self._store, self.settings), self.settings.domain
        if mode == "closed":
            raise RegistrationClosed("Registration is closed. Ask the admin of this server for an account.")
        if code:
            return invitations.register(self._store, code, name, domain, password)
        if mode == "invitation":
            raise RegistrationClosed("Registration needs an invitation. Ask the admin of this server for one.")
        state = "waiting" if mode == "approval" else "active"
        return accounts.register(self._store, name, domain, password, state)

    def find_user(self, account: Account, address: str | None) -> Account | None:
        """Return the account behind an address of this domain, for a signed-in one; None when there is none."""
        if address is None:
            return account
        wanted = complete(address, self.settings.domain)
        # Whoever gets mail for an address is who it belongs to, so a subaddress leads to its account.
        found = accounts.find(self._store, wanted) or accounts.find(self._store, without_detail(wanted))
        return found if found is not None and found.state == "active" else None

    # Mail

    def find_recipient(self, session: Session, address: str) -> Recipient | Outside | str:
        """Return who gets mail for `address`, or the refusal at RCPT."""
        found = self.policy.find_recipient(session.account, address)
        if isinstance(found, str) and found.startswith("550 5.7.1"):
            record(Event.RELAY_REFUSED, recipient=address, peer=session.peer)
        return found

    async def keep(self, session: Session, message: Transaction, content: bytes) -> str:
        """Keep a message for its recipients, and answer once it is durable."""
        found = flaw(content)
        refusal = None if found is None else replies.BY_FLAW[found]
        if refusal is None and session.account is not None:
            refusal = self.policy.check_from(session.account, content)
        if refusal is not None:
            record(Event.REFUSED, sender=message.sender, peer=session.peer, reply=refusal[:9])
            return refusal
        envelope = self._envelope(session, message, content)
        try:
            receipt = await self._off_loop.accept(envelope)
        except StoreError as error:
            return self.error_reply(error)
        record(Event.ACCEPTED, id=receipt.name, sender=message.sender, copies=receipt.copies, size=len(content))
        return replies.ACCEPTED_250.format(name=receipt.name)

    def _envelope(self, session: Session, message: Transaction, content: bytes) -> Envelope:
        envelope_id, now = new_id(), time.time()
        sender, host = message.sender or "", self.settings.domain
        name = f"{envelope_id:016x}"
        trace = Trace(sender, session.greeting, session.peer, host, session.protocol, name, now)
        recipients = tuple(message.recipients.values())
        kept = with_trace(content, trace)
        return Envelope(sender, recipients, kept, int(now), session.author, envelope_id, tuple(message.outside))

    # Faults

    def error_reply(self, error: StoreError) -> str:
        """Return the reply for an error of the store, and note what an admin should know of."""
        if not isinstance(error, Refused):
            record(Event.STORE_UNAVAILABLE, why=type(error).__name__, cause=str(error))
        return replies.for_error(error) or self.fault_reply(error)

    def fault_reply(self, error: BaseException) -> str:
        """Return the reply for a bug of ours: an id for the peer, the cause under this id in the log."""
        fault_id = secrets.token_hex(6)
        record(Event.FAULT, error, id=fault_id)
        return replies.FAULT_451.format(id=fault_id)
