"""One line of a check: what was looked at, how it is, and what to do about it. Values and their text; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a thing is: as it should be, worth a look, or wrong."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True)
class CheckLine:
    """`remedy` is "" where all is well, and only there."""

    name: str
    verdict: Verdict
    words: str
    remedy: str = ""


def worst(lines: Iterable[CheckLine]) -> Verdict:
    """The verdict on all of them together."""
    found = {line.verdict for line in lines}
    return next((one for one in (Verdict.FAULT, Verdict.WARNING) if one in found), Verdict.GOOD)
