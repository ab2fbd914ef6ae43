"""`governance mail list` shows what was sent to whom and why, and how it went."""

import json
from datetime import timedelta
from pathlib import Path

from governance.db import open_database
from governance.mail import Reason, put_in_outbox
from governance.mail.carriers import FolderCarrier
from governance.mail.purge import erase_addresses
from governance.mail.sending import send_due_messages
from tests.cli.conftest import Type
from tests.conftest import NOW


def test_it_lists_messages_with_their_reason_and_how_they_went(folder: Path, type_command: Type) -> None:
    type_command("init")
    assert type_command("mail", "list").lines == ["0 messages in all; 0 waiting, 0 given up."]
    database = open_database(f"sqlite:///{folder}/record.sqlite")
    values = {"address": "https://boards.example.gov/secret", "minutes": 20, "name": "Rosa"}
    with database.writing.begin() as session:
        key = put_in_outbox(
            session, NOW, recipient="rosa@example.org", language="en", reason=Reason.SIGN_IN_LINK, values=values,
            about="abcde12345",
        ).key  # fmt: skip
    line = type_command("mail", "list").lines[0]
    assert line == (
        f"{key}  2026-11-24 17:00:00Z  sign_in_link about abcde12345  to rosa@example.org  "
        "waiting, due 2026-11-24 17:00:00Z"
    )
    (folder / "mail").write_text("a file where the folder should be", "utf-8")
    send_due_messages(database, lambda: NOW, FolderCarrier(folder / "mail"), "a@b.example")
    assert type_command("mail", "list").lines[0].endswith("waiting, due 2026-11-24 17:01:00Z (folder, tries: 1)")
    (folder / "mail").unlink()
    send_due_messages(database, lambda: NOW + timedelta(hours=1), FolderCarrier(folder / "mail"), "a@b.example")
    with database.writing.begin() as session:
        erase_addresses(session, NOW + timedelta(days=60), 30)
    database.close()
    answer = type_command("mail", "list", "--state", "sent")
    assert "to (erased)  sent 2026-11-24 18:00:00Z" in answer.lines[0]
    assert answer.lines[-1] == "1 messages in all; 0 waiting, 0 given up."
    (message,) = json.loads(type_command("mail", "list", "--format", "json").out)
    assert (message["key"], message["state"], message["recipient"], message["reason"]) == (
        key, "sent", None, "sign_in_link"
    )  # fmt: skip
    # The text of a message is nobody's but its reader's.
    assert "secret" not in type_command("mail", "list", "--format", "json").out
    assert type_command("mail", "list", "--limit", "0").code == 2


def test_a_mail_server_in_the_settings_is_used_and_not_announced_as_missing(folder: Path, type_command: Type) -> None:
    file = folder / "development.ini"
    for more, words in (
        ("mail.host = mail.example.gov\n", "mail.sender: is missing"),
        ("mail.user = u\n", "mail.user: and mail.password are given together"),
        ("mail.user = u\nmail.password = p\nmail.tls = no\n", "mail.tls: cannot be no"),
    ):
        before = file.read_text("utf-8")
        file.write_text(before + more, "utf-8")
        answer = type_command("init")
        assert (answer.code, len(answer.complaint)) == (2, 1)
        assert words in answer.complaint[0]
        file.write_text(before, "utf-8")
