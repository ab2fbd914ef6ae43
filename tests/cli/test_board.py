"""`governance board` and `governance demo`: the operator's list of boards."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Type

DEMO = "brindle-harbor-crisis-response"


@pytest.fixture
def record(folder: Path, type_command: Type) -> Type:
    """The command, in a folder with an empty record."""
    type_command("init")
    return type_command


def test_the_demo_is_loaded_once(record: Type) -> None:
    assert record("board", "list").lines[0].startswith("There is no board yet")
    first = record("demo")
    assert first.code == 0
    assert first.lines[0].startswith("The demo board is loaded: 27 meetings, from ")
    before = record("board", "list").out
    assert record("demo").lines == ["The demo board is there already; nothing was changed."]
    assert record("board", "list").out == before
    assert before.splitlines()[0].startswith(f"{DEMO} ")
    assert f"; committee of {DEMO}, demo" in before.splitlines()[1]


def test_a_board_is_kept_from_adding_to_unpublishing(record: Type) -> None:
    added = record("board", "add", "--name", "Crisis Board", "--jurisdiction", "Ottershaw", "--zone", "America/Denver")
    assert added.lines == ["Added Crisis Board: /boards/crisis-board"]
    committee = record("board", "add", "--name", "Data", "--committee-of", "crisis-board", "--slug", "crisis-data")
    assert committee.lines == ["Added Data: /boards/crisis-data"]
    renamed = record("board", "rename", "crisis-board", "Crisis Care Board")
    assert renamed.lines == ["Renamed to Crisis Care Board; its address stays /boards/crisis-board"]
    assert record("board", "unpublish", "crisis-board").lines == ["crisis-board is now unpublished."]
    assert record("board", "unpublish", "crisis-board").lines == [
        "crisis-board is already unpublished; nothing was changed."
    ]
    assert json.loads(record("board", "show", "crisis-data", "--format", "json").out) == {
        "slug": "crisis-data", "name": "Data", "kind": "committee", "committee_of": "crisis-board",
        "jurisdiction": "Ottershaw", "zone": "America/Denver", "purpose": None, "website": None, "published": False,
        "demo": False,
    }  # fmt: skip
    assert record("board", "publish", "crisis-board").lines == ["crisis-board is now published."]
    listed = json.loads(record("board", "list", "--format", "json").out)
    assert [(board["slug"], board["name"]) for board in listed] == [
        ("crisis-board", "Crisis Care Board"),
        ("crisis-data", "Data"),
    ]
    assert "published       yes" in record("board", "show", "crisis-board").lines


def test_committees_follow_their_board_among_boards_of_one_name(record: Type) -> None:
    for slug in ("first", "second"):
        record("board", "add", "--name", "Board", "--slug", slug, "--jurisdiction", "X", "--zone", "UTC")
    for slug in ("second", "first"):
        record("board", "add", "--name", "A", "--slug", f"{slug}-a", "--committee-of", slug)
    listed = json.loads(record("board", "list", "--format", "json").out)
    assert [board["slug"] for board in listed] == ["first", "first-a", "second", "second-a"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add", "--name", "Board", "--jurisdiction", "New"], 1, "New is new: give its time zone"),
        (["add", "--name", "Board"], 1, "a name needs letters"),
        (["rename", "nowhere", "Board"], 1, "there is no board nowhere"),
        (["publish", "nowhere"], 1, "there is no board nowhere"),
        (["show", "nowhere"], 2, "there is no board nowhere"),
        (["add", "--jurisdiction", "X"], 2, "required: --name"),
    ],
)
def test_what_the_record_refuses_is_one_line(record: Type, arguments: list[str], code: int, words: str) -> None:
    answer = record("board", *arguments)
    assert (answer.code, answer.lines, len(answer.complaint)) == (code, [], 1)
    assert words in answer.complaint[0]
    assert json.loads(record("board", "list", "--format", "json").out) == []
