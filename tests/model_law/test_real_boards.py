"""Real boards, judged by the 51 percent sum: what they would meet, and nothing about anybody on them."""

import csv
import io
import tomllib
from collections import defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from model_law.facts import DECLARED
from model_law.profiles import judge_rule, settle
from model_law.provisions import load_act
from model_law.rosters import read_roster

pytestmark = pytest.mark.real_data
MAPPING = tomllib.loads((Path(__file__).parent / "sd_boards.toml").read_text(encoding="utf-8"))
DAYS = [
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2029, 6, 30),
    date(2031, 1, 1),
]


def read_boards(folder: Path) -> dict[str, list[dict[str, str]]]:
    boards: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (folder / "sd_boards" / "sd_boards_sample.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            boards[row["board_name"]].append(row)
    return boards


def stands_for(board: str, position: str) -> bool:
    return any(words in position.casefold() for words in MAPPING["community"][board])


def vacant(row: dict[str, str]) -> bool:
    name = row["name"].strip().casefold()
    return not name or any(word in name for word in MAPPING["vacant_names"])


def as_roster(board: str, rows: list[dict[str, str]], *, hold_over: bool) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "seat", "voting", "categories", "role", "end"])
    for number, row in enumerate(rows, start=1):
        position = row["position"].casefold()
        votes = "no" if any(words in position for words in MAPPING["nonvoting"]) else "yes"
        category = DECLARED if stands_for(board, position) else ""
        name = "" if vacant(row) else row["name"]
        writer.writerow([name, number, votes, category, "holdover" if hold_over else "", row["term_end"]])
    return out.getvalue().encode()


def test_the_mapping_names_every_board(real_data: Path) -> None:
    assert set(MAPPING["community"]) == set(read_boards(real_data))


@pytest.mark.parametrize("hold_over", [False, True])
@pytest.mark.parametrize("day", DAYS)
def test_each_board_would_meet_51_percent_exactly_where_a_count_by_hand_says_so(
    real_data: Path, day: date, hold_over: bool
) -> None:
    act = load_act("model-act")
    profile = settle(act, day)
    for board, rows in read_boards(real_data).items():
        community = total = 0
        for row in rows:
            ended = bool(row["term_end"]) and date.fromisoformat(row["term_end"]) < day
            if vacant(row) or "non-voting" in row["position"].casefold() or (ended and not hold_over):
                continue
            total += 1
            community += stands_for(board, row["position"])
        roster = read_roster(as_roster(board, rows, hold_over=hold_over), day, act.categories).roster
        finding = judge_rule(profile, roster, profile.rules[0])
        assert (finding.numerator, finding.denominator) == (community, total), board
        if total:
            assert (finding.verdict == "met") == (Fraction(community, total) >= Fraction(51, 100)), board
        else:
            assert finding.verdict == "cannot_tell"


def test_seats_without_a_vote_vacant_seats_and_ended_terms_change_the_sum(real_data: Path) -> None:
    act, day = load_act("model-act"), date(2026, 7, 1)

    def count(board: str, *, hold_over: bool, members: str = "voting") -> tuple[int | None, int | None]:
        profile = settle(act, day, {"COMP-01.members": members})
        rows = read_boards(real_data)[board]
        roster = read_roster(as_roster(board, rows, hold_over=hold_over), day, act.categories).roster
        finding = judge_rule(profile, roster, profile.rules[0])
        return finding.numerator, finding.denominator

    family = "Family Support Council"
    assert count(family, hold_over=True) == (15, 15)
    assert count(family, hold_over=False)[1] == 8
    rehabilitation = "Vocational Rehabilitation Board"
    assert count(rehabilitation, hold_over=True, members="all")[1] == 15
    assert count(rehabilitation, hold_over=True)[1] == 13
