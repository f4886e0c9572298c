"""Names of character sets as mail writes them, and that none of Python's other codecs is reached through one."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.charset import codec, storable
from tests.support.nasty_mail import NO_CHARSETS

NO_NAMES = ["", " ", "\0", "\udc80", "é", "a" * 100_000, "%s", "."]


@pytest.mark.parametrize("name", NO_CHARSETS + NO_NAMES)
def test_what_is_no_charset_has_no_codec(name: str) -> None:
    assert codec(name) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("us-ascii", "ascii"),
        ("ANSI_X3.4-1968", "ascii"),
        ("ISO-8859-1", "latin-1"),
        ("iso_8859-1:1987", "latin-1"),
        ("iso-8859-15", "iso8859-15"),
        ("windows-1252", "cp1252"),
        ("windows-874", "cp874"),
        ("GBK", "gbk"),
        ("gb2312", "gbk"),
        ("gb18030", "gb18030"),
        ("Big5", "big5"),
        ("ks_c_5601-1987", "euc-kr"),
        ("Shift_JIS", "shift-jis"),
        ("x-sjis", "cp932"),
        ("iso-2022-jp", "iso2022-jp"),
        ("koi8-r", "koi8-r"),
        ("utf-16le", "utf-16-le"),
        ("unicode-1-1-utf-7", "utf-7"),
    ],
)
def test_charset_names_of_real_mail(name: str, expected: str) -> None:
    found = codec(name)
    assert found is not None
    assert codecs.lookup(found).name == codecs.lookup(expected).name


@given(st.text())
def test_any_name_is_safe_to_look_up_and_decode_with(name: str) -> None:
    found = codec(name)
    if found is not None:
        assert b"abcd\r\n".decode(found, "replace") is not None


@given(st.text(st.characters(codec=None), max_size=50))
def test_storable_text_can_be_encoded_and_loses_nothing_else(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert kept == "".join(letter for letter in text if letter != "\0" and not "\ud800" <= letter <= "\udfff")
