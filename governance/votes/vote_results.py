"""What a vote comes to, worked out of its ballots and the law and written where everybody reads it. Nothing of it is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.models import Board, Person
from governance.clock import find_day
from governance.db.model import Model
from governance.meetings.models import Attendance, Meeting, Presence
from governance.votes.floor_acts import VoteRefusal, VoteRefused, find_people
from governance.votes.floor_models import HeldVote, MotionVersion, Stage, VoteFacts
from governance.votes.models import Ballot, Choice, Motion, ThresholdBasis, Vote
from governance.votes.motion_rows import load_floor, save_floor
from governance.votes.receipts import make_root
from governance.votes.vote_facts import Gathered, find_items_decided
from governance.votes.vote_freezing import describe_ground, describe_judgement, freeze
from model_law import motions as law
from model_law import thresholds, votes
from model_law.motions import Kind
from model_law.rules import Rule
from model_law.thresholds import Base, Threshold
from model_law.vote_judgement import Judgement, Result, judge_vote
from model_law.votes import is_untouched_default, present_at, voting_seats

BROUGHT_BACK = (Kind.TAKE_UP, Kind.RECONSIDER, Kind.RESCIND)


@dataclass(frozen=True, slots=True)
class Said:
    """One ballot with the receipt that was given for it; "" where none was."""

    ballot: votes.Ballot
    receipt: str


def judge(gathered: Gathered) -> Judgement:
    """Judge a vote. Raises VoteRefused where the record contradicts itself, so that nobody can say who votes."""
    if gathered.electorate.judged.history is None:
        raise VoteRefused(VoteRefusal.CONTRADICTION)
    return judge_vote(gathered.profiles, gathered.facts)


def find_receipts(judgement: Judgement, said: Sequence[Said]) -> dict[str, str]:
    """The receipts of the ballots that count, by person."""
    refused = {one.ballot for one in judgement.case.accounted.refused}
    counted = judgement.case.accounted.counted
    found: dict[str, str] = {}
    for one in sorted(said, key=lambda one: one.ballot.at):
        person = one.ballot.person
        if one.ballot not in refused and counted.get(person) is one.ballot.choice:
            found[person] = one.receipt
    return {person: receipt for person, receipt in found.items() if receipt}


def describe_result(judgement: Judgement, said: Sequence[Said], vote: str) -> dict[str, Any]:
    receipts = find_receipts(judgement, said)
    content = describe_judgement(judgement)
    root = make_root(vote, content["ballots"], receipts)
    return {**content, "receipts": receipts, "root": root.hex()}


def settle(held: HeldVote, judgement: Judgement, root: str) -> None:
    """Set what a vote came to; the numbers are those that a share may be of."""
    count = judgement.case.count
    held.result, held.root = judgement.result, root
    held.present, held.serving, held.authorized = count.present, count.serving, count.authorized


def finish(
    session: Session, now: datetime, actor: Actor, board: Board, meeting: Meeting, held: HeldVote, motion: Motion,
    version: MotionVersion, gathered: Gathered, said: Sequence[Said], *, decides: bool = True,
) -> tuple[VoteFacts, list[Model]]:  # fmt: skip
    """Close a vote by its facts: the frozen facts, and all other rows that were made or changed, this one's own included.

    held may be new. The motion is decided only where the vote carried or lost; otherwise no action was taken by it.
    decides: False where the motion was never before a meeting that is held here.
    """
    judgement = judge(gathered)
    closed_at = gathered.facts.closed_at or held.opened_at
    vote = make_vote(now, board, held, gathered, judgement, closed_at)
    session.add(vote)
    session.flush()
    items = find_items_decided(session, meeting, version)
    content = {
        "stage": Stage.CLOSE.value,
        **describe_ground(session, now, board, held, version, gathered, closed_at, items),
        **describe_result(judgement, said, held.key),
    }
    held.closed_at, held.closed_by, held.vote_id = closed_at, actor.account_id, vote.id
    settle(held, judgement, content["root"])
    session.add(held)
    session.flush()
    facts = freeze(now, held, Stage.CLOSE, closed_at, content)
    session.add(facts)
    ballots = write_ballots(session, now, meeting, vote, judgement)
    return facts, [
        held,
        facts,
        vote,
        *ballots,
        *decide(session, now, actor, board, meeting, motion, version, judgement),
    ]


def make_vote(
    now: datetime, board: Board, held: HeldVote, gathered: Gathered, judgement: Judgement, closed_at: datetime
) -> Vote:
    threshold = judgement.threshold
    return Vote(
        motion_id=held.motion_id, key=held.key, taken_on=find_day(closed_at, board.zone),
        threshold_basis=ThresholdBasis(threshold.base), threshold_numerator=threshold.share.numerator,
        threshold_denominator=threshold.share.denominator, threshold_strict=threshold.more_than,
        threshold_declared_by=name_source(gathered, judgement.threshold_rule, held), entered_at=now,
    )  # fmt: skip


def name_source(gathered: Gathered, rule: Rule | None, held: HeldVote) -> str | None:
    """Which instrument says what carries, and by which of its rules; None where nobody said it.

    A default of the portal's own that the instrument neither adopts nor sets is nobody's word.
    """
    if rule is not None and is_untouched_default(rule):
        return None
    for found in (gathered.law.composition, gathered.law.open_meetings):
        if rule is not None and found is not None and any(one.provision is rule.provision for one in found[1].rules):
            return f"{found[0].title}, {rule.provision.id}"
    return held.document_title if held.declared_share is not None else None


def read_declared(held: HeldVote) -> Threshold | None:
    """The threshold that somebody declared for a vote."""
    if held.declared_share is None or held.declared_base is None or held.declared_more_than is None:
        return None
    return make_threshold(held.declared_share, held.declared_more_than, held.declared_base)


def make_threshold(share: str, more_than: bool, base: str) -> Threshold:
    """A threshold as somebody wrote it: a share such as 2/3. Raises VoteRefused for one that no vote can be held to."""
    try:
        return Threshold(Fraction(share), more_than, Base(base))
    except thresholds.ThresholdError as problem:
        raise VoteRefused(VoteRefusal.THRESHOLD_UNUSABLE, "threshold", reason=problem.reason) from None
    except (ValueError, ZeroDivisionError):
        raise VoteRefused(VoteRefusal.THRESHOLD_UNUSABLE, "threshold") from None


def decide(
    session: Session, now: datetime, actor: Actor, board: Board, meeting: Meeting, motion: Motion,
    version: MotionVersion, judgement: Judgement,
) -> list[Model]:  # fmt: skip
    """Do with the motion what its vote means; the rows that were made or changed."""
    if judgement.result not in (Result.CARRIED, Result.LOST):
        return []
    about = session.get(Motion, version.about_id) if version.about_id is not None else None
    named = about.key if about is not None and version.kind in BROUGHT_BACK else motion.key
    loaded = load_floor(session, board, meeting, named)
    carried = judgement.result is Result.CARRIED
    after = law.decide_motion(loaded.floor, motion.key, carried=carried)
    rows = save_floor(session, now, actor, meeting, loaded, after, version.agenda_item_id)
    if carried and version.kind is Kind.AMEND and version.effect is not None:
        for row in rows:
            if isinstance(row, MotionVersion) and row.motion_id == version.about_id and row.superseded_at is None:
                row.effect = version.effect
        session.flush()
    return rows


def write_ballots(
    session: Session, now: datetime, meeting: Meeting, vote: Vote, judgement: Judgement
) -> list[Ballot]:  # fmt: skip
    """Bring the public ballots of a vote to what counts; every row that was made or changed, in the order of the seats.

    Of members who were there and said nothing that is told; of others that they were absent, or excused.
    """
    wanted = list_choices(session, meeting, judgement)
    people = find_people(session, list(wanted))
    standing = {
        row.person_id: row
        for row in session.scalars(select(Ballot).where(Ballot.vote_id == vote.id, Ballot.superseded_at.is_(None)))
    }
    rows: list[Ballot] = []
    places = {people[person]: (place, choice) for place, (person, choice) in enumerate(wanted.items(), 1)}
    for person_id, row in standing.items():
        if places.get(person_id, (0, None))[1] is row.choice:
            del places[person_id]
            continue
        row.superseded_at = now
        rows.append(row)
    session.flush()
    made = [
        Ballot(
            vote_id=vote.id, person_id=person_id, choice=choice, position=place, entered_at=now,
            corrects_id=standing[person_id].id if person_id in standing else None,
        )
        for person_id, (place, choice) in places.items()
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return [*rows, *made]


def list_choices(session: Session, meeting: Meeting, judgement: Judgement) -> dict[str, Choice]:
    """What stands beside each member's name, in the order of the seats."""
    facts, counted = judgement.case.facts, judgement.case.accounted.counted
    present = present_at(facts, facts.closed_at or facts.opened_at)
    seated = [seat.holder.person for seat in voting_seats(facts.electorate) if seat.holder is not None]
    excused = find_excused(session, meeting)
    wanted: dict[str, Choice] = {}
    for person in [*seated, *(person for person in counted if person not in seated)]:
        if person in counted:
            wanted[person] = Choice(counted[person])
        elif present is not None:
            away = Choice.EXCUSED if person in excused else Choice.ABSENT
            wanted[person] = Choice.NOT_VOTING if person in present else away
    return wanted


def find_excused(session: Session, meeting: Meeting) -> Mapping[str, int]:
    rows = session.execute(
        select(Person.key, Person.id)
        .join(Attendance, Attendance.person_id == Person.id)
        .where(
            Attendance.meeting_id == meeting.id, Attendance.presence == Presence.EXCUSED,
            Attendance.superseded_at.is_(None),
        )
    )  # fmt: skip
    return dict(rows.all())
