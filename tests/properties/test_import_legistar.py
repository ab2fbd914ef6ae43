"""Importing any records: a second, simpler way gives the same counts, order decides nothing, nonsense is refused."""

import copy
import itertools
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.db import Database, open_database
from governance.exchange.intake import UnusableSource
from governance.exchange.legistar import LegistarOptions, import_legistar
from tests.exchange.conftest import READ_AT, dump, write_files
from tests.exchange.legistar_samples import make_call, make_event, make_item, make_vote

OPTIONS = LegistarOptions(system="legistar:harborcity", zone="America/Chicago")
SIMPLE = {"Aye": "aye", "yes": "aye", "NAY": "nay", "Abstain ": "abstain", "Absent": "absent", "Medical": "excused",
          "Hm": "unknown"}  # fmt: skip

# event -> (items, each the votes of members 1, 2, 3, … and whether it is marked as passed)
cities = st.lists(
    st.lists(
        st.tuples(st.lists(st.sampled_from(sorted(SIMPLE)), max_size=5), st.sampled_from([None, 0, 1])), max_size=4
    ),
    max_size=4,
)


def make_records(city: list[list[tuple[list[str], int | None]]]) -> list[dict[str, Any]]:
    records = []
    for event, items in enumerate(city, start=1):
        records.append(make_event(event))
        for number, (votes, passed) in enumerate(items, start=event * 10):
            name = {None: None, 0: "Fail", 1: "Pass"}[passed]
            records.append(make_item(number, event, EventItemPassedFlag=passed, EventItemPassedFlagName=name))
            records.append(make_call(number, number, 9, "Present"))
            records += [make_vote(number * 10 + place, number, place, word) for place, word in enumerate(votes)]
    return records


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for sources, emptied by each that is written."""
    return tmp_path_factory.mktemp("source")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: dict[str, Path]) -> Callable[[], Database]:
    """A new empty SQLite database at each call; the oldest are thrown away."""
    folder = tmp_path_factory.mktemp("fresh")
    numbers = itertools.count()

    def make() -> Database:
        number = next(numbers)
        for old in folder.glob(f"fresh{number - 4}.sqlite*"):
            old.unlink()
        path = folder / f"fresh{number}.sqlite"
        shutil.copy(sqlite_templates["empty"], path)
        return open_database(f"sqlite:///{path}")

    return make


def bring_in(database: Database, folder: Path, files: dict[str, object]) -> dict[str, Any]:
    return import_legistar(database, write_files(folder, files), OPTIONS, now=READ_AT).as_json()


def look(database: Database) -> dict[str, Any]:
    """What a reader would see, without the numbers of rows, which depend on the order of the files."""
    with database.engine.connect() as connection:
        ballots = connection.exec_driver_sql("SELECT source_identifier, choice, recorded FROM ballot").fetchall()
        votes = connection.exec_driver_sql("SELECT source_identifier, key, recorded_outcome FROM vote").fetchall()
        items = connection.exec_driver_sql("SELECT source_identifier, key, position, title FROM agenda_item").fetchall()
        names = connection.exec_driver_sql("SELECT name, started_on, ended_on FROM board_name").fetchall()
    return {name: sorted(map(tuple, rows), key=repr) for name, rows in locals().items() if isinstance(rows, list)}


@settings(max_examples=settings().max_examples // 2)
@given(city=cities)
def test_counts_and_ballots_are_those_of_a_plain_count(fresh: Any, room: Path, city: Any) -> None:
    database = fresh()
    records = make_records(city)
    folder = room
    if not records:
        with pytest.raises(UnusableSource):
            bring_in(database, folder, {"all.json": records})
        return
    report = bring_in(database, folder, {"all.json": records})
    items = [item for items in city for item in items]
    assert report["new"]["meetings"] == len(city)
    assert report["new"]["agenda_items"] == len(items)
    assert report["read"] == {
        kind: report["new"][kind] + report["changed"][kind] + report["unchanged"][kind] for kind in report["read"]
    }
    # A vote of nothing but absences, at an item without an outcome, is a roll call.
    is_vote = [
        passed is not None or any(SIMPLE[word] not in ("absent", "excused") for word in votes)
        for votes, passed in items
    ]
    expected = Counter(
        SIMPLE[word] for (votes, _), held in zip(items, is_vote, strict=True) if held for word in votes
    )  # fmt: skip
    found = Counter(choice for _, choice, _ in look(database)["ballots"])
    assert found == expected
    assert report["new"]["votes"] == sum(is_vote)
    disagreements = 0
    for votes, passed in items:
        meanings = [SIMPLE[word] for word in votes]
        if passed is not None and "unknown" not in meanings and {"aye", "nay"} & set(meanings):
            disagreements += (meanings.count("aye") > meanings.count("nay")) != bool(passed)
    assert len(report["disagreements"]) == disagreements
    database.close()


@settings(max_examples=settings().max_examples // 4)
@given(city=cities.filter(len), seed=st.integers(0, 2**32))
def test_neither_the_order_of_records_nor_their_files_decide_anything(
    fresh: Any, room: Path, city: Any, seed: int
) -> None:
    chance = random.Random(seed)
    one, other, folder = fresh(), fresh(), room
    records = make_records(city)
    bring_in(one, folder, {"all.json": records})
    shuffled = chance.sample(records, len(records))
    parts: dict[str, object] = {f"{number}.json": record for number, record in enumerate(shuffled)}
    bring_in(other, folder, parts)
    assert look(one) == look(other)
    before = dump(one)
    report = bring_in(one, folder, parts)
    assert dump(one) == before
    assert not any(report["new"].values())
    assert not any(report["changed"].values())
    one.close()
    other.close()


TRAPS: list[Any] = ["2024-02-30T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59", "Present", "Aye", "9:30 AM",
                    2**31, -(2**31), 2**63 - 1, 1e300, "0", "٣"]  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
    | st.sampled_from(TRAPS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=settings().max_examples * 2)
@given(data=st.data())
def test_a_field_that_holds_anything_is_read_or_refused_and_leaves_no_half(fresh: Any, room: Path, data: Any) -> None:
    database, folder = fresh(), room
    records = copy.deepcopy(make_records([[(["Aye", "NAY"], 1)], []]))
    for _ in range(data.draw(st.integers(1, 4))):
        record = data.draw(st.sampled_from(records))
        record[data.draw(st.sampled_from(sorted(record)))] = data.draw(json_values)
    before = dump(database)
    try:
        report = bring_in(database, folder, {"all.json": records})
    except UnusableSource:
        assert dump(database) == before
    else:
        json.dumps(report)
        again = bring_in(database, folder, {"all.json": records})
        assert not any(again["new"].values())
        assert not any(again["changed"].values())
    database.close()
