"""The demo board: a whole year of an invented board, written as data in demo_board/ and told from the day of loading.

Nothing in it is random: loading it on the same day gives the same record, and it always has a next meeting.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import (
    Board,
    BoardKind,
    BoardName,
    EndReason,
    Jurisdiction,
    Membership,
    Person,
    Role,
    Seat,
)
from governance.db import Model
from governance.db.keys import make_key, make_slug
from governance.exchange.demo_accounts import add_accounts
from governance.exchange.demo_calendar import Calendar
from governance.exchange.demo_meetings import SYSTEM, Service, add_meeting, make_source
from governance.exchange.sealing import WAY_TO_BOARD, RecordAct, Sealing

FOLDER = Path(__file__).parent / "demo_board"
Data = dict[str, Any]


@dataclass(frozen=True)
class LoadedDemo:
    """What was loaded: the number of meetings, and the days of the first and the last."""

    meetings: int
    first_day: date
    last_day: date


def load_demo_board(session: Session, now: datetime, folder: Path = FOLDER) -> LoadedDemo | None:
    """Add the demo board in the caller's transaction, as of the day of now; None, changing nothing, if it is there."""
    if session.scalar(select(Board.id).where(Board.source_system == SYSTEM).limit(1)) is not None:
        return None
    data = read_data(folder)
    calendar = make_calendar(now, data)
    boards = add_boards(session, now, data, calendar)
    people = add_people(session, now, data["people"])
    session.flush()
    members = add_memberships(session, now, data, boards, people, calendar)
    session.flush()
    days = [
        add_meeting(session, now, meeting, boards[meeting.get("board", "board")], members, calendar)
        for meeting in data["meeting"]
    ]
    session.flush()
    seal_demo(session, now)
    add_accounts(session, now, data["account"], boards["board"], people)
    return LoadedDemo(len(days), min(days), max(days))


def make_calendar(now: datetime, data: Data) -> Calendar:
    rule = data["regular_meetings"]
    zone = data["jurisdiction"]["zone"]
    return Calendar(now, zone, rule["week"], rule["weekday"], time.fromisoformat(rule["time"]))


def seal_demo(session: Session, now: datetime) -> None:
    """Enter the demo on the ledger, with all its rows."""
    sealing = Sealing(session.connection())
    for name, table in Model.metadata.tables.items():
        if name in WAY_TO_BOARD and "source_system" in table.columns:
            sealing.note_changed(table, session.scalars(select(table.c.id).where(table.c.source_system == SYSTEM)))
    sealing.finish(RecordAct.DEMO_LOADED, now, {})


def read_data(folder: Path) -> Data:
    """board.toml, with the meetings of all files in the folder."""
    parts = [tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]
    data = next(part for part in parts if "jurisdiction" in part)
    data["account"] = [account for part in parts for account in part.get("account", [])]
    defaults = {board["key"]: board for board in data["board"]}
    data["meeting"] = [
        {"defaults": defaults[meeting.get("board", "board")], **meeting}
        for part in parts
        for meeting in part.get("meeting", [])
    ]
    return data


def add_boards(session: Session, now: datetime, data: Data, calendar: Calendar) -> dict[str, Board]:
    """The board, which is the first in the data, and its committees."""
    place = data["jurisdiction"]
    jurisdiction = Jurisdiction(**place, entered_at=now, **make_source(now, "jurisdiction"))
    session.add(jurisdiction)
    session.flush()
    boards: dict[str, Board] = {}
    for entry in data["board"]:
        parent = next(iter(boards.values()), None)
        board = Board(
            slug=entry["slug"],
            name=entry["name"],
            purpose=entry["purpose"],
            kind=BoardKind.COMMITTEE if parent else BoardKind.BOARD,
            parent_id=parent.id if parent else None,
            jurisdiction_id=jurisdiction.id,
            zone=place["zone"],
            is_demo=True,
            entered_at=now,
            **make_source(now, "board", entry["key"]),
        )
        session.add(board)
        session.flush()
        session.add(
            BoardName(board_id=board.id, name=board.name, entered_at=now, **make_source(now, "board", entry["key"]))
        )
        boards[entry["key"]] = board
    return boards


def add_people(session: Session, now: datetime, names: dict[str, str]) -> dict[str, Person]:
    people = {}
    for key, name in names.items():
        given, family = name.rsplit(" ", 1)
        people[key] = Person(
            key=f"{make_slug(name)}-{make_key(f'{SYSTEM}:{key}')[:4]}",
            name=name,
            sort_name=f"{family}, {given}",
            entered_at=now,
            **make_source(now, "person", key),
        )
    session.add_all(people.values())
    return people


def add_memberships(
    session: Session, now: datetime, data: Data, boards: dict[str, Board], people: dict[str, Person], calendar: Calendar
) -> list[Service]:
    """The seats of the board and who served in them, in the order of the roll; staff is on no roll."""
    # Seats were on the record no later than whoever served in them first.
    earliest = calendar.find_first_day(min(entry["from"] for entry in data["membership"]))
    seats_entered_at = calendar.find_moment(earliest, "09:00")
    seats: dict[int, Seat] = {}
    for group in data["seats"]:
        for number in group["numbers"]:
            seats[number] = Seat(
                board_id=boards["board"].id,
                number=number,
                reserved_for=group["reserved_for"],
                voting=group.get("voting", True),
                appointing_authority=group["appointing_authority"],
                entered_at=seats_entered_at,
                **make_source(now, "seat", number),
            )
    session.add_all(seats.values())
    session.flush()
    services = []
    for count, entry in enumerate(data["membership"]):
        board, person = boards[entry.get("board", "board")], people[entry["person"]]
        seat, role = seats.get(entry.get("seat", 0)), Role(entry.get("role", "member"))
        started = calendar.find_first_day(entry["from"])
        ended = calendar.find_last_day(entry["until"]) if "until" in entry else None
        session.add(
            Membership(
                key=make_key(f"{SYSTEM}:{board.slug}/membership/{count}"),
                board_id=board.id,
                person_id=person.id,
                seat_id=seat.id if seat else None,
                role=role,
                title=entry.get("title"),
                voting=entry.get("voting", True),
                sworn_on=started if seat and entry.get("sworn", True) else None,
                selected_by=seat.appointing_authority if seat else None,
                started_on=started,
                ended_on=ended,
                end_reason=EndReason(entry["reason"]) if "reason" in entry else None,
                entered_at=min(now, calendar.find_moment(started, "09:00")),
                **make_source(now, "membership", board.slug, count),
            )
        )
        if role is not Role.STAFF:
            place = entry.get("seat", count)
            services.append(
                Service(board.id, entry["person"], person, place, entry.get("voting", True), started, ended)
            )
    return sorted(services, key=lambda service: service.seat)
