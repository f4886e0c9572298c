"""JMAP objects become values: what the standard promises is demanded, what a message may lack is empty."""

import time
from datetime import UTC, datetime
from functools import partial
from timeit import timeit

import pytest

from client.addresses import Address
from client.header_text import decoded_header
from client.html_text import html_to_text
from client.json_values import JsonObject, ShapeError
from client.mail_answers import read_date, read_mailbox, read_message, read_row
from client.message import Attachment, Mailbox

ROW: JsonObject = {
    "id": "M1",
    "threadId": "T1",
    "mailboxIds": {"B1": True, "B2": False},
    "keywords": {"$seen": True},
    "from": [{"name": "Anna", "email": "anna@project.com"}],
    "to": [{"name": None, "email": "ben@project.com"}],
    "cc": None,
    "subject": "Hello",
    "receivedAt": "2026-08-22T10:30:00Z",
    "sentAt": "2026-08-22T12:29:00+02:00",
    "size": 1234,
    "preview": "Hello Ben",
    "hasAttachment": True,
}


def test_mailbox_is_read() -> None:
    found: JsonObject = {"id": "B1", "name": "Inbox", "role": "inbox", "totalEmails": 7, "unreadEmails": 2}
    assert read_mailbox(found) == Mailbox("B1", "Inbox", "inbox", 7, 2)
    assert read_mailbox({"id": "B2", "name": "Notes", "role": None}).role == ""


def test_row_is_read() -> None:
    row = read_row(ROW)
    assert row.mailbox_ids == {"B1"}
    assert row.from_ == (Address("Anna", "anna@project.com"),)
    assert row.to == (Address("", "ben@project.com"),)
    assert row.cc == ()
    assert row.received_at == datetime(2026, 8, 22, 10, 30, tzinfo=UTC)
    assert row.sent_at == datetime(2026, 8, 22, 10, 29, tzinfo=UTC)
    assert (row.seen, row.flagged, row.answered, row.has_attachment) == (True, False, False, True)


def test_row_of_a_message_without_any_header() -> None:
    row = read_row({"id": "M1", "receivedAt": "2026-08-22T10:30:00Z", "subject": None, "from": None, "sentAt": None})
    assert (row.subject, row.from_, row.sent_at, row.keywords) == ("", (), None, frozenset())


@pytest.mark.parametrize(
    "damage",
    [
        {"id": None},
        {"receivedAt": "yesterday"},
        {"receivedAt": 7},
        {"subject": ["a"]},
        {"from": {"email": "x"}},
        {"from": ["x"]},
        {"keywords": []},
        {"size": "big"},
        {"hasAttachment": "yes"},
    ],
)
def test_wrong_type_is_a_shape_error(damage: JsonObject) -> None:
    with pytest.raises(ShapeError):
        read_row({**ROW, **damage})


@pytest.mark.parametrize("written", ["", "soon", "2026-08-22", "2026-08-22T10:30:00", "0001-01-01T00:00:00+23:00"])
def test_date_of_a_sender_that_is_none(written: str) -> None:
    assert read_date(written) is None


def message(**more: object) -> JsonObject:
    return {**ROW, "bodyValues": {}, "textBody": [], "htmlBody": [], "attachments": [], "headers": [], **more}


def part(number: str, kind: str) -> JsonObject:
    return {"partId": number, "type": kind}


def test_message_with_text_and_html() -> None:
    found = read_message(
        message(
            bodyValues={"1": {"value": "Hello\n"}, "2": {"value": "<p>Hello"}},
            textBody=[part("1", "text/plain")],
            htmlBody=[part("2", "text/html")],
            headers=[{"name": "Subject", "value": " =?utf-8?q?H=C3=A4?="}, {"name": "X", "value": "a\r\n b"}],
            messageId=["1@x"],
            references=["0@x"],
            bcc=[{"name": "", "email": "carl@project.com"}],
            blobId="G1",
        )
    )
    assert (found.text, found.html, found.truncated) == ("Hello", "<p>Hello", False)
    assert found.headers == (("Subject", "Hä"), ("X", "a b"))
    assert (found.message_id, found.references, found.blob_id) == ("1@x", ("0@x",), "G1")
    assert found.bcc == (Address("", "carl@project.com"),)


def test_message_with_text_alone_has_no_html() -> None:
    plain = [part("1", "text/plain")]
    found = read_message(message(bodyValues={"1": {"value": "Hello"}}, textBody=plain, htmlBody=plain))
    assert (found.text, found.html) == ("Hello", None)


def test_message_with_html_alone_has_its_words_as_text() -> None:
    html = [part("1", "text/html")]
    value = {"value": "<p>Hello <b>Ben</b><p>Bye", "isTruncated": True}
    found = read_message(message(bodyValues={"1": value}, textBody=html, htmlBody=html))
    assert found.text == "Hello Ben\n\nBye"
    assert found.truncated


def test_plain_part_between_html_is_shown_as_it_is() -> None:
    parts = [part("1", "text/html"), part("2", "text/plain")]
    values = {"1": {"value": "<p>a"}, "2": {"value": "<script>"}}
    assert read_message(message(bodyValues=values, htmlBody=parts)).html == "<p>a\n<pre>&lt;script&gt;</pre>"


def test_message_without_a_body_is_empty() -> None:
    found = read_message(message(textBody=[part("1", "text/plain")]))
    assert (found.text, found.html, found.attachments) == ("", None, ())


def test_attachments_are_read() -> None:
    listed = [
        {"blobId": "G1", "name": "a.png", "type": "image/png", "size": 5, "cid": "c1", "disposition": "inline"},
        {"blobId": "G2", "name": None, "type": None, "size": 7},
        {"blobId": None, "type": "multipart/mixed"},
    ]
    assert read_message(message(attachments=listed)).attachments == (
        Attachment("G1", "a.png", "image/png", 5, "c1", inline=True),
        Attachment("G2", "", "application/octet-stream", 7),
    )


def test_picture_between_texts_is_a_file_once() -> None:
    # Photographs from a telephone were neither shown nor offered.
    photo: JsonObject = {"partId": "2", "blobId": "G1", "name": "a.png", "type": "image/png", "size": 5}
    photo |= {"disposition": "inline"}
    parts = [part("1", "text/plain"), photo, part("3", "text/plain")]
    other = {"partId": "4", "blobId": "G2", "type": "text/csv", "size": 7}
    found = read_message(
        message(
            bodyValues={"1": {"value": "Look at"}, "3": {"value": "this"}},
            textBody=parts,
            htmlBody=parts,
            attachments=[photo, other],
        )
    )
    assert (found.text, found.html) == ("Look at\nthis", None)
    assert found.attachments == (
        Attachment("G1", "a.png", "image/png", 5, inline=True),
        Attachment("G2", "", "text/csv", 7),
    )


def test_sound_beside_html_is_a_file() -> None:
    sound = {"partId": "2", "blobId": "G1", "name": "a.mp3", "type": "audio/mpeg", "size": 5}
    parts = [part("1", "text/html"), sound]
    found = read_message(message(bodyValues={"1": {"value": "<p>Hello"}}, textBody=parts, htmlBody=parts))
    assert (found.text, found.html) == ("Hello", "<p>Hello")
    assert [one.name for one in found.attachments] == ["a.mp3"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (" plain", "plain"),
        ("=?utf-8?b?SGFsbMO2?= =?utf-8?q?chen?=", "Hallöchen"),
        ("=?iso-8859-1?q?M=FCller?= <m@x>", "Müller <m@x>"),
        ("=?no-such-charset?q?a=FC?=", "aü"),
        ("=?utf-8?b?x?=", "=?utf-8?b?x?="),
        ("=?utf-8?q?=FF?=", "\ufffd"),
        ("=?\0?q?a?=", "a"),
        ("Re: =?utf-8?q?Was_ist_los??= =?utf-8?b?w6Q=?= and =?x", "Re: Was ist los?ä and =?x"),
        ("=?utf-8?b?w6==?= =?utf-8?b?pA==?=", "ä"),
    ],
)
def test_header_is_decoded_or_left(raw: str, shown: str) -> None:
    assert decoded_header(raw) == shown


@pytest.mark.parametrize(
    "piece", ["=?a?q?x", "=?", "=?a?q?", "=?a?q?x?= ", "=?a?q?x?=", "=?a?q??", "=?x", "?", "x=?a?q?x?="]
)
def test_time_for_a_field_grows_with_its_length(piece: str) -> None:
    # A subject of 3 MB of words that do not end held the window up for a minute.
    # It does so without collecting garbage, of which a run of all tests has much to look through.
    short, long = (
        timeit(partial(decoded_header, piece * many), timer=time.thread_time, number=1) for many in (4_000, 64_000)
    )
    assert long < 64 * max(short, 0.01)


def test_number_that_no_character_has_is_shown_as_that() -> None:
    assert html_to_text("a&#" + "9" * 5_000 + ";b&#65;") == "a\ufffdbA"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", ""),
        ("just words", "just words"),
        ("<title>T</title><style>p{}</style><p>a</p><script>x<y</script>b", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("1 < 2 &amp; 3 &gt; 2 &uuml;", "1 < 2 & 3 > 2 ü"),
        ("a<!-- x > y -->b<!-- open", "ab"),
        ("<![if x]>a<![endif]><?php b ?>c", "ac"),
        ("<p>a\n   b\t c", "a b c"),
        ("<script>never closed", ""),
        ("a<div><div><div>b", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\n\nb\n\nc"),
    ],
)
def test_words_of_html(html: str, words: str) -> None:
    assert html_to_text(html) == words
