"""Clocks that stand still until a test moves them."""

from datetime import datetime


class Clock:
    """Call it for the time in seconds; add to `now` to let time pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class DateClock:
    """Call it for the date and time; add to `now` to let time pass."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
