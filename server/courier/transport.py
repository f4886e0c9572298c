"""Brings messages to one other SMTP server: finds it, connects, TLS, EHLO, signs in, and hands messages over.

Every stage has its time limit, and whoever watches is told of each one with the server's own words: a test of a relay
is this very code. What goes wrong before a message is under way is a `NotReady`, with the stage; what a server says of
a message is a reply for each recipient. Nothing here reads the store.
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping

from certs.contexts import opportunistic_context, relay_context
from server.courier.peer_certificate import facts
from server.courier.reaching import connect, resolve
from server.courier.sign_in import NoMechanism, mechanism, redacted, sign_in
from server.courier.smtp_wire import Broken, Reply, Wire
from server.courier.target import NotReady, Patience, Stage, Target, Watch


def _unwatched(stage: Stage, words: str, about: Mapping[str, str]) -> None:
    """Nobody watches a usual delivery."""


class Connection:
    """A greeted, encrypted, signed-in connection; `open_connection` makes it."""

    def __init__(self, target: Target, wire: Wire, patience: Patience, watch: Watch) -> None:
        self.target, self.patience = target, patience
        self._wire, self._watch = wire, watch
        self._offers: dict[str, str] = {}
        self.messages = 0
        self.is_spoiled = False

    @property
    def hop(self) -> str:
        """Who is at the other end, as people and reports name it."""
        tls = self._wire.tls
        return f"{self.target.host} [{self._wire.peer}]:{self.target.port}" + (f" {tls.version()}" if tls else "")

    def offers(self, keyword: str) -> str | None:
        """Return the parameters of an extension, None when the server has not named it."""
        return self._offers.get(keyword)

    def mechanisms(self) -> list[str]:
        """Return the ways to sign in that the server has named."""
        return (self.offers("AUTH") or "").upper().split()

    def is_usable(self) -> bool:
        """Return whether another message can be sent over it, as far as can be seen without asking."""
        return not self.is_spoiled and not self._wire.has_ended()

    def say(self, stage: Stage, line: str, seconds: float | None = None) -> Reply:
        """Send one command. Raises NotReady when the connection breaks."""
        try:
            return self._wire.command(line, self.patience.command if seconds is None else seconds)
        except Broken as problem:
            self.is_spoiled = True
            raise NotReady(stage, str(problem), hop=self.hop) from problem

    def send_content(self, data: bytes) -> Reply:
        """Send a whole message with its end, and return what the server says to it. Raises NotReady."""
        try:
            self._wire.send(data, self.patience.block)
            return self._wire.reply(self.patience.finish)
        except Broken as problem:
            self.is_spoiled = True
            raise NotReady(Stage.DATA, str(problem), hop=self.hop) from problem

    def told(self, stage: Stage, words: object, about: Mapping[str, str] | None = None) -> None:
        """Let whoever watches know."""
        self._watch(stage, str(words), about or {})

    def quit(self) -> None:
        """Say goodbye and close; who does not answer at once is not waited for, nor is who failed to answer before."""
        try:
            self._wire.send(b"QUIT\r\n", 2)
            if not self.is_spoiled:
                self._wire.reply(2)
        except Broken:
            pass  # gone already: that is what was wanted
        finally:
            self.close()

    def close(self) -> None:
        """Close it, whatever its state."""
        self._wire.close()

    def begin(self) -> None:
        """Do everything up to where messages can be sent. Raises NotReady."""
        if self.target.security == "tls":
            self._start_tls()
        self._expect(Stage.EHLO, self._greeting(), 220)
        self._greet()
        if self.target.security in ("starttls", "opportunistic"):
            self._upgrade()
        if self.target.authentication != "none":
            self._sign_in()

    def _greeting(self) -> Reply:
        try:
            return self._wire.reply(self.patience.command)
        except Broken as problem:
            raise NotReady(Stage.EHLO, str(problem), hop=self.hop) from problem

    def _greet(self) -> None:
        reply = self.say(Stage.EHLO, f"EHLO {self.target.ehlo}")
        if reply.code // 100 == 5 and self.target.authentication == "none" and self.target.security != "starttls":
            # RFC 5321 section 3.2: a server that does not know EHLO still has to know HELO.
            # https://www.rfc-editor.org/rfc/rfc5321#section-3.2
            reply = self.say(Stage.EHLO, f"HELO {self.target.ehlo}")
        self._expect(Stage.EHLO, reply, 250)
        words = (line.partition(" ") for line in reply.lines[1:])
        self._offers = {name.upper(): parameters for name, _, parameters in words}
        self.told(Stage.EHLO, reply)

    def _upgrade(self) -> None:
        if self.offers("STARTTLS") is None:
            if self.target.security == "starttls":
                raise NotReady(Stage.TLS, "The server does not offer STARTTLS: nothing is sent in clear.", hop=self.hop)
            return
        self._expect(Stage.TLS, self.say(Stage.TLS, "STARTTLS"), 220)
        self._start_tls()
        # RFC 3207 section 4.2: what was offered in clear does not count. https://www.rfc-editor.org/rfc/rfc3207#section-4.2
        self._greet()

    def _start_tls(self) -> None:
        hop = self.hop
        try:
            self._wire.start_tls(self._context(), self.target.host, self.patience.tls)
        except ssl.SSLCertVerificationError as problem:
            words = f"The certificate cannot be trusted: {problem.verify_message}."
            raise NotReady(Stage.TLS, words, hop=hop) from problem
        except TimeoutError as problem:
            words = f"TLS did not come about within {self.patience.tls:g} seconds."
            raise NotReady(Stage.TLS, words, hop=hop) from problem
        except (OSError, ValueError, Broken) as problem:
            why = getattr(problem, "reason", None) or getattr(problem, "strerror", None) or problem
            raise NotReady(Stage.TLS, f"TLS did not come about: {why}.", hop=hop) from problem
        tls = self._wire.tls
        if tls is not None:
            self.told(Stage.TLS, f"{tls.version()} with {(tls.cipher() or ('?',))[0]}", facts(tls.getpeercert(True)))

    def _context(self) -> ssl.SSLContext:
        if self.target.security == "opportunistic" or self.target.any_certificate:
            return opportunistic_context()
        return relay_context(ca_pem=self.target.ca_pem or None)

    def _sign_in(self) -> None:
        in_clear = self._wire.tls is None and not ipaddress.ip_address(self._wire.peer.partition("%")[0]).is_loopback
        if in_clear or self.target.any_certificate:
            raise NotReady(Stage.AUTH, "A password is never sent in clear: choose StartTLS or TLS.", hop=self.hop)
        try:
            chosen = mechanism(self.target.authentication, self.mechanisms())
            reply = sign_in(self._wire, chosen, self.target.username, self.target.password, self.patience.command)
        except (NoMechanism, Broken) as problem:
            raise NotReady(Stage.AUTH, str(problem), hop=self.hop) from problem
        reply = redacted(reply, self.target.username, self.target.password)
        self._expect(Stage.AUTH, reply, 235)
        self.told(Stage.AUTH, reply, {"mechanism": chosen})

    def _expect(self, stage: Stage, reply: Reply, code: int) -> None:
        if reply.code != code:
            raise NotReady(stage, str(reply), reply, self.hop)


def open_connection(target: Target, patience: Patience | None = None, watch: Watch = _unwatched) -> Connection:
    """Return a connection over which messages can be sent. Raises NotReady."""
    patience = patience or Patience()
    addresses = resolve(target, patience.dns)
    watch(Stage.DNS, f"{target.host} has {', '.join(addresses)}", {})
    wire = Wire(*connect(target, addresses, patience.tcp))
    connection = Connection(target, wire, patience, watch)
    try:
        watch(Stage.TCP, f"Connected to {wire.peer} port {target.port}", {})
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection
