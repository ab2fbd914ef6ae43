"""What an act on a motion or a vote says: on the ledger, and where it is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.actions import grow_versions
from governance.boards.models import Board, Person
from governance.db.keys import KEY_LENGTH, LETTERS
from governance.db.model import Model
from governance.ledger.actions import Act
from governance.ledger.seals import read_row
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.planning import PlanRefused, tidy_line, tidy_text
from model_law.findings import Finding

LONGEST_REQUEST = 40


class VoteAct(StrEnum):
    """What stands on the ledger of motions and votes that are taken here."""

    MOVED = "motion.moved"
    SECONDED = "motion.seconded"
    WITHDRAWN = "motion.withdrawn"
    NOT_SECONDED = "motion.not_seconded"
    TAKEN_UP_AGAIN = "motion.taken_up_again"
    CONFLICT_DECLARED = "vote.conflict_declared"
    OPENED = "vote.opened"
    CLOSED = "vote.closed"
    CORRECTED = "vote.corrected"
    RECORDED = "vote.recorded"
    ELECTION_BEGUN = "election.begun"
    ROUND_TAKEN = "election.round_taken"


class VoteRefusal(StrEnum):
    """Why an act is refused; the pages say it in words. MOTION, BALLOT, CONFLICT and ELECTION: reason says more closely why
    (an Objection of motions, a Refusal of ballots, a NoConflict, a Miscount)."""

    UNKNOWN_MEETING = "unknown_meeting"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_VOTE = "unknown_vote"
    UNKNOWN_ELECTION = "unknown_election"
    NO_PERSON = "no_person"
    ITEM_MISSING = "item_missing"
    ITEM_TAKEN_OFF = "item_taken_off"
    ITEM_ON_CALENDAR = "item_on_calendar"
    TEXT_MISSING = "text_missing"
    TEXT_UNUSABLE = "text_unusable"
    REASON_MISSING = "reason_missing"
    DOCUMENT_MISSING = "document_missing"
    REQUEST_UNUSABLE = "request_unusable"
    REQUEST_USED = "request_used"
    NOT_IN_SESSION = "not_in_session"
    NO_QUORUM = "no_quorum"
    NOBODY_MAY_VOTE = "nobody_may_vote"
    OBJECTED = "objected"
    CONTRADICTION = "contradiction"
    VOTE_OPEN = "vote_open"
    VOTE_CLOSED = "vote_closed"
    NOT_CLOSED = "not_closed"
    NO_ANSWER = "no_answer"
    ROLL_CHANGED = "roll_changed"
    NOTHING_CHANGES = "nothing_changes"
    YET_TO_COME = "yet_to_come"
    TIMES_OUT_OF_ORDER = "times_out_of_order"
    THRESHOLD_UNUSABLE = "threshold_unusable"
    ALREADY_ELECTED = "already_elected"
    NOT_STANDING = "not_standing"
    MOTION = "motion"
    MEMBER = "member"
    BALLOT = "ballot"
    CONFLICT = "conflict"
    ELECTION = "election"
    BREAKS_LAW = "breaks_law"


class VoteRefused(Exception):
    """An act that is not done.

    field: the argument that it is about. reason: the law's own word for why. about: the key of the person or the motion
    that it is about. findings: what the law says of it, where that is why.
    """

    def __init__(
        self, refusal: VoteRefusal, field: str = "", *, reason: str = "", about: str = "",
        findings: Sequence[Finding] = (),
    ) -> None:  # fmt: skip
        super().__init__(": ".join(part for part in (refusal, field, reason, about) if part))
        self.refusal, self.field, self.reason, self.about = refusal, field, reason, about
        self.findings = tuple(findings)


def enter_act(
    session: Session, now: datetime, actor: Actor, act: VoteAct, board: Board, meeting: Meeting,
    said: Mapping[str, object], rows: Sequence[Model], *, count_rows: bool = True,
) -> None:  # fmt: skip
    """Write the act's one entry, which names no person, and let every page that could show it know.

    count_rows: False where how many rows were sealed would tell how often somebody changed their mind.
    """
    session.flush()
    entry = Act(session.connection())
    entry.seal(board.id, map(read_row, rows))
    facts = {"meeting": meeting.key, **said}
    entry.enter(board.id, at=now, office=actor.office, kind=act, facts=facts, count_rows=count_rows)
    grow_versions(session, board)


def find_meeting(session: Session, board_id: int, key: str) -> Meeting:
    meeting = session.scalar(select(Meeting).where(Meeting.board_id == board_id, Meeting.key == key))
    if meeting is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_MEETING, "meeting")
    return meeting


def find_item(session: Session, meeting: Meeting, key: str) -> AgendaItem:
    """An item of the meeting that a board may act on. What was taken off the posted agenda is none."""
    item = session.scalar(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.key == key))
    if item is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_ITEM, "item")
    if item.taken_off_at is not None:
        raise VoteRefused(VoteRefusal.ITEM_TAKEN_OFF, "item")
    return item


def find_people(session: Session, keys: Sequence[str], field: str = "person") -> dict[str, int]:
    """Rows of people by their keys. Raises VoteRefused for a key that is nobody's."""
    found = dict(session.execute(select(Person.key, Person.id).where(Person.key.in_(keys))).all())
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise VoteRefused(VoteRefusal.UNKNOWN_PERSON, field, about=missing)
    return found


def tidy(text: str, field: str, *, line: bool = False) -> str:
    try:
        return tidy_line(text, field) if line else tidy_text(text, field)
    except PlanRefused:
        raise VoteRefused(VoteRefusal.TEXT_UNUSABLE, field) from None


def check_key(key: str) -> str:
    """A key that a page gave what it is about to make. Raises VoteRefused for what is no key."""
    if len(key) != KEY_LENGTH or not set(key) <= set(LETTERS):
        raise VoteRefused(VoteRefusal.REQUEST_UNUSABLE, "key")
    return key


def check_request(request: str) -> str:
    """The name of an act. Raises VoteRefused for one that is empty, too long, or not plain letters."""
    if not 0 < len(request) <= LONGEST_REQUEST or not request.isascii() or not request.isprintable():
        raise VoteRefused(VoteRefusal.REQUEST_UNUSABLE, "request")
    return request
