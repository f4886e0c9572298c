"""Import and export message by message: what can be moved is, and of the rest it is told why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.errors import Cancelled, ConnectionLost, FileFault, MessageGone, TooLarge
from client.mail_files import Outcome, export_mbox, export_message, import_files
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import row

ONE = b"Subject: one\r\n\r\nHello\r\n"
TWO = b"Subject: two\r\n\r\nFrom me\r\n"


def nothing(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def account() -> AccountInMemory:
    made = AccountInMemory([row(1, "two"), row(2, "one")])
    made.blobs = {"BM1": TWO, "BM2": ONE}
    return made


def test_one_message_is_exported_as_it_came(account: AccountInMemory, tmp_path: Path) -> None:
    assert export_message(account, "M1", tmp_path / "x.eml", nothing) == Outcome(1)
    assert (tmp_path / "x.eml").read_bytes() == TWO


def test_message_that_is_gone_is_told(account: AccountInMemory, tmp_path: Path) -> None:
    assert export_message(account, "M7", tmp_path / "x.eml", nothing).failures[0].what == "M7"


def test_exported_folder_can_be_imported_again(account: AccountInMemory, tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    assert export_mbox(account, "inbox", path, nothing) == Outcome(2)
    assert import_files(account, [path], "archive", nothing) == Outcome(2)
    came = {(box, content.replace(b"\n", b"\r\n"), at) for box, content, at in account.imported}
    times = {one.id: one.received_at.replace(microsecond=0) for one in account.rows["inbox"]}
    assert came == {("archive", ONE, times["M2"]), ("archive", TWO, times["M1"])}


def test_message_file_is_imported_as_it_is(account: AccountInMemory, tmp_path: Path) -> None:
    path = tmp_path / "x.eml"
    path.write_bytes(ONE)
    assert import_files(account, [path], "inbox", nothing) == Outcome(1)
    assert account.imported == [("inbox", ONE, None)]


def test_file_that_cannot_be_imported_is_told_and_the_others_come(account: AccountInMemory, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("empty.eml", "missing.eml", "good.eml")]
    paths[0].write_bytes(b"")
    paths[2].write_bytes(ONE)
    outcome = import_files(account, paths, "inbox", nothing)
    assert outcome.moved == 1
    assert [failure.what for failure in outcome.failures] == ["empty.eml", "missing.eml"]
    assert all(failure.why.endswith(".") for failure in outcome.failures)


def test_message_inside_of_a_file_is_named_by_its_number(account: AccountInMemory, tmp_path: Path) -> None:
    path = tmp_path / "old.mbox"
    path.write_bytes(b"From - Sun Mar 08 12:05:09 2026\n" + ONE + b"\nFrom - Sun Mar 08 12:05:10 2026\n\n\n")
    outcome = import_files(account, [path], "inbox", nothing)
    assert outcome.moved == 1
    assert [failure.what for failure in outcome.failures] == ["old.mbox, 2"]
    assert account.imported[0][2] == datetime(2026, 3, 8, 12, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "came"),
    [
        (b"Date: Sun, 8 Mar 2020 13:05:09 +0100\r\n", datetime(2020, 3, 8, 12, 5, 9, tzinfo=UTC)),
        (b"Date: Sun, 8 Mar 2020 12:05:09 -0000\r\n", datetime(2020, 3, 8, 12, 5, 9, tzinfo=UTC)),
        (b"Received: by x; Mon, 9 Mar 2020 08:00:00 +0000\r\nDate: Sun, 8 Mar 2020 13:05:09 +0100\r\n", None),
        (b"Date: Fri, 31 Dec 9999 23:59:59 -9999\r\n", None),
        (b"Date: Fri, 7 Nov 9998 10:00:00 +0000\r\n", None),
        (b"Date: yesterday\r\n", None),
        (b"Date:\r\n", None),
        (b"", None),
    ],
)
def test_message_file_that_went_through_no_server_keeps_its_date(
    account: AccountInMemory, tmp_path: Path, header: bytes, came: datetime | None
) -> None:
    # Mail out of another program's folder of sent mail stood in the list as of the moment of the import.
    path = tmp_path / "x.eml"
    path.write_bytes(header + ONE)
    assert import_files(account, [path], "sent", nothing) == Outcome(1)
    assert account.imported[0][2] == came


def test_import_that_is_cancelled_keeps_what_came(account: AccountInMemory, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.eml" for number in range(3)]
    for path in paths:
        path.write_bytes(ONE)

    def progress(_done: int, _total: int) -> None:
        if account.imported:
            raise Cancelled

    assert import_files(account, paths, "inbox", progress) == Outcome(1, (), stopped=True)


def test_lost_connection_ends_the_import_and_is_told(account: AccountInMemory, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.eml" for number in range(3)]
    for path in paths:
        path.write_bytes(ONE)
    account.faults["import_message"] = ConnectionLost("mail.project.com", 1443)
    outcome = import_files(account, paths, "inbox", nothing)
    assert (outcome.moved, outcome.stopped, len(outcome.failures)) == (0, True, 1)
    assert account.calls.count("import_message") == 1


@pytest.mark.parametrize("stop", [Cancelled(), ConnectionLost("mail.project.com", 1443)])
def test_export_that_does_not_end_leaves_the_old_file(
    account: AccountInMemory, tmp_path: Path, stop: Cancelled | ConnectionLost
) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(b"old")
    account.faults["save_attachment"] = stop
    with pytest.raises(type(stop)):
        export_mbox(account, "inbox", path, nothing)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("inbox.mbox", b"old")]


@pytest.mark.parametrize("fault", [MessageGone(), TooLarge()])
def test_message_that_cannot_be_exported_is_told(
    account: AccountInMemory, tmp_path: Path, fault: MessageGone | TooLarge
) -> None:
    account.faults["save_attachment"] = fault
    outcome = export_mbox(account, ["M1", "M2", "M9"], tmp_path / "x.mbox", nothing)
    assert outcome.moved == 0
    assert [failure.what for failure in outcome.failures] == ["two", "one", "1"]


def test_export_into_a_folder_that_is_not_there_is_a_fault(account: AccountInMemory, tmp_path: Path) -> None:
    with pytest.raises(FileFault):
        export_mbox(account, "inbox", tmp_path / "no" / "x.mbox", nothing)


def test_progress_never_goes_back(account: AccountInMemory, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: told.append((done, total))  # noqa: E731 - one line of work
    export_mbox(account, "inbox", tmp_path / "x.mbox", tell)
    import_files(account, [tmp_path / "x.mbox"], "inbox", tell)
    exported, imported = told[: len(told) // 2], told[len(told) // 2 :]
    assert exported == sorted(exported)
    assert imported == sorted(imported)
    assert all(done <= total for done, total in told)
