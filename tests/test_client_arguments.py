"""The command line of the window."""

from pathlib import Path

import pytest

from client.arguments import Arguments, parse_arguments


def test_nothing_given_uses_the_folder_of_the_environment(tmp_path: Path) -> None:
    found = parse_arguments([], {"XDG_CONFIG_HOME": str(tmp_path)})
    assert found == Arguments(server="", ca=None, address="", folder=tmp_path / "postroom")


@pytest.mark.parametrize("value", ["", "relative/folder"])
def test_unusable_environment_means_the_home_folder(value: str) -> None:
    assert parse_arguments([], {"XDG_CONFIG_HOME": value}).folder == Path.home() / ".config" / "postroom"


def test_everything_given(tmp_path: Path) -> None:
    argv = ["localhost:2443", "--ca", "ca.pem", "--address", "anna@project.com", "--config", str(tmp_path)]
    found = parse_arguments([*argv, "--ready-fd", "5"], {})
    assert found == Arguments("localhost:2443", Path("ca.pem"), "anna@project.com", tmp_path, 5)


def test_invitation_link_is_taken_as_it_is() -> None:
    link = "postroom://localhost/?https=1443&smtp=1587&ca=00&domain=project.com"
    assert parse_arguments([link], {}).server == link


def test_unknown_option_ends_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse_arguments(["--password", "secret"], {})
    assert caught.value.code == 2
    assert "usage: python -m client" in capsys.readouterr().err
