"""The courier as a process of its own beside a `Postroom`, on the same data folder: `python -m server.courier`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.inbox_process import ROOT
from tests.support.postroom import Postroom


@contextmanager
def courier_process(postroom: Postroom) -> Iterator[None]:
    """Have the courier of `postroom` work until the block ends; it logs into the data folder, to `courier.log`."""
    ready, told = os.pipe()
    command = [sys.executable, "-m", "server.courier", "--data", str(postroom.settings.data), "--ready-fd", str(told)]
    with open(postroom.settings.data / "courier.log", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=(told,), stderr=log)
    os.close(told)
    try:
        with open(ready, "rb") as pipe:
            assert pipe.read() == b"ready\n", "the courier did not start"
        yield
    finally:
        process.terminate()
        assert process.wait(30) == 0
