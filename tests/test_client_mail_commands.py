"""The commands of `MailClient` against scripted servers: what they say, what they understand, and every refusal."""

import base64
import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client.errors import (
    AccountNotUsable,
    ConnectionLost,
    Fault,
    NotPostroom,
    RegistrationRefused,
    ServerBusy,
    ServerDown,
    ServerFault,
    SignInNeeded,
    TooManyAttempts,
    WrongPassword,
)
from client.mail_client import MailClient, Registered, User
from client.xtext import decode_xtext
from tests.support.scripted_post import Post
from tests.support.scripted_server import Peer
from tests.support.scripted_smtp import EHLO_AFTER_TLS, dialogue, greet


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    return Post(tmp_path_factory.mktemp("certificates"))


def test_ping(post: Post) -> None:
    with post.connected(dialogue(b"250 2.0.0 PONG\r\n")) as (server, client):
        client.ping()
    assert server.heard[0].endswith(b"PING\r\n")


COMMANDS: dict[str, Callable[[MailClient], object]] = {
    "ping": lambda client: client.ping(),
    "authenticate": lambda client: client.authenticate("anna", "secret"),
    "register": lambda client: client.register("anna", "secret"),
    "get_user": lambda client: client.get_user("anna"),
    "submit": lambda client: client.submit(b"Subject: x\r\n\r\nx\r\n", "anna@project.com", ["ben@project.com"]),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"garbage\r\n", NotPostroom),
        (b"\r\n", NotPostroom),
        (b"999 what\r\n", NotPostroom),
        (b"421 4.3.2 The server is stopping\r\n", ServerBusy),
        (b"451 4.3.0 A fault of ours, it has the id 17\r\n", ServerFault),
    ],
)
def test_reply_that_no_command_expects(post: Post, command: str, reply: bytes, kind: type[Fault]) -> None:
    fault = post.fault(dialogue(*[reply] * 3), COMMANDS[command])
    assert type(fault) is kind
    assert "secret" not in fault.sentence + fault.detail


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("half", [b"", b"25", b"250-half\r\n"])
def test_connection_lost_in_a_command(post: Post, command: str, half: bytes) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        peer.line()
        peer.send(half)

    assert type(post.fault(play, COMMANDS[command])) is ConnectionLost


@pytest.mark.parametrize("command", COMMANDS)
def test_silence_in_a_command_is_a_server_that_is_down(post: Post, command: str) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        peer.wait_for_end()

    assert type(post.fault(play, COMMANDS[command], patience=0.2)) is ServerDown


def test_authenticate_sends_any_character(post: Post) -> None:
    with post.connected(dialogue(b"235 2.7.0 Signed in\r\n")) as (server, client):
        client.authenticate("anna", "pä ss+=\r\n")
    command, mechanism, response = server.heard[0].split(b"\r\n")[-2].split(b" ")
    assert (command, mechanism) == (b"AUTH", b"PLAIN")
    assert base64.b64decode(response).decode() == "\0anna\0pä ss+=\r\n"


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (b"535 5.7.8 The name or the password is wrong\r\n", WrongPassword, "is wrong"),
        (b"535 5.7.13 This account waits for an admin\r\n", AccountNotUsable, "waits for an admin"),
        (b"454 4.7.0 Too many failures: try again in 5 minutes\r\n", TooManyAttempts, "in 5 minutes"),
        (b"501 5.5.2 This is not base64\r\n", WrongPassword, "is wrong"),
        (b"504 5.5.4 Not offered\r\n", ServerFault, "Not offered"),
    ],
)
def test_refused_authentication_has_its_sentence(post: Post, reply: bytes, kind: type[Fault], words: str) -> None:
    fault = post.fault(dialogue(reply), COMMANDS["authenticate"])
    assert type(fault) is kind
    assert words in fault.sentence
    assert "secret" not in fault.sentence + fault.detail


def test_nul_in_a_password_cannot_shift_it_into_the_name(post: Post) -> None:
    with post.connected(dialogue()) as (server, client):
        with pytest.raises(WrongPassword):
            client.authenticate("anna\0", "x")
        assert b"AUTH" not in server.heard[0]


def test_client_lives_on_after_a_wrong_password(post: Post) -> None:
    replies = (b"535 5.7.8 wrong\r\n", b"235 2.7.0 Signed in\r\n")
    with post.connected(dialogue(*replies)) as (server, client):
        with pytest.raises(WrongPassword):
            client.authenticate("anna", "wrong")
        client.authenticate("anna", "right")
        assert len(server.peers) == 1


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_register_sends_any_character(post: Post, password: str) -> None:
    with post.connected(dialogue(b"250 2.1.0 anna@project.com is yours\r\n")) as (server, client):
        assert client.register("anna", password) == Registered("anna@project.com", needs_approval=False)
    command = server.heard[0].split(b"\r\n")[-2].decode("ascii").split(" ")
    assert command[:2] == ["REG", "anna"]
    assert decode_xtext(command[2]) == password


def test_register_with_an_invitation_that_needs_approval(post: Post) -> None:
    reply = b"250 2.1.5 anna@project.com waits for an admin to approve it\r\n"
    with post.connected(dialogue(reply)) as (server, client):
        assert client.register("anna", "secret", "C 1") == Registered("anna@project.com", needs_approval=True)
    assert server.heard[0].endswith(b"REG anna secret C+201\r\n")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"553 5.1.1 This name is taken\r\n", "taken"),
        (b"553 5.1.3 A name has 1 to 64 letters\r\n", "not allowed"),
        (b"552 5.7.1 A password has at least 8 characters\r\n", "weak"),
        (b"550 5.7.1 Registration is closed\r\n", "closed"),
        (b"454 4.7.0 Too many registrations\r\n", "too many"),
        (b"500 5.5.2 The line is too long\r\n", "other"),
        (b"501 5.5.4 Syntax\r\n", "other"),
    ],
)
def test_refused_registration_says_which_field(post: Post, reply: bytes, kind: str) -> None:
    fault = post.fault(dialogue(reply), COMMANDS["register"])
    assert isinstance(fault, RegistrationRefused)
    assert fault.kind == kind
    assert fault.sentence.removesuffix(".") == reply.decode()[10:].strip()
    assert "secret" not in fault.sentence + fault.detail


@pytest.mark.parametrize(
    ("reply", "user"),
    [
        (b"250 2.0.0 17 anna@project.com Anna+20M.\r\n", User("17", "anna@project.com", "Anna M.")),
        (b"250 2.0.0 17 anna@project.com\r\n", User("17", "anna@project.com", "")),
        (b"250 2.0.0 17 anna@project.com \r\n", User("17", "anna@project.com", "")),
        (b"250 2.0.0 17 anna@project.com " + b"+C3+BC" * 400 + b"\r\n", User("17", "anna@project.com", "ü" * 400)),
        (b"550 5.1.1 no such user\r\n", None),
    ],
)
def test_get_user(post: Post, reply: bytes, user: User | None) -> None:
    with post.connected(dialogue(reply)) as (server, client):
        assert client.get_user("anna b@project.com") == user
    assert server.heard[0].endswith(b"GETUSER anna+20b@project.com\r\n")


def test_get_user_without_an_address_asks_for_oneself(post: Post) -> None:
    with post.connected(dialogue(b"250 2.0.0 17 a@b\r\n")) as (server, client):
        assert client.get_user() == User("17", "a@b", "")
    assert server.heard[0].endswith(b"GETUSER\r\n")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"530 5.7.0 Sign in first\r\n", SignInNeeded),
        (b"250 2.0.0 17\r\n", NotPostroom),
        (b"250 2.0.0 17 a@b +zz\r\n", NotPostroom),
        (b"250 2.0.0 17 a@b c d\r\n", NotPostroom),
        (b"421 4.7.0 Too many questions\r\n", ServerBusy),
    ],
)
def test_get_user_that_fails(post: Post, reply: bytes, kind: type[Fault]) -> None:
    assert type(post.fault(dialogue(reply), COMMANDS["get_user"])) is kind


@pytest.mark.parametrize("level", [1, 2])
def test_debug_output_has_no_password(post: Post, capfd: pytest.CaptureFixture[str], level: int) -> None:
    replies = (b"235 2.7.0 ok\r\n", b"250 2.1.0 a@b is yours\r\n", b"250 2.0.0 PONG\r\n")
    with post.connected(dialogue(*replies)) as (_server, client):
        client.set_debuglevel(level)
        client.authenticate("anna", "geheim")
        client.register("anna", "geheim")
        client.ping()
    printed = capfd.readouterr().err
    assert "PING" in printed
    for form in ("geheim", base64.b64encode(b"geheim").decode(), base64.b64encode(b"\0anna\0geheim").decode()):
        assert form not in printed


def test_login_of_smtplib_prints_no_password_either(post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    with post.connected(dialogue(b"235 2.7.0 ok\r\n", ehlo=EHLO_AFTER_TLS)) as (_server, client):
        client.set_debuglevel(1)
        client.login("anna", "geheim")
    printed = capfd.readouterr().err
    assert base64.b64encode(b"\0anna\0geheim").decode() not in printed


def test_interrupt_from_another_thread_ends_what_waits(post: Post) -> None:
    asked = threading.Event()
    faults: list[Fault] = []

    def play(peer: Peer) -> None:
        greet(peer)
        peer.line()
        asked.set()
        peer.wait_for_end()

    def wait_for_answer(client: MailClient) -> None:
        with pytest.raises(Fault) as caught:
            client.ping()
        faults.append(caught.value)

    with post.connected(play) as (_server, client):
        thread = threading.Thread(target=wait_for_answer, args=(client,))
        thread.start()
        assert asked.wait(20)
        client.interrupt()
        thread.join(20)
        assert isinstance(faults[0], ConnectionLost)
        client.interrupt()


def test_quit_says_so_and_closes(post: Post) -> None:
    with post.serve(dialogue(b"221 2.0.0 Bye\r\n")) as server:
        client = post.client(server)
        client.quit()
        assert client.sock is None
    assert server.heard[0].endswith(b"quit\r\n")


def test_update_inbox_needs_a_sign_in(post: Post) -> None:
    with post.connected(dialogue()) as (_server, client), pytest.raises(SignInNeeded):
        client.update_inbox(50)
