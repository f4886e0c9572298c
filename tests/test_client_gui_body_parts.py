"""A long message is laid out in parts: each is small and well formed, and together they are the whole message."""

import html
import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.gui.body_parts import LONGEST_TEXT, MOST_COST, MOST_LINES, html_parts, text_parts
from client.gui.safe_html import TAGS, safe_html


def words_of(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown.replace("<br>", "\n"))).replace("\u200b", "")


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.lists(st.sampled_from(["one two", "x" * 700, "> quoted", "", "a & b < c", "é漢"]), max_size=400))
def test_parts_of_a_text_are_the_whole_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\n".join(words_of(one) for one in text_parts(text)).split() == text.split()


@pytest.mark.parametrize("text", ["x\n" * 50_000, "word " * 50_000, "x" * 250_000, "\n" * 50_000, "漢" * 250_000])
def test_no_part_of_a_text_is_long(text: str) -> None:
    parts = text_parts(text)
    assert len(parts) > 3
    assert all(len(words_of(one)) <= LONGEST_TEXT and one.count("<br>") <= MOST_LINES for one in parts)
    assert squeezed("".join(words_of(one) for one in parts)) == squeezed(text)


def test_short_text_is_one_part() -> None:
    assert len(text_parts("Hello\n\nAnna")) == 1
    assert len(text_parts("")) == 1


LONG = {
    "rows": "<table>" + "".join(f"<tr><td>a{number}</td></tr>" for number in range(7_000)) + "</table>",
    "entries": "<ul>" + "".join(f"<li>a{number}</li>" for number in range(7_000)) + "</ul>",
    "cells": "<table><tr>" + "<td>x</td>" * 8_000 + "</tr></table>",
    "nested": "<table><tr><td>" * 4 + "<table><tr><td>hello</td></tr></table>" * 300 + "</td></tr></table>" * 4,
    "words": "<div><p><b>" + "lorem ipsum &amp; dolor " * 15_000 + "</b></p></div>",
    "one word": "<p>" + "漢&lt;" * 30_000 + "</p>",
    "spans": "<p>" + '<span style="color:red">hello</span> ' * 8_000 + "</p>",
}


@pytest.mark.parametrize("kind", LONG)
def test_parts_of_html_are_small_and_together_the_whole(kind: str) -> None:
    whole = safe_html(LONG[kind]).html
    parts = html_parts(whole)
    assert len(parts) > 1
    assert squeezed("".join(words_of(one) for one in parts)) == squeezed(words_of(whole))
    for one in parts:
        assert one.count("<td") <= MOST_COST
        assert one.count("<li") <= MOST_COST / 3
        assert len(words_of(one)) <= 2 * LONGEST_TEXT


@pytest.mark.parametrize("kind", LONG)
def test_each_part_of_html_is_well_formed(kind: str) -> None:
    for one in html_parts(safe_html(LONG[kind]).html):
        opened: list[str] = []
        for closing, name in re.findall(r"<(/?)([a-z0-9]+)", one):
            if name in {"br", "img", "hr", "col"}:
                continue
            if closing:
                assert opened.pop() == name
            else:
                opened.append(name)
        assert opened == []


def test_what_was_open_is_opened_again() -> None:
    first, second = html_parts(safe_html('<p style="color:red"><b>' + "word " * 20_000 + "</b></p>").html)
    assert first.startswith('<p style="color:red"><b>word')
    assert second.startswith('<p style="color:red"><b>word')


@given(st.text(max_size=300))
def test_short_html_is_left_as_it_is(text: str) -> None:
    cleaned = nh3.clean(f"<p>{text}</p>", tags=TAGS)
    assert "".join(html_parts(cleaned)) == cleaned
