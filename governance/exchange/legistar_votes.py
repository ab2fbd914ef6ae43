"""Motions, votes, ballots and attendance, from what stands beside the names at an agenda item."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from governance.exchange.intake import (
    AttendanceIntake,
    BallotIntake,
    Intake,
    LeftOut,
    MotionIntake,
    Unknown,
    VoteIntake,
)
from governance.exchange.legistar_fields import is_vacant
from governance.exchange.legistar_gathering import name_person
from governance.exchange.legistar_records import Item, Voice
from governance.exchange.values import Reading, is_attendance, is_ballot_only, read_ballot, read_outcome, read_presence
from governance.meetings.models import Presence
from governance.votes.models import Choice, Outcome
from governance.votes.tally import Threshold

Voices = Mapping[str, list[Voice]]


class Act(NamedTuple):
    """What happened at an agenda item. item None: the source holds its votes or roll calls only."""

    number: str
    item: Item | None
    meeting: str | None
    taken_on: date | None
    position: int
    votes: Voices
    roll_calls: Voices
    has_row: bool = True


class Rule(NamedTuple):
    """The threshold that votes are held to, and who said so."""

    threshold: Threshold
    declared_by: str


def sort_out(votes: Voices, roll_calls: Voices, passed: bool) -> tuple[Voices, Voices, int]:
    """Which voices are ballots and which attendance, whatever the clerk called them; and how many repeat others.

    Some clerks keep a vote as a roll call (values aye and no), some a roll call as a vote (values present and absent).
    """
    repeated = 0
    if any(is_ballot_only(voice.word) for voices in roll_calls.values() for voice in voices):
        if votes:
            repeated, roll_calls = len(roll_calls), {}
        else:
            votes, roll_calls = roll_calls, {}
    all_votes = [voice for voices in votes.values() for voice in voices]
    if votes and not passed and all(is_attendance(voice.word) and voice.result not in (1, 2) for voice in all_votes):
        if roll_calls:
            repeated += len(votes)
        else:
            roll_calls = votes
        votes = {}
    return votes, roll_calls, repeated


def state_act(act: Act, rule: Rule) -> Iterator[Intake]:
    """The attendance, motion, vote and ballots of one agenda item."""
    item = act.item
    passed = item is not None and (item.passed_name is not None or item.passed_flag is not None)
    votes, roll_calls, repeated = sort_out(act.votes, act.roll_calls, passed)
    for _ in range(repeated):
        yield LeftOut("lines of roll calls that repeat a vote")
    row = f"item/{act.number}"
    yield from state_attendance(act, row, roll_calls)
    # A flag 0 without a word and without ballots says only that nothing was put to a vote.
    is_vote = bool(votes) or (item is not None and (item.passed_name is not None or bool(item.passed_flag)))
    mover = name_mover(item.mover, item.mover_name) if item else None
    if not is_vote and not (item and (item.mover or item.mover_name) and mover != ""):
        return
    yield make_motion(act, row)
    if not is_vote:
        return
    words = item.passed_name if item else None
    outcome = read_recorded(item) if item else None
    if words and outcome is None:
        yield Unknown("outcome", words)
    threshold = rule.threshold
    yield VoteIntake(
        f"{row}/vote", f"{row}/motion", act.taken_on, outcome, words, item.tally if item else None, threshold.basis,
        threshold.numerator, threshold.denominator, threshold.strict, rule.declared_by, stated=item is not None,
    )  # fmt: skip
    yield from state_ballots(row, votes)


def name_mover(number: str | None, name: str | None) -> str | None:
    """The person who moved; "" where the source names an empty seat."""
    if name and is_vacant(name):
        return ""
    return name_person(number, None) if number else None


def make_motion(act: Act, row: str) -> MotionIntake:
    item = act.item
    place = row if act.has_row else None
    if item is None:
        return MotionIntake(f"{row}/motion", act.meeting, "", place, position=act.position, stated=False)
    text = item.action_text or item.action or item.title or item.matter_name or ""
    mover, seconder = name_mover(item.mover, item.mover_name), name_mover(item.seconder, item.seconder_name)
    return MotionIntake(
        f"{row}/motion", act.meeting, text, place, mover or None, None if mover == "" else item.mover_name,
        seconder or None, None if seconder == "" else item.seconder_name, act.position,
    )  # fmt: skip


def read_recorded(item: Item) -> Outcome | None:
    """The outcome that the source records: by its words, or else by its flag."""
    if item.passed_name is not None:
        return read_outcome(item.passed_name)
    if item.passed_flag is None:
        return None
    return {1: Outcome.CARRIED, 0: Outcome.LOST}.get(item.passed_flag)


def state_ballots(row: str, votes: Voices) -> Iterator[Intake]:
    for person, voices in votes.items():
        readings = [read_ballot(voice.word, voice.result) for voice in voices]
        yield from report_unknown("vote", readings)
        reading = join_readings(readings, Choice.UNKNOWN, Choice.EXCUSED)
        if reading.meaning is None:
            yield LeftOut("lines of roll calls and votes that name nobody")
            continue
        yield BallotIntake(
            f"{row}/ballot/{person}", f"{row}/vote", person, reading.meaning, reading.recorded, voices[0].sort
        )


def state_attendance(act: Act, row: str, roll_calls: Voices) -> Iterator[Intake]:
    for person, voices in roll_calls.items():
        readings = [read_presence(voice.word) for voice in voices]
        yield from report_unknown("attendance", readings)
        reading = join_readings(readings, Presence.UNKNOWN, Presence.EXCUSED)
        if reading.meaning is None:
            yield LeftOut("lines of roll calls and votes that name nobody")
            continue
        yield AttendanceIntake(
            f"{row}/attendance/{person}", act.meeting, person, reading.meaning, reading.recorded, row, reading.mode,
            position=voices[0].sort,
        )  # fmt: skip


def report_unknown(kind: str, readings: list[Reading]) -> Iterator[Unknown]:
    for reading in readings:
        if reading.unknown:
            yield Unknown(kind, reading.recorded or "(nothing)")


def join_readings(readings: list[Reading], unknown: Any, excused: Any) -> Reading:
    """What a person's lines say together. Two that contradict each other leave it unknown, which of them holds.

    Where one of them is excused, nothing of the others is kept: it could tell why.
    """
    meanings = {(reading.meaning, reading.mode) for reading in readings if reading.meaning is not None}
    if len(meanings) <= 1:
        return next((reading for reading in readings if reading.meaning is not None), readings[0])
    if any(meaning == excused for meaning, _ in meanings):
        return Reading(excused, None)
    return Reading(unknown, " / ".join(reading.recorded or "" for reading in readings))
