"""A whole Postroom for a test: real listeners on free ports, a throw-away CA, a real SQLite file."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from certs.authority import fingerprint
from certs.contexts import client_context, server_context
from certs.files import CertificateFiles
from db import accounts, mailboxes, messages, migrate
from db.accounts import Account
from db.database import Store
from db.passwords import hash_password
from db.settings import Ports, Settings
from server.controller import Controller
from server.listeners import NAMES, Listener
from tests.support.certificates import make_certificates

PASSWORD = "correct horse battery"


def free_socket() -> socket.socket:
    """Return a listening socket on a free port of this machine."""
    return socket.create_server(("127.0.0.1", 0), backlog=1024)


@dataclass
class Postroom:
    """Start it, use its ports, stop it; `settings` may be changed before the start."""

    settings: Settings
    store: Store = field(init=False)
    certificates: CertificateFiles = field(init=False)
    smtp: Controller = field(init=False)
    password_hash: str = field(init=False, default="")

    def link(self, https: int) -> str:
        """Return the link by which a client finds both servers, HTTPS on this port, and trusts them."""
        ca = fingerprint(self.certificates.ca_certificate.read_bytes())
        ports = f"https={https}&smtp={self.ports.smtp_starttls}"
        return f"postroom://127.0.0.1/?{ports}&ca={ca}&domain={self.domain}"

    @classmethod
    def in_folder(cls, data: Path) -> Postroom:
        """Return one that will live in `data`."""
        return cls(Settings(data))

    def start(self) -> None:
        """Make what a first start makes, and serve."""
        data = self.settings.data
        data.mkdir(mode=0o700, exist_ok=True)
        self.certificates = make_certificates(self.settings.certificates)
        self.store = Store(self.settings.store, self.settings.limits.store_size)
        migrate.migrate(self.store, data / "backups")
        self.start_smtp()

    def start_smtp(self) -> None:
        """Serve SMTP on three free ports; the settings then have their numbers."""
        listeners = [Listener(name, free_socket()) for name in NAMES]
        numbers = {listener.name: listener.socket.getsockname()[1] for listener in listeners}
        self.settings = replace(self.settings, ports=replace(self.settings.ports, **numbers))
        files = self.certificates
        context = server_context(files.certificate, files.key)
        self.smtp = Controller(
            self.settings, Store(self.settings.store, self.settings.limits.store_size), context, listeners
        )
        self.smtp.start()

    def stop(self) -> None:
        """End everything in order."""
        self.smtp.stop()
        self.store.close()

    @property
    def ports(self) -> Ports:
        """Where it listens on 127.0.0.1."""
        return self.settings.ports

    @property
    def domain(self) -> str:
        """The domain it serves."""
        return self.settings.domain

    def client_context(self) -> ssl.SSLContext:
        """Return a context that trusts its CA and nothing else."""
        return client_context(ca=self.certificates.ca_certificate)

    def account(self, name: str, *, state: str = "active", is_admin: bool = False, also: Sequence[str] = ()) -> Account:
        """Make an account with `PASSWORD`; the hash is worked out once."""
        self.password_hash = self.password_hash or hash_password(PASSWORD)
        address = f"{name}@{self.domain}"
        return self.store.run_tx(
            lambda tx: accounts.insert(tx, address, self.password_hash, state=state, is_admin=is_admin, also=also)
        )

    def connect(self) -> smtplib.SMTP:
        """Return a connection to the STARTTLS port with TLS under it, not signed in."""
        connection = smtplib.SMTP("127.0.0.1", self.ports.smtp_starttls, timeout=30)
        connection.starttls(context=self.client_context())
        connection.ehlo()
        return connection

    def sign_in(self, name: str, password: str = PASSWORD) -> smtplib.SMTP:
        """Return a connection on which `name` is signed in."""
        connection = self.connect()
        connection.login(name, password)
        return connection

    def mail(self, account: Account, role: str = "inbox") -> list[bytes]:
        """Return the whole messages in one mailbox of the account, the newest first."""
        mailbox = next(one for one in mailboxes.of_account(self.store, account.id) if one.role == role)
        ids = messages.in_mailbox(self.store, account.id, mailbox.id, 0, 100_000)
        rows = messages.get(self.store, account.id, ids)
        contents = [messages.content(self.store, account.id, row.content_id) for row in rows]
        return [content for content in contents if content is not None]
