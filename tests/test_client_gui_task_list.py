"""Work that a person can follow: its progress, cancelling it, trying it again."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from client.blob_download import Progress
from client.errors import Cancelled, ServerDown
from client.gui.icons import Icons
from client.gui.present import present
from client.gui.task_line import TaskLine
from client.gui.task_list import EntryState
from client.gui.task_window import TaskWindow
from client.gui.tasks import Lane, Tasks
from tests.support.gui_desk import themed

DOWN = ServerDown("mail.project.com", 1443)


class Slow:
    """Work that goes on when the test says so."""

    def __init__(self, steps: int = 3) -> None:
        self.gate = threading.Event()
        self.begun = threading.Event()
        self.runs = 0
        self.faults: list[Exception] = []
        self._steps = steps

    def __call__(self, progress: Progress) -> str:
        self.runs += 1
        progress(1, self._steps)
        self.begun.set()
        assert self.gate.wait(30)
        if self.faults:
            raise self.faults.pop()
        for done in range(2, self._steps + 1):
            progress(done, self._steps)
        return "done"


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


class Told:
    def __init__(self) -> None:
        self.answers: list[str] = []
        self.errors: list[Exception] = []


@pytest.fixture
def told() -> Told:
    return Told()


def test_task_is_listed_while_it_runs_and_gone_afterwards(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    work = Slow()
    entry = tasks.start_listed("Empty Trash", work, told.answers.append, told.errors.append)
    assert [one.words for one in tasks.list.entries] == ["Empty Trash"]
    with qtbot.waitSignal(tasks.list.progressed):
        assert work.begun.wait(30)
    assert (entry.state, entry.done, entry.total) == (EntryState.RUNNING, 1, 3)
    work.gate.set()
    qtbot.waitUntil(lambda: told.answers == ["done"])
    assert tasks.list.entries == ()


def test_cancelled_task_ends_at_its_next_step(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    work = Slow()
    entry = tasks.start_listed("Empty Trash", work, told.answers.append, told.errors.append)
    assert work.begun.wait(30)
    tasks.list.cancel(entry)
    assert entry.stopping
    work.gate.set()
    qtbot.waitUntil(lambda: bool(told.errors))
    assert isinstance(told.errors[0], Cancelled)
    assert tasks.list.entries == ()
    assert told.answers == []


def test_waiting_task_that_is_cancelled_never_begins(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    first, second = Slow(), Slow()
    tasks.start_listed("First", first, told.answers.append, told.errors.append, lane=Lane.CHANGES)
    waiting = tasks.start_listed("Second", second, told.answers.append, told.errors.append, lane=Lane.CHANGES)
    assert first.begun.wait(30)
    assert waiting.state is EntryState.WAITING
    tasks.list.cancel(waiting)
    first.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert second.runs == 0
    assert tasks.list.entries == ()


def test_failed_task_stays_and_can_be_tried_again(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    work = Slow()
    work.gate.set()
    work.faults.append(DOWN)
    entry = tasks.start_listed("Empty Trash", work, told.answers.append, told.errors.append)
    qtbot.waitUntil(lambda: entry.state is EntryState.FAILED)
    assert told.errors == [DOWN]
    tasks.list.retry(entry)
    qtbot.waitUntil(lambda: told.answers == ["done"])
    assert tasks.list.entries == ()


def test_only_the_latest_failures_are_kept(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    for number in range(25):
        work = Slow()
        work.gate.set()
        work.faults.append(DOWN)
        tasks.start_listed(f"Task {number}", work, told.answers.append, told.errors.append)
    qtbot.waitUntil(tasks.is_idle)
    assert len(tasks.list.entries) == 20
    tasks.list.clear_failed()
    assert tasks.list.entries == ()


def test_line_appears_after_a_moment_and_cancels(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    line = TaskLine(tasks.list, Icons(themed()), after_ms=20)
    qtbot.addWidget(line)
    work = Slow()
    tasks.start_listed("Empty Trash", work, told.answers.append, told.errors.append)
    assert line.isHidden()
    qtbot.waitUntil(lambda: not line.isHidden())
    qtbot.waitUntil(lambda: line.bar.value() == 33)
    assert line.words.text() == "Empty Trash"
    with qtbot.waitSignal(line.opened):
        line.words.click()
    line.cancel.click()
    work.gate.set()
    qtbot.waitUntil(line.isHidden)
    assert isinstance(told.errors[0], Cancelled)


def test_short_task_is_not_shown_in_the_line(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    line = TaskLine(tasks.list, Icons(themed()), after_ms=60_000)
    qtbot.addWidget(line)
    work = Slow()
    work.gate.set()
    tasks.start_listed("Make a folder", work, told.answers.append, told.errors.append)
    qtbot.waitUntil(lambda: told.answers == ["done"])
    assert line.isHidden()


def shown(window: TaskWindow, line: int, column: int) -> str:
    return present(window.tree.topLevelItem(line)).text(column)


def test_window_tells_states_and_offers_what_fits(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    window = TaskWindow(tasks.list, Icons(themed()))
    qtbot.addWidget(window)
    window.show()
    assert shown(window, 0, 0) == "Nothing is running."
    assert not window.cancel_button.isEnabled()
    work = Slow()
    work.faults.append(DOWN)
    tasks.start_listed("Empty Trash", work, told.answers.append, told.errors.append)
    qtbot.waitUntil(lambda: shown(window, 0, 1) == "33 %")
    assert window.cancel_button.isEnabled()
    work.gate.set()
    qtbot.waitUntil(lambda: shown(window, 0, 1) == f"Failed: {DOWN.sentence}")
    assert not window.cancel_button.isEnabled()
    window.again_button.click()
    qtbot.waitUntil(lambda: told.answers == ["done"])
    assert shown(window, 0, 0) == "Nothing is running."


def test_window_cancels_the_task_that_is_marked(qtbot: QtBot, tasks: Tasks, told: Told) -> None:
    window = TaskWindow(tasks.list, Icons(themed()))
    qtbot.addWidget(window)
    works = [Slow(), Slow()]
    for number, work in enumerate(works):
        tasks.start_listed(f"Task {number}", work, told.answers.append, told.errors.append)
        assert work.begun.wait(30)
    window.tree.setCurrentItem(window.tree.topLevelItem(1))
    window.cancel_button.click()
    assert shown(window, 1, 1) == "Stopping…"
    for work in works:
        work.gate.set()
    qtbot.waitUntil(tasks.is_idle)
    assert (len(told.answers), len(told.errors)) == (1, 1)
