"""When something was, in the words of somebody looking at a list now: a time today, a weekday this week, else
a date."""

from datetime import UTC, datetime, timedelta

from PyQt5.QtCore import QCoreApplication, QDateTime, QLocale

from client.gui.local_zone import in_zone_of


def short_date(moment: datetime, now: datetime, locale: QLocale) -> str:
    """Return `14:05`, `Yesterday`, `Tuesday`, `12 Mar` or `12 Mar 2024`; both times aware, shown in the zone
    of `now`."""
    local = in_zone_of(now, moment)
    days = (now.date() - local.date()).days
    if days == 0:
        return locale.toString(local.time(), QLocale.FormatType.ShortFormat)
    if days == 1:
        return _words("Yesterday")
    if 1 < days < 7:
        return locale.dayName(local.isoweekday(), QLocale.FormatType.LongFormat)
    # A translation says how the language writes a date: "d. MMM".
    pattern = _words("d MMM") if local.year == now.year else _words("d MMM yyyy")
    return locale.toString(local.date(), pattern)


def full_date(moment: datetime, now: datetime, locale: QLocale) -> str:
    """Return the day and the time in full, as the header of a message shows them."""
    local = in_zone_of(now, moment)
    day = locale.toString(QDateTime(local.date(), local.time()), _words("dddd, d MMMM yyyy"))
    return f"{day}, {clock_time(local, locale)}"


def clock_time(moment: datetime, locale: QLocale) -> str:
    return locale.toString(moment.time(), QLocale.FormatType.ShortFormat)


def until_midnight(now: datetime) -> timedelta:
    """How long the words stay right: lists that show them are painted again at midnight."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    # In UTC: the night that the clocks change in has an hour more or less.
    return tomorrow.astimezone(UTC) - now.astimezone(UTC)


def _words(words: str) -> str:
    return QCoreApplication.translate("Dates", words)
