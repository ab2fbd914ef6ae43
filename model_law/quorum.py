"""How many members make a quorum, and whether those present are enough."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from model_law.facts import Roster, Seat
from model_law.rules import Profile, Rule


class QuorumUnknown(StrEnum):
    """Why a quorum cannot be told."""

    NO_RULE = "no_rule"
    NOBODY = "nobody"
    NONVOTING_SEATS = "nonvoting_seats"


class Quorum(NamedTuple):
    """How many members make a quorum: ``needed`` of ``total``, or why that cannot be told.

    ``of`` is the word of the rule for who is counted: serving, appointed or authorized.
    """

    needed: int | None
    total: int | None
    of: str | None
    unknown: QuorumUnknown | None = None


class QuorumPresent(NamedTuple):
    """A quorum held against those present. ``reached`` and ``present`` are None where that cannot be told."""

    quorum: Quorum
    present: int | None
    reached: bool | None


class _Reading(NamedTuple):
    """One way to read whom a rule counts: how many there are, how many are needed, who of them is present."""

    total: int
    needed: int
    present: int


def find_rule(profile: Profile, check: str) -> Rule | None:
    """The profile's rule for a check, None where it has none that day."""
    return next((rule for rule in profile.rules if rule.provision.check == check), None)


def _quorum_of(total: int, rule: str, fraction_rounds: str) -> int:
    if rule == "majority":
        return total // 2 + 1
    return (-(-total // 2) if fraction_rounds == "up" else total // 2) + 1


def _counted(seats: Collection[Seat], rule: Rule, *, voting_only: bool) -> list[Seat]:
    """The seats that a rule counts: those held, or all; never an alternate's."""
    return [
        seat
        for seat in seats
        if not seat.alternate
        and (rule.values["of"] == "authorized" or seat.holder is not None)
        and (seat.voting or not voting_only)
    ]


def _readings(rule: Rule, roster: Roster, present: Collection[str]) -> list[_Reading]:
    """Every way to read the rule: one where it says whose seats count, else with seats without a vote and without."""
    members = rule.values["members"]
    found = []
    for voting_only in {"voting": (True,), "all": (False,)}.get(members, (False, True)):
        seats = _counted(roster.seats, rule, voting_only=voting_only)
        there = sum(1 for seat in seats if seat.holder is not None and seat.holder.person in present)
        needed = _quorum_of(len(seats), rule.values["rule"], rule.values["fraction_rounds"])
        found.append(_Reading(len(seats), needed, there))
    return found


def _quorum(readings: list[_Reading], of: str) -> Quorum:
    if not readings[0].total:
        return Quorum(None, 0, of, QuorumUnknown.NOBODY)
    if len({reading.needed for reading in readings}) > 1:
        return Quorum(None, None, of, QuorumUnknown.NONVOTING_SEATS)
    return Quorum(readings[0].needed, readings[0].total, of)


def find_quorum(profile: Profile, roster: Roster) -> Quorum:
    """How many members make a quorum under the profile's own rule, which says of whom it is more than half.

    It cannot be told where the profile has no such rule, where nobody is counted, and where seats without a
    vote would make it another number and the rule does not say whether they count.
    """
    rule = find_rule(profile, "quorum")
    if rule is None:
        return Quorum(None, None, None, QuorumUnknown.NO_RULE)
    return _quorum(_readings(rule, roster, ()), rule.values["of"])


def count_quorum(rule: Rule, roster: Roster, present: Collection[str]) -> QuorumPresent:
    """Whether the persons present make a quorum of a roster under a ``quorum`` rule.

    Somebody present who holds no counted seat that day counts for nothing. Where the rule does not say whether
    seats without a vote count, the answer stands only if it is the same either way.
    """
    readings = _readings(rule, roster, present)
    quorum = _quorum(readings, rule.values["of"])
    if quorum.unknown is QuorumUnknown.NOBODY:
        return QuorumPresent(quorum, 0, None)
    there = {reading.present for reading in readings}
    reached = {reading.present >= reading.needed for reading in readings}
    return QuorumPresent(quorum, there.pop() if len(there) == 1 else None, reached.pop() if len(reached) == 1 else None)


def counted_members(rule: Rule, roster: Roster) -> frozenset[str]:
    """The persons whose presence counts toward a quorum; where the rule is silent, those who have a vote."""
    seats = _counted(roster.seats, rule, voting_only=rule.values["members"] != "all")
    return frozenset(seat.holder.person for seat in seats if seat.holder is not None)
