from pathlib import Path

import pytest

from scripts.options import default_data, read_serve, read_start

ENVIRON = {"HOME": "/home/anna"}


def test_nothing_said_leaves_everything_to_the_settings() -> None:
    options = read_start([], ENVIRON)
    assert (options.domain, options.host, options.auto_ports, options.demo) == (None, None, False, False)
    assert options.data == Path("/home/anna/.local/share/postroom")


def test_every_option_is_read() -> None:
    words = "--headless --data /d --domain Mail.Example.ORG --host ::1 --ports auto --demo --ready /r"
    options = read_start([*words.split(), "--admin-password-file", "/p"], ENVIRON)
    assert options.headless
    assert options.demo
    assert options.auto_ports
    assert (options.data, options.domain, options.host) == (Path("/d"), "mail.example.org", "::1")
    assert (options.admin_password_file, options.ready) == (Path("/p"), Path("/r"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--domain", "no spaces"], "'no spaces' is not a domain name like project.com"),
        (["--domain", "a-.org"], "is not a domain name"),
        (["--domain", "a..org"], "is not a domain name"),
        (["--domain", "x" * 64 + ".org"], "is not a domain name"),
        (["--domain", "192.168.1.1"], "is not a domain name"),
        (["--host", "fe80::1%eth0"], "'fe80::1%eth0' is not an IP address"),
        (["--host", "nowhere"], "'nowhere' is not an IP address like 127.0.0.1"),
        (["--ports", "1025"], "invalid choice: '1025'"),
        (["--data", ""], "a path is needed"),
        (["--data", "/tmp/M\udce4rz"], "the path has bytes in it that are not UTF-8 text"),
        (["--dem"], "unrecognized arguments: --dem"),
        (["extra"], "unrecognized arguments: extra"),
    ],
)
def test_wrong_option_ends_with_status_2_and_its_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_start(arguments, ENVIRON)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_localhost_is_the_loopback_address() -> None:
    assert read_start(["--host", "localhost"], ENVIRON).host == "127.0.0.1"


def test_relative_data_folder_is_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_serve(["--data", "mail"], ENVIRON).data == tmp_path / "mail"


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HOME": "/h", "XDG_DATA_HOME": "/x"}, "/x/postroom"),
        ({"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/h/.local/share/postroom"),
        ({"HOME": "/h", "XDG_DATA_HOME": ""}, "/h/.local/share/postroom"),
    ],
)
def test_default_data_folder_follows_the_desktop_rules(environ: dict[str, str], folder: str) -> None:
    assert default_data(environ) == Path(folder)


@pytest.mark.parametrize(
    ("arguments", "environ", "opens"),
    [
        ([], {"DISPLAY": ":0"}, True),
        ([], {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ([], {}, False),
        ([], {"DISPLAY": ""}, False),
        (["--headless"], {"DISPLAY": ":0"}, False),
    ],
)
def test_window_opens_only_on_a_display_and_unless_refused(
    arguments: list[str], environ: dict[str, str], opens: bool
) -> None:
    assert read_start(arguments, ENVIRON).window(environ) is opens
