"""Pages of the boards room: who serves on a board, now and before."""

from dataclasses import dataclass, replace
from typing import Any

from governance.boards.queries import (
    BoardIdentity,
    BoardReference,
    Member,
    SeatCount,
    count_former_services,
    count_seats,
    find_former_services,
    find_roster,
    make_person_address,
)
from governance.boards.representative_queries import find_representatives
from governance.boards.resources import BOARD, BoardRecord
from governance.boards.waiting import find_laws_to_confirm, find_terms_and_vacancies
from governance.boards.words import END_REASONS, ROLES
from governance.clock import find_day
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging


@dataclass(frozen=True)
class MembersPage:
    """Who serves on a board today, and the services that are over."""

    board: BoardReference
    members: list[Member]
    staff: list[Member]
    seats: SeatCount | None
    former: list[Member]
    paging: Paging


def make_board_crumbs(board: BoardIdentity, *more: Crumb) -> tuple[Crumb, ...]:
    """The way to a page of a board: boards, the board above it if it is a committee, the board, and the rest."""
    above = (Crumb(board.parent_name, f"/boards/{board.parent_slug}"),) if board.parent_slug else ()
    return (Crumb(_("Boards"), "/boards"), *above, Crumb(board.name, board.address), *more)


def show_members(context: BoardRecord, request: Any) -> Page:
    board = context.board
    today = find_day(request.now, board.zone)
    paging = make_paging(request, count_former_services(request.db, board.id, today))
    roster = find_roster(request.db, board, today)
    representatives = find_representatives(request.db, request.registry.vault, board, today)
    content = MembersPage(
        board.reference,
        tell_representatives(roster.members, representatives),
        roster.staff,
        count_seats(request.db, board.id, today),
        find_former_services(request.db, board.id, today, paging.per_page, paging.offset),
        paging,
    )
    return Page(
        content,
        _("Members of ${board}", mapping={"board": board.name}),
        make_board_crumbs(board, Crumb(_("Members"))),
        roster.changes_at,
    )


def tell_representatives(members: list[Member], representatives: frozenset[str] | None) -> list[Member]:
    """The members with whether each counts as a community representative, where that is public; never why."""
    if representatives is None:
        return members
    counted = {make_person_address(key) for key in representatives}
    return [replace(member, represents_community=member.address in counted) for member in members]


def includeme(config: Any) -> None:
    config.add_waiting_source(find_terms_and_vacancies)
    config.add_waiting_source(find_laws_to_confirm)
    config.add_words(roles=ROLES, end_reasons=END_REASONS)
    config.add_public_page(
        "boards.members",
        f"/boards/{BOARD}/members",
        show_members,
        template="boards/members.jinja2",
        content=MembersPage,
        factory=BoardRecord,
        summary="Who serves on a board, and who did",
        parameters=(PAGE,),
    )
