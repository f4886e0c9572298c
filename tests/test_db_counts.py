"""Whatever happens to messages in whatever order, the store's numbers are what counting says.

A model in plain dictionaries goes through the same deliveries, stores, moves, flags and destructions; after each of
them the two are compared, and everything that must hold between the rows is checked.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from db.database import Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope, Receipt
from db.errors import NoRecipients, NotFound
from db.filing import Filed, Filing
from db.flags import unpack
from db.message import summarize
from db.storing import store_message
from tests.support.stores import People, Person, assert_consistent, fresh_store, mail

KEYWORDS = ("$seen", "$draft", "$flagged", "$deleted", "work")


@dataclass(frozen=True)
class Letter:
    """Who writes to whom, and what it answers; numbers choose from what there is."""

    author: str | None
    recipients: tuple[str, ...]
    number: int
    answers: tuple[int, ...]
    subject: str
    hidden: bool
    minute: int

    def envelope(self, people: People) -> Envelope:
        fields = {"message_id": f"<{self.number}@x>"} if self.number else {}
        if self.answers:
            fields["references"] = " ".join(f"<{one}@x>" for one in self.answers)
        if self.hidden:
            fields["bcc"] = "secret@project.com"
        recipients = tuple(people[name].recipient for name in self.recipients)
        author = people[self.author].author if self.author else None
        return Envelope("a@x.y", recipients, mail(self.subject, **fields), 1_800_000_000 + self.minute, author)

    @property
    def keys(self) -> set[tuple[int, str]]:
        """What leads to its conversation: each id with the base subject."""
        numbers = {self.number, *self.answers} - {0}
        return {(number, self.subject.removeprefix("Re: ")) for number in numbers}


LETTERS = st.builds(
    Letter,
    st.sampled_from([None, "anna", "ben"]),
    st.lists(st.sampled_from(["anna", "ben", "clara"]), max_size=4).map(tuple),
    st.integers(0, 6),
    st.lists(st.integers(1, 6), max_size=2).map(tuple),
    st.sampled_from(["Plan", "Re: Plan", "Lunch"]),
    st.booleans(),
    st.integers(0, 3),
)


@dataclass
class Kept:
    """What the model knows of one message; `sent` is what its author wrote, None for every other copy."""

    owner: str
    thread: int
    places: set[int]
    keywords: set[str]
    created: int
    envelope: int = 0
    sent: bytes | None = None


@dataclass
class Account:
    """What the model knows of one account: its number of changes, and the keys of its conversations."""

    modseq: int = 1
    keys: dict[int, set[tuple[int, str]]] = field(default_factory=dict)

    def thread_of(self, keys: set[tuple[int, str]]) -> int | None:
        return min((thread for thread, mine in self.keys.items() if mine & keys), default=None)


class StoreMachine(RuleBasedStateMachine):
    """Does things to a store and to the model of it."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postroom-counts-"))
        self.store = fresh_store(self.folder / "store", durable=False)
        self.people = People.make(self.store, "anna", "ben", "clara")
        self.accounts = {name: Account() for name in self.people}
        self.kept: dict[int, Kept] = {}
        self.gone: set[int] = set()
        self.accepted: list[Envelope] = []
        self.letters: list[Letter] = []
        self.uidnext = self.numbers("SELECT id, uidnext FROM mailbox")

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def numbers(self, sql: str) -> dict[int, int]:
        return dict(self.store.rows(sql))

    def chosen(self, numbers: Iterable[int]) -> list[int]:
        there = sorted(self.kept)
        return list(dict.fromkeys(there[number % len(there)] for number in numbers)) if there else []

    @rule(letters=st.lists(LETTERS, min_size=1, max_size=5))
    def deliver(self, letters: list[Letter]) -> None:
        self._deliver([letter for letter in letters if letter.author or letter.recipients])

    @rule(
        numbers=st.lists(st.integers(0), min_size=1, max_size=3),
        recipients=st.lists(st.sampled_from(["anna", "ben", "clara"]), max_size=3).map(tuple),
    )
    def send_again(self, numbers: list[int], recipients: tuple[str, ...]) -> None:
        """The very same messages, in other envelopes."""
        there = [letter for letter in self.letters if letter.author]
        if there:
            chosen = [there[number % len(there)] for number in numbers]
            self._deliver([replace(letter, recipients=recipients) for letter in chosen])

    def _deliver(self, letters: list[Letter]) -> None:
        envelopes = [letter.envelope(self.people) for letter in letters]
        before = max(self.kept.keys() | self.gone, default=0)
        receipts = self.store.run_tx(lambda tx: deliver(tx, [prepare(one) for one in envelopes]))
        self.accepted += envelopes
        self.letters += letters
        changed: set[str] = set()
        for letter, envelope, receipt in zip(letters, envelopes, receipts, strict=True):
            names, home = self._copies(letter, envelope)
            # Who had it before is counted; the author is when the copy in Sent is a new one.
            count = len({*letter.recipients}) + (letter.author is not None and home == envelope.id)
            assert receipt == Receipt(f"{home:016x}", count) if count else isinstance(receipt, NoRecipients)
            rows = self.store.rows(
                "SELECT message.id, thread_id, copy, data FROM message JOIN content ON content.id = content_id"
                " WHERE envelope = ? ORDER BY message.id",
                (home,),
            )
            new = [row for row in rows if row[0] not in self.kept]
            # What is left over belongs to another letter of the group; the model is compared with the store after all.
            for name, (message_id, thread, copy, data) in zip(names, new, strict=False):
                assert message_id > before
                self.accounts[name].modseq += name not in changed
                changed.add(name)
                self._note(letter, name, message_id, thread, copy == 1)
                self.kept[message_id].envelope = home
                self.kept[message_id].sent = envelope.content if copy == 1 else None
                assert (b"secret" in data) == (letter.hidden and copy == 1)

    def _copies(self, letter: Letter, envelope: Envelope) -> tuple[list[str], int]:
        """Whose mailboxes get a copy, in the order in which they are written, the author's last; and the envelope under
        which it stands: of what an author has sent before, nobody gets a second copy.
        """
        before = [
            kept
            for _, kept in sorted(self.kept.items(), reverse=True)
            if letter.number and kept.owner == letter.author and kept.sent == envelope.content
        ]
        same = {kept.envelope for kept in before}
        served = {kept.owner for kept in self.kept.values() if kept.envelope in same and kept.sent is None}
        names = [name for name in dict.fromkeys(letter.recipients) if name not in served]
        for kept in before:
            if kept.places - {self.people[kept.owner].mailboxes["trash"]}:
                return names, kept.envelope
        return names + ([letter.author] if letter.author else []), envelope.id

    def _note(self, letter: Letter, name: str, message_id: int, thread: int, sent: bool) -> None:
        person = self.people[name]
        self._join(letter, name, thread)
        place, keywords = (person.sent, {"$seen"}) if sent else (person.inbox, set())
        self.kept[message_id] = Kept(name, thread, {place}, keywords, self.accounts[name].modseq)

    def _join(self, letter: Letter, name: str, thread: int) -> None:
        account = self.accounts[name]
        expected = account.thread_of(letter.keys)
        assert thread == expected if expected else thread not in account.keys and thread not in self.gone
        account.keys.setdefault(thread, set()).update(letter.keys)

    @rule(
        letter=LETTERS,
        roles=st.sets(st.sampled_from(["inbox", "sent", "archive", "drafts"]), min_size=1),
        keywords=st.sets(st.sampled_from(KEYWORDS)),
    )
    def store_without_delivery(self, letter: Letter, roles: set[str], keywords: set[str]) -> None:
        name, envelope = letter.author or "clara", letter.envelope(self.people)
        person, summary = self.people[name], summarize(envelope.content)
        places = {person.mailboxes[role] for role in roles}
        filed = (frozenset(places), frozenset(keywords), envelope.received_at)
        stored = self.store.run_tx(lambda tx: store_message(tx, person.id, envelope.content, summary, *filed))
        self.accounts[name].modseq += 1
        self._join(letter, name, stored.thread_id)
        self.kept[stored.message_id] = Kept(name, stored.thread_id, places, keywords, self.accounts[name].modseq)

    @rule(chosen=st.integers(0), again=st.integers(1, 3))
    def deliver_again(self, chosen: int, again: int) -> None:
        if self.accepted:
            one = prepare(self.accepted[chosen % len(self.accepted)])
            if self.store.row("SELECT 1 FROM content WHERE envelope = ?", (one.envelope.id,)):
                self.store.run_tx(lambda tx: deliver(tx, [one] * again))

    @rule(
        numbers=st.lists(st.integers(0), min_size=1, max_size=3),
        roles=st.sets(st.sampled_from(["inbox", "sent", "archive", "trash"]), min_size=1),
        keywords=st.sets(st.sampled_from(KEYWORDS)),
    )
    def put(self, numbers: list[int], roles: set[str], keywords: set[str]) -> None:
        for message_id in self.chosen(numbers):
            person = self.people[self.kept[message_id].owner]
            self._put(message_id, {person.mailboxes[role] for role in roles}, keywords)

    def _put(self, message_id: int, places: set[int], keywords: set[str]) -> None:
        kept = self.kept[message_id]
        changed = (kept.places, kept.keywords) != (places, keywords)
        self._file(kept.owner, lambda filing: filing.put(message_id, Filed(frozenset(keywords), frozenset(places))))
        kept.places, kept.keywords = places, keywords
        self.accounts[kept.owner].modseq += changed
        if changed:
            sql = "SELECT modseq FROM message WHERE id = ? UNION ALL SELECT modseq FROM thread WHERE id = ?"
            assert self.store.rows(sql, (message_id, kept.thread)) == [(self.accounts[kept.owner].modseq,)] * 2

    @rule(chosen=st.integers(0), keyword=st.sampled_from(KEYWORDS))
    def put_where_it_may_not_be(self, chosen: int, keyword: str) -> None:
        """A refused change among others of the same transaction leaves nothing of itself behind."""
        for message_id in self.chosen([chosen]):
            kept = self.kept[message_id]
            other = next(person for name, person in self.people.items() if name != kept.owner)
            mine = self.people[kept.owner].mailboxes
            before = self.numbers("SELECT mailbox_id * 1000000 + message_id, uid FROM mailbox_message")

            def change(
                filing: Filing, message_id: int = message_id, junk: int = mine["junk"], other: Person = other
            ) -> None:
                for places in ({junk, other.inbox}, {junk, 10**9}):
                    try:
                        filing.put(message_id, Filed(frozenset([keyword]), frozenset(places)))
                    except NotFound:
                        continue
                    raise AssertionError

            self._file(kept.owner, change)
            assert self.numbers("SELECT mailbox_id * 1000000 + message_id, uid FROM mailbox_message") == before
            self.accounts[kept.owner].modseq = self._modseq(kept.owner)

    @rule(numbers=st.lists(st.integers(0), min_size=1, max_size=4))
    def destroy(self, numbers: list[int]) -> None:
        owned: dict[str, list[int]] = {}
        for message_id in self.chosen(numbers):
            owned.setdefault(self.kept[message_id].owner, []).append(message_id)
        for name, mine in owned.items():

            def change(filing: Filing, mine: list[int] = mine) -> None:
                for message_id in mine:
                    filing.destroy(message_id)

            self._file(name, change)
            self._forget(name, mine)

    def _forget(self, name: str, message_ids: list[int]) -> None:
        account = self.accounts[name]
        account.modseq += 1
        expected = {("message", message_id, self.kept[message_id].created) for message_id in message_ids}
        threads = {self.kept.pop(message_id).thread for message_id in message_ids}
        dead = threads - {kept.thread for kept in self.kept.values()}
        for thread in dead:
            del account.keys[thread]
        sql = "SELECT kind, object_id, created_modseq FROM destroyed WHERE account_id = ? AND modseq = ?"
        found = set(self.store.rows(sql, (self.people[name].id, account.modseq)))
        assert {row for row in found if row[0] == "message"} == expected
        assert {row[1] for row in found if row[0] == "thread"} == dead
        self.gone |= dead | set(message_ids)

    def _file(self, name: str, change: Callable[[Filing], None]) -> None:
        def work(tx: Transaction) -> None:
            filing = Filing(tx, self.people[name].id)
            change(filing)
            filing.finish()

        counts = dict(self._counts())
        self.store.run_tx(work)
        for mailbox_id, (modseq, *numbers) in self._counts():
            assert modseq == self._modseq(name) or numbers == counts[mailbox_id][1:]

    def _counts(self) -> list[tuple[int, list[int]]]:
        rows = self.store.rows("SELECT id, modseq, total, unread, threads, unread_threads FROM mailbox")
        return [(row[0], list(row[1:])) for row in rows]

    def _modseq(self, name: str) -> int:
        row = self.store.row("SELECT modseq FROM account WHERE id = ?", (self.people[name].id,))
        assert row is not None
        return int(row[0])

    @invariant()
    def store_is_consistent(self) -> None:
        assert_consistent(self.store)

    @invariant()
    def store_is_as_the_model(self) -> None:
        rows = {
            row[0]: row for row in self.store.rows("SELECT id, account_id, thread_id, flags, keywords FROM message")
        }
        assert rows.keys() == self.kept.keys()
        for message_id, kept in self.kept.items():
            _, owner, thread, flags, others = rows[message_id]
            assert (owner, thread) == (self.people[kept.owner].id, kept.thread)
            assert unpack(flags, others) == kept.keywords
        places = set(self.store.rows("SELECT message_id, mailbox_id FROM mailbox_message"))
        assert places == {(message_id, place) for message_id, kept in self.kept.items() for place in kept.places}
        assert {name: self._modseq(name) for name in self.people} == {
            name: account.modseq for name, account in self.accounts.items()
        }

    @invariant()
    def uids_only_grow(self) -> None:
        new = self.numbers("SELECT id, uidnext FROM mailbox")
        assert all(new[mailbox_id] >= old for mailbox_id, old in self.uidnext.items())
        places = set(self.store.rows("SELECT mailbox_id, message_id, uid FROM mailbox_message"))
        known: set[tuple[int, int, int]] = getattr(self, "places", set())
        assert all(uid >= self.uidnext[mailbox_id] for mailbox_id, _, uid in places - known)
        self.places, self.uidnext = places, new


TestCounts = StoreMachine.TestCase
TestCounts.settings = settings(max_examples=40, stateful_step_count=20)
