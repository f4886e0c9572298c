"""The menu of earlier versions of a message that is being written: when each was kept, and how it begins."""

from collections.abc import Callable

from PyQt5.QtCore import QLocale, QObject, pyqtSignal
from PyQt5.QtWidgets import QMenu

from client.gui.desk import Desk
from client.gui.plain_words import one_line
from client.gui.relative_dates import clock_time, short_date
from client.gui.unsent_text import Version

LONGEST_BEGINNING = 60


class ComposerVersions(QObject):
    """Fills `menu` whenever it opens. Signals: chosen(UnsentText)."""

    chosen = pyqtSignal(object)

    def __init__(self, key: Callable[[], str], menu: QMenu, desk: Desk) -> None:
        super().__init__(menu)
        self._key = key
        self._menu = menu
        self._desk = desk
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        self._menu.clear()
        versions = self._desk.unsent.versions(self._key())
        for version in versions:
            action = self._menu.addAction(self._words(version))
            if action is not None:
                action.triggered.connect(lambda _checked, version=version: self.chosen.emit(version.text))
        if not versions:
            nothing = self._menu.addAction(self.tr("There is no earlier version yet"))
            if nothing is not None:
                nothing.setEnabled(False)

    def _words(self, version: Version) -> str:
        now, locale = self._desk.clock(), QLocale()
        local = version.when.astimezone(now.tzinfo)
        day = "" if local.date() == now.date() else f"{short_date(local, now, locale)}, "
        beginning = one_line(version.text.text)[:LONGEST_BEGINNING] or one_line(version.text.subject)
        # An ampersand would be taken for the letter of the item.
        return f"{day}{clock_time(local, locale)}  {beginning}".replace("&", "&&")
