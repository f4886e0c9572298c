import asyncio
import contextlib
import errno
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from scripts.child import Program
from scripts.ending_alerts import Ending
from scripts.environment import ROOT
from scripts.errors import StartError
from scripts.supervisor import Pauses, Supervisor


def tiny(data: Path, name: str, listener: socket.socket) -> Program:
    return Program(name, "tests.support.tiny_server", data, {name: listener})


@pytest.fixture
def listeners() -> Iterator[list[socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        yield [one, other]


class Running:
    """A supervisor of two tiny servers, and what it told."""

    def __init__(self, data: Path, listeners: list[socket.socket]) -> None:
        self.told: list[str] = []
        first, second = listeners
        programs = [tiny(data, "first", first), tiny(data, "second", second)]
        self.supervisor = Supervisor(programs, data, self.told.append)

    @contextlib.asynccontextmanager
    async def started(self) -> AsyncIterator[Supervisor]:
        await self.supervisor.start()
        try:
            yield self.supervisor
        finally:
            await self.supervisor.stop()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            # What is waited for is another process: nothing in this one could set an event.
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def who_answers(listener: socket.socket) -> int:
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    try:
        async with asyncio.timeout(60):
            return int(await reader.read())
    finally:
        writer.close()


def test_children_answer_on_the_sockets_they_inherit(tmp_path: Path, listeners: list[socket.socket]) -> None:
    async def play() -> None:
        async with Running(tmp_path, listeners).started() as supervisor:
            assert [await who_answers(one) for one in listeners] == [child.pid for child in supervisor.children]

    asyncio.run(play())


def test_child_that_is_killed_is_started_anew_and_waiting_connections_are_served(
    tmp_path: Path, listeners: list[socket.socket]
) -> None:
    async def play() -> None:
        running = Running(tmp_path, listeners)
        async with running.started() as supervisor:
            first, second = (child.pid for child in supervisor.children)
            assert first
            os.kill(first, signal.SIGKILL)
            await running.until(lambda: supervisor.children[0].pid != first)
            answer = await who_answers(listeners[0])
            assert await who_answers(listeners[1]) == second
            # It answers before it is noticed that it runs.
            await running.until(lambda: len(running.told) == 2)
            assert answer == supervisor.children[0].pid != first
        assert running.told[0].startswith("The first ended (ended by SIGKILL); it is started again in 0.2 s.")
        assert running.told[1].startswith("The first runs again.")

    asyncio.run(play())


def test_children_stop_in_order(tmp_path: Path, listeners: list[socket.socket]) -> None:
    async def play() -> None:
        async with Running(tmp_path, listeners).started():
            pass

    asyncio.run(play())
    assert (tmp_path / "ended").read_text().split() == ["first", "second"]


def test_child_that_cannot_start_is_told_with_its_words_and_none_is_left(
    tmp_path: Path, listeners: list[socket.socket]
) -> None:
    (tmp_path / "fails").touch()

    async def play() -> None:
        running = Running(tmp_path, listeners)
        with pytest.raises(StartError, match=r"could not start \(exit status 2\)\.\n  The disk is on fire\."):
            await running.supervisor.start()
        assert [child.pid for child in running.supervisor.children] == [None, None]

    asyncio.run(play())


def test_child_that_fails_after_a_restart_is_tried_less_and_less_often(
    tmp_path: Path, listeners: list[socket.socket]
) -> None:
    async def play() -> None:
        running = Running(tmp_path, listeners)
        async with running.started() as supervisor:
            (tmp_path / "fails").touch()
            supervisor.children[0].kill()
            await running.until(lambda: len(running.told) == 2)
            (tmp_path / "fails").unlink()
            assert await who_answers(listeners[0])
        assert "again in 0.2 s" in running.told[0]
        assert "again in 0.4 s" in running.told[1]

    asyncio.run(play())
    assert "The disk is on fire." in (tmp_path / "supervisor.log").read_text()


def test_machine_without_room_for_a_process_is_tried_again(
    tmp_path: Path, listeners: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    async def play() -> None:
        running = Running(tmp_path, listeners)
        alerts: list[Ending] = []
        running.supervisor._alert = alerts.append
        async with running.started() as supervisor:
            with monkeypatch.context() as full:
                full.setattr("asyncio.create_subprocess_exec", no_room)
                supervisor.children[0].kill()
                await running.until(lambda: bool(alerts))
            answer = await who_answers(listeners[0])
            await running.until(lambda: running.told[-1].startswith("The first runs again."))
            assert answer == supervisor.children[0].pid
        assert alerts[0].failure == "Cannot allocate memory"

    asyncio.run(play())


def test_stubborn_children_end_when_hurried(
    tmp_path: Path, listeners: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stubborn").touch()
    # Longer than a test may take.
    monkeypatch.setattr("scripts.supervisor.GRACE", 3600.0)

    async def play() -> None:
        running = Running(tmp_path, listeners)
        await running.supervisor.start()
        stopping = asyncio.create_task(running.supervisor.stop())
        while not stopping.done():
            await asyncio.sleep(0.01)
            running.supervisor.kill()
        assert [child.pid for child in running.supervisor.children] == [None, None]

    asyncio.run(play())


def test_lines_of_children_are_in_their_logs_for_the_owner_alone(
    tmp_path: Path, listeners: list[socket.socket]
) -> None:
    async def play() -> None:
        async with Running(tmp_path, listeners).started():
            for listener in listeners:
                await who_answers(listener)

    asyncio.run(play())
    for name in ("first", "second"):
        log = tmp_path / f"{name}.log"
        assert f"{name} runs\n" in log.read_text()
        assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's end")
def test_children_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    program = f"""
import asyncio, pathlib, socket
from scripts.child import Program
from scripts.ending_alerts import Ending
from scripts.supervisor import Supervisor
async def play():
    data = pathlib.Path({str(tmp_path)!r})
    sock = socket.create_server(("127.0.0.1", 0))
    supervisor = Supervisor([Program("only", "tests.support.tiny_server", data, {{"only": sock}})], data, print)
    await supervisor.start()
    print(supervisor.children[0].pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(play())
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        handle = os.pidfd_open(child)
        supervisor.kill()
        wait_for_end(handle)
    assert (tmp_path / "ended").read_text() == "only\n"


def wait_for_end(pidfd: int) -> None:
    readable, _, _ = select.select([pidfd], [], [], 60)
    os.close(pidfd)
    assert readable, "the child still runs"


def test_pauses_double_up_to_half_a_minute_and_start_over_after_a_good_minute() -> None:
    pauses = Pauses()
    assert [pauses.after(1) for _ in range(10)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]
    assert pauses.after(61) == 0.2
    assert pauses.after(59) == 0.4
