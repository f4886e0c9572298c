"""The line that tells when a message that is being written was kept, and where: on this computer, or in Drafts too."""

from collections.abc import Callable
from datetime import datetime

from PyQt5.QtCore import QLocale

from client.gui.eliding_label import ElidingLabel
from client.gui.relative_dates import clock_time


class KeptLine(ElidingLabel):
    """`not_saved` is why it is not in Drafts yet, "" while nothing has failed."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.not_saved = ""

    def show_kept(self) -> None:
        """It is on this computer."""
        if self.not_saved:
            self.show_not_saved(self.not_saved)
        else:
            self._show(self.tr("Kept on this computer at {time}"))

    def show_saved(self) -> None:
        """It is in Drafts."""
        self.not_saved = ""
        self._show(self.tr("Saved in Drafts at {time}"))

    def show_not_saved(self, why: str) -> None:
        """It is on this computer, and could not be put into Drafts."""
        self.not_saved = why
        self._show(self.tr("Kept on this computer at {time}, not in Drafts yet"))
        self.explain(why)

    def _show(self, words: str) -> None:
        self.setText(words.format(time=clock_time(self._clock(), QLocale())))
        self.explain("")
