"""What the addresses of the votes room stand for."""

from collections.abc import Sequence
from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardIdentity
from governance.boards.resources import BOARD, BoardRecord
from governance.votes.queries import VoteDetail, find_vote

VOTE = "{vote:[0-9a-z]{10}}"
"""A vote's place in a path, below its board's."""

VOTE_PATH = f"/boards/{BOARD}/votes/{VOTE}"


class VoteRecord(BoardRecord):
    """One vote of a board, as public as its board."""

    vote: VoteDetail
    stated: Sequence[Any]

    def load(self, request: Any) -> BoardIdentity:
        found = find_vote(request.db, request.matchdict["board"], request.matchdict["vote"])
        if found is None:
            raise HTTPNotFound
        board, self.vote, self.stated = found
        return board
