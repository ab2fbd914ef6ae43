"""What changes a board itself: adding, renaming, publishing and unpublishing one.

Each act runs in the caller's transaction, keeps what was there before, writes one entry on the board's ledger, and makes
the record's version grow wherever the public could read the difference. It raises BoardActRefused before anything is
changed.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from governance.boards.models import Board, BoardKind, BoardName, Jurisdiction
from governance.clock import find_day, is_zone
from governance.db.history import FormerState
from governance.db.keys import make_slug
from governance.ledger.actions import append
from governance.ledger.entries import Office
from governance.ledger.seals import read_row

LONGEST_NAME = 200
LONGEST_SLUG = 80


class BoardAct(StrEnum):
    """What stands on the ledger of what happens in this room."""

    ADDED = "board.added"
    RENAMED = "board.renamed"
    PUBLISHED = "board.published"
    UNPUBLISHED = "board.unpublished"
    PLACE_ADDED = "jurisdiction.added"


class BoardActRefused(Exception):
    """A board cannot be changed so. message is a message id with ${names}; arguments holds their values."""

    def __init__(self, message: str, **arguments: str) -> None:
        self.message, self.arguments = message, arguments
        for name, value in arguments.items():
            message = message.replace(f"${{{name}}}", value)
        super().__init__(message)


def add_board(
    session: Session,
    now: datetime,
    *,
    name: str,
    jurisdiction: str,
    zone: str | None = None,
    slug: str | None = None,
    committee_of: str | None = None,
    purpose: str | None = None,
    website: str | None = None,
    published: bool = True,
    office: Office = Office.OPERATOR,
) -> Board:
    """Add a board, or a committee where committee_of is a board's slug, and its jurisdiction where that is new.

    zone (an IANA name) may be left out where the jurisdiction is known; slug: made from the name where left out. A
    committee takes its board's jurisdiction and zone where it gives none of its own. office: the public office of whoever
    acts, here and below.
    """
    name = check_name(name)
    parent = find_board_row(session, committee_of) if committee_of else None
    if parent is not None and parent.kind is BoardKind.COMMITTEE:
        raise BoardActRefused("${name} is a committee itself; a committee belongs to a board", name=parent.name)
    if zone is not None and not is_zone(zone):
        raise BoardActRefused("${zone} is no time zone; one is named like America/Chicago", zone=zone)
    slug = check_slug(session, slug, name)
    place_id, place_zone = (
        (parent.jurisdiction_id, parent.zone)
        if parent is not None and not jurisdiction.strip()
        else find_or_add_jurisdiction(session, now, jurisdiction, zone, office)
    )
    board = Board(
        slug=slug,
        jurisdiction_id=place_id,
        parent_id=parent.id if parent is not None else None,
        kind=BoardKind.BOARD if parent is None else BoardKind.COMMITTEE,
        name=name,
        purpose=purpose,
        website=website,
        zone=zone or (parent.zone if parent is not None else place_zone),
        published=published,
        is_demo=parent is not None and parent.is_demo,
        entered_at=now,
    )
    session.add(board)
    session.flush()
    board_name = BoardName(board_id=board.id, name=name, entered_at=now)
    session.add(board_name)
    if parent is not None:
        grow_versions(session, parent)
    session.flush()
    facts = {"kind": board.kind, "published": published}
    rows = [read_row(board), read_row(board_name)]
    append(session, board.id, at=now, office=office, kind=BoardAct.ADDED, facts=facts, rows=rows)
    return board


def rename_board(
    session: Session, now: datetime, slug: str, name: str, on: date | None = None, office: Office = Office.OPERATOR
) -> Board:
    """Give a board a new name from a day on (on; today where the board sits, if left out).

    The board keeps its row and its address; the old name stays with the day it ended.
    """
    board = find_board_row(session, slug)
    name = check_name(name)
    if name == board.name:
        raise BoardActRefused("the board is named ${name} already", name=name)
    today = find_day(now, board.zone)
    on = on or today
    if on > today:
        raise BoardActRefused("${day} is yet to come: rename the board on that day", day=on.isoformat())
    names: list[BoardName] = []
    for row in find_open_names(session, board):
        if row.started_on is not None and row.started_on >= on:
            raise BoardActRefused(
                "the board has been named ${name} since ${day}: its new name must begin later",
                name=row.name, day=row.started_on.isoformat(),
            )  # fmt: skip
        row.superseded_at = now
        session.flush()  # before its follower takes its source's id
        ended = BoardName(
            board_id=board.id, name=row.name, started_on=row.started_on, ended_on=on - timedelta(days=1),
            entered_at=now, corrects_id=row.id, source_system=row.source_system,
            source_identifier=row.source_identifier, source_address=row.source_address,
            source_read_at=row.source_read_at, source_fingerprint=row.source_fingerprint,
        )  # fmt: skip
        names += [row, ended]
    # The new name is the last row that the entry seals.
    names.append(BoardName(board_id=board.id, name=name, started_on=on, entered_at=now))
    session.add_all(names)
    former = change_board(session, now, board, name=name)
    rows = map(read_row, (board, former, *names))
    append(session, board.id, at=now, office=office, kind=BoardAct.RENAMED, facts={"on": on}, rows=rows)
    return board


def publish_board(session: Session, now: datetime, slug: str, office: Office = Office.OPERATOR) -> bool:
    """Let the public read a board; False where it can already."""
    return set_published(session, now, slug, office, published=True)


def unpublish_board(session: Session, now: datetime, slug: str, office: Office = Office.OPERATOR) -> bool:
    """Take a board, and with it its committees, out of what the public reads; False where it is out already."""
    return set_published(session, now, slug, office, published=False)


def set_published(session: Session, now: datetime, slug: str, office: Office, *, published: bool) -> bool:
    board = find_board_row(session, slug)
    if board.published is published:
        return False
    rows = map(read_row, (board, change_board(session, now, board, published=published)))
    kind = BoardAct.PUBLISHED if published else BoardAct.UNPUBLISHED
    append(session, board.id, at=now, office=office, kind=kind, rows=rows)
    return True


def change_board(session: Session, now: datetime, board: Board, **values: object) -> FormerState:
    """Set columns of a board's row, keep what they held, and let every page that could show them know."""
    former = {name: getattr(board, name) for name in values}
    since = session.scalar(
        select(func.max(FormerState.superseded_at)).where(
            FormerState.table_name == Board.__tablename__, FormerState.row_id == board.id
        )
    )
    state = FormerState(
        table_name=Board.__tablename__, row_id=board.id, values=former, entered_at=since or board.entered_at,
        superseded_at=now,
    )  # fmt: skip
    session.add(state)
    for name, value in values.items():
        setattr(board, name, value)
    session.flush()
    grow_versions(session, board)
    return state


def grow_versions(session: Session, board: Board) -> None:
    """A board's page names its committees, and a committee's page its board: one changes, all have changed."""
    family = [board.id, *([board.parent_id] if board.parent_id else [])]
    session.execute(
        update(Board)
        .where((Board.id.in_(family)) | (Board.parent_id == board.id))
        .values(record_version=Board.record_version + 1)
        .execution_options(synchronize_session="fetch")
    )


def find_board_row(session: Session, slug: str) -> Board:
    """The board of a slug. Raises BoardActRefused where there is none."""
    board = session.scalar(select(Board).where(Board.slug == slug))
    if board is None:
        raise BoardActRefused("there is no board ${slug}", slug=slug)
    return board


def find_open_names(session: Session, board: Board) -> Sequence[BoardName]:
    names = select(BoardName).where(
        BoardName.board_id == board.id,
        BoardName.name == board.name,
        BoardName.superseded_at.is_(None),
        BoardName.ended_on.is_(None),
    )
    return session.scalars(names).all()


def find_or_add_jurisdiction(
    session: Session, now: datetime, name: str, zone: str | None, office: Office
) -> tuple[int, str]:
    """The id and the zone of a jurisdiction, by its name or its slug; a new one needs its zone."""
    name = check_name(name)
    slug = make_slug(name)
    known = session.scalar(
        select(Jurisdiction).where((Jurisdiction.name == name) | (Jurisdiction.slug.in_([slug, name])))
    )
    if known is not None:
        return known.id, known.zone
    if zone is None:
        raise BoardActRefused("${name} is new: give its time zone, such as America/Chicago", name=name)
    if not slug:
        raise BoardActRefused("${name} holds no letter or digit that could stand in an address", name=name)
    place = Jurisdiction(slug=slug, name=name, zone=zone, entered_at=now)
    session.add(place)
    append(session, None, at=now, office=office, kind=BoardAct.PLACE_ADDED, rows=map(read_row, [place]))
    return place.id, place.zone


def check_name(text: str) -> str:
    """The name without needless space. Raises BoardActRefused where it cannot be read or is too long."""
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name or not name.isprintable():
        raise BoardActRefused("a name needs letters that can be read")
    if len(name) > LONGEST_NAME:
        raise BoardActRefused("a name has at most ${limit} letters", limit=str(LONGEST_NAME))
    return name


def check_slug(session: Session, slug: str | None, name: str) -> str:
    """A free slug: the one asked for, or one made from the name."""
    wanted = make_slug(name) if slug is None else slug
    if not wanted or wanted != make_slug(wanted, LONGEST_SLUG):
        raise BoardActRefused(
            "a slug holds small letters, digits and single hyphens, at most 80, and not ${slug}", slug=wanted or name
        )
    taken = session.scalar(select(Board.name).where(Board.slug == wanted))
    if taken is not None:
        raise BoardActRefused("the slug ${slug} is taken by ${name}: choose another", slug=wanted, name=taken)
    return wanted
