"""Bringing a store to today's schema: once, whole, after a backup, and never one that is newer."""

import sqlite3
from itertools import chain
from pathlib import Path

import pytest

from db import accounts
from db.database import Store
from db.errors import StoreDamaged, StoreError, StoreTooNew, Unavailable
from db.migrate import Step, migrate, steps, version
from tests.support.processes import at_once
from tests.support.stores import PASSWORD_HASH, assert_sound, fresh_store

FIRST = Step(1, "first", ("CREATE TABLE one (a INTEGER)", "INSERT INTO one VALUES (7)"))
SECOND = Step(2, "second", ("ALTER TABLE one ADD COLUMN b TEXT", "UPDATE one SET b = 'x'"))
THIRD = Step(3, "third", ("CREATE TABLE three (a INTEGER)", "INSERT INTO nowhere VALUES (1)"))


def opened(folder: Path) -> Store:
    return Store(folder / "postroom.sqlite3")


def test_steps_are_numbered_without_gaps() -> None:
    assert [step.number for step in steps()] == list(range(1, len(steps()) + 1))


def test_fresh_store_gets_every_step_and_no_backup(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert version(store) == 0
    assert migrate(store, tmp_path / "backups") == [step.name for step in steps()]
    assert version(store) == steps()[-1].number
    assert_sound(store)
    assert not (tmp_path / "backups").exists()
    store.close()


def test_store_is_for_its_owner_only(tmp_path: Path) -> None:
    """The file with everybody's mail had the mode of any other file."""
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups")
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    store.close()


def test_migrated_store_is_left_alone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups")
    made = store.run_tx(lambda tx: accounts.insert(tx, "anna@project.com", PASSWORD_HASH))
    assert migrate(store, tmp_path / "backups") == []
    assert accounts.get(store, made.id) == made
    assert not (tmp_path / "backups").exists()
    store.close()


def test_backup_is_made_before_a_later_step(tmp_path: Path) -> None:
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups", (FIRST,))
    store.run_tx(lambda tx: tx.execute("INSERT INTO one VALUES (8)"))
    assert migrate(store, tmp_path / "backups", (FIRST, SECOND)) == ["second"]
    assert store.rows("SELECT a, b FROM one ORDER BY a") == [(7, "x"), (8, "x")]
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name.startswith("before-schema-2-")
    assert (backup.stat().st_mode & 0o777, backup.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    copied = Store(backup)
    assert (version(copied), copied.rows("SELECT * FROM one ORDER BY a")) == (1, [(7,), (8,)])
    copied.close()
    store.close()


def test_failing_step_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups", (FIRST,))
    with pytest.raises(StoreError, match="nowhere"):
        migrate(store, tmp_path / "backups", (FIRST, THIRD))
    assert (version(store), store.rows("SELECT * FROM one")) == (1, [(7,)])
    assert store.rows("SELECT name FROM sqlite_master WHERE name = 'three'") == []
    assert migrate(store, tmp_path / "backups", (FIRST, SECOND)) == ["second"]
    store.close()


def test_failing_first_step_leaves_an_empty_store(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(StoreError):
        migrate(store, tmp_path / "backups", (THIRD,))
    assert version(store) == 0
    store.close()


def test_store_of_a_newer_postroom_is_refused_untouched(tmp_path: Path) -> None:
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups", (FIRST, SECOND))
    before = store.path.read_bytes()
    with pytest.raises(StoreTooNew) as refused:
        migrate(store, tmp_path / "backups", (FIRST,))
    assert str(refused.value) == (
        f"{store.path} was written by a newer Postroom (schema 2; this one knows 1). "
        "Install the newer version again, or restore a backup made before it."
    )
    assert store.path.read_bytes() == before
    assert not (tmp_path / "backups").exists()
    store.close()


@pytest.mark.parametrize("content", [b"no store" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_file_that_is_no_store_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    store = opened(tmp_path)
    store.path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="damaged"):
        migrate(store, tmp_path / "backups")
    store.close()
    assert store.path.read_bytes() == content


def test_store_with_a_torn_schema_is_damaged(tmp_path: Path) -> None:
    store = fresh_store(tmp_path / "postroom.sqlite3")
    store.close()
    content = bytearray(store.path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    store.path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="damaged"):
        migrate(store, tmp_path / "backups")
    store.close()


def test_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    store = opened(tmp_path / "nowhere")
    with pytest.raises(Unavailable):
        migrate(store, tmp_path / "backups")


def migrated(folder: Path, known: tuple[Step, ...] | None) -> list[str]:
    store = opened(folder)
    names = migrate(store, folder / "backups", known)
    store.close()
    return names


def test_processes_that_make_a_store_at_once_make_one(tmp_path: Path) -> None:
    """Of several first starts, all but one were told that the store is busy."""
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        assert sorted(chain(*at_once(migrated, folder, None))) == sorted(step.name for step in steps())
        store = opened(folder)
        assert_sound(store)
        store.close()


def test_processes_that_take_the_second_step_at_once_make_one_backup(tmp_path: Path) -> None:
    """The second of two failed, because the backup of the first had the same name, or kept one of the new schema."""
    store = opened(tmp_path)
    migrate(store, tmp_path / "backups", (FIRST,))
    store.close()
    assert list(chain(*at_once(migrated, tmp_path, (FIRST, SECOND)))) == ["second"]
    store = opened(tmp_path)
    assert store.rows("SELECT a, b FROM one") == [(7, "x")]
    store.close()
    (backup,) = (tmp_path / "backups").iterdir()
    with sqlite3.connect(backup) as copied:
        assert copied.execute("SELECT max(number) FROM schema_version").fetchone() == (1,)
    copied.close()
