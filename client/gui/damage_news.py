"""Tells once of what was damaged on this computer and set aside: the outbox, changes that the server did not know
yet, or what was being written. It is a fault in the bar of the window until the person has read it; the details say
where the file is."""

from PyQt5.QtCore import QObject

from client.damage import Damage
from client.gui.desk import Desk
from client.gui.notices import Notice, Notices, Remedy, Urgency
from client.gui.spoken import spoken


class DamageNews(QObject):
    """Belongs to the main window. The outbox is looked at once, in `begin`; the changes whenever the list was read,
    because their file may break while the program runs.
    """

    def __init__(self, desk: Desk, notices: Notices, show_outbox: Remedy, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._notices = notices
        self._show_outbox = show_outbox
        # Bound methods, because the session lives longer than this.
        desk.session.overview_changed.connect(self._look)
        desk.session.change_failed.connect(self._look)

    def begin(self) -> None:
        if self._desk.office.damage is not None:
            self._tell("damaged outbox", self._desk.office.damage, self._show_outbox)
        self._look()

    def tell_of_texts(self, damage: Damage) -> None:
        """What was being written was damaged."""
        self._tell("damaged texts", damage)

    def _look(self, *_news: object) -> None:
        damage = self._desk.session.synced.cache.take_damage()
        if damage is not None:
            self._tell("damaged changes", damage)

    def _tell(self, key: str, damage: Damage, remedy: Remedy | None = None) -> None:
        self._notices.tell(Notice(key, spoken(damage.sentence), Urgency.FAULT, remedy, str(damage.aside)))
