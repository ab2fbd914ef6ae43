"""The page of a board's law: which act, by which instrument, since when, and where the board departs from the act."""

from typing import Any

from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_start_of_day
from governance.front.law_queries import BoardLawPage, read_law
from governance.front.law_resources import LAW_PATH, BoardLaw
from governance.front.law_words import LAW_KINDS
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page


def show_law(context: BoardLaw, request: Any) -> Page:
    board = context.board
    read = read_law(request.db, board, find_day(request.now, board.zone), request.locale_name)
    return Page(
        read.page,
        _("Law of ${board}", mapping={"board": board.name}),
        make_board_crumbs(board, Crumb(_("Law"))),
        find_start_of_day(read.changes_on, board.zone) if read.changes_on else None,
    )


def includeme(config: Any) -> None:
    config.add_words(law_kinds=LAW_KINDS)
    config.add_public_page(
        "front.board_law",
        LAW_PATH,
        show_law,
        template="front/board_law.jinja2",
        content=BoardLawPage,
        factory=BoardLaw,
        summary="The law of a board: act, instrument, local values, and what was in force when",
    )
