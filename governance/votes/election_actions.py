"""Electing an officer: each member names a candidate aloud, a majority elects, and the board votes again until one has it.

A round is recorded by the clerk as it was answered, in session and with a quorum, and counted by the law; nobody is elected
by what somebody types.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.law_actions import lock_board
from governance.boards.models import Board
from governance.clock import find_day
from governance.db.keys import make_key
from governance.db.model import Model
from governance.meetings.models import Meeting
from governance.meetings.session_certificate import compute_digest
from governance.votes.floor_acts import (
    VoteAct,
    VoteRefusal,
    VoteRefused,
    check_key,
    enter_act,
    find_item,
    find_people,
    tidy,
)
from governance.votes.floor_checks import begin, check_members, refuse_out_of_session, refuse_while_voting
from governance.votes.floor_models import Election, ElectionRound
from governance.votes.vote_facts import bind_profiles, gather_law
from model_law.elections import ElectionError, ElectionRules, Round, Unelected, count_round, read_election_rules
from model_law.votes import find_profile_rule


def begin_election(
    session: Session, now: datetime, actor: Actor, board_id: int, meeting_key: str, item_key: str, office: str,
    key: str | None = None,
) -> Election:  # fmt: skip
    """Begin the election of an officer on an item. key: the name that the page gave it, under which it begins once."""
    board, meeting = begin(session, board_id, meeting_key)
    item = find_item(session, meeting, item_key)
    office = tidy(office, "office", line=True)
    if not office:
        raise VoteRefused(VoteRefusal.TEXT_MISSING, "office")
    known = session.scalar(select(Election).where(Election.key == check_key(key))) if key is not None else None
    if known is not None:
        if (known.meeting_id, known.agenda_item_id, known.office) != (meeting.id, item.id, office):
            raise VoteRefused(VoteRefusal.REQUEST_USED, "key")
        return known
    refuse_out_of_session(session, meeting, now)
    election = Election(
        key=key or make_key(), meeting_id=meeting.id, agenda_item_id=item.id, office=office, entered_at=now,
        entered_by=actor.account_id,
    )  # fmt: skip
    session.add(election)
    session.flush()
    said = {"election": election.key, "item": item.key}
    enter_act(session, now, actor, VoteAct.ELECTION_BEGUN, board, meeting, said, [election])
    return election


def take_round(
    session: Session, now: datetime, actor: Actor, board_id: int, election_key: str, number: int,
    named: Mapping[str, str | None], candidates: Sequence[str] = (), drawn: str | None = None,
) -> ElectionRound:  # fmt: skip
    """Record a round: whom each member named, by keys, None for nobody; and count it.

    number: which round it is, so that it is counted once. candidates: who stands in the first round; who stands in a later
    one follows from the one before. drawn: whom the lot fell on, where the round before left it to the lot.
    """
    board = lock_board(session, board_id)
    election, meeting = find_election(session, board, election_key)
    rounds = find_rounds(session, election)
    if number <= len(rounds):
        return accept_round(rounds[number - 1], named, drawn)
    if number != len(rounds) + 1:
        raise VoteRefused(VoteRefusal.NOTHING_CHANGES, "number")
    if election.elected_id is not None:
        raise VoteRefused(VoteRefusal.ALREADY_ELECTED)
    refuse_while_voting(session, meeting)
    present = refuse_out_of_session(session, meeting, now).present
    rules = read_rules(session, board, meeting)
    standing = list(rounds[-1].outcome["standing"]) if rounds else list(candidates)
    lot = bool(rounds) and rounds[-1].outcome["reason"] == Unelected.LOT
    if lot != (drawn is not None) or (lot and named):
        raise VoteRefused(VoteRefusal.NOT_STANDING, "drawn")
    people = find_people(session, [*standing, *named])
    check_members(session, board, now, present, named, "named")
    if lot:
        found = draw(standing, drawn or "")
    else:
        try:
            found = count_round(standing, named, rules)
        except ElectionError as problem:
            raise VoteRefused(VoteRefusal.ELECTION, "named", reason=problem.reason, about=problem.name) from None
    row = make_round(now, actor, election, number, standing, named, found)
    rows: list[Model] = [row]
    if found.elected is not None:
        election.elected_id = people[found.elected]
        rows.append(election)
    session.add(row)
    session.flush()
    said = {"election": election.key, "round": number, "named": found.named, "elected": found.elected is not None,
            "sha256": row.digest}  # fmt: skip
    enter_act(session, now, actor, VoteAct.ROUND_TAKEN, board, meeting, said, rows)
    return row


def draw(standing: Sequence[str], drawn: str) -> Round:
    """The lot that was drawn in public between those who were even."""
    if drawn not in standing:
        raise VoteRefused(VoteRefusal.NOT_STANDING, "drawn", about=drawn)
    return Round(dict.fromkeys(standing, 0), 0, None, drawn, Unelected.LOT, ())


def make_round(
    now: datetime, actor: Actor, election: Election, number: int, candidates: Sequence[str],
    named: Mapping[str, str | None], found: Round,
) -> ElectionRound:  # fmt: skip
    outcome = {
        "tally": dict(found.tally), "named": found.named, "needed": found.needed, "elected": found.elected,
        "reason": found.reason.value if found.reason is not None else None, "standing": list(found.standing),
    }  # fmt: skip
    content = {"election": election.key, "number": number, "candidates": list(candidates), "named": dict(named),
               "outcome": outcome}  # fmt: skip
    return ElectionRound(
        election_id=election.id, number=number, candidates=list(candidates), taken_at=now, named=dict(named),
        outcome=outcome, digest=compute_digest(content), entered_at=now, entered_by=actor.account_id,
    )  # fmt: skip


def accept_round(known: ElectionRound, named: Mapping[str, str | None], drawn: str | None) -> ElectionRound:
    """The round that was counted already, where it is sent again as it was."""
    if dict(known.named) != dict(named) or (drawn is not None and drawn != known.outcome["elected"]):
        raise VoteRefused(VoteRefusal.REQUEST_USED, "number")
    return known


def read_rules(session: Session, board: Board, meeting: Meeting) -> ElectionRules:
    profiles = bind_profiles(gather_law(session, board, find_day(meeting.starts_at, board.zone)))
    profile = next((one for one in profiles if find_profile_rule([one], "elections") is not None), None)
    return read_election_rules(profile) if profile is not None else ElectionRules()


def find_election(session: Session, board: Board, key: str) -> tuple[Election, Meeting]:
    row = session.execute(
        select(Election, Meeting)
        .join(Meeting, Meeting.id == Election.meeting_id)
        .where(Election.key == key, Meeting.board_id == board.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise VoteRefused(VoteRefusal.UNKNOWN_ELECTION)
    return row[0], row[1]


def find_rounds(session: Session, election: Election) -> Sequence[ElectionRound]:
    return session.scalars(
        select(ElectionRound).where(ElectionRound.election_id == election.id).order_by(ElectionRound.number)
    ).all()
