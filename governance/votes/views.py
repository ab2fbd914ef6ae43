"""Pages of the votes room: a board's votes, and one vote with each ballot and the sum."""

from dataclasses import dataclass
from typing import Any

from governance.boards.queries import BoardReference
from governance.boards.resources import BOARD, BoardRecord
from governance.boards.views import make_board_crumbs
from governance.votes.queries import (
    BallotCast,
    Result,
    VoteDetail,
    VoteSummary,
    count_choices,
    count_votes,
    find_ballots,
    find_votes,
    make_result,
)
from governance.votes.resources import VOTE_PATH, VoteRecord
from governance.votes.words import BASES, CHOICES, OUTCOMES, REASONS
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging


@dataclass(frozen=True)
class VotesPage:
    """A board's votes, the latest first."""

    board: BoardReference
    votes: list[VoteSummary]
    paging: Paging


@dataclass(frozen=True)
class VotePage:
    """One vote: the question, who moved it, each ballot, the sum, and the outcome as recorded and as recomputed."""

    board: BoardReference
    vote: VoteDetail
    result: Result
    ballots: list[BallotCast]


def show_votes(context: BoardRecord, request: Any) -> Page:
    board = context.board
    paging = make_paging(request, count_votes(request.db, board.id))
    votes = find_votes(request.db, board, paging.per_page, paging.offset)
    return Page(
        VotesPage(board.reference, votes, paging),
        _("Votes of ${board}", mapping={"board": board.name}),
        make_board_crumbs(board, Crumb(_("Votes"))),
    )


def show_vote(context: VoteRecord, request: Any) -> Page:
    board, vote = context.board, context.vote
    ballots = find_ballots(request.db, vote.id)
    content = VotePage(board.reference, vote, make_result(count_choices(ballots), context.stated), ballots)
    crumbs = make_board_crumbs(board, Crumb(_("Meetings"), f"{board.address}/meetings"),
                               Crumb(vote.meeting_title, vote.meeting_address), Crumb(_("Vote")))  # fmt: skip
    return Page(content, _("Vote: ${question}", mapping={"question": vote.question}), crumbs)


def includeme(config: Any) -> None:
    config.add_words(choices=CHOICES, outcomes=OUTCOMES, bases=BASES, reasons=REASONS)
    config.add_public_page(
        "votes.list",
        f"/boards/{BOARD}/votes",
        show_votes,
        template="votes/list.jinja2",
        content=VotesPage,
        factory=BoardRecord,
        summary="A board's votes, the latest first",
        parameters=(PAGE,),
    )
    config.add_public_page(
        "votes.vote",
        VOTE_PATH,
        show_vote,
        template="votes/vote.jinja2",
        content=VotePage,
        factory=VoteRecord,
        summary="One vote with each ballot, the sum, and the outcome recorded and recomputed",
    )
