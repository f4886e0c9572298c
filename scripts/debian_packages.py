"""Which Debian packages a purpose needs, which of them are missing, and the one line that installs them.

Where the person may (root, with apt-get) they are installed; elsewhere the line is shown. Machines without dpkg
are left alone. Installing starts no service: of Postfix the tests use the program, and a mail server that nobody asked
for must not listen on port 25. Standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

OFFSCREEN = ("fonts-dejavu-core", "libdbus-1-3", "libfontconfig1", "libgl1", "libglib2.0-0", "libgssapi-krb5-2")
"""What Qt needs even without a screen."""

WINDOW = (
    "libx11-xcb1", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0",
)  # fmt: skip
"""What a real window needs on top."""

TOOLS = ("curl", "dbus-daemon", "libnet-ssleay-perl", "msmtp", "openssl", "postfix", "swaks")
"""Programs of others that the tests talk to the servers with (swaks needs the Perl part for TLS)."""

BROWSER = ("chromium",)
"""What the tests of the web area look at it with."""

_LISTS = Path("/var/lib/apt/lists")

# Debian asks this program whether a service may be started; 101 is no.
# https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_SERVICE = "#!/bin/sh\n# Made by the set-up of Postroom while it installs packages, and removed then.\nexit 101\n"

# Without a configuration it is not started later either: its unit asks for /etc/postfix/main.cf.
_ANSWERS = {"postfix": "postfix postfix/main_mailer_type select No configuration"}


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
    wanted = sorted(packages)
    first = "".join(f"echo '{_ANSWERS[one]}' | sudo debconf-set-selections && " for one in wanted if one in _ANSWERS)
    return f"{first}sudo apt-get install --no-install-recommends {' '.join(wanted)}"


def install(
    packages: Iterable[str], run: Callable[[list[str]], bool], lists: Path = _LISTS, policy: Path = _POLICY
) -> bool:
    """Install `packages` with apt-get, and start nothing; `run` runs a command, and both return whether it worked.

    The lists of packages are fetched when there are none, or when the first try shows that they are too old. `policy`
    is what Debian asks whether a service may be started.
    """
    wanted = list(packages)
    wait = ["-o", "DPkg::Lock::Timeout=120"]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *wait, *wanted]
    try:
        with _no_services(policy):
            if not all(
                run(["sh", "-c", f"echo '{_ANSWERS[one]}' | debconf-set-selections"]) for one in _asking(wanted)
            ):
                return False
            if any(lists.glob("*_Packages*")) and run(command):
                return True
            return run(["apt-get", "update"]) and run(command)
    except OSError:
        # The system cannot be written to, so nothing could be installed either.
        return False


def _asking(packages: Iterable[str]) -> list[str]:
    return [one for one in packages if one in _ANSWERS]


@contextmanager
def _no_services(policy: Path) -> Iterator[None]:
    """Have Debian start no service until the block ends; a policy that is there already is the machine's own."""
    # What a run that was killed left behind would keep services from starting for good.
    if policy.exists() and policy.read_text(encoding="utf-8", errors="replace") == _NO_SERVICE:
        policy.unlink()
    try:
        made = os.open(policy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o755)
    except FileExistsError:
        yield
        return
    try:
        with os.fdopen(made, "w", encoding="utf-8") as file:
            file.write(_NO_SERVICE)
        yield
    finally:
        policy.unlink(missing_ok=True)
