"""What a person reads: each fault is a whole sentence, and the small wordings in it are right."""

import pytest

from client.errors import (
    AccountNotUsable,
    ConnectionLost,
    DeliveryUnsure,
    Fault,
    MessageRefused,
    NameNotFound,
    NotAccepted,
    RecipientsRefused,
    RegistrationRefused,
    ServerBusy,
    ServerDown,
    ServerFault,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    WrongPassword,
)
from client.server_answers import Refusal
from client.server_words import LONGEST, server_words
from client.wording import ended, place, spoken_bytes, spoken_seconds

SAMPLES: list[Fault] = [
    WrongPassword(),
    AccountNotUsable("waits for approval"),
    AccountNotUsable(),
    TooManyAttempts("Too many failures", 90),
    TooManyAttempts(),
    ServerDown("h", 1),
    NameNotFound("h"),
    RegistrationRefused("taken", "this name is taken"),
    RegistrationRefused("other", ""),
    RecipientsRefused((Refusal("x@y", 550, "no such recipient"), Refusal("z@y", 550, "no"))),
    MessageRefused("a bare LF"),
    MessageRefused(""),
    TooLarge(60_000_000, 52_428_800),
    TooLarge(),
    SignInNeeded(),
    ServerFault("id 17"),
    ServerFault(),
    ServerBusy("the disk is full"),
    NotAccepted("forbidden", "not this one"),
    NotAccepted("forbidden"),
    DeliveryUnsure("h", 1),
    ConnectionLost("h", 1),
]


@pytest.mark.parametrize("fault", SAMPLES, ids=lambda fault: f"{type(fault).__name__}")
def test_sentence_is_whole(fault: Fault) -> None:
    assert fault.sentence[0].isupper() or fault.sentence[0] == "“"
    assert fault.sentence.endswith(".")
    assert ".." not in fault.sentence
    assert "  " not in fault.sentence
    assert str(fault) == fault.sentence


def test_refused_recipient_is_told_in_the_words_of_the_server() -> None:
    fault = RecipientsRefused((Refusal("x@project.com", 550, "no such recipient"),))
    assert "x@project.com: No such recipient." in fault.sentence
    assert "more" not in fault.sentence
    assert fault.detail == "x@project.com: 550 no such recipient"


@pytest.mark.parametrize(("code", "temporary"), [(450, True), (452, True), (550, False), (553, False)])
def test_refusal_knows_whether_it_passes(code: int, temporary: bool) -> None:
    assert Refusal("x", code, "").is_temporary is temporary


@pytest.mark.parametrize(
    ("size", "spoken"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (1_500_000, "1.5 MB"),
        (52_428_800, "52.4 MB"),
        (10**9, "1 GB"),
    ],
)
def test_sizes_are_spoken(size: int, spoken: str) -> None:
    assert spoken_bytes(size) == spoken


@pytest.mark.parametrize(
    ("seconds", "spoken"),
    [
        (0, "1 second"),
        (1, "1 second"),
        (30, "30 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
    ],
)
def test_times_are_spoken(seconds: int, spoken: str) -> None:
    assert spoken_seconds(seconds) == spoken


def test_place_puts_ipv6_into_brackets() -> None:
    assert place("::1", 25) == "[::1]:25"
    assert place("localhost", 25) == "localhost:25"


@pytest.mark.parametrize(("words", "sentence"), [("", ""), ("no", "No."), ("Why? ", "Why?"), ("ü b", "Ü b.")])
def test_words_become_a_sentence(words: str, sentence: str) -> None:
    assert ended(words) == sentence


def test_words_of_a_server_are_made_harmless() -> None:
    assert server_words("  a\r\nb\x1b[31m\u202ec\0 ") == "a b [31m c"
    assert len(server_words("x" * 10_000)) == LONGEST
