"""Header fields in every form that JMAP has for them (RFC 8621 section 4.1.2 and 4.1.3)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import mime
from webserver.jmap import address_groups
from webserver.jmap.errors import MethodError
from webserver.jmap.header_forms import ALLOWED, FORMS, header_property

MESSAGE = b"""\
Received: from a.example
\tby b.example; Sat, 21 Nov 2026 10:00:00 +0100\r
From: "Anna \\"the\\" M." <anna@project.com> (at work)\r
To: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.com>, Friends:\r
 jane@example.com, "Smith; John" <john@example.com>; last@example.com\r
Subject: =?utf-8?B?R3LDvMOfZQ==?= und
 mehr\r
X-Cafe: cafe\xcc\x81\r
X-Bytes: a\xff\x00b\r
Message-ID: <1@example.com>\r
References: <a@x> (comment)\r
 <b@y>\r
Date: Sat, 21 Nov 2026 10:00:00 +0100\r
Resent-Date: never\r
List-Unsubscribe: <https://example.com/
 out> (here), <mailto:out@example.com?subject=out>\r
List-Post: NO\r
X-Twice: first\r
x-twice:second\r
X-Empty:\r
\r
""".replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
FIELDS = mime.parse(MESSAGE).fields


def value(name: str) -> Any:
    return header_property(name).value(FIELDS)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("header:Subject", " =?utf-8?B?R3LDvMOfZQ==?= und\r\n mehr"),
        ("header:subject:asRaw", " =?utf-8?B?R3LDvMOfZQ==?= und\r\n mehr"),
        ("header:SUBJECT:asText", "Grüße und mehr"),
        ("header:X-Cafe:asText", "caf\u00e9"),
        ("header:X-Bytes", " a\ufffdb"),
        ("header:X-Twice", "second"),
        ("header:X-Twice:all", [" first", "second"]),
        ("header:X-Twice:asText:all", ["first", "second"]),
        ("header:X-Empty", ""),
        ("header:X-Empty:asText", ""),
        ("header:X-Empty:asAddresses", []),
        ("header:X-Empty:asMessageIds", None),
        ("header:X-Empty:asURLs", None),
        ("header:X-Missing", None),
        ("header:X-Missing:asAddresses", None),
        ("header:X-Missing:all", []),
        ("header:X-Missing:asDate:all", []),
        ("header:Received", " from a.example\r\n\tby b.example; Sat, 21 Nov 2026 10:00:00 +0100"),
        ("header:From:asAddresses", [{"name": 'Anna "the" M.', "email": "anna@project.com"}]),
        (
            "header:To:asAddresses",
            [
                {"name": "Jörg", "email": "joerg@example.com"},
                {"name": None, "email": "jane@example.com"},
                {"name": "Smith; John", "email": "john@example.com"},
                {"name": None, "email": "last@example.com"},
            ],
        ),
        (
            "header:To:asGroupedAddresses",
            [
                {"name": None, "addresses": [{"name": "Jörg", "email": "joerg@example.com"}]},
                {
                    "name": "Friends",
                    "addresses": [
                        {"name": None, "email": "jane@example.com"},
                        {"name": "Smith; John", "email": "john@example.com"},
                    ],
                },
                {"name": None, "addresses": [{"name": None, "email": "last@example.com"}]},
            ],
        ),
        ("header:Message-ID:asMessageIds", ["1@example.com"]),
        ("header:References:asMessageIds", ["a@x", "b@y"]),
        ("header:Date:asDate", "2026-11-21T10:00:00+01:00"),
        ("header:Resent-Date:asDate", None),
        ("header:List-Unsubscribe:asURLs", ["https://example.com/out", "mailto:out@example.com?subject=out"]),
        ("header:List-Post:asURLs", None),
        ("header:X-Twice:asMessageIds", None),
    ],
)
def test_field_in_this_form(name: str, wanted: object) -> None:
    assert value(name) == wanted


def test_example_of_the_rfc() -> None:
    """RFC 8621 section 4.1.2.3 and 4.1.2.4."""
    field = (
        b'To: "  James Smythe" <james@example.com>, Friends:\r\n'
        b"  jane@example.com, =?UTF-8?Q?John_Sm=C3=AEth?=\r\n  <john@example.com>;\r\n\r\n"
    )
    fields = mime.parse(field).fields
    james = {"name": "James Smythe", "email": "james@example.com"}
    friends = [{"name": None, "email": "jane@example.com"}, {"name": "John Smîth", "email": "john@example.com"}]
    assert header_property("header:To:asAddresses").value(fields) == [james, *friends]
    assert header_property("header:To:asGroupedAddresses").value(fields) == [
        {"name": None, "addresses": [james]},
        {"name": "Friends", "addresses": friends},
    ]


@pytest.mark.parametrize(
    "name",
    [
        "header:", "header::asText", "header:a b", "header:a:", "header:a:asNothing", "header:a:astext", "header:a:ALL",
        "header:a:all:asText", "header:a:all:all", "header:ä", "Header:a",
        "header", "header:a:asText:asText", "header:a\n",
    ],
)  # fmt: skip
def test_property_that_is_none_is_invalid(name: str) -> None:
    with pytest.raises(MethodError) as caught:
        header_property(name)
    assert caught.value.kind == "invalidArguments"


@pytest.mark.parametrize(
    "name",
    [
        "header:From:asDate", "header:from:asText", "header:Subject:asAddresses", "header:Date:asText",
        "header:Message-ID:asURLs", "header:Received:asText",
        "header:Return-Path:asAddresses", "header:List-Post:asText",
        "header:Resent-To:asMessageIds", "header:Comments:asDate", "header:References:asAddresses:all",
    ],
)  # fmt: skip
def test_form_that_a_field_may_not_have_is_invalid(name: str) -> None:
    with pytest.raises(MethodError) as caught:
        header_property(name)
    assert caught.value.kind == "invalidArguments"


def test_table_of_forms_is_the_rfcs() -> None:
    """Every field of RFC 5322 and RFC 2369 stands in it, and every form is one that there is."""
    assert set().union(*ALLOWED.values()) <= set(FORMS)
    assert len(ALLOWED) == 3 + 12 + 4 + 2 + 6 + 2
    for form in FORMS:
        # A field that no standard names may have any form.
        assert header_property(f"header:List-Id:as{form}").form is FORMS[form]


@given(st.binary(max_size=300), st.sampled_from(sorted(FORMS)))
def test_no_bytes_are_too_strange_for_a_form(raw: bytes, form: str) -> None:
    FORMS[form](raw)


@given(st.text(alphabet='ab@<>(),:;"\\ \t', max_size=80))
def test_splitting_into_groups_loses_no_address(text: str) -> None:
    """What is in no group and what is in one are together what was there, but for the syntax between."""
    groups = address_groups.split(text)
    kept = "".join((group.name or "") + group.addresses for group in groups)
    assert [one for one in kept if one in "ab@"] == [one for one in text if one in "ab@"]


def test_groups_without_end_are_bounded() -> None:
    assert len(address_groups.split("a:b;" * 5000)) <= address_groups.MOST_GROUPS + 1
