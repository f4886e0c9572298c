"""What lists show of a message: right for what programs write, and never a reason not to keep what they should not."""

import json
import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.charset import storable
from db.message import PREVIEW, Summary, summarize, without_bcc
from tests.support.nasty_mail import LARGE, NO_CHARSETS, PIECES, multipart
from tests.support.stores import mail


def preview(head: str, body: bytes) -> str:
    return summarize(head.encode() + b"\r\n\r\n" + body).preview


def assert_storable(summary: Summary) -> None:
    """Check that a store takes every value, and that readers of the JSON find the shape they expect."""
    for text in (summary.subject, summary.preview, summary.addresses, summary.message_ids, summary.sent_at or ""):
        assert storable(text) == text
    for pairs in json.loads(summary.addresses).values():
        assert all(len(pair) == 2 and all(storable(text) == text for text in pair) for pair in pairs)
    assert json.loads(summary.message_ids).keys() == {"messageId", "inReplyTo", "references"}
    assert all(0 <= one < 2**63 for one in summary.references)
    assert len(summary.preview) <= PREVIEW
    assert summary.sent_at is None or datetime.fromisoformat(summary.sent_at)


def test_summary_of_a_plain_message() -> None:
    found = summarize(
        b"From: Anna <anna@project.com>\r\nTo: ben@project.com, Clara <clara@project.com>\r\nReply-To: a@x.y\r\n"
        b"Date: Sat, 21 Nov 2026 11:55:18 +0100\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x>\r\n"
        b"In-Reply-To: <0@x>\r\nReferences: <9@x>\r\n <0@x>\r\n\r\nDear Ben,\r\n\r\nhow  are you?\r\n"
    )
    assert found.subject == "Grüße"
    assert json.loads(found.addresses) == {
        "from": [["Anna", "anna@project.com"]],
        "to": [["", "ben@project.com"], ["Clara", "clara@project.com"]],
        "replyTo": [["", "a@x.y"]],
    }
    assert json.loads(found.message_ids) == {"messageId": ["1@x"], "inReplyTo": ["0@x"], "references": ["9@x", "0@x"]}
    assert (found.sent_at, found.preview) == ("2026-11-21T11:55:18+01:00", "Dear Ben, how are you?")
    assert (found.has_attachment, len(found.references)) == (False, 3)


TEXT = "Grüße 你好, " + "wie geht es? " * 3
UTF8 = "Content-Type: text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (UTF8, TEXT.encode(), TEXT),
        ("Content-Type: text/plain; charset=gbk", "你好，世界".encode("gbk"), "你好，世界"),
        ("Content-Type: text/plain; charset=utf-16", TEXT.encode("utf-16"), TEXT),
        (UTF8 + "\r\nContent-Transfer-Encoding: base64", b"R3LDvMOfZSDkvaDlpb0=", "Grüße 你好"),
        (UTF8 + "\r\nContent-Transfer-Encoding: quoted-printable", b"Gr=C3=BC=C3=9F=\r\ne", "Grüße"),
        ("Subject: x", TEXT.encode(), TEXT),
        ("Subject: x", "Grüße".encode("latin-1"), "Grüße"),
        ("Subject: x", b"", ""),
        ("Subject: x", b" \r\n\t\r\n", ""),
        (UTF8, b"x" * 1000, "x" * PREVIEW),
        (UTF8, "ü".encode() * 20_000, "ü" * PREVIEW),
        (UTF8 + "\r\nContent-Transfer-Encoding: base64", b"w7zDvMO8\r\n" * 5_000, "ü" * PREVIEW),
        (UTF8, "Grü".encode()[:-1], "Gr"),
        ("Content-Type: text/html", b"<p>One &amp; <b>two</b>&nbsp;&lt;three&gt;</p>", "One & two <three>"),
        (
            "Content-Type: text/html",
            b"<html><head><title>T</title><style>p {}</style></head><body>It<!-- no --></body>",
            "It",
        ),
        ("Content-Type: text/html", b"<STYLE>\n a > b {} </STYLE ><script>x('</p>')</script>It", "It"),
        ("Content-Type: text/html", b"<p>1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("Content-Type: text/html", b"<header>It", "It"),
        ("Content-Type: text/html", b"<p>a &#xd800; &#0; &#" + b"9" * 5000 + b"; b", None),
        ("Content-Type: text/html", b"<style>" + b"p {margin: 0} " * 2000 + b"</style><p>It", "It"),
        ("Content-Type: application/pdf", b"%PDF", ""),
        ("Content-Type: multipart/mixed; boundary=none", b"lost", ""),
    ],
)
def test_preview_of_one_part(head: str, body: bytes, expected: str | None) -> None:
    """A number of 5,000 digits raised; a page with a long style sheet had no preview; `<` hid what followed."""
    found = preview(head, body)
    if expected is None:
        assert found.startswith("a ")
        found.encode()
    else:
        assert found == " ".join(expected.split())[:PREVIEW]


PLAIN, PAGE = b"\r\nplain text", b"Content-Type: text/html\r\n\r\n<p>a page"
FOOTER = b"Content-Type: text/plain\r\n\r\nfooter of the list"
IMAGE = b"Content-Type: image/png\r\nContent-Id: <1@x>\r\n\r\nx"
NOTES = b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=notes.txt\r\n\r\nnotes"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (multipart("b", PLAIN, PAGE, subtype="alternative"), "plain text"),
        (multipart("b", PAGE, PLAIN, subtype="alternative"), "plain text"),
        (multipart("b", b"\r\n", PAGE, subtype="alternative"), "a page"),
        (multipart("b", PAGE, IMAGE, subtype="related"), "a page"),
        (
            multipart("b", PLAIN, multipart("c", PAGE, IMAGE, subtype="related", end=b""), subtype="alternative"),
            "plain text",
        ),
        (multipart("b", multipart("c", PAGE, PLAIN, subtype="alternative", end=b""), FOOTER), "plain text"),
        (multipart("b", PAGE, FOOTER), "a page"),
        (multipart("b", NOTES, PLAIN), "plain text"),
        (multipart("b", IMAGE, PAGE), "a page"),
        (multipart("b", NOTES), ""),
        (multipart("b", b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ninner"), ""),
    ],
)
def test_preview_is_of_what_is_read_first(content: bytes, expected: str) -> None:
    """The footer that a list adds stood for the page above it, and an empty text for the page beside it."""
    assert summarize(content).preview == expected


@pytest.mark.parametrize(
    ("content", "attached"),
    [
        (mail(), False),
        (multipart("b", PLAIN, PAGE, subtype="alternative"), False),
        (multipart("b", PAGE, IMAGE, subtype="related"), False),
        (multipart("b", PLAIN, NOTES), True),
        (multipart("b", PLAIN, b"Content-Type: text/plain; name=a.txt\r\n\r\nx"), True),
        (multipart("b", PLAIN, b"Content-Type: application/pdf\r\n\r\nx"), True),
        (multipart("b", PLAIN, b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx"), True),
        (multipart("b", PLAIN, b"Content-Disposition: ATTACHMENT\r\n\r\nx"), True),
        (
            multipart("b", PLAIN, b"Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png\r\n\r\nx"),
            False,
        ),
        (
            multipart(
                "b", PLAIN, b"Content-Type: application/pdf\r\nContent-Disposition: inline; filename=a.pdf\r\n\r\nx"
            ),
            True,
        ),
        (b"Content-Type: application/pdf; name=a.pdf\r\n\r\nx", True),
        (multipart("b", FOOTER, FOOTER), False),
    ],
)
def test_has_attachment(content: bytes, attached: bool) -> None:
    """A PDF that Apple Mail calls inline is one all the same: nothing else shows it."""
    assert summarize(content).has_attachment is attached


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"A: 1\r\nBcc: x@y\r\nB: 2\r\n\r\nbody", b"A: 1\r\nB: 2\r\n\r\nbody"),
        (b"bcc: x@y,\r\n z@y\r\n\t, w@y\r\nB: 2\r\n\r\nbody", b"B: 2\r\n\r\nbody"),
        (b"A: 1\r\nBCC : x@y\r\nBcc: z@y\r\n\r\nBcc: in the body\r\n", b"A: 1\r\n\r\nBcc: in the body\r\n"),
        (b"A: 1\r\nResent-Bcc: x@y\r\n\r\nbody", b"A: 1\r\n\r\nbody"),
        (b"Bcc: x@y\r\n\r\nbody", b"\r\nbody"),
        (b"A: 1\r\nBcc: x@y\r\n", b"A: 1\r\n"),
        (b"A: 1\r\nBcc: x@y", b"A: 1\r\n"),
        (b"A: 1\r\nBcc: x@y\r\n z@y", b"A: 1\r\n"),
        (b"A: 1\nBcc: x@y\n\nbody\r\n\r\n", b"A: 1\n\nbody\r\n\r\n"),
        (b"A: 1\r\nBcc:\r\n\r\nbody", b"A: 1\r\n\r\nbody"),
        (b"A: 1\r\n \r\nBcc: x@y\r\n\r\nbody", b"A: 1\r\n \r\n\r\nbody"),
        (b"A: 1\r\nno field\r\nBcc: x@y\r\n\r\nbody", b"A: 1\r\nno field\r\n\r\nbody"),
    ],
)
def test_recipients_never_see_bcc(content: bytes, expected: bytes) -> None:
    """Without a line end behind it, the field stayed in what everybody got."""
    assert without_bcc(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"A: 1\r\n\r\nBcc: x@y\r\n",
        b"A: 1\r\n Bcc: x\r\n\r\n",
        b"XBcc: x\r\n\r\n",
        b"Bcc\r\n\r\n",
        b"\r\nBcc: x\r\n",
    ],
)
def test_message_without_bcc_is_not_copied(content: bytes) -> None:
    assert without_bcc(content) is None


def test_headers_in_latin_1_and_utf_8_are_read() -> None:
    for encoding in ("latin-1", "utf-8"):
        found = summarize("Subject: Grüße\r\nFrom: Jürgen <j@project.com>\r\n\r\nx".encode(encoding))
        assert (found.subject, json.loads(found.addresses)["from"]) == ("Grüße", [["Jürgen", "j@project.com"]])


@pytest.mark.parametrize("charset", NO_CHARSETS)
def test_charset_that_is_none_does_not_stop_a_message(charset: str) -> None:
    """`rot13` raised, so that such a message could never be accepted."""
    head = f"Subject: =?{charset}?q?abc?=\r\nContent-Type: text/plain; charset={charset}; name*={charset}'x'a%ff"
    found = summarize(f"{head}\r\n\r\nabc".encode())
    assert_storable(found)
    assert (found.subject, found.preview) == ("abc", "")  # it has a name, so it is an attachment


def test_utf_7_does_not_bring_half_characters() -> None:
    """UTF-7 can say half a character, which no text column takes: such a message could never be accepted."""
    head = "Subject: =?utf-7?q?a+2AA-b?=\r\nContent-Type: text/plain; charset=utf-7; boundary*=utf-7''%2B2AA-\r\n\r\n"
    found = summarize(head.encode() + b"a+2AA-b")
    assert_storable(found)
    assert (found.subject, found.preview) == ("ab", "ab")


@pytest.mark.parametrize("name", LARGE)
def test_megabytes_of_one_piece_are_summarized_quickly(name: str) -> None:
    content = LARGE[name]()
    began = time.thread_time()
    assert_storable(summarize(content))
    without_bcc(content)
    assert time.thread_time() - began < 5


def test_header_of_many_long_fields_is_bounded() -> None:
    """Each field alone was bounded, but not what they cost together."""
    names = ("Subject", "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "References", "In-Reply-To", "Content-Type")
    content = "".join(f"{name}: {'=?a?q?x;<a' * 6_000}\r\n" for name in names).encode() + b"\r\nx"
    began = time.thread_time()
    assert_storable(summarize(content))
    assert time.thread_time() - began < 5


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)))
def test_no_message_raises(content: bytes) -> None:
    assert_storable(summarize(content))
    public = without_bcc(content)
    if public is not None:
        assert len(public) < len(content)
        assert without_bcc(public) is None
