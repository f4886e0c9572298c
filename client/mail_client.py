"""`MailClient`: SMTP with a Postroom server, encrypted and verified from the first moment or not at all.

A subclass of `smtplib.SMTP` whose every connection starts with STARTTLS against a pinned CA; then the
commands of `server/PROTOCOL.md` and whole mail transactions. One thread uses it at a time; only `interrupt`
may come from another. Its own methods raise faults of `client/errors.py`, inherited ones what smtplib
raises. Passwords appear neither in debug output nor in faults.
"""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from client.addresses import Address
from client.draft import Draft, compose
from client.errors import Cancelled, DeliveryUnsure, ServerFault, SignInNeeded, WrongPassword
from client.faults import NETWORK_ERRORS, fault_from
from client.jmap_client import JmapClient
from client.json_values import ShapeError
from client.mail_requests import fetch_latest, fetch_mailboxes
from client.mail_transaction import MailTransaction, Progress, Receipt, TellRefused, ask
from client.message import MessageRow
from client.replies import Reply, general_fault, registration_fault, sign_in_fault
from client.smtp_data import size_limit
from client.whole_lines import WholeLines
from client.wording import Said
from client.xtext import decode_xtext, encode_xtext

# RFC 5321 section 4.1.4: a client without a name of its own uses an address literal. The name of a person's
# computer is nobody's business, and looking it up can hang.
LOCAL_NAME = "[127.0.0.1]"
_SECRET_COMMANDS = frozenset({"AUTH", "REG"})
_ADDRESS = re.compile(r"\S+@\S+")


@dataclass(frozen=True)
class User:
    """An account of this server, as GETUSER tells it."""

    account_id: str
    address: str
    display_name: str


@dataclass(frozen=True)
class Registered:
    """A new account; with `needs_approval` an admin must approve it before anybody can sign in with it."""

    address: str
    needs_approval: bool


class MailClient(smtplib.SMTP):
    """Connected, encrypted and greeted when the constructor returns.

    `context` decides what is trusted. `timeout` in seconds holds for connecting and for each wait,
    `data_timeout` for the answer to a whole message (RFC 5321 section 4.5.3.2.6 grants the server ten
    minutes). `https_port` or `jmap` say where `update_inbox` reads. Raises `NotPostroom` when STARTTLS is
    not offered, and the network and TLS faults; the connection is closed then.
    """

    def __init__(
        self,
        host: str,
        port: int = 1587,
        *,
        context: ssl.SSLContext,
        timeout: float = 20.0,
        data_timeout: float = 120.0,
        https_port: int = 1443,
        jmap: JmapClient | None = None,
    ) -> None:
        if not host or not port:
            # smtplib would not connect, or would try port 25.
            raise ValueError("a MailClient is always connected: name a host and a port")
        self.host = host
        self.port = port
        self._context = context
        self._data_timeout = data_timeout
        self._https_port = https_port
        self._given_jmap = jmap
        self._own_jmap: JmapClient | None = None
        self._credentials: tuple[str, str] | None = None
        # smtplib sets it only after connect(), which here greets already.
        self.local_hostname = LOCAL_NAME
        with self._faults():
            super().__init__(host, port, LOCAL_NAME, timeout)

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Connect and start TLS. smtplib's constructor calls it; who connects again gets TLS again."""
        code, text = super().connect(host, port, source_address)
        if code == 220:
            self._start_tls()
        return code, text

    def ping(self) -> None:
        """Ask whether the server is there. Raises what is the matter when it is not."""
        reply = self._ask("PING")
        if not reply.is_good:
            raise general_fault(reply)

    @property
    def registration_mode(self) -> str:
        """`open`, `invitation`, `approval` or `closed`, as EHLO told; "" when the server does not register."""
        return self.esmtp_features.get("reg", "").strip().lower()

    @property
    def size_limit(self) -> int:
        """The largest message in bytes, 0 when the server names none."""
        return size_limit(self.esmtp_features)

    def authenticate(self, username: str, password: str) -> None:
        """Sign in, with AUTH PLAIN (RFC 4616): any server knows it, and its lines may be longer than others.

        Raises `WrongPassword`, `AccountNotUsable`, `TooManyAttempts`.
        """
        if "\0" in username + password:
            raise WrongPassword("NUL cannot be part of a name or a password")
        secret = base64.b64encode(f"\0{username}\0{password}".encode()).decode("ascii")
        reply = self._ask("AUTH", f"PLAIN {secret}")
        if reply.code != 235:
            raise sign_in_fault(reply)
        self._credentials = (username, password)

    def register(self, username: str, password: str, invitation: str | None = None) -> Registered:
        """Make an account. Raises `RegistrationRefused` with its `kind`."""
        arguments = (username, password) if invitation is None else (username, password, invitation)
        reply = self._ask("REG", " ".join(map(encode_xtext, arguments)))
        if not reply.is_good:
            raise registration_fault(reply)
        address = _ADDRESS.search(reply.words)
        return Registered(address[0] if address else username, needs_approval=reply.enhanced == "2.1.5")

    def get_user(self, address: str | None = None) -> User | None:
        """Who has this address, or who is signed in; None when nobody of this server has it."""
        reply = self._ask("GETUSER", "" if address is None else encode_xtext(address))
        if reply.code == 550:
            return None
        if reply.code == 530:
            raise SignInNeeded(reply.technical)
        if not reply.is_good:
            raise general_fault(reply)
        with self._faults():
            return _read_user(reply)

    def submit(
        self,
        message: Draft | bytes,
        sender: str,
        recipients: Sequence[str] = (),
        progress: Progress | None = None,
        tell_refused: TellRefused | None = None,
    ) -> Receipt:
        """One mail transaction; `recipients` may be left out for a `Draft`. (`send` is smtplib's, for raw
        bytes.)

        Those whom the server refuses are named in the receipt while the others get the message; `tell_refused` hears of
        them before the content is sent.
        `progress(done, total)` in bytes runs in this thread; `Cancelled` raised there ends the connection
        and nothing is sent. Raises `RecipientsRefused` when nobody is left, `TooLarge`, `MessageRefused`,
        `BadAddress`, `SignInNeeded`; and `DeliveryUnsure` when the answer was lost: in every other case
        nothing was sent.
        """
        if isinstance(message, Draft):
            composed = compose(message, Address("", sender))
            message, recipients = composed.content, recipients or composed.recipients
        with self._faults():
            transaction = MailTransaction(self, self.host, self.port, self._data_timeout)
            return transaction.run(message, sender, recipients, progress, tell_refused)

    def update_inbox(self, limit: int) -> list[MessageRow]:
        """The latest messages of the inbox, newest first, read from the inbox server over TLS.

        Raises `SignInNeeded` before `authenticate` when no JMAP client was given.
        """
        jmap = self._inbox_server()
        inbox = next((one for one in fetch_mailboxes(jmap) if one.role == "inbox"), None)
        if inbox is None:
            raise ServerFault(Said("The account has no inbox."))
        return list(fetch_latest(jmap, inbox.id, limit).rows)

    def interrupt(self) -> None:
        """End what another thread is waiting for here, with `ConnectionLost`."""
        sock = self.sock
        if sock is None:
            return
        try:
            # Past ssl: SSLSocket.shutdown would take the TLS state away under the reading thread.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            # Not connected any more: what is wanted is so already.
            return

    def putcmd(self, cmd: str, args: str = "") -> None:
        """As smtplib does it, but what is secret is printed at no debug level."""
        if cmd.upper() in _SECRET_COMMANDS:
            with self._unheard():
                super().putcmd(cmd, args)
        else:
            super().putcmd(cmd, args)

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib does it, from whole lines."""
        if self.file is None and self.sock is not None:
            self.file = WholeLines(self.sock.makefile("rb"))
        return super().getreply()

    def quit(self) -> tuple[int, bytes]:
        """Take leave of both servers and close."""
        jmap, self._own_jmap = self._own_jmap, None
        if jmap is not None:
            try:
                jmap.sign_out()
            finally:
                jmap.close()
        return super().quit()

    def close(self) -> None:
        """Close at once; a session of the inbox server that was opened here is left to expire."""
        super().close()
        jmap, self._own_jmap = self._own_jmap, None
        if jmap is not None:
            jmap.close()

    def _start_tls(self) -> None:
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._greet()
        # Raises when STARTTLS is not offered: there is no way on in clear. smtplib forgets what was said before TLS.
        self.starttls(context=self._context)
        self._greet()

    def _greet(self) -> None:
        code, text = self.ehlo()
        if code != 250:
            raise smtplib.SMTPHeloError(code, text)

    def _ask(self, verb: str, arguments: str = "") -> Reply:
        with self._faults():
            return ask(self, verb, arguments)

    def _inbox_server(self) -> JmapClient:
        found = self._given_jmap or self._own_jmap
        if found is not None:
            return found
        if self._credentials is None:
            raise SignInNeeded("authenticate() comes first")
        jmap = JmapClient(self.host, self._https_port, self._context, self.timeout)
        try:
            jmap.sign_in(*self._credentials)
        except BaseException:
            jmap.close()
            raise
        self._own_jmap = jmap
        return jmap

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Network errors come out as faults, with the connection closed: its state is unknown after them."""
        try:
            yield
        except NETWORK_ERRORS as error:
            self.close()
            raise fault_from(error, self.host, self.port) from error
        except (Cancelled, DeliveryUnsure):
            self.close()
            raise

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        level, self.debuglevel = self.debuglevel, 0
        try:
            yield
        finally:
            self.debuglevel = level


def _read_user(reply: Reply) -> User:
    """`<account id> <address> [<display name as xtext>]`. Raises ShapeError."""
    words = reply.text.split()
    if len(words) not in {2, 3}:
        raise ShapeError("GETUSER answered something else than id, address and name")
    try:
        return User(words[0], words[1], decode_xtext(words[2]) if len(words) == 3 else "")
    except ValueError as error:
        raise ShapeError(f"GETUSER answered a name that is {error}") from error
