"""A message made ready to be shown: its text as escaped HTML, its HTML made safe, and what there is to say about it.
This takes time for large messages, so it is done in a worker thread, together with fetching the message."""

from collections.abc import Iterable
from dataclasses import dataclass

from client.gui.body_parts import html_parts, text_parts
from client.gui.plain_text import LONGEST, is_cut
from client.gui.safe_html import HeavyHtmlError, SafeHtml, safe_html
from client.html_text import html_to_text
from client.message import Message
from client.reading_choices import MessageKind, kind_of


@dataclass(frozen=True)
class Reading:
    """`html` is None when there is none or when it is `too_heavy`. `only_html` tells that the sender wrote no text: the
    HTML is shown first then. `cut` tells that the text is longer than what can be shown. `text_parts` and `html_parts`
    are both views as they are laid out one after the other.
    """

    message: Message
    text_parts: tuple[str, ...]
    html: SafeHtml | None
    html_parts: tuple[str, ...]
    too_heavy: bool
    only_html: bool
    cut: bool
    kind: MessageKind = MessageKind.LETTER

    @property
    def text(self) -> str:
        """The whole text as HTML."""
        return "".join(self.text_parts)

    @property
    def sender(self) -> str:
        """The address of the author, "" when there is none: whose pictures are allowed or not."""
        authors = self.message.row.from_
        return authors[0].address if len(authors) == 1 else ""


def make_ready(message: Message, readers: Iterable[str] = ()) -> Reading:
    """Prepare a message for the reader; takes up to a second for the largest ones. `readers` are the addresses of the
    person who reads, which a tracking picture may carry.
    """
    to = [one.address for one in (*message.row.to, *message.row.cc, *message.bcc)]
    html, too_heavy = _safe(message.html, [*readers, *to])
    only_html = message.html is not None and message.text.strip() in ("", html_to_text(message.html).strip())
    return Reading(
        message=message,
        text_parts=text_parts(message.text[:LONGEST]),
        html=html,
        html_parts=html_parts(html.html) if html is not None else (),
        too_heavy=too_heavy,
        only_html=only_html,
        cut=is_cut(message.text) or message.truncated,
        kind=kind_of(message),
    )


def _safe(html: str | None, readers: list[str]) -> tuple[SafeHtml | None, bool]:
    if html is None or not html.strip():
        return None, False
    try:
        return safe_html(html, readers), False
    except HeavyHtmlError:
        return None, True
