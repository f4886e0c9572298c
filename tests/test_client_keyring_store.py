"""Where a sign-in is kept: a working keyring, none, one that refuses and one that never answers."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from client.errors import KeyringFault
from client.keyring_store import KeyringStore, system_keyring
from client.settings import KnownAccount
from tests.support.keyring_in_memory import KeyringInMemory

ANNA = KnownAccount("mail.project.com:1443", "anna@project.com", "5f" * 32)
BEN = KnownAccount("mail.project.com:1443", "ben@project.com", "5f" * 32)
ELSEWHERE = KnownAccount("localhost:1443", "anna@project.com", "c3" * 32)


@pytest.fixture
def memory() -> KeyringInMemory:
    return KeyringInMemory()


@pytest.fixture
def store(memory: KeyringInMemory) -> KeyringStore:
    return KeyringStore(lambda: memory)


def test_what_is_kept_comes_back_for_its_account_only(store: KeyringStore) -> None:
    store.keep(ANNA, "pst_anna")
    store.keep(ELSEWHERE, "pst_elsewhere")
    assert (store.token(ANNA), store.token(ELSEWHERE), store.token(BEN)) == ("pst_anna", "pst_elsewhere", None)


def test_later_token_takes_the_place_of_the_earlier(store: KeyringStore) -> None:
    store.keep(ANNA, "first")
    store.keep(ANNA, "second")
    assert store.token(ANNA) == "second"


def test_forgetting_removes_it_and_what_is_not_there_is_no_fault(store: KeyringStore, memory: KeyringInMemory) -> None:
    store.keep(ANNA, "x")
    store.forget(ANNA)
    store.forget(ANNA)
    assert memory.held == {}


def test_place_says_how_the_keyring_is_called(store: KeyringStore) -> None:
    assert store.place().lasts
    assert store.place().name == "the keyring of this computer"


def test_without_a_keyring_memory_is_all_and_keeping_says_so() -> None:
    store = KeyringStore(lambda: None)
    assert not store.place().lasts
    with pytest.raises(KeyringFault, match="no keyring"):
        store.keep(ANNA, "x")
    with pytest.raises(KeyringFault):
        store.token(ANNA)
    store.forget(ANNA)


def test_refusing_keyring_is_a_fault_with_its_reason_in_the_details(
    store: KeyringStore, memory: KeyringInMemory
) -> None:
    memory.refuses = True
    with pytest.raises(KeyringFault) as caught:
        store.token(ANNA)
    assert caught.value.detail == "KeyringError: locked"


def test_backend_that_raises_anything_is_a_fault(store: KeyringStore, memory: KeyringInMemory) -> None:
    """Backends let through what D-Bus raises, which is no KeyringError."""
    memory.held = None  # type: ignore[assignment]
    with pytest.raises(KeyringFault) as caught:
        store.keep(ANNA, "secret")
    assert "TypeError" in caught.value.detail
    assert "secret" not in caught.value.detail + caught.value.sentence


def test_looking_for_a_keyring_that_fails_finds_none() -> None:
    def fails() -> KeyringInMemory:
        raise OSError("no bus")

    assert not KeyringStore(fails).place().lasts


def test_hanging_keyring_is_given_up_and_not_asked_again_until_it_answers(memory: KeyringInMemory) -> None:
    store = KeyringStore(lambda: memory, seconds=1.5)
    memory.gate.clear()
    before = set(threading.enumerate())
    with pytest.raises(KeyringFault, match="does not answer"):
        store.token(ANNA)
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(KeyringFault, match="does not answer"):
            store.token(ANNA)
    # Waiting for it each time would take half a minute.
    assert time.monotonic() - began < 20
    (hanging,) = [one for one in set(threading.enumerate()) - before if one.name == "postroom-keyring"]
    memory.gate.set()
    hanging.join(20)
    # It answers at once, which can take a while on a busy machine.
    store._seconds = 60.0
    assert store.token(ANNA) is None


class _System(KeyringBackend):
    """A keyring of the system, as the library knows one."""

    priority = 9

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


class _PlainFile(_System):
    """One that writes files."""


_PlainFile.__module__ = "keyrings.alt.file"


def made(kind: Callable[[], Any]) -> Any:
    """Return a backend; the library declares no types for making one."""
    return kind()


@pytest.fixture
def library() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, _PlainFile])
@pytest.mark.usefixtures("library")
def test_backend_that_keeps_nothing_or_writes_files_is_none(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(made(backend))
    assert system_keyring() is None


@pytest.mark.usefixtures("library")
def test_system_keyring_is_found_also_behind_the_one_that_asks_several(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = made(_System)
    keyring.set_keyring(backend)
    assert system_keyring() is backend
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [made(_PlainFile), backend])
    keyring.set_keyring(made(chainer.ChainerBackend))
    assert system_keyring() is backend
