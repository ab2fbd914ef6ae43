"""What the addresses of the meetings room stand for."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound

from governance.boards.queries import BoardIdentity
from governance.boards.resources import BOARD, BoardRecord
from governance.meetings.queries import MeetingDetail, find_meeting

MEETING = "{meeting:[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{10}}"
"""A meeting's place in a path, below its board's."""

MEETING_PATH = f"/boards/{BOARD}/meetings/{MEETING}"


class MeetingRecord(BoardRecord):
    """One meeting of a board, as public as its board."""

    meeting: MeetingDetail

    def load(self, request: Any) -> BoardIdentity:
        found = find_meeting(request.db, request.matchdict["board"], request.matchdict["meeting"])
        if found is None:
            raise HTTPNotFound
        board, self.meeting = found
        return board
