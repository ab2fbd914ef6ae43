"""`governance import`: its options reach the readers, and its answers are for people and for programs."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from governance.cli.imports import show_progress, write_report
from governance.exchange.intake import Refusal, UnusableSource
from governance.exchange.report import KINDS, Disagreement, ImportReport
from governance.votes.models import ThresholdBasis
from tests.cli.conftest import Type

POPOLO = {
    "persons": [{"id": "p1", "name": "Tendai Mwakasege"}, {"id": "p2", "name": "Naomi Tsosie-Barrow"}],
    "organizations": [
        {"id": "o1", "name": "Old Crisis Board", "classification": "board"},
        {"id": "o2", "name": "Crisis Board", "classification": "board"},
    ],
    "memberships": [
        {"id": "m1", "person_id": "p1", "organization_id": "o2", "role": "chair", "start_date": "2026-01-01"}
    ],
}
SEATS = "Board,Name,Ends\nCrisis Board,Tendai Mwakasege,2031-12-30\nCrisis Board,vacant,\n"
MAPPING = """\
system = "ottershaw-boards"
jurisdiction = "Ottershaw"
zone = "America/Denver"
[columns]
board = "Board"
person = "Name"
term_end = "Ends"
"""
PLACE = ("--jurisdiction", "Ottershaw", "--zone", "America/Denver")


@pytest.fixture
def record(folder: Path, type_command: Type) -> Type:
    """The command, in a folder with an empty record and two sources."""
    type_command("init")
    (folder / "popolo.json").write_text(json.dumps(POPOLO), "utf-8")
    (folder / "seats.csv").write_text(SEATS, "utf-8")
    (folder / "map.toml").write_text(MAPPING, "utf-8")
    return type_command


def list_boards(record: Type) -> list[str]:
    return [board["name"] for board in json.loads(record("board", "list", "--format", "json").out)]


def test_a_second_import_changes_nothing_and_says_so(record: Type) -> None:
    first = record("import", "popolo", "popolo.json", *PLACE)
    assert (first.code, first.complaint) == (0, [])
    assert first.lines[0] == "Source popolo:ottershaw"
    assert "people                     2           2           0           0" in first.lines
    assert first.lines[-1] == "All of it is on the record."
    assert list_boards(record) == ["Crisis Board", "Old Crisis Board"]
    second = record("import", "popolo", "popolo.json", *PLACE)
    assert "people                     2           0           0           2" in second.lines
    assert second.lines[-1] == "The record held all of it already: nothing was changed."


def test_a_dry_run_says_what_would_change_and_changes_nothing(record: Type) -> None:
    answer = record("import", "popolo", "popolo.json", *PLACE, "--dry-run")
    assert "people                     2           2           0           0" in answer.lines
    assert answer.lines[-1] == "This was a dry run: nothing was changed."
    assert list_boards(record) == []


def test_programs_read_the_counts_as_json(record: Type) -> None:
    answer = record("import", "seats", "seats.csv", "--mapping", "map.toml", "--format", "json")
    report = json.loads(answer.out)
    assert answer.code == 0
    for key in ("read", "new", "changed", "unchanged"):
        assert set(report[key]) == set(KINDS)
    assert (report["new"]["seats"], report["new"]["people"], report["refused"]) == (2, 1, [])
    again = json.loads(record("import", "seats", "seats.csv", "--mapping", "map.toml", "--format", "json").out)
    assert set(again["new"].values()) == {0}
    assert again["unchanged"]["seats"] == 2


def test_a_board_that_continued_another_is_one_board(record: Type) -> None:
    assert record("import", "popolo", "popolo.json", *PLACE, "--same-board", "o1=o2").code == 0
    assert len(list_boards(record)) == 1


def test_a_source_keeps_the_name_that_the_operator_gave_it(record: Type) -> None:
    answer = record("import", "popolo", "popolo.json", *PLACE, "--system", "ottershaw:council")
    assert answer.lines[0] == "Source ottershaw:council"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["popolo", "missing.json", *PLACE], "missing.json: does not exist"),
        (["popolo", "seats.csv", *PLACE], "seats.csv: is not JSON"),
        (["popolo", "popolo.json", "--jurisdiction", "X", "--zone", "Mars"], "--zone Mars is no time zone"),
        (["popolo", "popolo.json", "--jurisdiction", "市", "--zone", "UTC"], "give --system too"),
        (["legistar", "popolo.json", "--zone", "Mars"], "--zone Mars is no time zone"),
        (["legistar", "popolo.json"], "popolo.json"),
        (["seats", "popolo.json", "--mapping", "map.toml"], "popolo.json"),
        (["seats", "seats.csv", "--mapping", "seats.csv"], "seats.csv: is no TOML"),
        (["seats", "seats.csv", "--mapping", "none.toml"], "none.toml: does not exist"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_and_changes_nothing(
    record: Type, arguments: list[str], words: str
) -> None:
    answer = record("import", *arguments)
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert words in answer.complaint[0]
    assert list_boards(record) == []


def test_each_refusal_is_a_line_and_json_tells_them_too(record: Type, folder: Path) -> None:
    (folder / "seats.csv").write_text(
        SEATS.replace("2031-12-30", "2031-13-30") + "Crisis Board,X,nonsense\x1b[2J\n", "utf-8"
    )
    answer = record("import", "seats", "seats.csv", "--mapping", "map.toml", "--format", "json")
    report = json.loads(answer.out)
    assert answer.code == 2
    assert len(answer.complaint) == len(report["refused"]) == 2
    assert all(line.isprintable() for line in answer.complaint)
    assert {"place", "reason"} == set(report["refused"][0])
    assert set(report["read"].values()) == {0}
    assert list_boards(record) == []


def test_the_options_of_legistar_reach_its_reader(record: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def take(database: object, path: str, options: object, **more: Any) -> ImportReport:
        asked.update(path=path, options=options, **more)
        return ImportReport(system="legistar:ottershaw")

    monkeypatch.setattr("governance.exchange.legistar.import_legistar", take)
    told = ["--threshold", "at least 2/3 of present", "--threshold-by", "Charter, section 4", "--same-board", "1=2"]
    assert record("import", "legistar", "folder", "--dry-run", *told, "--same-board", "2=3", *PLACE).code == 0
    options = asked["options"]
    assert (asked["path"], asked["dry_run"]) == ("folder", True)
    assert (options.jurisdiction, options.zone, options.system) == ("Ottershaw", "America/Denver", None)
    assert options.threshold == (ThresholdBasis.PRESENT, 2, 3, False)
    assert options.threshold_declared_by == "Charter, section 4"
    assert options.same_board == (("1", "2"), ("2", "3"))


@pytest.mark.parametrize("threshold", ["more than 2/2 of cast", "at least 0/3 of present", "at least 4/3 of serving"])
def test_a_threshold_that_no_vote_can_be_held_to_is_refused(record: Type, threshold: str) -> None:
    answer = record("import", "legistar", "folder", "--threshold", threshold)
    assert (answer.code, threshold in answer.complaint[-1]) == (2, True)


def test_more_refusals_than_are_listed_are_counted(record: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> ImportReport:
        raise UnusableSource.because_of([Refusal(f"row {number}", "is wrong") for number in range(70)])

    monkeypatch.setattr("governance.exchange.legistar.import_legistar", refuse)
    complaint = record("import", "legistar", "folder").complaint
    assert complaint[0] == "governance: row 0: is wrong"
    assert complaint[-1] == "governance: and 20 more"


def test_the_report_lists_what_a_person_should_look_at() -> None:
    report = ImportReport(
        system="s",
        new={"votes": 1200},
        unknown_values=[{"kind": "vote value", "value": "Maybe", "count": 3}],
        disagreements=[Disagreement("k", "vote/7", "carried", "lost", {"aye": 2, "nay": 5}, "2 of 7")],
        left_out={"pictures": 4},
        made_from_mentions={"agenda_items": 5},
        no_longer_in_source={"people": 1},
        not_recomputed={"no ballots": 6},
        assumed=["It rained."],
    )
    text = "\n".join(write_report(report))
    for words in (
        "votes                      0       1,200           0           0",
        "  kind vote value, value Maybe, count 3",
        "  vote/7: recorded carried, recomputed lost (2 aye, 5 nay) 2 of 7",
        "  4 pictures",
        "  5 agenda items",
        "  1 people",
        "  6 no ballots",
        "  It rained.",
    ):
        assert words in text
    assert "meetings  " not in text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "is_shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress_is_shown_to_a_person_only(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, is_shown: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with show_progress("B") as tell:
        tell(50, 200)
        tell(200, 200)
    assert bool(stream.getvalue()) is is_shown
