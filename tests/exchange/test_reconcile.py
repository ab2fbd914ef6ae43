"""Bringing records in again: what is the same stays, what differs keeps its past, what is gone stays."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from governance.boards.actions import rename_board
from governance.db import Database
from governance.exchange.intake import UnusableSource
from governance.exchange.writing import Writer
from tests.exchange.conftest import Bring, count_kinds, dump
from tests.exchange.legistar_samples import make_call, make_event, make_item, make_office, make_votes

Ask = Callable[..., list[tuple[Any, ...]]]
ZONE = {"zone": "America/Chicago"}


def make_city() -> dict[str, Any]:
    """A small city: two boards, three meetings, a vote, a roll call, offices."""
    item = make_item(5, EventItemPassedFlag=1, EventItemPassedFlagName="Pass", EventItemMover="Member 1")
    return {
        "events.json": [
            make_event(1, EventItems=[item, make_item(6)]),
            make_event(2, EventDate="2024-06-11T00:00:00"),
            make_event(3, EventBodyId=9, EventBodyName="Budget Committee"),
        ],
        "votes.json": make_votes(5, ["Aye", "Aye", "Nay"]),
        "calls.json": [make_call(1, 6, 1, "Present"), make_call(2, 6, 2, "Absent")],
        "offices.json": [make_office(1, 1), make_office(2, 2)],
    }


def test_a_second_import_changes_nothing_and_says_so(bring: Bring, database: Database) -> None:
    first = bring(make_city(), **ZONE)
    before = dump(database)
    second = bring(make_city(), **ZONE)
    assert dump(database) == before
    assert second["unchanged"] == second["read"] == first["new"] == first["read"]
    assert count_kinds(second["new"]) == count_kinds(second["changed"]) == {}
    assert len(before["import_run"]) == 1


def test_a_dry_run_says_the_same_and_leaves_no_trace(bring: Bring, database: Database) -> None:
    before = dump(database)
    rehearsed = bring(make_city(), dry_run=True, **ZONE)
    assert dump(database) == before
    assert {**rehearsed, "dry_run": False} == bring(make_city(), **ZONE)


def test_a_changed_record_changes_in_place_and_its_past_is_kept(bring: Bring, ask: Ask) -> None:
    bring(make_city(), **ZONE)
    [(key,)] = ask("SELECT key FROM meeting WHERE source_identifier = 'event/2'")
    city = make_city()
    city["events.json"][1] |= {"EventDate": "2024-06-18T00:00:00", "EventLocation": "Moved"}
    report = bring(city, **ZONE)
    assert count_kinds(report["changed"]) == {"meetings": 1}
    assert count_kinds(report["new"]) == {}
    [(kept, starts_at, place)] = ask("SELECT key, starts_at, place FROM meeting WHERE source_identifier = 'event/2'")
    assert (kept, str(starts_at)[:10], place) == (key, "2024-06-18", "Moved")
    [(table, values)] = ask('SELECT table_name, "values" FROM former_state')
    assert table == "meeting"
    assert "Pier Hall" in str(values)
    assert "2024-06-11" in str(values)


def test_a_changed_ballot_or_attendance_is_a_new_row_that_corrects_the_old(bring: Bring, ask: Ask) -> None:
    bring(make_city(), **ZONE)
    city = make_city()
    city["votes.json"][2]["VoteValueName"] = "Aye"
    city["calls.json"][1]["RollCallValueName"] = "Late"
    city["offices.json"][0]["OfficeRecordEndDate"] = "2022-06-30T00:00:00"
    report = bring(city, **ZONE)
    assert count_kinds(report["changed"]) == {"memberships": 1, "attendance": 1, "ballots": 1}
    for table, column, old, new in (
        ("ballot", "choice", "nay", "aye"),
        ("attendance", "presence", "absent", "late"),
        ("membership", "ended_on", "2023-12-31", "2022-06-30"),
    ):
        rows = ask(f"""SELECT former.{column}, former.superseded_at IS NOT NULL, now.{column}, now.superseded_at IS NULL
            FROM {table} AS now JOIN {table} AS former ON former.id = now.corrects_id""")
        assert [(str(a), bool(b), str(c), bool(d)) for a, b, c, d in rows] == [(old, True, new, True)]
    assert count_kinds(bring(city, **ZONE)["changed"]) == {}


def test_every_board_on_which_something_changed_gets_one_new_version(bring: Bring, ask: Ask) -> None:
    versions = "SELECT name, record_version FROM board ORDER BY name"
    bring(make_city(), **ZONE)
    assert ask(versions) == [("Budget Committee", 1), ("Crisis Response Board", 1)]
    changes: list[Callable[[dict[str, Any]], object]] = [
        lambda city: city["votes.json"][2].update(VoteValueName="Aye"),
        lambda city: city["calls.json"][1].update(RollCallValueName="Late"),
        lambda city: city["offices.json"][0].update(OfficeRecordTitle="Chair"),
        lambda city: city["events.json"][0]["EventItems"][0].update(EventItemTitle="Other"),
        lambda city: city["events.json"][0].update(EventAgendaFile="https://files.example/new.pdf"),
        lambda city: city.update({"people.json": [{"PersonId": 3, "PersonFullName": "Another Name"}]}),
    ]
    city = make_city()
    for expected, change in enumerate(changes, start=2):
        change(city)
        bring(city, **ZONE)
        assert ask(versions) == [("Budget Committee", 1), ("Crisis Response Board", expected)]


def test_what_vanishes_from_a_source_stays_and_is_counted(bring: Bring, database: Database) -> None:
    bring(make_city(), **ZONE)
    before = {name: len(rows) for name, rows in dump(database).items()}
    city = make_city()
    del city["events.json"][1]
    city["votes.json"].pop()
    city["calls.json"].pop()
    city["offices.json"].pop()
    report = bring(city, **ZONE)
    assert report["no_longer_in_source"] == {
        "ballots": 1, "attendance": 1, "memberships": 1, "meetings": 1, "documents": 1, "people": 1,
    }  # fmt: skip
    assert {name: len(rows) for name, rows in dump(database).items()} == before


def test_all_or_nothing_when_the_database_fails_in_the_middle(
    bring: Bring, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring({"events.json": [make_event(1)]}, **ZONE)
    before = dump(database)
    insert, calls = Writer.insert, []

    def fail_late(self: Writer, table: Any, rows: Any) -> None:
        calls.append(table.name)
        if table.name == "ballot":
            raise OSError("the disk is full")
        insert(self, table, rows)

    monkeypatch.setattr(Writer, "insert", fail_late)
    with pytest.raises(OSError, match="disk"):
        bring(make_city(), **ZONE)
    assert {"agenda_item", "vote"} <= set(calls)
    assert dump(database) == before


def test_a_refusal_at_the_very_end_leaves_the_database_as_before(bring: Bring, database: Database) -> None:
    bring({"events.json": [make_event(1)]}, **ZONE)
    before = dump(database)
    city = make_city()
    city["votes.json"] += make_votes(77, ["Aye"])
    with pytest.raises(UnusableSource):
        bring(city, **ZONE)
    assert dump(database) == before


def test_the_same_source_in_an_empty_database_gives_the_same_addresses(bring: Bring, ask: Ask) -> None:
    bring(make_city(), **ZONE)
    keys = [
        ask(f"SELECT key FROM {table} ORDER BY key") for table in ("person", "meeting", "agenda_item", "motion", "vote")
    ]
    assert [len(found) for found in keys] == [3, 3, 2, 1, 1]
    # The order of the files decides nothing.
    city = make_city()
    city = {f"{9 - number}.json": city[name] for number, name in enumerate(city)}
    report = bring(city, **ZONE)
    assert count_kinds(report["changed"]) == count_kinds(report["new"]) == {}


def test_a_board_that_is_renamed_keeps_its_row_and_its_address(bring: Bring, ask: Ask) -> None:
    old = [make_event(1, EventDate="2020-01-07T00:00:00", EventBodyName="Mental Health Board"),
           make_event(2, EventDate="2021-03-02T00:00:00", EventBodyName="Mental  Health Board ")]  # fmt: skip
    new = [make_event(3, EventDate="2022-02-01T00:00:00"), make_event(4, EventDate="2023-02-01T00:00:00")]
    bring({"e.json": old}, **ZONE)
    assert ask("SELECT slug, name FROM board") == [("mental-health-board", "Mental Health Board")]
    report = bring({"e.json": new}, **ZONE)
    assert count_kinds(report["changed"]) == {"boards": 1, "board_names": 1}
    names = (
        "SELECT name, started_on, ended_on FROM board_name WHERE superseded_at IS NULL ORDER BY started_on IS NOT NULL"
    )
    expected = [("Mental Health Board", "None", "2021-03-02"), ("Crisis Response Board", "2022-02-01", "None")]
    assert [tuple(map(str, row)) for row in ask(names)] == expected
    assert ask("SELECT slug, name FROM board") == [("mental-health-board", "Crisis Response Board")]
    # Old meetings again, alone or with the rest, make the old name present no more.
    for files in (old, [*new, *old], [*old, *new]):
        report = bring({"e.json": files}, **ZONE)
        assert count_kinds(report["changed"]) == count_kinds(report["new"]) == {}
    assert [tuple(map(str, row)) for row in ask(names)] == expected


def test_a_source_with_both_names_gives_the_same_as_one_after_the_other(bring: Bring, ask: Ask) -> None:
    events = [make_event(1, EventDate="2020-01-07T00:00:00", EventBodyName="Mental Health Board"),
              make_event(3, EventDate="2022-02-01T00:00:00")]  # fmt: skip
    bring({"e.json": events}, **ZONE)
    rows = ask("SELECT name, started_on, ended_on FROM board_name ORDER BY started_on IS NOT NULL")
    assert [tuple(map(str, row)) for row in rows] == [
        ("Mental Health Board", "None", "2020-01-07"),
        ("Crisis Response Board", "2022-02-01", "None"),
    ]
    assert ask("SELECT name FROM board") == [("Crisis Response Board",)]


def test_a_body_that_continued_another_is_joined_by_the_operator_only(bring: Bring, ask: Ask) -> None:
    events = [make_event(1, EventDate="2010-01-07T00:00:00", EventBodyId=5, EventBodyName="Old Committee"),
              make_event(2, EventDate="2015-01-07T00:00:00", EventBodyId=6, EventBodyName="Middle Committee"),
              make_event(3, EventDate="2020-01-07T00:00:00")]  # fmt: skip
    report = bring({"e.json": events}, **ZONE, dry_run=True)
    assert report["new"]["boards"] == 3
    joined = (("5", "6"), ("6", "7"))
    report = bring({"e.json": events}, **ZONE, same_board=joined)
    assert (report["new"]["boards"], report["new"]["board_names"]) == (1, 3)
    rows = ask("SELECT source_identifier, name, started_on, ended_on FROM board_name ORDER BY source_identifier")
    assert [tuple(map(str, row)) for row in rows] == [
        ("body/5", "Old Committee", "None", "2010-01-07"),
        ("body/6", "Middle Committee", "2015-01-07", "2015-01-07"),
        ("body/7", "Crisis Response Board", "2020-01-07", "None"),
    ]
    assert ask("SELECT name FROM board") == [("Crisis Response Board",)]
    # Once joined, no later run needs to be told.
    later = [*events, make_event(4, EventDate="2010-02-01T00:00:00", EventBodyId=5, EventBodyName="Old Committee")]
    report = bring({"e.json": later}, **ZONE)
    assert (report["new"]["meetings"], report["new"]["boards"]) == (1, 0)
    assert ask("SELECT count(DISTINCT board_id) FROM meeting") == [(1,)]


def test_a_body_created_anew_joins_the_board_that_is_on_the_record(bring: Bring, ask: Ask) -> None:
    bring({"e.json": [make_event(1)]}, **ZONE)
    again = make_event(2, EventDate="2025-01-07T00:00:00", EventBodyId=70, EventBodyName="Crisis Care Board")
    bring({"e.json": [again]}, **ZONE, same_board=(("7", "70"),))
    assert ask("SELECT slug, name FROM board") == [("crisis-response-board", "Crisis Care Board")]


@pytest.mark.parametrize("pairs", [(("7", "8"), ("8", "7")), (("7", "7"),)])
def test_a_board_cannot_continue_itself(bring: Bring, pairs: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(UnusableSource, match="continue itself"):
        bring({"e.json": [make_event(1)]}, **ZONE, same_board=pairs)


def test_two_boards_on_the_record_are_not_silently_made_one(bring: Bring, database: Database) -> None:
    bring(make_city(), **ZONE)
    before = dump(database)
    with pytest.raises(UnusableSource, match="another board"):
        bring(make_city(), **ZONE, same_board=(("7", "9"),))
    assert dump(database) == before


def test_boards_of_one_name_in_two_cities_get_addresses_of_their_own(bring: Bring, ask: Ask) -> None:
    for system in ("legistar:one", "legistar:two", "legistar:three"):
        bring({"e.json": [make_event(1)]}, **ZONE, system=system, jurisdiction="Twin City")
    slugs = [slug for (slug,) in ask("SELECT slug FROM board ORDER BY id")]
    assert slugs[:2] == ["crisis-response-board", "twin-city-crisis-response-board"]
    assert slugs[2].startswith("crisis-response-board-")
    assert ask("SELECT count(*) FROM jurisdiction") == [(1,)]
    assert ask("SELECT count(DISTINCT key) FROM meeting") == [(3,)]


def test_the_run_is_signed_with_what_was_read(bring: Bring, ask: Ask, tmp_path: Path) -> None:
    bring(make_city(), **ZONE)
    [(reader, system, name, digest)] = ask("SELECT reader, system, file_name, digest FROM import_run")
    assert (reader, system, name) == ("legistar", "legistar:harborcity", "source")
    assert len(digest) == 64


def test_a_name_that_the_operator_gave_is_not_taken_back_by_a_source(
    bring: Bring, database: Database, ask: Ask
) -> None:
    bring(make_city(), **ZONE)
    with database.writing.begin() as session:
        rename_board(session, datetime(2026, 11, 24, tzinfo=UTC), "crisis-response-board", "Board of the People")
    changed = make_city()
    changed["events.json"][0]["EventLocation"] = "Another room"
    report = bring(changed, **ZONE)
    assert ask("SELECT name FROM board WHERE slug = 'crisis-response-board'") == [("Board of the People",)]
    assert count_kinds(report["changed"]) == {"meetings": 1}
    assert any("keep the name that they were given here" in sentence for sentence in report["assumed"])
    before = dump(database)
    assert count_kinds(bring(changed, **ZONE)["changed"]) == {}
    assert dump(database) == before
