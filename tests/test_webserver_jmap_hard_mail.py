"""Mail as it arrives and not as it should be: each message has an answer, and a person gets what can be got."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.nasty_mail import LARGE, multipart
from tests.support.stores import People

TNEF = b"\x78\x9f\x3e\x22" + bytes(range(256))
TNEF_BODY = binascii.b2a_base64(TNEF, newline=False)


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def shown(inbox: InboxApp, content: bytes, *properties: str) -> dict[str, Any]:
    message_id = inbox.deliver("anna", content)
    return inbox.shown("anna", message_id, *properties, fetchAllBodyValues=True)


def download(inbox: InboxApp, part: dict[str, Any]) -> bytes:
    return inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{part['blobId']}/x").body


def text_of(inbox: InboxApp, content: bytes) -> str:
    """All text that a reader of this message sees."""
    found = shown(inbox, content, "textBody", "bodyValues")
    return "".join(found["bodyValues"][one["partId"]]["value"] for one in found["textBody"])


def test_tnef_beside_a_text_is_an_attachment(inbox: InboxApp) -> None:
    tnef = (
        b'Content-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + TNEF_BODY
    )
    found = shown(
        inbox, multipart("b", b"\r\nSee the file.", tnef), "textBody", "attachments", "hasAttachment", "preview"
    )
    (attached,) = found["attachments"]
    assert (attached["name"], attached["type"], attached["size"]) == ("winmail.dat", "application/ms-tnef", len(TNEF))
    assert download(inbox, attached) == TNEF
    assert (len(found["textBody"]), found["hasAttachment"], found["preview"]) == (1, True, "See the file.")


def test_message_that_is_nothing_but_tnef_is_an_attachment(inbox: InboxApp) -> None:
    content = (
        b"Subject: x\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n" + TNEF_BODY
    )
    found = shown(inbox, content, "textBody", "htmlBody", "attachments", "hasAttachment", "preview", "bodyValues")
    assert (found["textBody"], found["htmlBody"], found["bodyValues"]) == ([], [], {})
    assert [download(inbox, one) for one in found["attachments"]] == [TNEF]
    assert (found["hasAttachment"], found["preview"]) == (True, "")


@pytest.mark.parametrize(
    "content",
    [
        # The last boundary is missing, and so is the line end.
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello",
        # The inner multipart is never closed.
        multipart("o", b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nhello"),
        # No such boundary, an empty one, none at all.
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nhello",
        b'Content-Type: multipart/mixed; boundary=""\r\n\r\nhello',
        b"Content-Type: multipart/mixed\r\n\r\nhello",
        # Types that are none.
        b"Content-Type: text\r\n\r\nhello",
        b"Content-Type: ;;;=\r\n\r\nhello",
        b"Content-Type: text/plain; charset\r\n\r\nhello",
        b"Content-Type: text/plain\r\nContent-Type: image/png\r\n\r\nhello",
        # Encodings that are none, or not kept to.
        b"Content-Transfer-Encoding: x-what\r\n\r\nhello",
        b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8",
        b"Content-Transfer-Encoding: base64\r\n\r\naGVs*bG8=\r\n\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nhel=\r\nlo=",
        b"Content-Transfer-Encoding: 7bit; 8bit\r\n\r\nhello",
        # Bare line feeds, a bare line in the header, no header at all.
        b"Subject: x\n\nhello",
        b"Subject: x\r\nnot a field\r\n\r\nhello",
        b"\r\nhello",
        # NUL anywhere.
        b"Sub\0ject: x\r\n\r\nhe\0llo",
    ],
)
def test_text_of_a_broken_message_is_read_all_the_same(inbox: InboxApp, content: bytes) -> None:
    assert text_of(inbox, content).strip() == "hello"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode("cp1252"), "Grüße"),
        ("utf-8", "Grüße".encode("utf-8-sig"), "\ufeffGrüße"),
        ("utf8", "Grüße".encode(), "Grüße"),
        ("UTF-8 (really)", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", "“Grüße”".encode("cp1252"), "\x93Grüße\x94"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("gb2312", "镕你".encode("gbk"), "镕你"),
        ("ks_c_5601-1987", "안녕".encode("euc_kr"), "안녕"),
        ("x-windows-949", "안녕".encode("cp949"), "안녕"),
        ("Windows-31J", "①雪".encode("cp932"), "①雪"),
        ("x-big5", "你好".encode("big5"), "你好"),
        ("unicode-1-1-utf-7", b"+AOQ-", "ä"),
        ("x-nobody-knows", "Grüße".encode(), "Grüße"),
        ("", "Grüße".encode(), "Grüße"),
    ],
)
def test_charsets_as_programs_write_them(inbox: InboxApp, charset: str, data: bytes, text: str) -> None:
    head = f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'.encode()
    assert text_of(inbox, head + data) == text


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        # RFC 2047 and what is made of it.
        (b"=?utf-8?Q?Gr=C3=BC=C3?= =?utf-8?Q?=9Fe?=", "Grüße"),
        (b"=?UTF-8?B?R3LDvMOf?=\r\n\t=?UTF-8?B?ZQ==?=", "Grüße"),
        (b"=?utf-8?Q?a b c?=", "a b c"),
        (b"=?utf-8?q?a?=b=?utf-8?q?c?=", "abc"),
        (b'"=?utf-8?q?Gr=C3=BC=C3=9Fe?="', '"Grüße"'),
        (b"=?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?Q?=C3=BC?=", "Grüßeü"),
        (b"=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?B?!!!!?=", ""),
        (b"=?utf-8?Z?x?=", "=?utf-8?Z?x?="),
        (b"=?no-such?Q?abc?=", "abc"),
        (b"=?utf-8*de?Q?abc?=", "abc"),
        (b"=??Q?abc?=", "=??Q?abc?="),
        (b"=?utf-8?Q?never", "=?utf-8?Q?never"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
    ],
)
def test_subjects_as_programs_write_them(inbox: InboxApp, written: bytes, subject: str) -> None:
    found = shown(inbox, b"Subject: " + written + b"\r\n\r\nx", "subject", "header:Subject:asText")
    assert (found["subject"] or "", found["header:Subject:asText"]) == (subject, subject)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        # RFC 2231 and what is made of it.
        (b"filename*=utf-8''Gr%C3%BC%C3%9Fe.txt", "Grüße.txt"),
        (b"filename*=Gr%C3%BC.txt", "Grü.txt"),
        (b"filename*=''x.txt", "x.txt"),
        (b"filename*=no-such''x.txt", "x.txt"),
        (b"filename*0*=utf-8''a%C3; filename*1*=%BC.txt", "aü.txt"),
        (b"filename*1=b.txt; filename*0=a", "ab.txt"),
        (b"filename*0=a; filename*2=c", "ac"),
        (b"filename*=utf-8''%; filename=x.txt", "%"),
        (b'filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe=2Etxt?="', "Grüße.txt"),
        (b"filename==?utf-8?Q?Gr=C3=BC=C3=9Fe=2Etxt?=", "Grüße.txt"),
        ("filename=Grüße.txt".encode(), "Grüße.txt"),
        (b"filename=a b.txt", "a b.txt"),
        (b'filename="never closed', "never closed"),
        (b'filename="a\\"b.txt"', 'a"b.txt'),
    ],
)
def test_file_names_as_programs_write_them(inbox: InboxApp, written: bytes, name: str) -> None:
    file = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; " + written + b"\r\n\r\nx"
    (attached,) = shown(inbox, multipart("b", b"\r\nx", file), "attachments")["attachments"]
    assert attached["name"] == name


@pytest.mark.parametrize("name", ["deep nesting", "many parts", "fields", "one long line", "encoded words without end"])
def test_megabytes_nobody_should_have_written_are_shown(inbox: InboxApp, name: str) -> None:
    content = LARGE[name]()
    found = shown(inbox, content, "subject", "from", "preview", "size", "bodyStructure", "attachments", "hasAttachment")
    assert found["size"] == len(content)
    assert len(found["attachments"]) <= 1000


def test_message_in_base64_in_a_message_is_a_blob_of_its_own(inbox: InboxApp) -> None:
    inner = b"Subject: inner\r\n\r\nhello\r\n"
    part = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
    (attached,) = shown(inbox, multipart("b", part), "attachments")["attachments"]
    found = inbox.call("anna", "Email/parse", blobIds=[attached["blobId"]], properties=["subject"])
    assert found["parsed"] == {attached["blobId"]: {"subject": "inner"}}
