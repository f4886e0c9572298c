"""An author sends the very same message again: one copy in Sent, and nobody gets it twice."""

from __future__ import annotations

from db import deliveries, outbound, outbound_queue
from db.database import Store, Transaction
from db.envelope import Author, Envelope, Receipt, Recipient, new_id
from db.errors import NoRecipients
from db.filing import Filed, Filing
from db.message import summarize
from db.storing import store_message
from db.trace_headers import Trace, with_trace
from tests.support.stores import People, Person, assert_sound, contents, mail, put

NOW = 1_800_000_000
ZOE, YAN = "zoe@example.com", "yan@example.org"
DATE = "Sat, 21 Nov 2026 12:00:00 +0000"
PLAN = mail("Plan", message_id="<1@x>", date=DATE)


def written(
    content: bytes,
    *recipients: Recipient,
    author: Author | None,
    outside: tuple[str, ...] = (),
    moment: int = NOW,
    sender: str = "anna@project.com",
    peer: str = "192.0.2.1",
) -> Envelope:
    """Return a submission as the SMTP server makes it: a new envelope with a trace of its own each time."""
    envelope_id = new_id()
    trace = Trace(sender, "client.test", peer, "project.com", "ESMTPSA", f"{envelope_id:016x}", moment)
    return Envelope(sender, recipients, with_trace(content, trace), moment, author, envelope_id, outside)


def modseq(store: Store, person: Person) -> int:
    row = store.row("SELECT modseq FROM account WHERE id = ?", (person.id,))
    assert row is not None
    return int(row[0])


def move_sent(store: Store, person: Person, role: str) -> None:
    """Put what the person has sent into another mailbox."""

    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        for (message_id,) in tx.rows("SELECT id FROM message WHERE account_id = ? AND copy = 1", (person.id,)):
            filing.put(message_id, Filed(frozenset({"$seen"}), frozenset({person.mailboxes[role]})))
        filing.finish()

    store.run_tx(work)


def destroy(store: Store, person: Person) -> None:
    """Delete everything that the person has for good."""

    def work(tx: Transaction) -> None:
        filing = Filing(tx, person.id)
        for (message_id,) in tx.rows("SELECT id FROM message WHERE account_id = ?", (person.id,)):
            filing.destroy(message_id)
        filing.finish()

    store.run_tx(work)


def test_who_was_refused_gets_it_and_sent_has_one_copy(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    first = written(PLAN, ben.recipient, author=anna.author)
    second = written(PLAN, clara.recipient, author=anna.author, moment=NOW + 60, peer="2001:db8::1")
    assert put(store, first) == [Receipt(first.name, 2)]
    before = modseq(store, anna)
    assert put(store, second) == [Receipt(first.name, 1)]
    assert contents(store, anna, "sent") == contents(store, ben) == contents(store, clara) == [first.content]
    assert store.row("SELECT count(*) FROM content") == (1,)
    assert store.row("SELECT received_at FROM message WHERE account_id = ?", (clara.id,)) == (NOW + 60,)
    assert modseq(store, anna) == before
    assert_sound(store)


def test_hidden_recipients_stay_hidden_when_it_is_sent_again(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    content = mail("Plan", message_id="<1@x>", date=DATE, bcc="clara@project.com")
    for moment, person in enumerate((ben, clara), NOW):
        put(store, written(content, person.recipient, author=anna.author, moment=moment))
    (kept,) = contents(store, anna, "sent")
    assert b"Bcc" in kept
    for person in (ben, clara):
        (received,) = contents(store, person)
        assert b"Bcc" not in received
    assert_sound(store)


def test_what_recipients_got_is_written_again_when_all_of_them_have_destroyed_it(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    content = mail("Plan", message_id="<1@x>", date=DATE, bcc="clara@project.com")
    put(store, written(content, ben.recipient, author=anna.author))
    destroy(store, ben)
    put(store, written(content, clara.recipient, author=anna.author))
    assert len(contents(store, clara)) == len(contents(store, anna, "sent")) == 1
    assert b"Bcc" not in contents(store, clara)[0]
    assert_sound(store)


def test_lost_answer_leads_to_no_second_copy_anywhere(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    first = written(PLAN, ben.recipient, author=anna.author)
    put(store, first)
    for _ in range(3):
        again = written(PLAN, ben.recipient, clara.recipient, author=anna.author)
        assert put(store, again) == [Receipt(first.name, 2)]
        # The keeper may be asked again about one that goes on under another name, too.
        assert put(store, again, again) == [Receipt(first.name, 2)] * 2
    assert contents(store, anna, "sent") == contents(store, ben) == contents(store, clara) == [first.content]
    assert_sound(store)


def test_two_tries_in_one_group_are_one_message(store: Store, people: People) -> None:
    """Two programs of one person, or one that hung up and came back, may be accepted together."""
    anna, ben, clara = people.values()
    first = written(PLAN, ben.recipient, author=anna.author)
    others = [written(mail("Lunch", message_id=f"<{n}@y>"), ben.recipient, author=anna.author) for n in range(2)]
    second = written(PLAN, ben.recipient, clara.recipient, author=anna.author)
    receipts = put(store, others[0], first, others[1], second)
    assert receipts == [
        Receipt(others[0].name, 2), Receipt(first.name, 2), Receipt(others[1].name, 2), Receipt(first.name, 2),
    ]  # fmt: skip
    assert contents(store, clara) == [first.content]
    assert (len(contents(store, ben)), len(contents(store, anna, "sent"))) == (3, 3)
    assert_sound(store)


def test_message_to_oneself_is_received_once_and_sent_once(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    put(store, written(PLAN, anna.recipient, author=anna.author))
    put(store, written(PLAN, anna.recipient, ben.recipient, author=anna.author))
    assert [len(contents(store, anna)), len(contents(store, anna, "sent")), len(contents(store, ben))] == [1, 1, 1]
    assert_sound(store)


def test_copy_that_was_filed_elsewhere_is_the_copy(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    put(store, written(PLAN, ben.recipient, author=anna.author))
    move_sent(store, anna, "archive")
    put(store, written(PLAN, clara.recipient, author=anna.author))
    assert (contents(store, anna, "sent"), len(contents(store, anna, "archive"))) == ([], 1)
    assert_sound(store)


def test_copy_in_trash_is_none_and_still_nobody_gets_it_twice(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    put(store, written(PLAN, ben.recipient, author=anna.author))
    move_sent(store, anna, "trash")
    again = written(PLAN, ben.recipient, clara.recipient, author=anna.author)
    assert put(store, again) == [Receipt(again.name, 3)]
    assert put(store, written(PLAN, ben.recipient, clara.recipient, author=anna.author)) == [Receipt(again.name, 2)]
    assert contents(store, anna, "sent") == contents(store, clara) == [again.content]
    assert (len(contents(store, ben)), len(contents(store, anna, "trash"))) == (1, 1)
    assert_sound(store)


def test_copy_that_was_destroyed_is_made_again(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    put(store, written(PLAN, ben.recipient, author=anna.author))
    destroy(store, anna)
    again = written(PLAN, clara.recipient, author=anna.author)
    assert put(store, again) == [Receipt(again.name, 2)]
    assert contents(store, anna, "sent") == [again.content]
    assert_sound(store)


def test_other_words_other_senders_and_messages_without_a_name_are_other_messages(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    edited = PLAN.replace(b"How are you?", b"How is it??")
    nameless = mail("Plan", in_reply_to="<1@x>")
    for content in (PLAN, edited):
        put(store, written(content, ben.recipient, author=anna.author))
    put(store, written(PLAN, ben.recipient, author=anna.author, sender="anna.b@project.com"))
    # The SMTP server gives each of these a Message-ID; here nobody has.
    for _ in range(2):
        put(store, Envelope("a@x", (ben.recipient,), nameless, NOW, anna.author))
    assert (len(contents(store, ben)), len(contents(store, anna, "sent"))) == (5, 5)
    assert_sound(store)


def test_message_of_another_author_and_a_received_one_are_no_earlier_try(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    put(store, written(PLAN, anna.recipient, clara.recipient, author=None))
    put(store, written(PLAN, clara.recipient, author=ben.author))
    put(store, written(PLAN, clara.recipient, author=anna.author))
    assert (len(contents(store, clara)), len(contents(store, anna)), len(contents(store, anna, "sent"))) == (3, 1, 1)
    assert_sound(store)


def test_draft_with_the_same_message_id_is_no_earlier_try(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    places = frozenset({anna.mailboxes["drafts"]})
    store.run_tx(lambda tx: store_message(tx, anna.id, PLAN, summarize(PLAN), places, frozenset({"$draft"}), NOW))
    put(store, written(PLAN, ben.recipient, author=anna.author))
    assert (len(contents(store, anna, "sent")), len(contents(store, ben))) == (1, 1)
    assert_sound(store)


def test_first_try_is_found_when_its_message_id_leads_to_an_older_conversation_too(
    store: Store, people: People
) -> None:
    anna, ben, clara = people.values()
    old = mail("Plan", message_id="<0@x>")
    joins = mail("Re: Plan", message_id="<2@x>", references="<0@x> <1@x>")
    put(store, Envelope("a@x", (anna.recipient,), old, NOW))
    put(store, written(PLAN, ben.recipient, author=anna.author))
    put(store, Envelope("a@x", (anna.recipient,), joins, NOW))
    put(store, written(PLAN, clara.recipient, author=anna.author))
    assert len(contents(store, anna, "sent")) == 1
    assert_sound(store)


def test_nobody_left_is_refused_although_the_author_has_a_copy(store: Store, people: People) -> None:
    anna, ben, clara = people.values()
    put(store, written(PLAN, ben.recipient, author=anna.author))
    store.run_tx(lambda tx: tx.execute("DELETE FROM account WHERE id = ?", (clara.id,)))
    (outcome,) = put(store, written(PLAN, clara.recipient, author=anna.author))
    assert isinstance(outcome, NoRecipients)
    assert len(contents(store, anna, "sent")) == 1
    assert_sound(store)


def queue(store: Store) -> list[tuple[str, str, bool]]:
    return [(row.recipient, row.state, row.size > 0) for row in reversed(outbound.rows(store))]


def test_outside_recipients_get_it_once_too_and_stand_beside_each_other(store: Store, people: People) -> None:
    anna, ben, _ = people.values()
    first = written(PLAN, ben.recipient, author=anna.author, outside=(ZOE,))
    put(store, first)
    again = written(PLAN, ben.recipient, author=anna.author, outside=(ZOE, YAN, YAN), moment=NOW + 60)
    assert put(store, again) == [Receipt(first.name, 3)]
    assert queue(store) == [(ZOE, "waiting", True), (YAN, "waiting", True)]
    found = deliveries.get(store, anna.id, deliveries.newest(store, anna.id, 10)).values()
    assert {one.envelope for one in found} == {first.id}
    assert len({one.stored_id for one in found} - {None}) == 1
    assert_sound(store)


def test_outside_recipient_that_has_it_is_left_alone_and_one_that_failed_is_tried_anew(
    store: Store, people: People
) -> None:
    anna = people["anna"]
    put(store, written(PLAN, author=anna.author, outside=(ZOE, YAN)))
    sent, failed = (row.id for row in reversed(outbound.rows(store)))
    store.run_tx(lambda tx: outbound.settle(tx, sent, "sent", "250 ok", "x", NOW))
    store.run_tx(lambda tx: outbound.settle(tx, failed, "failed", "550 no", "x", NOW))
    put(store, written(PLAN, author=anna.author, outside=(ZOE, YAN)))
    assert queue(store) == [(ZOE, "sent", False), (YAN, "waiting", True)]
    gone = store.rows("SELECT object_id FROM destroyed WHERE kind = 'outbound' AND account_id = ?", (anna.id,))
    assert gone == [(failed,)]
    assert len(contents(store, anna, "sent")) == 1
    assert_sound(store)


def test_submission_of_a_program_files_no_copy_and_is_never_taken_for_an_earlier_try(
    store: Store, people: People
) -> None:
    """JMAP: what a program hands in has no author here; it has put its own copy where it wants it."""
    anna, ben, _ = people.values()
    put(store, written(PLAN, ben.recipient, author=anna.author))
    for _ in range(2):
        put(store, written(PLAN, ben.recipient, author=None))
    assert (len(contents(store, ben)), len(contents(store, anna, "sent"))) == (3, 1)
    assert_sound(store)


def test_who_was_added_by_a_second_try_is_not_called_late_with_the_first(store: Store, people: People) -> None:
    anna = people["anna"]
    put(store, written(PLAN, author=anna.author, outside=(ZOE,)))
    put(store, written(PLAN, author=anna.author, outside=(YAN,), moment=NOW + 3600))
    (late,) = outbound_queue.late(store, NOW + 60, 10)
    assert [recipient for _, recipient, *_ in late.recipients] == [ZOE]
