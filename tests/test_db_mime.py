"""The tree of a message: right for what programs write, whole and quick for what nobody should have written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import mime
from db.mime import Part
from tests.support.nasty_mail import LARGE, NO_CHARSETS, PIECES, multipart, nested


def part(content: bytes, number: str) -> Part:
    return next(one for one in mime.parse(content).walk() if one.number == number)


def body(content: bytes, number: str = "") -> bytes:
    return mime.decoded(content, part(content, number))


def assert_whole(content: bytes, root: Part) -> None:
    """Check what every tree must keep: parts lie inside each other, in order, and no offset leads outside."""
    assert (root.start, root.end) == (0, len(content))
    for one in root.walk():
        assert one.start <= one.body_start <= one.end
        borders = [one.body_start, *(border for child in one.children for border in (child.start, child.end)), one.end]
        assert borders == sorted(borders)
        text, _ = mime.text_of(mime.decoded(content, one), one.parameters.get("charset"))
        (text + (one.file_name or "") + "".join(one.parameters.values())).encode()
        assert "\0" not in text


def test_message_without_mime_is_plain_text() -> None:
    root = mime.parse(b"Subject: x\r\n\r\nHello\r\n")
    assert (root.type, root.children, root.encoding, root.disposition) == ("text/plain", (), "", None)
    assert body(b"Subject: x\r\n\r\nHello\r\n") == b"Hello\r\n"


def test_parts_are_numbered_as_imap_does() -> None:
    inner = multipart("in", b"\r\none", b"Content-Type: text/html\r\n\r\n<p>two", subtype="alternative", end=b"")
    content = multipart("out", inner, b"Content-Type: image/png\r\n\r\nthree")
    assert [(one.number, one.type) for one in mime.parse(content).walk()] == [
        ("", "multipart/mixed"),
        ("1", "multipart/alternative"),
        ("1.1", "text/plain"),
        ("1.2", "text/html"),
        ("2", "image/png"),
    ]
    assert [body(content, number) for number in ("1.1", "1.2", "2")] == [b"one", b"<p>two", b"three"]


def test_preamble_and_epilogue_are_no_parts() -> None:
    content = (
        multipart("b", b"\r\nit").replace(b"\r\n\r\n--b", b"\r\n\r\nbefore\r\n--b", 1) + b"after\r\n--b\r\n\r\nno\r\n"
    )
    assert [one.number for one in mime.parse(content).walk()] == ["", "1"]
    assert body(content, "1") == b"it"


def test_parts_of_a_digest_are_messages_unless_they_say_otherwise() -> None:
    content = multipart("b", b"\r\nSubject: one\r\n\r\nx", b"Content-Type: text/plain\r\n\r\ny", subtype="digest")
    assert [one.type for one in mime.parse(content).children] == ["message/rfc822", "text/plain"]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_line_ends_of_either_kind(line_end: bytes) -> None:
    content = multipart("b", b"Content-Type: text/html\r\n\r\n<p>", b"\r\n").replace(b"\r\n", line_end)
    assert [one.type for one in mime.parse(content).children] == ["text/html", "text/plain"]
    assert body(content, "1") == b"<p>"


def test_empty_part_ends_where_it_begins() -> None:
    """The body of an empty part began behind its end, inside the next boundary."""
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b\r\n--b--\r\n"
    root = mime.parse(content)
    assert_whole(content, root)
    assert [mime.decoded(content, one) for one in root.children] == [b"", b""]


def test_boundary_that_begins_another() -> None:
    inner = multipart("abcdef", b"\r\none", end=b"")
    content = multipart("abc", inner, b"\r\ntwo")
    assert [one.number for one in mime.parse(content).walk()] == ["", "1", "1.1", "2"]
    assert (body(content, "1.1"), body(content, "2")) == (b"one", b"two")


def test_line_that_only_begins_like_the_last_boundary_is_text() -> None:
    """`--b--and more` ended the message."""
    content = multipart("b", b"\r\none\r\n--b--and more\r\n--bc\r\n", b"\r\ntwo")
    assert body(content, "1") == b"one\r\n--b--and more\r\n--bc\r\n"
    assert body(content, "2") == b"two"


def test_boundary_with_blanks_behind_it() -> None:
    content = multipart("b", b"\r\none", b"\r\ntwo").replace(b"--b\r\n", b"--b \t\r\n").replace(b"--b--", b"--b-- ")
    assert [mime.decoded(content, one) for one in mime.parse(content).children] == [b"one", b"two"]


def test_boundary_that_looks_like_an_encoded_word_is_itself() -> None:
    """Parameters were decoded as if they were a subject; only names of files are."""
    content = multipart("=?utf-8?q?=62?=", b"\r\none")
    assert body(content, "1") == b"one"


@pytest.mark.parametrize(
    "head",
    [
        b"multipart/mixed",
        b"multipart/mixed; boundary=",
        b'multipart/mixed; boundary=""',
        b"multipart/mixed; boundary=other",
    ],
)
def test_missing_boundary_leaves_one_part(head: bytes) -> None:
    content = b"Content-Type: " + head + b"\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    assert mime.parse(content).children == ()
    assert body(content) == b"--b\r\n\r\nx\r\n--b--\r\n"


def test_message_that_ends_in_the_middle_keeps_what_came() -> None:
    content = multipart("b", b"\r\none", b"\r\ntwo").partition(b"two")[0] + b"tw"
    assert (body(content, "1"), body(content, "2")) == (b"one", b"tw")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (b'attachment; filename="plan.pdf"', "plan.pdf"),
        (b"attachment; filename=plan.pdf", "plan.pdf"),
        (b"attachment; filename=the plan.pdf", "the plan.pdf"),
        (b'ATTACHMENT; FileName="a;b=c.pdf"; size=3', "a;b=c.pdf"),
        (rb'attachment; filename="a\"b\\c.pdf"', 'a"b\\c.pdf'),
        (b'attachment;\r\n filename="folded.pdf"', "folded.pdf"),
        (b"attachment; filename*=utf-8''Pl%C3%A4ne%20A.pdf", "Pläne A.pdf"),
        (b"attachment; filename*=iso-8859-1'de'Pl%E4ne.pdf", "Pläne.pdf"),
        (b"attachment; filename*0*=utf-8''Pl%C3%A4; filename*1=\"ne.pdf\"", "Pläne.pdf"),
        (b'attachment; filename*1="ne.pdf"; filename*0="Pla"', "Plane.pdf"),
        (b"attachment; filename=\"Plane.pdf\"; filename*=utf-8''Pl%C3%A4ne.pdf", "Pläne.pdf"),
        (b'attachment; filename="=?utf-8?q?Pl=C3=A4ne=2Epdf?="', "Pläne.pdf"),
        ('attachment; filename="Pläne.pdf"'.encode(), "Pläne.pdf"),
        ('attachment; filename="Pläne.pdf"'.encode("latin-1"), "Pläne.pdf"),
        (b"attachment; filename=", None),
        (b"attachment; filename*=no-such'x'abc", "abc"),
        (b"attachment; filename*=utf-8'abc", "utf-8'abc"),
        (b"attachment; filename*99999999999999999999=abc", "abc"),
        (b'attachment; filename="never closed', "never closed"),
    ],
)
def test_file_names(field: bytes, name: str | None) -> None:
    """Beside a plain name, the one of RFC 2231 was passed over: people saw `Plane.pdf` for `Pläne.pdf`."""
    root = mime.parse(b"Content-Disposition: " + field + b"\r\n\r\nx")
    assert root.disposition == "attachment"
    assert root.file_name == name


def test_file_name_of_content_type_is_the_second_choice() -> None:
    root = mime.parse(b'Content-Type: image/png; name="b.png"\r\nContent-Disposition: inline\r\n\r\nx')
    assert (root.disposition, root.file_name) == ("inline", "b.png")


@pytest.mark.parametrize(
    ("field", "media_type", "charset"),
    [
        (b"Text/HTML; Charset=UTF-8", "text/html", "UTF-8"),
        (b"text/html (a page); charset=utf-8", "text/html", "utf-8"),
        (b"text/html;charset='utf-8'", "text/html", "'utf-8'"),
        (b"text", "text/plain", None),
        (b"", "text/plain", None),
        (b";;;", "text/plain", None),
    ],
)
def test_content_types(field: bytes, media_type: str, charset: str | None) -> None:
    """A comment behind the type became a part of it."""
    root = mime.parse(b"Content-Type: " + field + b"\r\n\r\nx")
    assert (root.type, root.parameters.get("charset")) == (media_type, charset)


def test_first_of_two_fields_counts() -> None:
    assert mime.parse(b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\nx").type == "text/html"


@pytest.mark.parametrize(
    ("encoding", "raw", "data"),
    [
        (b"base64", b"SGVs\r\nbG8=\r\n", b"Hello"),
        (b"BASE64", b"SGVsbG8", b"Hello"),
        (b"base64 (rfc)", b"SGVsbG8=", b"Hello"),
        (b"base64", b"SGVsbG8=\r\nfooter of a list", b"Hello"),
        (b"base64", b"SGVsb*G8=", b"Hello"),
        (b"base64", b"SGVsbG8gd", b"Hello "),
        (b"base64", b"", b""),
        (b"quoted-printable", b"a=3Db=\r\nc=E4 =zz=", b"a=bc\xe4 =zz"),
        (b"Quoted-Printable", b"", b""),
        (b"7bit", b"a=3D", b"a=3D"),
        (b"8bit", "ü".encode(), "ü".encode()),
        (b"binary", b"\0\xff", b"\0\xff"),
        (b"x-unknown", b"abc", b"abc"),
    ],
)
def test_transfer_encodings(encoding: bytes, raw: bytes, data: bytes) -> None:
    """Base64 without its padding lost its last bytes."""
    assert body(b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + raw) == data


@pytest.mark.parametrize(
    ("data", "charset", "text", "problem"),
    [
        ("Grüße".encode(), "utf-8", "Grüße", False),
        ("Grüße".encode("latin-1"), "ISO-8859-1", "Grüße", False),
        ("Grüße".encode("utf-16"), "utf-16", "Grüße", False),
        ("你好".encode("gbk"), "gbk", "你好", False),
        ("你好".encode("gbk"), "gb2312", "你好", False),
        ("Grüße".encode(), "us-ascii", "Grüße", False),
        ("Grüße".encode(), None, "Grüße", False),
        ("Grüße".encode(), '"utf-8"', "Grüße", False),
        ("Grüße".encode(), "utf-8 (really)", "Grüße", False),
        ("Grüße".encode(), "no-such", "Grüße", True),
        ("Grüße und".encode("latin-1"), None, "Grüße und", True),
        ("caf\xe9".encode("latin-1"), None, "café", True),
        ("caf\xe9\r\n".encode("latin-1"), "no-such", "café\r\n", True),
        ("Grüße und".encode("latin-1"), "utf-8", "Gr\ufffd\ufffde und", True),
        ("Grüß".encode()[:-1], "utf-8", "Grü", True),
        ("Grüß".encode()[:-1], None, "Grü", True),
        ("你好".encode("gbk")[:-1], "gbk", "你", True),
        ("Grüß".encode("utf-16-le")[:-1], "utf-16le", "Grü", True),
        (b"a\0b", "utf-8", "ab", False),
        (b"a+2AA-b", "utf-7", "ab", False),
        (b"", "utf-8", "", False),
    ],
)
def test_text_of_bytes(data: bytes, charset: str | None, text: str, problem: bool) -> None:
    """Latin-1 without a charset lost what followed its last accent; UTF-7 let half a character through."""
    assert mime.text_of(data, charset) == (text, problem)


@pytest.mark.parametrize("charset", NO_CHARSETS)
def test_text_in_what_is_no_charset_is_shown_somehow(charset: str) -> None:
    text, problem = mime.text_of(rb"abc \ud800\d +2AA-" + b"\xff\0", charset)
    assert text.startswith("abc")
    assert problem
    text.encode()


def test_fields_are_raw_and_in_order() -> None:
    fields = mime.header_fields(b"A: 1\r\nno field\r\nb : 2\r\n  folded\r\n: none\r\nC:\r\n\xff: x\r\nD:4")
    assert [(one.name, one.value) for one in fields] == [
        ("A", b" 1"),
        ("b", b" 2\r\n  folded"),
        ("C", b""),
        ("D", b"4"),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"A: 1\r\n\r\nx", (6, 8)),
        (b"\r\nx", (0, 2)),
        (b"\nx", (0, 1)),
        (b"", (0, 0)),
        (b"A: 1", (4, 4)),
        (b"A: 1\r\n", (6, 6)),
        (b"A: 1\r\n \r\nB: 2\r\n\r\nx", (15, 17)),
    ],
)
def test_split_header(content: bytes, expected: tuple[int, int]) -> None:
    assert mime.split_header(content, 0, len(content)) == expected


def test_deep_nesting_stops_at_the_bound() -> None:
    content = nested(500)
    root = mime.parse(content)
    assert max(one.number.count(".") for one in root.walk()) < mime.MAX_DEPTH
    assert_whole(content, root)


def test_twenty_thousand_parts_stop_at_the_bound() -> None:
    content = multipart("b", *[b"\r\nx"] * 20_000)
    root = mime.parse(content)
    assert len(root.children) == mime.MAX_PARTS
    assert len(mime.parse(content, 7).children) == 7
    assert_whole(content, root)


def test_header_of_a_million_lines_is_bounded() -> None:
    """Every line became an object: a message of 50 MB could fill the memory."""
    for line in (b"a:\r\n", b"a\r\n"):
        content = line * 1_000_000 + b"\r\nx"
        assert len(mime.parse(content).fields) <= mime.MAX_FIELDS
        assert body(content) == b"x"


@pytest.mark.parametrize("name", LARGE)
def test_megabytes_of_one_piece_are_parsed_quickly(name: str) -> None:
    """A boundary inside one long line cost its square: 50 MB of it would have stopped the mailroom for days."""
    content = LARGE[name]()
    began = time.thread_time()
    root = mime.parse(content)
    for one in root.walk():
        mime.text_of(mime.decoded(content, one), one.parameters.get("charset"))
    assert time.thread_time() - began < 5


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)))
def test_any_bytes_give_a_whole_tree(content: bytes) -> None:
    assert_whole(content, mime.parse(content))


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
def test_any_bytes_inside_a_multipart_give_a_whole_tree(inner: bytes) -> None:
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + inner + b"\r\n--b--\r\n"
    assert_whole(content, mime.parse(content))
