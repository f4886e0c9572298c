"""User names: which may be one, and how the same one can be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.address import LOCAL_PART, SASL_MECHANISMS, check_new_name, complete, folded, split
from db.errors import NameNotAllowed

# https://www.rfc-editor.org/rfc/rfc2142 and the ones that issue mail of its own.
RESERVED = [
    "postmaster",
    "abuse",
    "admin",
    "administrator",
    "root",
    "hostmaster",
    "webmaster",
    "security",
    "mailer-daemon",
    "noreply",
    "support",
]


@pytest.mark.parametrize("name", ["a", "anna", "Anna", "anna.m", "anna-m_2", "7up", "x" * 64, "1"])
def test_name_of_plain_characters_is_allowed_in_lower_case(name: str) -> None:
    assert check_new_name(name) == name.lower()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "1 to 64"),
        ("x" * 65, "1 to 64"),
        ("anna maria", "letters"),
        (" anna", "letters"),
        ("anna@project.com", "letters"),
        ("änna", "letters"),
        (".anna", "letters"),
        ("anna.", "letters"),
        ("an..na", "letters"),
        ("-", "letters"),
        ("anna+tag", "letters"),
        ("anna\n", "letters"),
        ("anna\0", "letters"),
        ("\ud800", "letters"),
        ("'; DROP TABLE account", "letters"),
        *((name, "reserved") for name in RESERVED),
        ("PostMaster", "reserved"),
    ],
)
def test_other_names_are_refused_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(NameNotAllowed, match=why):
        check_new_name(name)


@pytest.mark.parametrize("name", ["plain", "login", "CRAM-MD5", "scram-sha-256", "xoauth2", "external", "gssapi"])
def test_names_of_sasl_mechanisms_are_reserved(name: str) -> None:
    """`AUTH plain secret` must mean one thing."""
    with pytest.raises(NameNotAllowed, match="reserved"):
        check_new_name(name)


def test_every_reserved_mechanism_could_be_a_name() -> None:
    assert all(LOCAL_PART.fullmatch(name) for name in SASL_MECHANISMS)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("anna", "anna@project.com"),
        (" Anna ", "anna@project.com"),
        ("ANNA@Project.COM", "anna@project.com"),
        ("anna@elsewhere.com", "anna@elsewhere.com"),
    ],
)
def test_name_or_address_is_completed(name: str, address: str) -> None:
    assert complete(name, "project.com") == address


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("anna@Project.com", ("anna", "project.com")),
        ("An@na@x", ("An@na", "x")),
        ("anna", ("anna", "")),
        ("anna@", ("anna", "")),
        ("", ("", "")),
    ],
)
def test_split(address: str, parts: tuple[str, str]) -> None:
    assert split(address) == parts


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_looked_up_and_finds_nobody_else(text: str) -> None:
    for found in (folded(text), complete(text, "project.com")):
        found.encode()
        assert "\0" not in found
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        assert not LOCAL_PART.fullmatch(folded(text))
