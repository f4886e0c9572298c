"""The accounts that a computer knows, and the link of a server: what is remembered, found again and read back."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import known_accounts, settings
from client.discovery import Server
from client.invitation import ServerAddress, parse_server
from client.server_link import only_here, server_link
from client.settings import KnownAccount, Settings
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_samples import SERVER

FINGERPRINT = SERVER.fingerprint
ANNA = KnownAccount("mail.project.com:1443", "anna@project.com", FINGERPRINT, kept=True)
BEN = KnownAccount("mail.project.com:1443", "ben@project.com", FINGERPRINT)
SHOP = KnownAccount("[::1]:2443", "anna@shop.example", "c3" * 32, kept=True)
ALL = (BEN, ANNA, SHOP)


def test_account_is_known_by_its_server_and_address() -> None:
    assert known_accounts.known(AccountInMemory()) == replace(ANNA, kept=False, name="Anna Moreno")
    six = replace(SERVER, host="::1", https_port=2443)
    assert known_accounts.known(AccountInMemory(server=six)).server == "[::1]:2443"


def test_noted_account_stands_first_and_once() -> None:
    moved = replace(ANNA, server="192.0.2.7:1443")
    assert known_accounts.noted(ALL, moved) == (moved, BEN, SHOP)


def test_changed_account_keeps_its_place_and_a_removed_one_does_not_return() -> None:
    now = replace(ANNA, kept=False)
    assert known_accounts.changed(ALL, now) == (BEN, now, SHOP)
    gone = known_accounts.without(ALL, ANNA)
    assert gone == (BEN, SHOP)
    assert known_accounts.changed(gone, now) == gone


@pytest.mark.parametrize(
    ("server", "username", "expected"),
    [
        ("", "", ANNA),
        ("", "ben", None),
        ("", "anna@shop.example", SHOP),
        ("mail.project.com", "", BEN),
        ("https://mail.project.com:1443/", "Anna", ANNA),
        ("mail.project.com", "ANNA@project.com ", ANNA),
        ("mail.project.com:2", "anna", None),
        ("[::1]:2443", "anna", SHOP),
        (f"postroom://mail.project.com/?ca={FINGERPRINT}", "anna", ANNA),
        (f"postroom://mail.project.com/?ca={'d4' * 32}", "anna", None),
        ("not a server", "anna", None),
    ],
)
def test_account_that_is_meant_is_found(server: str, username: str, expected: KnownAccount | None) -> None:
    assert known_accounts.meant(ALL, server, username) == expected


def test_accounts_are_saved_and_read_back(tmp_path: Path) -> None:
    wanted = Settings(accounts=ALL)
    settings.save(tmp_path, wanted)
    assert settings.load(tmp_path).settings == wanted


@pytest.mark.parametrize("damage", ["7", '[{"server": "x"}]', '[{"server": 1, "address": "a", "fingerprint": "f"}]'])
def test_damaged_accounts_are_told(tmp_path: Path, damage: str) -> None:
    (tmp_path / settings.FILE_NAME).write_text(f'{{"accounts": {damage}}}')
    assert settings.load(tmp_path).notice


@given(
    host=st.from_regex(r"[a-z0-9]{1,20}(\.[a-z0-9]{1,20}){0,3}", fullmatch=True) | st.ip_addresses().map(str),
    ports=st.tuples(st.integers(1, 65535), st.integers(1, 65535)),
    fingerprint=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
)
def test_link_of_a_server_is_read_back_as_it_is(host: str, ports: tuple[int, int], fingerprint: str) -> None:
    https, smtp = ports
    server = Server(host, https, smtp, "project.com", "0.1.0", "open", "", fingerprint)
    assert parse_server(server_link(server)) == ServerAddress(host, https, smtp, fingerprint, "project.com", "")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), ("mail.project.com", False)],
)
def test_server_of_this_very_computer_is_noticed(host: str, expected: bool) -> None:
    assert only_here(replace(SERVER, host=host)) is expected


def test_link_never_carries_the_code_of_an_invitation() -> None:
    assert "secret" not in server_link(replace(SERVER, code="secret-code"))
