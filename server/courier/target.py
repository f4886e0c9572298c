"""Another SMTP server as the courier speaks with it: where it is, how it is spoken with, how long it may take.

Values only, and the one way in which a connection ends before a message can be handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from server.courier.smtp_wire import Reply

Security = Literal["starttls", "tls", "none", "opportunistic"]


class Stage(Enum):
    """The steps of a delivery, in their order."""

    DNS = "DNS"
    TCP = "TCP"
    TLS = "TLS"
    EHLO = "EHLO"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"


@dataclass(frozen=True, slots=True)
class Patience:
    """Time limits in seconds; from EHLO on they are those of RFC 5321 section 4.5.3.2.

    The last one is long for a reason: who hangs up before the answer to a whole message may send it twice.
    https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2
    """

    dns: float = 20
    tcp: float = 30
    tls: float = 30
    command: float = 300
    data: float = 120
    block: float = 180
    finish: float = 600


@dataclass(frozen=True, slots=True)
class Target:
    """A server and how to speak with it; `ehlo` is our own name.

    `public_only` refuses addresses of private networks. `any_certificate` is for a look at one that cannot be trusted,
    and for nothing else.
    """

    host: str
    port: int
    security: Security
    ehlo: str
    authentication: str = "none"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_pem: str = field(default="", repr=False)
    public_only: bool = False
    any_certificate: bool = False


class NotReady(Exception):
    """No message can be handed over; `stage` is where it ended, `reply` what the server said there, if anything."""

    def __init__(self, stage: Stage, words: str, reply: Reply | None = None, hop: str = "") -> None:
        super().__init__(words)
        self.stage, self.reply, self.hop = stage, reply, hop


Watch = Callable[[Stage, str, Mapping[str, str]], None]
"""Told of each stage that went well: the server's words or ours, and facts by name."""
