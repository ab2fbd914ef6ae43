"""One vote as plain facts, and which of its ballots count.

The electorate is a roster frozen when the vote opened and another frozen when it closed; presence is followed
from the meeting's events. Whoever gathers these facts decides nothing: a ballot that does not count is in them
too, and is told with its reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from model_law.attendance import Attendance, State
from model_law.conflicts import Declaration, Effect, Recusals, find_effect, find_recusals
from model_law.facts import Roster, Seat
from model_law.findings import Finding, Verdict
from model_law.notice import TIMES
from model_law.quorum import find_rule
from model_law.rules import Profile, Rule
from model_law.thresholds import Choice, Count, Threshold


class Notice(StrEnum):
    """How the matter came before the board, as far as the vote's own page must know.

    ``posted`` is on the posted agenda where it cannot be told whether that was posted in time.
    """

    LISTED = "listed"
    LATE = "late"
    POSTED = "posted"
    EXCEPTION = "exception"
    NOT_LISTED = "not_listed"
    UNKNOWN = "unknown"


class Refusal(StrEnum):
    """Why a ballot does not count."""

    BEFORE_OPENING = "before_opening"
    AFTER_CLOSE = "after_close"
    NOT_A_MEMBER = "not_a_member"
    NOT_IN_OFFICE = "not_in_office"
    NO_VOTE = "no_vote"
    NOT_PRESENT = "not_present"
    NOT_IN_SESSION = "not_in_session"
    RECUSED = "recused"
    CHAIR_HAS_NO_VOTE = "chair_has_no_vote"
    CHAIR_NOT_NEEDED = "chair_not_needed"


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one member said at one moment; of several from one member the last that counts is the one."""

    person: str
    choice: Choice
    at: datetime


@dataclass(frozen=True, slots=True)
class VoteFacts:
    """Everything known of one vote.

    ``opened`` and ``closed`` are the rosters at these moments, ``closed`` and ``closed_at`` None while the vote
    is open. ``attendance`` is None where nobody recorded who was there; ``secret`` where ballots were cast that
    nobody can tell apart. ``matter`` is the word by which a rule knows a matter that needs more. ``threshold``
    is one that somebody declared, used where neither a text nor the board's own instrument sets one. A fact that
    is None is not known.
    """

    opened_at: datetime
    opened: Roster
    closed_at: datetime | None = None
    closed: Roster | None = None
    attendance: Attendance | None = None
    ballots: tuple[Ballot, ...] = ()
    chair: str | None = None
    declarations: tuple[Declaration, ...] = ()
    notice: Notice = Notice.UNKNOWN
    noticed: tuple[Finding, ...] = ()
    matter: str = ""
    award: bool | None = None
    mover: str | None = None
    seconder: str | None = None
    threshold: Threshold | None = None
    secret: bool = False

    def __post_init__(self) -> None:
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise ValueError(f"the vote closes {self.closed_at.isoformat()}, before it opens")

    @property
    def electorate(self) -> Roster:
        """The roster that decides who may vote: the one at the close, while the vote is open the one at its opening."""
        return self.closed or self.opened


def weigh_notice(noticed: Iterable[Finding]) -> Notice:
    """How a matter on the posted agenda was noticed, by what the law found of the notice's time.

    Late by any rule is late. It was in time only where every rule says so, and there is one.
    """
    verdicts = {finding.verdict for finding in noticed if finding.ruled_by.provision.check in TIMES}
    if verdicts & {Verdict.BREACHED, Verdict.WARNED}:
        return Notice.LATE
    return Notice.LISTED if verdicts == {Verdict.MET} else Notice.POSTED


class Refused(NamedTuple):
    """A ballot that does not count, and why."""

    ballot: Ballot
    reason: Refusal


class Accounted(NamedTuple):
    """The ballots that count, one for each member; those that do not; and members whose own earlier ballot was replaced."""

    counted: Mapping[str, Choice]
    refused: tuple[Refused, ...]
    replaced: int


def voting_seats(roster: Roster) -> Iterator[Seat]:
    """The seats with a vote: no alternate's, and none without a vote; vacant ones too."""
    return (seat for seat in roster.seats if seat.voting and not seat.alternate)


def voters(roster: Roster) -> frozenset[str]:
    """The persons who hold a seat with a vote."""
    return frozenset(seat.holder.person for seat in voting_seats(roster) if seat.holder is not None)


def _holders(roster: Roster) -> frozenset[str]:
    return frozenset(seat.holder.person for seat in roster.seats if seat.holder is not None)


def present_at(facts: VoteFacts, moment: datetime) -> frozenset[str] | None:
    """Everybody present at a moment, None where nobody recorded that."""
    return None if facts.attendance is None else frozenset(facts.attendance.at(moment).present)


def moments_of(facts: VoteFacts) -> tuple[tuple[datetime, State, frozenset[str]], ...] | None:
    """How the meeting stood at the opening and at each change up to the close; None where nobody recorded that."""
    if facts.attendance is None:
        return None
    known = facts.attendance.between(facts.opened_at, facts.closed_at or facts.opened_at)
    return tuple((moment.at, moment.state, frozenset(moment.present)) for moment in known)


def refuse_ballot(
    facts: VoteFacts, ballot: Ballot, recused: frozenset[str], chair_votes: str = "always"
) -> Refusal | None:
    """Why a ballot would not count, None where it does: what a portal asks before it takes one.

    ``chair_votes`` is the word of the rule for the chair; one who only breaks ties is heard, and set aside later
    where there is no tie.
    """
    person = ballot.person
    if ballot.at < facts.opened_at:
        return Refusal.BEFORE_OPENING
    if facts.closed_at is not None and ballot.at > facts.closed_at:
        return Refusal.AFTER_CLOSE
    if person not in _holders(facts.electorate):
        return Refusal.NOT_IN_OFFICE if person in _holders(facts.opened) else Refusal.NOT_A_MEMBER
    if person not in voters(facts.electorate):
        return Refusal.NO_VOTE
    if facts.attendance is not None:
        moment = facts.attendance.at(ballot.at)
        if moment.state is not State.IN_SESSION:
            return Refusal.NOT_IN_SESSION
        if person not in moment.present:
            return Refusal.NOT_PRESENT
    if ballot.choice is not Choice.RECUSE and person in recused:
        return Refusal.RECUSED
    if chair_votes == "never" and person == facts.chair and ballot.choice in (Choice.AYE, Choice.NAY):
        return Refusal.CHAIR_HAS_NO_VOTE
    return None


def account(facts: VoteFacts, recused: frozenset[str], chair_votes: str = "always") -> Accounted:
    """Tell the ballots that count from those that do not. Of one member's the last before the close counts.

    Ballots at the same moment stand in the order in which they are given. Whoever is recused and was there is
    counted as recused, with a ballot or without.
    """
    standing: dict[str, Ballot] = {}
    refused: list[Refused] = []
    replaced = 0
    for ballot in sorted(facts.ballots, key=lambda one: one.at):
        reason = refuse_ballot(facts, ballot, recused, chair_votes)
        if reason is not None:
            refused.append(Refused(ballot, reason))
            continue
        replaced += ballot.person in standing
        standing[ballot.person] = ballot
    if chair_votes == "ties_only" and facts.chair in standing:
        chair = standing[facts.chair]
        others = [ballot.choice for person, ballot in standing.items() if person != facts.chair]
        tied = others.count(Choice.AYE) == others.count(Choice.NAY)
        if chair.choice in (Choice.AYE, Choice.NAY) and not tied:
            refused.append(Refused(standing.pop(facts.chair), Refusal.CHAIR_NOT_NEEDED))
    counted = {person: ballot.choice for person, ballot in standing.items()}
    there = present_at(facts, facts.closed_at or facts.opened_at)
    for person in recused & voters(facts.electorate):
        if there is None or person in there:
            counted[person] = Choice.RECUSE
    return Accounted(counted, tuple(refused), replaced)


def consent_ballots(facts: VoteFacts, objectors: frozenset[str], recused: frozenset[str]) -> tuple[Ballot, ...]:
    """The ballots of unanimous consent: each member with a vote who is there says aye by not objecting, by name.

    Raises ValueError where a member who may vote objects, for then the question is put to a vote, and where nobody
    recorded who is there.
    """
    moment = facts.closed_at or facts.opened_at
    there = present_at(facts, moment)
    if there is None:
        raise ValueError("who is present is not recorded, so nobody can be taken to consent")
    may_vote = (there & voters(facts.electorate)) - recused
    if objectors & may_vote:
        raise ValueError(f"{len(objectors & may_vote)} object, so the question is put to a vote")
    return tuple(Ballot(person, Choice.AYE, moment) for person in sorted(may_vote))


def count_votes(facts: VoteFacts, accounted: Accounted, effect: Effect) -> Count:
    """Count the ballots, and whom a threshold may be a share of.

    Present are the voting members there at the close, and those who gave a ballot and left before it. Recused
    members are among those present only where the effect says so; among those serving they always are.
    """
    choices = list(accounted.counted.values())
    recused = choices.count(Choice.RECUSE)
    there = present_at(facts, facts.closed_at or facts.opened_at)
    present = silent = None
    if there is not None:
        members = (there & voters(facts.electorate)) | accounted.counted.keys()
        silent = len(members) - len(choices)
        present = len(members) - (0 if effect.in_base else recused)
    seats = list(voting_seats(facts.electorate))
    return Count(
        ayes=choices.count(Choice.AYE),
        nays=choices.count(Choice.NAY),
        abstained=choices.count(Choice.ABSTAIN),
        recused=recused,
        silent=silent or 0,
        present=present,
        serving=sum(1 for seat in seats if seat.holder is not None),
        authorized=len(seats),
    )


def find_profile_rules(profiles: Iterable[Profile], check: str) -> list[Rule]:
    """The rules for a check, the one that decides first.

    Profiles stand in the order in which they decide, but a default of the portal's own that nobody adopted or
    set gives way to what a text says.
    """
    found = [rule for profile in profiles if (rule := find_rule(profile, check)) is not None]
    return sorted(found, key=is_untouched_default)


def is_untouched_default(rule: Rule) -> bool:
    """Whether a rule is a default of the portal's own that the board neither adopted nor set a value of."""
    return rule.provision.how_known == "own_default" and not rule.adopted and not rule.departures


def find_profile_rule(profiles: Iterable[Profile], check: str) -> Rule | None:
    """The rule for a check that decides, None where no profile has one."""
    return next(iter(find_profile_rules(profiles, check)), None)


def recusals_of(profiles: Iterable[Profile], facts: VoteFacts) -> tuple[Recusals, Effect]:
    """Who is recused under the profiles, and what that does to the count."""
    rule = find_profile_rule(profiles, "recusal")
    return find_recusals(facts.declarations, rule), find_effect(rule)
