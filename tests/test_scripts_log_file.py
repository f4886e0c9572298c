from pathlib import Path

from scripts.log_file import LogFile


def has_failed(log: LogFile) -> bool:
    return log.failed


def test_lines_are_appended_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    for _ in range(2):
        log = LogFile(path)
        log.write(b"one line\n")
        log.close()
    assert path.read_bytes() == b"one line\n" * 2
    assert path.stat().st_mode & 0o777 == 0o600


def test_full_log_becomes_the_older_one_and_the_oldest_goes(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "server.log", limit=100)
    for number in range(80):
        log.write(f"line {number:04}\n".encode())
    log.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["server.log", *(f"server.log.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())
    assert (tmp_path / "server.log").read_bytes().endswith(b"line 0079\n")


def test_log_that_cannot_be_written_says_so_and_goes_on(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "missing" / "server.log")
    log.write(b"lost\n")
    assert has_failed(log)
    (tmp_path / "missing").mkdir()
    log.write(b"kept\n")
    assert not has_failed(log)
    log.close()
    assert (tmp_path / "missing" / "server.log").read_bytes() == b"kept\n"
