"""Finding messages by condition: compared with looking at every message, and that an index leads where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import conversations, message_condition, message_query, messages
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope
from db.filing import Filed, Filing
from db.message_condition import Condition
from db.message_query import Query
from tests.support.stores import People, Person, fresh_store, mail

KEYWORDS = ("$seen", "$flagged", "my_work", "myxwork", "a~b")
ROLES = ("inbox", "archive", "trash")


@dataclass(frozen=True)
class Known:
    """What the test knows of one message of Anna's."""

    id: int
    at: int
    size: int
    thread: int
    keywords: frozenset[str]
    boxes: frozenset[int]


@dataclass(frozen=True)
class World:
    """A store, whose mail is asked for, and what is in it."""

    store: Store
    anna: Person
    known: tuple[Known, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    store = fresh_store(Path(tmp_path_factory.mktemp("query")) / "postroom.sqlite3", durable=False)
    people = People.make(store, "anna", "ben")
    for number in range(24):
        content = mail(
            f"Talk {number % 7}", "x" * number * 10, message_id=f"<{number}@x>", references=f"<{number % 7}@x>"
        )
        # Several have the same second, and the order of their ids is not that of their dates.
        at = 1000 + number * 7 % 11
        both = [prepare(Envelope("", (person.recipient,), content, at)) for person in people.values()]
        store.run_tx(partial(deliver, group=both))
    anna = people["anna"]
    store.run_tx(lambda tx: file(tx, anna))
    yield World(store, anna, tuple(look(store, anna)))
    store.close()


def file(tx: Transaction, anna: Person) -> None:
    """Give each message keywords and mailboxes by its number."""
    filing = Filing(tx, anna.id)
    for number, (message_id,) in enumerate(
        tx.rows("SELECT id FROM message WHERE account_id = ? ORDER BY id", (anna.id,))
    ):
        keywords = frozenset(one for bit, one in enumerate(KEYWORDS) if number >> bit & 1)
        boxes = frozenset(anna.mailboxes[role] for bit, role in enumerate(ROLES) if (number % 7 + 1) >> bit & 1)
        filing.put(message_id, Filed(keywords, boxes))
    filing.finish()


def look(store: Store, anna: Person) -> Iterator[Known]:
    sql = (
        "SELECT message.id, received_at, size, thread_id FROM message JOIN content ON content.id = content_id"
        " WHERE account_id = ? ORDER BY message.id"
    )
    for row in store.rows(sql, (anna.id,)):
        message_id, at, size, thread = row
        found = store.run_tx(partial(filed, anna=anna, message_id=message_id))
        yield Known(message_id, at, size, thread, found.keywords, found.mailbox_ids)


def filed(tx: Transaction, anna: Person, message_id: int) -> Filed:
    return Filing(tx, anna.id).get(message_id)


Test = tuple[Condition, Callable[[World, Known], bool]]
"""A condition, and the same in Python."""


def in_mailbox(role: str, world: World) -> Test:
    box = world.anna.mailboxes[role]
    return message_condition.in_mailbox(box), lambda _, one: box in one.boxes


def simple(world: World) -> st.SearchStrategy[Test]:
    boxes = world.anna.mailboxes
    keywords, roles, moments = st.sampled_from(KEYWORDS), st.sampled_from(ROLES), st.integers(999, 1012)
    octets = st.sampled_from(sorted({one.size for one in world.known})) | st.integers(0, 600)

    def same(one: Known) -> list[Known]:
        return [other for other in world.known if other.thread == one.thread]

    return st.one_of(
        roles.map(lambda role: in_mailbox(role, world)),
        st.sets(roles).map(
            lambda some: (
                message_condition.in_other_than([boxes[role] for role in sorted(some)] or [0]),
                lambda _, one: bool(one.boxes - {boxes[role] for role in some}),
            )
        ),
        moments.map(lambda at: (message_condition.received("<", at), lambda _, one: one.at < at)),
        moments.map(lambda at: (message_condition.received(">=", at), lambda _, one: one.at >= at)),
        octets.map(lambda size: (message_condition.size("<", size), lambda _, one: one.size < size)),
        octets.map(lambda size: (message_condition.size(">=", size), lambda _, one: one.size >= size)),
        keywords.map(lambda word: (message_condition.has_keyword(word.upper()), lambda _, one: word in one.keywords)),
        keywords.map(
            lambda word: (
                message_condition.some_in_thread(word),
                lambda _, one: any(word in other.keywords for other in same(one)),
            )
        ),
        keywords.map(
            lambda word: (
                message_condition.all_in_thread(word),
                lambda _, one: all(word in other.keywords for other in same(one)),
            )
        ),
        st.booleans().map(lambda has: (message_condition.has_attachment(has), lambda *_: not has)),
    )


def combined(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    return st.lists(inner, max_size=3).flatmap(
        lambda some: st.sampled_from(
            [
                (
                    message_condition.all_of([one for one, _ in some]),
                    lambda *args: all(test(*args) for _, test in some),
                ),
                (
                    message_condition.any_of([one for one, _ in some]),
                    lambda *args: any(test(*args) for _, test in some),
                ),
                (
                    message_condition.none_of([one for one, _ in some]),
                    lambda *args: not any(test(*args) for _, test in some),
                ),
            ]
        )
    )


@settings(max_examples=200)
@given(st.data())
def test_query_finds_what_looking_at_every_message_finds(world: World, data: st.DataObject) -> None:
    condition, test = data.draw(st.none() | st.recursive(simple(world), combined, max_leaves=5)) or (None, None)
    role = data.draw(st.none() | st.sampled_from(ROLES))
    after, before = data.draw(st.none() | st.integers(999, 1012)), data.draw(st.none() | st.integers(999, 1012))
    ascending, collapse = data.draw(st.booleans()), data.draw(st.booleans())
    box = None if role is None else world.anna.mailboxes[role]
    wanted = sorted(
        (
            one
            for one in world.known
            if (box is None or box in one.boxes)
            and (after is None or one.at >= after)
            and (before is None or one.at < before)
            and (test is None or test(world, one))
        ),
        key=lambda one: (one.at, one.id),
        reverse=not ascending,
    )
    if collapse:
        first: dict[int, Known] = {}
        for one in wanted:
            first.setdefault(one.thread, one)
        wanted = list(first.values())
    query, ids = Query(box, after, before, condition, ascending, collapse), [one.id for one in wanted]
    position, limit = data.draw(st.integers(0, 26)), data.draw(st.integers(0, 26))
    found = message_query.find(world.store, world.anna.id, query, position, limit)
    assert found == ids[position : position + limit]
    assert message_query.count(world.store, world.anna.id, query) == len(ids)
    for one in world.known:
        place = message_query.index_of(world.store, world.anna.id, query, one.id)
        assert place == (ids.index(one.id) if one.id in ids else None)


def test_mailbox_of_somebody_else_is_empty(world: World) -> None:
    for account_id in (world.anna.id + 1, 0, 999):
        for condition in (None, message_condition.all_of([])):
            for collapse in (False, True):
                query = Query(world.anna.inbox, condition=condition, collapse=collapse)
                assert message_query.find(world.store, account_id, query, 0, 100) == []
                assert message_query.count(world.store, account_id, query) == 0
                assert message_query.index_of(world.store, account_id, query, world.known[0].id) is None


def test_conversations_are_the_accounts_own(world: World) -> None:
    mine = conversations.ids(world.store, world.anna.id, 100)
    assert set(mine) == {one.thread for one in world.known}
    assert conversations.ids(world.store, world.anna.id, 2) == sorted(mine)[:2]
    every = [row[0] for row in world.store.rows("SELECT id FROM thread")]
    found = conversations.messages(world.store, world.anna.id, every)
    assert set(found) == set(mine)
    for thread, ids in found.items():
        ordered = sorted((one for one in world.known if one.thread == thread), key=lambda one: (one.at, one.id))
        assert ids == [one.id for one in ordered]


def plan(rows: Callable[..., list[tuple[object, ...]]], sql: str, parameters: tuple[object, ...]) -> str:
    return " | ".join(str(row[3]) for row in rows(f"EXPLAIN QUERY PLAN {sql}", parameters))


ALONG_THE_INDEX = [
    (Query(2), "SEARCH place USING PRIMARY KEY (mailbox_id=?"),
    (Query(2, after=5), "SEARCH place USING PRIMARY KEY (mailbox_id=?"),
    (Query(2, before=9, ascending=True), "SEARCH place USING PRIMARY KEY (mailbox_id=?"),
    (Query(2, condition=message_condition.has_keyword("$seen")), "SEARCH place USING PRIMARY KEY (mailbox_id=?"),
    (Query(2, collapse=True), "SEARCH place USING PRIMARY KEY (mailbox_id=?"),
    (Query(), "message_date (account_id=?"),
    (Query(after=5, before=9), "message_date (account_id=? AND received_at>? AND received_at<?"),
    (Query(ascending=True, condition=message_condition.has_keyword("$seen")), "message_date (account_id=?"),
]


@pytest.mark.parametrize(("query", "index"), ALONG_THE_INDEX)
def test_latest_are_read_along_an_index_without_sorting(world: World, query: Query, index: str) -> None:
    matched, parameters = message_query._matched(world.store, 1, query)
    sql = f"SELECT id FROM ({matched}) ORDER BY {message_query._order(query)} LIMIT 50"
    found = plan(world.store.rows, sql, parameters)
    assert index in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("few", [20_000, -1])
@pytest.mark.parametrize("box", [None, 2])
@pytest.mark.parametrize("after", [None, 5])
def test_side_with_fewer_rows_leads_a_search(
    world: World, few: int, box: int | None, after: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going through the account by date once for each content with the word took ten seconds."""
    monkeypatch.setattr(message_query, "FEW", few)
    query = Query(box, after=after, words='("talk")', condition=message_condition.received("<", 99))
    matched, parameters = message_query._matched(world.store, 1, query)
    found = plan(world.store.found_rows, f"SELECT id FROM ({matched}) ORDER BY at DESC, id DESC LIMIT 50", parameters)
    if few > 0:
        assert found.startswith("SCAN words VIRTUAL TABLE")
        assert "SEARCH message USING INDEX message_delivery (content_id=?" in found
    else:
        assert found.startswith("SEARCH place USING PRIMARY KEY" if box else "SEARCH message USING INDEX message_date")
        assert "TEMP B-TREE FOR ORDER BY" not in found


def test_messages_are_looked_up_by_their_ids(world: World) -> None:
    """With fifty ids, an index on the account looked better to the planner: ten milliseconds of 100,000 messages."""
    marks = ",".join("?" * 50)
    found = plan(world.store.rows, messages._FACTS.format(marks=marks), (1, *range(50)))
    assert "SEARCH message USING INTEGER PRIMARY KEY" in found
