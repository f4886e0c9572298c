"""RFC 8620 read line by line and asked over HTTPS: states, /changes, /query and /queryChanges.

The promise under test is always the same: who follows what the server tells has the same picture as who reads all anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.database import Store
from tests.support.interop import House, house
from tests.support.jmap_https import Program, somebody
from webserver.jmap.capabilities import Limits
from webserver.jmap.methods import methods

_ALL = sorted(methods(Store(Path("nowhere")), Limits(0)))
CHANGES = [name for name in _ALL if name.endswith("/changes")]
QUERIES = [name for name in _ALL if name.endswith("/query")]
QUERY_CHANGES = [name for name in _ALL if name.endswith("/queryChanges")]
OLDEST = [{"property": "receivedAt", "isAscending": True}]
COUNTS = {"totalEmails", "unreadEmails", "totalThreads", "unreadThreads"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("sync") / "postroom") as running:
        yield running


class Reader:
    """Somebody with an inbox: sends to themselves, and asks as a program does."""

    def __init__(self, home: House, name: str, program: Program) -> None:
        self._home, self._name, self.program = home, name, program
        boxes = program.call("Mailbox/get", ids=None)["list"]
        self.box = {one["role"]: one["id"] for one in boxes if one["role"]}

    def letter(self, subject: str = "a letter") -> str:
        """Have one more message in the inbox; return its id."""
        self._home.letter(self._name, self._name, subject)
        return self.inbox()[-1]

    def inbox(self, **asked: Any) -> list[str]:
        """The ids in the inbox, the oldest first."""
        found: list[str] = self.query(**asked)["ids"]
        return found

    def query(self, **asked: Any) -> dict[str, Any]:
        return self.program.call("Email/query", **{"filter": {"inMailbox": self.box["inbox"]}, "sort": OLDEST, **asked})

    def state(self, kind: str) -> str:
        return str(self.program.call(f"{kind}/get", ids=[])["state"])

    def since(self, kind: str, state: str, **asked: Any) -> dict[str, Any]:
        """What /changes tells, which must have its shape."""
        found = self.program.call(f"{kind}/changes", sinceState=state, **asked)
        wanted = {"accountId", "oldState", "newState", "hasMoreChanges", "created", "updated", "destroyed"}
        assert found.keys() - {"updatedProperties"} == wanted
        assert found["oldState"] == state
        told = [*found["created"], *found["updated"], *found["destroyed"]]
        assert len(told) == len(set(told))
        return found


@pytest.fixture
def reader(home: House) -> Iterator[Reader]:
    with somebody(home) as (name, program):
        yield Reader(home, name, program)


# /changes (section 5.2)


@pytest.mark.parametrize("method", CHANGES)
def test_nothing_changed_since_now(reader: Reader, method: str) -> None:
    kind = method.partition("/")[0]
    state = reader.state(kind)
    found = reader.since(kind, state)
    assert (found["newState"], found["hasMoreChanges"]) == (state, False)
    assert [found["created"], found["updated"], found["destroyed"]] == [[], [], []]


@pytest.mark.parametrize("method", CHANGES)
@pytest.mark.parametrize("state", ["nonsense", "", "-1", "1e3", "99999999999", "9" * 400, "\u0663", " 1", "0x1", "1.5"])
def test_changes_since_a_state_that_never_was_cannot_be_told(reader: Reader, method: str, state: str) -> None:
    assert reader.program.error(method, sinceState=state) == "cannotCalculateChanges"


@pytest.mark.parametrize("method", CHANGES)
@pytest.mark.parametrize(
    "wrong", [{"maxChanges": 0}, {"maxChanges": -1}, {"maxChanges": "1"}, {"sinceState": 1}, {"x": 1}]
)
def test_changes_with_wrong_arguments_are_invalid(reader: Reader, method: str, wrong: dict[str, Any]) -> None:
    state = reader.state(method.partition("/")[0])
    assert reader.program.error(method, **{"sinceState": state, **wrong}) == "invalidArguments"


@pytest.mark.parametrize("method", CHANGES)
def test_since_state_is_needed(reader: Reader, method: str) -> None:
    assert reader.program.error(method) == "invalidArguments"


def test_arrival_is_a_created_message_and_changed_counts(reader: Reader) -> None:
    states = {kind: reader.state(kind) for kind in ("Email", "Mailbox", "Thread")}
    message = reader.letter()
    found = {kind: reader.since(kind, state) for kind, state in states.items()}
    # The message lies in the Inbox, and its author has a copy in Sent.
    assert message in found["Email"]["created"]
    assert (found["Email"]["updated"], found["Email"]["destroyed"]) == ([], [])
    assert set(found["Mailbox"]["updated"]) == {reader.box["inbox"], reader.box["sent"]}
    assert set(found["Mailbox"]["updatedProperties"]) == COUNTS
    assert found["Thread"]["created"]
    assert all(one["newState"] == reader.state(kind) for kind, one in found.items())


def test_message_that_came_and_changed_is_only_created(reader: Reader) -> None:
    state = reader.state("Email")
    message = reader.letter()
    reader.program.call("Email/set", update={message: {"keywords/$seen": True}})
    found = reader.since("Email", state)
    assert (message in found["created"], message in found["updated"]) == (True, False)


def test_message_that_changed_and_went_is_only_destroyed(reader: Reader) -> None:
    message = reader.letter()
    state = reader.state("Email")
    reader.program.call("Email/set", update={message: {"keywords/$seen": True}})
    assert reader.since("Email", state)["updated"] == [message]
    reader.program.call("Email/set", destroy=[message])
    found = reader.since("Email", state)
    assert (found["created"], found["updated"], found["destroyed"]) == ([], [], [message])


def test_message_that_came_and_went_is_not_told(reader: Reader) -> None:
    state = reader.state("Email")
    message = reader.letter()
    reader.program.call("Email/set", destroy=[message])
    found = reader.since("Email", state)
    assert message not in [*found["created"], *found["updated"], *found["destroyed"]]


def test_renamed_mailbox_is_changed_in_more_than_its_counts(reader: Reader) -> None:
    made = reader.program.call("Mailbox/set", create={"k": {"name": "Before"}})["created"]["k"]["id"]
    state = reader.state("Mailbox")
    reader.program.call("Mailbox/set", update={made: {"name": "After"}})
    found = reader.since("Mailbox", state)
    assert found["updated"] == [made]
    assert found["updatedProperties"] is None or "name" in found["updatedProperties"]
    reader.program.call("Mailbox/set", destroy=[made])
    assert reader.since("Mailbox", state)["destroyed"] == [made]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_changes_in_pieces_lead_to_the_same_picture(reader: Reader, most: int) -> None:
    kept, gone, flagged = (reader.letter() for _ in range(3))
    state = reader.state("Email")
    new = [reader.letter() for _ in range(3)]
    reader.program.call("Email/set", update={flagged: {"keywords/$flagged": True}}, destroy=[gone, new[0]])
    picture = {kept: "old", gone: "old", flagged: "old"}
    for _ in range(40):
        found = reader.since("Email", state, maxChanges=most)
        assert len([*found["created"], *found["updated"], *found["destroyed"]]) <= most
        picture.update(dict.fromkeys([*found["created"], *found["updated"]], "new"))
        for message in found["destroyed"]:
            picture.pop(message, None)
        # Each state on the way is one that can be asked for, and no step stands still.
        assert found["newState"] != state or not found["hasMoreChanges"]
        state = found["newState"]
        if not found["hasMoreChanges"]:
            break
    assert state == reader.state("Email")
    inbox = reader.inbox()
    assert {one: picture.get(one) for one in inbox} == {kept: "old", flagged: "new", new[1]: "new", new[2]: "new"}
    assert gone not in picture
    assert reader.since("Email", state)["created"] == []


def test_changes_and_get_by_reference_in_one_request(reader: Reader) -> None:
    state = reader.state("Email")
    reader.letter("by reference")
    taken = {"resultOf": "c0", "name": "Email/changes", "path": "/created"}
    answers = reader.program.responses(
        ("Email/changes", {"sinceState": state}), ("Email/get", {"#ids": taken, "properties": ["subject"]})
    )
    assert {one["subject"] for one in answers[1][1]["list"]} == {"by reference"}


# /query (section 5.5)


@pytest.mark.parametrize("method", QUERIES)
def test_query_has_its_members(reader: Reader, method: str) -> None:
    found = reader.program.call(method)
    assert found.keys() - {"limit"} == {"accountId", "queryState", "canCalculateChanges", "position", "ids"}
    counted = reader.program.call(method, calculateTotal=True)
    assert counted["total"] == len(counted["ids"])
    assert found["queryState"] == counted["queryState"]


@pytest.mark.parametrize("method", QUERIES)
@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"limit": -1}, "invalidArguments"),
        ({"limit": "1"}, "invalidArguments"),
        ({"position": 1.5}, "invalidArguments"),
        ({"position": True}, "invalidArguments"),
        ({"anchor": 7}, "invalidArguments"),
        ({"anchorOffset": "1"}, "invalidArguments"),
        ({"calculateTotal": 1}, "invalidArguments"),
        ({"filter": []}, "invalidArguments"),
        ({"filter": "x"}, "invalidArguments"),
        ({"sort": {}}, "invalidArguments"),
        ({"sort": [1]}, "invalidArguments"),
        ({"nonsense": 1}, "invalidArguments"),
        ({"filter": {"nonsense": 1}}, "unsupportedFilter"),
        ({"filter": {"operator": "AND", "conditions": [{"nonsense": 1}]}}, "unsupportedFilter"),
        ({"sort": [{"property": "nonsense"}]}, "unsupportedSort"),
        ({"anchor": "X999999"}, "anchorNotFound"),
    ],
)
def test_query_with_wrong_arguments_fails_by_its_name(
    reader: Reader, method: str, wrong: dict[str, Any], kind: str
) -> None:
    assert reader.program.error(method, **wrong) == kind


@pytest.mark.parametrize(
    ("asked", "position", "part"),
    [
        ({}, 0, slice(0, 5)),
        ({"limit": 0}, 0, slice(0, 0)),
        ({"limit": 2}, 0, slice(0, 2)),
        ({"position": 3}, 3, slice(3, 5)),
        ({"position": 3, "limit": 1}, 3, slice(3, 4)),
        ({"position": -2}, 3, slice(3, 5)),
        ({"position": -2, "limit": 1}, 3, slice(3, 4)),
        ({"position": -5}, 0, slice(0, 5)),
        ({"position": -99}, 0, slice(0, 5)),
        ({"anchor": 2}, 2, slice(2, 5)),
        ({"anchor": 2, "anchorOffset": -1, "limit": 3}, 1, slice(1, 4)),
        ({"anchor": 2, "anchorOffset": 1}, 3, slice(3, 5)),
        ({"anchor": 0, "anchorOffset": -3, "limit": 2}, 0, slice(0, 2)),
        ({"anchor": 4, "anchorOffset": 7}, None, slice(5, 5)),
        ({"anchor": 1, "position": 4, "limit": 1}, 1, slice(1, 2)),
    ],
)
def test_window_of_a_query(reader: Reader, asked: dict[str, Any], position: int | None, part: slice) -> None:
    letters = [reader.letter() for _ in range(5)]
    if "anchor" in asked:
        asked = {**asked, "anchor": letters[asked["anchor"]]}
    for total in (True, False):
        found = reader.query(**asked, calculateTotal=total)
        assert found["ids"] == letters[part]
        assert position is None or found["position"] == position
        assert found.get("total") == (5 if total else None)


def test_position_beyond_the_end_is_an_empty_answer(reader: Reader) -> None:
    reader.letter()
    found = reader.query(position=99, calculateTotal=True)
    assert (found["ids"], found["total"]) == ([], 1)


def test_message_that_is_no_result_is_no_anchor(reader: Reader) -> None:
    message = reader.letter()
    asked = {"filter": {"inMailbox": reader.box["trash"]}, "anchor": message}
    assert reader.program.error("Email/query", **asked) == "anchorNotFound"


def test_operators_are_what_logic_says(reader: Reader) -> None:
    a, b, c = (reader.letter() for _ in range(3))
    patch = {a: {"keywords/red": True}, b: {"keywords/red": True, "keywords/blue": True}}
    assert set(reader.program.call("Email/set", update=patch)["updated"]) == {a, b}
    red, blue = {"hasKeyword": "red"}, {"hasKeyword": "blue"}
    here = {"inMailbox": reader.box["inbox"]}

    def found(operator: str, *conditions: Any) -> list[str]:
        both = {"operator": "AND", "conditions": [here, {"operator": operator, "conditions": list(conditions)}]}
        return reader.inbox(filter=both)

    assert found("AND", red, blue) == [b]
    assert found("OR", red, blue) == [a, b]
    assert found("NOT", red, blue) == [c]
    assert found("NOT", blue) == [a, c]
    assert found("NOT", {"operator": "NOT", "conditions": [red]}) == [a, b]
    assert reader.inbox(filter={**here, **red, "notKeyword": "blue"}) == [a]


def test_query_state_changes_with_the_result(reader: Reader) -> None:
    message = reader.letter()
    unread = {"filter": {"notKeyword": "$seen", "inMailbox": reader.box["inbox"]}}
    before = reader.query(**unread)
    assert reader.query(**unread)["queryState"] == before["queryState"]
    reader.program.call("Email/set", update={message: {"keywords/$seen": True}})
    after = reader.query(**unread)
    assert (before["ids"], after["ids"]) == ([message], [])
    assert after["queryState"] != before["queryState"]


# /queryChanges (section 5.6)


@pytest.mark.parametrize("method", QUERY_CHANGES)
def test_query_changes_since_a_state_that_never_was_cannot_be_told(reader: Reader, method: str) -> None:
    for state in ("nonsense", "", "-1", "99999999999"):
        assert reader.program.error(method, sinceQueryState=state) == "cannotCalculateChanges"
    assert reader.program.error(method) == "invalidArguments"


@pytest.mark.parametrize("method", QUERY_CHANGES)
def test_query_did_not_change_since_now(reader: Reader, method: str) -> None:
    query = reader.program.call(method.replace("Changes", ""), calculateTotal=True)
    if not query["canCalculateChanges"]:
        assert reader.program.error(method, sinceQueryState=query["queryState"]) == "cannotCalculateChanges"
        return
    found = reader.program.call(method, sinceQueryState=query["queryState"], calculateTotal=True)
    assert (found["oldQueryState"], found["newQueryState"]) == (query["queryState"], query["queryState"])
    assert (found["removed"], found["added"], found["total"]) == ([], [], query["total"])
    assert "total" not in reader.program.call(method, sinceQueryState=query["queryState"])


def test_changed_list_is_the_list_that_a_new_query_gives(reader: Reader) -> None:
    letters = [reader.letter() for _ in range(4)]
    asked = {"filter": {"inMailbox": reader.box["inbox"], "notKeyword": "$seen"}, "sort": OLDEST}
    before = reader.query(**asked)
    assert before["canCalculateChanges"] is True
    reader.letter()
    patch = {letters[1]: {"keywords/$seen": True}, letters[2]: {"keywords/$flagged": True}}
    reader.program.call("Email/set", update=patch, destroy=letters[:1])
    found = reader.program.call(
        "Email/queryChanges", sinceQueryState=before["queryState"], calculateTotal=True, **asked
    )
    after = reader.query(**asked)
    now = [one for one in before["ids"] if one not in found["removed"]]
    for item in found["added"]:
        now.insert(item["index"], item["id"])
    assert [item["index"] for item in found["added"]] == sorted(item["index"] for item in found["added"])
    assert (now, found["newQueryState"], found["total"]) == (after["ids"], after["queryState"], len(now))
    most = {"sinceQueryState": before["queryState"], "maxChanges": 1, **asked}
    assert reader.program.error("Email/queryChanges", **most) == "tooManyChanges"
