"""Certificates and keys on disk: modes, whole files, one writer at a time."""

import os
import threading
from pathlib import Path

import pytest

from certs.files import CertificateFiles, restrict, write_private, write_public


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> CertificateFiles:
    return CertificateFiles(tmp_path / "data" / "certs")


def test_folder_is_made_private_with_its_parents(files: CertificateFiles) -> None:
    with files.locked():
        assert _mode(files.folder) == 0o700


def test_folder_open_to_others_is_closed(files: CertificateFiles) -> None:
    files.folder.mkdir(parents=True)
    files.folder.chmod(0o755)
    with files.locked():
        assert _mode(files.folder) == 0o700


def test_private_file_is_for_the_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "some.key", b"secret")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "some.key") == 0o600


def test_public_file_is_readable_by_all_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_public(tmp_path / "some.pem", b"public")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "some.pem") == 0o644


def test_written_file_replaces_the_old_one_and_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), _mode(path)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_failed_write_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    (target / "child").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        write_private(target, b"data")
    assert list(tmp_path.iterdir()) == [target]


def test_restrict_takes_rights_away_and_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    path.touch(0o600)
    path.chmod(0o640)
    restrict(path, 0o600)
    assert _mode(path) == 0o600
    path.chmod(0o400)
    restrict(path, 0o600)
    assert _mode(path) == 0o400


def test_second_thread_waits_for_the_lock(files: CertificateFiles) -> None:
    order: list[str] = []
    asking = threading.Event()

    def second() -> None:
        asking.set()
        with files.locked():
            order.append("second")

    thread = threading.Thread(target=second)
    with files.locked():
        thread.start()
        assert asking.wait(30)
        thread.join(0.05)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]
