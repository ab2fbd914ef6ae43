"""Pages of the votes room: a board's votes, one vote and whether it was lawful, and past votes that do not add up."""

from dataclasses import dataclass
from typing import Any

from governance.boards.queries import BoardReference
from governance.boards.resources import BOARD, BoardRecord
from governance.boards.views import make_board_crumbs
from governance.votes.queries import (
    BallotCast,
    VoteDetail,
    VoteInProgress,
    VoteSummary,
    count_choices,
    count_votes,
    find_ballots,
    find_open_votes,
    find_votes,
)
from governance.votes.recount_queries import find_doubtful, recount_votes
from governance.votes.resources import VOTE_PATH, VoteRecord
from governance.votes.results import Result, make_result
from governance.votes.vote_contents import HeldVoteTold
from governance.votes.vote_telling import tell_held_vote
from governance.votes.words import BASES, CHOICES, OUTCOMES, REASONS, RECUSALS, RESULTS
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, make_paging


@dataclass(frozen=True)
class VotesPage:
    """A board's votes, the latest first. open: those that are being taken now."""

    board: BoardReference
    open: list[VoteInProgress]
    votes: list[VoteSummary]
    paging: Paging


@dataclass(frozen=True)
class UncountedVotes:
    """How many past votes could not be counted again for one reason."""

    reason: str
    votes: int


@dataclass(frozen=True)
class DisagreementsPage:
    """A board's past votes counted again: how many agree with the record, and each that does not, or that cannot be counted.

    Those that disagree come first. unrecorded: votes of which the source states no outcome.
    """

    board: BoardReference
    total: int
    agreeing: int
    disagreeing: int
    uncounted: list[UncountedVotes]
    unrecorded: int
    votes: list[VoteSummary]
    paging: Paging


@dataclass(frozen=True)
class VotePage:
    """One vote: the question, who moved it, each ballot, the sum, and the outcome as recorded and as recomputed.

    held: of a vote that was taken here, what it rests on and whether it was lawful. result is empty while a vote is open.
    """

    board: BoardReference
    vote: VoteDetail
    result: Result | None
    ballots: list[BallotCast]
    held: HeldVoteTold | None


def show_votes(context: BoardRecord, request: Any) -> Page:
    board = context.board
    paging = make_paging(request, count_votes(request.db, board.id))
    votes = find_votes(request.db, board, paging.per_page, paging.offset)
    return Page(
        VotesPage(board.reference, find_open_votes(request.db, board), votes, paging),
        _("Votes of ${board}", mapping={"board": board.name}),
        make_board_crumbs(board, Crumb(_("Votes"))),
    )


def show_vote(context: VoteRecord, request: Any) -> Page:
    board, vote, db = context.board, context.vote, request.db
    ballots = find_ballots(db, vote.id) if vote.id is not None else []
    result = make_result(count_choices(ballots), context.stated) if vote.id is not None else None
    held = None
    if vote.held_id is not None:
        held = tell_held_vote(db, board, vote.held_id, request.now, request.locale_name)
    question = held.question if held is not None else vote.question
    crumbs = make_board_crumbs(board, Crumb(_("Meetings"), f"{board.address}/meetings"),
                               Crumb(vote.meeting_title, vote.meeting_address), Crumb(_("Vote")))  # fmt: skip
    title = _("Vote: ${question}", mapping={"question": question})
    return Page(VotePage(board.reference, vote, result, ballots, held), title, crumbs)


def show_disagreements(context: BoardRecord, request: Any) -> Page:
    board = context.board
    recount = recount_votes(request.db, board.id)
    paging = make_paging(request, len(recount.doubtful))
    shown = recount.doubtful[paging.offset : paging.offset + paging.per_page]
    content = DisagreementsPage(
        board.reference, recount.total, recount.agreeing, recount.disagreeing,
        [UncountedVotes(reason, votes) for reason, votes in recount.uncounted.items()], recount.unrecorded,
        find_doubtful(request.db, board, shown), paging,
    )  # fmt: skip
    crumbs = make_board_crumbs(board, Crumb(_("Votes"), f"{board.address}/votes"), Crumb(_("Past votes counted again")))
    return Page(content, _("Past votes of ${board}, counted again", mapping={"board": board.name}), crumbs)


def includeme(config: Any) -> None:
    config.add_words(
        choices=CHOICES, outcomes=OUTCOMES, bases=BASES, reasons=REASONS, recusals=RECUSALS, vote_results=RESULTS
    )
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
        "votes.disagreements",
        f"/boards/{BOARD}/votes/disagreements",
        show_disagreements,
        template="votes/disagreements.jinja2",
        content=DisagreementsPage,
        factory=BoardRecord,
        summary="A board's past votes counted again: which do not agree with the record, which cannot be counted, and why",
        parameters=(PAGE,),
    )
    config.add_public_page(
        "votes.vote",
        VOTE_PATH,
        show_vote,
        template="votes/vote.jinja2",
        content=VotePage,
        factory=VoteRecord,
        summary="One vote with each ballot, the sum, and what is known of whether it was lawful",
    )
