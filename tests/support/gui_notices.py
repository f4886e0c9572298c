"""What the notice bar of a window or a dialog says, and what it offers."""

from typing import Protocol

from client.gui.notices import Notices


class Telling(Protocol):
    """Whatever has notices: a window, a dialog, the program, a desk of a test."""

    @property
    def notices(self) -> Notices: ...


def sentence(of: Telling) -> str:
    """The sentence that is shown; "" for none."""
    return of.notices.shown.sentence if of.notices.shown is not None else ""


def follow(of: Telling) -> None:
    """Do what the notice that is shown offers, as by its button."""
    assert of.notices.shown is not None
    assert of.notices.shown.remedy is not None
    of.notices.shown.remedy.run()
