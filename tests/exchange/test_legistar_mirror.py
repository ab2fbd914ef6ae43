"""The community mirror's files: moments with true offsets, histories with false ones, votes inside matters."""

from collections.abc import Callable
from typing import Any

from tests.exchange.conftest import Bring, count_kinds
from tests.exchange.legistar_samples import (
    make_mirror_call,
    make_mirror_event,
    make_mirror_item,
    make_mirror_matter,
    make_mirror_person,
    make_mirror_vote,
)

Ask = Callable[..., list[tuple[Any, ...]]]
NEW_YORK_SEASONS = [
    make_mirror_event(1),
    make_mirror_event(2, Date="2019-07-23T18:30:00-04:00"),
]


def make_history(number: int, **changes: Any) -> dict[str, Any]:
    return {"ID": number, "Date": "2019-01-23T10:15:00Z", "ActionID": 32, "Action": "Approved",
            "Description": "A motion was made that this be approved.", "BodyID": 7, "BodyName": "Crisis Response Board",
            "EventID": 1, "MinutesSequence": number, **changes}  # fmt: skip


def test_the_zone_is_the_one_that_fits_the_offsets_of_all_seasons(bring: Bring, ask: Ask) -> None:
    report = bring({f"events/2019/{event['ID']}.json": event for event in NEW_YORK_SEASONS})
    assert ask("SELECT DISTINCT zone FROM meeting") == [("America/New_York",)]
    assert [str(row[0])[:16] for row in ask("SELECT starts_at FROM meeting ORDER BY starts_at")] == [
        "2019-01-23 15:00", "2019-07-23 22:30",
    ]  # fmt: skip
    assert not any("zone" in sentence for sentence in report["assumed"])


def test_an_offset_that_summer_and_winter_share_is_another_zone(bring: Bring, ask: Ask) -> None:
    events = [
        make_mirror_event(1, Date="2019-01-23T10:00:00-07:00"),
        make_mirror_event(2, Date="2019-07-23T10:00:00-07:00"),
    ]
    bring({"e.json": events})
    assert ask("SELECT DISTINCT zone FROM meeting") == [("America/Phoenix",)]


def test_a_deferred_meeting_never_met(bring: Bring, ask: Ask) -> None:
    bring({"e.json": make_mirror_event(1, AgendaStatusName="Deferred", MinutesStatusName="Deferred")})
    assert ask("SELECT status, status_recorded FROM meeting") == [("never_met", "Deferred")]


def test_a_vote_in_the_history_of_a_matter_joins_the_item_that_it_was_taken_at(bring: Bring, ask: Ask) -> None:
    item = make_mirror_item(90, AgendaSequence=0, MatterID=30, MatterFile="Res 30-2019", ActionName="Approved", PassedFlag=1,
                            PassedFlagName="Pass")  # fmt: skip
    votes = [make_mirror_vote(1, "Affirmative", 1), make_mirror_vote(2, "Negative", 2), make_mirror_vote(3, "Medical"),
             make_mirror_vote(4, "Non-voting"), make_mirror_vote(5, "Affirmative", 1)]  # fmt: skip
    matter = make_mirror_matter(30, [
        make_history(89, EventID=None, Action="Referred", MinutesSequence=None),
        make_history(90, PassedFlag=1, PassedFlagName="Pass", Votes=votes),
    ])  # fmt: skip
    report = bring({"events/2019/1.json": make_mirror_event(1, Items=[item]), "resolution/2019/30.json": matter})
    assert count_kinds(report["new"]) == {
        "boards": 1, "board_names": 1, "people": 5, "meetings": 1, "agenda_items": 1, "documents": 1, "motions": 1,
        "votes": 1, "ballots": 5,
    }  # fmt: skip
    assert report["made_from_mentions"] == {}
    assert report["left_out"] == {"steps of a matter that are no vote": 1}
    assert ask("SELECT agenda_position, minutes_position, matter_file FROM agenda_item") == [(None, 90, "Res 30-2019")]
    assert ask("SELECT choice FROM ballot ORDER BY position") == [
        ("aye",), ("nay",), ("excused",), ("not_voting",), ("aye",),
    ]  # fmt: skip
    assert [str(row[0]) for row in ask("SELECT taken_on FROM vote")] == ["2019-01-23"]
    assert ask("SELECT text FROM motion") == [("A motion was made that this be approved.",)]


def test_a_vote_whose_meeting_is_nowhere_makes_it_from_what_the_vote_says(bring: Bring, ask: Ask) -> None:
    votes = [make_mirror_vote(1, "Affirmative", 1)]
    matter = make_mirror_matter(30, [
        make_history(90, EventID=55, Date="2019-07-23T18:30:00Z", Votes=votes, PassedFlag=1, PassedFlagName="Pass"),
        make_history(91, EventID=55, Date="2019-07-23T18:10:00Z", Votes=votes, PassedFlag=1, PassedFlagName="Pass"),
        make_history(92, EventID=None, Date="2019-08-01T09:00:00Z", Votes=votes, BodyID=8, BodyName="Council"),
    ])  # fmt: skip
    files: dict[str, object] = {"m.json": matter}
    report = bring(files, zone="America/New_York")
    assert report["made_from_mentions"] == {"meetings": 2, "agenda_items": 3}
    assert (report["read"]["meetings"], report["new"]["votes"]) == (0, 3)
    assert any("2 meetings at which votes in it were taken" in sentence for sentence in report["assumed"])
    # 18:10 in New York, whatever the Z claims.
    rows = ask("SELECT starts_at, status, title FROM meeting ORDER BY starts_at")
    assert [(str(start)[:16], status, title) for start, status, title in rows] == [
        ("2019-07-23 22:10", "adjourned", "Crisis Response Board"),
        ("2019-08-01 13:00", "adjourned", "Council"),
    ]
    # The meeting itself, once it comes, takes the place of the mention and keeps its address.
    [(key,)] = ask("SELECT key FROM meeting WHERE source_identifier = 'event/55'")
    later = {**files, "e.json": make_mirror_event(55, Date="2019-07-23T18:00:00-04:00")}
    report = bring(later, zone="America/New_York", system="legistar:unknown")
    assert (report["changed"]["meetings"], report["made_from_mentions"]) == (1, {})
    assert [(found, str(start)[:16]) for found, start in ask(
        "SELECT key, starts_at FROM meeting WHERE source_identifier = 'event/55'"
    )] == [(key, "2019-07-23 22:00")]  # fmt: skip
    # Brought in without it again, the mention changes nothing.
    report = bring(files, zone="America/New_York", system="legistar:unknown")
    assert count_kinds(report["changed"]) == {}


def test_one_act_that_a_city_enters_twice_counts_once(bring: Bring) -> None:
    twice = [
        make_history(90, MinutesSequence=None, AgendaSequence=4, PassedFlag=1, PassedFlagName="Pass"),
        make_history(91, MinutesSequence=9, PassedFlag=1, PassedFlagName="Pass"),
        make_history(92, MinutesSequence=12, PassedFlag=1, PassedFlagName="Pass", Action="Amended"),
    ]
    report = bring({"m.json": make_mirror_matter(30, twice)}, zone="America/New_York")
    assert report["new"]["votes"] == 2


def test_people_and_their_office_records_come_without_contact_data(bring: Bring, ask: Ask) -> None:
    office = {"ID": 3, "BodyID": 7, "BodyName": "Crisis Response Board", "MemberType": "PRIMARY COUNCIL MEMBERS",
              "Title": "CHAIRPERSON", "FullName": "Member 1", "PersonID": 1, "Start": "2014-01-01T00:00:00Z",
              "End": "2017-12-31T00:00:00Z"}  # fmt: skip
    back = {
        **office,
        "ID": 4,
        "Title": "Minority Leader",
        "Start": "2019-01-01T00:00:00Z",
        "End": "0001-01-01T00:00:00Z",
    }
    bring({"people/member-1.json": make_mirror_person(1, [office, back])}, zone="America/New_York")
    rows = ask("SELECT role, title, started_on, ended_on FROM membership ORDER BY started_on")
    assert [(role, title, str(start), str(end)) for role, title, start, end in rows] == [
        ("chair", "CHAIRPERSON", "2014-01-01", "2017-12-31"),
        ("member", "Minority Leader", "2019-01-01", "None"),
    ]
    assert ask("SELECT name, sort_name, source_address FROM person") == [("Member 1", "1, Member", None)]


def test_the_attachments_of_a_matter_stand_once_in_each_of_its_meetings(bring: Bring, ask: Ask) -> None:
    paper = {"ID": 8, "Name": "Summary", "Link": "https://files.example/s.pdf", "Sort": 1}
    items = [make_mirror_item(90, MatterID=30), make_mirror_item(91, MatterID=30)]
    files = {"e.json": [make_mirror_event(1, Items=items), make_mirror_event(2, Items=[make_mirror_item(92, MatterID=30)])],
             "m.json": make_mirror_matter(30, [], Attachments=[paper])}  # fmt: skip
    bring(files)
    assert ask("SELECT source_identifier FROM meeting_document WHERE kind = 'attachment' ORDER BY 1") == [
        ("item/90/attachment/8",), ("item/92/attachment/8",),
    ]  # fmt: skip


def test_a_person_twice_in_a_roll_call_is_read_twice_and_kept_once(bring: Bring) -> None:
    calls = [make_mirror_call(1, "Present"), make_mirror_call(1, "Present"), make_mirror_call(2, "Absent")]
    report = bring({"e.json": make_mirror_event(1, Items=[make_mirror_item(90, RollCall=calls, RollCallFlag=1)])})
    assert (report["read"]["attendance"], report["new"]["attendance"], report["repeated"]) == (3, 2, {"attendance": 1})
