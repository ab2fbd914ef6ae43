"""Writing the published record as one Popolo document (popoloproject.com): boards, people, and who served when.

What a seat is reserved for, and so every post, stays inside: it may state a condition. What is not published is not in it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.models import Board, Membership, Person
from governance.boards.queries import BoardIdentity, Parent, is_published, select_boards
from governance.boards.titles import find_public_title


def write_popolo(session: Session, slugs: Sequence[str] = ()) -> dict[str, Any]:
    """The published boards, or those of them that slugs name, as a Popolo document; two queries.

    Raises KeyError with the slug of a board that there is not, or that is not published. Ids are those of the portal's
    addresses; a membership's id is made of them, its role and its first day.
    """
    query = select_boards().where(is_published()).order_by(Board.slug)
    boards = [BoardIdentity(*row) for row in session.execute(query)]
    known = {board.slug for board in boards}
    for slug in slugs:
        if slug not in known:
            raise KeyError(slug)
    chosen = [board for board in boards if not slugs or board.slug in slugs]
    services = read_services(session, [board.id for board in chosen])
    named = {board.id: board.slug for board in chosen}
    people = {row.key: {"id": row.key, "name": row.name, "sort_name": row.sort_name} for row in services}
    taken: Counter[str] = Counter()
    return {
        "organizations": [write_organization(board, {board.slug for board in chosen}) for board in chosen],
        "persons": [people[key] for key in sorted(people)],
        "memberships": [write_membership(row, named[row.board_id], taken) for row in services],
    }


def read_services(session: Session, board_ids: list[int]) -> Sequence[Any]:
    return session.execute(
        select(
            Membership.board_id, Person.key, Person.name, Person.sort_name, Membership.role, Membership.title,
            Membership.started_on, Membership.ended_on, Membership.source_address,
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Board, Board.id == Membership.board_id)
        .outerjoin(Parent, Parent.id == Board.parent_id)
        .where(Membership.board_id.in_(board_ids), Membership.superseded_at.is_(None))
        .order_by(Board.slug, Person.sort_name, Person.key, Membership.started_on, Membership.id)
    ).all()  # fmt: skip


def write_organization(board: BoardIdentity, chosen: set[str]) -> dict[str, Any]:
    parent = board.parent_slug if board.parent_slug in chosen else None
    return drop_empty(
        {
            "id": board.slug,
            "name": board.name,
            "classification": str(board.kind),
            "parent_id": parent,
            "description": board.purpose,
            "links": write_links(board.website),
            "sources": write_links(board.source_address),
        }
    )


def write_membership(row: Any, slug: str, taken: Counter[str]) -> dict[str, Any]:
    key = "/".join((slug, row.key, row.role, str(row.started_on or "")))
    taken[key] += 1
    return drop_empty(
        {
            "id": key if taken[key] == 1 else f"{key}/{taken[key]}",
            "organization_id": slug,
            "person_id": row.key,
            "role": row.role.replace("_", " "),
            "label": find_public_title(row.title),
            "start_date": row.started_on.isoformat() if row.started_on else None,
            "end_date": row.ended_on.isoformat() if row.ended_on else None,
            "sources": write_links(row.source_address),
        }
    )


def write_links(address: str | None) -> list[dict[str, str]] | None:
    return [{"url": address}] if address and address.lower().startswith(("https://", "http://")) else None


def drop_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}
