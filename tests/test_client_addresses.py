"""Address fields: what people type becomes addresses, or a sentence that names the wrong piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.addresses import Address, format_addresses, parse_addresses, unique_addresses
from client.errors import BadAddress

DOMAIN = "project.com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("ben", (Address("", "ben@project.com"),)),
        ("ben@other.example", (Address("", "ben@other.example"),)),
        ("Anna <anna@project.com>", (Address("Anna", "anna@project.com"),)),
        ("Anna <anna>", (Address("Anna", "anna@project.com"),)),
        ('"Miller, Anna" <anna>', (Address("Miller, Anna", "anna@project.com"),)),
        ('"Anna \\"M\\" Miller" <anna>', (Address('Anna "M" Miller', "anna@project.com"),)),
        ("<anna@project.com>", (Address("", "anna@project.com"),)),
        ("Änna   Müller <änna@bücher.example>", (Address("Änna Müller", "änna@bücher.example"),)),
        ("a+tag.x_y@d-e.example", (Address("", "a+tag.x_y@d-e.example"),)),
    ],
)
def test_field_is_read(text: str, expected: tuple[Address, ...]) -> None:
    assert parse_addresses(text, DOMAIN) == expected


def test_commas_semicolons_and_lines_separate() -> None:
    found = parse_addresses("Anna <anna@project.com>, ben@project.com; carl\ndora", DOMAIN)
    assert [one.address.partition("@")[0] for one in found] == ["anna", "ben", "carl", "dora"]


@pytest.mark.parametrize(
    ("text", "piece", "why"),
    [
        ("anna, @project.com", "@project.com", "before the @ is missing"),
        ("anna@", "anna@", "after the @ is missing"),
        ("anna@a@b", "anna@a@b", "more than one @"),
        ("Anna Miller", "Anna Miller", "name alone"),
        ("an na@project.com", "an na@project.com", "space"),
        ("anna..b@project.com", "anna..b@project.com", "before the @"),
        (".anna@project.com", ".anna@project.com", "before the @"),
        ("anna@-x.example", "anna@-x.example", "after the @"),
        ("anna@pro ject.com", "anna@pro ject.com", "after the @"),
        ("Anna <anna", "Anna <anna", "should look like"),
        ("Anna <a> <b>", "Anna <a> <b>", "should look like"),
        ('ben, "Anna <anna>', '"Anna <anna>', "quotation mark"),
        ("<>", "<>", "empty"),
        ("x" * 65 + "@project.com", "x" * 65 + "@project.com", "too long"),
        ("a@" + ".".join(["x" * 60] * 5), "a@" + ".".join(["x" * 60] * 5), "too long"),
        ("Team: anna", "Team: anna", "name alone"),
        ("a\u202eb@project.com", "a\u202eb@project.com", "before the @"),
    ],
)
def test_wrong_piece_is_named_with_the_reason(text: str, piece: str, why: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse_addresses(text, DOMAIN)
    assert caught.value.piece == piece
    assert why in caught.value.sentence


@given(st.text())
def test_any_text_gives_addresses_or_a_named_piece(text: str) -> None:
    try:
        found = parse_addresses(text, DOMAIN)
    except BadAddress:
        return
    assert all("@" in one.address for one in found)


NAMES = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=20).map(
    lambda name: " ".join(name.split())
)
LOCAL_PARTS = st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,10})?", fullmatch=True)


@given(st.lists(st.builds(lambda name, local: Address(name, f"{local}@x.example"), NAMES, LOCAL_PARTS)))
def test_formatted_addresses_are_read_back(addresses: list[Address]) -> None:
    assert parse_addresses(format_addresses(addresses), DOMAIN) == tuple(addresses)


def test_same_address_counts_once_whatever_its_case() -> None:
    found = (Address("", "Anna@project.com"), Address("", "ben@project.com"), Address("A", "anna@PROJECT.com"))
    assert unique_addresses(found) == ("Anna@project.com", "ben@project.com")


def test_short_form_prefers_the_name() -> None:
    assert Address("Anna", "anna@project.com").short == "Anna"
    assert Address("", "anna@project.com").short == "anna@project.com"
