"""The demo board under a law: the ordinance, who serves as a community representative, and what is known of members.

It is told of the board that load_demo_board has loaded, as far as the portal itself could have kept it from then on:
the rows carry the days on which they would have been entered, and the ledger the moment at which they were loaded.
"""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.accounts.queries import find_account_of_mailbox
from governance.boards.actions import grow_versions
from governance.boards.appointment_models import Interest, MemberDescription
from governance.boards.declaration_actions import confirm_declaration, declare, note
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_actions import LawAct, check_values, enter, find_act
from governance.boards.law_models import Adoption
from governance.boards.models import Board, Membership, Person, Seat
from governance.clock import find_day
from governance.db.keys import make_key
from governance.exchange.demo import FOLDER, Data, make_calendar, read_data
from governance.exchange.demo_calendar import Calendar
from governance.exchange.demo_meetings import SYSTEM
from governance.exchange.sealing import RecordAct
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.seals import read_row
from governance.security.vault import Vault

CLERK, ADMINISTRATOR = "clerk@example.org", "administrator@example.org"


def place_under_law(session: Session, vault: Vault, now: datetime, folder: Path = FOLDER) -> None:
    """Place the demo board under its law, in the transaction that loaded it, as of the day of now.

    Raises KeyMissing where the vault has no key, since what members declare is sealed.
    """
    calendar = make_calendar(now, read_data(folder))
    data = tomllib.loads((folder / "law.toml").read_text("utf-8"))
    board = session.scalars(select(Board).where(Board.source_system == SYSTEM, Board.parent_id.is_(None))).one()
    clerk = find_actor(session, CLERK, Office.CLERK)
    administrator = find_actor(session, ADMINISTRATOR, Office.ADMINISTRATOR)
    law = add_law(session, data["law"], board, calendar, clerk, administrator)
    enter(session, now, administrator, LawAct.CONFIRMED, law)
    note(session, now, board.id, add_standing(session, data["standing"]["seats"], board, calendar, law))
    descriptions = add_descriptions(session, data["description"], board, calendar, law)
    session.flush()
    append(
        session, board.id, at=now, office=Office.OPERATOR, kind=RecordAct.DEMO_LOADED,
        facts={"rows": {MemberDescription.__tablename__: len(descriptions)}}, rows=map(read_row, descriptions),
    )  # fmt: skip
    for entry in data["declaration"]:
        member = find_actor(session, entry["address"], Office.MEMBER)
        declaration = declare(session, vault, now, member, board.id)
        if entry["confirmed"]:
            confirm_declaration(session, vault, now, clerk, board.id, declaration.key)
    grow_versions(session, board)


def find_actor(session: Session, address: str, office: Office) -> Actor:
    account = find_account_of_mailbox(session, address)
    if account is None:
        raise LookupError(f"the demo has no account {address}")
    return Actor(office, account.id)


def add_law(
    session: Session, data: Data, board: Board, calendar: Calendar, clerk: Actor, administrator: Actor
) -> Adoption:  # fmt: skip
    """The ordinance: entered by the clerk on the day before it took effect, and confirmed the same day."""
    started = calendar.find_first_day(data["from"])
    check_values(find_act(data["act"]), started, data["local"], data["adopted"])
    law = Adoption(
        key=make_key(f"{SYSTEM}:{board.slug}/law"), board_id=board.id, act=data["act"], title=data["title"],
        number=data["number"], dated_on=calendar.find_first_day(data["dated"]), local=data["local"],
        adopted=data["adopted"], started_on=started, entered_by=clerk.account_id,
        entered_at=calendar.find_moment(calendar.find_last_day(data["from"] - 1), "09:00"),
        confirmed_by=administrator.account_id,
        confirmed_at=calendar.find_moment(calendar.find_last_day(data["from"] - 1), "15:00"),
    )  # fmt: skip
    session.add(law)
    session.flush()
    return law


def add_standing(
    session: Session, seats: Sequence[int], board: Board, calendar: Calendar, law: Adoption
) -> list[CommunityStanding]:
    """One standing for each service in one of the seats that was not over when the law came."""
    today = find_day(calendar.now, board.zone)
    services = session.scalars(
        select(Membership)
        .join(Seat, Seat.id == Membership.seat_id)
        .where(Membership.board_id == board.id, Seat.number.in_(seats))
        .order_by(Membership.started_on, Seat.number)
    )
    rows = []
    for service in services:
        ended = service.ended_on if service.ended_on and service.ended_on < today else None
        if service.started_on is None or (ended is not None and ended < law.started_on):
            continue
        confirmed_on = max(service.started_on, law.started_on)
        rows.append(
            CommunityStanding(
                board_id=board.id, person_id=service.person_id, started_on=service.started_on, ended_on=ended,
                entered_at=min(calendar.now, calendar.find_moment(confirmed_on, "09:00")),
            )
        )  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def add_descriptions(
    session: Session, groups: Sequence[Data], board: Board, calendar: Calendar, law: Adoption
) -> list[MemberDescription]:
    """What is known of members since the first day of the law, on which the clerk asked them."""
    people = {
        str(person.source_identifier).partition("/")[2]: person
        for person in session.scalars(select(Person).where(Person.source_system == SYSTEM))
    }
    rows = [
        MemberDescription(
            board_id=board.id, person_id=people[key].id, started_on=law.started_on, interest=Interest(group["interest"]),
            organization=group.get("organization"), staff=False, law_enforcement=False, sector_income=False,
            entered_at=calendar.find_moment(law.started_on, "09:00"),
        )
        for group in groups
        for key in group["people"]
    ]  # fmt: skip
    session.add_all(rows)
    return rows
