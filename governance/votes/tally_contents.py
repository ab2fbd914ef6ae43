"""What the public is told of a vote while it is open, and how a receipt proves that a ballot was counted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from governance.boards.queries import BoardReference
from model_law.thresholds import Choice
from model_law.vote_judgement import Result


class VoteState(StrEnum):
    """CLOSED_DOORS: a closed session lasts, and nothing of what happens in it is told."""

    OPEN = "open"
    CLOSED = "closed"
    CLOSED_DOORS = "closed_doors"


@dataclass(frozen=True)
class TallyTold:
    """How a vote stands. Behind closed doors all that follows state is empty.

    answered of may_vote: how many members have voted, or are recused. counts: how many say what, empty where nobody is to
    see that before the close (is_running is false), and once the vote is closed. carries: what carries it, as it was told
    at the opening.
    """

    state: VoteState
    question: str | None
    effect: str | None
    item: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    is_running: bool | None
    answered: int | None
    may_vote: int | None
    counts: dict[Choice, int]
    carries: str | None
    result: Result | None


@dataclass(frozen=True)
class TallyPage:
    """A vote while it is open. vote_address: where its outcome is read once it is closed."""

    board: BoardReference
    meeting_title: str
    meeting_address: str
    vote_address: str
    tally: TallyTold


class ReceiptAnswer(StrEnum):
    """What a receipt is found to be. REPLACED: a later ballot of the same member, a correction, or the law took its place."""

    NONE_GIVEN = "none_given"
    UNKNOWN = "unknown"
    NOT_CLOSED = "not_closed"
    REPLACED = "replaced"
    COUNTED = "counted"


@dataclass(frozen=True)
class ProofTold:
    """That one ballot is among those that were counted: leaf number index (from 0) of size, by the hashes of path, in hex.

    leaf_of: the text whose hash the leaf is. entry: the number of the entry of the board's ledger that holds root.
    """

    name: str
    choice: Choice
    leaf_of: str
    index: int
    size: int
    leaf: str
    path: list[str]
    root: str
    entry: int | None
    entry_address: str | None


@dataclass(frozen=True)
class ReceiptPage:
    """What a receipt of a vote proves."""

    board: BoardReference
    question: str | None
    vote_address: str
    receipt: str | None
    answer: ReceiptAnswer
    proof: ProofTold | None
