"""From one person to others: who has which copy afterwards, and in what state."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from db import accounts, mailboxes, messages, sessions
from db.accounts import Account
from db.messages import Message
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.stores import assert_sound
from tests.support.wire import Wire

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postroom]:
    with serving(tmp_path_factory.mktemp("flow") / "postroom") as postroom:
        yield postroom
        assert_sound(postroom.store)


@pytest.fixture
def people(running: Postroom) -> list[Account]:
    """Three people nobody else knows; each has a second address that begins with "also."."""
    names = [f"person{next(_numbers)}" for _ in range(3)]
    return [running.account(name, also=[f"also.{name}@{running.domain}"]) for name in names]


def listed(postroom: Postroom, account: Account, role: str = "inbox") -> list[Message]:
    """Return what the mailbox shows, the newest first."""
    box = next(one for one in mailboxes.of_account(postroom.store, account.id) if one.role == role)
    ids = messages.in_mailbox(postroom.store, account.id, box.id, 0, 1000)
    found = {one.id: one for one in messages.get(postroom.store, account.id, ids)}
    return [found[message_id] for message_id in ids]


def send(postroom: Postroom, author: Account, recipients: list[str], subject: str = "Hello", **fields: str) -> str:
    """Send a message as a mail program does; return its Message-ID."""
    message = EmailMessage()
    message["From"] = author.address
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message["Message-ID"] = f"<{next(_numbers)}@client.test>"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content("How are you?")
    with postroom.sign_in(author.address) as client:
        assert client.send_message(message, author.address, recipients) == {}
    return str(message["Message-ID"])


def test_every_recipient_has_a_copy_and_the_author_has_one_in_sent(running: Postroom, people: list[Account]) -> None:
    anna, ben, clara = people
    send(running, anna, [ben.address, clara.address])
    assert [len(listed(running, one)) for one in people] == [0, 1, 1]
    assert [len(listed(running, one, "sent")) for one in people] == [1, 0, 0]
    (sent,), (received,) = listed(running, anna, "sent"), listed(running, ben)
    assert sent.keywords == {"$seen"}
    assert received.keywords == frozenset()
    assert received.subject == "Hello"
    assert received.content_id == sent.content_id == listed(running, clara)[0].content_id, "kept more than once"


def test_two_addresses_of_one_account_are_one_copy(running: Postroom, people: list[Account]) -> None:
    anna, ben, _ = people
    local, _, domain = ben.address.partition("@")
    send(running, anna, [ben.address, f"also.{ben.address}", f"{local}+shop@{domain}", ben.address.upper()])
    assert len(listed(running, ben)) == 1


def test_mail_to_oneself_is_in_inbox_and_in_sent(running: Postroom, people: list[Account]) -> None:
    anna = people[0]
    send(running, anna, [anna.address])
    (received,), (sent,) = listed(running, anna), listed(running, anna, "sent")
    assert received.id != sent.id
    assert received.thread_id == sent.thread_id
    assert received.keywords == frozenset()
    assert sent.keywords == {"$seen"}


def test_sender_may_be_another_address_of_the_account(running: Postroom, people: list[Account]) -> None:
    anna, ben, _ = people
    with Wire.signed_in(running, anna.address) as wire:
        content = f"From: also.{anna.address}\r\nSubject: Hello\r\n\r\nHi\r\n".encode()
        assert wire.message(f"also.{anna.address}", ben.address, content).startswith("250")
    assert listed(running, ben)[0].addresses["from"] == [["", f"also.{anna.address}"]]
    assert len(listed(running, anna, "sent")) == 1


def test_replies_join_the_conversation_of_everybody_in_it(running: Postroom, people: list[Account]) -> None:
    anna, ben, clara = people
    first = send(running, anna, [ben.address, clara.address], "Lunch")
    second = send(running, ben, [anna.address, clara.address], "Re: Lunch", In_Reply_To=first, References=first)
    send(running, clara, [ben.address], "RE: Lunch", In_Reply_To=second, References=f"{first} {second}")
    send(running, anna, [ben.address], "Something else")
    assert {one.thread_id for one in listed(running, anna, "sent")[1:] + listed(running, anna)} == {
        listed(running, anna, "sent")[1].thread_id
    }
    newest, third, original = listed(running, ben)
    assert third.thread_id == original.thread_id == listed(running, ben, "sent")[0].thread_id
    assert newest.thread_id != third.thread_id
    assert len({one.thread_id for one in listed(running, clara) + listed(running, clara, "sent")}) == 1


def test_messages_are_listed_in_the_order_they_came(running: Postroom, people: list[Account]) -> None:
    anna, ben, _ = people
    before = int(time.time())
    with Wire.signed_in(running, anna.address) as wire:
        for number in range(20):
            content = f"Subject: {number}\r\nDate: Thu, 1 Jan 2026 00:00:{59 - number} +0000\r\n\r\nHi\r\n".encode()
            assert wire.message(anna.address, ben.address, content).startswith("250")
    found = listed(running, ben)
    assert [one.subject for one in found] == [str(number) for number in reversed(range(20))]
    assert all(before <= one.received_at <= time.time() for one in found)


def test_refused_recipient_does_not_keep_the_others_from_their_copy(running: Postroom, people: list[Account]) -> None:
    anna, ben, _ = people
    with running.sign_in(anna.address) as client:
        refused = client.sendmail(
            anna.address,
            [ben.address, "nobody-here@project.com", "ben@elsewhere.test"],
            "Subject: Hello\r\n\r\nHi\r\n",
        )
    assert {address: answer[0] for address, answer in refused.items()} == {
        "nobody-here@project.com": 550,
        "ben@elsewhere.test": 550,
    }
    assert len(listed(running, ben)) == 1


def test_mail_from_outside_is_in_nobodys_sent(running: Postroom, people: list[Account]) -> None:
    ben = people[1]
    with Wire.greeted(running.ports.incoming) as wire:
        assert wire.message("a@elsewhere.test", ben.address, b"Subject: Hello\r\n\r\nHi\r\n").startswith("250")
    assert [len(listed(running, one, "sent")) for one in people] == [0, 0, 0]
    assert len(listed(running, ben)) == 1


def test_message_for_a_thousand_is_kept_once(running: Postroom, people: list[Account]) -> None:
    anna, ben, clara = people
    before = running.store.rows("SELECT count(*) FROM content")[0][0]
    with Wire.signed_in(running, anna.address) as wire:
        wire.send(f"MAIL FROM:<{anna.address}>\r\n".encode())
        wire.send(b"".join(f"RCPT TO:<{one.address}>\r\n".encode() for one in (ben, clara)) * 500)
        assert {wire.reply()[:3] for _ in range(1001)} == {"250"}
        assert wire.command("DATA").startswith("354")
        wire.send(b"Subject: To many\r\n\r\nHi\r\n.\r\n")
        assert wire.reply().startswith("250")
    assert [len(listed(running, one)) for one in people] == [0, 1, 1]
    assert running.store.rows("SELECT count(*) FROM content") == [(before + 1,)]


def test_several_messages_on_one_connection_do_not_mix(running: Postroom, people: list[Account]) -> None:
    anna, ben, clara = people
    with Wire.signed_in(running, anna.address) as wire:
        wire.message(anna.address, ben.address, b"Subject: For Ben\r\n\r\nHi\r\n")
        wire.command(f"MAIL FROM:<{anna.address}>")
        wire.command(f"RCPT TO:<{ben.address}>")
        wire.command("RSET")
        wire.message(anna.address, clara.address, b"Subject: For Clara\r\n\r\nHi\r\n")
    assert [one.subject for one in listed(running, ben)] == ["For Ben"]
    assert [one.subject for one in listed(running, clara)] == ["For Clara"]
    assert [one.subject for one in listed(running, anna, "sent")] == ["For Clara", "For Ben"]


def test_account_that_is_disabled_cannot_go_on_over_an_open_connection(
    running: Postroom, people: list[Account]
) -> None:
    """It could: only signing in looked at the account's state."""
    anna, ben, _ = people
    with running.sign_in(anna.address.partition("@")[0]) as connection:
        assert connection.mail(anna.address)[0] == 250
        connection.rset()
        accounts.set_state(running.store, anna.id, "disabled")
        code, words = connection.mail(anna.address)
        assert (code, words[:5]) == (550, b"5.7.1")
    assert running.mail(ben) == []


@pytest.mark.parametrize("ending", ["signed out", "new password", "expired"])
def test_sign_in_that_has_ended_is_of_no_use_over_an_open_connection(
    running: Postroom, people: list[Account], ending: str
) -> None:
    """Who had stolen a password could send for ever after it was changed, over one connection kept alive with NOOP."""
    anna, ben, _ = people
    store, password = running.store, PASSWORD
    if ending != "new password":
        password, session = sessions.create(store, anna.id, "phone", "192.0.2.1", 3600)
    with Wire.signed_in(running, anna.address, password) as wire, Wire.signed_in(running, anna.address) as other:
        assert wire.message(anna.address, ben.address, b"Subject: Before\r\n\r\nHi\r\n")[:3] == "250"
        if ending == "signed out":
            assert sessions.revoke(store, anna.id, session.id)
        elif ending == "expired":
            store.run_tx(lambda tx: tx.execute("UPDATE session SET expires_at = 1 WHERE id = ?", (session.id,)))
        else:
            accounts.set_password(store, anna.id, "another horse battery")
        assert wire.command("NOOP")[:3] == "250"
        assert wire.command(f"MAIL FROM:<{anna.address}>")[:9] == "421 4.7.0"
        assert wire.at_end()
        # Of several sign-ins only those end that rest on it.
        assert other.command("GETUSER")[:3] == ("421" if ending == "new password" else "250")
    assert [one.subject for one in listed(running, ben)] == ["Before"]
