"""The way of a message to the outside: through the relay for its purpose, or directly to the hosts of its domain.

Settings are read anew for each message, so what an admin saves is in force at once. What cannot even be tried says why
as a `NoWay`; everything else ends as an outcome for each recipient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from db import outside, relay_settings
from db.database import Store
from db.errors import SecretsUnusable
from db.outbound_queue import Column
from db.relay import Purpose, Relay
from db.secretbox import SecretBox
from db.settings import Settings
from server.courier import mx
from server.courier.connections import Connections
from server.courier.handing_over import hand_over
from server.courier.outcome import Outcome, of_reply
from server.courier.target import NotReady, Stage, Target
from server.courier.transport import Connection


class NoWay(Exception):
    """Nothing can be tried now; `str()` is a sentence for whoever looks at the queue."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it leaves: `content` has CRLF line ends."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class Way:
    """How the messages of one lane go: through `relay`, or directly to `domain`; `name` is for limits and logs."""

    name: str
    relay: Target | None = None
    domain: str = ""
    per_minute: int = 0

    @property
    def host(self) -> str:
        """The name of who is spoken with: the relay, or the domain whose hosts are looked for."""
        return self.relay.host if self.relay else self.domain


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of each recipient; `is_unreachable` when the other side could not be spoken with at all."""

    outcomes: dict[str, Outcome]
    is_unreachable: bool = False


def relay_target(relay: Relay, password: str | None, host: str) -> Target:
    """Return how to speak with a relay; `host` is our own name where the relay says nothing else."""
    settings = relay.settings
    return Target(
        host=settings.server,
        port=settings.port,
        security=settings.security,
        ehlo=settings.ehlo(host),
        authentication=settings.authentication,
        username=settings.username,
        password=password or "",
        ca_pem=settings.ca_pem,
    )


class Routing:
    """`ask` finds the hosts of a domain; `port` and `public_only` are for hosts found that way."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        connections: Connections,
        ask: mx.Records = mx.records,
        port: int = 25,
        public_only: bool = True,
    ) -> None:
        self._store, self._ask = store, ask
        self.connections = connections
        self._box, self._host = SecretBox(settings.secret_keys), settings.domain
        self._direct = Target("", port, "opportunistic", settings.domain, public_only=public_only)

    def column(self) -> Column | None:
        """Return what lanes are by now; None while nothing leaves."""
        columns: dict[outside.Mode, Column | None] = {"local": None, "relay": "purpose", "direct": "domain"}
        return columns[outside.read(self._store).mode]

    def way(self, column: Column, lane: str) -> Way:
        """Return how the messages of a lane go now. Raises NoWay."""
        if column == "domain":
            return Way(f"domain {lane}", domain=lane)
        relay = relay_settings.for_purpose(self._store, cast(Purpose, lane))
        if relay is None:
            raise NoWay("There is no relay for this mail: an admin has to choose one.")
        try:
            password = relay_settings.password(relay, self._box)
        except SecretsUnusable as problem:
            raise NoWay(f"The relay's password cannot be read: {problem}") from problem
        target = relay_target(relay, password, self._host)
        return Way(f"relay {relay.id}", relay=target, per_minute=relay.settings.per_minute)

    def send(self, way: Way, letter: Letter) -> Tried:
        """Try once to send a message."""
        if way.relay is not None:
            return self._try_hosts([way.relay], letter)
        try:
            names = mx.hosts(way.domain, self._ask)
        except mx.NoMail as problem:
            return Tried(dict.fromkeys(letter.recipients, Outcome("never", str(problem), "")))
        except mx.NotNow as problem:
            return Tried(dict.fromkeys(letter.recipients, Outcome("later", str(problem), "")), is_unreachable=True)
        return self._try_hosts([replace(self._direct, host=name) for name in names], letter)

    def _try_hosts(self, targets: Sequence[Target], letter: Letter) -> Tried:
        words, hop = "No host was found.", ""
        for target in targets:
            try:
                connection = self._ready(target)
            except NotReady as problem:
                words, hop = f"{problem.stage.value}: {problem}", problem.hop
                continue
            return self._hand_over(connection, letter)
        return Tried(dict.fromkeys(letter.recipients, Outcome("later", words, hop)), is_unreachable=True)

    def _ready(self, target: Target) -> Connection:
        try:
            return self.connections.take(target)
        except NotReady as problem:
            # RFC 7435 section 3: a host whose TLS does not work gets mail as one without TLS does.
            # https://www.rfc-editor.org/rfc/rfc7435#section-3
            if target.security != "opportunistic" or problem.stage is not Stage.TLS:
                raise
        return self.connections.take(replace(target, security="none"))

    def _hand_over(self, connection: Connection, letter: Letter) -> Tried:
        hop = connection.hop
        try:
            replies = hand_over(connection, letter.sender, letter.recipients, letter.content)
        except NotReady as problem:
            # Also when the answer to the whole message is missing: it may have been taken, and nobody can tell.
            connection.close()
            broken = Outcome("later", f"{problem.stage.value}: {problem}", hop)
            return Tried(dict.fromkeys(letter.recipients, broken))
        except BaseException:
            connection.close()
            raise
        self.connections.give_back(connection)
        return Tried({one: of_reply(reply.code, str(reply), hop) for one, reply in replies.items()})
