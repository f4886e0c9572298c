"""A real Postfix as a relay: its own configuration, queue, port and people, on this machine only.

It takes mail from whoever signs in over TLS, and hands it on to a port that a test listens on.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certs.files import CertificateFiles
from tests.support.free_ports import free_port
from tests.support.sign_in_service import sign_in_service
from tests.support.wire import eventually

MASTER = Path("/usr/lib/postfix/sbin/master")

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.test
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
default_transport = smtp:[127.0.0.1]:{sink}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/sign-in
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{ gone@example.com = 550 5.1.1 nobody of this name }} }}
smtpd_peername_lookup = no
smtp_host_lookup = native
disable_dns_lookups = yes
message_size_limit = 1000000
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """Return why Postfix cannot be run here, "" when it can."""
    if os.geteuid() != 0:
        return "Postfix runs as root only"
    return "" if shutil.which("postfix") and MASTER.exists() else "Postfix is not installed"


@dataclass(frozen=True)
class Postfix:
    """A running one."""

    folder: Path
    port: int


@contextmanager
def postfix(files: CertificateFiles, sink: int) -> Iterator[Postfix]:
    """Run one with this certificate until the block ends; what it takes goes on to the port `sink`."""
    # Its processes are another user: pytest's folders are closed to it.
    # Not in the tests' own folder, which is closed to others: Postfix's processes run as a user of their own.
    folder = Path(tempfile.mkdtemp(prefix="postroom-postfix-", dir="/tmp"))
    folder.chmod(0o755)
    port = _write(folder, files, sink)
    subprocess.run(["postfix", "-c", folder / "etc", "check"], check=True, capture_output=True, timeout=60)
    with sign_in_service(folder / "sign-in"):
        process = subprocess.Popen([MASTER, "-c", folder / "etc", "-d"], stdin=subprocess.DEVNULL)
        try:
            eventually("Postfix listens", lambda: _listens(port))
            yield Postfix(folder, port)
        finally:
            process.terminate()
            process.wait(60)
    # Its processes end a moment later, and until then they write and remove what is there.
    eventually("its folder is gone", lambda: _is_removed(folder))


def _write(folder: Path, files: CertificateFiles, sink: int) -> int:
    port = free_port()
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    for name, source in (("relay.pem", files.certificate), ("relay.key", files.key)):
        shutil.copy(source, folder / "etc" / name)
    values = {
        "folder": folder, "port": port, "sink": sink, "certificate": folder / "etc" / "relay.pem",
        "key": folder / "etc" / "relay.key",
    }  # fmt: skip
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**values))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(**values))
    return port


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
