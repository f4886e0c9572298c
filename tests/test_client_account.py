"""The account as the window uses it, against scripted servers: which questions go out, what comes of every answer."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import not_signed_in
from client.account import Account
from client.addresses import Address
from client.draft import Draft
from client.errors import (
    ConnectionLost,
    Fault,
    MessageGone,
    RegistrationRefused,
    ServerFault,
    SignInNeeded,
    WrongPassword,
)
from client.message import Page
from client.trust import CA_PATH, fingerprint
from client.trust_errors import ChangedAuthority
from tests.support.last_moment import LastMoment
from tests.support.scripted_http import answer, problem, routes
from tests.support.scripted_inbox import Inbox, Place, SignIn, signing_in
from tests.support.scripted_server import Peer
from tests.support.scripted_smtp import dialogue, greet, transaction

SIGNED_IN = b"235 2.7.0 Signed in as anna@project.com\r\n"
PONG = b"250 2.0.0 PONG\r\n"
KEPT = b"250 2.6.0 Q17 is kept\r\n"
TO_BEN = Draft(to=(Address("", "ben@project.com"),), subject="Hello", text="Hello Ben")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def anna(place: Place, inbox: Inbox) -> Iterator[Account]:
    """Signed in at `inbox`, without an SMTP server."""
    with place.inbox(inbox.script()) as server:
        account = Account.sign_in(place.server(server), "anna", "secret")
        yield account
        account.close()


# --- sign in, register, sign out ---


def test_sign_in_tells_who_it_is(anna: Account, inbox: Inbox) -> None:
    assert anna.address == Address("Anna", "anna@project.com")
    assert (anna.account_id, anna.is_admin, anna.size_limit) == ("A17", False, 0)
    assert len(inbox.requests) == 1


def test_wrong_password_is_told(place: Place, inbox: Inbox) -> None:
    refusal = problem("401 Unauthorized", "wrongPassword", "Wrong.")
    with place.inbox(inbox.script(refusal)) as server, pytest.raises(WrongPassword):
        Account.sign_in(place.server(server), "anna", "wrong")


@pytest.mark.parametrize(
    ("given", "code", "sent"), [("", "", b""), ("C 1", "", b" C+201"), ("", "L2", b" L2"), ("C1", "L2", b" C1")]
)
def test_register_uses_the_code_given_or_the_one_of_the_link(place: Place, given: str, code: str, sent: bytes) -> None:
    with place.post(dialogue(b"250 2.1.0 anna@project.com is yours\r\n")) as server:
        made = not_signed_in.register(place.server(None, server, code), "anna", "secret", given)
        assert (made.address, made.needs_approval) == ("anna@project.com", False)
        assert server.heard[0].endswith(b"REG anna secret" + sent + b"\r\n")


def test_refused_registration_is_told(place: Place) -> None:
    taken = dialogue(b"553 5.1.1 This name is taken\r\n")
    with place.post(taken) as server, pytest.raises(RegistrationRefused) as caught:
        not_signed_in.register(place.server(None, server), "anna", "secret")
    assert caught.value.kind == "taken"


def test_sign_out_takes_leave_of_both_servers_and_ends_everything(place: Place, inbox: Inbox) -> None:
    script = dialogue(SIGNED_IN, b"250 2.0.0 18 ben@project.com\r\n", b"221 2.0.0 Bye\r\n")
    with place.post(script) as post, place.inbox(inbox.script()) as server:
        account = Account.sign_in(place.server(server, post), "anna", "secret")
        account.user_exists("ben@project.com")
        account.sign_out()
        assert post.heard[0].endswith(b"quit\r\n")
        assert inbox.requests[-1].method == "DELETE"
        for action in (account.mailboxes, lambda: account.user_exists("ben@project.com")):
            with pytest.raises(Fault):
                action()
        assert len(post.peers) == 1


# --- reading ---


def test_mailboxes(anna: Account) -> None:
    found = anna.mailboxes()
    assert [(one.id, one.role, one.total, one.unread) for one in found][:2] == [
        ("B1", "inbox", 7, 2),
        ("B2", "sent", 1, 0),
    ]


def test_latest_is_one_request_that_asks_for_what_a_list_shows(anna: Account, inbox: Inbox) -> None:
    anna.mailboxes()
    before = len(inbox.requests)
    page = anna.latest("inbox", 3)
    assert [row.id for row in page.rows] == ["M7", "M6", "M5"]
    assert (page.total, page.position) == (7, 0)
    assert len(inbox.requests) == before + 1
    (_, query), (_, get) = inbox.said[-2:]
    assert query == {
        "filter": {"inMailbox": "B1"},
        "sort": [{"property": "receivedAt", "isAscending": False}],
        "position": 0,
        "limit": 3,
        "calculateTotal": True,
    }
    assert get["#ids"] == {"resultOf": "0", "name": "Email/query", "path": "/ids"}
    assert get["properties"] == [
        *("id", "threadId", "mailboxIds", "keywords", "from", "to", "cc", "subject", "receivedAt", "sentAt"),
        *("size", "preview", "hasAttachment"),
    ]


def test_latest_by_id_and_from_a_position(anna: Account, inbox: Inbox) -> None:
    page = anna.latest("B9", 2, 4)
    assert [row.id for row in page.rows] == ["M3", "M2"]
    assert page.position == 4
    assert inbox.said[-2][1]["filter"] == {"inMailbox": "B9"}


def test_more_than_the_server_gives_at_once_is_asked_for_in_parts(place: Place) -> None:
    inbox = Inbox(most_in_get=3)
    with place.inbox(inbox.script()) as server:
        account = Account.sign_in(place.server(server), "anna", "secret")
        page = account.latest("inbox", 100)
        account.close()
    assert [row.id for row in page.rows] == [f"M{number}" for number in range(7, 0, -1)]
    assert [arguments["position"] for name, arguments in inbox.said if name == "Email/query"] == [0, 3, 6]


def test_message_that_is_gone_between_query_and_get_is_left_out(anna: Account, inbox: Inbox) -> None:
    inbox.answers["Email/get"] = lambda _: ("Email/get", {"list": [{"id": "M6", "receivedAt": "2026-08-22T10:00:00Z"}]})
    assert [row.id for row in anna.latest("inbox", 3).rows] == ["M6"]


def test_empty_mailbox(anna: Account, inbox: Inbox) -> None:
    inbox.answers["Email/query"] = lambda _: ("Email/query", {"ids": [], "total": 0})
    inbox.answers["Email/get"] = lambda _: ("Email/get", {"list": []})
    assert anna.latest("inbox", 50) == Page((), 0)


def test_read_asks_for_bodies_of_bounded_size(anna: Account, inbox: Inbox) -> None:
    assert anna.read("M3").row.id == "M3"
    arguments = inbox.said[-1][1]
    assert arguments["ids"] == ["M3"]
    assert arguments["fetchTextBodyValues"] is arguments["fetchHTMLBodyValues"] is True
    assert arguments["maxBodyValueBytes"] == 1_000_000


def test_message_with_more_text_than_is_taken_is_read_in_shorter_pieces(anna: Account, inbox: Inbox) -> None:
    def get(arguments: dict[str, object]) -> tuple[str, object]:
        most = arguments["maxBodyValueBytes"]
        assert isinstance(most, int)
        parts = [{"partId": str(number), "type": "text/plain"} for number in range(30)]
        values = {str(number): {"value": "x" * most, "isTruncated": True} for number in range(30)}
        found = {"id": "M3", "receivedAt": "2026-08-22T10:00:00Z", "textBody": parts, "bodyValues": values}
        return "Email/get", {"list": [found]}

    inbox.answers["Email/get"] = get
    message = anna.read("M3")
    assert message.truncated
    assert 30 * 5_000 < len(message.text) < 20_000_000


def test_read_of_a_message_that_is_gone(anna: Account, inbox: Inbox) -> None:
    inbox.answers["Email/get"] = lambda _: ("Email/get", {"list": [], "notFound": ["M3"]})
    with pytest.raises(MessageGone):
        anna.read("M3")


@pytest.mark.parametrize(("message_id", "found"), [("<1@x>", True), ("1@x", True), ("<2@x>", False)])
def test_looking_into_sent(anna: Account, inbox: Inbox, message_id: str, found: bool) -> None:
    rows = [{"id": "M1", "messageId": ["1@x"]}, {"id": "M2", "messageId": None}]
    inbox.answers["Email/get"] = lambda _: ("Email/get", {"list": rows})
    assert anna.is_in_sent(message_id) is found
    assert inbox.said[-2][1]["filter"] == {"inMailbox": "B2"}


# --- changing ---


def test_mark_sends_a_patch_of_keywords(anna: Account, inbox: Inbox) -> None:
    anna.mark(["M1", "M2", "M1"], seen=True, flagged=False)
    assert inbox.said[-1] == (
        "Email/set",
        {"update": {one: {"keywords/$seen": True, "keywords/$flagged": None} for one in ("M1", "M2")}},
    )
    before = len(inbox.said)
    anna.mark(["M1"])
    assert len(inbox.said) == before


def test_move_replaces_the_mailboxes(anna: Account, inbox: Inbox) -> None:
    anna.move(["M1"], "trash")
    assert inbox.said[-1] == ("Email/set", {"update": {"M1": {"mailboxIds": {"B3": True}}}})


def test_many_messages_are_changed_in_parts(anna: Account, inbox: Inbox) -> None:
    anna.destroy(f"M{number}" for number in range(5))
    assert [arguments["destroy"] for _, arguments in inbox.said] == [["M0", "M1"], ["M2", "M3"], ["M4"]]


def test_change_that_is_refused_is_told(anna: Account, inbox: Inbox) -> None:
    refused = {"M1": {"type": "notFound"}}
    inbox.answers["Email/set"] = lambda _: (
        "Email/set",
        {"updated": {}, "notUpdated": refused, "notDestroyed": refused},
    )
    with pytest.raises(MessageGone):
        anna.mark(["M1"], seen=True)
    anna.destroy(["M1"])
    refused["M1"] = {"type": "forbidden", "description": "not allowed"}
    with pytest.raises(ServerFault):
        anna.mark(["M1"], seen=True)
    with pytest.raises(ServerFault):
        anna.destroy(["M1"])


def test_attachment_is_saved(anna: Account, tmp_path: Path) -> None:
    anna.save_attachment("G1", tmp_path / "a.txt", size=7)
    assert (tmp_path / "a.txt").read_bytes() == b"content"


# --- the SMTP lane ---


@pytest.fixture
def lanes(place: Place, inbox: Inbox) -> Iterator[SignIn]:
    with signing_in(place, inbox) as start:
        yield start


def kept(peer: Peer) -> None:
    peer.send(KEPT)
    peer.wait_for_end()


def test_send_signs_in_composes_and_submits(lanes: SignIn) -> None:
    account, post = lanes(transaction(kept, before=[SIGNED_IN]))
    receipt = account.send(TO_BEN)
    assert (receipt.queue_id, receipt.accepted) == ("Q17", ("ben@project.com",))
    assert account.size_limit == 1_000_000
    assert b"From: Anna <anna@project.com>\r\n" in post.heard[0]
    assert b"MAIL FROM:<anna@project.com>" in post.heard[0]


@pytest.mark.parametrize(
    ("reply", "exists"), [(b"250 2.0.0 18 ben@project.com\r\n", True), (b"550 5.1.1 no such user\r\n", False)]
)
def test_user_exists(lanes: SignIn, reply: bytes, exists: bool) -> None:
    account, _ = lanes(dialogue(SIGNED_IN, reply))
    assert account.user_exists("ben@project.com") is exists


def test_connection_is_kept_and_looked_at_before_it_is_used_again(lanes: SignIn) -> None:
    found = b"250 2.0.0 18 ben@project.com\r\n"
    account, post = lanes(dialogue(SIGNED_IN, found, PONG, found))
    assert account.user_exists("ben@project.com")
    assert account.user_exists("ben@project.com")
    assert len(post.peers) == 1
    assert post.heard[0].count(b"AUTH PLAIN") == 1


def test_kept_connection_that_died_is_opened_again_before_anything_is_sent(lanes: SignIn) -> None:
    def once(peer: Peer) -> None:
        greet(peer)
        for reply in (SIGNED_IN, b"250 2.0.0 18 ben@project.com\r\n"):
            peer.line()
            peer.send(reply)

    account, post = lanes(once, transaction(kept, before=[SIGNED_IN]))
    assert account.user_exists("ben@project.com")
    assert account.send(TO_BEN).accepted == ("ben@project.com",)
    assert len(post.peers) == 2


def test_too_many_questions_are_asked_again_on_a_new_connection(lanes: SignIn) -> None:
    full = dialogue(SIGNED_IN, b"421 4.7.0 GETUSER was sent too often: closing\r\n")
    account, post = lanes(full, dialogue(SIGNED_IN, b"250 2.0.0 18 ben@project.com\r\n"))
    assert account.user_exists("ben@project.com")
    assert len(post.peers) == 2


def test_session_that_was_ended_elsewhere_is_told_at_the_next_connection(lanes: SignIn) -> None:
    account, _ = lanes(dialogue(b"535 5.7.8 wrong\r\n"))
    with pytest.raises(SignInNeeded):
        account.send(TO_BEN)


def test_both_lanes_work_at_once(lanes: SignIn) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(peer: Peer) -> None:
        greet(peer)
        peer.line()
        peer.send(SIGNED_IN)
        peer.line()
        asked.set()
        assert go_on.wait(20)
        peer.send(b"250 2.0.0 18 ben@project.com\r\n")

    account, _ = lanes(slow)
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(account.user_exists("ben@project.com")))
    thread.start()
    assert asked.wait(20)
    assert account.latest("inbox", 1).total == 7
    go_on.set()
    thread.join(20)
    assert answers == [True]


def test_close_ends_what_waits_in_the_smtp_lane(lanes: SignIn) -> None:
    asked = threading.Event()
    faults: list[Fault] = []

    def silent(peer: Peer) -> None:
        greet(peer)
        peer.line()
        peer.send(SIGNED_IN)
        peer.line()
        asked.set()
        peer.wait_for_end()

    def send(account: Account) -> None:
        with pytest.raises(Fault) as caught:
            account.send(TO_BEN)
        faults.append(caught.value)

    account, _ = lanes(silent)
    thread = threading.Thread(target=send, args=(account,))
    thread.start()
    assert asked.wait(20)
    account.close()
    thread.join(20)
    assert type(faults[0]) is ConnectionLost


def test_close_in_the_last_moment_of_a_question_leaves_no_connection(
    lanes: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, _ = lanes(dialogue(SIGNED_IN, b"250 2.0.0 18 ben@project.com\r\n"))
    lane = account._lanes.smtp
    monkeypatch.setattr(lane, "_turn", LastMoment(lane._turn, account.close))
    assert account.user_exists("ben@project.com")
    assert lane._client is None


def test_changed_authority_is_told_in_the_middle_of_the_day(place: Place, inbox: Inbox, tmp_path: Path) -> None:
    other = Place(tmp_path)
    shown = {f"GET {CA_PATH}": answer(other.files.ca_certificate.read_bytes())}
    with other.inbox(routes(shown)) as impostor, pytest.raises(ChangedAuthority) as caught:
        Account.sign_in(place.server(impostor), "anna", "secret")
    assert b"secret" not in b"".join(impostor.heard)
    assert caught.value.new_fingerprint == fingerprint(other.files.ca_certificate.read_text())
    assert caught.value.old_fingerprint == fingerprint(place.files.ca_certificate.read_text())
