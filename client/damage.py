"""What was found damaged on this computer and set aside, as the person is told of it. Nothing is deleted: the damaged
file stays beside the new one.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Damage:
    """`sentence` says what was damaged and what to do, with the name of the file; `aside` is where that is now."""

    sentence: str
    aside: Path
