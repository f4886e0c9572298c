"""Which Debian packages a purpose needs, which of them are missing, and the one line that installs them.

Where the person may (root, with apt-get) they are installed; elsewhere the line is shown. Machines without dpkg
are left alone. Standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

OFFSCREEN = ("fonts-dejavu-core", "libdbus-1-3", "libfontconfig1", "libgl1", "libglib2.0-0", "libgssapi-krb5-2")
"""What Qt needs even without a screen."""

WINDOW = (
    "libx11-xcb1", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0",
)  # fmt: skip
"""What a real window needs on top."""

TOOLS = ("curl", "libnet-ssleay-perl", "msmtp", "openssl", "postfix", "swaks")
"""Programs of others that the tests talk to the servers with (swaks needs the Perl part for TLS)."""

BROWSER = ("chromium",)
"""What the tests of the web area look at it with."""

_LISTS = Path("/var/lib/apt/lists")


def venv_package() -> tuple[str, ...]:
    """Return the package without which this Python can make no virtual environment; nothing when it can."""
    if importlib.util.find_spec("ensurepip") or sys.prefix != "/usr":
        return ()
    return (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",)


def installed(listing: str) -> frozenset[str]:
    """Return the packages of `listing` (lines of `status|name|provides`), and what they stand in for."""
    found: set[str] = set()
    for line in listing.splitlines():
        status, name, provides = line.split("|", 2)
        if status == "installed":
            found.add(name)
            # "libglib2.0-0 (= 2.84), libgio" - Debian 13 has such names only as something provided.
            found.update(one.split()[0] for one in provides.split(",") if one.strip())
    return frozenset(found)


def missing(wanted: Iterable[str]) -> list[str]:
    """Return which of `wanted` are not installed; nothing on a machine without dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}|${Package}|${Provides}\n"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return sorted(set(wanted) - installed(listing))


def may_install() -> bool:
    """Return whether this person can install packages here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_line(packages: Iterable[str]) -> str:
    """Return what an ordinary user types to install `packages`."""
    return f"sudo apt-get install --no-install-recommends {' '.join(sorted(packages))}"


def install(packages: Iterable[str], run: Callable[[list[str]], bool], lists: Path = _LISTS) -> bool:
    """Install `packages` with apt-get; `run` runs a command, and both return whether it worked.

    The lists of packages are fetched when there are none, or when the first try shows that they are too old.
    """
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wait, *packages]
    if any(lists.glob("*_Packages*")) and run(command):
        return True
    return run(["apt-get", "update"]) and run(command)
