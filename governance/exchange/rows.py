"""How each kind of intake becomes a row: its table, its parents, its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from governance.boards.models import Membership, Person, Seat
from governance.db.keys import make_key, make_slug
from governance.exchange.intake import PersonIntake
from governance.meetings.models import AgendaItem, Attendance, Meeting, MeetingDocument
from governance.votes.models import Ballot, Motion, Vote

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of record. columns: intake field -> column, where the value is taken as it is.

    references: intake field -> (column, kind it refers to). parent: the column that leads to the row's board.
    make: the columns that a new row has and that no source ever changes.
    corrigible: a change is a new row that corrects the old; else the row changes in place and its past is kept.
    """

    name: str
    table: Table
    columns: Mapping[str, str]
    references: Mapping[str, tuple[str, str]]
    parent: str | None
    make: Callable[[str, Any], Row] | None = None
    corrigible: bool = False


def name_columns(*fields: str, **renamed: str) -> dict[str, str]:
    return {**{field: field for field in fields}, **renamed}


@cache
def find_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def make_person(seed: str, intake: PersonIntake) -> Row:
    return {"key": f"{make_slug(intake.name, 60)}-{make_key(seed)}".lstrip("-")}


def make_meeting(seed: str, intake: Any) -> Row:
    # The day first noticed stays in the meeting's address, whatever the day becomes.
    return {"key": f"{intake.starts_at.astimezone(find_zone(intake.zone)):%Y-%m-%d}-{make_key(seed)}"}


def make_keyed(seed: str, _intake: Any) -> Row:
    return {"key": make_key(seed)}


def make_seat(_seed: str, _intake: Any) -> Row:
    # What no source says is written out: a seal covers what the row holds, not what the database fills in.
    return {"alternate": False, "ex_officio": False}


def make_membership(seed: str, intake: Any) -> Row:
    return {**make_keyed(seed, intake), "holds_over": False, "remainder": False}


def get_table(model: Any) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  # for the type checker
    return table


KINDS = (
    Kind("people", get_table(Person), name_columns("name"), {}, None, make_person),
    Kind(
        "seats", get_table(Seat),
        name_columns("number", "reserved_for", "voting", "appointing_authority", "started_on", "ended_on"),
        {"board": ("board_id", "boards")}, "board_id", make_seat,
    ),
    Kind(
        "memberships", get_table(Membership),
        name_columns("role", "title", "voting", "started_on", "ended_on", "appointed_on", "end_reason"),
        {"board": ("board_id", "boards"), "person": ("person_id", "people"), "seat": ("seat_id", "seats")},
        "board_id", make_membership, corrigible=True,
    ),
    Kind(
        "meetings", get_table(Meeting),
        name_columns(
            "title", "kind", "status", "status_recorded", "starts_at", "ends_at", "time_stated", "zone", "place",
            "join_address", "join_phone", "recording_address", "comment", "agenda_status", "minutes_status",
        ),
        {"board": ("board_id", "boards")}, "board_id", make_meeting,
    ),
    Kind(
        "agenda_items", get_table(AgendaItem),
        name_columns(
            "position", "agenda_position", "minutes_position", "number", "kind", "title", "note", "action", "action_text",
            "matter_file", "matter_name", "matter_kind", "matter_status",
        ),
        {"meeting": ("meeting_id", "meetings")}, "meeting_id", make_keyed,
    ),
    Kind(
        "documents", get_table(MeetingDocument), name_columns("kind", "title", "position", link="address"),
        {"meeting": ("meeting_id", "meetings"), "item": ("agenda_item_id", "agenda_items")}, "meeting_id",
    ),
    Kind(
        "attendance", get_table(Attendance),
        name_columns("presence", "mode", "recorded", "arrived_at", "left_at", "position"),
        {"meeting": ("meeting_id", "meetings"), "item": ("agenda_item_id", "agenda_items"),
         "person": ("person_id", "people")},
        "meeting_id", corrigible=True,
    ),
    Kind(
        "motions", get_table(Motion), name_columns("text", "mover_name", "seconder_name", "position"),
        {"meeting": ("meeting_id", "meetings"), "item": ("agenda_item_id", "agenda_items"),
         "mover": ("mover_id", "people"), "seconder": ("seconder_id", "people")},
        "meeting_id", make_keyed,
    ),
    Kind(
        "votes", get_table(Vote),
        name_columns(
            "taken_on", "recorded_outcome", "recorded_outcome_words", "recorded_tally", "threshold_basis",
            "threshold_numerator", "threshold_denominator", "threshold_strict", "threshold_declared_by",
        ),
        {"motion": ("motion_id", "motions")}, "motion_id", make_keyed,
    ),
    Kind(
        "ballots", get_table(Ballot), name_columns("choice", "recorded", "position"),
        {"vote": ("vote_id", "votes"), "person": ("person_id", "people")}, "vote_id", corrigible=True,
    ),
)  # fmt: skip
# Which kind the parent column of a kind leads to.
PARENT_KIND = {"board_id": "boards", "meeting_id": "meetings", "motion_id": "motions", "vote_id": "votes"}
