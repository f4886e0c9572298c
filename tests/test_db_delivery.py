"""Putting messages into mailboxes: who gets which content, once, in which conversation."""

from dataclasses import replace

from db import mailboxes
from db.database import Store
from db.envelope import Envelope, Receipt, Recipient
from db.errors import NoRecipients
from db.new_messages import MAX_CONVERSATION
from tests.support.stores import People, Person, assert_sound, contents, mail, put

NOW = 1_800_000_000


def threads(store: Store, person: Person) -> list[int]:
    return [
        row[0] for row in store.rows("SELECT thread_id FROM message WHERE account_id = ? ORDER BY id", (person.id,))
    ]


def test_every_recipient_and_the_author_have_it_and_it_is_stored_once(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    envelope = Envelope("a@x", (ben.recipient, clara.recipient), mail(), NOW, anna.author)
    assert put(store, envelope) == [Receipt(envelope.name, 3)]
    assert contents(store, ben) == contents(store, clara) == contents(store, anna, "sent") == [envelope.content]
    assert store.row("SELECT count(*) FROM content") == (1,)
    assert_sound(store)


def test_sent_copy_is_read_and_received_ones_are_not(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    put(store, Envelope("a@x", (ben.recipient,), mail(), NOW, anna.author))
    sent = next(box for box in mailboxes.of_account(store, anna.id) if box.role == "sent")
    inbox = next(box for box in mailboxes.of_account(store, ben.id) if box.role == "inbox")
    assert (sent.total, sent.unread, sent.threads, sent.unread_threads) == (1, 0, 1, 0)
    assert (inbox.total, inbox.unread, inbox.threads, inbox.unread_threads) == (1, 1, 1, 1)


def test_bcc_is_kept_for_the_author_only(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    content = mail(bcc="ben@project.com", message_id="<1@x>")
    put(store, Envelope("a@x", (ben.recipient,), content, NOW, anna.author))
    assert contents(store, anna, "sent") == [content]
    assert contents(store, ben) == [content.replace(b"Bcc: ben@project.com\r\n", b"")]
    assert_sound(store)


def test_bcc_of_mail_from_outside_is_removed_too(store: Store, people: People) -> None:
    put(store, Envelope("a@x", (people["ben"].recipient,), mail(bcc="ben@project.com"), NOW))
    assert b"Bcc" not in contents(store, people["ben"])[0]
    assert_sound(store)


def test_content_that_nobody_gets_is_not_kept(store: Store, people: People) -> None:
    """A message to Bcc alone left its public form behind when its recipients were gone, without any message for it."""
    anna, ben, _ = people.values()
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (ben.id,)))
    envelope = Envelope("a@x", (ben.recipient,), mail(bcc="ben@project.com"), NOW, anna.author)
    assert put(store, envelope) == [Receipt(envelope.name, 1)]
    assert store.row("SELECT count(*) FROM content") == (1,)
    assert_sound(store)


def test_two_addresses_of_one_account_give_one_copy(store: Store, people: People) -> None:
    ben = people["ben"]
    envelope = Envelope("a@x", (ben.recipient, ben.recipient), mail(), NOW)
    assert put(store, envelope) == [Receipt(envelope.name, 1)]
    assert len(contents(store, ben)) == 1


def test_message_to_oneself_is_received_and_sent_in_one_conversation(store: Store, people: People) -> None:
    anna = people["anna"]
    put(store, Envelope("a@x", (anna.recipient,), mail(message_id="<1@x>"), NOW, anna.author))
    assert len(contents(store, anna)) == len(contents(store, anna, "sent")) == 1
    assert len(set(threads(store, anna))) == 1
    assert_sound(store)


def test_same_envelope_twice_is_one_message(store: Store, people: People) -> None:
    """The receipt of a repeated envelope said that no mailbox has it."""
    anna, ben, clara = people.values()
    envelope = Envelope("a@x", (ben.recipient, clara.recipient), mail(bcc="clara@project.com"), NOW, anna.author)
    assert put(store, envelope) == put(store, envelope) == [Receipt(envelope.name, 3)]
    assert len(contents(store, ben)) == 1
    assert_sound(store)


def test_same_envelope_twice_in_one_group_is_one_message(store: Store, people: People) -> None:
    """The second one broke the whole group, and each of it was written by itself."""
    ben = people["ben"]
    envelope, other = (Envelope("a@x", (ben.recipient,), mail(), NOW) for _ in range(2))
    receipt = Receipt(envelope.name, 1)
    assert put(store, envelope, other, envelope) == [receipt, Receipt(other.name, 1), receipt]
    assert len(contents(store, ben)) == 2
    assert_sound(store)


def test_envelopes_with_equal_contents_are_two_messages(store: Store, people: People) -> None:
    ben = people["ben"]
    for _ in range(2):
        put(store, Envelope("a@x", (ben.recipient,), mail(message_id="<1@x>"), NOW))
    assert len(contents(store, ben)) == 2


def test_recipient_that_is_gone_does_not_take_the_others_along(store: Store, people: People) -> None:
    _, ben, clara = people.values()
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (clara.id,)))
    both = Envelope("a@x", (clara.recipient, ben.recipient, Recipient(ben.id, 10**9)), mail(), NOW)
    nobody = Envelope("a@x", (clara.recipient,), mail(), NOW)
    receipt, refused, other = put(store, both, nobody, replace(both, id=both.id ^ 1))
    assert (receipt, other) == (Receipt(both.name, 1), Receipt(f"{both.id ^ 1:016x}", 1))
    assert isinstance(refused, NoRecipients)
    assert store.row("SELECT count(*) FROM content") == (2,)
    assert_sound(store)


def test_message_for_nobody_is_refused_each_time(store: Store) -> None:
    envelope = Envelope("a@x", (), mail(), NOW)
    for _ in range(2):
        (refused,) = put(store, envelope)
        assert isinstance(refused, NoRecipients)
    assert store.row("SELECT count(*) FROM content") == (0,)


def test_conversations_of_two_accounts_are_two(store: Store, people: People) -> None:
    _, ben, clara = people.values()
    put(store, Envelope("a@x", (ben.recipient, clara.recipient), mail(message_id="<1@x>"), NOW))
    put(store, Envelope("a@x", (ben.recipient,), mail("Re: Hello", message_id="<2@x>", in_reply_to="<1@x>"), NOW))
    assert len(set(threads(store, ben))) == 1
    assert set(threads(store, ben)).isdisjoint(threads(store, clara))
    assert len(threads(store, clara)) == 1


def test_conversation_is_the_same_in_one_group_and_one_by_one(store: Store, people: People) -> None:
    """In one group, a reply found the younger of two conversations that both had its parent."""
    mails = [
        mail("Plan", message_id="<2@x>"),
        mail("Plan", message_id="<1@x>"),
        mail("Plan", message_id="<3@x>", references="<1@x> <2@x>"),
        mail("Plan", message_id="<4@x>", references="<1@x>"),
    ]
    _, ben, clara = people.values()
    for one in mails:
        put(store, Envelope("a@x", (ben.recipient,), one, NOW))
    put(store, *(Envelope("a@x", (clara.recipient,), one, NOW) for one in mails))
    for person in (ben, clara):
        found = threads(store, person)
        assert found[2] == found[3] == found[0] != found[1]
    assert_sound(store)


def test_answers_before_what_they_answer_are_one_conversation(store: Store, people: People) -> None:
    ben = people["ben"]
    for number, parent in ((3, 2), (2, 1), (1, 0)):
        content = mail("Re: Plan", message_id=f"<{number}@x>", references=f"<{parent}@x>")
        put(store, Envelope("a@x", (ben.recipient,), content, NOW))
    assert len(set(threads(store, ben))) == 1


def test_long_conversation_ends_and_another_begins(store: Store, people: People) -> None:
    """Each message of a conversation cost more than the one before: a few ten thousand stopped the mailroom."""
    ben = people["ben"]
    for start in (0, 400, 800):
        mails = [mail("Alarm", message_id=f"<{start + number}@x>", references="<0@x>") for number in range(400)]
        put(store, *(Envelope("a@x", (ben.recipient,), one, NOW) for one in mails))
    found = threads(store, ben)
    assert [found.count(thread) for thread in dict.fromkeys(found)] == [MAX_CONVERSATION, MAX_CONVERSATION, 200]
    assert found == sorted(found)
    assert_sound(store)


def test_uids_follow_the_order_of_the_group(store: Store, people: People) -> None:
    ben = people["ben"]
    mails = [mail(body=f"number {number}") for number in range(100)]
    put(store, *(Envelope("a@x", (ben.recipient,), one, NOW - number) for number, one in enumerate(mails)))
    assert contents(store, ben) == mails
    assert store.rows("SELECT uid FROM mailbox_message ORDER BY uid") == [(uid,) for uid in range(1, 101)]


def test_hundreds_of_recipients_get_one_content(store: Store) -> None:
    crowd = People.make(store, *(f"p{number}" for number in range(300)))
    recipients = tuple(person.recipient for person in crowd.values())
    references = " ".join(f"<{number}@x>" for number in range(50))
    envelope = Envelope("a@x", recipients, mail(message_id="<1@x>", references=references), NOW)
    assert put(store, envelope) == [Receipt(envelope.name, 300)]
    assert store.row("SELECT count(*) FROM content") == (1,)
    assert_sound(store)


def test_any_bytes_are_kept_as_they_came(store: Store, people: People) -> None:
    ben = people["ben"]
    odd = [
        b"",
        b"\0",
        b"\r\n",
        bytes(range(256)) * 10,
        b"Subject: =?utf-7?q?+2AA-?=\r\n\r\n\xff",
        b"Message-Id: <\xff@x>\r\n",
    ]
    put(store, *(Envelope("", (ben.recipient,), content, NOW) for content in odd))
    assert contents(store, ben) == odd
    assert_sound(store)
