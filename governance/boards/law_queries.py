"""Which law a board is under on a day, as known now or at an earlier moment, and all that was ever recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from governance.accounts.models import Account
from governance.boards.law_models import Adoption, LawKind
from governance.boards.models import Board
from governance.db.facts import Rows
from governance.db.prepared import prepared
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.rules import Profile

Corrected = aliased(Adoption, name="corrected")


@dataclass(frozen=True, slots=True)
class AdoptionFact:
    """One adoption as the record holds it. corrects: the key of the one whose place it takes, or that it strikes out.

    board_id: whose it is, which for a committee may be the board that it is a committee of.
    """

    key: str
    board_id: int
    kind: LawKind
    act: str
    title: str
    number: str | None
    dated_on: date
    document_address: str | None
    local: Mapping[str, Any]
    adopted: Sequence[str]
    borrowed: bool
    strikes: bool
    binds_committees: bool
    started_on: date
    entered_at: datetime
    entered_by: int
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    superseded_at: datetime | None
    corrects: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has yet to confirm it."""
        return self.confirmed_at is None and self.withdrawn_at is None

    @property
    def stands(self) -> bool:
        """Whether it was confirmed and nothing has taken its place, whether or not its first day has come."""
        return self.confirmed_at is not None and self.superseded_at is None and not self.strikes

    def settle(self, on: date) -> Profile:
        """What the act asks of the board on a day, under the local values."""
        return settle(load_act(self.act), on, self.local, self.adopted)


@dataclass(frozen=True, slots=True)
class WaitingLaw:
    """An adoption that somebody has yet to confirm."""

    key: str
    title: str
    strikes: bool
    board_slug: str
    board_name: str


def select_adoptions() -> Rows:
    return select(
        Adoption.key, Adoption.board_id, Adoption.kind, Adoption.act, Adoption.title, Adoption.number,
        Adoption.dated_on, Adoption.document_address, Adoption.local, Adoption.adopted, Adoption.borrowed,
        Adoption.strikes, Adoption.binds_committees, Adoption.started_on, Adoption.entered_at, Adoption.entered_by,
        Adoption.confirmed_at, Adoption.withdrawn_at, Adoption.superseded_at, Corrected.key,
    ).outerjoin(Corrected, Corrected.id == Adoption.corrects_id)  # fmt: skip


def select_law_in_force(board_id: int, on: date, kind: LawKind, stood: ColumnElement[bool]) -> Rows:
    """The latest adoption of a board that stood; for a committee without one, its board's, where that binds it."""
    stood = and_(Adoption.kind == kind, Adoption.started_on <= on, Adoption.strikes.is_(False), stood)
    above = select(Board.parent_id).where(Board.id == board_id).scalar_subquery()
    latest_above = (
        select(Adoption.id)
        .where(Adoption.board_id == above, stood)
        .order_by(Adoption.started_on.desc(), Adoption.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    bound = and_(Adoption.id == latest_above, Adoption.binds_committees)
    return (
        select_adoptions()
        .where(or_(and_(Adoption.board_id == board_id, stood), bound))
        .order_by(case((Adoption.board_id == board_id, 0), else_=1), Adoption.started_on.desc(), Adoption.id.desc())
        .limit(1)
    )


@prepared
def read_adoption_in_force(board_id: int, on: date, kind: LawKind, known_at: datetime) -> Rows:
    superseded = or_(Adoption.superseded_at.is_(None), Adoption.superseded_at > known_at)
    return select_law_in_force(board_id, on, kind, and_(Adoption.confirmed_at <= known_at, superseded))


@prepared
def read_adoption_in_force_now(board_id: int, on: date, kind: LawKind) -> Rows:
    standing = and_(Adoption.confirmed_at.is_not(None), Adoption.superseded_at.is_(None))
    return select_law_in_force(board_id, on, kind, standing)


def find_adoption_in_force(
    session: Session, board_id: int, on: date, known_at: datetime | None = None, *,
    kind: LawKind = LawKind.COMPOSITION,
) -> AdoptionFact | None:  # fmt: skip
    """The adoption of a kind that a board is under on a day: as the record has it now, or as it was known at a moment.

    A committee without its own is under its board's, where that adoption says that it binds committees.
    """
    row = (
        read_adoption_in_force_now(session, board_id, on, kind)
        if known_at is None
        else read_adoption_in_force(session, board_id, on, kind, known_at)
    ).one_or_none()
    return None if row is None else AdoptionFact(*row)


def find_profile(
    session: Session, board_id: int, on: date, known_at: datetime | None = None, *,
    kind: LawKind = LawKind.COMPOSITION,
) -> tuple[AdoptionFact, Profile] | None:  # fmt: skip
    """The law that a board is under on a day, settled with its local values; None where none is recorded.

    known_at: judge as was known at that moment, whatever was corrected since.
    """
    adoption = find_adoption_in_force(session, board_id, on, known_at, kind=kind)
    return None if adoption is None else (adoption, adoption.settle(on))


@prepared
def read_adoptions(board_id: int) -> Rows:
    return (
        select_adoptions().where(Adoption.board_id == board_id).order_by(Adoption.started_on.desc(), Adoption.id.desc())
    )


def find_adoptions(session: Session, board_id: int) -> list[AdoptionFact]:
    """All adoptions of a board that were ever entered, the latest first day first: waiting, withdrawn and corrected too."""
    return [AdoptionFact(*row) for row in read_adoptions(session, board_id)]


def find_adoption(session: Session, board_id: int, key: str) -> AdoptionFact | None:
    row = session.execute(select_adoptions().where(Adoption.board_id == board_id, Adoption.key == key)).one_or_none()
    return None if row is None else AdoptionFact(*row)


@prepared
def read_adoptions_above(board_id: int) -> Rows:
    above = select(Board.parent_id).where(Board.id == board_id).scalar_subquery()
    return (
        select_adoptions()
        .where(Adoption.board_id == above, Adoption.confirmed_at.is_not(None))
        .order_by(Adoption.started_on.desc(), Adoption.id.desc())
    )


def find_adoptions_above(session: Session, board_id: int) -> list[AdoptionFact]:
    """All confirmed adoptions of the board that a committee belongs to, the latest first day first."""
    return [AdoptionFact(*row) for row in read_adoptions_above(session, board_id)]


def find_last_day(adoption: AdoptionFact, adoptions: Sequence[AdoptionFact]) -> date | None:
    """The last day on which an adoption that stands is in force; None: none is known. adoptions: all of its board."""
    followers = [other for other in adoptions if other.stands and other.kind is adoption.kind]
    later = [other.started_on for other in followers if other.started_on > adoption.started_on]
    return min(later) - timedelta(days=1) if later else None


def find_account_name(session: Session, account_id: int) -> str:
    return session.scalars(select(Account.name).where(Account.id == account_id)).one()


def find_laws_waiting(
    session: Session, board_ids: Sequence[int] | None, not_entered_by: int, limit: int
) -> list[WaitingLaw]:  # fmt: skip
    """What waits to be confirmed by somebody other than who entered it, on some boards (None: on all)."""
    rows: Rows = (
        select(Adoption.key, Adoption.title, Adoption.strikes, Board.slug, Board.name)
        .join(Board, Board.id == Adoption.board_id)
        .where(Adoption.confirmed_at.is_(None), Adoption.withdrawn_at.is_(None), Adoption.entered_by != not_entered_by)
        .order_by(Adoption.entered_at, Adoption.id)
        .limit(limit)
    )
    if board_ids is not None:
        rows = rows.where(Adoption.board_id.in_(board_ids))
    return [WaitingLaw(*row) for row in session.execute(rows)]
