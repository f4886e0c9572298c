"""Whatever is noticed in whatever order, few rows come about, and together they count everything."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from db.alert_groups import HOSTS, WINDOW, AlertGroups, Group
from db.alert_rules import OTHERS

NOW = 1_700_000_000.0


def take(groups: AlertGroups, rows: dict[int, Group]) -> None:
    """Do as the collector does: write every group."""
    for one in groups.unwritten():
        one.row = one.row or len(rows) + 1
        one.written = one.count
        rows[one.row] = one


def test_same_rule_at_the_same_host_within_a_minute_is_one_group() -> None:
    groups = AlertGroups()
    first = groups.note("fault", "a", NOW)
    assert groups.note("fault", "a", NOW + WINDOW - 1) is first
    assert groups.note("fault", "b", NOW) is not first
    assert groups.note("tls-failed", "a", NOW) is not first
    assert (first.count, first.at) == (2, int(NOW))


def test_next_minute_is_a_new_group_once_the_old_one_is_written() -> None:
    groups = AlertGroups()
    first = groups.note("fault", "a", NOW)
    assert groups.note("fault", "a", NOW + 2 * WINDOW) is first  # the store could not be written until now
    first.written = first.count
    assert groups.note("fault", "a", NOW + 2 * WINDOW) is not first
    assert groups.unwritten() == [groups.note("fault", "a", NOW + 2 * WINDOW)]


def test_more_hosts_than_there_is_room_for_are_counted_together_and_say_so() -> None:
    groups = AlertGroups(hosts=2)
    for host in "abcde":
        groups.note("fault", host, NOW)
    assert {one.host: one.count for one in groups.unwritten()} == {"a": 1, "b": 1, OTHERS: 3}
    assert "no room" in groups.note("fault", "f", NOW).detail


@given(
    st.lists(
        st.tuples(st.sampled_from(["fault", "tls-failed"]), st.integers(0, 40), st.integers(0, 20), st.booleans()),
        max_size=200,
    )
)
def test_nothing_is_lost_and_rows_are_few(noticed: list[tuple[str, int, int, bool]]) -> None:
    groups, rows, now = AlertGroups(), dict[int, Group](), NOW
    for rule, host, later, is_written in noticed:
        now += later
        groups.note(rule, f"host{host}", now)
        assert len(groups.unwritten()) <= 2 * (HOSTS + 1)
        if is_written:
            take(groups, rows)
            groups.forget(now)
    take(groups, rows)
    counted = Counter[str]()
    for one in rows.values():
        counted[one.rule] += one.count
    assert counted == Counter(rule for rule, *_ in noticed)
    for rule in counted:
        for row in rows.values():
            beside = [one for one in rows.values() if one.rule == rule and 0 <= one.at - row.at < WINDOW]
            assert len(beside) <= 2 * (HOSTS + 1)
