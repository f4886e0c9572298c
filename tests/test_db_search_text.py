"""What of a message can be found: the text that a person reads, capped, whatever the message is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.message import summarize
from db.search_text import LARGEST, MARK_END, MARK_START, Texts, readable, searchable, texts

ALTERNATIVE = (
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<b>page</b>\r\n--b--\r\n"
)
PAGE = (
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>hidden</title><style>style</style></head>"
    b"<body onload='code()'><p>Gr&uuml;&szlig;e <img src=picture alt=\"a cat\"> <a title='tip' href=link>text</a>"
    b"<script>script</script></body></html>"
)
MIXED = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n"
    b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="bill 7.pdf"\r\n\r\nbinary\r\n'
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?inner_caf=C3=A9?=\r\n\r\ninside\r\n--b--\r\n"
)


def of(content: bytes) -> Texts:
    summary = summarize(content)
    return texts(summary.subject, summary.addresses, content)


def test_fields_are_where_they_belong() -> None:
    found = of(
        b"Subject: =?utf-8?q?caf=C3=A9?=\r\nFrom: Anna <anna@x>\r\nTo: b@x, c@x\r\nCc: d@x\r\nBcc: e@x\r\n\r\nbody\r\n"
    )
    assert found == Texts("café", "Anna anna@x", " b@x  c@x", " d@x", " e@x", "body\r\n", "")


@pytest.mark.parametrize(("plain", "body"), [(b"plain", "plain"), (b"  ", "  \n page ")])
def test_page_is_read_where_there_is_no_plain_text(plain: bytes, body: str) -> None:
    assert of(ALTERNATIVE % plain).body == body


def test_page_has_its_text_and_what_pictures_say() -> None:
    words = of(PAGE).body.split()
    assert words == ["Grüße", "a", "cat", "tip", "text"]


def test_attachments_give_their_names_and_attached_messages_their_text() -> None:
    found = of(MIXED)
    assert found.names == "bill 7.pdf"
    assert found.body.split() == ["body", "inner", "café", "inside"]


def test_body_is_capped() -> None:
    found = of(b"\r\n" + b"word " * 300_000)
    assert len(found.body) == LARGEST
    assert len(of(ALTERNATIVE % (b"x" * (LARGEST + 5))).body) == LARGEST


def test_messages_in_messages_end_somewhere() -> None:
    content = b"Subject: deepest\r\n\r\nend\r\n"
    for level in range(30):
        content = b"Subject: level%d\r\nContent-Type: message/rfc822\r\n\r\n%s" % (level, content)
    assert "level28" in of(content).body
    assert "level2 " not in of(content).body


@given(st.binary(max_size=300), st.sampled_from([b"", PAGE, MIXED, ALTERNATIVE]), st.integers(0, 300))
def test_every_message_gives_texts_that_can_be_stored(noise: bytes, content: bytes, at: int) -> None:
    found = of(content[:at] + noise + content[at:])
    for text in found.row():
        text.encode()
        assert not {"\0", MARK_START, MARK_END} & set(text)


@given(st.text())
def test_text_is_readable_again(text: str) -> None:
    plain = text.replace(MARK_START, " ").replace(MARK_END, " ").replace("\u200b", "")
    assert readable(searchable(text)) == plain


def test_addresses_of_a_summary_are_what_is_read() -> None:
    assert texts("", json.dumps({"from": [["", "a@x"]]}), b"").from_ == " a@x"
