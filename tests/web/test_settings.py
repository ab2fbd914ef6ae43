"""Settings are checked at start, and a bad one is named with its line."""

from pathlib import Path

import pytest

from governance.settings import BadSetting, Settings, read_settings

URL = {"sqlalchemy.url": "sqlite:////var/lib/governance/record.sqlite"}


def test_a_file_with_the_database_alone_is_enough() -> None:
    assert read_settings(URL) == Settings(URL["sqlalchemy.url"])


def test_postgresql_is_always_reached_through_the_one_driver() -> None:
    assert read_settings({"sqlalchemy.url": "postgresql://u:p@h/d"}).url == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("sqlalchemy.url", "nonsense", "is not a database address"),
        ("sqlalchemy.url", "mysql://h/d", "mysql is not supported"),
        ("sqlalchemy.url", "sqlite://", "a SQLite record needs a file"),
        ("sqlalchemy.url", "sqlite:///:memory:", "a SQLite record needs a file"),
        ("governance.languages", "en fr", "is one or more of en es"),
        ("governance.languages", "", "is one or more of en es"),
        ("governance.address", "boards.example.gov", "is empty or like https://"),
        ("governance.address", "https://boards.example.gov/path", "is empty or like https://"),
        ("governance.address", "https://büro.example.gov", "is empty or like https://"),
        ("governance.address", "https://boards example.gov", "is empty or like https://"),
        ("governance.workers", "0", "is a whole number from 1 to 64"),
        ("governance.workers", "many", "is a whole number from 1 to 64"),
        ("governance.jobs", "true", "is yes or no"),
        ("mail.host", "mail example", "is empty or a mail server"),
        ("mail.port", "70000", "is a whole number from 1 to 65535"),
        ("mail.sender", "boards", "is like boards@example.gov"),
        ("mail.sender", "Boards <boards>", "is like boards@example.gov"),
        ("mail.tls", "true", "is starttls, yes or no"),
        ("mail.folder", "", "is a folder's path"),
        ("mail.keep_days", "0", "is a whole number of days from 1 to 3650"),
        ("mail.hosts", "x", "no such setting; did you mean mail.host?"),
        ("governance.metrics_token", "guess", "is empty, or at least 20 letters and digits"),
        ("governance.job", "yes", "no such setting; did you mean governance.jobs?"),
    ],
)
def test_a_bad_setting_is_named_with_its_line(tmp_path: Path, key: str, value: str, reason: str) -> None:
    file = tmp_path / "portal.ini"
    raw = {**URL, key: value}
    file.write_text("[app:main]\n# a comment\n" + "".join(f"{name} = {text}\n" for name, text in raw.items()), "utf-8")
    line = file.read_text("utf-8").splitlines().index(f"{key} = {value}") + 1
    with pytest.raises(BadSetting) as raised:
        read_settings(raw, str(file))
    assert str(raised.value).startswith(f"{file} line {line}: {key}: {reason}")


def test_a_missing_database_is_named() -> None:
    with pytest.raises(BadSetting, match=r"sqlalchemy\.url: is missing"):
        read_settings({})


def test_an_https_address_loses_its_final_slash() -> None:
    assert (
        read_settings({**URL, "governance.address": "https://boards.example.gov/"}).address
        == "https://boards.example.gov"
    )


def test_messages_without_a_mail_server_go_beside_the_settings(tmp_path: Path) -> None:
    assert read_settings(URL, str(tmp_path / "portal.ini")).mail_folder == str(tmp_path / "mail")
    elsewhere = {**URL, "mail.folder": "/var/spool/portal"}
    assert read_settings(elsewhere, str(tmp_path / "portal.ini")).mail_folder == "/var/spool/portal"
