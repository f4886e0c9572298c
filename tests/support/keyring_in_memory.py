"""A working keyring in memory, which can be made to refuse or to hang."""

import threading

from keyring.errors import KeyringError, PasswordDeleteError


class KeyringInMemory:
    """`refuses` makes every question fail; `gate`, when cleared, holds them all back."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.refuses = False
        self.gate = threading.Event()
        self.gate.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._work()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work()
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _work(self) -> None:
        assert self.gate.wait(30), "nobody opened the gate"
        if self.refuses:
            raise KeyringError("locked")
