"""A draft becomes bytes that any mail program reads back as what was written, and that nobody can smuggle a
field into.
"""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.addresses import Address
from client.draft import AttachedFile, Draft, compose, estimated_size
from client.errors import FileFault, NoRecipients

ANNA = Address("Anna Müller", "anna@project.com")
BEN = Address("", "ben@project.com")
CARL = Address("Carl, the other", "carl@project.com")
NOW = datetime(2026, 8, 22, 10, 30, tzinfo=UTC)


def parsed(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def as_lines(message: EmailMessage) -> str:
    content = message.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_fields_and_text_are_read_back() -> None:
    draft = Draft(to=(BEN, CARL), cc=(ANNA,), subject="Grüße", text="Hallo Ben,\n\nschöne Grüße\n")
    made = compose(draft, ANNA, NOW, "<1@project.com>")
    found = parsed(made.content)
    assert found["From"] == "Anna Müller <anna@project.com>"
    assert found["To"].addresses[1].display_name == "Carl, the other"
    assert [one.addr_spec for one in found["To"].addresses] == ["ben@project.com", "carl@project.com"]
    assert found["Cc"].addresses[0].addr_spec == "anna@project.com"
    assert found["Subject"] == "Grüße"
    assert found["Date"].datetime == NOW
    assert found["Message-ID"] == made.message_id == "<1@project.com>"
    assert as_lines(found) == "Hallo Ben,\n\nschöne Grüße\n"


def test_bcc_stands_in_the_field_for_sent_and_in_the_envelope() -> None:
    made = compose(Draft(to=(BEN,), bcc=(CARL,)), ANNA)
    assert parsed(made.content)["Bcc"].addresses[0].addr_spec == "carl@project.com"
    assert made.recipients == ("ben@project.com", "carl@project.com")
    assert made.sender == "anna@project.com"


def test_recipient_of_several_fields_is_served_once() -> None:
    draft = Draft(to=(BEN,), cc=(Address("Ben", "BEN@project.com"),), bcc=(BEN, CARL))
    assert compose(draft, ANNA).recipients == ("ben@project.com", "carl@project.com")


def test_no_recipients_is_a_fault() -> None:
    with pytest.raises(NoRecipients):
        compose(Draft(subject="to nobody"), ANNA)


def test_every_line_is_ascii_ends_in_crlf_and_is_short_enough() -> None:
    draft = Draft(
        to=(BEN,), subject="ü" * 500, text="ü" * 5000 + "\n.\nFrom here\n", attachments=(png(b"\0\xff" * 999),)
    )
    content = compose(draft, ANNA).content
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_address_that_is_not_ascii_is_written_in_utf8() -> None:
    made = compose(Draft(to=(Address("", "jürgen@bücher.example"),)), ANNA)
    assert "To: jürgen@bücher.example\r\n".encode() in made.content


@pytest.mark.parametrize("evil", ["a\r\nBcc: eve@evil.example", "a\nX: y", "a\0b", "a\ud800b", "a\u2028b", "a\x0bb"])
def test_no_field_can_be_smuggled_in(evil: str) -> None:
    draft = Draft(
        to=(Address(evil, "ben@project.com"),),
        subject=evil,
        attachments=(AttachedFile(evil, b"x"),),
        in_reply_to=f"<{evil}>",
    )
    made = compose(draft, Address(evil, "anna@project.com"))
    found = parsed(made.content)
    assert found["Bcc"] is None
    assert found["X"] is None
    assert found["Subject"].startswith("a")
    assert len(found["To"].addresses) == 1


def test_reply_names_the_conversation() -> None:
    draft = Draft(to=(BEN,), in_reply_to="2@x", references=("1@x", "2@x"))
    found = parsed(compose(draft, ANNA).content)
    assert found["In-Reply-To"] == "<2@x>"
    assert found["References"] == "<1@x> <2@x>"


def test_message_ids_are_new_each_time_and_name_the_domain() -> None:
    first, second = (compose(Draft(to=(BEN,)), ANNA).message_id for _ in range(2))
    assert first != second
    assert first.endswith("@project.com>")


def png(content: bytes) -> AttachedFile:
    return AttachedFile("Bild – größer.png", content, "image/png")


def test_attachments_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(bytes(range(256)) * 300)
    text = "word " * 3
    draft = Draft(to=(BEN,), text=text, attachments=(png(b"\x89PNG"), AttachedFile("data.bin", path)))
    first, second = parsed(compose(draft, ANNA).content).iter_attachments()
    assert (first.get_content_type(), first.get_filename()) == ("image/png", "Bild – größer.png")
    assert first.get_content() == b"\x89PNG"
    assert (second.get_content_type(), second.get_filename()) == ("application/octet-stream", "data.bin")
    assert second.get_content() == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "given_type", "expected"),
    [
        ("a.pdf", "", "application/pdf"),
        ("a.unknown-thing", "", "application/octet-stream"),
        ("a", "IMAGE/PNG", "image/png"),
        ("a.eml", "message/rfc822", "application/octet-stream"),
        ("a", "nonsense", "application/octet-stream"),
        ("a", "text/x; charset=evil", "application/octet-stream"),
        ("a", "text/\r\nX: y", "application/octet-stream"),
    ],
)
def test_type_of_an_attachment(name: str, given_type: str, expected: str) -> None:
    assert AttachedFile(name, b"", given_type).media_type() == expected
    message = parsed(compose(Draft(to=(BEN,), attachments=(AttachedFile(name, b"x", given_type),)), ANNA).content)
    assert [part.get_content_type() for part in message.iter_attachments()] == [expected]


def test_missing_file_is_named(tmp_path: Path) -> None:
    draft = Draft(to=(BEN,), attachments=(AttachedFile("gone.txt", tmp_path / "gone.txt"),))
    for action in (lambda: compose(draft, ANNA), lambda: estimated_size(draft)):
        with pytest.raises(FileFault) as caught:
            action()
        words = "is not there any more. Attach it again, or remove it from the message."
        assert caught.value.sentence == f"{tmp_path / 'gone.txt'} {words}"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
NAME = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=60)


@given(subject=NAME, text=TEXT, name=NAME, content=st.binary(max_size=200), person=NAME)
def test_estimate_is_never_less_than_what_is_sent(
    subject: str, text: str, name: str, content: bytes, person: str
) -> None:
    draft = Draft(
        to=(Address(person, "ben@project.com"),),
        subject=subject,
        text=text,
        attachments=(AttachedFile(name, content),),
    )
    assert len(compose(draft, ANNA).content) <= estimated_size(draft)


def test_estimate_of_a_large_file_is_close() -> None:
    draft = Draft(to=(BEN,), attachments=(AttachedFile("big.bin", b"\xff" * 3_000_000),))
    assert 1.0 <= estimated_size(draft) / len(compose(draft, ANNA).content) < 1.01


@given(subject=st.text(st.characters(categories=("L", "N", "P", "S")) | st.just(" "), max_size=120))
def test_any_subject_is_read_back(subject: str) -> None:
    wanted = " ".join(subject.split())
    found = parsed(compose(Draft(to=(BEN,), subject=wanted), ANNA).content)
    assert (found["Subject"] or "") == wanted


@given(text=TEXT)
def test_any_text_is_read_back(text: str) -> None:
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    found = as_lines(parsed(compose(Draft(to=(BEN,), text=text), ANNA).content))
    assert found.rstrip("\n") == lines.rstrip("\n")
