"""How the sign-in window reaches a server: the functions of the client that find it, sign in and register, and where a
sign-in is kept, as one value. Each blocks; the window calls them in worker threads."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from client import not_signed_in
from client.account import Account
from client.addresses import Address
from client.discovery import Server, connect
from client.errors import Fault, KeyringFault, SignInNeeded
from client.invitation import parse_server
from client.keyring_store import KeyringStore
from client.mail_client import Registered
from client.server_answers import Authority
from client.settings import KnownAccount
from client.trust import TrustStore
from client.wording import Said

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FrontDoor:
    """`ca` is a CA certificate that was given on the command line, `keys` where sign-ins are kept."""

    trust: TrustStore
    ca: Path | None = None
    connect: Callable[[str, TrustStore, Path | None], Server] = connect
    sign_in: Callable[[Server, str, str], Account] = Account.sign_in
    register: Callable[[Server, str, str, str], Registered] = not_signed_in.register
    resume: Callable[[Server, str], Account] = Account.resume
    recover: Callable[[Server, str, str, str], None] = not_signed_in.recover
    keys: KeyringStore = field(default_factory=KeyringStore)
    offline: Callable[[Server, Address], Account] = Account.offline
    ask_reset: Callable[[Server, str], None] = not_signed_in.ask_reset

    def find(self, text: str) -> Server:
        """Find and verify the server that an address or invitation link names. Raises what `connect` raises."""
        return self.connect(text, self.trust, self.ca)

    def enter(self, text: str, username: str, password: str) -> Account:
        return self.sign_in(self.find(text), username, password)

    def come_back(self, known: KnownAccount) -> Account:
        """Go on with the sign-in that the keyring has.

        Raises `SignInNeeded` when there is none that is worth anything, `KeyringFault`, and what `connect` raises.
        """
        server = self.find(known.server)
        if server.fingerprint != known.fingerprint:
            # Confirmed by the person, but perhaps another server: what was given by the old one is not shown to it.
            raise SignInNeeded(
                "the server has another identity than when this sign-in was kept",
                Said("The server has another identity than when you signed in. Sign in again."),
            )
        token = self.keys.token(known)
        if token is None:
            raise SignInNeeded(
                "the keyring has nothing for this account",
                Said("Your sign-in is not in the keyring of this computer any more. Sign in again."),
            )
        try:
            return self.resume(server, token)
        except SignInNeeded:
            with contextlib.suppress(KeyringFault):
                # It is worth nothing any more, so it may as well stay.
                self.keys.forget(known)
            raise

    def stay_outside(self, known: KnownAccount) -> Account:
        """The account as it is used without its server: nothing is asked until it is signed in to."""
        address = parse_server(known.server)
        domain = known.address.rpartition("@")[2]
        server = Server(address.host, address.https_port, 0, domain, "", "closed", "", known.fingerprint)
        return self.offline(server, Address(known.name, known.address))

    def let_go(self, known: KnownAccount) -> None:
        """End the sign-in that the keyring has, on the server where that can be, and here. Raises `KeyringFault`."""
        try:
            self.come_back(known).sign_out()
        except Fault as fault:
            # The session ends by itself on the server.
            log.info("a kept sign-in was not ended on the server: %s", fault)
        self.keys.forget(known)

    def pin(self, authority: Authority) -> None:
        self.trust.pin(authority)
