"""Answers of the Legistar Web API: every value where a person would look for it, whatever the layout of the files."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from governance.exchange.intake import UnusableSource
from tests.exchange.conftest import Bring, count_kinds
from tests.exchange.legistar_samples import make_call, make_event, make_item, make_office, make_vote, make_votes

Ask = Callable[..., list[tuple[Any, ...]]]
CHICAGO = {"zone": "America/Chicago"}


def test_an_event_becomes_a_meeting_in_its_own_zone(bring: Bring, ask: Ask) -> None:
    report = bring({"events.json": [make_event(1)]}, **CHICAGO, jurisdiction="Harbor City")
    assert report["system"] == "legistar:harborcity"
    assert count_kinds(report["new"]) == {"boards": 1, "board_names": 1, "meetings": 1, "documents": 1}
    [(title, starts_at, zone, place, agenda, minutes, status)] = ask(
        "SELECT title, starts_at, zone, place, agenda_status, minutes_status, status FROM meeting"
    )
    assert (title, zone, place) == ("Crisis Response Board", "America/Chicago", "Pier Hall\n1 Quay")
    assert str(starts_at).startswith("2024-05-14 23:30:00")
    assert (agenda, minutes, status) == ("final", "draft", "noticed")
    assert ask("SELECT name, slug, zone FROM board") == [
        ("Crisis Response Board", "crisis-response-board", "America/Chicago")
    ]
    assert ask("SELECT name, zone FROM jurisdiction") == [("Harbor City", "America/Chicago")]
    [(key,)] = ask("SELECT key FROM meeting")
    assert key.startswith("2024-05-14-")
    assert len(key) == 21


@pytest.mark.parametrize(
    ("clock", "wall", "stated"),
    [
        ("9:30 AM", "09:30", True),
        ("12:00 PM", "12:00", True),
        ("12:15 a.m.", "00:15", True),
        ("6 p.m.", "18:00", True),
        ("1:00PM or after the Council", "13:00", True),
        ("18:00:00", "18:00", True),
        ("Noon", "12:00", True),
        (None, "00:00", False),
        ("", "00:00", False),
        ("TBD", "00:00", False),
        ("13:30 PM", "00:00", False),
        ("1:30", "00:00", False),
    ],
)
def test_a_time_of_day_in_words_is_read_or_said_to_be_missing(
    bring: Bring, ask: Ask, clock: str | None, wall: str, stated: bool
) -> None:
    bring({"e.json": [make_event(1, EventTime=clock)]}, zone="UTC")
    [(starts_at, time_stated)] = ask("SELECT starts_at, time_stated FROM meeting")
    assert str(starts_at)[:16] == f"2024-05-14 {wall}"
    assert bool(time_stated) is stated


@pytest.mark.parametrize(
    ("changes", "status", "board"),
    [
        ({"EventBodyName": "Crisis Response Board - CANCELLED"}, "cancelled", "Crisis Response Board"),
        ({"EventBodyName": "*Canceled* Crisis Response Board"}, "cancelled", "Crisis Response Board"),
        ({"EventBodyName": "Crisis Response Board (POSTPONED)"}, "postponed", "Crisis Response Board"),
        ({"EventBodyName": "Crisis Response Board - RESCHEDULED"}, "postponed", "Crisis Response Board"),
        ({"EventComment": "Cancellation Notice"}, "cancelled", "Crisis Response Board"),
        ({"EventComment": "This meeting has been canceled due to weather."}, "cancelled", "Crisis Response Board"),
        ({"EventComment": "Rescheduled to June 3"}, "postponed", "Crisis Response Board"),
        ({"EventComment": "Rescheduled from May 3"}, "noticed", "Crisis Response Board"),
        ({"EventComment": "Item 4 was cancelled"}, "noticed", "Crisis Response Board"),
        ({"EventLocation": "** MEETING CANCELLED **"}, "cancelled", "Crisis Response Board"),
        ({"EventAgendaStatusName": "CANCELLED "}, "cancelled", "Crisis Response Board"),
        ({"EventAgendaStatusName": "Deferred"}, "never_met", "Crisis Response Board"),
        ({"EventMinutesStatusName": "Cancelled"}, "cancelled", "Crisis Response Board"),
        ({"EventAgendaStatusName": "Draft", "EventAgendaFile": None}, "scheduled", "Crisis Response Board"),
        ({"EventMinutesFile": "https://files.example/m.pdf"}, "adjourned", "Crisis Response Board"),
        # Final minutes of a meeting to come prove nothing; changed after it, they do.
        ({"EventMinutesStatusName": "Final"}, "noticed", "Crisis Response Board"),
        ({"EventMinutesStatusName": "Final", "EventLastModifiedUtc": "2024-06-01T00:00:00"}, "adjourned",
         "Crisis Response Board"),
    ],
)  # fmt: skip
def test_what_became_of_a_meeting_is_read_wherever_it_is_written(
    bring: Bring, ask: Ask, changes: dict[str, Any], status: str, board: str
) -> None:
    bring({"e.json": [make_event(1, **changes)]}, **CHICAGO)
    assert ask("SELECT status, title FROM meeting") == [(status, board)]
    assert ask("SELECT name FROM board") == [(board,)]


def test_the_items_of_a_meeting_stand_in_order_and_keep_both_their_places(bring: Bring, ask: Ask) -> None:
    items = [
        make_item(11, EventItemAgendaSequence=2, EventItemMinutesSequence=4, EventItemTitle="  "),
        make_item(12, EventItemAgendaSequence=0, EventItemMinutesSequence=1, EventItemTitle="Roll call"),
        make_item(13, EventItemAgendaSequence=1, EventItemMinutesSequence=None, EventItemConsent=1),
    ]
    items[0] |= {
        "EventItemMatterName": "Night shift",
        "EventItemMatterFile": "24-17",
        "EventItemAgendaNote": "See file",
    }
    bring({"e.json": [make_event(1, EventItems=items)]}, **CHICAGO)
    rows = ask("SELECT title, position, agenda_position, minutes_position, kind FROM agenda_item ORDER BY position")
    assert rows == [
        ("Roll call", 1, None, 1, "roll_call"),
        ("Item 13", 2, 1, None, "consent"),
        ("Night shift", 3, 2, 4, "unstated"),
    ]


def test_an_item_with_mover_outcome_and_votes_becomes_a_motion_a_vote_and_ballots(bring: Bring, ask: Ask) -> None:
    item = make_item(
        5, EventItemMoverId=1, EventItemMover="Member 1", EventItemSeconderId=2, EventItemSeconder="Member 2",
        EventItemPassedFlag=1, EventItemPassedFlagName="Pass", EventItemActionName="adopted", EventItemTally="2:1",
        EventItemVoteInfo=[make_vote(1, 5, 1, "Aye", 1), make_vote(2, 5, 2, "AYE ", 1), make_vote(3, 5, 3, "Nay", 2)],
    )  # fmt: skip
    report = bring({"e.json": {"value": [make_event(1, EventItems=[item])]}}, **CHICAGO)
    assert report["disagreements"] == []
    assert ask("""SELECT m.text, mover.name, seconder.name, i.title FROM motion m JOIN agenda_item i ON i.id = m.agenda_item_id
        JOIN person mover ON mover.id = m.mover_id JOIN person seconder ON seconder.id = m.seconder_id""") == [
        ("adopted", "Member 1", "Member 2", "Item 5")
    ]
    assert ask("SELECT recorded_outcome, recorded_outcome_words, recorded_tally FROM vote") == [
        ("carried", "Pass", "2:1")
    ]
    assert ask("SELECT choice, recorded FROM ballot ORDER BY position") == [
        ("aye", "Aye"), ("aye", "AYE"), ("nay", "Nay"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "motions", "votes", "outcome"),
    [
        ({}, 0, 0, None),
        ({"EventItemMoverId": 1, "EventItemMover": "Member 1"}, 1, 0, None),
        ({"EventItemMover": "Member Without Number"}, 1, 0, None),
        ({"EventItemPassedFlag": 1, "EventItemPassedFlagName": "Pass"}, 1, 1, "carried"),
        ({"EventItemPassedFlag": 1}, 1, 1, "carried"),
        ({"EventItemPassedFlag": 0, "EventItemPassedFlagName": "Fail"}, 1, 1, "lost"),
        ({"EventItemPassedFlagName": "Fail"}, 1, 1, "lost"),
        ({"EventItemPassedFlag": 0}, 0, 0, None),
        ({"EventItemPassedFlagName": "Held over"}, 1, 1, None),
    ],
)
def test_an_outcome_is_what_its_words_say_or_else_its_flag(
    bring: Bring, ask: Ask, changes: dict[str, Any], motions: int, votes: int, outcome: str | None
) -> None:
    bring({"e.json": [make_event(1, EventItems=[make_item(5, **changes)])]}, **CHICAGO)
    assert ask("SELECT count(*) FROM motion") == [(motions,)]
    assert ask("SELECT recorded_outcome FROM vote") == [(outcome,)] * votes


def test_the_word_of_a_ballot_wins_and_an_unknown_one_follows_the_sources_own_sign(bring: Bring, ask: Ask) -> None:
    votes = [
        make_vote(1, 5, 1, "Abstain Yes", 1),
        make_vote(2, 5, 2, "Contrary", 2),
        make_vote(3, 5, 3, "Nay", 1),
        make_vote(4, 5, 4, "Perhaps", 0),
        make_vote(5, 5, 5, None, None),
    ]
    report = bring({"e.json": [make_event(1, EventItems=[make_item(5)])], "v.json": votes}, **CHICAGO)
    assert ask("SELECT choice, recorded FROM ballot ORDER BY position") == [
        ("aye", "Abstain Yes"), ("nay", "Contrary"), ("nay", "Nay"), ("unknown", "Perhaps"), ("unknown", None),
    ]  # fmt: skip
    assert report["unknown_values"] == [
        {"kind": "vote", "value": "(nothing)", "count": 1},
        {"kind": "vote", "value": "Perhaps", "count": 1},
    ]
    assert report["not_recomputed"] == {"unknown values": 1}


def test_a_recorded_outcome_that_the_ballots_contradict_is_listed_with_its_sum(bring: Bring) -> None:
    passed = make_item(5, EventItemPassedFlag=1, EventItemPassedFlagName="Pass")
    tied = make_item(6, EventItemPassedFlag=1, EventItemPassedFlagName="Pass")
    files = {
        "e.json": [make_event(1)],
        "items/1.json": [passed, tied],
        "votes.json": [*make_votes(5, ["Aye", "No", "Noes", "Absent"]), *make_votes(6, ["Yea", "Nay"])],
    }
    report = bring(files, **CHICAGO)
    found = {row["source"]: row for row in report["disagreements"]}
    assert set(found) == {"item/5/vote", "item/6/vote"}
    assert found["item/5/vote"] | {"vote": ""} == {
        "vote": "", "source": "item/5/vote", "recorded": "carried", "recomputed": "lost",
        "counts": {"absent": 1, "aye": 1, "nay": 2}, "reason": "1 of 3; needed: more than 1/2 of the votes cast",
    }  # fmt: skip


def test_roll_calls_become_attendance_with_its_mode(bring: Bring, ask: Ask) -> None:
    calls = [
        make_call(1, 5, 1, "Present"),
        make_call(2, 5, 2, "ABSENT"),
        make_call(3, 5, 3, "Present via teleconference"),
        make_call(4, 5, 4, "Excused "),
        make_call(5, 5, 5, "Arrived Late"),
        make_call(6, 5, 6, None),
        make_call(7, 5, 7, "Present", RollCallPersonName="VACANT"),
    ]
    files = {"e.json": [make_event(1)], "i.json": [make_item(5)], "r.json": calls}
    report = bring(files, **CHICAGO)
    rows = ask("""SELECT person.name, presence, mode, recorded FROM attendance JOIN person ON person.id = person_id
        ORDER BY attendance.position""")
    assert rows == [
        ("Member 1", "present", None, "Present"),
        ("Member 2", "absent", None, "ABSENT"),
        ("Member 3", "present", "remote", "Present via teleconference"),
        ("Member 4", "excused", None, None),
        ("Member 5", "late", None, "Arrived Late"),
        ("Member 6", "unknown", None, None),
    ]
    assert ask("SELECT status FROM meeting") == [("adjourned",)]
    assert report["left_out"] == {"lines of roll calls and votes that name nobody": 1}


def test_votes_that_a_clerk_kept_as_a_roll_call_are_ballots(bring: Bring, ask: Ask) -> None:
    calls = [make_call(1, 5, 1, "Yes"), make_call(2, 5, 2, "No"), make_call(3, 5, 3, "Absent")]
    bring({"e.json": [make_event(1, EventItems=[make_item(5, EventItemRollCallInfo=calls)])]}, **CHICAGO)
    assert ask("SELECT choice FROM ballot ORDER BY position") == [("aye",), ("nay",), ("absent",)]
    assert ask("SELECT count(*) FROM attendance") == [(0,)]


def test_a_roll_call_that_a_clerk_kept_as_votes_is_attendance(bring: Bring, ask: Ask) -> None:
    votes = make_votes(5, ["Present", "Present", "Excused"])
    bring({"e.json": [make_event(1, EventItems=[make_item(5, EventItemVoteInfo=votes)])]}, **CHICAGO)
    assert ask("SELECT presence FROM attendance ORDER BY position") == [("present",), ("present",), ("excused",)]
    assert ask("SELECT count(*) FROM vote") == [(0,)]


def test_two_ballots_of_one_member_that_contradict_each_other_are_not_decided_by_us(bring: Bring, ask: Ask) -> None:
    votes = [make_vote(1, 5, 1, "Aye"), make_vote(2, 5, 1, "Nay"), make_vote(3, 5, 2, "Aye"), make_vote(4, 5, 2, "Aye")]
    report = bring({"e.json": [make_event(1, EventItems=[make_item(5)])], "v.json": votes}, **CHICAGO)
    assert ask("SELECT choice, recorded FROM ballot ORDER BY position") == [("unknown", "Aye / Nay"), ("aye", "Aye")]
    assert report["read"]["ballots"] == 3
    assert report["repeated"] == {"ballots": 1}


@pytest.mark.parametrize(
    "value",
    ["Medical", "MATERNITY", "Paternity Leave", "Bereavement ", "Absent - sick", "family emergency", "FMLA", "In hospital"],
)  # fmt: skip
def test_a_value_that_speaks_of_health_or_family_becomes_excused_and_is_gone(
    bring: Bring, ask: Ask, value: str
) -> None:
    items = [make_item(5, EventItemRollCallInfo=[make_call(1, 5, 1, value)], EventItemPassedFlag=1),
             make_item(6, EventItemVoteInfo=[make_vote(2, 6, 1, value), make_vote(3, 6, 2, "Aye")])]  # fmt: skip
    report = bring({"e.json": [make_event(1, EventItems=items)]}, **CHICAGO)
    assert ask("SELECT presence, recorded FROM attendance") == [("excused", None)]
    assert ask("SELECT choice, recorded FROM ballot ORDER BY position") == [("excused", None), ("aye", "Aye")]
    assert value.strip().lower() not in json.dumps(report).lower()
    assert report["unknown_values"] == []


def test_a_plain_excuse_looks_like_a_private_one(bring: Bring, ask: Ask) -> None:
    # If only private reasons were missing, a missing reason would tell.
    calls = [make_call(1, 5, 1, "Excused"), make_call(2, 5, 2, "Medical"), make_call(3, 5, 3, "Jury Duty")]
    bring({"e.json": [make_event(1, EventItems=[make_item(5, EventItemRollCallInfo=calls)])]}, **CHICAGO)
    assert ask("SELECT DISTINCT presence, recorded, mode FROM attendance") == [("excused", None, None)]
    assert len(ask("SELECT DISTINCT source_fingerprint FROM attendance")) == 3


def test_office_records_become_memberships_that_are_never_collapsed(bring: Bring, ask: Ask) -> None:
    offices = [
        make_office(1, 1, OfficeRecordTitle="Chairperson"),
        make_office(2, 1, OfficeRecordStartDate="2024-06-01T00:00:00", OfficeRecordEndDate="0001-01-01T00:00:00"),
        make_office(3, 2, OfficeRecordTitle="", OfficeRecordMemberType="Vice Chair",
                    OfficeRecordEndDate="9999-12-31T00:00:00"),
        make_office(4, 3, OfficeRecordTitle="Grand Poobah", OfficeRecordMemberType=None, OfficeRecordStartDate=None),
        make_office(5, 4, OfficeRecordFullName="Vacant"),
        make_office(6, 5, OfficeRecordStartDate="2024-01-01T00:00:00", OfficeRecordEndDate="2023-01-01T00:00:00"),
    ]  # fmt: skip
    report = bring({"officerecords.json": offices}, **CHICAGO)
    rows = ask("""SELECT person.name, role, title, started_on, ended_on FROM membership
        JOIN person ON person.id = person_id ORDER BY membership.source_identifier""")
    assert [(name, role, title, str(started), str(ended)) for name, role, title, started, ended in rows] == [
        ("Member 1", "chair", "Chairperson", "2020-01-01", "2023-12-31"),
        ("Member 1", "member", "Member", "2024-06-01", "None"),
        ("Member 2", "vice_chair", "Vice Chair", "2020-01-01", "None"),
        ("Member 3", "other", "Grand Poobah", "None", "2023-12-31"),
        ("Member 5", "member", "Member", "2024-01-01", "None"),
    ]
    assert report["unknown_values"] == [{"kind": "role", "value": "Grand Poobah", "count": 1}]
    assert any(sentence.startswith("1 office records end before they begin") for sentence in report["assumed"])
    assert report["left_out"] == {"office records of vacant seats": 1}


def test_no_contact_data_is_kept(bring: Bring, ask: Ask, tmp_path: Any) -> None:
    person = {"PersonId": 1, "PersonFullName": "Member 1", "PersonFirstName": "Member", "PersonLastName": "One",
              "PersonEmail": "hushhush@mail.example", "PersonPhone": "555-HUSHHUSH", "PersonAddress1": "9 Hushhush Lane",
              "PersonWWW": "https://hushhush.example"}  # fmt: skip
    bring({"p.json": [person], "o.json": [make_office(1, 1)]}, **CHICAGO)
    assert ask("SELECT name, sort_name, source_address FROM person") == [("Member 1", "One, Member", None)]
    for path in tmp_path.glob("*.sqlite*"):
        assert b"hushhush" not in path.read_bytes().lower()


def test_the_attachments_of_an_item_are_documents_where_they_have_a_web_address(bring: Bring, ask: Ask) -> None:
    attachments = [
        {"MatterAttachmentId": 1, "MatterAttachmentName": "Memo", "MatterAttachmentHyperlink": "https://files.example/m.pdf"},
        {"MatterAttachmentId": 2, "MatterAttachmentName": "Trap", "MatterAttachmentHyperlink": "javascript:alert(1)"},
    ]  # fmt: skip
    event = make_event(
        1, EventItems=[make_item(5, EventItemMatterAttachments=attachments)], EventAgendaFile="javascript:alert(1)",
        EventInSiteURL="javascript:alert(1)", EventMedia="https://video.example/1",
    )  # fmt: skip
    bring({"e.json": [event]}, **CHICAGO)
    assert ask("SELECT kind, title, address FROM meeting_document") == [
        ("attachment", "Memo", "https://files.example/m.pdf")
    ]
    assert ask("SELECT source_address, recording_address FROM meeting") == [(None, "https://video.example/1")]


@pytest.mark.parametrize("layout", ["one list", "files apart", "envelope", "keyed by item", "nested", "odata"])
def test_the_layout_of_the_files_makes_no_difference(bring: Bring, ask: Ask, layout: str) -> None:
    event, item, calls = make_event(1), make_item(5), [make_call(1, 5, 1, "Present")]
    votes = [make_vote(1, 5, 1, "Aye", 1)]
    bare = [{key: value for key, value in vote.items() if key not in ("VoteId", "VoteEventItemId")} for vote in votes]
    layouts: dict[str, dict[str, object]] = {
        "one list": {"all.json": [votes[0], calls[0], item, event]},
        "files apart": {"a/votes.json": votes, "b/calls.json": calls, "c/events.json": [event], "d/items/1.json": [item]},
        "envelope": {"e.json": {"event": event, "items": [item], "votes": votes, "rollcalls": calls}},
        "keyed by item": {"e.json": {"event": event, "items": [item], "votes": {"5": bare}, "rollcalls": {"5": calls}}},
        "nested": {"e.json": event | {"EventItems": [item | {"EventItemEventId": None, "Votes": bare, "RollCalls": calls}]}},
        "odata": {"e.json": {"odata.metadata": "x", "value": [event]}, "i.json": {"value": [item, *votes, *calls]}},
    }  # fmt: skip
    report = bring(layouts[layout], **CHICAGO)
    assert count_kinds(report["new"]) == {
        "boards": 1, "board_names": 1, "people": 1, "meetings": 1, "agenda_items": 1, "documents": 1, "attendance": 1,
        "motions": 1, "votes": 1, "ballots": 1,
    }  # fmt: skip
    assert ask("SELECT source_identifier FROM ballot") == [("item/5/ballot/person/1",)]


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        ({"i.json": [make_item(5, event=99)]}, "item/5", "to event/99, which is neither in this source nor on the record"),
        ({"i.json": [make_item(5, event=None)]}, "item/5", "does not say which event it belongs to"),
        ({"e.json": [make_event(1)], "v.json": make_votes(77, ["Aye"])}, "item/77", "refers to item/77"),
        ({"e.json": [make_event(1)], "v.json": [make_call(1, 77, 1, "Present")]}, "item/77", "refers to item/77"),
        ({"e.json": [make_event(1, EventDate="2024-02-30T00:00:00")]}, "e.json", "is not a possible date"),
        ({"e.json": [make_event(1, EventDate="9999-12-31T00:00:00")]}, "e.json", "is not a possible date"),
        ({"e.json": [make_event(1, EventDate="soon")]}, "e.json", "is not a date"),
        ({"e.json": [make_event(1, EventDate=None)]}, "e.json", "an event 1: it has no date"),
        ({"e.json": [make_event(1, EventDate="0001-01-01T00:00:00")]}, "e.json", "it has no date"),
        ({"o.json": [make_office(1, 1, OfficeRecordEndDate="2023-13-01T00:00:00")]}, "o.json", "is not a possible date"),
        ({"a.json": [make_event(1)], "b.json": [make_event(1, EventComment="x")]}, "b.json", "differs from the one read"),
        ({"e.json": [make_event(1)], "i.json": [make_item(5), make_item(5, EventItemTitle="x")]}, "i.json", "item 5"),
        ({"e.json": [make_event(1, EventItems=[make_item(5)])],
          "v.json": [make_vote(1, 5, 1, "Aye"), make_vote(1, 5, 2, "Aye")]}, "v.json", "a vote 1 that differs"),
        ({"e.json": [make_event(1, EventBodyId=None, EventBodyName=None)]}, "event/1", "does not say which body"),
        ({"e.json": [make_event(None)]}, "e.json", "holds an event without a number"),
        ({"p.json": {"persons": [{"id": "1", "name": "A"}]}}, "source", "holds no Legistar record"),
        ({"e.json": [make_event(1), make_event(2, EventInSiteURL="https://otherplace.legistar.com/x")]}, "the source",
         "several places"),
        ({"e.json": "[{\"EventId\": 1,"}, "e.json", "cut off"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_in_one_clear_message(
    bring: Bring, ask: Ask, files: dict[str, object], place: str, reason: str
) -> None:
    with pytest.raises(UnusableSource) as refusal:
        bring(files, **CHICAGO)
    message = str(refusal.value)
    assert refusal.value.refusals[0].place.endswith(place) or place in message
    assert reason in message
    assert ask("SELECT count(*) FROM meeting") == [(0,)]
    assert ask("SELECT count(*) FROM board") == [(0,)]


def test_the_same_record_twice_word_for_word_counts_once(bring: Bring) -> None:
    event = make_event(1, EventItems=[make_item(5, EventItemRollCallInfo=[make_call(1, 5, 1, "Present")])])
    report = bring({"a.json": [event], "b.json": [event], "c.json": [make_call(1, 5, 1, "Present")]}, **CHICAGO)
    assert (report["read"]["meetings"], report["read"]["agenda_items"], report["read"]["attendance"]) == (1, 1, 1)


def test_the_fifty_first_refusal_is_only_counted(bring: Bring) -> None:
    events = [make_event(number, EventDate="2024-02-30T00:00:00") for number in range(1, 61)]
    with pytest.raises(UnusableSource) as refusal:
        bring({"e.json": events})
    assert len(refusal.value.refusals) == 50
    assert refusal.value.total == 60
    assert str(refusal.value).endswith("and 10 more")


def test_votes_brought_in_alone_find_their_items_on_the_record(bring: Bring, ask: Ask) -> None:
    item = make_item(5, EventItemActionName="adopted", EventItemPassedFlag=1, EventItemPassedFlagName="Pass")
    bring({"e.json": [make_event(1, EventItems=[item])]}, **CHICAGO, system="legistar:harborcity")
    report = bring({"votes.json": make_votes(5, ["Aye", "Aye"])}, **CHICAGO, system="legistar:harborcity")
    assert count_kinds(report["new"]) == {"people": 2, "ballots": 2}
    assert count_kinds(report["changed"]) == {}
    assert ask("SELECT text FROM motion") == [("adopted",)]
    assert ask("SELECT recorded_outcome FROM vote") == [("carried",)]


def test_a_place_in_no_table_is_in_the_zone_of_its_addresses_or_said_to_stand_in_utc(bring: Bring, ask: Ask) -> None:
    report = bring({"e.json": [make_event(1, EventLocation="1 Quay\r\nHarbor City, WA 98999")]})
    assert ask("SELECT zone FROM jurisdiction") == [("America/Los_Angeles",)]
    assert any("America/Los_Angeles" in sentence for sentence in report["assumed"])
    report = bring({"e.json": [make_event(1)]}, system="other")
    assert any("its times stand as UTC" in sentence for sentence in report["assumed"])
