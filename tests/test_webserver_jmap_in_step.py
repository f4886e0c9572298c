"""Whatever happens to an account, a program that follows the changes has what reading everything anew gives.

Copies and results of queries begin at any moment and catch up at any later one, in pages of any size, also while
more happens between two pages.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from db.delivery import deliver, prepare
from db.envelope import Envelope
from tests.support.inbox_app import InboxApp
from tests.support.jmap_copy import Copy, Result
from tests.support.stores import People, assert_consistent, fresh_store, mail

NUMBERS = st.integers(0, 40)
KEYWORDS = st.sets(st.sampled_from(["$seen", "$flagged", "$draft", "work"]))
LETTERS = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(0, 3))
NAMES = st.sampled_from(["Work", "work", "Friends", "Archive", "Älter"])


def email_queries(inbox: str) -> list[dict[str, Any]]:
    here, sort = {"inMailbox": inbox}, [{"property": "receivedAt", "isAscending": True}]
    some, every = {"someInThreadHaveKeyword": "$flagged"}, {"allInThreadHaveKeyword": "$seen"}
    return [
        {},
        {"filter": here},
        {"filter": here, "collapseThreads": True},
        {"filter": here, "collapseThreads": True, "sort": sort},
        {"filter": {"operator": "NOT", "conditions": [here]}, "sort": sort},
        {"filter": {"hasKeyword": "$flagged"}, "collapseThreads": True},
        {"filter": {"notKeyword": "$seen"}},
        {"filter": some},
        {"sort": [{"property": "subject"}, {"property": "size", "isAscending": False}], "collapseThreads": True},
        {"sort": [{"property": "someInThreadHaveKeyword", "keyword": "$flagged"}]},
        {"filter": here, "sort": [{"property": "hasKeyword", "keyword": "$seen"}, {"property": "receivedAt"}]},
        {"filter": {"operator": "OR", "conditions": [every, here]}, "sort": sort},
    ]


MAILBOX_QUERIES: list[dict[str, Any]] = [
    {},
    {"sort": [{"property": "name", "isAscending": False}]},
    {"sortAsTree": True, "sort": [{"property": "name"}]},
    {"filter": {"name": "r"}, "filterAsTree": True, "sortAsTree": True},
    {"filter": {"operator": "NOT", "conditions": [{"hasAnyRole": True}]}, "filterAsTree": True},
    {"filter": {"isSubscribed": True}, "sort": [{"property": "parentId"}, {"property": "sortOrder"}]},
]


class InStepMachine(RuleBasedStateMachine):
    """Does things to Anna's account, and follows them."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="postroom-in-step-"))
        self.store = fresh_store(self.folder / "store", durable=False)
        self.inbox = InboxApp(self.store, People.make(self.store, "anna", "ben"))
        self.copies: list[Copy] = []
        self.results: list[Result] = []
        self.begin()

    def teardown(self) -> None:
        for one in self.copies:
            one.catch_up(2)
            one.assert_in_step()
        self.store.close()
        shutil.rmtree(self.folder)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        return self.inbox.call("anna", method, **arguments)

    def emails(self) -> list[str]:
        return sorted(self.call("Email/query")["ids"])

    def mailboxes(self) -> list[str]:
        """The mailboxes that Anna made, and two that she has always had."""
        own = self.call("Mailbox/query", filter={"hasAnyRole": False})["ids"]
        return [*sorted(own), self.inbox.mailbox("anna"), self.inbox.mailbox("anna", "archive")]

    @rule()
    def begin(self) -> None:
        self.copies += [Copy.make(self.inbox, "anna", kind) for kind in ("Email", "Thread", "Mailbox")]
        queries = email_queries(self.inbox.mailbox("anna"))
        self.results += [Result.make(self.inbox, "anna", "Email", one) for one in queries]
        self.results += [Result.make(self.inbox, "anna", "Mailbox", one) for one in MAILBOX_QUERIES]

    @rule(which=NUMBERS, most=st.integers(1, 4))
    def take_a_page(self, which: int, most: int) -> None:
        self.copies[which % len(self.copies)].turn(most)

    @rule(which=NUMBERS, most=st.none() | st.integers(1, 4))
    def catch_up(self, which: int, most: int | None) -> None:
        copy = self.copies.pop(which % len(self.copies))
        copy.catch_up(most)
        copy.assert_in_step()
        self.copies.append(Copy.make(self.inbox, "anna", copy.kind))

    @rule(start=NUMBERS, step=st.integers(1, 5))
    def follow_results(self, start: int, step: int) -> None:
        for one in self.results[start % len(self.results) :: step]:
            one.catch_up()
            one.assert_in_step()

    @rule(letters=st.lists(LETTERS, min_size=1, max_size=4))
    def deliver(self, letters: list[tuple[int, int, int]]) -> None:
        anna = self.inbox.people["anna"]
        envelopes = [
            Envelope(
                "x@y",
                (anna.recipient,),
                mail(f"Re: Plan {own % 2}", message_id=f"<{own}@x>", in_reply_to=f"<{other}@x>"),
                1_800_000_000 + minute,
                anna.author if minute == 3 else None,
            )
            for own, other, minute in letters
        ]
        self.store.run_tx(lambda tx: deliver(tx, [prepare(one) for one in envelopes]))

    @rule(which=st.lists(NUMBERS, min_size=1, max_size=3), where=st.lists(NUMBERS, max_size=2), keywords=KEYWORDS)
    def change_emails(self, which: list[int], where: list[int], keywords: set[str]) -> None:
        there, boxes = self.emails(), self.mailboxes()
        patch: dict[str, Any] = {"keywords": dict.fromkeys(sorted(keywords), True)}
        if where:
            patch["mailboxIds"] = {boxes[one % len(boxes)]: True for one in where}
        if there:
            chosen = {there[one % len(there)]: patch for one in which}
            assert self.call("Email/set", update=chosen)["notUpdated"] is None

    @rule(which=st.lists(NUMBERS, min_size=1, max_size=3))
    def destroy_emails(self, which: list[int]) -> None:
        there = self.emails()
        if there:
            self.call("Email/set", destroy=[there[one % len(there)] for one in which])

    @rule(name=NAMES, where=NUMBERS, order=st.integers(0, 2), subscribed=st.booleans(), with_inner=st.booleans())
    def create_mailboxes(self, name: str, where: int, order: int, subscribed: bool, with_inner: bool) -> None:
        boxes = [None, *self.mailboxes()]
        outer = {"name": name, "parentId": boxes[where % len(boxes)], "sortOrder": order, "isSubscribed": subscribed}
        inner = {"b": {"name": "Inner", "parentId": "#a"}} if with_inner else {}
        self.call("Mailbox/set", create={**inner, "a": outer})

    @rule(name=st.none() | NAMES, which=NUMBERS, where=st.none() | NUMBERS, subscribed=st.none() | st.booleans())
    def change_mailbox(self, name: str | None, which: int, where: int | None, subscribed: bool | None) -> None:
        boxes = self.mailboxes()
        patch = {"name": name, "parentId": where and boxes[where % len(boxes)], "isSubscribed": subscribed}
        patch = {name: value for name, value in patch.items() if value is not None}
        self.call("Mailbox/set", update={boxes[which % len(boxes)]: patch})

    @rule(which=st.lists(NUMBERS, min_size=1, max_size=4), with_emails=st.booleans())
    def destroy_mailboxes(self, which: list[int], with_emails: bool) -> None:
        boxes = self.mailboxes()
        gone = [boxes[one % len(boxes)] for one in which]
        self.call("Mailbox/set", destroy=gone, onDestroyRemoveEmails=with_emails)

    @invariant()
    def store_is_consistent(self) -> None:
        assert_consistent(self.store)


TestInStep = InStepMachine.TestCase
TestInStep.settings = settings(max_examples=25, stateful_step_count=40)
