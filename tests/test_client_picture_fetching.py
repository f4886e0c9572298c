"""Remote pictures come over HTTPS, within limits, and nobody learns more than that they were asked for."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence

import pytest

from client.picture_fetching import Limits, PictureFetcher, PictureRefused, is_public, public_addresses
from tests.support.gui_desk import PNG
from tests.support.picture_host import PictureHost, picture_host

LOGO = "https://pictures.example/logo.png"


@pytest.fixture
def host() -> Iterator[PictureHost]:
    with picture_host() as made:
        made.put("/logo.png", PNG)
        yield made


def fetched(fetcher: PictureFetcher, *sources: str, stop: threading.Event | None = None) -> dict[str, bytes | None]:
    came: dict[str, bytes | None] = {}
    fetcher.fetch_all(sources, stop or threading.Event(), came.__setitem__)
    return came


def test_picture_is_fetched_without_telling_who_asks(host: PictureHost) -> None:
    assert fetched(host.fetcher(), LOGO) == {LOGO: PNG}
    assert set(host.headers[0]) == {"host", "accept", "accept-encoding", "user-agent"}
    assert "postroom" not in str(host.headers).lower()


def test_same_picture_is_fetched_once(host: PictureHost) -> None:
    assert fetched(host.fetcher(), LOGO, LOGO) == {LOGO: PNG}
    assert host.asked == ["pictures.example/logo.png"]


def test_address_without_encryption_is_asked_with_it(host: PictureHost) -> None:
    source = "http://pictures.example/logo.png?x=ä b"
    assert fetched(host.fetcher(), source) == {source: PNG}
    assert host.asked == ["pictures.example/logo.png?x=%C3%A4%20b"]


@pytest.mark.parametrize(
    "source",
    [
        "ftp://pictures.example/logo.png",
        "file:///etc/passwd",
        "https://pictures.example:8443/logo.png",
        "https://user:secret@pictures.example/logo.png",
        "https:///logo.png",
        "https://[::1/logo.png",
        "https://" + "a" * 70 + ".example/logo.png",
        "https://pictures.example:99999/x",
    ],
)
def test_other_addresses_are_not_asked(host: PictureHost, source: str) -> None:
    assert fetched(host.fetcher(), source) == {source: None}
    assert host.asked == []


def test_certificate_for_another_name_is_refused(host: PictureHost) -> None:
    assert fetched(host.fetcher(), "https://unknown.example/logo.png") == {"https://unknown.example/logo.png": None}
    assert host.asked == []


def test_redirect_is_followed_and_looked_at(host: PictureHost) -> None:
    host.put("/old.png", b"", status=302, Location="https://cdn.example/logo.png")
    host.put("/out.png", b"", status=302, Location="file:///etc/passwd")
    host.put("/round.png", b"", status=302, Location="/round.png")
    old, out, again = (f"https://pictures.example/{name}.png" for name in ("old", "out", "round"))
    assert fetched(host.fetcher(), old, out, again) == {old: PNG, out: None, again: None}
    assert "cdn.example/logo.png" in host.asked
    assert host.asked.count("pictures.example/round.png") == 4


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/octet-stream"])
def test_what_is_no_picture_is_refused(host: PictureHost, kind: str) -> None:
    host.put("/x", PNG, kind)
    assert fetched(host.fetcher(), "https://pictures.example/x") == {"https://pictures.example/x": None}


def test_too_large_a_picture_is_refused(host: PictureHost) -> None:
    host.put("/large.png", bytes(2_000))
    sources = ["https://pictures.example/large.png", LOGO]
    assert fetched(host.fetcher(Limits(largest=1_000)), *sources) == {sources[0]: None, LOGO: PNG}


def test_all_together_have_a_limit(host: PictureHost) -> None:
    names = [f"https://pictures.example/{number}.png" for number in range(6)]
    for number in range(6):
        host.put(f"/{number}.png", bytes(1_000))
    came = fetched(host.fetcher(Limits(total=3_500)), *names)
    assert sum(content is not None for content in came.values()) == 3
    assert len(came) == 6


def test_no_more_than_a_number_of_them_are_asked_for(host: PictureHost) -> None:
    names = [f"https://pictures.example/logo.png?{number}" for number in range(5)]
    came = fetched(host.fetcher(Limits(most=2)), *names)
    assert [came[name] is not None for name in names] == [True, True, False, False, False]
    assert len(host.asked) == 2


def test_server_that_does_not_answer_ends_with_the_time(host: PictureHost) -> None:
    host.gate.clear()
    assert fetched(host.fetcher(Limits(seconds=0.3)), LOGO) == {LOGO: None}


def test_stopping_tells_the_rest_as_missing(host: PictureHost) -> None:
    host.gate.clear()
    stop = threading.Event()
    stop.set()
    assert fetched(host.fetcher(), LOGO, stop=stop) == {LOGO: None}


def test_machine_of_a_private_network_is_never_connected_to(host: PictureHost) -> None:
    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context()

    came = fetched(PictureFetcher(context=trusting), "https://localhost/x.png", "https://127.0.0.1/x.png")
    assert list(came.values()) == [None, None]


def test_name_with_one_private_address_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> Sequence[object]:
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(PictureRefused):
        public_addresses("mixed.example", 443)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"),
        *("100.64.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::"),
        *("64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "::127.0.0.1", "nothing", ""),
    ],
)
def test_private_address(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_address(address: str) -> None:
    assert is_public(address)
