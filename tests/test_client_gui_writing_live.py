"""A composer that is killed at the real servers: what was written is here and in Drafts, goes on, and is sent once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.account import Account, connect
from client.errors import MessageGone
from client.gui.open_windows import OpenWindows
from client.gui.reopened_draft import reopened_draft
from client.outbox import Outbox, State
from client.trust import TrustStore
from tests.support.gui_desk import Bench
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving
from tests.support.writing_program import ATTACHED, live_bench

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Dear Ben, this must not be lost."


@dataclass
class House:
    """Both servers with Anna and Ben."""

    postroom: Postroom
    link: str

    def inbox(self) -> list[bytes]:
        return self.postroom.mail(self.ben)

    def __post_init__(self) -> None:
        self.anna, self.ben = self.postroom.account("anna"), self.postroom.account("ben")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving(tmp_path / "postroom") as postroom, inbox_process(postroom) as https:
        yield House(postroom, postroom.link(https))


@contextmanager
def killed(house: House, folder: Path, what: str, said: str) -> Iterator[None]:
    """Run a person who writes, and kill them when the program has said this much."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.support.writing_program", what, house.link, "anna", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == said:
                break
        else:
            raise AssertionError(f"the program ended before it said {said}")
    finally:
        process.kill()
        process.communicate()
    yield


@contextmanager
def desk_of_anna(house: House, folder: Path) -> Iterator[tuple[Bench, OpenWindows]]:
    made = live_bench(house.link, "anna", folder)
    windows = OpenWindows(made.desk)
    try:
        yield made, windows
    finally:
        windows.close_all()
        made.close()


def drafts(house: House, folder: Path) -> list[bytes]:
    with closing(Account.sign_in(connect(house.link, TrustStore(folder)), "anna", PASSWORD)) as account:
        while True:
            # The program replaces its draft whenever it likes, also just now: then look again.
            with suppress(MessageGone):
                return [whole(account, row.id, folder / "draft.eml") for row in account.latest("drafts", 50).rows]


def whole(account: Account, message_id: str, file: Path) -> bytes:
    account.save_attachment(account.read(message_id).blob_id, file)
    return file.read_bytes()


@pytest.mark.parametrize("said", ["kept", "saved"])
def test_killed_composer_goes_on_at_the_next_start_and_its_message_is_sent_once(
    qtbot: QtBot, house: House, tmp_path: Path, said: str
) -> None:
    folder = tmp_path / "anna"
    with killed(house, folder, "draft", said):
        if said == "saved":
            on_the_server = [reopened_draft(one) for one in drafts(house, folder)]
            assert [(one.text, one.attachments) for one in on_the_server] == [(TEXT, (ATTACHED,))]
    with desk_of_anna(house, folder) as (made, windows):
        windows.recover()
        qtbot.waitUntil(lambda: len(windows.composers) == 1)
        composer = windows.composers[0]
        assert composer.form.text.toPlainText() == TEXT
        qtbot.waitUntil(lambda: not composer.attaching.is_busy())
        if said == "saved":
            assert [one.content for one in composer.form.files.files()] == [ATTACHED.content]
        with qtbot.waitSignal(composer._keeper.saved):
            composer.keep_first(lambda: None)
        with qtbot.waitSignal(made.desk.office.sent):
            composer.send()
        qtbot.waitUntil(lambda: drafts(house, folder) == [] and made.desk.tasks.is_idle())
    assert len(house.inbox()) == 1
    assert TEXT.encode() in house.inbox()[0]


def test_message_that_waits_for_undo_when_the_program_is_killed_is_sent_once_by_the_next(
    qtbot: QtBot, house: House, tmp_path: Path
) -> None:
    folder = tmp_path / "anna"
    with killed(house, folder, "send", "queued"):
        assert house.inbox() == []
        with closing(Outbox(folder / "outbox.sqlite3")) as outbox:
            (item,) = outbox.items()
            assert (item.state, item.is_held) == (State.WAITING, True)
    with desk_of_anna(house, folder) as (made, windows):
        with qtbot.waitSignal(made.desk.office.sent):
            made.desk.office.begin()
            made.desk.office.try_now(item.id)
        windows.recover()
        qtbot.waitUntil(made.desk.tasks.is_idle)
        made.desk.office.send_waiting()
        qtbot.waitUntil(made.desk.tasks.is_idle)
        assert windows.composers == []
    assert len(house.inbox()) == 1
    assert drafts(house, folder) == []
