"""How the sign-in window reaches a server: the functions of the client that find it, sign in and register, as one
value. Each blocks; the window calls them in worker threads."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from client.account import Account, Registered
from client.discovery import Server, connect
from client.errors import Authority
from client.trust import TrustStore


@dataclass(frozen=True)
class FrontDoor:
    """`ca` is a CA certificate that was given on the command line."""

    trust: TrustStore
    ca: Path | None = None
    connect: Callable[[str, TrustStore, Path | None], Server] = connect
    sign_in: Callable[[Server, str, str], Account] = Account.sign_in
    register: Callable[[Server, str, str, str], Registered] = Account.register

    def find(self, text: str) -> Server:
        """Find and verify the server that an address or invitation link names. Raises what `connect` raises."""
        return self.connect(text, self.trust, self.ca)

    def enter(self, text: str, username: str, password: str) -> Account:
        return self.sign_in(self.find(text), username, password)

    def pin(self, authority: Authority) -> None:
        self.trust.pin(authority)
