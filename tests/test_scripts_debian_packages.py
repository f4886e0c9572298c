from pathlib import Path

from scripts import debian_packages

LISTING = """\
installed|curl|
config-files|swaks|
installed|libglib2.0-0t64|libglib2.0-0 (= 2.84.3-1)
installed|libgl1|
unknown|msmtp|
"""


def test_removed_package_does_not_count_as_installed() -> None:
    assert "swaks" not in debian_packages.installed(LISTING)


def test_provided_name_counts_as_installed() -> None:
    assert debian_packages.installed(LISTING) == {"curl", "libglib2.0-0t64", "libglib2.0-0", "libgl1"}


def test_install_line_can_be_pasted_as_it_is() -> None:
    line = debian_packages.install_line(["swaks", "curl"])
    assert line == "sudo apt-get install --no-install-recommends curl swaks"


class Shell:
    """Notes what is run; `fails` of the first `apt-get install` do not work."""

    def __init__(self, fails: int = 0) -> None:
        self.ran: list[str] = []
        self._fails = fails

    def __call__(self, command: list[str]) -> bool:
        self.ran.append(command[1])
        return command[1] == "update" or self.ran.count("install") > self._fails


def lists(folder: Path) -> Path:
    (folder / "deb.example.org_bookworm_main_Packages.lz4").touch()
    return folder


def test_lists_are_not_fetched_when_they_are_there(tmp_path: Path) -> None:
    shell = Shell()
    assert debian_packages.install(["curl"], shell, lists(tmp_path))
    assert shell.ran == ["install"]


def test_lists_are_fetched_once_when_there_are_none(tmp_path: Path) -> None:
    shell = Shell()
    assert debian_packages.install(["curl"], shell, tmp_path)
    assert shell.ran == ["update", "install"]


def test_lists_that_are_too_old_are_fetched_and_tried_again(tmp_path: Path) -> None:
    shell = Shell(fails=1)
    assert debian_packages.install(["curl"], shell, lists(tmp_path))
    assert shell.ran == ["install", "update", "install"]


def test_package_that_cannot_be_installed_is_told(tmp_path: Path) -> None:
    assert not debian_packages.install(["curl"], Shell(fails=9), lists(tmp_path))
