"""The lines of a list: order, the latest only, conversations that are open or closed, and what a search finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.cache import Cache
from client.cache_lists import Order, Sort
from client.list_lines import Lines, View, read_lines
from client.sync import Sync
from tests.support.jmap_in_memory import MailServer


@pytest.fixture
def server() -> MailServer:
    """Twelve messages of three conversations; the number of a conversation is that of its messages modulo three."""
    made = MailServer()
    for minute in range(12):
        made.arrive(minute, f"word{minute}", keywords=("$seen",) if minute < 9 else ())
    return made


@pytest.fixture
def cache(server: MailServer, tmp_path: Path) -> Iterator[Cache]:
    made = Cache(tmp_path / "cache.sqlite3", "anna@project.com")
    bring_in_step(server, made)
    yield made
    made.close()


def bring_in_step(server: MailServer, cache: Cache) -> None:
    sync = Sync(server, cache)
    while not sync.step().finished:
        pass


def ids(cache: Cache, lines: Lines) -> list[str]:
    return cache.ids(lines.numbers)


def newest_first(server: MailServer) -> list[str]:
    return [mail.id for mail in server.inside("P1")]


def test_plain_list_is_the_whole_mailbox(server: MailServer, cache: Cache) -> None:
    lines = read_lines(cache, View("inbox"))
    assert ids(cache, lines) == newest_first(server)
    assert lines.total == 12


def test_latest_only_says_how_many_there_are(server: MailServer, cache: Cache) -> None:
    lines = read_lines(cache, View("inbox", latest=3))
    assert ids(cache, lines) == newest_first(server)[:3]
    assert lines.total == 12


def test_latest_only_in_another_order_has_the_same_messages(server: MailServer, cache: Cache) -> None:
    lines = read_lines(cache, View("inbox", Order(Sort.SIZE, ascending=True), latest=3))
    assert ids(cache, lines) == newest_first(server)[2::-1]


def test_conversations_have_one_line_each_with_their_counts(server: MailServer, cache: Cache) -> None:
    lines = read_lines(cache, View("inbox", threads=True))
    assert ids(cache, lines) == newest_first(server)[:3]
    assert [lines.counts[number] for number in lines.numbers] == [4, 4, 4]
    assert lines.unread == frozenset(lines.numbers)
    assert lines.total == 3


def test_open_conversation_shows_its_other_messages_below(server: MailServer, cache: Cache) -> None:
    closed = read_lines(cache, View("inbox", threads=True))
    head = closed.numbers[1]
    lines = read_lines(cache, View("inbox", threads=True, opened=frozenset({head})))
    newest = newest_first(server)
    assert ids(cache, lines) == [newest[0], newest[1], newest[4], newest[7], newest[10], newest[2]]
    assert lines.opened == {head}
    assert lines.inside == set(lines.numbers[2:5])
    assert len(set(lines.numbers)) == len(lines.numbers)


def test_conversation_stays_open_when_new_mail_is_its_first(server: MailServer, cache: Cache) -> None:
    head = read_lines(cache, View("inbox", threads=True)).numbers[2]
    thread = int(cache.ids([head])[0][1:]) % 3
    while True:
        new = server.arrive(99)
        if int(new[1:]) % 3 == thread:
            break
    bring_in_step(server, cache)
    lines = read_lines(cache, View("inbox", threads=True, opened=frozenset({head})))
    assert ids(cache, lines)[0] == new
    assert head in lines.inside
    assert cache.ids(list(lines.opened)) == [new]


def test_latest_conversations_in_another_order(cache: Cache) -> None:
    newest = read_lines(cache, View("inbox", threads=True, latest=2))
    lines = read_lines(cache, View("inbox", Order(ascending=True), threads=True, latest=2))
    threads = {cache.rows([number])[number].thread_id for number in newest.numbers}
    assert {cache.rows([number])[number].thread_id for number in lines.numbers} == threads
    assert len(lines.numbers) == 2


def test_search_finds_in_every_mailbox(server: MailServer, cache: Cache) -> None:
    server.arrive(50, "zebra", "P2")
    server.arrive(51, "zebra")
    bring_in_step(server, cache)
    lines = read_lines(cache, View("inbox", words="zeb"))
    assert [cache.rows([number])[number].mailbox_ids for number in lines.numbers] == [{"P1"}, {"P2"}]


def test_what_the_server_found_is_shown_in_the_order_of_the_list(cache: Cache) -> None:
    numbers = read_lines(cache, View("inbox")).numbers
    found = (numbers[7], numbers[2], numbers[5])
    lines = read_lines(cache, View("inbox", words="anything", found=found))
    assert list(lines.numbers) == [numbers[2], numbers[5], numbers[7]]
    turned = read_lines(cache, View("inbox", Order(ascending=True), words="anything", found=found))
    assert list(turned.numbers) == [numbers[7], numbers[5], numbers[2]]


def test_unknown_mailbox_is_empty(cache: Cache) -> None:
    assert read_lines(cache, View("nowhere")) == Lines()
