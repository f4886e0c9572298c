"""The `postroom` command of an installed Postroom: `start` and `serve`, without the set-up of packages."""

from __future__ import annotations

import sys

from scripts import serving, start_up

_USAGE = """\
usage: postroom start [OPTION ...]    start Postroom and prove that mail flows
       postroom serve [OPTION ...]    run the servers of what start has made
Each tells its options with --help.
"""


def main() -> int:
    """Run the part that the first argument names; return its exit status."""
    name, *rest = sys.argv[1:] or [""]
    if name == "start":
        return start_up.main(rest)
    if name == "serve":
        return serving.main(rest)
    print(_USAGE, end="", file=sys.stdout if name in ("-h", "--help") else sys.stderr)
    return 0 if name in ("-h", "--help") else 2
