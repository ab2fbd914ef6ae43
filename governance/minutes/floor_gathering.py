"""What a board decided in a meeting, for its minutes: motions, votes with their corrections, elections. In nine queries.

A motion is told as it stood when the meeting ended, also where it came back in a later one, or came from an earlier one;
and a vote in the minutes of the meeting in which it was taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from governance.boards.models import Person
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.models import AgendaItem
from governance.meetings.queries import MeetingDetail
from governance.minutes.contents import (
    BallotLine,
    CandidateLine,
    ChangeLine,
    ElectionLine,
    ErratumLine,
    MotionLine,
    NamedLine,
    RoundLine,
    VoteLine,
    VoteOutcome,
)
from governance.votes.floor_models import (
    Election,
    ElectionRound,
    HeldVote,
    MotionVersion,
    Stage,
    VoteErratum,
    VoteFacts,
)
from governance.votes.models import Ballot, Choice, Motion, Vote
from governance.votes.queries import Mover, Seconder
from governance.votes.results import RULE
from governance.votes.tally import Threshold, recompute

Names = Mapping[str, str]
About = aliased(Motion, name="about")


def select_before(meeting_id: int) -> Any:
    """The motions that were before a meeting, of whichever meeting they are, and those that another system tells of it."""
    stood = select(MotionVersion.motion_id).where(MotionVersion.meeting_id == meeting_id)
    versions = select(MotionVersion.id).where(MotionVersion.motion_id == Motion.id)
    return stood.union(select(Motion.id).where(Motion.meeting_id == meeting_id, ~versions.exists()))


@prepared
def read_motions(meeting_id: int) -> Rows:
    version = MotionVersion
    last = (
        select(func.max(version.number))
        .where(version.motion_id == Motion.id, version.meeting_id == meeting_id)
        .correlate(Motion)
        .scalar_subquery()
    )
    stood, other = aliased(MotionVersion, name="stood"), aliased(MotionVersion, name="other")
    read_then = (
        select(other.text)
        .where(other.motion_id == stood.about_id, other.entered_at <= Motion.entered_at)
        .correlate(stood, Motion)
        .order_by(other.number.desc())
        .limit(1)
    )
    return (
        select(
            Motion.id, func.coalesce(stood.agenda_item_id, Motion.agenda_item_id), Motion.key,
            func.coalesce(stood.text, Motion.text), stood.effect, func.coalesce(Mover.name, Motion.mover_name),
            func.coalesce(Seconder.name, Motion.seconder_name), stood.status, stood.kind,
            func.coalesce(read_then.scalar_subquery(), About.text),
        )
        .outerjoin(Mover, Mover.id == Motion.mover_id)
        .outerjoin(Seconder, Seconder.id == Motion.seconder_id)
        .outerjoin(stood, (stood.motion_id == Motion.id) & (stood.number == last))
        .outerjoin(About, About.id == stood.about_id)
        .where(Motion.id.in_(select_before(meeting_id)))
        .order_by(Motion.position, Motion.id)
    )  # fmt: skip


@prepared
def read_votes(meeting_id: int) -> Rows:
    return (
        select(
            Motion.id, Vote.id, Vote.key, Vote.taken_on, Vote.recorded_outcome, HeldVote.document_title, HeldVote.result,
            HeldVote.present, HeldVote.serving, HeldVote.authorized, *RULE,
        )
        .join(Motion, Motion.id == Vote.motion_id)
        .outerjoin(HeldVote, HeldVote.vote_id == Vote.id)
        .where(
            Motion.id.in_(select_before(meeting_id)),
            func.coalesce(HeldVote.meeting_id, Motion.meeting_id) == meeting_id,
        )
        .order_by(Vote.id)
    )  # fmt: skip


@prepared
def read_ballots(meeting_id: int) -> Rows:
    return (
        select(Ballot.vote_id, Person.name, Ballot.choice)
        .join(Person, Person.id == Ballot.person_id)
        .join(Vote, Vote.id == Ballot.vote_id)
        .where(Vote.motion_id.in_(select_before(meeting_id)), Ballot.superseded_at.is_(None))
        .order_by(Ballot.position, Person.sort_name, Ballot.id)
    )


@prepared
def read_errata(meeting_id: int) -> Rows:
    erratum = VoteErratum
    return (
        select(
            HeldVote.vote_id, erratum.entered_at, erratum.reason, erratum.result_before, erratum.result_after,
            erratum.changes,
        )
        .join(HeldVote, HeldVote.id == erratum.held_vote_id)
        .where(HeldVote.meeting_id == meeting_id)
        .order_by(erratum.id)
    )  # fmt: skip


@prepared
def read_rounds(meeting_id: int) -> Rows:
    """Each election of a meeting once for each of its rounds, one that has none once."""
    one = ElectionRound
    return (
        select(
            Election.agenda_item_id, Election.key, Election.office, Person.key, one.number, one.taken_at,
            one.candidates, one.named, one.outcome,
        )
        .outerjoin(one, one.election_id == Election.id)
        .outerjoin(Person, Person.id == Election.elected_id)
        .where(Election.meeting_id == meeting_id)
        .order_by(Election.id, one.number)
    )  # fmt: skip


@prepared
def read_consented(meeting_id: int) -> Rows:
    """The keys of the items that each motion on a consent calendar decided, as they were frozen with its last vote."""
    version = MotionVersion
    of_calendar = select(version.motion_id).where(version.meeting_id == meeting_id, version.consent.is_(True))
    return (
        select(HeldVote.motion_id, VoteFacts.content)
        .join(VoteFacts, VoteFacts.held_vote_id == HeldVote.id)
        .where(
            HeldVote.meeting_id == meeting_id, HeldVote.motion_id.in_(of_calendar), VoteFacts.stage == Stage.CLOSE
        )
        .order_by(HeldVote.id)
    )  # fmt: skip


@prepared
def read_titles(meeting_id: int, keys: Sequence[str]) -> Rows:
    item = AgendaItem
    return (
        select(item.key, item.title)
        .where(item.meeting_id == meeting_id, item.key.in_(keys))
        .order_by(item.position, item.id)
    )


def find_consented(session: Session, meeting_id: int) -> dict[int, list[str]]:
    """The titles of the items that each motion on a consent calendar decided, in their order."""
    keys = {motion_id: set(content["items"]) for motion_id, content in read_consented(session, meeting_id)}
    titles = read_titles(session, meeting_id, sorted(set().union(*keys.values()))).all() if keys else ()
    return {motion_id: [title for key, title in titles if key in decided] for motion_id, decided in keys.items()}


@prepared
def read_names(keys: Sequence[str]) -> Rows:
    return select(Person.key, Person.name).where(Person.key.in_(keys))


def find_names(session: Session, errata: Iterable[Any], rounds: Iterable[Any]) -> Names:
    """The names of all whom corrections and elections tell of by their keys."""
    keys: set[str] = {key for row in errata for key in row.changes["ballots"]}
    for row in rounds:
        keys |= {row[3], *(row.candidates or ()), *(row.named or ())} - {None}
    return dict(read_names(session, sorted(keys)).all()) if keys else {}


def gather_floor(
    session: Session, meeting: MeetingDetail
) -> tuple[dict[int | None, list[MotionLine]], dict[int, list[ElectionLine]]]:
    """A meeting's motions with their votes and every ballot, and its elections, by agenda item."""
    errata, rounds = read_errata(session, meeting.id).all(), read_rounds(session, meeting.id).all()
    names = find_names(session, errata, rounds)
    corrected: dict[int, list[ErratumLine]] = defaultdict(list)
    for vote_id, *row in errata:
        corrected[vote_id].append(tell_erratum(row, names))
    ballots: dict[int, list[BallotLine]] = defaultdict(list)
    for vote_id, name, choice in read_ballots(session, meeting.id):
        ballots[vote_id].append(BallotLine(name, choice))
    votes: dict[int, list[VoteLine]] = defaultdict(list)
    for motion_id, vote_id, *row in read_votes(session, meeting.id):
        votes[motion_id].append(tell_vote(meeting, row, ballots[vote_id], corrected[vote_id]))
    consented = find_consented(session, meeting.id)
    motions: dict[int | None, list[MotionLine]] = defaultdict(list)
    for motion_id, item_id, key, text, effect, mover, seconder, status, kind, about in read_motions(
        session, meeting.id
    ):
        motions[item_id].append(
            MotionLine(
                key, text, effect, mover, seconder, status.value if status is not None else None, votes[motion_id],
                kind.value if kind is not None else None, about, consented.get(motion_id, []),
            )
        )  # fmt: skip
    return motions, tell_elections(rounds, names)


def tell_vote(
    meeting: MeetingDetail, row: Sequence[Any], ballots: list[BallotLine], errata: list[ErratumLine]
) -> VoteLine:
    """A vote and its sum. What the ballots say goes before what a source says that it was."""
    key, taken_on, recorded, document, result, present, serving, authorized, *rule = row
    found: dict[Choice, int] = defaultdict(int)
    for ballot in ballots:
        found[ballot.choice] += 1
    counted = recompute(found, Threshold(*rule[:4]), present=present, serving=serving, authorized=authorized)
    outcome = result or counted.outcome or recorded
    values = (
        key, taken_on or find_day(meeting.starts_at, meeting.zone),
        VoteOutcome(outcome.value) if outcome is not None else None, counted.ayes, counted.base, *rule,
        {choice: found[choice] for choice in Choice if choice in found}, ballots, document, errata,
    )  # fmt: skip
    return VoteLine(*values)


def read_choice(said: str | None) -> Choice | None:
    return Choice(said) if said is not None else None


def tell_erratum(row: Sequence[Any], names: Names) -> ErratumLine:
    at, reason, before, after, changes = row
    return ErratumLine(
        at, reason, VoteOutcome(before.value), VoteOutcome(after.value), changes["presence"],
        [
            ChangeLine(names[person], read_choice(one["recorded"]), read_choice(one["right"]))
            for person, one in changes["ballots"].items()
        ],
    )  # fmt: skip


def tell_elections(rows: Iterable[Sequence[Any]], names: Names) -> dict[int, list[ElectionLine]]:
    found: dict[int, dict[str, ElectionLine]] = defaultdict(dict)
    for item_id, key, office, elected, number, at, candidates, named, outcome in rows:
        election = found[item_id].setdefault(
            key, ElectionLine(key, office, names[elected] if elected is not None else None, [])
        )
        if number is not None:
            election.rounds.append(
                RoundLine(
                    number, at,
                    [CandidateLine(names[person], outcome["tally"].get(person, 0)) for person in candidates],
                    [NamedLine(names[person], names[whom] if whom is not None else None) for person, whom in named.items()],
                    outcome["needed"], names[outcome["elected"]] if outcome["elected"] is not None else None,
                    outcome["reason"],
                )
            )  # fmt: skip
    return {item_id: list(elections.values()) for item_id, elections in found.items()}
