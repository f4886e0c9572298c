"""The process that makes one report: facts as JSON on its input, the document on its output, then it ends.

A process of its own, because drawing takes most of a second and takes a hundred megabytes.
"""

from __future__ import annotations

import logging
import resource
import sys

from server.reports.facts import Facts

_SECONDS = 60
"""Of work; whoever started it may be gone and not end it any more."""


def main() -> int:
    """Make the report; return the exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    logging.basicConfig(level=logging.WARNING)
    # Only now: with the limit, and with nothing imported where there is nothing to do.
    facts = Facts.from_json(sys.stdin.buffer.read())
    from server.reports.pdf import document

    sys.stdout.buffer.write(document(facts))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
