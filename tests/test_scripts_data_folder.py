import os
from pathlib import Path

import pytest

from scripts.data_folder import STORE, opened
from scripts.errors import StartError


def make_things(folder: Path) -> None:
    (folder / STORE).write_text("store")
    (folder / "certs").mkdir(exist_ok=True)
    (folder / "certs" / "ca.key").write_text("key")


def fail_half_way(path: Path, complete: bool = False) -> None:
    with opened(path) as folder:
        make_things(path)
        folder.complete = complete
        raise StartError("half way")


def test_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "deep" / "mail") as folder:
        assert folder.first
        folder.complete = True
    assert (tmp_path / "deep" / "mail").stat().st_mode & 0o777 == 0o700


def test_folder_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with opened(tmp_path):
        assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_failed_first_start_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="half way"):
        fail_half_way(tmp_path / "deep" / "mail")
    assert list(tmp_path.iterdir()) == []


def test_failed_first_start_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('domain = "a.org"')
    (tmp_path / "environment" / "bin").mkdir(parents=True)
    (tmp_path / "certs").mkdir()
    before = set(tmp_path.rglob("*"))
    with pytest.raises(StartError, match="half way"):
        fail_half_way(tmp_path)
    assert set(tmp_path.rglob("*")) == before


def test_failed_later_start_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / STORE).write_text("store")
    with pytest.raises(StartError, match="half way"):
        fail_half_way(tmp_path)
    assert (tmp_path / STORE).exists()
    assert (tmp_path / "certs" / "ca.key").exists()


def test_failure_after_the_first_start_was_complete_removes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="half way"):
        fail_half_way(tmp_path / "mail", complete=True)
    assert (tmp_path / "mail" / STORE).exists()


def test_folder_with_other_things_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    tmp_path.chmod(0o755)
    with pytest.raises(StartError, match=r"not a data folder of Postroom: it has other things in it \(thesis.txt\)"):
        opened(tmp_path).__enter__()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("")
    with pytest.raises(StartError, match="cannot be used as the data folder"):
        opened(tmp_path / "mail").__enter__()


def test_second_start_is_told_who_has_the_folder_and_removes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "mail") as folder:
        make_things(folder.path)
        with pytest.raises(StartError, match=rf"already running on .*/mail \(process {os.getpid()}\)") as told:
            opened(tmp_path / "mail").__enter__()
        assert "--data" in told.value.remedy
        assert (tmp_path / "mail" / STORE).exists()
        folder.complete = True


def test_lock_is_free_again_after_the_end(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path) as folder:
            folder.complete = True
