"""Flattens the structure of a message into what is read and what is attached (RFC 8621 section 4.1.4).

The RFC's own algorithm: which parts make up the text, which the HTML, which are attachments. One thing is added, so
that no part can get lost: what would be in no list is an attachment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webserver.jmap.body_part import BodyPart

_MEDIA = ("image/", "audio/", "video/")


@dataclass(frozen=True, slots=True)
class BodyLists:
    """The properties textBody, htmlBody and attachments."""

    text: list[BodyPart]
    html: list[BodyPart]
    attachments: list[BodyPart]


def flatten(whole: BodyPart) -> BodyLists:
    """Return the three lists for the message whose structure is `whole`."""
    lists = BodyLists([], [], [])
    _walk([whole], "mixed", False, lists.text, lists.html, lists.attachments)
    return lists


def _walk(
    parts: Sequence[BodyPart],
    multipart: str,
    in_alternative: bool,
    text: list[BodyPart] | None,
    html: list[BodyPart] | None,
    attachments: list[BodyPart],
) -> None:
    text_before, html_before = len(text or ()), len(html or ())
    for index, one in enumerate(parts):
        if one.is_multipart:
            kind = one.type.partition("/")[2]
            _walk(one.sub_parts, kind, in_alternative or kind == "alternative", text, html, attachments)
        elif not _is_inline(one, index, multipart):
            attachments.append(one)
        elif multipart == "alternative":
            _choose(one, text, html, attachments)
        else:
            # In a branch of alternatives, text of one kind says that this branch is not the other kind.
            html = None if in_alternative and one.type == "text/plain" else html
            text = None if in_alternative and one.type == "text/html" else text
            _show(one, text, html, attachments)
    if multipart == "alternative" and text is not None and html is not None:
        _fill(text, text_before, html, html_before)


def _is_inline(one: BodyPart, index: int, multipart: str) -> bool:
    """Whether the part is to be shown in the body, not offered beside it."""
    media = one.type.startswith(_MEDIA)
    if one.part.disposition == "attachment" or not (media or one.type in ("text/plain", "text/html")):
        return False
    # Only the first part of multipart/related is the page itself; a text with a file name further down is a file.
    return index == 0 or (multipart != "related" and (media or not one.part.file_name))


def _show(one: BodyPart, text: list[BodyPart] | None, html: list[BodyPart] | None, attachments: list[BodyPart]) -> None:
    """Put a part where this branch is read; media that only one kind of reader sees can also be had by themselves."""
    for wanted in (text, html):
        if wanted is not None:
            wanted.append(one)
    if (text is None and html is None) or ((text is None or html is None) and one.type.startswith(_MEDIA)):
        attachments.append(one)


def _choose(
    one: BodyPart, text: list[BodyPart] | None, html: list[BodyPart] | None, attachments: list[BodyPart]
) -> None:
    wanted = {"text/plain": text, "text/html": html}.get(one.type, attachments)
    (attachments if wanted is None else wanted).append(one)


def _fill(text: list[BodyPart], text_before: int, html: list[BodyPart], html_before: int) -> None:
    """Where only one kind was found among alternatives, it stands for the other too."""
    if len(text) == text_before and len(html) != html_before:
        text.extend(html[html_before:])
    elif len(html) == html_before and len(text) != text_before:
        html.extend(text[text_before:])
