"""Passwords: which are good enough, how they are hashed, how they are checked.

argon2id (RFC 9106) with 46 MiB and one pass, as OWASP's password storage page recommends. A check costs 20 to 90 ms
of a core, so callers run it away from their event loop and keep few in flight; `Verifier` remembers what was right a
short while ago under a key that lives only in this process, so that a program that signs in for each message does not
cost a core.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from db.errors import WeakPassword

MIN_LENGTH, MAX_LENGTH = 8, 256
_COMMON = frozenset(
    [
        "12345678",
        "123456789",
        "1234567890",
        "12341234",
        "11111111",
        "00000000",
        "87654321",
        "password",
        "password1",
        "password123",
        "passw0rd",
        "qwertyui",
        "qwerty123",
        "qwertyuiop",
        "asdfghjk",
        "asdfghjkl",
        "1q2w3e4r",
        "1qaz2wsx",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "starwars",
        "trustno1",
        "letmein1",
        "welcome1",
        "welcome123",
        "changeme",
        "admin123",
        "administrator",
        "abc12345",
        "abcd1234",
        "whatever",
        "computer",
        "internet",
        "dragon12",
        "monkey12",
        "master12",
        "michelle",
        "jennifer",
        "corvette",
        "secret12",
        "hello123",
        "passwort",
        "passwort1",
        "kennwort",
        "postroom",
    ]
)
_CACHE_SECONDS = 300.0
_CACHE_SIZE = 2000

_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


def check_strength(password: str, name: str) -> None:
    """Accept a new password, or say what is wrong with it.

    Raises:
        WeakPassword: too short or long, a common one, the name, or one character repeated.
    """
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"The password is too short: use at least {MIN_LENGTH} characters.")
    if len(password) > MAX_LENGTH:
        raise WeakPassword(f"The password is too long: use at most {MAX_LENGTH} characters.")
    lowered = password.lower()
    local = name.partition("@")[0].lower()
    # Without what people put around a name, or in one.
    core, own = (text.strip("0123456789!._-") or text for text in (lowered, local))
    if core in (own, own[::-1]) or lowered.startswith(f"{local}@"):
        raise WeakPassword("The password is your name: choose something that others cannot guess.")
    if lowered in _COMMON or len(set(lowered)) < 4 or lowered.isdigit():
        raise WeakPassword("The password is too easy to guess: three or four unrelated words make a good one.")


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password` with its parameters and salt."""
    return _hasher.hash(_bytes(password))


def generate_password() -> str:
    """Return a new password of 20 letters and digits in groups (about 100 bits), easy to read aloud."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


class Verifier:
    """Checks passwords against hashes; safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_remembered: int = _CACHE_SIZE) -> None:
        self._clock = clock
        self._most_remembered = most_remembered
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()
        # Unknown users cost the same time as known ones: there is always a hash to check against.
        self._dummy = hash_password(secrets.token_urlsafe(16))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Return whether `password` belongs to `password_hash`; None (no such account) takes as long and is False."""
        mark = self._mark(password_hash or "", password)
        if password_hash is not None and self._remembered(mark):
            return True
        try:
            _hasher.verify(password_hash or self._dummy, _bytes(password))
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        if password_hash is None:
            return False
        self._remember(mark)
        return True

    def remembered(self, password_hash: str, password: str) -> bool:
        """Return whether this pair was right a short while ago: costs microseconds, never a hash."""
        return self._remembered(self._mark(password_hash, password))

    def _mark(self, password_hash: str, password: str) -> bytes:
        # The stored hash is part of the mark: a changed password forgets the old one at once.
        text = password_hash.encode() + b"\0" + _bytes(password)
        return hmac.new(self._key, text, hashlib.sha256).digest()

    def _remembered(self, mark: bytes) -> bool:
        with self._lock:
            until = self._right.get(mark)
            if until is not None and until <= self._clock():
                del self._right[mark]
                return False
            return until is not None

    def _remember(self, mark: bytes) -> None:
        with self._lock:
            self._right[mark] = self._clock() + _CACHE_SECONDS
            self._right.move_to_end(mark)
            while len(self._right) > self._most_remembered:
                self._right.popitem(last=False)


def needs_rehash(password_hash: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's."""
    try:
        return _hasher.check_needs_rehash(password_hash)
    except InvalidHashError:
        return False


def _bytes(password: str) -> bytes:
    # JSON can bring half a character: such a password is as good as another, and must not be a fault.
    return password.encode("utf-8", "surrogatepass")
