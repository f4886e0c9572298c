"""What one request may make the server do: so many bytes, for so long, and what is told when that is over."""

from __future__ import annotations

import pytest

from db import patience
from db.database import Store
from tests.support.clock import Clock
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail
from webserver.jmap.arguments import MOST_TEXTS
from webserver.jmap.capabilities import CORE, Limits
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.dispatch import Dispatcher, Method
from webserver.jmap.email_get import EmailGet
from webserver.jmap.errors import MethodError
from webserver.jmap.request import Invocation, JsonObject, Request


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_bytes_are_given_until_there_are_none() -> None:
    budget = ReadingBudget(10)
    budget.take(6)
    budget.take(4)
    budget.take(0)
    with pytest.raises(MethodError) as caught:
        budget.take(1)
    assert caught.value.kind == "requestTooLarge"


def test_reading_ends_with_the_time() -> None:
    clock = Clock()
    budget = ReadingBudget(1000, 30, clock)
    clock.now += 30
    budget.take(1)
    clock.now += 1
    with pytest.raises(MethodError, match="requestTooLarge"):
        budget.take(1)
    with pytest.raises(MethodError, match="requestTooLarge"):
        budget.check_time()


def test_calls_after_the_time_are_not_begun_and_the_others_stay_done() -> None:
    """A request of 32 searches, each within its limits, kept a worker for minutes."""
    clock, begun = Clock(), []

    def work(_: Context, arguments: JsonObject) -> JsonObject:
        begun.append(arguments)
        clock.now += 20
        return {}

    calls = tuple(Invocation("Test/work", {"number": number}, str(number)) for number in range(4))
    context = Context(1, {}, ReadingBudget(0, 30, clock))
    dispatcher = Dispatcher({"Test/work": Method(CORE, work)}, lambda: "id")
    answers = dispatcher.run(Request(frozenset(), calls, None), context)
    assert [one.call_id for one in answers] == ["0", "1", "2", "3"]
    assert [one.arguments.get("type") for one in answers] == [None, None, "requestTooLarge", "requestTooLarge"]
    assert len(begun) == 2


def test_search_without_end_is_too_large_and_the_next_call_is_answered(store: Store) -> None:
    """One search with a hundred conditions looked at a hundred thousand messages for minutes, and held a worker."""
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT max(i) FROM n"
    )

    def search(_: Context, arguments: JsonObject) -> JsonObject:
        store.rows(endless if arguments else "SELECT 1")
        return {}

    calls = (Invocation("Test/search", {"endless": True}, "0"), Invocation("Test/search", {}, "1"))
    dispatcher = Dispatcher({"Test/search": Method(CORE, search)}, lambda: "id")
    with patience.within(0.05):
        answers = dispatcher.run(Request(frozenset(), calls, None), Context(1, {}, ReadingBudget(0)))
    assert [one.arguments.get("type") for one in answers] == ["requestTooLarge", None]


def test_property_names_are_few(inbox: InboxApp) -> None:
    """Each name is looked for in each message: half a million names filled the memory with one request."""
    message = inbox.deliver("anna", mail())
    names = [f"header:x-{number}" for number in range(MOST_TEXTS + 1)]
    found = inbox.shown("anna", message, *names[:-1])
    assert found.keys() == {"id", *names[:-1]}
    for argument in ("properties", "bodyProperties"):
        error = inbox.call("anna", "Email/get", ids=[message], **{argument: names})
        assert error["type"] == "invalidArguments"


def test_headers_that_lists_read_are_counted_too(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail())
    row = inbox.store.row("SELECT size FROM content")
    assert row is not None
    context = Context(inbox.people["anna"].id, {}, ReadingBudget(row[0]))
    asked: JsonObject = {"accountId": inbox.account("anna"), "ids": [message], "properties": ["header:subject"]}
    get = EmailGet(inbox.store, Limits(message_size=0))
    get.get(context, asked)
    with pytest.raises(MethodError) as caught:
        get.get(context, asked)
    assert caught.value.kind == "requestTooLarge"
