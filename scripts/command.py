"""The `postroom` command of an installed Postroom: `start` and `serve` without the set-up, and an admin's work."""

from __future__ import annotations

import os
import sys

from scripts import (
    delete_account,
    export_account,
    inviting,
    recovery_code,
    reindex,
    rotate_key,
    self_check,
    serving,
    signed_in,
    start_up,
)

_USAGE = """\
usage: postroom start [OPTION ...]               start Postroom and prove that mail flows
       postroom serve [OPTION ...]               run the servers of what start has made
       postroom check [OPTION ...]               check everything, with a remedy for what is wrong
       postroom sessions [OPTION ...] ADDRESS    tell on which devices an account is signed in
       postroom sign-out [OPTION ...] ADDRESS    sign an account out on all its devices
       postroom invite [OPTION ...]              make an invitation: a link and its QR code
       postroom recovery-code [OPTION ...] ADDRESS   make a code to set a new password with
       postroom delete-account [OPTION ...] ADDRESS  delete an account and all its mail
       postroom export [OPTION ...] ADDRESS FILE     write everything of an account into a zip file
       postroom reindex [OPTION ...]             make the search index anew
       postroom rotate-key [OPTION ...]          make a new key for the stored passwords of relays
Each tells its options with --help.
"""


def main() -> int:
    """Run the part that the first argument names; return its exit status."""
    try:
        status = _run(*(sys.argv[1:] or [""]))
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has seen enough, like `postroom check | head`. Python flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _run(name: str, *arguments: str) -> int:
    rest = list(arguments)
    if name == "start":
        return start_up.main(rest)
    if name == "serve":
        return serving.main(rest)
    if name in signed_in.NAMES:
        return signed_in.main(name, rest)
    if name == "invite":
        return inviting.main(rest)
    if name == "check":
        return self_check.main(rest)
    if name == "reindex":
        return reindex.main(rest)
    if name == "rotate-key":
        return rotate_key.main(rest)
    if name == "delete-account":
        return delete_account.main(rest)
    if name == "export":
        return export_account.main(rest)
    if name == "recovery-code":
        return recovery_code.main(rest)
    print(_USAGE, end="", file=sys.stdout if name in ("-h", "--help") else sys.stderr)
    return 0 if name in ("-h", "--help") else 2
