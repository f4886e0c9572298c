"""Write what the server sends to a file of this computer: in blocks, with progress, complete or not at all."""

import contextlib
import http.client
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from client.errors import ConnectionLost
from client.faults import file_fault
from client.https_connection import BLOCK, HttpsConnection
from client.problems import problem_fault

LARGEST_ERROR = 1 << 16

Progress = Callable[[int, int], None]


def download(
    connection: HttpsConnection,
    target: str,
    headers: Mapping[str, str],
    path: Path,
    progress: Progress | None,
    size: int,
    estimate: str = "",
) -> None:
    """GET `target` into `path`, which is replaced only when everything came.

    `progress(done, total)` in bytes is called in this thread after each block (total 0 when not known) and
    may raise `Cancelled`. `size` is how many bytes it must be, 0 when not known; `estimate` is the header field that
    says about how many, where only that is known. Raises `ConnectionLost` when it is another size, `LocalDiskFull`,
    `FileFault`, and the faults of the server.
    """
    partial = path.with_name(f".{path.name[:200]}.part")
    with connection.open_body(target, headers) as response:
        if response.status != 200:
            answer = connection.read_error(response, LARGEST_ERROR)
            raise problem_fault(answer, connection.host, connection.port)
        expected = size or response.length or 0
        try:
            with _created(partial) as file:
                done = _copy(
                    response, file, path, _told(progress, expected or _estimated(response, estimate)), expected
                )
            if expected and done != expected:
                wrong = f"{done} of {expected} bytes came"
                raise ConnectionLost(connection.host, connection.port, wrong)
            _put_in_place(partial, path)
        except BaseException:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise


def _copy(
    response: http.client.HTTPResponse, file: BinaryIO, path: Path, told: Callable[[int], None], expected: int
) -> int:
    """How many bytes came; stops when there are more than expected."""
    done = 0
    while block := response.read1(BLOCK):
        done += len(block)
        if expected and done > expected:
            return done
        try:
            file.write(block)
        except OSError as error:
            raise file_fault(error, path) from error
        told(done)
    return done


def _told(progress: Progress | None, total: int) -> Callable[[int], None]:
    """What tells of each block; more than a total that is only estimated is all of it."""
    if progress is None:
        return lambda _: None
    return lambda done: progress(min(done, total) if total else done, total)


def _estimated(response: http.client.HTTPResponse, field: str) -> int:
    value = response.getheader(field, "") if field else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def _created(partial: Path) -> BinaryIO:
    try:
        return partial.open("wb")
    except OSError as error:
        raise file_fault(error, partial) from error


def _put_in_place(partial: Path, path: Path) -> None:
    try:
        partial.replace(path)
    except OSError as error:
        raise file_fault(error, path) from error
