import subprocess
from pathlib import Path

import pytest

from scripts import debian_packages, environment

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
    assert debian_packages.install(["curl"], shell, lists(tmp_path), tmp_path / "policy")
    assert shell.ran == ["install"]


def test_lists_are_fetched_once_when_there_are_none(tmp_path: Path) -> None:
    shell = Shell()
    assert debian_packages.install(["curl"], shell, tmp_path, tmp_path / "policy")
    assert shell.ran == ["update", "install"]


def test_lists_that_are_too_old_are_fetched_and_tried_again(tmp_path: Path) -> None:
    shell = Shell(fails=1)
    assert debian_packages.install(["curl"], shell, lists(tmp_path), tmp_path / "policy")
    assert shell.ran == ["install", "update", "install"]


def test_package_that_cannot_be_installed_is_told(tmp_path: Path) -> None:
    assert not debian_packages.install(["curl"], Shell(fails=9), lists(tmp_path), tmp_path / "policy")


class Watching(Shell):
    """Asks, whenever something is run, whether a service may be started."""

    def __init__(self, policy: Path, fails: int = 0) -> None:
        super().__init__(fails)
        self.policy = policy
        self.answers: list[int] = []

    def __call__(self, command: list[str]) -> bool:
        self.answers.append(subprocess.run([self.policy, "postfix", "start"], check=False).returncode)
        return super().__call__(command)


def test_no_service_is_started_while_packages_are_installed(tmp_path: Path) -> None:
    shell = Watching(tmp_path / "policy", fails=1)
    assert debian_packages.install(["curl"], shell, lists(tmp_path), shell.policy)
    assert shell.answers == [101, 101, 101]
    assert not shell.policy.exists()


def test_no_policy_is_left_behind_when_it_fails_or_is_stopped(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    assert not debian_packages.install(["curl"], Shell(fails=9), tmp_path, policy)
    assert not policy.exists()

    def stopped(_: list[str]) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        debian_packages.install(["curl"], stopped, tmp_path, policy)
    assert not policy.exists()


def test_policy_of_a_run_that_was_killed_is_removed_in_the_end(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    left_behind: list[str] = []

    def look(_: list[str]) -> bool:
        left_behind.append(policy.read_text())
        return True

    assert debian_packages.install(["curl"], look, tmp_path, policy)
    policy.write_text(left_behind[0])
    assert debian_packages.install(["curl"], Shell(), tmp_path, policy)
    assert not policy.exists()


def test_policy_of_the_machine_stays_as_it_is(tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text("#!/bin/sh\nexit 0\n")
    policy.chmod(0o755)
    shell = Watching(policy)
    assert debian_packages.install(["curl"], shell, lists(tmp_path), policy)
    assert shell.answers == [0]
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_postfix_is_told_beforehand_that_it_gets_no_configuration(tmp_path: Path) -> None:
    commands: list[list[str]] = []

    def note(command: list[str]) -> bool:
        commands.append(command)
        return True

    assert debian_packages.install(["postfix"], note, lists(tmp_path), tmp_path / "policy")
    assert commands[0] == [
        "sh", "-c", "echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections",
    ]  # fmt: skip
    assert commands[1][:2] == ["apt-get", "install"]
    assert "debconf-set-selections && sudo apt-get install" in debian_packages.install_line(["postfix", "curl"])


def test_system_that_cannot_be_written_to_gets_nothing(tmp_path: Path) -> None:
    shell = Shell()
    assert not debian_packages.install(["curl"], shell, lists(tmp_path), tmp_path / "no" / "policy")
    assert shell.ran == []


def test_readme_names_what_the_window_stands_on() -> None:
    readme = (environment.ROOT / "README.md").read_text(encoding="utf-8")
    needed = (*debian_packages.OFFSCREEN, *debian_packages.WINDOW)
    assert [name for name in needed if name not in readme.split()] == []
