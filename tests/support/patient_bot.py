"""The `qtbot` of all tests. Its own five seconds are short on a busy machine; a wait ends when it has what it wants."""

from functools import partialmethod

from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000


class PatientBot(QtBot):
    """Waits for a minute unless told otherwise."""


for _wait in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"):
    setattr(PatientBot, _wait, partialmethod(getattr(QtBot, _wait), timeout=PATIENCE_MS))
