"""The start of the window: builds everything in order and runs it until the person quits. Nothing else makes an
application, a theme, the worker threads or the settings."""

import os
import sys

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QApplication

from client import settings
from client.arguments import Arguments
from client.gui.crash_guard import CrashGuard, open_log
from client.gui.desktop_scheme import DesktopScheme, session_bus
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.language import speak
from client.gui.program import Program
from client.gui.remembered import Remembered
from client.gui.stop_signals import StopSignals
from client.gui.tasks import Tasks
from client.gui.theme import Theme, application_font
from client.trust import TrustStore


def run(arguments: Arguments) -> int:
    """Open the sign-in window, then the main window; return the exit code when the person quits."""
    open_log(arguments.folder)
    application = make_application()
    tasks = Tasks()
    guard = CrashGuard()
    put_hook_back = guard.install()
    loaded = settings.load(arguments.folder)
    remembered = Remembered(arguments.folder, loaded.settings, tasks)
    translators = speak(application, remembered.language)
    scheme = DesktopScheme(application.palette(), session_bus())
    application.setStyle("Fusion")
    theme = Theme(application, scheme, remembered.look)
    icons = Icons(theme)
    door = FrontDoor(TrustStore(arguments.folder), arguments.ca)
    program = Program(arguments.folder, door, tasks, theme, icons, remembered)
    guard.caught.connect(program.tell)
    program.ended.connect(application.quit)
    stopping = StopSignals(program.stop)
    application.setWindowIcon(icons.icon("program", theme.colours.accent))
    program.start(arguments.server, arguments.address, loaded.notice)
    _tell_ready(arguments.ready_fd)
    try:
        return int(application.exec())
    finally:
        stopping.put_back()
        tasks.close()
        put_hook_back()
        for translator in translators:
            QCoreApplication.removeTranslator(translator)


def _tell_ready(ready_fd: int | None) -> None:
    if ready_fd is not None:
        os.write(ready_fd, b"ready\n")
        os.close(ready_fd)


def make_application() -> QApplication:
    """Return the application with what must be set before and right after it is made."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QCoreApplication.setApplicationName("Postroom")
    QCoreApplication.setOrganizationName("Postroom")
    application = QApplication(sys.argv[:1])
    application.setFont(application_font())
    application.setQuitOnLastWindowClosed(False)
    return application
