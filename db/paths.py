"""The path of MAIL and RCPT: text in, address and what stands behind it out; pure, and strict.

Two expressions: one for the plain case, which nearly every message is, one for the rest of the grammar. A parser for
the header fields of messages takes what is no path, and some of its errors are crashes.
"""

from __future__ import annotations

import re

_PLAIN_LABEL = "[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*"
_PLAIN_ADDRESS = re.compile(
    r"<([A-Za-z0-9!#$%&'*/=?^_`{|}~+-]+(?:\.[A-Za-z0-9!#$%&'*/=?^_`{|}~+-]+)*@"
    rf"{_PLAIN_LABEL}(?:\.{_PLAIN_LABEL})*)>"
)
# RFC 5321 section 4.1.2 with the characters of RFC 6531 section 3.3: the rest of what a path may be. Never a byte that
# was not UTF-8 (a lone surrogate here), never a control character.
_BEYOND_ASCII = "\u00a0-\ud7ff\ue000-\U0010ffff"
_ATOM = rf"[A-Za-z0-9!#$%&'*/=?^_`{{|}}~+{_BEYOND_ASCII}-]+"
_ATOMS = rf"{_ATOM}(?:\.{_ATOM})*"
_LABEL = rf"[A-Za-z0-9{_BEYOND_ASCII}](?:[A-Za-z0-9{_BEYOND_ASCII}-]*[A-Za-z0-9{_BEYOND_ASCII}])?"
_PATH = re.compile(
    rf'<(?:@[^\s:<>"]+:)?(?:({_ATOMS})|"((?:[ !#-\[\]-~{_BEYOND_ASCII}]|\\[ -~])*)")'
    rf"@({_LABEL}(?:\.{_LABEL})*|\[[A-Za-z0-9.:-]+\])>"
)

# RFC 5321 section 4.5.3.1: 64 for what stands before the @, 255 behind it.
# https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
LONGEST = 320


def read_path(text: str) -> tuple[str | None, str]:
    """Return the address in the path that `text` begins with, and the rest; "" for `<>`, None when it is no path."""
    plain = _PLAIN_ADDRESS.match(text)
    if plain:
        return plain[1], text[plain.end() :]
    if text.startswith("<>"):
        return "", text[2:]
    path = _PATH.match(text)
    # Line separators and marks that turn the direction of writing are no part of anybody's name.
    if path is None or not path[0].isprintable():
        return None, text
    atoms, quoted, domain = path.groups()
    if quoted is not None:
        local = re.sub(r"\\(.)", r"\1", quoted)
        # "anna"@ is anna@; what needs its quotes keeps them.
        atoms = local if re.fullmatch(_ATOMS, local) else f'"{quoted}"'
    return f"{atoms}@{domain}", text[path.end() :]


def is_address(text: str) -> bool:
    """Return whether `text` could stand in a path just as it is."""
    return 0 < len(text) <= LONGEST and read_path(f"<{text}>") == (text, "")
