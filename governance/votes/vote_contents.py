"""What the public is told of a vote that was taken here: what it came to, and whether it was lawful, question by question."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from governance.boards.appointment_models import Door
from governance.meetings.live_contents import CompositionThen, QuorumTold
from governance.meetings.models import AttendanceMode
from governance.votes.floor_models import Stage
from governance.votes.models import ThresholdBasis
from model_law.conflicts import ConflictClass
from model_law.findings import Verdict
from model_law.vote_judgement import Question, Result


@dataclass(frozen=True)
class CitationTold:
    """Where a rule stands, and what the portal's own rule is modelled on."""

    title: str
    address: str
    place: str
    follows: str


@dataclass(frozen=True)
class RuleOfVote:
    """One rule as the vote was judged by it. text holds the sum in words; empty where the sum is not public."""

    rule: str
    check: str
    title: str
    verdict: Verdict
    binds: bool
    text: str | None
    how_known: str
    citation: CitationTold


@dataclass(frozen=True)
class AnswerOfVote:
    """The answer to one question, with the rules that give it. asked_by: the id of a rule that asks it, where none gives it.

    verdict is empty where the board's law keeps it from the public.
    """

    question: Question
    title: str
    verdict: Verdict | None
    text: str | None
    rules: list[RuleOfVote]
    asked_by: str | None


@dataclass(frozen=True)
class ThresholdTold:
    """What carries: a share of a basis, or more than it where strict. rule is empty where no adopted rule says so; declared_by
    then says whose word it is.
    """

    numerator: int
    denominator: int
    strict: bool
    basis: ThresholdBasis
    rule: str | None
    declared_by: str | None


@dataclass(frozen=True)
class CountTold:
    """The ballots that count, and how many members there were; a number is empty where nobody recorded it."""

    ayes: int
    nays: int
    abstained: int
    recused: int
    silent: int
    present: int | None
    serving: int | None
    authorized: int | None


@dataclass(frozen=True)
class PersonNamed:
    key: str
    name: str
    address: str


@dataclass(frozen=True)
class MemberOfVote:
    """Somebody who served then, how they were there (empty: they were not), and whether they had a vote."""

    person: PersonNamed
    present: AttendanceMode | None
    voting: bool | None
    alternate: bool | None


class Recusal(StrEnum):
    """What came of a conflict: the member stepped aside, the adopted rule recused them, they did not, nobody answered."""

    STEPPED_ASIDE = "stepped_aside"
    BY_THE_RULE = "by_the_rule"
    DID_NOT = "did_not"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True)
class ConflictOfVote:
    """A conflict that was declared, by its public class. No more is asked, and no more is kept."""

    person: PersonNamed
    conflict: ConflictClass
    word: str
    recusal: Recusal


@dataclass(frozen=True)
class BallotRefused:
    """Somebody whose ballot does not count, and why. What it said is told nowhere."""

    person: PersonNamed
    reason: str


@dataclass(frozen=True)
class CompositionTold:
    """How the board was composed when the vote was taken, as far as its law lets the public know.

    share is empty where no law asks for one, and where it is kept from the public, which share_kept says.
    voids: a breach voids a vote, as the instrument says in the words of void_words; otherwise it only marks one. rule: the
    id of the provision that says which.
    """

    told: CompositionThen
    share: RuleOfVote | None
    share_kept: bool
    share_present: RuleOfVote | None
    rule: str | None
    voids: bool
    void_words: str
    part_of_quorum: bool


@dataclass(frozen=True)
class BallotChanged:
    """What stood beside a name before a correction, and what stands there since; empty: no ballot."""

    person: PersonNamed
    before: str | None
    after: str | None


@dataclass(frozen=True)
class StageTold:
    """The facts as they were frozen at the opening, at the close, and at each correction; the last of them stands.

    sha256 and root stand on the board's ledger, in the entry that address leads to. reason and changes: of a correction.
    """

    stage: Stage
    at: datetime
    entered_at: datetime
    result: Result | None
    result_word: str | None
    sentence: str | None
    reason: str | None
    changes: list[BallotChanged]
    sha256: str
    root: str | None
    entry: int | None
    entry_address: str | None


@dataclass(frozen=True)
class DocumentOfVote:
    """The paper by which a vote that was taken elsewhere was entered here."""

    title: str
    dated_on: date | None
    address: str | None


@dataclass(frozen=True)
class HeldVoteTold:
    """A vote that was taken here, or recorded here with its document. Everything is as it was frozen.

    is_open: it has not been closed; then what it needs stands here, and nothing of how anybody has voted; answers are those
    that its opening gave. carries: what
    was said before the vote. result is what it came to, with the sum in sentence. unknown: questions without an answer;
    withheld: those whose answer the board's law keeps from the public.
    """

    is_open: bool
    running_tally: bool
    door: Door
    document: DocumentOfVote | None
    opened_at: datetime
    closed_at: datetime | None
    question: str
    effect: str | None
    chair: PersonNamed | None
    matter: str
    award: bool | None
    instruments: list[str]
    borrowed: bool
    carries: str | None
    threshold: ThresholdTold
    result: Result | None
    result_word: str | None
    sentence: str | None
    count: CountTold | None
    answers: list[AnswerOfVote]
    unknown: list[Question]
    withheld: list[Question]
    quorum_at_opening: QuorumTold | None
    quorum: QuorumTold | None
    presence_recorded: bool
    members: list[MemberOfVote]
    conflicts: list[ConflictOfVote]
    recused_count_toward_quorum: bool
    recused_count_among_present: bool
    refused: list[BallotRefused]
    composition: CompositionTold
    stages: list[StageTold]
