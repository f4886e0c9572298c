"""Import and export through the real servers: what went into files comes back as it was."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.account import Account, connect
from client.mail_files import Outcome, export_mbox, export_message, import_files
from client.trust import TrustStore
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD
from tests.support.serving import serving

SignIn = Callable[[str], Account]

BODIES = [b"Hello\r\n", b"From me\r\n>From you\r\n\r\n", b"No line end", b"x" * 900 + b"\r\n" + b"\xc3\xa4\r\n" * 3_000]


@pytest.fixture(scope="module")
def sign_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignIn]:
    with ExitStack() as stack:
        postroom = stack.enter_context(serving(tmp_path_factory.mktemp("postroom")))
        https = stack.enter_context(inbox_process(postroom))

        def make(name: str) -> Account:
            postroom.account(name)
            server = connect(postroom.link(https), TrustStore(tmp_path_factory.mktemp("client")))
            return stack.enter_context(closing(Account.sign_in(server, name, PASSWORD)))

        yield make


def nothing(_done: int, _total: int) -> None:
    pass


def written(folder: Path) -> list[Path]:
    paths = []
    for number, body in enumerate(BODIES):
        path = folder / f"{number}.eml"
        path.write_bytes(b"From: Ben <ben@project.com>\r\nSubject: Number %d\r\n\r\n" % number + body)
        paths.append(path)
    return paths


def test_messages_go_in_and_out_as_they_are(sign_in: SignIn, tmp_path: Path) -> None:
    anna = sign_in("anna")
    paths = written(tmp_path)
    assert import_files(anna, paths, "inbox", nothing) == Outcome(len(paths))
    rows = anna.latest("inbox", 50).rows
    assert {row.subject for row in rows} == {f"Number {number}" for number in range(len(paths))}
    assert all(row.seen for row in rows)
    for row in rows:
        copy = tmp_path / "copy.eml"
        assert export_message(anna, row.id, copy, nothing) == Outcome(1)
        assert copy.read_bytes() == paths[int(row.subject.split()[1])].read_bytes()


def test_folder_goes_out_and_into_another_account_with_its_times(sign_in: SignIn, tmp_path: Path) -> None:
    clara, david = sign_in("clara"), sign_in("david")
    noon = datetime(2021, 3, 8, 12, 5, 9, tzinfo=UTC)
    for path in written(tmp_path):
        clara.import_message(path, "archive", noon)
    mbox = tmp_path / "archive.mbox"
    assert export_mbox(clara, "archive", mbox, nothing) == Outcome(len(BODIES))
    assert import_files(david, [mbox], "archive", nothing) == Outcome(len(BODIES))
    before, after = (account.latest("archive", 50).rows for account in (clara, david))
    assert {row.received_at for row in after} == {noon}
    assert sorted(row.subject for row in after) == sorted(row.subject for row in before)
    for row in after:
        copy = tmp_path / "copy.eml"
        export_message(david, row.id, copy, nothing)
        content = (tmp_path / f"{row.subject.split()[1]}.eml").read_bytes()
        assert copy.read_bytes() == (content if content.endswith(b"\r\n") else content + b"\r\n")


def test_file_that_is_no_message_is_left_out(sign_in: SignIn, tmp_path: Path) -> None:
    elif_ = sign_in("elif")
    path = tmp_path / "picture.eml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n not a message")
    outcome = import_files(elif_, [path], "inbox", nothing)
    assert outcome.moved == 0
    assert [failure.what for failure in outcome.failures] == ["picture.eml"]
    assert elif_.latest("inbox", 50).rows == ()


def test_file_that_is_no_message_is_told_as_that(sign_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "list.eml"
    path.write_bytes(b"milk\nbread\n")
    outcome = import_files(sign_in("olga"), [path], "inbox", nothing)
    assert [failure.why for failure in outcome.failures] == ["This is no message: it does not begin with a header."]


def test_file_with_a_date_of_its_own_keeps_it_on_the_server(sign_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "old.eml"
    path.write_bytes(b"Date: Sun, 8 Mar 2020 13:05:09 +0100\r\nSubject: Old\r\n\r\nHello\r\n")
    piet = sign_in("piet")
    assert import_files(piet, [path], "inbox", nothing) == Outcome(1)
    assert [row.received_at for row in piet.latest("inbox", 5).rows] == [datetime(2020, 3, 8, 12, 5, 9, tzinfo=UTC)]


def test_file_with_a_year_that_cannot_be_comes_all_the_same(sign_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "old.eml"
    path.write_bytes(b"Date: Sun, 12 Jan 103 12:00:00 +0000\r\nSubject: Old\r\n\r\nHello\r\n")
    paula = sign_in("paula")
    assert import_files(paula, [path], "inbox", nothing) == Outcome(1)
    assert len(paula.latest("inbox", 5).rows) == 1
