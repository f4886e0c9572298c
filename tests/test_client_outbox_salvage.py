"""What can be read of a damaged outbox goes on in the new one, and nothing of it is sent by itself."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.draft import Submission
from client.outbox import Outbox, OutboxItem, State
from client.private_files import set_aside
from client.server_answers import Refusal

ANNA, BEN, CARL = "anna@project.com", "ben@project.com", "carl@project.com"
PAGE = 4096
MANY = 60


def submission(number: int) -> Submission:
    head = f"From: {ANNA}\r\nTo: {BEN}\r\nBcc: {CARL}\r\nSubject: Number {number}\r\n\r\n"
    content = head.encode() + f"{number} ".encode() * 250 + b"\r\n"
    return Submission(ANNA, (BEN, CARL), content, f"<{number}@project.com>", f"Number {number}")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outbox of many messages that wait, none of it in the write-ahead log."""
    path = tmp_path_factory.mktemp("whole") / "outbox.sqlite3"
    with closing(Outbox(path)) as outbox:
        for number in range(1, MANY + 1):
            assert outbox.put(submission(number)).id == number
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "outbox.sqlite3"))


def spoil(path: Path, page: int) -> None:
    """Damage a page, whose numbers begin with 1."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def pages_of(path: Path, table: str) -> Iterator[int]:
    """The leaves of a table."""
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    data = path.read_bytes()
    top = data[(root - 1) * PAGE :]
    assert top[0] == 5, "a page that points to others"
    for cell in range(int.from_bytes(top[3:5])):
        place = int.from_bytes(top[12 + 2 * cell :][:2])
        yield int.from_bytes(top[place:][:4])


def check_whole(item: OutboxItem, content: bytes | None) -> None:
    """What is kept is as it was, but for its state."""
    expected = submission(item.id)
    assert (item.subject, item.message_id, item.sender) == (expected.subject, expected.message_id, ANNA)
    if content is not None:
        assert content == expected.content
        assert sorted(one.address for one in item.recipients) == [BEN, CARL]
        assert item.state is State.UNSURE
    else:
        assert item.state is State.REFUSED
        assert "Write it again" in item.words


def test_messages_on_both_sides_of_the_damage_are_kept(path: Path) -> None:
    leaves = list(pages_of(path, "item"))
    spoil(path, leaves[len(leaves) // 2])
    before = path.read_bytes()
    with closing(Outbox(path)) as outbox:
        assert outbox.damage is not None
        assert outbox.damage.aside.read_bytes() == before
        items = outbox.items()
        assert f": {len(items)} messages in it could be read" in outbox.damage.sentence
        assert MANY - 10 <= len(items) < MANY
        assert {items[0].id, items[-1].id} == {1, MANY}
        for item in items:
            check_whole(item, outbox.content(item.id))
        assert outbox.claim() is None
        assert outbox.retry_now(1)
        claimed = outbox.claim()
        assert claimed is not None
        assert claimed[1] == submission(1)
        assert outbox.put(submission(MANY + 1)).id == MANY + 1
    with closing(Outbox(path)) as outbox:
        assert outbox.damage is None
        assert len(outbox.items()) == len(items) + 1


def test_recipients_that_cannot_be_read_stand_in_the_message(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'recipient'").fetchone()
    spoil(path, root)
    with closing(Outbox(path)) as outbox:
        items = outbox.items()
        assert len(items) == MANY
        assert {one.address for item in items for one in item.recipients} == {BEN, CARL}
        assert all(len(item.recipients) == 2 for item in items)


def test_any_damaged_page_leaves_an_outbox_that_works(path: Path, tmp_path: Path) -> None:
    for page in range(2, path.stat().st_size // PAGE + 1):
        copy = tmp_path / f"{page}" / path.name
        copy.parent.mkdir()
        shutil.copy(path, copy)
        spoil(copy, page)
        with closing(Outbox(copy)) as outbox:
            assert outbox.damage is not None, page
            for item in outbox.items():
                check_whole(item, outbox.content(item.id))
            assert outbox.put(submission(MANY + 1)).state is State.WAITING


def test_sent_and_refused_messages_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    with closing(Outbox(path, lambda: datetime(2026, 8, 22, 10, 30, tzinfo=UTC))) as outbox:
        for number in range(1, 5):
            outbox.put(submission(number))
        for end in (outbox.settle, lambda item_id: outbox.refuse(item_id, "Too large.")):
            claimed = outbox.claim()
            assert claimed is not None
            end(claimed[0].id)
        outbox.claim()
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'item_due'").fetchone()
    spoil(path, root)
    with closing(Outbox(path)) as outbox:
        assert outbox.damage is not None
        items = {item.id: item for item in outbox.items()}
        assert [items[number].state for number in range(1, 5)] == ["sent", "refused", "unsure", "unsure"]
        assert items[2].words == "Too large."
        assert all(one.state is State.SENT for one in items[1].recipients)
        assert outbox.claim() is None


def test_message_without_its_text_is_not_sent(path: Path) -> None:
    """Its text went over several pages, one of which is damaged."""
    long = Submission(ANNA, (BEN,), b"Subject: Long\r\n\r\n" + b"long " * 20_000, "<long@project.com>", "Long")
    with closing(Outbox(path)) as outbox:
        long_id = outbox.put(long).id
        size = path.stat().st_size
    spoil(path, max(size, path.stat().st_size) // PAGE - 5)
    with closing(Outbox(path)) as outbox:
        items = {item.id: item for item in outbox.items()}
        assert len(items) == MANY + 1
        assert (items[long_id].state, outbox.content(long_id)) == (State.REFUSED, None)
        assert not outbox.retry_now(long_id)
        assert outbox.claim() is None


def test_write_ahead_log_of_a_damaged_file_goes_aside_with_it(path: Path) -> None:
    outbox = Outbox(path)
    outbox.put(submission(MANY + 1))
    # As a crash leaves it: the log is not in the file yet.
    log = path.with_name(path.name + "-wal").read_bytes()
    assert log
    outbox.close()
    path.write_bytes(b"no database " * 1000)
    path.with_name(path.name + "-wal").write_bytes(log)
    with closing(Outbox(path)) as again:
        assert again.damage is not None
        assert "could not be read" in again.damage.sentence
        assert again.items() == ()
        assert again.put(submission(1)).id == 1
    with closing(Outbox(path)) as again:
        assert (again.damage, len(again.items())) == (None, 1)


def test_values_that_damage_has_made_do_not_keep_the_outbox_from_opening(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    # Python's parser of addresses fails on the first field.
    content = b"To: .<c>\r\nBcc: carl@project.com\r\n\r\nHello\r\n"
    with closing(Outbox(path)) as outbox:
        outbox.put(Submission(ANNA, (BEN,), content, "<1@project.com>", "One"))
    with closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE item SET created = 1e300, next_try = -1e300")
        store.commit()
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'recipient'").fetchone()
    spoil(path, root)
    with closing(Outbox(path)) as outbox:
        (item,) = outbox.items()
        assert (item.state, [one.address for one in item.recipients]) == (State.UNSURE, [CARL])
        assert outbox.content(item.id) == content


def test_crash_before_the_new_file_has_its_name_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(damaged: Path, beside: Iterable[str]) -> Path:
        set_aside(damaged, beside)
        raise KeyboardInterrupt

    spoil(path, next(pages_of(path, "item")))
    with monkeypatch.context() as crashing:
        crashing.setattr("client.outbox_store.set_aside", crash)
        with pytest.raises(KeyboardInterrupt):
            Outbox(path)
    with closing(Outbox(path)) as outbox:
        items = outbox.items()
        assert MANY - 10 <= len(items) < MANY
        for item in items:
            check_whole(item, outbox.content(item.id))


def test_who_was_refused_is_not_said_to_have_it_because_sent_has(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    three = Submission(ANNA, (ANNA, BEN, CARL), b"Subject: Plan\r\n\r\nHello\r\n", "<1@project.com>", "Plan")
    with closing(Outbox(path)) as outbox:
        item_id = outbox.put(three).id
        outbox.claim()
        outbox.note_refused(item_id, (Refusal(BEN, 550, "No such recipient."), Refusal(CARL, 450, "Full.")))
        outbox.doubt(item_id, "The connection was lost.")
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'item_due'").fetchone()
    spoil(path, root)
    with closing(Outbox(path)) as outbox:
        (item,) = outbox.items()
        assert item.state is State.UNSURE
        assert [one.state for one in item.recipients] == [State.UNSURE, State.REFUSED, State.REFUSED]
        assert [one.words for one in item.recipients] == ["", "No such recipient.", "Full."]
        assert outbox.confirm_sent(item_id)
        assert outbox.retry_now(item_id)
        claimed = outbox.claim()
        assert claimed is not None
        assert claimed[1].recipients == (BEN, CARL)


def test_who_cannot_be_told_from_the_refused_is_not_said_to_have_it(path: Path) -> None:
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'recipient'").fetchone()
    spoil(path, root)
    with closing(Outbox(path)) as outbox:
        assert outbox.confirm_sent(1)
        item = outbox.item(1)
        assert item is not None
        assert (item.state, outbox.content(1)) == (State.REFUSED, submission(1).content)
        assert "nobody knows whether this was sent" in item.recipients[0].words
        assert outbox.retry_now(1)
