"""How good a new password is, told while it is typed: how many guesses a stranger needs who knows how people choose.
The server decides what it takes; this only helps to choose well. Pure."""

import math
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from client.wording import Said

SHORTEST = 8
_COMMON_PIECES = (
    *("password", "passwort", "postroom", "letmein", "welcome", "qwertz", "qwerty", "admin", "login", "master"),
    *("secret", "dragon", "monkey", "iloveyou", "abc123", "123456", "111111", "asdf", "1q2w3e", "sunshine"),
)
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")


class Strength(IntEnum):
    TOO_SHORT = 0
    WEAK = 1
    FAIR = 2
    GOOD = 3
    STRONG = 4


@dataclass(frozen=True)
class Judgement:
    """`bits` is the logarithm of the guesses; `hint` names the worst weakness, "" when there is none."""

    strength: Strength
    bits: float
    hint: str


def judge(password: str, username: str) -> Judgement:
    """Judge a password for this user name."""
    if len(password) < SHORTEST:
        return Judgement(Strength.TOO_SHORT, 0.0, Said("Use at least %n characters.", number=SHORTEST))
    lowered = password.lower()
    hint, counted = "", lowered
    for piece in (username.partition("@")[0].lower(), *_COMMON_PIECES):
        if len(piece) >= 3 and piece in counted:
            hint = hint or Said("Leave out your name and common words.")
            counted = counted.replace(piece, "\0")
    letters = _unpredictable(counted)
    if not hint and letters < 0.6 * len(counted):
        hint = Said("Avoid repetitions and rows of keys.")
    bits = letters * math.log2(_alphabet(password))
    return Judgement(_strength_of(bits), bits, hint)


def _strength_of(bits: float) -> Strength:
    for least, strength in ((80, Strength.STRONG), (55, Strength.GOOD), (38, Strength.FAIR)):
        if bits >= least:
            return strength
    return Strength.WEAK


def _unpredictable(text: str) -> int:
    """How many characters do not simply follow from the one before: the same again, or the next in a row of keys."""
    count = min(1, len(text))
    for before, after in pairwise(text):
        pair = before + after
        if before != after and not any(pair in row or pair in row[::-1] for row in _ROWS):
            count += 1
    return min(count, 2 * len(set(text)))


def _alphabet(password: str) -> int:
    size = 26 * any(character.islower() for character in password)
    size += 26 * any(character.isupper() for character in password)
    size += 10 * any(character.isdigit() for character in password)
    size += 20 * any(not character.isalnum() for character in password)
    return max(size, 10) + 100 * any(ord(character) > 127 for character in password)
