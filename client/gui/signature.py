"""The signature in a message that begins: above what is quoted, or below it. Pure."""

from dataclasses import replace

from client.draft import Draft
from client.gui.writing_choices import WritingChoices
from client.gui.written_html import text_as_html

# RFC 3676 section 4.3: what readers know a signature by. https://www.rfc-editor.org/rfc/rfc3676#section-4.3
MARK = "-- "
# The lines that a message begins with, free for what is written.
_BEGINNING = text_as_html("\n")


def signed(draft: Draft, choices: WritingChoices) -> Draft:
    """Return the draft with the person's signature, where they want it; the beginning stays free for their words."""
    signature = choices.signature.strip("\n").rstrip()
    if not signature:
        return draft
    block = f"{MARK}\n{signature}\n"
    if choices.signature_below or not draft.text.strip():
        text = draft.text.rstrip("\n")
        html = draft.html + text_as_html(f"\n{block}") if draft.html else ""
        return replace(draft, text=f"{text}\n\n{block}", html=html)
    quoted = draft.text.lstrip("\n")
    html = text_as_html(f"\n\n{block}") + draft.html.removeprefix(_BEGINNING) if draft.html else ""
    return replace(draft, text=f"\n\n{block}\n{quoted}", html=html)
