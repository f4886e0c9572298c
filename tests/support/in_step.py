"""What it means that a cache is in step with the server in memory, and the steps that lead there."""

from collections.abc import Callable

from client.cache import Cache
from client.cache_lists import Order, Sort
from client.mail_answers import read_row
from client.message import MessageRow
from client.search_words import parse
from client.sync import Step, Sync
from tests.support.jmap_in_memory import Mail, MailServer

OWN = "anna@project.com"


def finish(syncing: Sync) -> list[Step]:
    """Take steps until nothing is left to do."""
    steps: list[Step] = []
    while not steps or not steps[-1].finished:
        steps.append(syncing.step())
        assert len(steps) < 500
    return steps


def ids(cache: Cache, box: str, order: Order | None = None) -> list[str]:
    return cache.ids(cache.numbers(box, order or Order()))


def check_same(cache: Cache, server: MailServer) -> None:
    """The cache has what the server has, and nothing else."""
    assert {box.id for box in cache.mailboxes()} == server.boxes.keys()
    for box in cache.mailboxes():
        expected = server.inside(box.id)
        assert (box.total, box.unread) == (len(expected), sum("$seen" not in mail.keywords for mail in expected))
        numbers = cache.numbers(box.id)
        rows = cache.rows(numbers)
        assert {rows[one].id for one in numbers} == {mail.id for mail in expected}
        minutes = [server.mails[rows[one].id].minute for one in numbers]
        assert minutes == [mail.minute for mail in expected]
        for number in numbers:
            assert rows[number] == read_row(server._mail(server.mails[rows[number].id]))
        check_orders(cache, box.id, expected)
    check_words(cache, server)


def check_orders(cache: Cache, box: str, expected: list[Mail]) -> None:
    """Every order has every message once, and its keys in order."""
    keys: dict[Sort, Callable[[MessageRow], int | str]] = {
        Sort.SIZE: lambda row: row.size,
        Sort.UNREAD: lambda row: not row.seen,
        Sort.FLAG: lambda row: row.flagged,
        Sort.ATTACHMENT: lambda row: row.has_attachment,
        Sort.FROM: lambda row: row.from_[0].short.lower(),
        Sort.SUBJECT: lambda row: row.subject.removeprefix("Re: ").lower(),
    }
    for sort, key in keys.items():
        for ascending in (True, False):
            numbers = cache.numbers(box, Order(sort, ascending))
            rows = cache.rows(numbers)
            found = [(key(rows[one]), rows[one].received_at) for one in numbers]
            assert [one[0] for one in found] == sorted((one[0] for one in found), reverse=not ascending)
            assert len(found) == len(expected)
    conversations = cache.conversations(box)
    assert sum(conversations.counts) == len(expected)
    assert sum(conversations.unread) == sum("$seen" not in mail.keywords for mail in expected)


def check_words(cache: Cache, server: MailServer) -> None:
    for word in ("hello", "plan", "lunch"):
        found = {row.id for row in cache.rows(cache.search(parse(word))).values()}
        assert found == {mail.id for mail in server.mails.values() if mail.words == word and mail.mailboxes}
