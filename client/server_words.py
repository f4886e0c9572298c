"""What a server says, made fit to stand in a window: one line, no control characters, not too long."""

import unicodedata

LONGEST = 300


def server_words(said: str) -> str:
    """The text in one line. Control and direction characters go: a server must not redraw the sentence
    around it.
    """
    visible = "".join(" " if unicodedata.category(char).startswith("C") else char for char in said[: 4 * LONGEST])
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
