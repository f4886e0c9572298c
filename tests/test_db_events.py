"""Events: one line each, which nothing that a stranger sends can break out of."""

import logging

import pytest

from db.events import ALERTS, LOG, Event, Noticed, record


def entries(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was recorded: whatever is left of other tests may log something else meanwhile."""
    return [entry for entry in caplog.records if entry.name == LOG]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [entry.getMessage() for entry in entries(caplog)]


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "postroom.events")


def test_event_is_a_line_of_its_name_and_facts(caplog: pytest.LogCaptureFixture) -> None:
    record(Event.ACCEPTED, message="00ff", size=12, sender="anna@project.com")
    assert lines(caplog) == ["accepted message=00ff size=12 sender=anna@project.com"]
    assert entries(caplog)[0].levelno == logging.INFO


@pytest.mark.parametrize(
    "value", ["a b", "", "a\nfault id=1", "\r", "\0", "\x1b[31m", "\u2028", "\ud800", "x" * 5000, " "]
)
def test_value_stays_in_its_place(caplog: pytest.LogCaptureFixture, value: str) -> None:
    record(Event.REFUSED, name=value, last=1)
    (line,) = lines(caplog)
    assert line.startswith("refused name=")
    assert line.endswith(" last=1")
    assert line.isprintable()
    assert len(line) < 400


def test_fault_comes_with_where_it_came_from(caplog: pytest.LogCaptureFixture) -> None:
    fault = ValueError("x")
    record(Event.FAULT, fault, id="1")
    assert entries(caplog)[0].exc_info == (ValueError, fault, None)


def test_event_below_the_level_is_not_composed(caplog: pytest.LogCaptureFixture) -> None:
    class Never:
        def __str__(self) -> str:
            raise AssertionError

    caplog.set_level(logging.WARNING, "postroom.events")
    record(Event.REQUEST, value=Never())
    assert lines(caplog) == []


def test_names_of_events_differ() -> None:
    assert len({event.value[0] for event in Event}) == len(Event)


def test_listener_of_the_log_gets_the_event_with_its_facts(caplog: pytest.LogCaptureFixture) -> None:
    record(Event.RELAY_REFUSED, peer="192.0.2.1", recipient="x@example.com")
    noticed = entries(caplog)[0].noticed  # type: ignore[attr-defined]
    assert noticed == Noticed(Event.RELAY_REFUSED, {"peer": "192.0.2.1", "recipient": "x@example.com"})


def test_alerts_name_the_fact_that_is_their_host() -> None:
    assert ALERTS[Event.SIGN_IN_FAILED] == "peer"
    assert ALERTS[Event.NOT_SENT] == "hop"
    assert ALERTS[Event.FAULT] == ""
    assert set(ALERTS.values()) == {"peer", "hop", "host", ""}
    assert Event.SIGN_IN_FAILED.label == "sign-in-failed"
