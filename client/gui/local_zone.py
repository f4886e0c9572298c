"""The zone of this computer, as a clock on its wall knows it: with the offset that each moment has. The standard
library gives only the offset of one moment; mail of the summer, shown in winter with that, would be an hour off and
some of it on the wrong day. For showing times only: what lies between two of them is for UTC to say."""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """What the system says of its own zone. A time that comes twice on an autumn night is told apart by `fold`."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        return None if moment is None else _known(moment).utcoffset()

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        """Return None: the system tells only what both make together."""
        return None

    def tzname(self, moment: datetime | None, /) -> str | None:
        return None if moment is None else _known(moment).tzname()

    def fromutc(self, moment: datetime, /) -> datetime:
        there = moment.replace(tzinfo=UTC).astimezone()
        local = there.replace(tzinfo=self)
        return local if local.utcoffset() == there.utcoffset() else local.replace(fold=1)


LOCAL_ZONE = LocalZone()


def local_now() -> datetime:
    """Return the time of now in the zone of this computer."""
    return datetime.now(UTC).astimezone(LOCAL_ZONE)


def in_zone_of(now: datetime, moment: datetime) -> datetime:
    """Return `moment` in the zone of `now`, both aware; in UTC in the first and last hours of all years, where a sender
    may have dated a message and other zones would be beyond."""
    try:
        return moment.astimezone(now.tzinfo)
    except (OverflowError, ValueError):
        return moment.astimezone(UTC)


def _known(moment: datetime) -> datetime:
    # The first and the last of all years would need hours of a year before or after; neither has a 29 February.
    return moment.replace(year=min(max(moment.year, 2), 9998), tzinfo=None).astimezone()
