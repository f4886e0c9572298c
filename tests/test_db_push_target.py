"""Where something may be pushed to: URLs read strictly, and addresses that are nobody's inside."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.push_target import Target, WrongTarget, is_allowed, read


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://push.example.com", Target("push.example.com", 443, "/"), "push.example.com"),
        ("https://Push.Example.com:8443/a/b?c=d&e", Target("push.example.com", 8443, "/a/b?c=d&e"),
         "push.example.com:8443"),
        ("https://192.0.2.1/x#part", Target("192.0.2.1", 443, "/x"), "192.0.2.1"),
        ("https://[2001:db8::1]:444/", Target("2001:db8::1", 444, "/"), "[2001:db8::1]:444"),
        ("https://push.example.com?x", Target("push.example.com", 443, "/?x"), "push.example.com"),
    ],
)  # fmt: skip
def test_url_in_parts(url: str, target: Target, authority: str) -> None:
    assert read(url) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "", "https://", "http://a.example/", "ftp://a.example/", "//a.example/", "https:a.example", "https:///x",
        "https://a.example:99999/", "https://a.example:0/", "https://a.example:-1/", "https://a.example:x/",
        "https://u@a.example/", "https://u:p@a.example/", "https://a.example\\@b.example/", "https://a..example/",
        "https://-a.example/", "https://a.example/ x", "https://a.example/\n", "https://a.example/\x00",
        "https://b\u00fccher.example/", "https://[fe80::1%eth0]/", "https://[::1/", "https://a_b c/", "https://%61.example/",
        "https://" + "a" * 64 + ".example/", "https://a.example/" + "x" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_such_url_is_refused(url: str) -> None:
    with pytest.raises(WrongTarget):
        read(url)


@given(st.text(max_size=60))
def test_target_of_any_text_can_be_written_into_a_request(text: str) -> None:
    try:
        target = read("https://" + text)
    except WrongTarget:
        return
    assert f"{target.path}{target.authority}".isascii()
    assert not set(f"{target.path}{target.authority}") & set(" \r\n\0@")


PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001:80e::200e", "::ffff:1.1.1.1"]
PRIVATE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "2001:db8::1",
    "3fff::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2001::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "4000::1",
]  # fmt: skip
NEVER = ["0.0.0.0", "::", "224.0.0.1", "239.1.1.1", "ff02::1", "::ffff:224.0.0.1", "fe80::1%eth0", "x", "", "127.1"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_allowed(address: str) -> None:
    assert is_allowed(address, private_networks=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_inside_address_is_allowed_only_where_the_admin_says_so(address: str) -> None:
    assert not is_allowed(address, private_networks=False)
    assert is_allowed(address, private_networks=True)


@pytest.mark.parametrize("address", NEVER)
def test_address_of_nobody_is_never_allowed(address: str) -> None:
    assert not is_allowed(address, private_networks=False)
    assert not is_allowed(address, private_networks=True)


@given(st.ip_addresses())
def test_only_global_addresses_are_allowed(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_allowed(str(address), private_networks=False):
        mapped = getattr(address, "ipv4_mapped", None) or address
        assert mapped.is_global
        assert not mapped.is_multicast
