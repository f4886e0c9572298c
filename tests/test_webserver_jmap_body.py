"""The body of a message: its structure, what of it is read and what attached, and its text (RFC 8621 section 4.1.4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.nasty_mail import LARGE
from webserver.jmap import body_lists, body_part
from webserver.jmap.body_part import BodyPart, PartView
from webserver.jmap.body_values import body_value
from webserver.jmap.errors import MethodError
from webserver.jmap.ids import message_blob

ALL_PROPERTIES = [*body_part.PROPERTIES, "subParts"]


def leaf(name: str, kind: str, disposition: str = "", file_name: str = "") -> bytes:
    """A part with a body that says its name."""
    fields = [f"Content-Type: {kind}"]
    if disposition or file_name:
        named = f'; filename="{file_name}"' if file_name else ""
        fields.append(f"Content-Disposition: {disposition or 'inline'}{named}")
    return ("\r\n".join(fields) + f"\r\n\r\n{name}").encode()


def several(kind: str, *parts: bytes) -> bytes:
    """A multipart of this subtype; its boundary is one that no part inside has."""
    boundary = f"b{sum(map(len, parts))}"
    inside = "".join(f"\r\n--{boundary}\r\n" + part.decode() for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{inside}\r\n--{boundary}--\r\n'.encode()


def names(parts: list[BodyPart]) -> list[str]:
    return [one.decoded().decode().strip() for one in parts]


def lists(content: bytes) -> tuple[list[str], list[str], list[str]]:
    found = body_lists.flatten(body_part.tree(content, message_blob(1)))
    return names(found.text), names(found.html), names(found.attachments)


def test_example_of_the_rfc_comes_out_as_the_rfc_says() -> None:
    message = several(
        "mixed",
        leaf("A", "text/plain", "inline"),
        several(
            "mixed",
            several(
                "alternative",
                several(
                    "mixed",
                    leaf("B", "text/plain", "inline"),
                    leaf("C", "image/jpeg", "inline"),
                    leaf("D", "text/plain", "inline"),
                ),
                several("related", leaf("E", "text/html"), leaf("F", "image/jpeg")),
            ),
            leaf("G", "image/jpeg", "attachment"),
            leaf("H", "application/x-excel"),
            leaf("J", "message/rfc822"),
        ),
        leaf("K", "text/plain", "inline"),
    )
    assert lists(message) == (["A", "B", "C", "D", "K"], ["A", "E", "K"], ["C", "F", "G", "H", "J"])


@pytest.mark.parametrize(
    ("message", "text", "html", "attachments"),
    [
        (leaf("T", "text/plain"), "T", "T", ""),
        (leaf("H", "text/html"), "H", "H", ""),
        (leaf("P", "application/pdf"), "", "", "P"),
        (leaf("T", "text/plain", "attachment"), "", "", "T"),
        (leaf("I", "image/png"), "I", "I", ""),
        (several("alternative", leaf("T", "text/plain"), leaf("H", "text/html")), "T", "H", ""),
        (several("alternative", leaf("H", "text/html")), "H", "H", ""),
        (several("alternative", leaf("T", "text/plain"), leaf("X", "text/calendar")), "T", "T", "X"),
        (several("mixed", leaf("T", "text/plain"), leaf("U", "text/plain", "inline", "notes.txt")), "T", "T", "U"),
        (several("mixed", leaf("T", "text/plain", "inline", "first.txt"), leaf("U", "text/plain")), "T U", "T U", ""),
        (several("mixed", leaf("T", "text/plain"), leaf("I", "image/png", "inline", "a.png")), "T I", "T I", ""),
        (several("related", leaf("H", "text/html"), leaf("I", "image/png")), "H", "H", "I"),
        (several("related", leaf("H", "text/html"), leaf("T", "text/plain")), "H", "H", "T"),
        # A branch with both kinds of text is neither: what would be in no list is an attachment.
        (
            several(
                "alternative",
                several("mixed", leaf("T", "text/plain"), leaf("H", "text/html")),
                leaf("X", "text/html"),
            ),
            "T", "X", "H",
        ),
        (several("digest", b"\r\nSubject: a\r\n\r\nM"), "", "", "Subject: a\r\n\r\nM"),
    ],
)  # fmt: skip
def test_message_of_this_kind_is_flattened(message: bytes, text: str, html: str, attachments: str) -> None:
    wanted = tuple([attachments] if "\n" in one else one.split() for one in (text, html, attachments))
    assert lists(message) == wanted


def test_every_part_that_is_no_multipart_is_in_some_list() -> None:
    kinds = ("text/plain", "text/html", "image/png", "application/x", "text/x")
    for outer in ("mixed", "alternative", "related", "digest", "x"):
        for inner in ("mixed", "alternative", "related"):
            for first in kinds:
                for second in kinds:
                    message = several(
                        outer,
                        several(inner, leaf("1", first), leaf("2", second), leaf("3", first, "attachment")),
                        leaf("4", second),
                    )
                    assert set("1234") == {one for found in lists(message) for one in found}, (
                        outer,
                        inner,
                        first,
                        second,
                    )


def test_structure_shows_every_property_of_every_part() -> None:
    message = several(
        "mixed",
        b"Content-Type: TEXT/Plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Language: en (English), de\r\nContent-Location: http://example.com/a\r\n\r\nGr=FC=DFe",
        b'Content-Type: image/png; name="=?utf-8?Q?sch=C3=B6n.png?="\r\nContent-Transfer-Encoding: base64\r\n'
        b"Content-ID: <pic@x>\r\nContent-Disposition: ATTACHMENT\r\n\r\naGVs\r\nbG8=",
    )
    view = PartView.of([*ALL_PROPERTIES, "header:Content-ID", "header:Content-Language:asText:all"])
    found: dict[str, Any] = view.deep(body_part.tree(message, message_blob(17)))
    first, second = found.pop("subParts")
    assert found == {
        "partId": None,
        "blobId": None,
        "size": found["size"],
        "headers": found["headers"],
        "name": None,
        "type": "multipart/mixed",
        "charset": None,
        "disposition": None,
        "cid": None,
        "language": None,
        "location": None,
        "header:Content-ID": None,
        "header:Content-Language:asText:all": [],
    }
    assert [one["name"] for one in found["headers"]] == ["Content-Type"]
    assert first == {
        "partId": "1",
        "blobId": "B17-1",
        "size": 5,
        "headers": first["headers"],
        "name": None,
        "type": "text/plain",
        "charset": "iso-8859-1",
        "disposition": None,
        "cid": None,
        "language": ["en", "de"],
        "location": "http://example.com/a",
        "subParts": None,
        "header:Content-ID": None,
        "header:Content-Language:asText:all": ["en (English), de"],
    }
    assert (second["partId"], second["blobId"], second["size"]) == ("2", "B17-2", 5)
    assert (second["name"], second["type"], second["charset"]) == ("schön.png", "image/png", None)
    assert (second["disposition"], second["cid"]) == ("attachment", "pic@x")
    assert second["header:Content-ID"] == " <pic@x>"


def test_message_without_parts_is_part_1() -> None:
    whole = body_part.tree(b"Subject: x\r\n\r\nhello", message_blob(5))
    assert PartView.of(["partId", "blobId", "type", "charset", "size"]).deep(whole) == {
        "partId": "1",
        "blobId": "B5-1",
        "type": "text/plain",
        "charset": "us-ascii",
        "size": 5,
    }


def test_parts_of_parts_are_numbered_as_imap_does() -> None:
    message = several(
        "mixed", leaf("a", "text/plain"), several("mixed", leaf("b", "text/plain"), leaf("c", "text/html"))
    )
    found = [(one.part_id, one.blob_id) for one in body_part.tree(message, message_blob(3)).leaves()]
    assert found == [("1", "B3-1"), ("2.1", "B3-2-1"), ("2.2", "B3-2-2")]


def test_multipart_without_parts_is_shown_as_the_text_it_is() -> None:
    whole = body_part.tree(
        b"Content-Type: multipart/mixed; boundary=never\r\n\r\nreadable all the same\r\n", message_blob(3)
    )
    view = PartView.of(["partId", "type", "charset", "subParts"])
    assert view.deep(whole) == {"partId": "1", "type": "text/plain", "charset": "us-ascii", "subParts": None}
    assert body_value(whole, 0)["value"] == "readable all the same\n"


@pytest.mark.parametrize("name", ["nothing", "header:", "header:From:asDate", "partid", ""])
def test_property_of_a_part_that_is_none_is_invalid(name: str) -> None:
    with pytest.raises(MethodError) as caught:
        PartView.of([name])
    assert caught.value.kind == "invalidArguments"


# Values


def text_part(body: bytes, kind: str = "text/plain", encoding: str = "", charset: str = "utf-8") -> BodyPart:
    head = f"Content-Type: {kind}; charset={charset}\r\n"
    if encoding:
        head += f"Content-Transfer-Encoding: {encoding}\r\n"
    return body_part.tree(head.encode() + b"\r\n" + body, message_blob(1))


@pytest.mark.parametrize(
    ("part", "value", "problem"),
    [
        (text_part(b"a\r\nb\nc\rd"), "a\nb\nc\rd", False),
        (text_part("Grüße".encode()), "Grüße", False),
        (text_part("Grüße".encode("latin-1"), charset="iso-8859-1"), "Grüße", False),
        (text_part(b"R3LDvMOfZQ==", encoding="base64"), "Grüße", False),
        (text_part(b"Gr=C3=BC=\r\n=C3=9Fe", encoding="Quoted-Printable"), "Grüße", False),
        (text_part(b"a\xffb"), "a\ufffdb", True),
        (text_part("Grüße".encode(), charset="x-unknown"), "Grüße", True),
        (text_part(b"begin 644 x", encoding="x-uuencode"), "begin 644 x", True),
        (text_part(b"a\0b"), "ab", False),
        (text_part("äöü".encode("utf-16-le"), charset="utf-16le"), "äöü", False),
    ],
)
def test_text_of_a_part(part: BodyPart, value: str, problem: bool) -> None:
    assert body_value(part, 0) == {"value": value, "isEncodingProblem": problem, "isTruncated": False}


@pytest.mark.parametrize(
    ("text", "most", "value"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hell"),
        ("äöü", 6, "äöü"),
        ("äöü", 5, "äö"),
        ("äöü", 1, ""),
        ("a\U0001f600", 4, "a"),
    ],
)
def test_text_is_cut_between_characters(text: str, most: int, value: str) -> None:
    assert body_value(text_part(text.encode()), most) == {
        "value": value,
        "isEncodingProblem": False,
        "isTruncated": value != text,
    }


@pytest.mark.parametrize(
    ("most", "value"), [(10, "<p>one</p>"), (11, "<p>one</p>"), (14, "<p>one</p>"), (20, "<p>one</p>"), (24, None)]
)
def test_html_is_not_cut_inside_a_tag(most: int, value: str | None) -> None:
    html = '<p>one</p><a href="x">two</a>'
    assert body_value(text_part(html.encode(), "text/html"), most)["value"] == (value or html[:most])


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", ""])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16le", "utf-32be", "iso-2022-jp", "gb18030"])
@pytest.mark.parametrize("most", [1, 7, 100, 1001])
def test_cutting_a_long_text_early_is_no_fault_of_the_text(encoding: str, charset: str, most: int) -> None:
    import base64
    import quopri

    text = "日本語のテキスト。" * 20_000
    data = text.encode(charset)
    body = {"base64": base64.encodebytes(data), "quoted-printable": quopri.encodestring(data), "": data}[encoding]
    found = body_value(text_part(body, encoding=encoding, charset=charset), most)
    cut = text.encode()[:most].decode("utf-8", "ignore")
    assert found == {"value": cut, "isEncodingProblem": False, "isTruncated": True}


@pytest.mark.parametrize("name", LARGE)
def test_message_made_to_take_time_does_not(name: str) -> None:
    """The time limit of the tests is what fails this one."""
    whole = body_part.tree(LARGE[name](), message_blob(1))
    found = body_lists.flatten(whole)
    view = PartView.of([*ALL_PROPERTIES, "header:From:asGroupedAddresses:all", "header:A:asURLs"])
    assert view.deep(whole)
    values: list[Any] = [body_value(one, most) for one in [*found.text, *found.html] for most in (0, 256)]
    assert all(isinstance(one["value"], str) for one in values)
