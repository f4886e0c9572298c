"""What is done while the first sync of many messages runs, over a network that comes and goes: nothing of it is lost,
nothing comes back, and nothing that is written waits for it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PyQt5.QtCore import QTimer
from pytestqt.qtbot import QtBot

from db import accounts, directory
from db.delivery import deliver, prepare
from db.envelope import Envelope
from tests.support.flapping_line import FlappingLine, flapping_line
from tests.support.gui_hands import type_text
from tests.support.gui_live import Run, Town
from tests.support.gui_rows import known
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD
from tests.support.serving import serving

SIZE = 3_000
FLAPS_MS = 300


@pytest.fixture
def line(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Town, FlappingLine]]:
    with serving(tmp_path / "postroom") as postroom, ExitStack() as stack:
        town = Town(qtbot, postroom, tmp_path / "config", stack)
        https = stack.enter_context(inbox_process(postroom))
        made, port = stack.enter_context(flapping_line(https))
        town.link = postroom.link(port)
        for name in ("anna", "ben"):
            postroom.account(name)
        found = directory.recipient(postroom.store, f"anna@{postroom.domain}")
        assert found is not None
        letters = []
        for number in range(SIZE):
            head = f"From: ben@{postroom.domain}\r\nSubject: Report {number}\r\nMessage-ID: <{number}@x.org>\r\n"
            content = f"{head}Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nNumber {number}.\r\n".encode()
            letters.append(prepare(Envelope("ben@project.com", (found.recipient,), content, 1_700_000_000 + number)))
        postroom.store.run_tx(lambda tx: deliver(tx, letters))
        yield town, made


def begin(run: Run, town: Town) -> None:
    """Sign in, without waiting for the sync."""
    login = run.program.login
    assert login is not None
    run.wait(run.tasks.is_idle)
    login.server.setText(town.link)
    login.username.setText("anna")
    login.password.setText(PASSWORD)
    login.sign_in()


def select(run: Run, line: int) -> str:
    """Select a line, as soon as its row is there; its subject."""
    mail = run.window().mail
    run.wait(lambda: mail.messages.row(line) is not None)
    mail.table.select_number(line)
    return known(mail.messages, line).subject


def is_flagged(run: Run, subject: str) -> bool:
    """Whether the list shows this message, flagged."""
    messages = run.window().mail.messages
    rows = [row for line in range(messages.rowCount()) if (row := messages.row(line)) is not None]
    return any(row.subject == subject and row.flagged for row in rows)


def test_what_is_done_during_the_first_sync_over_a_bad_network_stays_done(line: tuple[Town, FlappingLine]) -> None:
    town, network = line
    with town.start() as run:
        begin(run, town)
        window = run.window()
        run.wait(lambda: len(run.subjects()) > 20)
        do = window.menus.commands
        moved = select(run, 3)
        do["archive"].trigger()
        run.wait(lambda: moved not in run.subjects())
        ups = iter([network.cut, network.mend] * 4)
        flaps = QTimer()
        flaps.timeout.connect(lambda: next(ups, network.mend)())
        flaps.start(FLAPS_MS)
        deleted = select(run, 5)
        do["delete"].trigger()
        flagged = select(run, 7)
        do["flag"].trigger()
        composer = window.windows.write()
        type_text(composer.form.text, "Written while the network comes and goes.")
        type_text(window.mail.bar.search, "report 2990")
        run.wait(lambda: "Report 2990" in run.subjects())
        window.mail.bar.search.clear()
        run.wait(lambda: next(ups, None) is None)
        network.mend()
        town.qtbot.waitUntil(lambda: window.status.connection.text() == "Up to date", timeout=90_000)
        flaps.stop()
        assert "Written while" in composer.form.text.toPlainText()
        run.wait(lambda: window.mail.messages.rowCount() == SIZE - 2)
        run.wait(lambda: is_flagged(run, flagged))
        # All is noted first, and then the server is told.
        run.wait(lambda: run.tasks.is_idle() and run.program.seats.open[0].opened.cache.waiting() == 0)
        rest = run.subjects()
        assert moved not in rest
        assert deleted not in rest
        composer.leave()
    anna = accounts.find(town.postroom.store, f"anna@{town.postroom.domain}")
    assert anna is not None
    in_order = [SIZE - 2, 1, 1]
    assert [len(town.postroom.mail(anna, role)) for role in ("inbox", "archive", "trash")] == in_order
