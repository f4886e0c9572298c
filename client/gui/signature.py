"""The signature in a message that begins: above what is quoted, or below it. Pure."""

from dataclasses import replace

from client.draft import Draft
from client.gui.writing_choices import WritingChoices

# RFC 3676 section 4.3: what readers know a signature by. https://www.rfc-editor.org/rfc/rfc3676#section-4.3
MARK = "-- "


def signed(draft: Draft, choices: WritingChoices) -> Draft:
    """Return the draft with the person's signature, where they want it; the beginning stays free for their words."""
    signature = choices.signature.strip("\n").rstrip()
    if not signature:
        return draft
    block = f"{MARK}\n{signature}\n"
    if choices.signature_below or not draft.text.strip():
        text = draft.text.rstrip("\n")
        return replace(draft, text=f"{text}\n\n{block}")
    quoted = draft.text.lstrip("\n")
    return replace(draft, text=f"\n\n{block}\n{quoted}")
