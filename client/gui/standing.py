"""How an account stands to its server, as one value for the line at the bottom of the window, and as words for it."""

from dataclasses import dataclass
from datetime import datetime

from PyQt5.QtCore import QCoreApplication, QLocale

from client.errors import Fault, FileFault, LocalDiskFull, ServerBusy, ServerFault
from client.gui.relative_dates import clock_time, short_date

_WITH_A_SERVER = (FileFault, LocalDiskFull, ServerBusy, ServerFault)


@dataclass(frozen=True)
class Standing:
    """`offline_since` is None while connected; `done` of `total` messages are as the server has them; `finished`: there
    is nothing left to ask for; `behind`: asking goes wrong although the server can be reached.
    """

    offline_since: datetime | None = None
    finished: bool = False
    done: int = 0
    total: int = 0
    behind: bool = False

    @property
    def works(self) -> bool:
        """Whether nothing keeps this computer from being in step."""
        return self.offline_since is None and not self.behind


def means_offline(error: Exception) -> bool:
    """Whether this error says that there is no server to talk to; the others are of this computer, or its answers."""
    return isinstance(error, Fault) and not isinstance(error, _WITH_A_SERVER)


def standing_words(standing: Standing, now: datetime) -> str:
    """Return "Up to date", "Syncing 3,200 of 10,000", "Not up to date" or "Offline since 14:05"."""
    locale, since = QLocale(), standing.offline_since
    if since is not None:
        if since.date() == now.date():
            return _words("Offline since {time}").format(time=clock_time(since, locale))
        return _words("Offline since {time}").format(time=short_date(since, now, locale))
    if standing.behind:
        return _words("Not up to date")
    if standing.finished:
        return _words("Up to date")
    if standing.done < standing.total:
        words = _words("Syncing {done} of {total}")
        return words.format(done=locale.toString(standing.done), total=locale.toString(standing.total))
    return _words("Syncing…") if standing.total else _words("Connecting…")


def _words(words: str) -> str:
    return QCoreApplication.translate("Standing", words)
