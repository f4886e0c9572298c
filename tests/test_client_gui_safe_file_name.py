"""Names of attachments come from strangers; what is offered for saving is one plain file name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.gui.safe_file_name import FALLBACK, free_name, safe_file_name


@pytest.mark.parametrize(
    ("sent", "offered"),
    [
        ("report.pdf", "report.pdf"),
        ("Übersicht März.pdf", "Übersicht März.pdf"),
        ("../../.bashrc", "bashrc"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\evil.dll", "evil.dll"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.txt", "console.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("name.   ", "name"),
        ("...", FALLBACK),
        ("", FALLBACK),
        ("folder/", FALLBACK),
        ("\u200b\u2066", FALLBACK),
    ],
)
def test_safe_file_name(sent: str, offered: str) -> None:
    assert safe_file_name(sent) == offered


def test_long_name_keeps_its_ending() -> None:
    name = safe_file_name("ä" * 500 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= 180


@given(st.text(max_size=400))
def test_any_name_becomes_one_plain_component(sent: str) -> None:
    name = safe_file_name(sent)
    assert name
    assert name not in (".", "..")
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))
    assert len(name.encode()) <= 180
    assert not [character for character in name if unicodedata.category(character) in {"Cc", "Cf", "Cs"}]


@given(st.text(max_size=60))
def test_safe_name_is_left_alone(sent: str) -> None:
    name = safe_file_name(sent)
    assert safe_file_name(name) == name


def test_free_name_counts_up_before_the_ending() -> None:
    assert free_name("a.txt", set()) == "a.txt"
    assert free_name("a.txt", {"a.txt"}) == "a (2).txt"
    assert free_name("A.txt", {"a.txt", "a (2).txt"}) == "A (3).txt"
