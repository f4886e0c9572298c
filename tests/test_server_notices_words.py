"""The words of notices and the bytes of a message: hostile facts stay text, and no argument adds a field."""

from __future__ import annotations

from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.content_checks import flaw
from server.notices import compose
from server.notices.compose import KINDS, Facts, Kind, composed
from server.notices.letter import Attachment, Letter, bodies, written
from server.notices.reasons import LATER, NEVER, reason

LINK = "https://mail.project.com:1443/reset/abc"
TEMPLATES = Path(compose.__file__).parent / "templates"
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from([
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\r\nBcc: eve@example.com\r\n\r\nI am the body",
        "javascript:alert(1)", "\n\nSubject: other\n\n", "{{ 7 * 7 }}{% raw %}", "\u202egnp.exe", "\u2028x\x85y",
        "a\0b", "\ud800", "</title></head>", "&lt;b&gt;", "x" * 5000,
    ]),
)  # fmt: skip


def facts(text: str, link: str = LINK) -> Facts:
    """Everything that any template needs, with `text` at each place."""
    names = (
        "address", "inviter", "uses", "until", "subject", "sentence", "relay", "total", "summary", "period",
        "attachment",
    )  # fmt: skip
    line: Mapping[str, str] = dict.fromkeys(("recipient", "why", "reply", "hop", "name", "count"), text)
    lists: dict[str, Any] = {"lost": [line, line], "hosts": [line], "rules": [line]}
    return {**dict.fromkeys(names, text), "link": link, **lists}


class Page(HTMLParser):
    """The elements of a page with the names of their attributes, its links, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.links: set[str | None] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, tuple(name for name, _ in attrs)))
        self.links |= {value for name, value in attrs if name in ("href", "src", "action")}

    def handle_endtag(self, tag: str) -> None:
        self.shape.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("kind", KINDS)
@given(text=HOSTILE)
def test_hostile_facts_are_text_in_every_notice(kind: Kind, text: str) -> None:
    # A fact that is empty may leave out its sentence, and "1" chooses another one.
    usual, hostile = composed(kind, "project.com", facts("fine")), composed(kind, "project.com", facts(f"x{text}"))
    assert Page(hostile.html).shape == Page(usual.html).shape
    assert Page(hostile.html).links == Page(usual.html).links <= {LINK}
    assert hostile.text.count("\n") == usual.text.count("\n")
    assert hostile.subject.isprintable()
    hostile.html.encode()
    hostile.text.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_say_the_same_and_the_subject_is_one_line(kind: Kind) -> None:
    words = composed(kind, "project.com", facts("Täst"))
    assert words.subject
    assert "project.com" in words.subject + words.html
    assert ("Täst" in words.text) == ("Täst" in Page(words.html).text)
    assert (LINK in words.text) == (LINK in Page(words.html).links)
    assert words.html.startswith("<!doctype html>")
    assert "Subject:" not in words.text


def test_every_template_is_of_a_kind() -> None:
    parts = {"base.html", "parts.html", "recipients.txt"}
    assert {one.name for one in TEMPLATES.iterdir()} - parts == {f"{kind}.{form}" for kind in KINDS for form in FORMS}


FORMS = ("txt", "html")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://x/ y", 'https://x/"onclick="', "data:text/html,x", ""]
)
def test_link_that_is_none_is_left_out(link: str) -> None:
    words = composed("notification", "project.com", facts("fine", link))
    assert Page(words.html).links == set()
    assert not link or link not in words.text


def test_fact_that_is_missing_is_our_fault_and_not_an_empty_place() -> None:
    with pytest.raises(Exception, match="sentence"):
        composed("notification", "project.com", {"subject": "Hello"})


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("5.1.1", "Nobody has this address."), ("5.2.2", "This mailbox is full."), ("4.0.0", LATER), ("5.0.0", NEVER),
     ("5.7.26", "The other server does not take this message: its rules are against it."), ("", NEVER), ("x", NEVER)],
)  # fmt: skip
def test_reason_is_told_in_plain_words(status: str, sentence: str) -> None:
    assert reason(status) == sentence


def letter(**changed: Any) -> Letter:
    usual: dict[str, Any] = {
        "from_name": "Postroom", "from_address": "postroom@project.com", "reply_to": "postmaster@project.com",
        "to": "anna@project.com", "subject": "Hello", "text": "How are you?\n", "html": None,
        "message_id": "1@project.com", "moment": 1_800_000_000,
    }  # fmt: skip
    return Letter(**{**usual, **changed})


def read(message: bytes) -> EmailMessage:
    assert flaw(message) is None
    return message_from_bytes(message, policy=reading)


FIELDS = ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"]


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_argument_adds_a_field(name: str, subject: str, text: str, html: str, file: str) -> None:
    attached = [Attachment(file, "application/pdf", file.encode("utf-8", "replace"))]
    changed = {"from_name": name, "subject": subject, "text": text, "html": html, "attachments": attached}
    message = read(written(letter(**changed)))
    assert sorted(field.lower() for field in message.keys()) == FIELDS  # noqa: SIM118 - fields that come twice
    assert message["To"] == "anna@project.com"
    assert message["From"].addresses[0].addr_spec == "postroom@project.com"
    (body, file_part) = message.iter_parts()
    kinds = [part.get_content_type() for part in cast(EmailMessage, body).iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert cast(EmailMessage, file_part).get_content() == file.encode("utf-8", "replace")


@given(st.text(st.characters(exclude_categories=("C", "Z")), max_size=200), st.text("aä<&\n ", max_size=300))
def test_text_and_subject_come_back_as_they_were(subject: str, text: str) -> None:
    message = read(written(letter(subject=subject, text=text)))
    assert message["Subject"] == subject
    assert message.get_content().replace("\r", "").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("address", ["", "anna", "a@b\r\nBcc: eve@x.com", "a@b.com>", "a b@x.com", "a@b.com, c@d.com"])
@pytest.mark.parametrize("field", ["to", "reply_to", "from_address"])
def test_what_is_no_address_is_written_nowhere(field: str, address: str) -> None:
    if field == "reply_to" and not address:
        return
    with pytest.raises(ValueError, match="not an address"):
        written(letter(**{field: address}))


@pytest.mark.parametrize(
    "kind", ["", "pdf", "text/plain; name=x", "a/b\r\nBcc: x@y.com", "multipart/mixed", "message/rfc822"]
)
def test_attachment_needs_the_type_of_a_file(kind: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        written(letter(attachments=[Attachment("report.pdf", kind, b"%PDF")]))


def test_attachment_keeps_its_name_and_bytes() -> None:
    content = bytes(range(256)) * 10
    message = read(written(letter(attachments=[Attachment("../Bericht für Anna.pdf", "application/pdf", content)])))
    (one,) = message.iter_attachments()
    assert isinstance(one, EmailMessage)
    assert (one.get_filename(), one.get_content()) == (".._Bericht für Anna.pdf", content)


def test_address_beyond_ascii_stands_as_it_is() -> None:
    assert "To: <zoë@example.com>\r\n".encode() in written(letter(to="zoë@example.com"))


def test_text_alone_is_one_part() -> None:
    assert bodies("Hello", None).get_content_type() == "text/plain"
