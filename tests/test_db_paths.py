"""The path of MAIL and RCPT (RFC 5321 section 4.1.2, RFC 6531 section 3.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.paths import is_address, read_path

ADDRESSES = {
    "<anna@project.com>": ("anna@project.com", ""),
    "<a.b+c@project.com> SIZE=1": ("a.b+c@project.com", " SIZE=1"),
    "<>": ("", ""),
    "<> BODY=7BIT": ("", " BODY=7BIT"),
    '<"anna"@project.com>': ("anna@project.com", ""),
    '<"an na"@project.com>': ('"an na"@project.com', ""),
    '<"an\\"na"@project.com>': ('"an\\"na"@project.com', ""),
    '<"a\\nna"@project.com>': ("anna@project.com", ""),
    '<"a@b"@project.com>': ('"a@b"@project.com', ""),
    '<"a>b"@project.com>': ('"a>b"@project.com', ""),
    "<@one.test,@two.test:anna@project.com>": ("anna@project.com", ""),
    "<anna@[192.0.2.1]>": ("anna@[192.0.2.1]", ""),
    "<anna@[IPv6:2001:db8::1]>": ("anna@[IPv6:2001:db8::1]", ""),
    "<änna@bücher.test>": ("änna@bücher.test", ""),
}
NO_ADDRESSES = [
    "",
    "anna@project.com",
    "<anna>",
    "<anna@>",
    "<@project.com>",
    "<anna@project.com",
    "anna@project.com>",
    "<anna@project.com.>",
    "<anna@-project.com>",
    "<anna@project-.com.->",
    "<.anna@project.com>",
    "<anna.@project.com>",
    "<an..na@project.com>",
    "<anna@project..com>",
    "<anna@project-.com>",
    "<an na@project.com>",
    "<anna@project.com@other.test>",
    "<anna@proj ect.com>",
    "<anna(comment)@project.com>",
    "< anna@project.com>",
    "<anna@project.com >",
    '<"anna@project.com>',
    '<"an\x01na"@project.com>',
    '<"an\\\x01na"@project.com>',
    "<an\x7fna@project.com>",
    "<an\x85na@project.com>",
    "<anna\udcff@project.com>",
    "<an\u2028na@project.com>",
    "<an\u202ena@project.com>",
    "<anna@proj\u200bect.com>",
    "<anna@project\udcff.com>",
    "<" + "(" * 1000,
    "<" * 1000,
    '<"' + "\\" * 1000,
    "<" + "a." * 500,
    "<a@" + "a-" * 500,
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_address_is_read(text: str) -> None:
    assert read_path(text) == ADDRESSES[text]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_none(text: str) -> None:
    """The parser for header fields, used here at first, took `<anna@project.com` and met 500 brackets with a crash."""
    assert read_path(text) == (None, text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none_and_never_more(text: str) -> None:
    address, rest = read_path(f"<{text}>")
    if address:
        assert address.isprintable()
        assert f"<{text}>".endswith(rest)
        assert address.encode().decode() == address


@pytest.mark.parametrize("text", ["anna@project.com", "anna+x@project.com", '"a b"@x.test', "änna@bücher.test"])
def test_address_as_it_stands_in_a_path(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@",
        "@x",
        "a b@x",
        "a@x>",
        "<a@x>",
        "a@x\r\n",
        '"anna"@x',
        "@y:a@x",
        "a@x, b@x",
        "a" * 320 + "@x",
    ],
)
def test_what_is_no_address_as_it_stands(text: str) -> None:
    assert not is_address(text)
