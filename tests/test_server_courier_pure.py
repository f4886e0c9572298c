"""The courier's pure parts: when, what a reply means, how a message travels, what a bounce says, what is signed."""

from __future__ import annotations

import logging
import time
from email import message_from_bytes
from email.message import Message
from email.policy import default as reading
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from db.content_checks import has_bare_line_ends
from server.courier.bounce import Lost, Report, composed
from server.courier.dkim_signing import Signer
from server.courier.handing_over import stuffed
from server.courier.outcome import Outcome, of_reply
from server.courier.rate import Rate
from server.courier.schedule import Schedule
from server.courier.sign_in import NoMechanism, mechanism
from tests.support.clock import Clock
from tests.support.stores import mail

NOW = 1_800_000_000


@given(attempt=st.integers(1, 1000), age=st.integers(0, 47 * 3600), spread=st.floats(0.8, 1.2))
def test_next_attempt_is_later_and_never_after_the_end(attempt: int, age: int, spread: float) -> None:
    created = NOW - age
    found = Schedule().next_time(attempt, NOW, created, spread)
    assert NOW < found <= created + 48 * 3600
    assert not Schedule().gives_up(created, NOW)
    assert Schedule().gives_up(created, created + 48 * 3600)


@pytest.mark.parametrize(
    ("code", "reply", "kind", "status"),
    [
        (250, "250 2.1.5 ok", "sent", "2.1.5"),
        (250, "250 ok", "sent", "2.0.0"),
        (450, "450 4.2.0 greylisted", "later", "4.2.0"),
        (550, "550 5.1.1 nobody", "never", "5.1.1"),
        (550, "550 4.1.1 nobody", "never", "5.0.0"),
        (554, "554 5.1.12345 odd", "never", "5.0.0"),
        (354, "354 what?", "later", "4.0.0"),
    ],
)
def test_reply_means(code: int, reply: str, kind: str, status: str) -> None:
    found = of_reply(code, reply, "x")
    assert (found.kind, found.status) == (kind, status)


@given(st.lists(st.sampled_from([b".", b"..", b"", b"a", b".a", b"a."]), min_size=1))
def test_message_comes_out_at_the_other_end_as_it_went_in(lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    travelling = stuffed(content)
    assert travelling.endswith(b"\r\n.\r\n") or travelling == b".\r\n"
    body = travelling.removesuffix(b".\r\n")
    assert body == b"" or body.endswith(b"\r\n")
    read = [line.removeprefix(b".") for line in body.split(b"\r\n")[:-1]]
    assert read == lines
    assert b"\r\n.\r\n" not in b"\r\n" + body


@pytest.mark.parametrize(
    ("wanted", "offered", "chosen"),
    [
        ("strongest", ["PLAIN", "LOGIN", "CRAM-MD5"], "CRAM-MD5"),
        ("strongest", ["LOGIN", "PLAIN", "NTLM"], "PLAIN"),
        ("login", ["PLAIN", "LOGIN"], "LOGIN"),
    ],
)
def test_mechanism_is_what_was_set_or_the_strongest(wanted: str, offered: list[str], chosen: str) -> None:
    assert mechanism(wanted, offered) == chosen


def test_mechanism_that_is_not_offered_is_told() -> None:
    with pytest.raises(NoMechanism, match="does not offer CRAM-MD5, only PLAIN"):
        mechanism("cram-md5", ["PLAIN"])


def test_rate_lets_so_many_go_in_a_minute() -> None:
    clock = Clock()
    rate = Rate(clock)
    assert [rate.take("a", 2) for _ in range(2)] == [0, 0]
    assert rate.take("a", 2) == 60
    assert rate.take("b", 2) == 0
    rate.undo("a")
    assert rate.take("a", 2) == 0
    clock.now += 60
    assert rate.take("a", 2) == 0
    assert rate.take("a", 0) == 0


def report(content: bytes, retry_until: int = 0, recipient: str = "zoe@example.com") -> Report:
    lost = [Lost(recipient, "5.1.1", "550 5.1.1 nobody", "mx.example.com [192.0.2.1]:25 TLSv1.3")]
    return Report("project.com", "anna@project.com", "0123456789abcdef", NOW, NOW - 60, retry_until, lost, content)


def parts(message: bytes) -> list[Message]:
    return list(message_from_bytes(message, policy=reading).iter_parts())


def test_bounce_has_its_three_parts_and_answers_the_message() -> None:
    content = b"Return-Path: <anna@project.com>\r\n" + mail("Plan", "secret body", message_id="<1@x>")
    message = composed(report(content))
    read = message_from_bytes(message, policy=reading)
    assert (read["In-Reply-To"], read["Auto-Submitted"]) == ("<1@x>", "auto-replied")
    assert read["Content-Type"].params["report-type"] == "delivery-status"
    kinds = ["multipart/alternative", "message/delivery-status", "text/rfc822-headers"]
    assert [part.get_content_type() for part in parts(message)] == kinds
    assert b"Subject: Plan" in message
    assert b"secret body" not in message
    assert b"Return-Path" not in message


def test_delay_is_told_with_the_moment_until_which_it_is_tried() -> None:
    message = composed(report(mail(), NOW + 1000))
    assert b"Action: delayed\r\n" in message
    assert b"Will-Retry-Until: " in message
    assert message_from_bytes(message)["Subject"] == "Your message is delayed"


def test_address_in_utf8_has_its_own_type_in_the_report() -> None:
    assert "Final-Recipient: utf-8; zoë@example.com".encode() in composed(report(mail(), recipient="zoë@example.com"))


@given(st.binary(max_size=300), st.text(max_size=50))
def test_bounce_of_anything_is_a_message_that_may_be_kept(content: bytes, reply: str) -> None:
    head = content.replace(b"\0", b"").replace(b"\r", b"").replace(b"\n", b"\r\n")
    words = "".join(one if one.isprintable() else "?" for one in reply)
    lost = [Lost("zoe@example.com", Outcome("never", words, "").status, words, "")]
    made = composed(Report("project.com", "anna@project.com", "0" * 16, NOW, NOW, 0, lost, b"Subject: " + head))
    assert not has_bare_line_ends(made)
    assert len(made.split(b"--=_0000000000000000")) >= 5


def test_header_without_end_is_cut_in_a_bounce() -> None:
    content = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 90) for number in range(10_000)) + b"\r\nbody"
    assert len(composed(report(content))) < 70_000


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "dkim"
    folder.mkdir()
    made = rsa.generate_private_key(65537, 1024)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "2026.pem").write_bytes(pem)
    public = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "2026.public").write_text("".join(public.decode().splitlines()[1:-1]))
    return folder


def verified(content: bytes, keys: Path) -> bool:
    def answer(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"2026._domainkey.project.com."
        return b"v=DKIM1; k=rsa; p=" + (keys / "2026.public").read_bytes()

    return bool(dkim.verify(content, dnsfunc=answer))


def test_signature_is_verified_by_its_public_key_and_breaks_with_the_message(keys: Path) -> None:
    signed = Signer(keys, "project.com").signed(mail("Plan", "Grüße"))
    assert signed.endswith(mail("Plan", "Grüße"))
    assert verified(signed, keys)
    assert not verified(signed.replace("Grüße".encode(), b"Gifts"), keys)
    assert not verified(b"From: eve@example.net\r\n" + signed, keys)


@pytest.mark.parametrize(
    "body", ["", " ", "a \t b\t \r\n \r\n\t\r\n", " \r\n" * 3, "\r\n\r\na  b \r\n\r\n", "a\r\n ", " \t.\r\n.. "]
)
def test_signature_holds_whatever_blanks_are_in_the_message(keys: Path, body: str) -> None:
    content = f"From: anna@project.com\r\nSubject: a \t b \r\n\t c\r\n\r\n{body}".encode()
    signed = Signer(keys, "project.com").signed(content)
    assert signed.endswith(content)
    assert verified(signed, keys)


def test_blanks_without_end_are_signed_in_time_by_their_size(keys: Path) -> None:
    """The square of it kept the courier from all its other work, for minutes and more."""
    content = b"From: anna@project.com\r\n\r\n" + b" " * 200_000 + b"x\r\n"
    began = time.process_time()
    assert Signer(keys, "project.com").signed(content).startswith(b"DKIM-Signature:")
    assert time.process_time() - began < 5


def test_without_a_key_nothing_is_signed(tmp_path: Path) -> None:
    assert Signer(tmp_path / "dkim", "project.com").signed(mail()) == mail()


def test_key_that_cannot_be_used_is_told_and_keeps_no_mail(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "2026.pem").write_text("no key")
    with caplog.at_level(logging.ERROR):
        assert Signer(tmp_path, "project.com").signed(mail()) == mail()
    assert "2026.pem" in caplog.text
