"""Processes beside the test: several that do the same thing at once, and one that reports until it is ended."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

Work = Callable[..., Any]

# From a server without threads: a fork of the test itself would take its threads' locks along.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["__main__", "tests.support.courier_work", "tests.support.deliveries", "db.migrate"])


def _run(work: Work, arguments: tuple[Any, ...], barrier: Barrier, results: SimpleQueue[tuple[int, Any]]) -> None:
    number = barrier.wait(60)
    results.put((number, work(*arguments)))


def at_once(work: Work, *arguments: Any, count: int = 4) -> list[Any]:
    """Call `work` (of a module's top level) in `count` processes at the same moment; return all that it returned."""
    barrier, results = _CONTEXT.Barrier(count), _CONTEXT.SimpleQueue()
    processes = [_CONTEXT.Process(target=_run, args=(work, arguments, barrier, results)) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * count
    return [results.get()[1] for _ in processes]


@contextmanager
def reporting(work: Work, *arguments: Any) -> Iterator[tuple[BaseProcess, Connection]]:
    """Run `work` in a process with a pipe as its last argument, into which it writes; ends it when the block ends."""
    reader, writer = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=work, args=(*arguments, writer))
    process.start()
    writer.close()
    try:
        yield process, reader
    finally:
        process.kill()
        process.join()
        reader.close()
