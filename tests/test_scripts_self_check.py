"""`postroom check`: every line with its verdict and remedy, while Postroom runs and while it does not."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.files import CertificateFiles
from certs.issue import ensure_certificate
from certs.names import machine_names
from db import heartbeat, integrity
from db.database import Store
from db.settings import Ports, Settings
from scripts import data_lock, health_doors, health_files, installation, self_check
from scripts.data_folder import STORE
from scripts.environment import ROOT
from scripts.health_doors import Met
from tests.support.certificates import make_certificates
from tests.support.free_ports import free_port
from tests.support.postroom import Postroom
from tests.support.scripted_server import Peer, ScriptedServer
from tests.support.started import Started, choose_ports
from tests.support.wire import eventually
from webserver.admin.health import Check

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def run(data: Path, *options: str) -> tuple[int, str, str]:
    words = [sys.executable, "-P", "-W", "error", "-c", "from scripts.command import main; raise SystemExit(main())"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*words, "check", "--data", str(data), *options], env=environ, capture_output=True, text=True, timeout=90,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def told(data: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    status, out, err = run(data, "--json")
    assert err == ""
    return status, {one["name"]: one for one in json.loads(out)["checks"]}


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Settings:
    """A data folder as a start leaves it, with ports that nobody has."""
    found = replace(Settings(tmp_path), ports=Ports(free_port(), free_port(), free_port()))
    installation.write_settings(found, found)
    installation.ensure_certificates(found)
    installation.ensure_secret_keys(found, store)
    tmp_path.chmod(0o700)
    for name in (found.store, found.store.with_suffix(".sqlite3-wal"), found.store.with_suffix(".sqlite3-shm")):
        if name.exists():
            name.chmod(0o600)
    return found


@pytest.mark.timeout(180)
def test_running_postroom_is_checked_through_its_own_doors(tmp_path: Path) -> None:
    data = tmp_path / "data"
    choose_ports(data)
    started = Started(data)
    ready = started.wait()
    with closing(Store(data / STORE)) as store:
        # It is ready before it has its first turn.
        eventually("the courier's first sign of life", lambda: heartbeat.last(store) is not None)
    status, found = told(data)
    for name, port in (
        ("Sending (STARTTLS)", ready["smtp_starttls"][1]), ("Sending (TLS)", ready["smtp_tls"][1]),
        ("Web and JMAP (HTTPS)", ready["https"][1]),
    ):  # fmt: skip
        line = found[f"{name}, port {port}"]
        assert line["verdict"] == "good", line
        assert "TLSv1.3, verified, good for " in line["words"]
    for name in ("Settings", "Private files", "Certificates fit", "Store is whole", "Clock", "Courier"):
        assert found[name]["verdict"] == "good", found[name]
    assert (status, "Servers" in found) == (0, False)
    assert all(line["remedy"] for line in found.values() if line["verdict"] != "good")
    status, out, _ = run(data)
    assert status == 0
    assert "good   Settings" in out
    assert out.rstrip().endswith("It works. Some things are worth a look.")
    assert started.stop()[0] == 0
    status, found = told(data)
    assert (status, found["Servers"]["verdict"]) == (0, "warning")
    assert "Courier" not in found


def test_postroom_that_does_not_run_is_checked_and_left_as_it_is(house: Settings) -> None:
    before = {file: file.read_bytes() for file in house.data.rglob("*") if file.is_file() and "-" not in file.suffix}
    status, found = told(house.data)
    assert status == 0
    assert found["Servers"]["remedy"].startswith("Start it with scripts/start")
    assert {file: file.read_bytes() for file in before} == before
    assert not list(house.data.glob("backups/*"))


def test_stranger_on_a_port_is_found_before_a_start_fails(house: Settings) -> None:
    with socket.create_server(("127.0.0.1", house.ports.https)):
        status, found = told(house.data)
    line = found[f"Web and JMAP (HTTPS), port {house.ports.https}"]
    assert (status, line["verdict"]) == (1, "fault")
    assert f"(process {os.getpid()})" in line["words"]


def test_nothing_there_is_told(tmp_path: Path) -> None:
    status, out, err = run(tmp_path / "nothing")
    assert (status, out) == (1, "")
    assert "There is no Postroom in" in err


def test_wrong_settings_are_the_only_line(house: Settings) -> None:
    house.file.write_text("domain = 5\n")
    status, found = told(house.data)
    assert status == 1
    assert found.keys() == {"Settings"}
    assert "line 1" in found["Settings"]["words"]


def test_file_that_others_may_read_is_named_with_what_to_run(house: Settings) -> None:
    assert health_files.private_files(house).verdict == "good"
    house.secret_keys.chmod(0o644)
    found = health_files.private_files(house)
    assert (found.verdict, found.remedy) == ("fault", f"Run: chmod go-rwx '{house.secret_keys}'")
    subprocess.run(["sh", "-c", found.remedy.removeprefix("Run: ")], check=True)
    assert health_files.private_files(house).verdict == "good"


def test_key_of_another_certificate_is_a_fault(house: Settings, tmp_path: Path) -> None:
    assert health_files.certificates(house).verdict == "good"
    files = CertificateFiles(house.certificates)
    mine = files.key.read_bytes()
    files.key.write_bytes(make_certificates(tmp_path / "other").key.read_bytes())
    assert "not the one of its certificate" in health_files.certificates(house).words
    files.key.write_bytes(mine)
    files.ca_certificate.write_bytes((tmp_path / "other" / "ca.pem").read_bytes())
    assert "not of one authority" in health_files.certificates(house).words
    files.ca_certificate.unlink()
    assert health_files.certificates(house).words == "A file is missing."


def test_name_that_the_certificate_lacks_is_told(house: Settings) -> None:
    more = replace(house, names=("mail.example.com",))
    found = health_files.certificates(more)
    assert (found.verdict, "mail.example.com" in found.words) == ("warning", True)
    files = CertificateFiles(house.certificates)
    ensure_certificate(files, machine_names(more.domain, more.host, more.names), datetime.now(UTC))
    assert health_files.certificates(more).verdict == "good"


def test_damaged_store_is_a_fault_with_its_remedy(house: Settings, store: Store) -> None:
    assert health_files.store_file(house.store).verdict == "good"
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    content = bytearray(house.store.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\x07" * 4096 * 9
    house.store.write_bytes(content)
    status, found = told(house.data)
    assert status == 1
    assert found["Store is whole"]["words"].startswith("It is damaged: ")
    assert "backup" in found["Store is whole"]["remedy"]


def test_large_store_is_looked_through_for_a_limited_time(tmp_path: Path) -> None:
    file = tmp_path / "large.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE one (a, b)")
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i, hex(i) FROM n"
    connection.execute(f"INSERT INTO one {rows}")
    connection.execute("CREATE INDEX one_b ON one (b, a)")
    connection.commit()
    connection.close()
    assert integrity.quick_check(file, 60) == integrity.Soundness("", complete=True)
    found = integrity.quick_check(file, 0.0)
    assert found == integrity.Soundness("", complete=False)
    assert health_files.store_check(found, 0).verdict == "good"


def test_store_of_another_version_is_not_touched(house: Settings, store: Store) -> None:
    store.run_tx(lambda tx: tx.execute("DELETE FROM schema_version WHERE number = 3"))
    status, found = told(house.data)
    assert (status, found["Store"]["verdict"]) == (0, "warning")
    store.run_tx(lambda tx: tx.execute("UPDATE schema_version SET number = 999 WHERE number = 2"))
    status, found = told(house.data)
    assert (status, found["Store"]["verdict"]) == (1, "fault")


def test_clock_that_went_back_is_found(store: Store) -> None:
    assert integrity.newest_moment(store) is None
    heartbeat.beat(store, int(NOW.timestamp()))
    newest = integrity.newest_moment(store)
    assert newest == int(NOW.timestamp())
    assert health_files.clock(NOW + timedelta(days=1), newest).verdict == "good"
    assert health_files.clock(NOW - timedelta(days=1), newest).verdict == "fault"
    assert health_files.clock(NOW - timedelta(seconds=60), newest).verdict == "good"
    assert health_files.clock(datetime(1970, 1, 2, tzinfo=UTC), None).verdict == "fault"


def test_certificate_of_another_authority_is_a_fault(house: Settings, tmp_path: Path) -> None:
    other = Postroom.in_folder(tmp_path / "other")
    other.start()
    try:
        found = health_doors.look(replace(house, ports=other.ports), running=True)
    finally:
        other.stop()
    for one in found[:2]:
        assert (one.verdict, one.words.partition(":")[0]) == ("fault", "Its certificate cannot be verified")
        assert f"(process {os.getpid()})" in one.remedy


def test_server_that_speaks_something_else_is_a_fault(house: Settings) -> None:
    def talk(peer: Peer) -> None:
        peer.send(b"SSH-2.0-OpenSSH_9.2\r\n")

    with ScriptedServer(talk) as stranger:
        found = health_doors.look(replace(house, ports=Ports(stranger.port, stranger.port, stranger.port)), True)
    assert [one.verdict for one in found] == ["fault"] * 3
    assert all("does not answer as Postroom does" in one.words for one in found)


def test_closed_door_is_a_fault(house: Settings) -> None:
    closed = health_doors.look(house, running=True)
    assert [one.verdict for one in closed] == ["fault"] * 3
    assert {one.words for one in closed} == {"Nothing listens there."}
    assert all(one.remedy for one in closed)


def test_certificate_that_is_about_to_end_is_worth_a_look() -> None:
    good = health_doors.answered("Door", Met("TLSv1.3", NOW + timedelta(days=30)), 12.3, NOW)
    assert good == Check("Door", "good", "It answers after 12 ms: TLSv1.3, verified, good for 30 days.")
    assert health_doors.answered("Door", Met("TLSv1.3", NOW + timedelta(days=3)), 12.3, NOW).verdict == "warning"


def test_lock_tells_whether_postroom_runs(house: Settings) -> None:
    assert not self_check.is_running(house.data)
    with data_lock.held(house.data):
        assert self_check.is_running(house.data)
    assert not self_check.is_running(house.data)
