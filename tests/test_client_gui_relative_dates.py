"""Dates in lists: a time today, a weekday this week, else a date."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PyQt5.QtCore import QLocale

from client.gui.relative_dates import full_date, short_date, until_midnight

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
EAST = timezone(timedelta(hours=2))
NOW = datetime(2026, 3, 18, 14, 20, tzinfo=EAST)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 18, 9, 5, tzinfo=EAST), "09:05"),
        (datetime(2026, 3, 17, 23, 59, tzinfo=EAST), "Yesterday"),
        (datetime(2026, 3, 16, 0, 0, tzinfo=EAST), "Monday"),
        (datetime(2026, 3, 12, 12, 0, tzinfo=EAST), "Thursday"),
        (datetime(2026, 3, 11, 12, 0, tzinfo=EAST), "11 Mar"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=EAST), "31 Dec 2025"),
        (datetime(2026, 3, 19, 8, 0, tzinfo=EAST), "19 Mar"),
    ],
)
def test_short_date(moment: datetime, expected: str) -> None:
    assert short_date(moment, NOW, BRITISH) == expected


def test_short_date_is_of_the_zone_of_now() -> None:
    late_in_utc = datetime(2026, 3, 17, 22, 30, tzinfo=UTC)
    assert short_date(late_in_utc, NOW, BRITISH) == "00:30"


def test_full_date_has_weekday_and_time() -> None:
    moment = datetime(2026, 3, 17, 7, 5, tzinfo=UTC)
    assert full_date(moment, NOW, BRITISH) == "Tuesday, 17 March 2026, 09:05"


def test_until_midnight() -> None:
    assert until_midnight(NOW) == timedelta(hours=9, minutes=40)
