"""The lines of an event source (HTML standard, server-sent events) as events: bytes in, values out, no network.

However the bytes are cut, the same events come out. What grows without end is refused.
"""

import re
from dataclasses import dataclass

from client.json_values import ShapeError

LARGEST_EVENT = 1 << 20
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class StreamEvent:
    """`name` is `message` when the server gave none; `id` is the last one that came up to here, "" for none."""

    name: str
    data: str
    id: str


class EventParser:
    """Feed it what comes; `last_id` is what to come back with after the connection broke."""

    def __init__(self, last_id: str = "") -> None:
        self.last_id = last_id
        self._rest = b""
        self._begun = False
        self._name = ""
        self._data: list[str] = []
        self._id = last_id

    def feed(self, block: bytes) -> list[StreamEvent]:
        """The events that are complete now. Raises ShapeError for one that is too long."""
        found = []
        self._rest += block
        if len(self._rest) + sum(map(len, self._data)) > LARGEST_EVENT:
            raise ShapeError("an event that does not end")
        for line in self._lines():
            event = self._line(line)
            if event is not None:
                found.append(event)
        return found

    def _lines(self) -> list[str]:
        lines, start = [], 0
        for end in _LINE_END.finditer(self._rest):
            if end[0] == b"\r" and end.end() == len(self._rest):
                # It may be the first half of one line end.
                break
            lines.append(self._rest[start : end.start()].decode("utf-8", "replace"))
            start = end.end()
        self._rest = self._rest[start:]
        if lines and not self._begun:
            self._begun = True
            lines[0] = lines[0].removeprefix("\ufeff")
        return lines

    def _line(self, line: str) -> StreamEvent | None:
        # https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
        if not line:
            return self._dispatched()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatched(self) -> StreamEvent | None:
        name, data = self._name, self._data
        self._name, self._data = "", []
        self.last_id = self._id
        return StreamEvent(name or "message", "\n".join(data), self.last_id) if data else None
