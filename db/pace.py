"""How slowly a peer may send what it has begun: a message, or the body of a request.

A limit for each stall alone is none for a peer that sends a byte a second: it never stalls, and never ends. So time is
counted as well. A peer begins with `window` seconds, time takes from them, and every byte gives some back, never beyond
the window. A line that carries the least rate on the whole is never cut off, and pauses are made up for. Postfix does
the same with smtpd_min_data_rate, Apache with the MinRate of RequestReadTimeout; the rate is theirs. Pure: the clock is
the caller's.
"""

from __future__ import annotations

LEAST_RATE = 500
"""Bytes a second: half of what a telephone line of 1990 carries."""


class Pace:
    """One transfer, begun at `now`; moments are seconds of any clock that only goes forward."""

    __slots__ = ("_rate", "_window", "deadline")

    def __init__(self, now: float, window: float, rate: float = LEAST_RATE) -> None:
        self._window, self._rate = window, rate
        self.deadline = now + window

    def took(self, now: float, size: int) -> float:
        """Count `size` bytes that came at `now`; return the moment at which the peer is too late with more."""
        self.deadline = min(now + self._window, self.deadline + size / self._rate)
        return self.deadline
