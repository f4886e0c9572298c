"""Asking for files and folders of this computer, as one value, so that windows can be given another way of asking."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QFileDialog, QWidget


def _save_as(parent: QWidget, suggested: Path) -> Path | None:
    title = QCoreApplication.translate("Files", "Save as")
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(suggested))
    return Path(chosen) if chosen else None


def _folder(parent: QWidget, suggested: Path) -> Path | None:
    title = QCoreApplication.translate("Files", "Save all attachments into this folder")
    chosen = QFileDialog.getExistingDirectory(parent, title, str(suggested))
    return Path(chosen) if chosen else None


def _open_files(parent: QWidget, suggested: Path) -> list[Path]:
    title = QCoreApplication.translate("Files", "Attach files")
    chosen, _kind = QFileDialog.getOpenFileNames(parent, title, str(suggested))
    return [Path(name) for name in chosen]


def _open_mail(parent: QWidget, suggested: Path) -> list[Path]:
    title = QCoreApplication.translate("Files", "Import messages")
    kinds = QCoreApplication.translate("Files", "Messages (*.eml *.mbox *.mbx *.mboxrd);;All files (*)")
    chosen, _kind = QFileDialog.getOpenFileNames(parent, title, str(suggested), kinds)
    return [Path(name) for name in chosen]


@dataclass(frozen=True)
class FileChooser:
    """`save_as` and `folder` return None, `open_files` and `open_mail` an empty list, when the person cancels."""

    save_as: Callable[[QWidget, Path], Path | None] = _save_as
    folder: Callable[[QWidget, Path], Path | None] = _folder
    open_files: Callable[[QWidget, Path], list[Path]] = _open_files
    open_mail: Callable[[QWidget, Path], list[Path]] = _open_mail
