"""Real records of several cities, each count found a second time straight from the JSON."""

import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from governance.db import Database
from governance.exchange.intake import UnusableSource
from governance.exchange.legistar import LegistarOptions, import_legistar
from tests.exchange.conftest import READ_AT, count_kinds, dump

Ask = Callable[..., list[tuple[Any, ...]]]
pytestmark = pytest.mark.real_data
PRIVATE = ("Medical", "Maternity", "Paternity", "Bereavement")
AWAY = {*PRIVATE, "Excused", "Conflict", "Jury Duty"}


def bring_in(database: Database, path: Path, **options: Any) -> dict[str, Any]:
    return import_legistar(database, path, LegistarOptions(**options), now=READ_AT).as_json()


def read_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted(folder.rglob("*.json")):
        yield path.relative_to(folder).parts[0], json.loads(path.read_bytes())


@pytest.fixture
def committee(real_data: Path) -> Path:
    return real_data / "nyc_legistar" / "mental_health_committee"


def test_a_committees_twenty_years_come_out_as_counted_by_hand(database: Database, ask: Ask, committee: Path) -> None:
    files = list(read_folder(committee))
    events = [content for kind, content in files if kind == "events"]
    people = [content for kind, content in files if kind == "people"]
    steps = [step for kind, content in files if kind in ("introduction", "resolution") for step in content["History"]]
    items = [item for event in events for item in event["Items"]]
    calls = [line for item in items for line in item.get("RollCall", [])]
    votes = [step for step in steps if step.get("Votes")]
    report = bring_in(database, committee)
    assert (len(events), len(items), len(people), len(votes)) == (290, 1352, 123, 48)
    expected = {
        "meetings": len(events), "agenda_items": len(items), "people": len(people), "attendance": len(calls),
        "memberships": sum(len(person["OfficeRecords"]) for person in people),
        "ballots": sum(len(step["Votes"]) for step in votes),
    }  # fmt: skip
    assert {kind: report["new"][kind] for kind in expected} == expected
    assert report["system"] == "legistar:nyc"
    assert (report["unknown_values"], report["disagreements"]) == ([], [])

    found = dict(ask("SELECT presence, count(*) FROM attendance GROUP BY presence"))
    words = Counter(line["Value"] for line in calls)
    away = sum(count for word, count in words.items() if word in AWAY)
    assert found == {"present": words["Present"], "absent": words["Absent"], "excused": away}
    choices = dict(ask("SELECT choice, count(*) FROM ballot GROUP BY choice"))
    words = Counter(line["Vote"] for step in votes for line in step["Votes"])
    away = sum(count for word, count in words.items() if word in AWAY)
    assert choices == {"aye": words["Affirmative"], "absent": words["Absent"], "excused": away,
                       "not_voting": words["Non-voting"]}  # fmt: skip

    deferred = sum(event["AgendaStatusName"] == "Deferred" for event in events)
    assert ask("SELECT count(*) FROM meeting WHERE status = 'never_met'") == [(deferred,)]
    numbers = {f"item/{item['ID']}" for item in items if item["AgendaSequence"] > 0}
    on_agenda = ask("SELECT source_identifier FROM agenda_item WHERE agenda_position IS NOT NULL")
    assert numbers == {number for (number,) in on_agenda} & {f"item/{item['ID']}" for item in items}
    with_ballots = ask("SELECT count(DISTINCT vote_id) FROM ballot")
    assert with_ballots == [(48,)]


def test_every_moment_is_the_one_that_the_source_wrote(database: Database, ask: Ask, committee: Path) -> None:
    bring_in(database, committee)
    starts = dict(ask("SELECT source_identifier, starts_at FROM meeting"))
    for kind, event in read_folder(committee):
        if kind == "events":
            moment = datetime.fromisoformat(event["Date"]).astimezone(UTC)
            assert str(starts[f"event/{event['ID']}"])[:19] == f"{moment:%Y-%m-%d %H:%M:%S}"
    days = dict(ask("SELECT source_identifier, taken_on FROM vote"))
    for kind, matter in read_folder(committee):
        for step in matter["History"] if kind in ("introduction", "resolution") else []:
            if step.get("Votes"):
                # Wall time in New York, whatever the Z claims.
                assert str(days[f"item/{step['ID']}/vote"]) == step["Date"][:10]


def test_no_private_value_reaches_the_database_or_the_report(database: Database, committee: Path) -> None:
    report = bring_in(database, committee)
    tables = dump(database)
    values = {name: tables[name] for name in ("attendance", "ballot", "former_state", "import_run")}
    told = re.findall("|".join(PRIVATE), repr(values) + json.dumps(report), re.IGNORECASE)
    assert told == []
    excused = [row for row in (*tables["attendance"], *tables["ballot"]) if "EXCUSED" in repr(row)]
    assert len(excused) > 20
    assert all(word not in repr(row) for row in excused for word in ("Excused'", "Conflict"))


def test_the_second_import_of_a_real_committee_changes_nothing(database: Database, committee: Path) -> None:
    bring_in(database, committee)
    before = dump(database)
    report = bring_in(database, committee)
    assert count_kinds(report["new"]) == count_kinds(report["changed"]) == report["made_from_mentions"] == {}
    assert dump(database) == before


def test_a_committee_that_was_created_anew_twice_stays_one_board_where_the_operator_says_so(
    database: Database, ask: Ask, committee: Path
) -> None:
    bring_in(database, committee, same_board=(("5081", "5109"), ("5109", "5243")))
    rows = ask("""SELECT source_identifier, started_on, ended_on FROM board_name
        WHERE source_identifier IN ('body/5081', 'body/5109', 'body/5243') ORDER BY ended_on IS NULL, ended_on""")
    days: dict[int, list[str]] = {}
    for kind, event in read_folder(committee):
        if kind == "events":
            days.setdefault(event["BodyID"], []).append(event["Date"][:10])
    assert [tuple(map(str, row)) for row in rows] == [
        ("body/5081", "None", max(days[5081])),
        ("body/5109", min(days[5109]), max(days[5109])),
        ("body/5243", min(days[5243]), "None"),
    ]
    assert ask("""SELECT count(*), count(DISTINCT board_id) FROM meeting WHERE board_id =
        (SELECT board_id FROM board_name WHERE source_identifier = 'body/5243')""") == [(290, 1)]


def test_a_whole_citys_archive_comes_in_whole(database: Database, ask: Ask, real_data: Path) -> None:
    path = real_data / "nyc_legistar" / "scale_events_2014_2021.tar.xz"
    counts: Counter[str] = Counter()
    lines: set[tuple[int, int]] = set()
    with tarfile.open(path) as archive:
        for member in archive:
            opened = archive.extractfile(member)
            if opened is None:
                continue
            event = json.load(opened)
            counts["meetings"] += 1
            counts["deferred"] += event["AgendaStatusName"] == "Deferred"
            for item in event["Items"]:
                counts["agenda_items"] += 1
                counts["votes"] += "PassedFlagName" in item
                counts["lost"] += item.get("PassedFlagName") == "Fail"
                for line in item.get("RollCall", []):
                    counts["attendance"] += 1
                    lines.add((item["ID"], line["ID"]))
    report = bring_in(database, path)
    assert (counts["meetings"], counts["agenda_items"], counts["attendance"]) == (5229, 65595, 44637)
    assert {kind: report["read"][kind] for kind in ("meetings", "agenda_items", "attendance", "votes")} == {
        kind: counts[kind] for kind in ("meetings", "agenda_items", "attendance", "votes")
    }
    assert ask("SELECT count(*) FROM attendance") == [(len(lines),)]
    assert ask("SELECT count(*) FROM meeting WHERE status = 'never_met'") == [(counts["deferred"],)]
    assert ask("SELECT count(*) FROM vote WHERE recorded_outcome = 'lost'") == [(counts["lost"],)]
    assert report["unknown_values"] == []


def test_a_thousand_events_of_the_web_api_stand_in_their_citys_zone(
    database: Database, ask: Ask, real_data: Path
) -> None:
    path = real_data / "legistar_webapi_raw" / "seattle_sample_events.json"
    events = json.loads(path.read_bytes())
    report = bring_in(database, path)
    assert report["new"]["meetings"] == len(events) == 1000
    assert report["new"]["boards"] == len({event["EventBodyId"] for event in events})
    assert report["new"]["documents"] == sum(
        bool(event[f"Event{name}File"]) for event in events for name in ("Agenda", "Minutes")
    )
    assert ask("SELECT DISTINCT zone FROM meeting") == [("America/Los_Angeles",)]
    offsets = set()
    starts = dict(ask("SELECT source_identifier, starts_at FROM meeting"))
    for event in events:
        wall = datetime.strptime(f"{event['EventDate'][:10]} {event['EventTime']}", "%Y-%m-%d %I:%M %p")
        offsets.add(
            (datetime.fromisoformat(str(starts[f"event/{event['EventId']}"])[:19]) - wall).total_seconds() / 3600
        )
    assert offsets == {7.0, 8.0}
    cancelled = sum(
        event["EventAgendaStatusName"] == "Cancelled" or event["EventMinutesStatusName"] == "Cancelled"
        or (event["EventComment"] or "").lower().startswith("cancellation") for event in events
    )  # fmt: skip
    assert ask("SELECT count(*) FROM meeting WHERE status = 'cancelled'") == [(cancelled,)]


def test_one_act_that_a_real_city_entered_twice_counts_once(database: Database, real_data: Path) -> None:
    folder = real_data / "legistar_webapi_raw"
    twice = bring_in(database, folder / "chicago_dupe_event.json", system="legistar:chicago", zone="America/Chicago")
    once = bring_in(database, folder / "chicago_no_dupe_event.json", system="legistar:other", zone="America/Chicago")
    assert (twice["new"]["votes"], once["new"]["votes"]) == (2, 2)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("seattle_sample_event_item.json", "item/17864: refers to event/1430"),
        ("lametro_historical_events.csv", "is not JSON"),
    ],
)
def test_what_cannot_stand_alone_or_is_no_record_is_refused(
    database: Database, real_data: Path, name: str, reason: str
) -> None:
    before = dump(database)
    with pytest.raises(UnusableSource, match=re.escape(reason)):
        bring_in(database, real_data / "legistar_webapi_raw" / name)
    assert dump(database) == before


def test_records_that_this_record_has_no_place_for_are_counted(database: Database, real_data: Path) -> None:
    path = real_data / "legistar_webapi_raw" / "metro_all_indexes.json"
    report = bring_in(database, path)
    assert report["left_out"] == {"indexes": len(json.loads(path.read_bytes()))}
    assert count_kinds(report["read"]) == {}
