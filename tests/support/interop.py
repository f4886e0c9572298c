"""A running Postroom for JMAP programs of others: inbox server and courier as processes, mail that comes in by SMTP.

They get what a person would give them: where it is, a name and a password or a token, and the CA to trust.
"""

from __future__ import annotations

import itertools
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

from tests.support.courier_process import courier_process
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom


@dataclass(frozen=True)
class House:
    """Where it is, and who comes and goes; `url` is the session's."""

    postroom: Postroom
    port: int
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def host(self) -> str:
        """Address and port as a person types them."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}/.well-known/jmap"

    @property
    def ca(self) -> Path:
        """The certificate to trust."""
        return self.postroom.certificates.ca_certificate

    def trust(self) -> ssl.SSLContext:
        """A context that trusts this Postroom and nothing else."""
        return self.postroom.client_context()

    def newcomer(self) -> str:
        """Make an account for somebody new, whose mailboxes are empty; return the name."""
        name = f"anna{next(self.numbers)}"
        self.postroom.account(name)
        return name

    def token(self, name: str) -> str:
        """Sign `name` in as a program does, and return the token."""
        connection = HTTPSConnection("127.0.0.1", self.port, context=self.trust(), timeout=60)
        form = json.dumps({"username": name, "password": PASSWORD, "device": "a program of somebody else"})
        connection.request("POST", "/auth/session", form, {"Content-Type": "application/json"})
        with connection.getresponse() as answer:
            assert answer.status == 201
            found: dict[str, Any] = json.loads(answer.read())
        connection.close()
        return str(found["token"])

    def letter(self, author: str, recipient: str, subject: str, text: str = "Hello.", **more: str) -> str:
        """Send a message by SMTP, kept when this returns; return its Message-ID without the angle brackets."""
        message = EmailMessage()
        message["From"] = f"{author.title()} <{author}@{self.postroom.domain}>"
        message["To"] = f"{recipient}@{self.postroom.domain}"
        message["Subject"] = subject
        message["Message-ID"] = make_msgid(domain=self.postroom.domain)
        for name, value in more.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        with self.postroom.sign_in(author) as connection:
            connection.send_message(message)
        return str(message["Message-ID"]).strip("<>")


@contextmanager
def house(data: Path, *names: str) -> Iterator[House]:
    """Have a Postroom with these people running for the block."""
    postroom = Postroom.in_folder(data)
    postroom.start()
    try:
        for name in names:
            postroom.account(name)
        with inbox_process(postroom) as port, courier_process(postroom):
            yield House(postroom, port)
    finally:
        postroom.stop()
