"""What a sender reads of mail that is late or lost: plain words as text and as page, around what strangers wrote."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.content_checks import flaw
from db.database import Store
from db.outbound import NOT_REACHED
from db.trace_headers import LOCAL, Trace, with_trace
from server.courier.bounce import Lost, Report, composed
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail

NOW = 1_800_000_000
HOP = "mx.example.com [192.0.2.1]:25 TLSv1.3"
REFUSED = Lost("zoe@example.com", "5.1.1", "550 5.1.1 we know no zoe", HOP)


def report(lost: Lost = REFUSED, *, retry_until: int = 0, content: bytes = mail("Plan")) -> bytes:
    return composed(
        Report("project.com", "anna@project.com", "0123456789abcdef", NOW, NOW - 60, retry_until, [lost], content)
    )


def words(message: bytes) -> tuple[str, str]:
    """The words for people: as text and as page."""
    first = next(message_from_bytes(message, policy=reading).iter_parts())
    assert isinstance(first, EmailMessage)
    assert first.get_content_type() == "multipart/alternative"
    plain, page = (part for part in first.iter_parts() if isinstance(part, EmailMessage))
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    return str(plain.get_content()), str(page.get_content())


def test_lost_message_is_told_in_plain_words_twice() -> None:
    for form in words(report()):
        assert "Nobody has this address." in form
        assert "The other server said: 550 5.1.1 we know no zoe (mx.example.com)" in form
        assert "Plan" in form
        assert "192.0.2.1" not in form
    assert b"Diagnostic-Code: smtp; 550 5.1.1 we know no zoe" in report()


def test_late_message_is_told_with_the_moment_until_which_it_is_tried() -> None:
    late = report(Lost("zoe@example.com", "4.2.2", "452 4.2.2 full", HOP), retry_until=NOW + 1000)
    for form in words(late):
        assert "until 2027-01-15 08:16 UTC" in " ".join(form.split())
        assert "This mailbox is full." in form
        assert "You need not do anything" in form


def test_trouble_between_us_and_the_relay_is_masked() -> None:
    for form in words(report(Lost("zoe@example.com", "4.0.0", NOT_REACHED, ""))):
        assert "The other server could not be reached." in form
        assert "451" not in form


def test_words_of_strangers_are_text_in_the_page() -> None:
    bad = "550 <img src=x onerror=alert(1)>"
    _, page = words(report(Lost("zoe@example.com", "5.0.0", bad, ""), content=mail('<script>"Plan"</script>')))
    assert "<img" not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@given(st.text(max_size=200), st.binary(max_size=100))
def test_report_of_anything_is_a_message_with_its_parts(reply: str, subject: bytes) -> None:
    line = " ".join(reply.split()) if reply.isprintable() else "550 no"
    value = subject.replace(b"\0", b"").replace(b"\r", b"").replace(b"\n", b"")
    made = report(Lost("zoe@example.com", "5.0.0", line, ""), content=b"Subject: " + value + b"\r\n\r\nbody\r\n")
    assert flaw(made) is None
    kinds = [part.get_content_type() for part in message_from_bytes(made, policy=reading).iter_parts()]
    assert kinds == ["multipart/alternative", "message/delivery-status", "text/rfc822-headers"]
    words(made)


@pytest.mark.parametrize(("kind", "name"), [("textBody", "text/plain"), ("htmlBody", "text/html")])
def test_program_of_a_sender_shows_either_form(store: Store, people: People, kind: str, name: str) -> None:
    app = InboxApp(store, people)
    kept = with_trace(report(), Trace("", "", "", "project.com", LOCAL, "0123456789abcdef", NOW))
    message = app.deliver("anna", kept)
    shown = app.shown("anna", message, "subject", "preview", kind, "bodyValues", fetchAllBodyValues=True)
    (part, *_) = shown[kind]
    assert part["type"] == name
    assert "Nobody has this address." in shown["bodyValues"][part["partId"]]["value"]
    assert shown["subject"] == "Your message was not delivered"
    assert shown["preview"].startswith('Your message "Plan" was not delivered')
