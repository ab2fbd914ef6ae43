"""Destroying what was declared when its time is over, and the keys that sealed it.

A declaration is over once it is declined or withdrawn, or a month after the last day of the service for which it was
made. The rule of retention then empties it, unless a legal hold stops that; the key's file goes with the next round,
because nothing in the database names it any more. So nothing is lost where a process dies in between: a file that no
row names is removed at the next round, and a row whose file is gone is marked destroyed. The row itself stays, and says
that something was declared and destroyed, but no more what.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from governance.boards.actions import grow_versions
from governance.boards.declaration_actions import note, unsay
from governance.boards.declaration_contents import counts_categories
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.law_models import Adoption, LawKind
from governance.boards.models import Board, Membership
from governance.db import Database
from governance.db.model import Model
from governance.db.retry import run_act
from governance.security.data_keys import DataKeys
from governance.security.vault import Vault
from model_law.profiles import settle
from model_law.provisions import load_act
from model_law.publicity import shows_office

AFTER_SERVICE = timedelta(days=30)
"""How long after the last day of a service what was declared for it is kept."""

NEVER_SEATED = timedelta(days=365)
"""How long what somebody declared is kept who then did not come to serve."""

SETTLED = timedelta(days=1)
"""A key as young as this may belong to an act that is not committed yet."""


def destroy_declarations(session: Session, now: datetime) -> int:
    """Empty each declaration that is over, and let public standing end with the service; how many were emptied.

    What somebody said in public of themselves ends with it.
    """
    over = [declaration for declaration, last in find_candidates(session, now) if is_over(declaration, last, now)]
    unsaid_on = {declaration.board_id for declaration in over if unsay(declaration, now)}
    for declaration in over:
        empty(declaration, now)
    note_by_board(session, now, over)
    for board_id in sorted(unsaid_on):
        grow_versions(session, session.get_one(Board, board_id))
    end_standing_with_service(session, now)
    session.flush()
    return len(over)


def find_candidates(session: Session, now: datetime) -> Sequence[tuple[Declaration, date | None]]:
    """What is still sealed and may be over, with the last day that its person is known to have served."""
    decided = or_(
        Declaration.declined_at.is_not(None),
        Declaration.withdrawn_at.is_not(None),
        and_(Declaration.superseded_at.is_not(None), Declaration.confirmed_at.is_(None)),
    )
    rows = session.execute(
        select(Declaration, find_last_served(Declaration))
        .where(Declaration.sealed.is_not(None), or_(decided, ~serves_still(Declaration, now)))
        .order_by(Declaration.id)
    )
    return [(declaration, last) for declaration, last in rows]


def serves_still(table: type[Declaration | CommunityStanding], now: datetime) -> ColumnElement[bool]:
    """Whether somebody serves on the board or has left it only lately."""
    cutoff = (now.astimezone(UTC) - AFTER_SERVICE).date()
    return (
        select(Membership.id)
        .where(
            Membership.board_id == table.board_id, Membership.person_id == table.person_id,
            Membership.superseded_at.is_(None), or_(Membership.ended_on.is_(None), Membership.ended_on >= cutoff),
        )
        .exists()
    )  # fmt: skip


def find_last_served(table: type[Declaration | CommunityStanding]) -> ColumnElement[date | None]:
    return (
        select(func.max(Membership.ended_on))
        .where(
            Membership.board_id == table.board_id, Membership.person_id == table.person_id,
            Membership.superseded_at.is_(None),
        )
        .scalar_subquery()
    )  # fmt: skip


def is_over(declaration: Declaration, last_served: date | None, now: datetime) -> bool:
    """Whether a candidate is over; who declared before their first day, or before coming back, is waited for."""
    if declaration.declined_at or declaration.withdrawn_at:
        return True
    if declaration.superseded_at is not None and declaration.confirmed_at is None:
        return True
    if last_served is not None and last_served >= declaration.entered_at.date():
        return True
    return declaration.entered_at < now - NEVER_SEATED


def empty(declaration: Declaration, now: datetime) -> None:
    declaration.sealed, declaration.data_key, declaration.destroyed_at = None, None, now


def renew_verdicts(database: Database, now: datetime) -> None:
    """Let kept pages of boards be made anew where what is sealed can change a public verdict.

    No act on a declaration does that itself: a validator that changes with it would tell its moment. It is done for
    such boards every day, whether anything was declared or not.
    """

    def renew(session: Session) -> None:
        standing = select(Adoption).where(
            Adoption.kind == LawKind.COMPOSITION, Adoption.confirmed_at.is_not(None), Adoption.superseded_at.is_(None),
            Adoption.strikes.is_(False),
        )  # fmt: skip
        boards = set()
        for adoption in session.scalars(standing):
            profile = settle(load_act(adoption.act), adoption.started_on, adoption.local, adoption.adopted)
            if counts_categories(profile) or not shows_office(profile):
                boards.add(adoption.board_id)
        for board_id in sorted(boards):
            grow_versions(session, session.get_one(Board, board_id))

    run_act(database, renew)


def end_standing_with_service(session: Session, now: datetime) -> None:
    """Who comes back to a board after a while declares anew."""
    rows = session.execute(
        select(CommunityStanding, find_last_served(CommunityStanding)).where(
            CommunityStanding.superseded_at.is_(None), CommunityStanding.ended_on.is_(None),
            ~serves_still(CommunityStanding, now),
        )
    ).all()  # fmt: skip
    changed: list[CommunityStanding] = []
    for standing, last in rows:
        if last is None or (standing.started_on is not None and last < standing.started_on):
            continue
        standing.superseded_at = now
        ended = CommunityStanding(
            board_id=standing.board_id, person_id=standing.person_id, started_on=standing.started_on, ended_on=last,
            entered_at=now, corrects_id=standing.id,
        )  # fmt: skip
        session.add(ended)
        changed += [standing, ended]
    note_by_board(session, now, changed)


def note_by_board(session: Session, now: datetime, rows: Sequence[Declaration | CommunityStanding]) -> None:
    for board_id in sorted({row.board_id for row in rows}):
        own: list[Model] = [row for row in rows if row.board_id == board_id]
        note(session, now, board_id, own)


def sweep_data_keys(vault: Vault, database: Database, now: datetime) -> None:
    """Remove the files of keys that nothing names, and mark what has lost its key as destroyed. It may run twice."""
    keys = DataKeys(vault)
    # Where the folder itself is not there, it is being moved or was not mounted: nothing is lost for good then.
    if not vault.find_keys() or not keys.folder.is_dir():
        return
    run_act(database, lambda session: mark_lost(session, now, keys.is_there))
    with database.reading() as session:
        in_use = set(map(str, session.scalars(select(Declaration.data_key).where(Declaration.data_key.is_not(None)))))
    keys.destroy_unused(in_use, now - SETTLED)


def mark_lost(session: Session, now: datetime, is_there: Callable[[str], bool]) -> int:
    """Empty each declaration whose key is gone: a restored copy of the record comes without what was destroyed since."""
    settled = select(Declaration).where(Declaration.data_key.is_not(None), Declaration.entered_at < now - SETTLED)
    lost = [row for row in session.scalars(settled.order_by(Declaration.id)) if not is_there(str(row.data_key))]
    for declaration in lost:
        empty(declaration, now)
    note_by_board(session, now, lost)
    return len(lost)
