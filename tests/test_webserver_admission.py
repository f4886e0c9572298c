"""The limits on connections, for all together and for one address."""

import pytest

from webserver.admission import Admission, plain_address


def test_one_address_has_its_share_and_no_more() -> None:
    admission = Admission(total=10, per_address=2)
    assert [admission.admit("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert admission.has_its_share("192.0.2.1")
    assert admission.admit("192.0.2.2")
    admission.release("192.0.2.1")
    assert admission.admit("192.0.2.1")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_is_limited_by_the_total_only(address: str) -> None:
    admission = Admission(total=3, per_address=1)
    assert [admission.admit(address) for _ in range(4)] == [True, True, True, False]
    assert admission.full


@pytest.mark.parametrize(
    ("address", "expected"),
    [("::ffff:192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1"), ("2001:DB8::1", "2001:db8::1")],
)
def test_one_address_has_one_spelling(address: str, expected: str) -> None:
    assert plain_address(address) == expected
