"""A mail session in a test: begun, and what it shows and tells."""

from pytestqt.qtbot import QtBot

from client.gui.mail_session import MailSession
from client.gui.overview import Overview


def shown(session: MailSession) -> list[str]:
    return session.synced.cache.ids(session.list.shown.numbers)


def listed(qtbot: QtBot, session: MailSession) -> None:
    """Begin, and wait until everything is in step."""
    session.begin()
    qtbot.waitUntil(lambda: session.standing.finished and len(shown(session)) == 12)


def overviews(session: MailSession) -> list[Overview]:
    told: list[Overview] = []
    session.overview_changed.connect(lambda overview, _fresh: told.append(overview))
    return told
