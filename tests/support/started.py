"""Postroom as `scripts/start` runs it: real processes, real ports, a real data folder."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from certs.contexts import client_context
from db.settings import Settings
from db.settings_file import render
from scripts.environment import ROOT
from scripts.settings_file import with_value
from tests.support.free_ports import free_port
from tests.support.wire import eventually

PASSWORD = "correct horse battery"


class Started:
    """A running `scripts/start` (its part after the set-up) on a data folder; headless unless it gets a `display`."""

    running: ClassVar[list[subprocess.Popen[bytes]]] = []

    def __init__(self, data: Path, *options: str, display: Mapping[str, str] | None = None) -> None:
        self.data = data
        # The home folder of the test: a start must leave nothing beside its data folder.
        place = Path(tempfile.mkdtemp(dir=os.environ["HOME"]))
        self.ready, self._out, self._err = place / "ready.json", place / "out", place / "err"
        self._began = time.monotonic()
        words = [sys.executable, "-P", "-m", "scripts.start_up", "--data", str(data)]
        words += [] if display else ["--headless"]
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **(display or {})}
        with self._out.open("w") as out, self._err.open("w") as err:
            words += ["--ready", str(self.ready), *options]
            self.process = subprocess.Popen(words, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self.running.append(self.process)

    @classmethod
    def end_all(cls) -> None:
        """End what a test that failed has left running, with the servers of it."""
        while cls.running:
            process = cls.running.pop()
            process.terminate()
            process.wait(60)

    def told(self) -> str:
        """Return what was written so far."""
        return self._out.read_text()

    def end(self) -> tuple[int, str, str]:
        """Wait for the end; return exit status and what was written."""
        status = self.process.wait(60)
        return status, self.told(), self._err.read_text()

    def wait(self) -> dict[str, Any]:
        """Return the ready file's object once it is there."""
        eventually("a ready file or an end", lambda: self.ready.exists() or self.process.poll() is not None, 60)
        if not self.ready.exists():
            pytest.fail(f"{self.end()}")
        self.took = time.monotonic() - self._began
        return dict(json.loads(self.ready.read_text()))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal; return exit status and what was written."""
        self.process.send_signal(number)
        return self.end()


def choose_ports(data: Path) -> None:
    """Write ports that nobody else gets into the settings of a Postroom that does not run, new ones for a new one.

    Whoever starts twice on the same ports needs that: what `--ports auto` has chosen is anybody's between the two.
    """
    file = data / "settings.toml"
    if not file.exists():
        data.mkdir(mode=0o700)
        file.touch(mode=0o600)
        file.write_text(render(Settings(data)))
    text = file.read_text()
    for name in ("smtp_starttls", "smtp_tls", "https"):
        text = with_value(text, f"ports.{name}", free_port())
    file.write_text(text)


def password_file(folder: Path, password: str = PASSWORD) -> Path:
    """Write a file for `--admin-password-file`."""
    file = folder / "password"
    file.write_text(f"{password}\n")
    return file


def signed_in(where: dict[str, Any], password: str) -> smtplib.SMTP:
    """Return a connection of submission on which the admin has signed in."""
    host, port = where["smtp_starttls"]
    smtp = smtplib.SMTP(host, port, local_hostname="localhost", timeout=30)
    smtp.starttls(context=client_context(ca=Path(where["ca"])))
    smtp.login(where["admin"], password)
    return smtp


def send(where: dict[str, Any], password: str, subject: str) -> None:
    """Send the admin a message of its own."""
    with signed_in(where, password) as smtp:
        smtp.sendmail(where["admin"], [where["admin"]], f"Subject: {subject}\r\n\r\nHello.\r\n")
