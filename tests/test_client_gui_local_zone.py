"""Times in the zone of this computer: each with the offset that its own day has."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt5.QtCore import QLocale

from client.gui.local_zone import LOCAL_ZONE, in_zone_of, local_now
from client.gui.relative_dates import full_date, short_date, until_midnight

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
# As POSIX writes the rules of a zone, so that no list of zones needs to be installed.
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
NEWFOUNDLAND = "NST3:30NDT,M3.2.0,M11.1.0"
KIRITIMATI = "LINT-14"


def moved_to(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()


@pytest.fixture(autouse=True)
def _zone_of_this_computer() -> Iterator[None]:
    """Another zone would stay with the process for the tests that follow."""
    with pytest.MonkeyPatch.context() as patched:
        moved_to(patched, BERLIN)
        yield
    time.tzset()


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute, second = (*numbers, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def test_mail_of_the_summer_is_shown_in_winter_with_the_time_it_had() -> None:
    winter = utc(2026, 12, 1, 12).astimezone(LOCAL_ZONE)
    assert full_date(utc(2026, 7, 22, 12), winter, BRITISH) == "Wednesday, 22 July 2026, 14:00"
    assert full_date(utc(2026, 11, 22, 12), winter, BRITISH) == "Sunday, 22 November 2026, 13:00"


def test_mail_of_a_summer_night_is_shown_in_winter_on_its_own_day() -> None:
    winter = utc(2026, 12, 1, 12).astimezone(LOCAL_ZONE)
    assert short_date(utc(2026, 7, 22, 22, 30), winter, BRITISH) == "23 Jul"
    assert short_date(utc(2025, 12, 31, 23, 30), winter, BRITISH) == "1 Jan"


def test_day_after_the_clocks_changed_knows_yesterday() -> None:
    monday = utc(2026, 10, 26, 7).astimezone(LOCAL_ZONE)
    assert short_date(utc(2026, 10, 24, 22, 30), monday, BRITISH) == "Yesterday"
    assert short_date(utc(2026, 10, 25, 23, 30), monday, BRITISH) == "00:30"


def test_hour_that_comes_twice_is_told_apart() -> None:
    first, second = (utc(2026, 10, 25, hour, 30).astimezone(LOCAL_ZONE) for hour in (0, 1))
    assert (first.hour, second.hour) == (2, 2)
    assert (first.utcoffset(), second.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))


@pytest.mark.parametrize(
    ("now", "hours"), [(utc(2026, 10, 24, 22), 25), (utc(2026, 3, 28, 23), 23), (utc(2026, 6, 30, 22), 24)]
)
def test_midnight_is_as_far_as_it_is(now: datetime, hours: int) -> None:
    assert until_midnight(now.astimezone(LOCAL_ZONE)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "expected"), [(NEWFOUNDLAND, "2027-12-31T20:29:30-03:30"), (KIRITIMATI, "2028-01-01T13:59:30+14:00")]
)
def test_zones_of_half_hours_and_far_ahead(monkeypatch: pytest.MonkeyPatch, zone: str, expected: str) -> None:
    moved_to(monkeypatch, zone)
    assert utc(2027, 12, 31, 23, 59, 30).astimezone(LOCAL_ZONE).isoformat() == expected


def test_now_is_now() -> None:
    before = datetime.now(UTC)
    assert before <= local_now() <= datetime.now(UTC)
    assert local_now().tzinfo is LOCAL_ZONE


@pytest.mark.parametrize("zone", [NEWFOUNDLAND, KIRITIMATI])
@pytest.mark.parametrize("moment", [utc(1, 1, 1), utc(9999, 12, 31, 23, 59, 59)])
def test_message_of_the_first_or_last_hour_of_all_years_is_shown(
    monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime
) -> None:
    moved_to(monkeypatch, zone)
    for now in (local_now(), datetime.now(timezone(timedelta(hours=14))), datetime.now(timezone(timedelta(hours=-12)))):
        assert in_zone_of(now, moment) == moment
        assert full_date(moment, now, BRITISH)
        assert short_date(moment, now, BRITISH)


@given(st.integers(-2_000_000_000, 4_000_000_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_moment_stays_the_moment_it_is(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert moment.astimezone(LOCAL_ZONE).astimezone(UTC) == moment
