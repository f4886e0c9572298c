"""Where a sign-in is kept between two starts: the keyring of the system, or nowhere.

What is kept is the session's token, never the password: the token opens this one account until the server or its owner
ends it, and the owner can end it from every other device. Nothing is ever written into a plain file. A keyring may
hang (it waits for D-Bus, or for a person who must unlock it), so each question has a time limit and a thread of its
own; while one hangs, no second one is asked. No Qt.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from client.errors import KeyringFault
from client.settings import KnownAccount
from client.wording import Said

T = TypeVar("T")

# Asking which keyring there is may start a service; reading may have to wait for a person with a password.
LOOKING_SECONDS = 5.0
ANSWER_SECONDS = 60.0
SERVICE = "Postroom {server}"
NAMES = {
    "keyring.backends.SecretService": "the keyring of your desktop",
    "keyring.backends.libsecret": "the keyring of your desktop",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "the keychain of this computer",
    "keyring.backends.Windows": "the credential manager of Windows",
}


class Keyring(Protocol):
    """What is used of `keyring.backend.KeyringBackend`; raises `keyring.errors.KeyringError`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True)
class Place:
    """`name` is how the keyring is called in a sentence; "" when there is none and memory is all."""

    name: str = ""

    @property
    def lasts(self) -> bool:
        return bool(self.name)


class KeyringStore:
    """Tokens by account. Every method may wait for `seconds` and belongs into a worker thread."""

    def __init__(
        self,
        find: Callable[[], Keyring | None] | None = None,
        seconds: float = ANSWER_SECONDS,
        looking_seconds: float = LOOKING_SECONDS,
    ) -> None:
        self._find = find or system_keyring
        self._seconds = seconds
        self._looking_seconds = looking_seconds
        self._turn = threading.Lock()
        self._hanging: threading.Thread | None = None

    def place(self) -> Place:
        """Where a sign-in would be kept; a keyring that cannot be asked is none."""
        try:
            found = self._ask(self._find, self._looking_seconds)
        except KeyringFault:
            return Place()
        return Place() if found is None else Place(NAMES.get(type(found).__module__, "the keyring of this computer"))

    def keep(self, known: KnownAccount, token: str) -> None:
        """Put the token there, in the place of an earlier one. Raises `KeyringFault`."""

        def work() -> None:
            self._present().set_password(_service(known), known.address, token)

        self._ask(work, self._seconds)

    def token(self, known: KnownAccount) -> str | None:
        """The token of this account, None when there is none. Raises `KeyringFault`."""

        def work() -> str | None:
            return self._present().get_password(_service(known), known.address)

        return self._ask(work, self._seconds) or None

    def forget(self, known: KnownAccount) -> None:
        """Remove the token of this account, if there is one. Raises `KeyringFault`."""

        def work() -> None:
            found = self._find()
            # Some keyrings fail at removing what is not there, with the error of any other fault.
            if found is not None and found.get_password(_service(known), known.address) is not None:
                found.delete_password(_service(known), known.address)

        self._ask(work, self._seconds)

    def _present(self) -> Keyring:
        found = self._find()
        if found is None:
            raise KeyringFault(Said("This computer has no keyring."))
        return found

    def _ask(self, work: Callable[[], T], seconds: float) -> T:
        """Do the work in a thread that may be left behind. Raises `KeyringFault`."""
        with self._turn:
            if self._hanging is not None and self._hanging.is_alive():
                raise KeyringFault(Said("The keyring of this computer does not answer."))
            answers: list[T] = []
            errors: list[Exception] = []

            def run() -> None:
                try:
                    answers.append(work())
                # Not only KeyringError: backends let through what D-Bus and others raise. It is told as a fault below.
                except Exception as error:
                    errors.append(error)

            thread = threading.Thread(target=run, name="postroom-keyring", daemon=True)
            thread.start()
            thread.join(seconds)
            if thread.is_alive():
                self._hanging = thread
                raise KeyringFault(Said("The keyring of this computer does not answer."))
        if answers:
            return answers[0]
        (error,) = errors
        if isinstance(error, KeyringFault):
            raise error
        raise KeyringFault(Said("The keyring of this computer refuses."), f"{type(error).__name__}: {error}") from error


def system_keyring() -> Keyring | None:
    """The keyring of this system, None when there is none that keeps secrets."""
    # Imported when it is needed: it looks for plug-ins of all installed packages, which takes a tenth of a second.
    import keyring
    from keyring.backends import chainer

    found = keyring.get_keyring()
    backends = found.backends if isinstance(found, chainer.ChainerBackend) else [found]
    return next((backend for backend in backends if _keeps_secrets(backend)), None)


def _keeps_secrets(backend: object) -> bool:
    # `fail` and `null` keep nothing; `keyrings.alt` writes plain or badly hidden files.
    module = type(backend).__module__
    return not module.startswith(("keyring.backends.fail", "keyring.backends.null", "keyrings.alt"))


def _service(known: KnownAccount) -> str:
    return SERVICE.format(server=known.server)
