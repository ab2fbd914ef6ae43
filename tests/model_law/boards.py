"""Small boards for the tests of the law, built from numbers."""

from datetime import date
from typing import Any

from model_law.facts import Member, Roster, Seat
from model_law.findings import Finding
from model_law.profiles import judge_rule, settle
from model_law.provisions import load_act

DAY = date(2026, 3, 1)


def seats(count: int, categories: str = "", *, vacant: bool = False, **facts: Any) -> list[Seat]:
    """Alike seats: `categories` are separated by spaces, other facts belong to the seat or to its holder."""
    of_seat = {key: facts.pop(key) for key in list(facts) if key in Seat.__slots__}
    if vacant:
        return [Seat("", **of_seat) for _ in range(count)]
    member = {"categories": frozenset(categories.split()), **facts}
    return [Seat("", Member(f"{id(of_seat)}-{number}", **member), **of_seat) for number in range(count)]


def board(community: int, others: int, vacant: int = 0, *more: Seat, **facts: Any) -> Roster:
    """A board of community representatives, other members and vacant seats, numbered through."""
    rows = [
        *seats(community, "homelessness", **facts),
        *seats(others, **facts),
        *seats(vacant, vacant=True),
        *more,
    ]
    return roster(*rows)


def roster(*rows: Seat, **facts: Any) -> Roster:
    return Roster(facts.pop("on", DAY), rows, **facts)


def judge_one(
    rule_id: str,
    of: Roster,
    *,
    act: str = "model-act",
    on: date = DAY,
    adopted: frozenset[str] = frozenset(),
    **settings: Any,
) -> Finding:
    """Judge one rule; settings are written COMP_01__p="60/100"."""
    local = {key.replace("__", ".").replace("_", "-", 1): value for key, value in settings.items()}
    profile = settle(load_act(act), on, local, adopted)
    rule = next(rule for rule in profile.rules if rule.provision.id == rule_id)
    return judge_rule(profile, of, rule)


def remedies(finding: Finding) -> dict[str, dict[str, int]]:
    return {remedy.kind: dict(remedy.arguments) for remedy in finding.remedies}
