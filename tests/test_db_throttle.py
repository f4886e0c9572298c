"""Limits on guessing: what is counted together, for how long, and how much memory that takes."""

import threading

import pytest

from db.errors import TooManyFailures
from db.throttle import WINDOW, Throttle, network_of
from tests.support.clock import Clock

PEER = "203.0.113.7"


def allowed(throttle: Throttle, name: str = "anna", peer: str = PEER) -> bool:
    try:
        throttle.check(name, peer)
    except TooManyFailures:
        return False
    return True


def failures_until_limit(throttle: Throttle, names: str = "anna", peers: str = PEER) -> int:
    """Fail until another try is refused; `{}` in names and peers is the number of the try."""
    for count in range(2000):
        if not allowed(throttle, names.format(count), peers.format(count)):
            return count
        throttle.failed(names.format(count), peers.format(count))
    raise AssertionError("no limit")


def test_name_from_one_address_has_ten_tries() -> None:
    assert failures_until_limit(Throttle()) == 10
    assert failures_until_limit(Throttle(3)) == 3


@pytest.mark.parametrize(
    ("names", "peers", "tries"),
    [
        ("anna{}", PEER, 30),
        ("anna{}", "2001:db8::1", 30),
        ("anna{}", "203.0.113.{}", 100),
        ("anna{}", "2001:db8:0:1:{:x}::1", 100),
        ("anna{}", "::ffff:203.0.113.7", 30),
        ("anna", "127.0.0.1", 10),
        ("anna", "2001:db8:{:x}::1", 100),
    ],
)
def test_wider_keys_have_wider_limits(names: str, peers: str, tries: int) -> None:
    assert failures_until_limit(Throttle(), names, peers) == tries


@pytest.mark.parametrize(
    ("peer", "other"),
    [
        ("203.0.113.7", "203.0.114.7"),
        ("2001:db8:0:1::1", "2001:db8:0:2::1"),
        ("::ffff:203.0.113.7", "::ffff:198.51.100.7"),
        ("::ffff:203.0.113.7", "127.0.0.1"),
    ],
)
def test_other_networks_go_on(peer: str, other: str) -> None:
    """IPv4 written as IPv6 put all of IPv4 into one network, so that one guesser locked everybody out."""
    throttle = Throttle()
    for number in range(100):
        throttle.failed(f"anna{number}", peer)
    assert not allowed(throttle, "ben", peer)
    assert allowed(throttle, "ben", other)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_counted_by_name_only(peer: str) -> None:
    """Everybody behind a proxy on this machine comes from it; as mapped IPv6 it was an address like any other."""
    throttle = Throttle()
    for number in range(500):
        throttle.failed(f"anna{number}", peer)
    assert allowed(throttle, "ben", peer)
    for _ in range(10):
        throttle.failed("anna", peer)
    assert not allowed(throttle, "anna", peer)


@pytest.mark.parametrize("peer", ["", "unix:", "not an address", "1.2.3", "fe80::1%eth0%x", "%"])
def test_peer_that_is_no_address_is_counted_by_name(peer: str) -> None:
    assert failures_until_limit(Throttle(), "anna", peer) == 10


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("somewhere", None),
    ],
)
def test_networks(peer: str, network: str | None) -> None:
    assert network_of(peer) == network


def test_window_ends_and_begins_anew() -> None:
    clock = Clock()
    throttle = Throttle(clock=clock)
    assert failures_until_limit(throttle) == 10
    clock.now += WINDOW - 1
    assert not allowed(throttle)
    clock.now += 1
    assert allowed(throttle)
    assert failures_until_limit(throttle) == 10


def test_waiting_time_is_told_in_seconds_and_words() -> None:
    clock = Clock()
    throttle = Throttle(clock=clock)
    failures_until_limit(throttle)
    for passed, seconds, words in ((0, 601, "11 minutes"), (550, 51, "1 minute")):
        clock.now = 1000.0 + passed
        with pytest.raises(TooManyFailures, match=f"{words}\\.") as refused:
            throttle.check("anna", PEER)
        assert refused.value.retry_after == seconds


def test_limit_is_told_once() -> None:
    throttle = Throttle(3)
    assert [throttle.failed("anna", "127.0.0.1") for _ in range(5)] == [False, False, True, False, False]


def test_success_forgets_this_name_from_this_address_only() -> None:
    throttle = Throttle()
    for _ in range(9):
        throttle.failed("anna", PEER)
        throttle.failed("anna", "198.51.100.1")
    throttle.succeeded("anna", PEER)
    for _ in range(9):
        throttle.failed("anna", PEER)
    assert allowed(throttle, "anna", PEER)
    throttle.failed("anna", "198.51.100.1")
    assert not allowed(throttle, "anna", "198.51.100.1")


def test_names_differ_in_more_than_case() -> None:
    """Each way to write a name in capitals had its own ten tries."""
    throttle = Throttle()
    for name in ("anna", "Anna", "ANNA", " anna") * 3:
        throttle.failed(name, "127.0.0.1")
    assert not allowed(throttle, "aNNa", "127.0.0.1")


def test_memory_is_bounded_however_many_and_long_the_names() -> None:
    """The number of names was bounded, but not their length."""
    throttle = Throttle(most_keys=1000)
    for number in range(2000):
        throttle.failed(f"{number}" + "x" * 100_000, "127.0.0.1")
    assert len(throttle._failures) <= 1000
    assert sum(map(len, throttle._failures)) < 1_000_000


def test_flood_of_names_does_not_wash_out_who_still_guesses() -> None:
    throttle = Throttle(most_keys=1000)
    for number in range(3000):
        throttle.failed(f"anna{number}", "127.0.0.1")
        if number % 300 == 0:
            throttle.failed("ben", "127.0.0.1")
    assert not allowed(throttle, "ben", "127.0.0.1")


def test_threads_share_a_throttle() -> None:
    throttle = Throttle(1000)
    reached: list[bool] = []

    def fail() -> None:
        reached.extend(throttle.failed("anna", "127.0.0.1") for _ in range(250))

    threads = [threading.Thread(target=fail) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reached.count(True) == 1
    assert not allowed(throttle, "anna", "127.0.0.1")
