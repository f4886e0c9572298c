"""Downloads (RFC 8620 section 6.2): the right bytes, under a harmless name, in a way that no browser runs."""

from __future__ import annotations

import base64
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People
from webserver.content_disposition import attachment, safe_name

PDF = b"%PDF-\x00\xff" * 100
MESSAGE = (
    b"Subject: with a file\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Gr=C3=BC=C3=9Fe\r\n"
    b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
    b"--c\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(PDF).replace(b"\n", b"\r\n")
    + b"--c--\r\n--b--\r\n"
)


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def blob(inbox: InboxApp) -> str:
    """The URL of Anna's message, up to its blob id."""
    found = inbox.shown("anna", inbox.deliver("anna", MESSAGE), "blobId")
    return f"/jmap/download/{inbox.account('anna')}/{found['blobId']}"


def test_whole_message_and_its_parts_are_there(inbox: InboxApp, blob: str) -> None:
    for part, content in {"": MESSAGE, "-1": "Grüße".encode(), "-2-1": PDF}.items():
        answer = inbox.get("anna", f"{blob}{part}/name")
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["content-length"] == str(len(content))


def test_download_by_the_template_of_the_session(inbox: InboxApp, blob: str) -> None:
    template = inbox.get("anna", "/.well-known/jmap").json()["downloadUrl"]
    blob_id = blob.rsplit("/", 1)[1] + "-2-1"
    values = {"accountId": inbox.account("anna"), "blobId": blob_id, "name": "menu.pdf", "type": "application/pdf"}
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    answer = inbox.get("anna", template.partition("1443")[2])
    assert (answer.body, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert answer.headers["content-disposition"] == 'attachment; filename="menu.pdf"'


def test_large_message_comes_whole(inbox: InboxApp) -> None:
    content = b"Subject: large\r\n\r\n" + bytes(range(1, 256)) * 20_000
    found = inbox.shown("anna", inbox.deliver("anna", content), "blobId", "size")
    answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/{found['blobId']}/x")
    assert (answer.body == content, found["size"]) == (True, len(content))


def test_browser_keeps_it_and_does_nothing_else_with_it(inbox: InboxApp, blob: str) -> None:
    headers = inbox.get("anna", f"{blob}-1/page.html?type=text/html").headers
    assert headers["content-type"] == "text/html"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, immutable, max-age=31536000"


def test_refusals_are_not_kept_for_ever(inbox: InboxApp) -> None:
    answer = inbox.get("anna", f"/jmap/download/{inbox.account('anna')}/B99999/x")
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("media_type", ["text/plain", "image/svg+xml", "text/html; charset=utf-8", "application/x-1.2"])
def test_type_is_the_one_that_is_asked_for(inbox: InboxApp, blob: str, media_type: str) -> None:
    assert inbox.get("anna", f"{blob}/x?type={quote(media_type)}").headers["content-type"] == media_type


def test_without_a_type_it_is_just_bytes(inbox: InboxApp, blob: str) -> None:
    assert inbox.get("anna", f"{blob}/x").headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "media_type",
    ["text", "text/", "/html", "a b/c", "text/html\r\nX: y", "text/html;", "ä/b", "text/html; a=b c", "x" * 300],
)
def test_type_that_is_none_is_refused(inbox: InboxApp, blob: str, media_type: str) -> None:
    assert inbox.get("anna", f"{blob}/x?type={quote(media_type)}").problem == "urn:postroom:error:badRequest"


@pytest.mark.parametrize(
    "end",
    [
        "-3",
        "-2",
        "-0",
        "-1-1",
        "-01",
        "-",
        "--1",
        "-2.1",
        "-2-1-",
        "-999999999",
        "-1" * 50,
        "%00",
        "x",
        " ",
        "+1",
        "..",
    ],
)
def test_part_that_is_not_there_is_not_found(inbox: InboxApp, blob: str, end: str) -> None:
    assert inbox.get("anna", f"{blob}{end}/x").problem == "urn:postroom:error:notFound"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("menu.pdf", 'attachment; filename="menu.pdf"'),
        ("my menu (1).pdf", 'attachment; filename="my menu (1).pdf"'),
        ("", "attachment"),
        ("..", "attachment"),
        ("...", "attachment"),
        ("../../etc/passwd", 'attachment; filename="_.._etc_passwd"'),
        ("C:\\Windows\\x", 'attachment; filename="C__Windows_x"'),
        ("a\r\nSet-Cookie: x", 'attachment; filename="aSet-Cookie_ x"'),
        ('a"; filename="b', 'attachment; filename="a_; filename=_b"'),
        ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ("schön.pdf", "attachment; filename=\"sch_n.pdf\"; filename*=UTF-8''sch%C3%B6n.pdf"),
        ("\u202egpj.exe", 'attachment; filename="gpj.exe"'),
        ("x" * 300 + ".pdf", f'attachment; filename="{"x" * 180}.pdf"'),
        ("x" * 300, f'attachment; filename="{"x" * 200}"'),
        (".hidden", 'attachment; filename="hidden"'),
    ],
)
def test_name_of_a_file_is_harmless(name: str, wanted: str) -> None:
    assert attachment(name) == wanted


@given(st.text(max_size=400))
def test_any_name_stays_in_its_place(name: str) -> None:
    """One line of ASCII, one quoted string, no path."""
    value = attachment(name)
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') in (0, 2)
    assert not {"/", "\\"} & set(safe_name(name))
    assert len(safe_name(name)) <= 200


@pytest.mark.parametrize("name", ["a/b/c", "%2F..%2Fx", "a%0D%0AX-Evil:%201", "%F0%9F%98%80.png", "a%22b"])
def test_name_from_the_path_is_harmless(inbox: InboxApp, blob: str, name: str) -> None:
    answer = inbox.get("anna", f"{blob}/{unquote(name)}")
    assert answer.status == 200
    assert "x-evil" not in answer.headers
    assert "\r" not in answer.headers["content-disposition"]


def test_head_of_a_large_message_tells_its_length(inbox: InboxApp) -> None:
    content = b"Subject: large\r\n\r\n" + b"x" * 2_000_000
    found = inbox.shown("anna", inbox.deliver("anna", content), "blobId")
    path = f"/jmap/download/{inbox.account('anna')}/{found['blobId']}/x"
    answer = inbox.ask("HEAD", path, headers={"Authorization": f"Bearer {inbox.token('anna')}"})
    assert (answer.status, answer.headers["content-length"], answer.body) == (200, str(len(content)), b"")


def test_name_may_be_left_out(inbox: InboxApp, blob: str) -> None:
    assert inbox.get("anna", f"{blob}/").headers["content-disposition"] == "attachment"
    assert inbox.get("anna", blob).status == 404
