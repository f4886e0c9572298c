"""Server addresses and invitation links, as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.errors import BadServerAddress
from client.invitation import ServerAddress, parse_server

CA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("localhost", "localhost", 1443),
        ("  mail.project.com  ", "mail.project.com", 1443),
        ("mail.project.com:8443", "mail.project.com", 8443),
        ("Mail.Project.COM", "mail.project.com", 1443),
        ("192.168.1.5", "192.168.1.5", 1443),
        ("192.168.1.5:443", "192.168.1.5", 443),
        ("[::1]", "::1", 1443),
        ("[::1]:1443", "::1", 1443),
        ("::1", "::1", 1443),
        ("fe80::1:2", "fe80::1:2", 1443),
        ("https://localhost", "localhost", 1443),
        ("https://localhost:2443/inbox?x#y", "localhost", 2443),
        ("https://[::1]:2443/", "::1", 2443),
        ("HTTPS://localhost/", "localhost", 1443),
        ("localhost/", "localhost", 1443),
        ("bücher.example", "xn--bcher-kva.example", 1443),
    ],
)
def test_address_gives_host_and_port(text: str, host: str, port: int) -> None:
    assert parse_server(text) == ServerAddress(host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "anna@project.com",
        "http://localhost",
        "smtp://localhost:25",
        "localhost:0",
        "localhost:65536",
        "localhost:port",
        "localhost:-1",
        "[::1",
        "::1]:1443",
        "https://",
        "https://user:secret@localhost",
        "two words",
        "-bad.example",
        "a..b",
        "x" * 64,
        ".".join(["long"] * 60),
        "exa_mple!.com",
        "line\nbreak",
        "https://localhost:99999999999999999999",
    ],
)
def test_what_is_no_address_is_named(text: str) -> None:
    with pytest.raises(BadServerAddress) as caught:
        parse_server(text)
    assert caught.value.sentence.endswith(".")


def test_password_in_the_address_is_not_repeated() -> None:
    with pytest.raises(BadServerAddress) as caught:
        parse_server("https://anna:geheim@localhost")
    assert "geheim" not in caught.value.sentence + caught.value.detail


def test_invitation_carries_everything() -> None:
    link = f"postroom://mail.project.com/?https=2443&smtp=2587&ca={CA}&domain=project.com&code=AB-12%2B"
    assert parse_server(link) == ServerAddress("mail.project.com", 2443, 2587, CA, "project.com", "AB-12+")


def test_invitation_without_code_and_with_ipv6_host() -> None:
    link = f"postroom://[::1]/?https=1443&smtp=1587&ca={CA.upper()}&domain=project.com"
    assert parse_server(link) == ServerAddress("::1", 1443, 1587, CA, "project.com")


@pytest.mark.parametrize(
    "link",
    [
        "postroom://",
        "postroom://localhost",
        "postroom://localhost/?https=1443&smtp=1587&domain=project.com",
        f"postroom://localhost/?https=1443&ca={CA[:-1]}",
        f"postroom://localhost/?https=1443&ca={CA[:-1]}g",
        f"postroom://localhost/?https=x&ca={CA}",
        f"postroom://localhost/?smtp=70000&ca={CA}",
        f"postroom://localhost/?smtp=&ca={CA}",
        f"postroom://localhost/?ca={CA}&ca={'f' * 64}",
        f"postroom:///?ca={CA}",
        f"postroom://a b/?ca={CA}",
    ],
)
def test_damaged_invitation_is_refused(link: str) -> None:
    with pytest.raises(BadServerAddress):
        parse_server(link)


@given(st.text())
def test_any_text_gives_an_address_or_a_sentence(text: str) -> None:
    try:
        found = parse_server(text)
    except BadServerAddress:
        return
    assert found.host
    assert 1 <= found.https_port <= 65535


@given(st.text(max_size=20))
def test_any_query_of_an_invitation_gives_an_address_or_a_sentence(query: str) -> None:
    try:
        found = parse_server(f"postroom://localhost/?ca={CA}&{query}")
    except BadServerAddress:
        return
    assert found.fingerprint == CA
