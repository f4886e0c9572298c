"""The inbox server as a process of its own beside a `Postroom`, on the same data folder: `python -m webserver`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from client.discovery import Server, connect
from client.trust import TrustStore
from tests.support.postroom import Postroom, free_socket

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """domain = "{domain}"
host = "127.0.0.1"
registration = "{registration}"
[ports]
smtp_starttls = {smtp}
https = {https}
"""


@dataclass(frozen=True)
class Inbox:
    """Where it listens, and which process it is."""

    port: int
    pid: int


@contextmanager
def inbox_process(postroom: Postroom) -> Iterator[int]:
    """Serve the mail of `postroom` until the block ends; gives the HTTPS port."""
    with inbox_program(postroom) as inbox:
        yield inbox.port


@contextmanager
def known_server(postroom: Postroom, folder: Path) -> Iterator[Server]:
    """Serve the mail of `postroom` until the block ends; gives the server as a client knows it that keeps what it
    trusts in `folder`.
    """
    with inbox_process(postroom) as https:
        yield connect(postroom.link(https), TrustStore(folder))


@contextmanager
def inbox_program(postroom: Postroom) -> Iterator[Inbox]:
    """Serve the mail of `postroom` until the block ends."""
    with free_socket() as listener:
        port: int = listener.getsockname()[1]
        values = {"smtp": postroom.ports.smtp_starttls, "https": port, "registration": postroom.settings.registration}
        settings = SETTINGS.format(domain=postroom.domain, **values)
        (postroom.settings.data / "settings.toml").write_text(settings)
        ready, told = os.pipe()
        command = [sys.executable, "-m", "webserver", "--data", str(postroom.settings.data)]
        command += ["--listen", f"https={listener.fileno()}", "--ready-fd", str(told)]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=(listener.fileno(), told))
    os.close(told)
    try:
        with open(ready, "rb") as pipe:
            assert pipe.read() == b"ready\n", "the inbox server did not start"
        yield Inbox(port, process.pid)
    finally:
        process.terminate()
        assert process.wait(30) == 0
