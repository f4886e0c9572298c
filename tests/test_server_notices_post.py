"""`send_email`: to people here it goes into the Inbox, to others into the queue, and to nobody else anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading

import pytest

from db import audit, members, outbound, outside, relay_settings, vacation
from db.audit import Actor
from db.database import Store
from db.errors import AddressRefused
from db.job_kinds import RelayTest
from db.settings import Settings
from db.vacation import Vacation
from server.courier.relay_test import RelayTests
from server.courier.vacation import VacationAnswers
from server.notices.post import Attachment, Post
from tests.support.outside_mail import START, Desk, desk_with, inbox
from tests.support.relay_script import Relay
from tests.support.relays import ADMIN, GOOD, make_box
from tests.support.stores import People, assert_sound

ZOE = "zoe@example.com"


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store, Settings(store.path.parent), lambda: START)


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def desk(store: Store, relay: Relay) -> Iterator[Desk]:
    with desk_with(store, relay) as made:
        yield made


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=reading)


def notes(store: Store) -> list[tuple[str, str]]:
    """What the audit log has of the system's mail, the oldest first."""
    return [(one.action, one.target) for one in audit.lines(store)[::-1] if one.actor == "courier"]


def test_message_to_somebody_here_is_in_the_inbox(post: Post, store: Store, people: People) -> None:
    receipt = post.send_email("Anna@Project.com", "Hello", "How are you?\n", "<p>How are you?</p>\n")
    (message,) = map(read, inbox(store, people["anna"]))
    assert receipt.copies == 1
    assert (message["Return-Path"], message["From"]) == ("<>", "Postroom <postroom@project.com>")
    assert (message["Subject"], message["Auto-Submitted"]) == ("Hello", "auto-generated")
    assert message["Message-ID"] == f"<{receipt.name}@project.com>"
    assert message["Reply-To"] == "postmaster@project.com"
    assert message.get_content_type() == "multipart/alternative"
    parts = [part.get_content().strip() for part in message.iter_parts()]
    assert parts == ["How are you?", "<p>How are you?</p>"]
    (line,) = (one for one in audit.lines(store) if one.action == "notice-sent")
    assert (line.target, line.after) == ("Anna@Project.com", {"message": receipt.name, "purpose": "notices"})
    assert_sound(store)


def test_attachment_goes_along(post: Post, store: Store, people: People) -> None:
    post.send_email(
        "anna@project.com", "Report", "Here.", attachments=[Attachment("r.pdf", "application/pdf", b"%PDF")]
    )
    (message,) = map(read, inbox(store, people["anna"]))
    (one,) = message.iter_attachments()
    assert isinstance(one, EmailMessage)
    assert (one.get_filename(), one.get_content()) == ("r.pdf", b"%PDF")


def test_same_key_delivers_once(post: Post, store: Store, people: People) -> None:
    names = {post.send_email("anna@project.com", "Hello", "1", key="report 7").name for _ in range(3)}
    assert len(names) == len(inbox(store, people["anna"])) == 1
    post.send_email("ben@project.com", "Hello", "1", key="report 7")
    assert len(inbox(store, people["ben"])) == 1


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("nobody@project.com", "No such recipient."),
        (ZOE, "This system is local only: it delivers to addresses of project.com and to nobody else."),
        ("anna", "This is not an address."),
        ("", "This is not an address."),
        ("anna@project.com\r\nBcc: eve@example.com", "This is not an address."),
        ("anna@project.com>", "This is not an address."),
        ("anna@project.com, ben@project.com", "This is not an address."),
    ],
)
def test_nobody_there_is_told_and_nothing_is_kept(
    post: Post, store: Store, people: People, to: str, sentence: str
) -> None:
    with pytest.raises(AddressRefused) as refused:
        post.send_email(to, "Hello", "text")
    assert str(refused.value) == sentence
    assert [*inbox(store, people["anna"]), *inbox(store, people["ben"])] == []
    assert notes(store) == []


def test_disabled_account_gets_nothing(post: Post, store: Store, people: People) -> None:
    members.disable(store, Actor("test"), people["anna"].id, "")
    with pytest.raises(AddressRefused, match="disabled"):
        post.send_email("anna@project.com", "Hello", "text")


def test_message_to_the_outside_leaves_as_the_relay_knows_us(
    desk: Desk, relay: Relay, post: Post, people: People
) -> None:
    box = make_box(desk.store.path.parent)
    given = {**relay_settings.by_name(desk.store, "Test").settings.values()}  # type: ignore[union-attr]
    own = {**given, "name": "Notices", "from_address": "notices@example.net", "from_name": "The, office"}
    relay_settings.save(desk.store, box, ADMIN, own, purposes=["notices"])
    post.send_email(ZOE, "Hello", "How are you?")
    post.send_email(ZOE, "Figures", "Here.", purpose="reports")
    assert [row.purpose for row in outbound.rows(desk.store)] == ["reports", "notices"]
    assert [row.state for row in desk.turn()] == ["sent", "sent"]
    found = {one.sender: read(one.content) for one in relay.taken}
    assert found["notices@example.net"]["From"] == '"The, office" <notices@example.net>'
    assert found["notices@example.net"]["Subject"] == "Hello"
    assert "Reply-To" not in found["notices@example.net"]
    assert found["postroom@project.com"]["Subject"] == "Figures"
    assert sorted(notes(desk.store)) == [("notice-queued", ZOE)] * 2 + [("send", ZOE)] * 2
    assert_sound(desk.store)


def test_direct_mail_has_an_empty_sender(post: Post, store: Store) -> None:
    outside.choose(store, ADMIN, "direct")
    post.send_email(ZOE, "Hello", "text")
    (row,) = outbound.rows(store)
    assert (row.sender, row.recipient) == ("", ZOE)


def test_relay_that_is_stored_but_not_in_use_lends_no_name(post: Post, store: Store) -> None:
    relay_settings.save(store, make_box(store.path.parent), ADMIN, GOOD, password="x", purposes=["everything"])
    outside.choose(store, ADMIN, "direct")
    post.send_email(ZOE, "Hello", "text")
    assert [row.sender for row in outbound.rows(store)] == [""]


def test_notice_is_not_answered_while_away(post: Post, store: Store, people: People) -> None:
    store.run_tx(lambda tx: vacation.put(tx, people["anna"].id, Vacation(is_enabled=True)))
    post.send_email("anna@project.com", "Hello", "text")
    VacationAnswers(store, Settings(store.path.parent)).turn(lambda: False)
    assert outbound.rows(store) == []
    assert store.row("SELECT count(*) FROM message") == (1,)


def test_test_message_is_text_and_page(desk: Desk, relay: Relay) -> None:
    saved = relay_settings.by_name(desk.store, "Test")
    assert saved is not None
    RelayTest(saved.id, ZOE, dry_run=False).ask(desk.store, ADMIN, None)
    tests = RelayTests(desk.store, Settings(desk.store.path.parent))
    tests.turn(lambda: False)
    assert tests.hands.wait(60)
    (message,) = (read(one.content) for one in relay.taken)
    assert message["Subject"] == "Test message from Postroom at project.com"
    assert message["To"] == ZOE
    plain, page = message.iter_parts()
    assert "This is a test of the relay Test." in plain.get_content()
    assert "<strong>Test</strong>" in page.get_content()
