"""Attachments that were opened or dragged out: copies in a folder of this run, for its owner alone, read-only, gone
when the program ends. What would run as a program or act like one is known by its name and type."""

import os
import shutil
import tempfile
import weakref
from pathlib import Path, PurePath

from client.gui.safe_file_name import free_name

# What runs, installs or scripts on some desktop, and documents that carry macros or scripts.
_ACTIVE = {
    "ade", "adp", "apk", "app", "appimage", "appref-ms", "appx", "bat", "bin", "cab", "chm", "cmd", "com", "command",
    "cpl", "crx", "deb", "desktop", "dll", "dmg", "docm", "dotm", "elf", "exe", "flatpakref", "fxp", "gadget", "hta",
    "htm", "html", "img", "inf", "ins", "iso", "isp", "jar", "jnlp", "js", "jse", "ksh", "lib", "lnk", "mde", "mht",
    "mhtml", "msc", "msi", "msix", "msp", "mst", "nsh", "out", "pif", "pkg", "pl", "potm", "ppam", "ppsm", "pptm",
    "prg", "ps1", "ps1xml", "ps2", "psc1", "py", "pyc", "pyw", "pyz", "rb", "reg", "rpm", "run", "scf", "scr", "sct",
    "settingcontent-ms", "sh", "shb", "shtml", "slk", "snap", "svg", "svgz", "swf", "sys", "url", "vb", "vbe", "vbs",
    "vhd", "vhdx", "vxd", "wsc", "wsf", "wsh", "xhtml", "xlam", "xlsm", "xltm", "xll", "xml", "xsl", "zsh",
}  # fmt: skip
_ACTIVE_TYPES = (
    "application/x-executable", "application/x-msdownload", "application/x-dosexec", "application/x-sh",
    "application/javascript", "application/java-archive", "application/x-desktop", "application/hta",
    "application/vnd.microsoft.portable-executable", "application/x-shellscript", "text/html", "text/javascript",
    "image/svg+xml",
)  # fmt: skip


def may_act(name: str, media_type: str) -> bool:
    """Whether opening this attachment may run what somebody else wrote."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    return ending in _ACTIVE or media_type.lower().partition(";")[0].strip() in _ACTIVE_TYPES


class OpenedFiles:
    """The folder is made when it is first needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._paths: dict[tuple[str, str], Path] = {}

    def path_for(self, blob_id: str, name: str) -> Path:
        """Where the copy of an attachment goes, or is already; `name` must be safe."""
        if (blob_id, name) not in self._paths:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="postroom-"))
                # Also at the end of the program: what is still open in another program stays readable there.
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            # A folder each: the name stays as it is, and nobody else's file is beside it.
            inner = Path(tempfile.mkdtemp(dir=self._folder))
            self._paths[blob_id, name] = inner / free_name(name, set())
        return self._paths[blob_id, name]


def protect(path: Path) -> None:
    """Make a copy read-only: what somebody writes into it would be lost. Nothing happens where that cannot be."""
    os.chmod(path, 0o400)
