"""Where certificates and keys lie, and how they get there.

One folder of mode 0700 holds the CA and the server's certificate with their keys. Every file appears by
rename, whole and on disk, so that a crash or a full disk never leaves half a key, and two processes that
write at once take turns through a lock file. Nothing here knows what a certificate says, and no key ever
leaves the folder.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PRIVATE = 0o600
PUBLIC = 0o644


class CertificateError(Exception):
    """Certificates cannot be made or used as they lie; the text is one plain sentence with what to do."""


@dataclass(frozen=True)
class CertificateFiles:
    """The paths inside `folder`; nothing is read or made before a method is called."""

    folder: Path

    @property
    def ca_certificate(self) -> Path:
        """The CA certificate, PEM: what clients trust."""
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """The CA's private key, PKCS #8 PEM."""
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        """The server's certificate followed by the CA's, PEM."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """The server's private key, PKCS #8 PEM."""
        return self.folder / "server.key"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder alone, among processes and threads; makes the folder when it is missing.

        It does not nest: whoever holds it must not ask for it again.
        """
        prepare_folder(self.folder)
        descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def prepare_folder(folder: Path) -> None:
    """Make `folder` with mode 0700, and take rights of others away from one that has them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    restrict(folder, 0o700)


def restrict(path: Path, mode: int) -> None:
    """Bring `path` to `mode` when it allows more, as after a restore or a copy by hand."""
    if path.stat().st_mode & 0o777 & ~mode:
        path.chmod(mode)


def write_private(path: Path, data: bytes) -> None:
    """Put `data` at `path`, mode 0600, whole or not at all. Raises OSError."""
    _write(path, data, PRIVATE)


def write_public(path: Path, data: bytes) -> None:
    """Put `data` at `path`, mode 0644, whole or not at all. Raises OSError."""
    _write(path, data, PUBLIC)


def _write(path: Path, data: bytes, mode: int) -> None:
    # mkstemp makes the file 0600: at no moment can another user open a key, whatever the umask is.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
