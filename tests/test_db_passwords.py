"""Passwords: which are good enough, and that checking one tells nothing but whether it is right."""

import threading
import time
from statistics import median

import pytest

from db.errors import WeakPassword
from db.passwords import Verifier, check_strength, generate_password, hash_password, needs_rehash
from tests.support.clock import Clock
from tests.support.stores import PASSWORD, PASSWORD_HASH


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="verifier")
def _verifier(clock: Clock) -> Verifier:
    return Verifier(clock)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("short12", "short"),
        ("x" * 257, "long"),
        ("anna-maria", "your name"),
        ("ANNA-MARIA", "your name"),
        ("anna-maria2024!", "your name"),
        ("anna-maria@project.com", "your name"),
        ("airam-anna", "your name"),
        ("password1", "guess"),
        ("PassWord", "guess"),
        ("aaaaaaaaaaaa", "guess"),
        ("abababababab", "guess"),
        ("8273645182736", "guess"),
    ],
)
def test_weak_password_is_refused_with_its_reason(password: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        check_strength(password, "anna-maria@project.com")


@pytest.mark.parametrize("name", ["anna1985", "1anna1985", "2cool4school", "12345678a"])
def test_name_that_ends_in_digits_is_no_password(name: str) -> None:
    """Digits around the name were taken off the password, but not off the name: `anna1985` passed."""
    for password in (name, name.upper(), f"{name}1", name[::-1]):
        with pytest.raises(WeakPassword, match="your name"):
            check_strength(password, f"{name}@project.com")


@pytest.mark.parametrize(
    "password", [PASSWORD, "x7#kQ!2v", "пароль верный", "x" * 250 + "abcdef", "anna-maria likes tea", "\ud800lone half"]
)
def test_good_password_is_accepted(password: str) -> None:
    check_strength(password, "anna-maria@project.com")


def test_generated_passwords_are_good_and_differ() -> None:
    made = {generate_password() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        check_strength(password, "admin@project.com")


def test_right_password_is_right_and_others_are_wrong(verifier: Verifier) -> None:
    assert verifier.verify(PASSWORD_HASH, PASSWORD)
    assert not verifier.verify(PASSWORD_HASH, PASSWORD.upper())
    assert not verifier.verify(None, PASSWORD)
    assert not verifier.verify("no hash at all", PASSWORD)


def test_hash_does_not_show_the_password_and_is_salted() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert one.startswith("$argon2id$")
    assert not needs_rehash(one)


def test_weaker_hash_needs_a_new_one() -> None:
    assert needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$wbGzm5rDBF8Ymd0bVmPVLA")
    assert not needs_rehash("no hash at all")


@pytest.mark.parametrize("password", ["\ud800\udcff lone halves", "nul \0 inside", "пароль верный", ""])
def test_any_text_can_be_a_password(verifier: Verifier, password: str) -> None:
    """Half a character, which JSON can bring, raised instead of being wrong."""
    hashed = hash_password(password)
    assert verifier.verify(hashed, password)
    assert verifier.remembered(hashed, password)
    assert not Verifier().verify(hashed, password + "x")


def test_unknown_name_costs_as_much_as_a_wrong_password(verifier: Verifier) -> None:
    def cost(hashed: str | None) -> float:
        # Of this thread: nothing else that runs in this process counts.
        began = time.thread_time()
        verifier.verify(hashed, "wrong password")
        return time.thread_time() - began

    known, unknown = zip(*((cost(PASSWORD_HASH), cost(None)) for _ in range(5)), strict=True)
    assert 0.5 < median(unknown) / median(known) < 2


def test_right_password_is_remembered_for_five_minutes(verifier: Verifier, clock: Clock) -> None:
    assert not verifier.remembered(PASSWORD_HASH, PASSWORD)
    verifier.verify(PASSWORD_HASH, PASSWORD)
    clock.now += 299
    assert verifier.remembered(PASSWORD_HASH, PASSWORD)
    clock.now += 1
    assert not verifier.remembered(PASSWORD_HASH, PASSWORD)


def test_remembered_password_costs_no_hash(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    verifier.verify(PASSWORD_HASH, PASSWORD)
    # Whoever hashes fails: time would tell of the machine as well.
    monkeypatch.setattr("db.passwords._hasher", None)
    assert verifier.verify(PASSWORD_HASH, PASSWORD)
    with pytest.raises(AttributeError, match="verify"):
        verifier.verify(PASSWORD_HASH, "wrong password")


def test_wrong_password_is_never_remembered(verifier: Verifier) -> None:
    verifier.verify(PASSWORD_HASH, "wrong password")
    verifier.verify(None, PASSWORD)
    verifier.verify(PASSWORD_HASH, PASSWORD)
    assert not verifier.remembered(PASSWORD_HASH, "wrong password")
    assert not verifier.remembered(PASSWORD_HASH + "x", PASSWORD)
    assert not Verifier().remembered(PASSWORD_HASH, PASSWORD)


def test_memory_of_right_passwords_is_bounded(clock: Clock) -> None:
    verifier = Verifier(clock, most_remembered=2)
    hashes = [hash_password(PASSWORD) for _ in range(3)]
    for hashed in hashes:
        verifier.verify(hashed, PASSWORD)
    assert [verifier.remembered(hashed, PASSWORD) for hashed in hashes] == [False, True, True]


def test_threads_share_a_verifier(verifier: Verifier) -> None:
    found: list[bool] = []

    def work(password: str) -> None:
        found.append(verifier.verify(PASSWORD_HASH, password) == (password == PASSWORD))

    threads = [threading.Thread(target=work, args=(password,)) for password in (PASSWORD, "wrong password") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8
