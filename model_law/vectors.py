"""The worked examples that ride in an act's file, turned into rosters, votes or meetings and judged."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from model_law.attendance import Event, Happening, Mode, follow
from model_law.days import DayCalendar
from model_law.facts import DECLARED, NO_INTEREST, Member, Roster, Seat, Term
from model_law.findings import Finding
from model_law.meetings import Channel, Meeting, Posting
from model_law.proceedings import judge_notice
from model_law.profiles import judge_rule, settle
from model_law.provisions import Act, Provision, Vector
from model_law.tables import ActError
from model_law.thresholds import Choice
from model_law.vote_judgement import judge_vote
from model_law.votes import Ballot, VoteFacts

_MEMBER_KEYS = frozenset({"interest", "organization", "chair", "staff", "law_enforcement", "sector_income", "area"})
_SEAT_KEYS = frozenset({"voting", "alternate", "holdover", "ex_officio"})
_OTHER_KEYS = frozenset({"count", "vacant", "categories", "start", "end"})
_VOTE_KEYS = frozenset(
    {
        "serving",
        "vacant",
        "nonvoting",
        "community",
        "present",
        "matter",
        "award",
        "seconded",
        *(c.value for c in Choice),
    }
)
_NOTICE_KEYS = frozenset({"kind", "zone", "starts", "posted", "closed"})


def _seats(group: Mapping[str, Any], first: int) -> list[Seat]:
    if unknown := sorted(set(group) - _MEMBER_KEYS - _SEAT_KEYS - _OTHER_KEYS):
        raise ActError(f"vectors: unknown key {unknown[0]!r}")
    sort = {key: group[key] for key in _SEAT_KEYS & set(group)}
    seats = []
    for number in range(first, first + group.get("count", 1)):
        label = str(number)
        if group.get("vacant"):
            seats.append(Seat(label, vacant_since=group.get("start"), **sort))
            continue
        holder = Member(
            person=f"person {number}",
            categories=frozenset(group.get("categories", ())),
            **{key: group[key] for key in _MEMBER_KEYS & set(group)},
        )
        term = Term(holder.person, label, group.get("start"), group.get("end"))
        seats.append(Seat(label, holder, term=term, **sort))
    return seats


def vector_roster(vector: Vector) -> Roster:
    """Build the roster of a worked example. Raises ActError for a group that holds an unknown key."""
    seats: list[Seat] = []
    for group in vector.seats:
        seats += _seats(group, len(seats) + 1)
    return Roster(vector.on, tuple(seats), terms=tuple(seat.term for seat in seats if seat.term is not None))


def vector_vote(vector: Vector) -> VoteFacts:
    """Build the vote of a worked example: numbered members, the first of them present, voting in the order aye, nay,
    abstain, recuse.

    Raises ActError for an unknown key.
    """
    numbers = vector.vote
    if unknown := sorted(set(numbers) - _VOTE_KEYS):
        raise ActError(f"vectors: unknown key {unknown[0]!r}")
    opened, serving, nonvoting = (
        datetime.combine(vector.on, time(18), UTC),
        numbers["serving"],
        numbers.get("nonvoting", 0),
    )
    people = [str(number) for number in range(serving + nonvoting)]
    seats = [
        Seat(
            person,
            Member(person, frozenset({DECLARED} if number < numbers.get("community", 0) else ()), NO_INTEREST),
            voting=number < serving,
        )
        for number, person in enumerate(people)
    ]
    seats += [Seat(f"vacant {number}") for number in range(numbers.get("vacant", 0))]
    answered = dict.fromkeys(people[: numbers["present"]], Mode.IN_PERSON)
    events = (
        Event(opened, Happening.CALL_TO_ORDER),
        Event(opened, Happening.ROLL_CALL, answered=answered),
    )
    choices = [choice for choice in Choice for _ in range(numbers.get(choice.value, 0))]
    return VoteFacts(
        opened_at=opened,
        opened=Roster(vector.on, tuple(seats)),
        closed_at=opened,
        attendance=follow(events),
        ballots=tuple(Ballot(person, choice, opened) for person, choice in zip(people, choices, strict=False)),
        matter=numbers.get("matter", ""),
        award=numbers.get("award", False),
        mover="0",
        seconder="1" if numbers.get("seconded", True) else None,
    )


def vector_notice(vector: Vector) -> tuple[Meeting, DayCalendar]:
    """Build the meeting of a worked example, noticed in every channel at once, and its calendar of closed days.

    Raises ActError for an unknown key.
    """
    told = vector.notice
    if unknown := sorted(set(told) - _NOTICE_KEYS):
        raise ActError(f"vectors: unknown key {unknown[0]!r}")
    zone = ZoneInfo(told["zone"])
    starts_at, posted_at = (told[key].replace(tzinfo=zone) for key in ("starts", "posted"))
    years = frozenset(range(posted_at.year - 1, starts_at.year + 1))
    postings = tuple(Posting(channel, posted_at) for channel in Channel)
    meeting = Meeting(vector.says, starts_at, told["zone"], told["kind"], postings=postings)
    return meeting, DayCalendar(frozenset(told.get("closed", ())), years)


def judge_vector(act: Act, provision: Provision, vector: Vector) -> Finding:
    """Judge a worked example by its own provision, under the settings that it names."""
    profile = settle(act, vector.on, vector.settings)
    rule = next(rule for rule in profile.rules if rule.provision == provision)
    if vector.vote:
        findings = judge_vote((profile,), vector_vote(vector)).findings
        return next(finding for finding in findings if finding.ruled_by.provision is provision)
    if vector.notice:
        meeting, calendar = vector_notice(vector)
        noticed = judge_notice(profile, meeting, calendar, meeting.starts_at + timedelta(days=1))
        return next(finding for finding in noticed if finding.ruled_by.provision is provision)
    return judge_rule(profile, vector_roster(vector), rule)
