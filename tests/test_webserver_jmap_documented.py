"""`webserver/API.md` says what is there: its tables and the code must say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db import states
from db.database import Store
from db.settings import Settings
from tests.support.inbox_app import InboxApp
from tests.support.stores import People
from webserver.jmap import (
    body_part,
    delivery,
    identity,
    mailbox_order,
    mailbox_properties,
    push_subscription,
    submission,
    submission_query,
    thread,
    vacation,
)
from webserver.jmap.capabilities import Limits
from webserver.jmap.email_properties import BODY, HEADER, NOTED
from webserver.jmap.filter_tests import TESTS
from webserver.jmap.header_forms import FORMS
from webserver.jmap.methods import methods

API = (Path(__file__).parent.parent / "webserver" / "API.md").read_text(encoding="utf-8")
_ROW = re.compile(r"\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|")


def table(heading: str) -> dict[str, tuple[str, str]]:
    """The rows of the table under a heading: name to the two other columns."""
    section = API.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
    found = {row[1]: (row[2].strip(), row[3].strip()) for row in map(_ROW.fullmatch, section.splitlines()) if row}
    assert found, f"no table under {heading}"
    return found


def names(heading: str, status: str) -> set[str]:
    return {name for name, (_, told) in table(heading).items() if told.partition(";")[0] == status}


@pytest.mark.parametrize(
    ("heading", "there", "not_yet"),
    [
        ("Email/query: filters", {*TESTS, "operator"}, set()),
        ("Email: properties", {*NOTED, *HEADER, *BODY}, set()),
        ("Forms of `header:` properties", {f"as{form}" for form in FORMS}, set()),
        ("EmailBodyPart: properties", {*body_part.PROPERTIES, "subParts"}, set()),
        ("Mailbox: properties", set(mailbox_properties.PROPERTIES), set()),
        ("Mailbox/query: filters", {*mailbox_order.FILTERS, "operator"}, set()),
        ("Mailbox/query: sorts", set(mailbox_order.SORTS), set()),
        ("Thread: properties", set(thread.PROPERTIES), set()),
        ("Identity: properties", set(identity.PROPERTIES), set()),
        ("EmailSubmission: properties", set(submission.PROPERTIES), set()),
        ("EmailSubmission/query: filters", {*submission_query.TESTS, "operator"}, set()),
        ("EmailSubmission/query: sorts", set(submission_query.SORTS), set()),
        ("VacationResponse: properties", set(vacation.PROPERTIES), set()),
        ("Delivery: properties", set(delivery.PROPERTIES), set()),
        ("PushSubscription: properties", set(push_subscription.PROPERTIES), set()),
        ("Types that are pushed", set(states.TYPES), set()),
    ],
)
def test_table_tells_what_is_there(heading: str, there: set[str], not_yet: set[str]) -> None:
    assert names(heading, "yes") == there
    assert names(heading, "no") == not_yet
    assert set(table(heading)) == there | not_yet


def test_table_of_methods_is_true(store: Store, people: People) -> None:
    inbox = InboxApp(store, people)
    assert names("Methods", "yes") == set(methods(store, Limits(0)))
    assert names("Methods", "yes") | names("Methods", "no") == set(table("Methods"))
    for name in names("Methods", "no"):
        assert inbox.call("anna", name) == {"type": "unknownMethod"}


def test_table_of_sorts_is_true(store: Store, people: People) -> None:
    inbox = InboxApp(store, people)
    heading = "Email/query: sorts and arguments"
    for name, (_, status) in table(heading).items():
        answer = inbox.call("anna", "Email/query", sort=[{"property": name, "keyword": "$seen"}])
        assert answer.get("type") == (None if status.startswith("yes") else "unsupportedSort")


def test_table_of_limits_is_true(tmp_path: Path) -> None:
    core = Limits(Settings(tmp_path).limits.message_size).core()
    core.pop("collationAlgorithms")
    assert {name: int(value) for name, (value, _) in table("Limits").items()} == core


def test_every_row_names_its_rfc() -> None:
    for heading in re.findall(r"\n### (.+)\n", API):
        if heading != "Limits":
            assert all(re.fullmatch(r"862[01] section [\d.]+|ours", rfc) for rfc, _ in table(heading).values())
