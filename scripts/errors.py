"""The one error that scripts raise on purpose: a sentence for the person, and what to do about it.

Whoever catches it prints it and ends; it never carries a traceback or a code.
"""

from __future__ import annotations


class StartError(Exception):
    """Something that cannot go on; `str()` is the sentence, `remedy` the next step (may be empty)."""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.remedy = remedy


def of_system(problem: OSError) -> StartError:
    """Return what the system refused as a sentence; what names no file is a mistake of ours, and raised again."""
    if problem.filename is None:
        raise problem
    return StartError(f"{problem.filename} cannot be used: {problem.strerror}.")
