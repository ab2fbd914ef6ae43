"""`governance purge`, as an operator types it."""

import json

import pytest

from tests.cli.conftest import Type


@pytest.fixture
def record(type_command: Type) -> Type:
    type_command("init")
    return type_command


def test_a_dry_run_says_what_would_go_and_by_which_rule(record: Type) -> None:
    answer = record("purge", "--dry-run")
    assert answer.code == 0
    assert answer.lines[-1] == "This was a dry run: nothing was destroyed."
    assert answer.lines[0].startswith("ended-sessions: 0 rows (links a day, ")
    assert "mail-addresses: 0 rows (addresses and texts in the log of messages, 30 days after" in answer.out
    rules = json.loads(record("purge", "--format", "json").out)
    assert {row["rule"]: row["rows"] for row in rules}["former-addresses"] == 0
    assert record("purge").lines[-1] == "What had its time is destroyed."


def test_a_hold_is_placed_listed_and_lifted(record: Type) -> None:
    assert record("purge", "hold", "list").lines == ["No hold was ever placed."]
    placed = record("purge", "hold", "add", "a case", "--rule", "mail-addresses")
    assert placed.code == 0
    key = placed.out.split()[2]
    assert placed.lines == [f"The hold {key} stands: the rule mail-addresses is stopped."]
    assert f"mail-addresses: stopped by the hold {key} " in record("purge").out
    (held,) = json.loads(record("purge", "hold", "list", "--format", "json").out)
    assert (held["key"], held["rule"], held["reason"], held["lifted_at"]) == (key, "mail-addresses", "a case", None)
    assert record("purge", "hold", "lift", key).lines == [f"The hold {key} is lifted."]
    assert f"{key}  mail-addresses  placed " in record("purge", "hold", "list").lines[0]
    assert "stopped" not in record("purge").out
    assert record("purge", "hold", "add", "all of it").lines[0].endswith("stands: every rule is stopped.")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["hold", "add", "x", "--rule", "nothing"], 2, "is no rule that a hold stops; there are mail-addresses"),
        (["hold", "add", "x", "--rule", "ended-sessions"], 2, "is no rule that a hold stops"),
        (["hold", "add", " "], 2, "needs its reason"),
        (["hold", "lift", "nothing"], 1, "there is no hold nothing"),
        (["hold"], 2, "required: COMMAND"),
    ],
)
def test_what_cannot_be_done_is_one_line(record: Type, arguments: list[str], code: int, words: str) -> None:
    answer = record("purge", *arguments)
    assert (answer.code, answer.lines, len(answer.complaint)) == (code, [], 1)
    assert words in answer.complaint[0]
