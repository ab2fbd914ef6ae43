"""Whole Popolo documents: into the record and again, spoiled in any way, and as the world publishes them."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.boards.models import Role
from governance.db import Database
from governance.exchange.collecting import collect
from governance.exchange.files import SourceFile, UnusableSource, open_source
from governance.exchange.intake import BoardIntake, MembershipIntake, PersonIntake, Refusal, Unknown
from governance.exchange.popolo import read_popolo
from governance.exchange.reconcile import ImportReport, bring_in
from tests.exchange.test_popolo import DOCUMENT, PLACE, change, pick, read

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def bring(database: Database, document: object) -> ImportReport:
    files = [SourceFile("a.json", json.dumps(document).encode())]
    return bring_in(
        database, read_popolo(files, PLACE), system="popolo:harborview", reader="popolo", file_name="a.json", digest="0" * 64,
        now=NOW,
    )  # fmt: skip


def test_a_second_import_changes_nothing_and_a_changed_date_just_that(database: Database) -> None:
    first = bring(database, DOCUMENT)
    assert {kind: number for kind, number in first.new.items() if number and kind != "board_names"} == {
        "boards": 3, "people": 3, "seats": 2, "memberships": 4,
    }  # fmt: skip
    second = bring(database, DOCUMENT)
    assert not second.has_changes
    assert second.unchanged["memberships"] == 4
    third = bring(database, change(("memberships", 0, "end_date"), "2021-06"))
    assert {kind: number for kind, number in third.changed.items() if number} == {"memberships": 1}
    assert not any(third.new.values())


def walk(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from walk(inner, (*path, key))


odd_values = st.sampled_from(
    [None, "", "ida", "council", "2014", "9999-12-31", "0001", "x" * 5000, 7, -1, 1.5, True, [], {}, [[]], {"id": {}},
     [{"id": "ida"}], [{"url": 5}], {"id": "council", "memberships": [{"person": {"id": "ida"}}]}]
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(list(walk(DOCUMENT))), odd_values), min_size=1, max_size=3))
def test_any_odd_document_is_read_or_refused_and_nothing_else(changes: list[tuple[tuple[Any, ...], object]]) -> None:
    document = copy.deepcopy(DOCUMENT)
    for path, value in changes:
        inner: Any = document
        for key in path[:-1]:
            inner = (
                inner[key]
                if (isinstance(inner, dict) and key in inner)
                or (isinstance(inner, list) and isinstance(key, int) and key < len(inner))
                else {}
            )
        if isinstance(inner, dict) or (isinstance(inner, list) and isinstance(path[-1], int) and path[-1] < len(inner)):
            inner[path[-1]] = copy.deepcopy(value)
    try:
        collected = collect(read(document))
    except UnusableSource:
        return
    boards, people = collected.records["boards"], collected.records["people"]
    for membership in collected.records["memberships"].values():
        assert membership.board in boards
        assert membership.person in people
        assert (
            membership.started_on is None or membership.ended_on is None or membership.started_on <= membership.ended_on
        )


@pytest.mark.real_data
@pytest.mark.parametrize("state", ["TAS", "VIC"])
def test_real_councillors_come_out_as_a_simple_count_finds_them(real_data: Path, state: str) -> None:
    path = real_data / "popolo_au_councillors" / f"{state}_local_councillor_popolo.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    intakes = list(read_popolo(open_source(path), PLACE))
    bodies = {body["id"] for body in document["organizations"] if body["classification"] != "party"}
    assert len(bodies) == {"TAS": 29, "VIC": 77}[state]
    assert {board.identifier for board in pick(intakes, BoardIntake)} == bodies
    assert Counter(person.name for person in pick(intakes, PersonIntake)) == Counter(
        " ".join(person["name"].split()) for person in document["persons"]
    )
    served = [entry for entry in document["memberships"] if entry["organization_id"] in bodies]
    memberships = pick(intakes, MembershipIntake)
    assert len(memberships) == len(served) == {"TAS": 317, "VIC": 756}[state]

    def tell(day: date | None) -> str | None:
        return day.isoformat() if day else None

    assert Counter(
        (one.person, one.board, one.title, tell(one.started_on), tell(one.ended_on)) for one in memberships
    ) == Counter(
        (entry["person_id"], entry["organization_id"], entry["role"], entry.get("start_date"), entry.get("end_date"))
        for entry in served
    )
    assert Counter(one.role for one in memberships)[Role.MEMBER] == sum(
        entry["role"] == "councillor" for entry in served
    )
    assert not pick(intakes, Refusal)
    assert not pick(intakes, Unknown)
    assert "@" not in repr(intakes)
