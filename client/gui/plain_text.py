"""A plain text body as the HTML that the reader shows: every character escaped, quoted lines in their own
colour, web and mail addresses as links. Text in, text out."""

import html
import re

LONGEST_WITH_LINKS = 200_000
LONGEST = 2_000_000
LONGEST_WORD = 1_000

# One character class without nesting: the time is linear in the length of the text.
_ADDRESS = re.compile(r"https?://[^\s<>\"“”„«»]+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
_AFTER_SENTENCE = ".,;:!?'’"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
# Qt needs quadratic time to break a word that is longer than the line.
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")
_QUOTED = re.compile(r"\s{0,3}>")


def text_as_html(text: str) -> str:
    """Return the body as HTML; lines that begin with `>` are spans of the class `quoted`.

    A text over LONGEST_WITH_LINKS gets no links.
    """
    shown = text
    links = len(shown) <= LONGEST_WITH_LINKS
    shown = _LONG_WORD.sub("\\g<0>\u200b", shown)
    lines = [_line(line, links) for line in shown.splitlines()]
    return f'<div style="white-space: pre-wrap">{"<br>".join(lines)}</div>'


def is_cut(text: str) -> bool:
    return len(text) > LONGEST


def _line(line: str, links: bool) -> str:
    shown = _linked(line) if links else html.escape(line)
    return f'<span class="quoted">{shown}</span>' if _QUOTED.match(line) else shown


def _linked(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _ADDRESS.finditer(line):
        target = _without_sentence_end(match.group())
        pieces.append(html.escape(line[end : match.start()]))
        pieces.append(_link(target))
        end = match.start() + len(target)
    pieces.append(html.escape(line[end:]))
    return "".join(pieces)


def _link(target: str) -> str:
    href = target if "://" in target else f"mailto:{target}"
    return f'<a href="{html.escape(href)}">{html.escape(target)}</a>'


def _without_sentence_end(target: str) -> str:
    """Leave out what belongs to the sentence around an address: a full stop, a closing bracket without its
    opening one."""
    while target and (
        target[-1] in _AFTER_SENTENCE
        or (target[-1] in _BRACKETS and target.count(target[-1]) > target.count(_BRACKETS[target[-1]]))
    ):
        target = target[:-1]
    return target
