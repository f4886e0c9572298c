"""The number of files the process may have open: a connection is one, and many systems begin with 1,024."""

import resource


def allow_open_files(count: int) -> int:
    """Raise the process's limit to `count` as far as it may; the limit that holds then. It is never lowered."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft
