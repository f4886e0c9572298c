"""Plain text as HTML: every character is escaped, addresses become links, and no text takes long."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.gui.plain_text import LONGEST, is_cut, text_as_html


def words_of(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown.replace("<br>", "\n"))).replace("\u200b", "")


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        ("see https://project.com/a?b=1&c=2.", "https://project.com/a?b=1&c=2", "https://project.com/a?b=1&c=2"),
        ("(https://project.com/a)", "https://project.com/a", "https://project.com/a"),
        ("https://project.com/a_(b)", "https://project.com/a_(b)", "https://project.com/a_(b)"),
        ("write anna@project.com!", "mailto:anna@project.com", "anna@project.com"),
        ("<http://project.com>", "http://project.com", "http://project.com"),
    ],
)
def test_addresses_become_links(text: str, href: str, shown: str) -> None:
    assert f'<a href="{html.escape(href)}">{html.escape(shown)}</a>' in text_as_html(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "no@address", "http://"])
def test_other_schemes_become_no_links(text: str) -> None:
    assert "href" not in text_as_html(text)


def test_html_is_escaped() -> None:
    shown = text_as_html('<script>alert("1")</script> & <b>x</b>')
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_quote_cannot_leave_the_attribute_of_a_link() -> None:
    shown = text_as_html('https://project.com/"onclick="alert(1)')
    assert 'onclick="' not in shown


def test_quoted_lines_have_their_class() -> None:
    shown = text_as_html("> you wrote\nI answer")
    assert '<span class="quoted">&gt; you wrote</span><br>I answer' in shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300))
def test_nothing_of_the_text_is_lost(text: str) -> None:
    assert words_of(text_as_html(text)) == "\n".join(text.splitlines())


@pytest.mark.parametrize(
    "text", ["a" * 400_000, "@" * 300_000, "a@" * 150_000, "http://" * 50_000, "a." * 190_000 + "@"]
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    started = time.monotonic()
    text_as_html(text)
    assert time.monotonic() - started < 20


def test_long_words_can_be_broken_by_the_layout() -> None:
    longest = max(len(word) for word in text_as_html("a" * 5_000).split("\u200b"))
    assert longest < 1_200


def test_text_beyond_all_measure_is_cut() -> None:
    assert is_cut("x" * (LONGEST + 1))
    assert not is_cut("x" * LONGEST)
