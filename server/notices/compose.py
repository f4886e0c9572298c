"""The words of a notice: its kind and facts in, subject, text and page out. Pure; the words are in `templates`.

Facts may be hostile (a subject that a stranger wrote, another server's words). Each becomes one line of printable
characters, so it cannot look like a paragraph of ours; in the page it is text and nothing else; and a link that is none
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from db.job_kinds import NoticeKind
from server.notices.letter import one_line

Kind = NoticeKind | Literal["test-message", "delivery-delayed", "not-delivered", "report"]
KINDS: tuple[Kind, ...] = (*get_args(NoticeKind), "test-message", "delivery-delayed", "not-delivered", "report")

Facts = Mapping[str, str | Sequence[Mapping[str, str]]]
"""What a template needs by name: texts, or lists of texts by name."""

LONGEST_FACT = 1000
_LINK = re.compile(r"(?:https?|postroom)://[^\s<>\"'`\\]{1,900}")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(("html",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says; `html` is a whole page."""

    subject: str
    text: str
    html: str


def composed(kind: Kind, domain: str, facts: Facts) -> Words:
    """Return the words of a notice of `domain`; `facts` without a link are as with "".

    Raises:
        jinja2.UndefinedError: a fact is missing that the template needs.
    """
    values: dict[str, object] = {"link": "", **{name: _plain(value) for name, value in facts.items()}, "domain": domain}
    if not _LINK.fullmatch(str(values["link"])):
        values["link"] = ""
    first, _, text = _TEMPLATES.get_template(f"{kind}.txt").render(values).partition("\n\n")
    page = _TEMPLATES.get_template(f"{kind}.html").render(values)
    return Words(first.removeprefix("Subject: "), text.strip("\n") + "\n", page)


def moment(seconds: int) -> str:
    """Return Unix seconds as people read them, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def _plain(value: str | Sequence[Mapping[str, str]]) -> object:
    if isinstance(value, str):
        return one_line(value, LONGEST_FACT)
    return [{name: one_line(text, LONGEST_FACT) for name, text in one.items()} for one in value]
