"""Header values: what normal ones mean, and that nothing a stranger writes makes them raise or take long."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import header
from db.charset import storable
from tests.support.nasty_mail import NO_CHARSETS, PIECES


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b" Hello ", "Hello"),
        (b" Hello\r\n world", "Hello world"),
        (b" Hello\n\tworld", "Hello\tworld"),
        (" Grüße".encode(), "Grüße"),
        (" Grüße".encode("latin-1"), "Grüße"),
        (b" =?utf-8?q?Gr=C3=BC=C3=9Fe?= all", "Grüße all"),
        (b" =?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        (b" =?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b" =?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
        (b" =?utf-8?q?one_?= =?utf-8?q?two?=", "one two"),
        (b" =?utf-8?q?one?=\r\n =?utf-8?b?dHdv?= three", "onetwo three"),
        (b" =?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        (b" =?gbk?b?xOO6ww==?= / =?koi8-r?q?=D0=D2=C9?=", "你好 / при"),
        (b" =?utf-16?b?/v8ASABp?=", "Hi"),
        (b" =?utf-8?q?really=3F?yes??=", "really??yes?"),
        (b" =?unknown-8bit?q?Gr=FC=DFe?=", "Grüße"),
        (b" =?utf-8?q?two=0D=0Alines=00?=", "two lines"),
        (b" =?utf-7?q?x+2AA-y?=", "xy"),
        (b" =?utf-8?x?what?=", "=?utf-8?x?what?="),
        (b" =?utf-8?q?never closed", "=?utf-8?q?never closed"),
        (b" =?utf-8?b?A?= =?utf-8?q?but_?= =?utf-8?q?fine?=", "=?utf-8?b?A?= but fine"),
        (b"", ""),
    ],
)
def test_unstructured_value_is_text_for_people(raw: bytes, text: str) -> None:
    assert header.unstructured(raw) == text


@pytest.mark.parametrize("charset", NO_CHARSETS)
def test_encoded_word_of_what_is_no_charset_is_shown_somehow(charset: str) -> None:
    """unicode_escape warned (an error under test), punycode and idna ran on what strangers wrote."""
    assert header.unstructured(rf"=?{charset}?q?abc-\ud800\d=FC?= end".encode()).endswith(" end")


def test_long_utf8_value_is_cut_between_characters() -> None:
    """Cutting in the middle of a character turned the whole value into Latin-1."""
    text = header.unstructured(b"x" + "ü".encode() * header.MAX_VALUE)
    assert set(text) == {"x", "ü"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=60))
def test_what_the_standard_library_encodes_is_read_back(text: str) -> None:
    assert header.unstructured(Header(text, "utf-8").encode().encode()) == text


@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        (b" anna@project.com", [["", "anna@project.com"]]),
        (b" Anna <anna@project.com>", [["Anna", "anna@project.com"]]),
        (b' "M, Anna" <anna@project.com>', [["M, Anna", "anna@project.com"]]),
        (b" <anna@project.com>", [["", "anna@project.com"]]),
        (b" anna@project.com (Anna)", [["Anna", "anna@project.com"]]),
        (b" =?utf-8?q?J=C3=BCrgen?= <j@project.com>", [["Jürgen", "j@project.com"]]),
        (" Jürgen <j@project.com>".encode(), [["Jürgen", "j@project.com"]]),
        (" Jürgen <j@project.com>".encode("latin-1"), [["Jürgen", "j@project.com"]]),
        (" 雪@例え.jp".encode(), [["", "雪@例え.jp"]]),
        (b" a@x.y,\r\n\tB <b@x.y>", [["", "a@x.y"], ["B", "b@x.y"]]),
        (b" Team: a@x.y, B <b@x.y>;, c@d.e", [["", "a@x.y"], ["B", "b@x.y"], ["", "c@d.e"]]),
        (b" undisclosed-recipients:;", []),
        (b' "a b"@x.y', [["", '"a b"@x.y']]),
        (b" , ,a@x.y,,", [["", "a@x.y"]]),
        (b"", []),
    ],
)
def test_addresses_of_normal_values(raw: bytes, pairs: list[list[str]]) -> None:
    assert header.addresses(raw) == pairs


def test_ten_thousand_addresses_are_bounded_and_whole() -> None:
    """A list over the limit of a value ended in half an address."""
    raw = b", ".join(b"%s%d@%s.example" % (b"p" * 60, number, b"d" * 60) for number in range(10_000))
    found = header.addresses(raw)
    assert 100 < len(found) <= header.MAX_ADDRESSES
    assert {len(address) for _, address in found} <= {130, 131, 132, 133}


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b" <a@x> <b@x>\r\n <c@x>", ["a@x", "b@x", "c@x"]),
        (b"<a@x><b@x>", ["a@x", "b@x"]),
        (b" <a@x> (comment)", ["a@x"]),
        (b" a@x", []),
        (b" <>", []),
        (b" <a b@x> <c@x>", ["c@x"]),
        (" <é@x>".encode(), ["é@x"]),
    ],
)
def test_message_ids(raw: bytes, ids: list[str]) -> None:
    assert header.message_ids(raw) == ids


def test_long_references_keep_the_nearest_ones() -> None:
    """The last references are the nearest; cutting the value at its end lost exactly these."""
    raw = b" ".join(b"<%d@%s>" % (number, b"x" * 60) for number in range(2000))
    assert header.message_ids(raw)[-1].startswith("1999@")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b" Sat, 21 Nov 2026 11:55:18 +0000", "2026-11-21T11:55:18Z"),
        (b" Sat, 21 Nov 2026 11:55:18 -0500", "2026-11-21T11:55:18-05:00"),
        (b" 21 Nov 2026 11:55 GMT", "2026-11-21T11:55:00Z"),
        (b" Sat, 21 Nov 2026 11:55:18 -0000", "2026-11-21T11:55:18Z"),
        (b" Sat, 21 Nov 26 11:55:18 EST (late)", "2026-11-21T11:55:18-05:00"),
        (b" Sat, 21 Nov 2026 11:55:18", "2026-11-21T11:55:18Z"),
        (b" Thu, 1 Jan 1970 00:00:00 +0530", "1970-01-01T00:00:00+05:30"),
        (b" Sat, 21 Nov 2026 11:55:18 +01:00", "2026-11-21T11:55:18+01:00"),
        (b" Sat, 21 Nov 2026 11:55:18 +01:00 (CET)", "2026-11-21T11:55:18+01:00"),
        (b" Sat, 21 Nov 2026 11:55:18 +0100 (CET)", "2026-11-21T11:55:18+01:00"),
        (b" Sat, 21\tNov\r\n 2026 11:55:18\t+0100", "2026-11-21T11:55:18+01:00"),
        (b" Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z"),
        (b" 2026-11-21T11:55:18Z", "2026-11-21T11:55:18Z"),
        (b" 2026-11-21 11:55:18.123+01:00", "2026-11-21T11:55:18+01:00"),
        (b" 2026-11-21 11:55", "2026-11-21T11:55:00Z"),
        (b" Sat Nov 21 11:55:18 2026", "2026-11-21T11:55:18Z"),
        (b" 21-Nov-2026 11:55:18 +0100", "2026-11-21T11:55:18+01:00"),
        (b" Sat, 21-Nov-26 11:55:18 GMT", "2026-11-21T11:55:18Z"),
        (b" Sat, 21 Nov 2026 11.55.18 +0100", "2026-11-21T11:55:18+01:00"),
        (b" Sab, 21 nov 2026 11:55:18 PDT", "2026-11-21T11:55:18-07:00"),
        (b" Saturday, 21 November 2026 11:55:18 UT", "2026-11-21T11:55:18Z"),
        (b" Sat,21 Nov 2026 11:55:18 +100", "2026-11-21T11:55:18+01:00"),
        (b" Fri, 31 Dec 9999 23:59:59 -1200", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_date_becomes_rfc_3339(raw: bytes, text: str) -> None:
    assert header.date(raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" soon",
        b" 0",
        b" 0 0 0",
        b" Mon, 32 Feb 2026 25:61:61 +0000",
        b" 1 Jan 99999 00:00:00 +0000",
        b"\0",
        b"\xff",
        b" 1 Jan 2026 10:00:00 +9999",
        b" 1 Jan 2026 " + b"9" * 5000,
        b", , , ,",
        b":::",
        b" Sun, 29 Feb 2026 10:00:00 +0000",
        b" Sun, 01 Foo 2026 10:00:00 +0000",
        b" Sun, 01 Feb 2026 10:00:60 +9900",
    ],
)
def test_what_is_no_date_is_none(raw: bytes) -> None:
    assert header.date(raw) is None


@given(
    st.integers(0, 250_000_000_000),
    st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_date_written_by_the_standard_library_is_read_back(seconds: int, zone: timezone) -> None:
    moment = datetime.fromtimestamp(seconds, zone)
    found = header.date(format_datetime(moment).encode())
    assert found is not None
    assert datetime.fromisoformat(found) == moment
    assert datetime.fromisoformat(found).utcoffset() == moment.utcoffset()


def test_utc_is_an_rfc_3339_date() -> None:
    assert header.utc(int(datetime(2026, 11, 21, 11, 55, 18, tzinfo=UTC).timestamp())) == "2026-11-21T11:55:18Z"


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map(b"".join)))
def test_no_value_raises_and_every_text_can_be_kept(raw: bytes) -> None:
    pairs = header.addresses(raw)
    texts = [
        header.to_text(raw),
        header.unstructured(raw),
        *header.message_ids(raw),
        *(one for pair in pairs for one in pair),
    ]
    assert all(storable(text) == text for text in texts)
    assert not any("\n" in text or "\r" in text for text in texts)
    found = header.date(raw)
    assert found is None or datetime.fromisoformat(found).tzinfo is not None


SLOW = [
    b"=?a?q?x",
    b"=?a?q? ",
    b"=?utf-8?q?a?= ",
    b"=?",
    b"a ",
    b" ",
    b"\x0b",
    b"(",
    b'"',
    b"<",
    b"<a",
    b",",
    b":",
    b"@",
    b"a@",
    b"a@b,",
    b"\\",
    b"[",
    b".",
    b"G:a@b;,",
    b"1 ",
    b"\xc3",
    b"+",
]


@pytest.mark.parametrize("read", [header.unstructured, header.addresses, header.message_ids, header.date])
@pytest.mark.parametrize("piece", SLOW)
def test_longest_value_of_one_piece_is_read_quickly(read: Callable[[bytes], object], piece: bytes) -> None:
    """Encoded words without an end, and blanks in an address, took seconds each: the time grew with the square."""
    raw = b"x" + piece * ((header.MAX_VALUE - 2) // len(piece)) + b"x"
    began = time.thread_time()
    read(raw)
    assert time.thread_time() - began < 1
