"""Push over a server that plays its lines: what is told, how it comes back, and that it ends when it is told to."""

import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from certs.contexts import client_context
from client.errors import ConnectionLost, NotPostroom, ServerBusy, ServerDown, SignInNeeded
from client.jmap_client import JmapClient
from client.push import LONGEST_PAUSE, Listening, Paused, Push, StateChange, Told
from tests.support.scripted_http import answer, problem, read_request
from tests.support.scripted_inbox import MAIL, Place
from tests.support.scripted_server import Peer, Script, ScriptedServer

SESSION = {
    "capabilities": {},
    "primaryAccounts": {MAIL: "A17"},
    "apiUrl": "/jmap",
    "downloadUrl": "/blob",
    "eventSourceUrl": "https://elsewhere/events?types={types}&closeafter={closeafter}&ping={ping}",
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
PING = b'event: ping\ndata: {"interval": 30}\n\n'


def state(number: int, account: str = "A17") -> bytes:
    changed = f'{{"@type":"StateChange","changed":{{"{account}":{{"Email":"{number}"}}}}}}'
    return f"event: state\nid: s{number}\ndata: {changed}\n\n".encode()


def stream(*parts: bytes, stays: bool = False) -> Script:
    """An event source that sends this, and then ends or says nothing more."""

    def play(peer: Peer) -> None:
        read_request(peer)
        for part in (HEAD, *parts):
            peer.send(part)
        if stays:
            peer.wait_for_end()

    return play


def session(peer: Peer) -> None:
    """The first connection: sign-in and session, kept."""
    read_request(peer)
    peer.send(answer({"token": "T", "accountId": "A17", "address": "anna@project.com"}, "201 Created"))
    read_request(peer)
    peer.send(answer(SESSION))
    peer.wait_for_end()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("place"))


class Heard:
    """A push that listens to scripts, with pauses of almost nothing."""

    def __init__(self, place: Place, *scripts: Script, silence: float = 20.0, first_pause: float = 0.001) -> None:
        self.server: ScriptedServer = place.inbox(session, *scripts)
        self.server.__enter__()
        context = client_context(ca=place.files.ca_certificate)
        self.jmap = JmapClient("127.0.0.1", self.server.port, context)
        self.jmap.sign_in("anna", "password")
        self.jmap.session()
        self.push = Push(self.jmap, silence=silence, first_pause=first_pause, chance=lambda: 1.0)
        self.told: Iterator[Told] = self.push.listen()

    def next(self, count: int) -> list[Told]:
        return list(islice(self.told, count))

    def request(self, number: int) -> str:
        return self.server.heard[number].decode()

    def end(self) -> None:
        self.push.close()
        self.jmap.close()
        self.server.__exit__(None, None, None)


@pytest.fixture
def heard(request: pytest.FixtureRequest, place: Place) -> Iterator[Heard]:
    """A push over the scripts that the test gives as parameter."""
    made = Heard(place, *request.param[0], **request.param[1])
    yield made
    made.end()


def with_scripts(*scripts: Script, **options: float) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("heard", [(scripts, options)], indirect=True, ids=["scripted"])


@with_scripts(stream(b": hello\n\n", PING, state(1), state(2, "A18"), state(3), stays=True))
def test_changes_of_this_account_are_told(heard: Heard) -> None:
    assert heard.next(3) == [Listening(), StateChange({"Email": "1"}), StateChange({"Email": "3"})]
    head = heard.request(1)
    assert head.startswith("GET /events?types=Email%2CMailbox%2CDelivery%2CSession&closeafter=no&ping=30 HTTP/1.1\r\n")
    assert "Authorization: Bearer T\r\n" in head
    assert "Last-Event-ID" not in head


@with_scripts(stream(state(1), state(2)), stream(), stream(state(3), stays=True))
def test_it_comes_back_with_the_last_event_and_growing_pauses(heard: Heard) -> None:
    told = heard.next(8)
    kinds = [type(one) for one in told]
    assert kinds == [Listening, StateChange, StateChange, Paused, Listening, Paused, Listening, StateChange]
    pauses = [one for one in told if isinstance(one, Paused)]
    assert [one.seconds for one in pauses] == [0.001, 0.002]
    assert isinstance(pauses[0].fault, ConnectionLost)
    assert "Last-Event-ID: s2\r\n" in heard.request(2)
    assert "Last-Event-ID: s2\r\n" in heard.request(3)


@with_scripts(stream(stays=True), stream(PING, state(1), stays=True), silence=50.0)
def test_connection_that_says_nothing_is_dead(heard: Heard) -> None:
    assert heard.next(1) == [Listening()]
    connection = heard.push._connection
    assert connection is not None
    assert connection._socket is not None
    assert connection._socket.gettimeout() == 50.0
    # So long may also a server take that is only slow to answer; this one has answered, and says nothing any more.
    connection._socket.settimeout(0.2)
    (paused,) = heard.next(1)
    assert isinstance(paused, Paused)
    assert isinstance(paused.fault, ServerDown)
    assert heard.next(2) == [Listening(), StateChange({"Email": "1"})]


def refusing(reply: bytes) -> Script:
    def play(peer: Peer) -> None:
        read_request(peer)
        peer.send(reply)

    return play


@with_scripts(refusing(problem("503 Service Unavailable", "busy", "Too many.")), stream(state(1), stays=True))
def test_busy_server_is_tried_again(heard: Heard) -> None:
    told = heard.next(3)
    assert isinstance(told[0], Paused)
    assert isinstance(told[0].fault, ServerBusy)
    assert told[1:] == [Listening(), StateChange({"Email": "1"})]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (problem("401 Unauthorized", "signInNeeded", "Expired."), SignInNeeded),
        (answer({}), NotPostroom),
        (HEAD + b"event: state\ndata: [7]\n\n", NotPostroom),
        (HEAD + b'event: state\ndata: {"changed": {"A17": {"Email": 7}}}\n\n', NotPostroom),
        (HEAD + b"x" * 1_100_000, NotPostroom),
    ],
    ids=["signed out", "no event source", "no object", "no state", "no end"],
)
def test_what_does_not_pass_is_raised(place: Place, reply: bytes, kind: type[Exception]) -> None:
    heard = Heard(place, refusing(reply))
    with pytest.raises(kind):
        heard.next(9)
    heard.end()


def test_server_without_push_says_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SESSION, "eventSourceUrl")
    heard = Heard(place, stream())
    with pytest.raises(NotPostroom):
        heard.next(1)
    heard.end()


@pytest.mark.parametrize("pausing", [False, True])
def test_close_from_another_thread_ends_it_at_once(place: Place, pausing: bool) -> None:
    script = stream() if pausing else stream(state(1), stays=True)
    heard = Heard(place, script, first_pause=LONGEST_PAUSE)
    told: list[Told] = []
    waiting = threading.Event()

    def listen() -> None:
        for one in heard.told:
            told.append(one)
            if isinstance(one, Paused | StateChange):
                waiting.set()

    thread = threading.Thread(target=listen)
    thread.start()
    assert waiting.wait(20)
    heard.push.close()
    thread.join(20)
    assert not thread.is_alive()
    assert len(told) == 2
    assert heard.next(1) == []
    heard.end()


def test_pause_ends_when_the_network_is_back(place: Place) -> None:
    heard = Heard(place, stream(), stream(state(1), stays=True), first_pause=LONGEST_PAUSE)
    assert isinstance(heard.next(2)[1], Paused)
    heard.push.try_now()
    assert heard.next(2) == [Listening(), StateChange({"Email": "1"})]
    heard.end()


def test_signing_out_ends_the_push_too(place: Place) -> None:
    heard = Heard(place, stream(state(1), stays=True))
    assert heard.next(2)[1] == StateChange({"Email": "1"})
    heard.jmap.close()
    assert heard.next(1) == []
    heard.end()
