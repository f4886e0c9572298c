import os
import socket
from pathlib import Path

import pytest

from scripts.port_owner import Listening, listening, owner

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:05A3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41234 1 0000000 100 0 0 10 0
   1: 0100007F:05A3 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 41300 1 0000000 20 4 30 10 -1
"""


def make_proc(folder: Path, table: str = TABLE) -> Path:
    (folder / "net").mkdir()
    (folder / "net" / "tcp").write_text(table)
    return folder


def make_process(proc: Path, number: int, inode: int, name: str, *words: str) -> None:
    process = proc / str(number)
    (process / "fd").mkdir(parents=True)
    (process / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (process / "comm").write_text(f"{name}\n")
    (process / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))


def test_only_listening_sockets_are_found() -> None:
    assert listening(TABLE) == [Listening(port=1443, uid=1000, inode="41234")]


def test_program_and_process_are_named(tmp_path: Path) -> None:
    make_process(make_proc(tmp_path), 812, 41234, "nginx", "nginx: master process")
    assert owner(1443, tmp_path) == "nginx (process 812)"


def test_interpreter_is_named_with_what_it_runs(tmp_path: Path) -> None:
    make_process(make_proc(tmp_path), 7, 41234, "python3", "/usr/bin/python3", "-m", "webserver", "--data")
    assert owner(1443, tmp_path) == "python3 -m webserver (process 7)"


def test_options_of_the_interpreter_are_not_what_it_runs(tmp_path: Path) -> None:
    words = ["python", "-P", "-X", "dev", "-m", "scripts.start_up", "--headless"]
    make_process(make_proc(tmp_path), 7, 41234, "python", *words)
    assert owner(1443, tmp_path) == "python -m scripts.start_up (process 7)"


def test_program_given_as_an_argument_stays_one_short_line(tmp_path: Path) -> None:
    """Its lines broke the sentence that names it."""
    make_process(make_proc(tmp_path), 7, 41234, "python3", "python3", "-c", "import time\ntime.sleep(1)\n" + "x" * 200)
    words = owner(1443, tmp_path)
    assert words.startswith("python3 -c import time time.sleep(1) xxx")
    assert "\n" not in words
    assert len(words) < 90


def test_user_is_named_when_the_process_may_not_be_seen(tmp_path: Path) -> None:
    assert owner(1443, make_proc(tmp_path, TABLE.replace(" 1000 ", " 4294967 "))) == "a program of user 4294967"


def test_unknown_owner_is_another_program(tmp_path: Path) -> None:
    assert owner(1443, tmp_path) == "another program"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_real_listener_is_found(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        listener = socket.create_server((address, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {address}")
    with listener:
        assert f"(process {os.getpid()})" in owner(listener.getsockname()[1])


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells")
def test_listener_is_found_among_handles_that_are_closed_meanwhile() -> None:
    """The one that lists our own gets the lowest free number, and is gone when it is looked at."""
    lower = os.open(os.devnull, os.O_RDONLY)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        os.close(lower)
        assert lower < listener.fileno()
        assert f"(process {os.getpid()})" in owner(listener.getsockname()[1])
