"""The worked examples that ride in an act's file, turned into rosters and judged."""

from collections.abc import Mapping
from typing import Any

from model_law.facts import Member, Roster, Seat, Term
from model_law.findings import Finding
from model_law.profiles import judge_rule, settle
from model_law.provisions import Act, Provision, Vector
from model_law.tables import ActError

_MEMBER_KEYS = frozenset({"interest", "organization", "chair", "staff", "law_enforcement", "sector_income", "area"})
_SEAT_KEYS = frozenset({"voting", "alternate", "holdover", "ex_officio"})
_OTHER_KEYS = frozenset({"count", "vacant", "categories", "start", "end"})


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


def judge_vector(act: Act, provision: Provision, vector: Vector) -> Finding:
    """Judge a worked example by its own provision, under the settings that it names."""
    profile = settle(act, vector.on, vector.settings)
    rule = next(rule for rule in profile.rules if rule.provision == provision)
    return judge_rule(profile, vector_roster(vector), rule)
