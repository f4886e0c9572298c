"""The settings file: what is saved is read back, and no state of the file keeps the window from starting."""

import os
import stat
from pathlib import Path

import pytest

from client.errors import FileFault
from client.settings import FILE_NAME, Settings, load, save

SOME = Settings(server="localhost:1443", address="anna@project.com", latest=120, geometry="AdnQ")


def test_saved_settings_are_read_back(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    assert load(tmp_path).settings == SOME
    assert load(tmp_path).notice == ""


def test_first_start_has_the_defaults_and_no_notice(tmp_path: Path) -> None:
    found = load(tmp_path / "not there yet")
    assert found.settings == Settings()
    assert found.settings.latest == 50
    assert found.notice == ""


def test_folder_and_file_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "postroom"
    save(folder, SOME)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600


def test_saving_leaves_nothing_but_the_file(tmp_path: Path) -> None:
    save(tmp_path, SOME)
    save(tmp_path, SOME)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"latest": "many"}',
        b'{"latest": 0}',
        b'{"latest": 1001}',
        b'{"latest": true}',
        b'{"server": 7}',
        b"[" * 100_000,
    ],
)
def test_damaged_file_is_set_aside_and_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damage)
    found = load(tmp_path)
    assert found.settings == Settings()
    assert str(tmp_path / f"{FILE_NAME}.damaged") in found.notice
    assert (tmp_path / f"{FILE_NAME}.damaged").read_bytes() == damage
    assert load(tmp_path).notice == ""


def test_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    for damage in (b"one", b"two"):
        (tmp_path / FILE_NAME).write_bytes(damage)
        load(tmp_path)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"one", b"two"}


def test_missing_and_unknown_keys_are_no_damage(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"server": "localhost", "newer": [1]}')
    found = load(tmp_path)
    assert found.settings == Settings(server="localhost")
    assert found.notice == ""


def test_folder_in_place_of_the_file_is_told_and_survived(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    found = load(tmp_path)
    assert found.settings == Settings()
    assert FILE_NAME in found.notice


def test_settings_that_cannot_be_written_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileFault) as caught:
        save(tmp_path / "file" / "postroom", SOME)
    assert os.fspath(tmp_path / "file") in caught.value.sentence
