"""Which messages are answered while somebody is away, and what the answer looks like: pure."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.content_checks import flaw
from db.message import summarize
from db.trace_headers import LOCAL, Trace, read_back, with_trace
from db.vacation import Arrived, Vacation
from server.courier.vacation_reply import DEFAULT_TEXT, Reply, written
from server.courier.vacation_rules import Silence, sender_to_answer
from tests.support.stores import mail

OWN = frozenset(["anna@project.com", "office@project.com"])
ID = 0xDEADBEEF


def kept(content: bytes, sender: str = "ben@project.com", envelope_id: int = ID) -> bytes:
    name = f"{envelope_id:016x}"
    return with_trace(content, Trace(sender, "client.test", "192.0.2.7", "project.com", "ESMTPSA", name, 1_800_000_000))


def verdict(sender: str = "ben@project.com", **fields: str) -> str | Silence:
    return sender_to_answer(kept(mail(**{"to": "anna@project.com", **fields}), sender), ID, OWN)


def test_letter_from_a_person_is_answered() -> None:
    assert verdict() == "ben@project.com"
    assert verdict("Ben+x@Project.COM") == "ben+x@project.com"
    assert verdict(auto_submitted="no") == "ben@project.com"
    assert verdict(auto_submitted=" No ; by hand") == "ben@project.com"
    assert verdict(precedence="first-class") == "ben@project.com"
    assert verdict(x_auto_response_suppress="DR, RN") == "ben@project.com"


@pytest.mark.parametrize(
    "sender",
    [
        "mailer-daemon@project.com", "MAILER-DAEMON@x.test", "mailerdaemon@x.test", "owner-list@x.test",
        "list-request@x.test", "list-owner@x.test", "list-bounces@x.test", "list-bounces+anna=project.com@x.test",
        "listserv@x.test", "majordomo@x.test", "noreply@x.test", "no-reply@x.test", "no_reply@x.test",
        "noreply-5f3@x.test", "donotreply@x.test", "do-not-reply@x.test",
    ],
)  # fmt: skip
def test_address_of_a_program_is_not_answered(sender: str) -> None:
    assert verdict(sender) is Silence.PROGRAM


@pytest.mark.parametrize("sender", ["", "no address", "a@b@", "x"])
def test_bounce_is_not_answered(sender: str) -> None:
    assert verdict(sender) is Silence.BOUNCE


@pytest.mark.parametrize("sender", ["anna@project.com", "ANNA+x@project.com", "office@project.com"])
def test_itself_is_not_answered(sender: str) -> None:
    assert verdict(sender) is Silence.OWN


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"list_id": "<x>"}, Silence.LIST),
        ({"LIST_UNSUBSCRIBE": "<https://x.test>"}, Silence.LIST),
        ({"list_anything": ""}, Silence.LIST),
        ({"precedence": "bulk"}, Silence.LIST),
        ({"precedence": " LIST "}, Silence.LIST),
        ({"precedence": "junk"}, Silence.LIST),
        ({"auto_submitted": "auto-replied"}, Silence.AUTOMATIC),
        ({"auto_submitted": "Auto-Generated; x=y"}, Silence.AUTOMATIC),
        ({"auto_submitted": "\r\n auto-notified"}, Silence.AUTOMATIC),
        ({"auto_submitted": ""}, Silence.AUTOMATIC),
        ({"x_auto_response_suppress": "All"}, Silence.AUTOMATIC),
        ({"x_auto_response_suppress": "DR, OOF"}, Silence.AUTOMATIC),
        ({"to": "clara@project.com"}, Silence.NOT_ADDRESSED),
        ({"to": "anna@elsewhere.test"}, Silence.NOT_ADDRESSED),
        ({"to": "undisclosed-recipients:;"}, Silence.NOT_ADDRESSED),
    ],
)
def test_what_is_not_a_letter_to_this_person_is_not_answered(fields: dict[str, str], why: Silence) -> None:
    assert verdict(**fields) is why


@pytest.mark.parametrize(
    "fields",
    [
        {"cc": "Anna <ANNA@project.com>"},
        {"cc": "x@y.test, office@project.com"},
        {"resent_to": "anna+shop@project.com"},
        {"cc": "=?utf-8?q?Anna?=\r\n <anna@project.com>"},
    ],
)
def test_any_of_its_addresses_will_do(fields: dict[str, str]) -> None:
    assert verdict(**{"to": "clara@project.com", **fields}) == "ben@project.com"


def test_copy_that_a_program_put_there_is_not_answered() -> None:
    """An import from another place, or from a backup, begins with the trace of another delivery, or with none."""
    assert sender_to_answer(mail(to="anna@project.com"), ID, OWN) is Silence.NOT_DELIVERED
    assert sender_to_answer(kept(mail(to="anna@project.com"), envelope_id=ID + 1), ID, OWN) is Silence.NOT_DELIVERED
    assert sender_to_answer(b"", ID, OWN) is Silence.NOT_DELIVERED


@given(st.binary(max_size=300))
def test_no_head_breaks_it(rest: bytes) -> None:
    assert sender_to_answer(rest, ID, OWN) is Silence.NOT_DELIVERED
    assert sender_to_answer(kept(rest), ID, OWN) is not None


@given(st.integers(0, 2**63 - 1), st.sampled_from(["", "a@b", "änna@x", '"a>b"@x']), st.sampled_from(["", "192.0.2.1"]))
def test_trace_is_read_back(envelope_id: int, sender: str, peer: str) -> None:
    trace = Trace(sender, "x", peer, "project.com", "ESMTP" if peer else LOCAL, f"{envelope_id:016x}", 0)
    assert read_back(with_trace(mail(), trace)) == (sender, envelope_id)


REPLY = Reply("Anna Ü", "anna@project.com", "ben@project.com", "1@project.com", 1_800_000_000)


def arrived(**fields: str) -> Arrived:
    content = mail(fields.pop("subject", "Lunch"), **fields)
    summary = summarize(content)
    ids = email.message_from_bytes(content)
    found = {
        "messageId": [ids["Message-Id"][1:-1]] if ids["Message-Id"] else [],
        "inReplyTo": [],
        "references": [one[1:-1] for one in (ids["References"] or "").split()],
    }
    return Arrived(ID, content, 1_800_000_000, summary.subject, found, False)


def read(content: bytes) -> EmailMessage:
    assert flaw(content) is None
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").strip()


def test_answer_has_the_fields_of_an_automatic_one() -> None:
    original = arrived(message_id="<2@x>", references="<0@x> <1@x>")
    message = read(written(REPLY, Vacation(True, text_body="Back on Monday.\nAnna"), original))
    assert message["From"] == "Anna Ü <anna@project.com>"
    assert message["To"] == "ben@project.com"
    assert message["Subject"] == "Auto: Lunch"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == "<2@x>"
    assert message["References"] == "<0@x> <1@x> <2@x>"
    assert message["Message-ID"] == "<1@project.com>"
    assert message["Date"] == "Fri, 15 Jan 2027 08:00:00 +0000"
    assert message.get_content_type() == "text/plain"
    assert text_of(message, "plain") == "Back on Monday.\nAnna"


def test_subject_and_both_bodies_are_as_they_were_chosen() -> None:
    chosen = Vacation(True, subject="Im Urlaub 🏖", text_body="Grüße", html_body="<p>Grüße</p>")
    message = read(written(REPLY, chosen, arrived()))
    assert message["Subject"] == "Im Urlaub 🏖"
    assert message.get_content_type() == "multipart/alternative"
    assert (text_of(message, "plain"), text_of(message, "html")) == ("Grüße", "<p>Grüße</p>")
    assert "In-Reply-To" not in message


def test_text_is_made_from_the_page_when_there_is_none() -> None:
    page = "<style>p{}</style><h1>Away</h1><p>Back on <b>Monday</b> &amp; rested.<br>Anna</p>"
    message = read(written(REPLY, Vacation(True, html_body=page), arrived()))
    assert text_of(message, "plain") == "Away\nBack on Monday & rested.\nAnna"
    assert text_of(read(written(REPLY, Vacation(True), arrived())), "plain") == DEFAULT_TEXT


def test_long_ids_stay_ids() -> None:
    """The email package made encoded words of them, which lead to no conversation."""
    long = "x" * 400 + "@y.test"
    content = written(REPLY, Vacation(True), arrived(message_id=f"<{long}>"))
    assert f"In-Reply-To: <{long}>\r\n".encode() in content
    assert summarize(content).message_ids.count(long) == 2


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.text(max_size=40))
def test_whatever_people_write_it_is_one_sound_message(subject: str, body: str, original: str, name: str) -> None:
    found = Arrived(ID, b"", 0, original, {"messageId": [original]}, False)
    reply = Reply(name, "anna@project.com", "ben@project.com", "1@x", 0)
    content = written(reply, Vacation(True, subject=subject, text_body=body), found)
    assert flaw(content) is None
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X"] is None
