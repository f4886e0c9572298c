"""A program that is killed in the middle of sending, at each place of the mail transaction: at the next start nothing
is lost, nothing is sent twice, and what is unsure is settled by what lies in Sent."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.gui.open_windows import OpenWindows
from client.outbox import State
from db.accounts import Account
from tests.support.inbox_process import inbox_process
from tests.support.postroom import Postroom
from tests.support.serving import serving
from tests.support.smtp_gate import Halt, SmtpGate, smtp_gate
from tests.support.writing_program import live_bench

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
# Where the server has the message, whether its answer has come or not.
TAKEN = (Halt.BEFORE_ANSWER, Halt.AFTER_ANSWER)


@dataclass
class House:
    """Both servers with Anna and Ben, and the gate that stands before the SMTP server."""

    postroom: Postroom
    gate: SmtpGate
    link: str

    def __post_init__(self) -> None:
        self.anna, self.ben = self.postroom.account("anna"), self.postroom.account("ben")

    def mail(self, account: Account, role: str = "inbox") -> int:
        return len(self.postroom.mail(account, role))


@pytest.fixture(params=Halt, ids=lambda halt: halt.name.lower())
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with serving(tmp_path / "postroom") as postroom, smtp_gate(postroom, request.param) as (gate, port):
        # The inbox server says where mail is handed in: at the gate.
        told = copy(postroom)
        told.settings = replace(postroom.settings, ports=replace(postroom.ports, smtp_starttls=port))
        with inbox_process(told) as https:
            yield House(postroom, gate, told.link(https))


@contextmanager
def sending(link: str, folder: Path) -> Iterator[None]:
    """A person of its own sends; killed at the end."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.support.writing_program", "send-now", link, "anna", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment)
    try:
        yield
    finally:
        process.kill()
        process.communicate()


def test_program_killed_while_sending_loses_nothing_and_sends_nothing_twice(
    qtbot: QtBot, house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "anna"
    with sending(house.link, folder):
        assert house.gate.halted.wait(SECONDS), "the message was never sent"
    is_taken = house.gate.halt in TAKEN
    made = live_bench(house.link, "anna", folder)
    windows, office = OpenWindows(made.desk), made.desk.office
    try:
        (item,) = made.outbox.items()
        assert item.state is State.UNSURE or house.gate.halt is Halt.AFTER_ANSWER
        office.begin()
        windows.recover()
        qtbot.waitUntil(made.desk.tasks.is_idle)
        assert windows.composers == []
        assert house.mail(house.ben) == is_taken
        if not is_taken:
            # Nobody knows it but the person, who says that it is to be sent again.
            assert made.outbox.items()[0].state is State.UNSURE
            with qtbot.waitSignal(office.sent):
                office.try_now(item.id)
        assert made.outbox.items()[0].state is State.SENT
        qtbot.waitUntil(lambda: house.mail(house.anna, "drafts") == 0 and made.desk.tasks.is_idle())
    finally:
        windows.close_all()
        made.close()
    assert (house.mail(house.ben), house.mail(house.anna, "sent")) == (1, 1)
