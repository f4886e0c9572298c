"""Send bytes or a file of this computer to the server as a blob (RFC 8620 section 6.1): in blocks, with progress.

What is too large for the server is refused here, before anything is sent.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from client.errors import FileFault, TooLarge
from client.faults import faults_at, file_fault
from client.https_connection import BLOCK, HttpsConnection
from client.json_values import parse_object, text
from client.problems import problem_fault
from client.wording import Said

LARGEST_ANSWER = 1 << 16

Progress = Callable[[int, int], None]


def upload(
    connection: HttpsConnection,
    target: str,
    headers: Mapping[str, str],
    content: bytes | Path,
    limit: int,
    progress: Progress | None,
) -> str:
    """POST the content to `target`; the id of the blob.

    `limit` in bytes, 0 for none. `progress(done, total)` in bytes is called in this thread after each block and may
    raise `Cancelled`. Raises `TooLarge`, `FileFault`, and the faults of the server.
    """
    total = len(content) if isinstance(content, bytes) else _size(content)
    if limit and total > limit:
        raise TooLarge(total, limit)
    pieces = _told(_pieces(content, total), total, progress)
    told = {**headers, "Content-Length": str(total)}
    answer = connection.request("POST", target, body=pieces, headers=told, most=LARGEST_ANSWER, repeatable=False)
    if answer.status != 201:
        raise problem_fault(answer, connection.host, connection.port)
    with faults_at(connection.host, connection.port):
        return text(parse_object(answer.body), "blobId")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise file_fault(error, path) from error


def _pieces(content: bytes | Path, total: int) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield from (content[start : start + BLOCK] for start in range(0, total, BLOCK))
        return
    left = total
    try:
        with content.open("rb") as file:
            # What was added since its size was asked does not fit the length that was announced.
            while left and (block := file.read(min(BLOCK, left))):
                left -= len(block)
                yield block
    except OSError as error:
        raise file_fault(error, content) from error
    if left:
        raise FileFault(Said("The file {content} became shorter while it was read.", content=content))


def _told(pieces: Iterator[bytes], total: int, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        yield piece
        done += len(piece)
        if progress is not None:
            progress(done, total)
