"""When a message to the outside is tried again, when its sender is warned, and when it is given up: pure.

RFC 5321 section 4.5.4.1 has a first pause of half an hour at least and gives up after four or five days. Here the first
two pauses are shorter, because most servers that put mail off once take it a few minutes later, and a sender who hears
after two days can still do something about it.
"""

from __future__ import annotations

from dataclasses import dataclass

_MINUTE, _HOUR = 60, 60 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """All in seconds: `pauses` after the first, second, … attempt (the last one repeats), `warning` and `end` from the
    acceptance on.
    """

    pauses: tuple[float, ...] = (5 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR)
    warning: int = 4 * _HOUR
    end: int = 48 * _HOUR

    def next_time(self, attempt: int, now: float, created_at: int, spread: float) -> int:
        """Return the moment (Unix seconds) of the attempt after `attempt` (from 1 on), which is made at `now`.

        `spread` (0.8 to 1.2) keeps apart what failed together. The last attempt comes when the time is over, so nobody
        is given up without one.
        """
        pause = self.pauses[min(attempt, len(self.pauses)) - 1] * spread
        end = created_at + self.end
        return int(min(now + pause, end) if now < end else now + pause)

    def gives_up(self, created_at: int, now: float) -> bool:
        """Return whether an attempt that failed at `now` was the last one."""
        return now >= created_at + self.end
