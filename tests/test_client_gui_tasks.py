"""Work runs in threads, answers arrive on the GUI thread, and only the newest question of a place is
answered."""

import gc
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PyQt5.QtCore import QThread
from pytestqt.qtbot import QtBot

from client.gui.tasks import Job, Lane, Place, Tasks

# How long the end may wait for threads where a test looks at what they did.
PATIENCE = 60.0


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks(busy_after_ms=10)
    yield made
    made.close()


def unexpected(error: Exception) -> None:
    raise AssertionError(f"not expected to fail: {error!r}")


def test_answer_is_delivered_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[tuple[object, object]] = []
    tasks.start(
        lambda: QThread.currentThread(),
        lambda worker: seen.append((worker, QThread.currentThread())),
        unexpected,
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, gui = seen[0]
    assert worker is not gui
    assert gui is tasks.thread()


def test_error_of_the_work_reaches_failed(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[Exception] = []

    def work() -> int:
        raise ConnectionError("gone")

    tasks.start(work, lambda number: errors.append(AssertionError(number)), errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ConnectionError)


def test_commands_run_one_after_the_other_in_order(qtbot: QtBot, tasks: Tasks) -> None:
    under_way: list[int] = []
    most_at_once: list[int] = []
    order: list[int] = []

    def command(number: int) -> int:
        under_way.append(number)
        most_at_once.append(len(under_way))
        under_way.remove(number)
        return number

    for number in range(20):
        tasks.start(partial(command, number), order.append, unexpected, lane=Lane.CHANGES)
    qtbot.waitUntil(lambda: len(order) == 20)
    assert order == list(range(20))
    assert max(most_at_once) == 1


def test_reads_run_beside_a_command_that_waits(qtbot: QtBot, tasks: Tasks) -> None:
    release = threading.Event()
    answers: list[str] = []

    def wait_for_release() -> str:
        assert release.wait(30)
        return "command"

    tasks.start(wait_for_release, answers.append, unexpected, lane=Lane.CHANGES)
    tasks.start(lambda: "read", answers.append, unexpected)
    qtbot.waitUntil(lambda: answers == ["read"])
    release.set()
    qtbot.waitUntil(lambda: answers == ["read", "command"])


def test_files_do_not_wait_for_a_change_that_waits_for_the_network(qtbot: QtBot, tasks: Tasks) -> None:
    release = threading.Event()
    answers: list[str] = []
    tasks.start(lambda: release.wait(30), lambda _: answers.append("change"), unexpected, lane=Lane.CHANGES)
    tasks.start(lambda: "file", answers.append, unexpected, lane=Lane.FILES)
    qtbot.waitUntil(lambda: answers == ["file"])
    release.set()
    qtbot.waitUntil(lambda: answers == ["file", "change"])


def test_work_after_files_begins_when_what_was_asked_of_them_is_done(qtbot: QtBot, tasks: Tasks) -> None:
    release = threading.Event()
    order: list[str] = []

    def write(name: str) -> None:
        assert release.wait(30)
        order.append(name)

    for name in ("first", "second"):
        tasks.start(partial(write, name), lambda _: None, unexpected, lane=Lane.FILES)
    tasks.start(tasks.after_files(partial(order.append, "close")), lambda _: None, unexpected, lane=Lane.CHANGES)
    release.set()
    tasks.close(PATIENCE)
    assert order == ["first", "second", "close"]


def test_stale_answer_of_a_place_is_ignored(qtbot: QtBot, tasks: Tasks) -> None:
    place = Place()
    started = threading.Event()
    release = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        started.set()
        assert release.wait(30)
        return "first"

    tasks.start(slow, answers.append, unexpected, place=place)
    assert started.wait(30)
    tasks.start(lambda: "second", answers.append, unexpected, place=place)
    qtbot.waitUntil(lambda: bool(answers))
    release.set()
    qtbot.waitUntil(tasks.is_idle)
    assert answers == ["second"]


def test_question_asked_again_before_it_ran_is_never_run(qtbot: QtBot, tasks: Tasks) -> None:
    place = Place()
    release = threading.Event()
    ran: list[int] = []
    tasks.start(lambda: release.wait(30), lambda _: None, unexpected, lane=Lane.CHANGES)
    for number in range(5):
        tasks.start(
            partial(ran.append, number),
            lambda _: None,
            unexpected,
            lane=Lane.CHANGES,
            place=place,
        )
    release.set()
    qtbot.waitUntil(tasks.is_idle)
    assert ran == [4]


def test_forgotten_place_gets_neither_answer_nor_error(qtbot: QtBot, tasks: Tasks) -> None:
    place = Place()
    release = threading.Event()
    heard: list[object] = []

    def fail_late() -> None:
        assert release.wait(30)
        raise ConnectionError("too late")

    tasks.start(fail_late, heard.append, heard.append, place=place)
    place.forget()
    release.set()
    qtbot.waitUntil(tasks.is_idle)
    assert heard == []


def test_cancel_interrupts_running_work_and_drops_its_answer(qtbot: QtBot, tasks: Tasks) -> None:
    started = threading.Event()
    interrupted = threading.Event()
    heard: list[object] = []

    def wait_for_interrupt() -> bool:
        started.set()
        return interrupted.wait(30)

    job: Job = tasks.start(wait_for_interrupt, heard.append, heard.append, interrupt=interrupted.set)
    assert started.wait(30)
    job.cancel()
    qtbot.waitUntil(tasks.is_idle)
    assert interrupted.is_set()
    assert heard == []


def test_answer_that_is_not_wanted_any_more_is_put_away(qtbot: QtBot, tasks: Tasks) -> None:
    started, release = threading.Event(), threading.Event()
    heard: list[object] = []
    put_away: list[str] = []

    def connect() -> str:
        started.set()
        assert release.wait(30)
        return "connection"

    job = tasks.start(connect, heard.append, heard.append, discard=put_away.append)
    assert started.wait(30)
    job.cancel()
    release.set()
    qtbot.waitUntil(lambda: put_away == ["connection"])
    assert heard == []


def test_answer_forgotten_before_delivery_is_put_away(qtbot: QtBot, tasks: Tasks) -> None:
    put_away: list[str] = []
    heard: list[object] = []
    worked = threading.Event()
    place = Place()

    def connect() -> str:
        worked.set()
        return "connection"

    job = tasks.start(connect, heard.append, heard.append, place=place, discard=put_away.append)
    assert worked.wait(30)
    # The answer now waits for the event loop, which has not run yet.
    while job._answer is None:
        assert tasks._under_way
    place.forget()
    qtbot.waitUntil(lambda: put_away == ["connection"])
    assert heard == []


def test_busy_is_told_only_when_work_takes_long(qtbot: QtBot, tasks: Tasks) -> None:
    release = threading.Event()
    told: list[bool] = []
    tasks.busy_changed.connect(told.append)
    tasks.start(lambda: release.wait(30), lambda _: None, unexpected)
    qtbot.waitUntil(lambda: told == [True])
    release.set()
    qtbot.waitUntil(lambda: told == [True, False])


def test_quiet_work_is_never_busy(qtbot: QtBot, tasks: Tasks) -> None:
    release = threading.Event()
    told: list[bool] = []
    answers: list[str] = []
    tasks.busy_changed.connect(told.append)
    tasks.start(lambda: release.wait(30), lambda _: None, unexpected, quiet=True)
    tasks.start(lambda: "other", answers.append, unexpected, quiet=True)
    qtbot.waitUntil(lambda: bool(answers))
    assert not tasks._busy_timer.isActive()
    release.set()
    qtbot.waitUntil(tasks.is_idle)
    assert told == []


def test_close_with_work_under_way_ends_the_threads(qtbot: QtBot) -> None:
    others = set(threading.enumerate())
    tasks = Tasks()
    started = threading.Event()
    interrupted = threading.Event()
    heard: list[object] = []

    def wait_for_interrupt() -> None:
        started.set()
        interrupted.wait(30)

    tasks.start(wait_for_interrupt, heard.append, heard.append, interrupt=interrupted.set)
    assert started.wait(30)
    before = {one for one in threading.enumerate() if one.name.startswith("postroom-")} - others
    tasks.close(PATIENCE)
    assert before
    assert not [thread for thread in before if thread.is_alive()]
    assert heard == []


class Known:
    """Notes in which thread it was destroyed."""

    def __init__(self, destroyed_in: list[threading.Thread]) -> None:
        self._destroyed_in = destroyed_in

    def __del__(self) -> None:
        self._destroyed_in.append(threading.current_thread())


def test_whoever_waited_is_never_destroyed_by_a_worker_thread(qtbot: QtBot, tasks: Tasks) -> None:
    destroyed_in: list[threading.Thread] = []
    for _ in range(200):
        waiting = Known(destroyed_in)
        tasks.start(lambda: None, partial(_forget, waiting), unexpected)
        del waiting
        qtbot.waitUntil(tasks.is_idle)
    assert len(destroyed_in) == 200
    assert set(destroyed_in) == {threading.main_thread()}


def _forget(_waiting: Known, _answer: None) -> None:
    """The answer has arrived."""


def test_garbage_is_left_to_the_gui_thread(qtbot: QtBot) -> None:
    destroyed_in: list[threading.Thread] = []
    tasks = Tasks()
    assert not gc.isenabled()
    known = Known(destroyed_in)
    known.itself = known  # type: ignore[attr-defined]  # a cycle, which only the collector can end
    del known
    done: list[int] = []
    tasks.start(lambda: len([[number] for number in range(100_000)]), done.append, unexpected)
    qtbot.waitUntil(lambda: done == [100_000])
    # On a slow machine the GUI thread may have collected meanwhile, but nobody else.
    assert destroyed_in in ([], [threading.main_thread()])
    tasks._collector.look()
    gc.collect()
    assert destroyed_in == [threading.main_thread()]
    tasks.close()
    assert gc.isenabled()


def test_collector_collects_when_there_is_something_to_collect(qtbot: QtBot, tasks: Tasks) -> None:
    destroyed_in: list[threading.Thread] = []
    for _ in range(2_000):
        known = Known(destroyed_in)
        known.itself = known  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(destroyed_in) >= 1_000)
