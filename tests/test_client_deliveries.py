"""Mail on its way to the outside, as the client knows it: kept and read again, brought up to date, told in words."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.deliveries import MOST, Deliveries, Delivery, State, load, merged, read_delivery, save
from client.delivery_requests import change_deliveries, fetch_deliveries
from client.errors import NotAccepted, NotPostroom, ServerBusy
from client.jmap_call import Call
from client.jmap_session import JmapSession
from client.json_values import JsonObject, ShapeError

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
MOMENT = st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ID = st.integers(1, 10**9).map(lambda number: f"D{number}")
DELIVERY = st.builds(
    Delivery, id=ID, envelope=TEXT, email_id=TEXT, subject=TEXT, recipient=TEXT, state=st.sampled_from(State),
    attempts=st.integers(0, 99), accepted=MOMENT, next_try=MOMENT | st.none(), settled=MOMENT | st.none(), reply=TEXT,
)  # fmt: skip
SHOWN: JsonObject = {
    "id": "D7", "envelopeId": "00ff", "emailId": None, "subject": None, "recipient": "zoe@example.com",
    "state": "waiting", "attempts": 1, "acceptedAt": "2026-11-21T12:00:00Z",
    "nextAttemptAt": "2026-11-21T12:05:00Z", "settledAt": None, "smtpReply": None,
}  # fmt: skip


@given(TEXT, st.lists(DELIVERY, max_size=5))
def test_what_is_kept_is_read_again(tmp_path_factory: pytest.TempPathFactory, state: str, some: list[Delivery]) -> None:
    path = tmp_path_factory.getbasetemp() / "deliveries.json"
    save(path, Deliveries(state, tuple(some)))
    assert load(path) == Deliveries(state, tuple(some))


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"state": 1}', b'{"state": "1", "list": [{}]}', b"\xff"])
def test_damaged_file_is_as_good_as_none(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "deliveries.json"
    assert load(path) == Deliveries()
    path.write_bytes(damaged)
    assert load(path) == Deliveries()


@given(st.lists(DELIVERY, max_size=8), st.lists(DELIVERY, max_size=8), st.lists(ID, max_size=4))
def test_merging_keeps_each_once_the_newest_first(
    before: list[Delivery], changed: list[Delivery], gone: list[str]
) -> None:
    known = merged(Deliveries(), "1", before, ())
    after = merged(known, "2", changed, gone)
    ids = [one.id for one in after.all]
    assert len(set(ids)) == len(ids)
    assert set(ids) == ({one.id for one in known.all} - set(gone)) | {one.id for one in changed}
    moments = [one.accepted for one in after.all]
    assert moments == sorted(moments, reverse=True)


def test_only_so_many_are_kept() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    every = [read_delivery({**SHOWN, "id": f"D{number}"}) for number in range(1, MOST + 11)]
    found = merged(Deliveries(), "1", every, ())
    assert len(found.all) == MOST
    assert found.all[0].id == f"D{MOST + 10}"
    assert found.all[0].accepted > start + timedelta(days=1)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "lost"}, {"state": None}, {"acceptedAt": "soon"}, {"acceptedAt": "2026-11-21T12:00:00"}, {"id": 7}],
)
def test_answer_of_another_shape_is_refused(wrong: JsonObject) -> None:
    with pytest.raises(ShapeError):
        read_delivery({**SHOWN, **wrong})


class Server:
    """Answers from a list, and notes what was asked."""

    host, port = "mail.project.com", 1443

    def __init__(self, *answers: list[JsonObject] | Exception, tells: bool = True) -> None:
        self._answers = list(answers)
        self._tells = tells
        self.asked: list[list[str]] = []

    def session(self) -> JmapSession:
        return JmapSession("/", "/", "A1", 500, 500, tells_deliveries=self._tells)

    def call(self, calls: Sequence[Call], *, repeatable: bool, using: Sequence[str] = ()) -> list[JsonObject]:
        self.asked.append([one.name for one in calls])
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def newest(state: str, *found: JsonObject) -> list[JsonObject]:
    return [{"state": state}, {}, {"list": list(found)}]


def test_first_time_the_newest_are_asked_for_then_what_has_changed() -> None:
    changes: list[JsonObject] = [{"newState": "2", "hasMoreChanges": True}, {"list": []}, {"list": [SHOWN]}]
    last: list[JsonObject] = [{"newState": "3", "destroyed": ["D1"]}, {"list": []}, {"list": []}]
    server = Server(newest("1", {**SHOWN, "id": "D1"}), changes, last)
    known = fetch_deliveries(server, Deliveries())
    assert (known.state, [one.id for one in known.all]) == ("1", ["D1"])
    known = fetch_deliveries(server, known)
    assert (known.state, [one.id for one in known.all]) == ("3", ["D7"])


def test_server_that_cannot_tell_what_has_changed_is_asked_for_the_newest() -> None:
    server = Server(NotAccepted("cannotCalculateChanges"), newest("9", SHOWN))
    assert fetch_deliveries(server, Deliveries("1", ())).state == "9"
    with pytest.raises(NotAccepted):
        fetch_deliveries(Server(NotAccepted("forbidden")), Deliveries("1", ()))


def test_server_without_the_capability_is_asked_nothing() -> None:
    server = Server(tells=False)
    assert fetch_deliveries(server, Deliveries("1", ())) == Deliveries()
    assert server.asked == []


def test_strange_answer_is_a_fault() -> None:
    with pytest.raises(NotPostroom):
        fetch_deliveries(Server([{"state": "1"}, {}, {"list": [{"id": "D1"}]}]), Deliveries())


def test_refusal_of_an_act_is_raised() -> None:
    change_deliveries(Server([{"updated": {"D7": None}, "notUpdated": None}]), ["D7"], "retry")
    busy: JsonObject = {"notUpdated": {"D7": {"type": "rateLimit", "description": "Wait a minute."}}}
    with pytest.raises(ServerBusy):
        change_deliveries(Server([busy]), ["D7"], "retry")
    late: JsonObject = {"notUpdated": {"D7": {"type": "forbidden", "description": "It is settled already."}}}
    with pytest.raises(NotAccepted, match="settled already"):
        change_deliveries(Server([late]), ["D7"], "cancel")
