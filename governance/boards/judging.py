"""What an act on a board's composition does to every rule of its law: before and after, on its first day and later ones.

The act is judged by the record as it reads once the act is written, so that what is judged is what everybody will read.
Only a law that binds the board refuses anything; one that is merely held against it as a measure never does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_history, gather_laws
from governance.boards.law_models import Adoption as AdoptionRow
from governance.boards.law_models import LawKind
from governance.boards.models import Board
from governance.security.vault import Vault
from model_law.findings import Finding, Verdict, as_data
from model_law.history import ONE_DAY, History, HistoryError, Service
from model_law.preview import Pair, Preview, compare
from model_law.profiles import answers_from_roster, judge_rule
from model_law.rules import Profile
from model_law.timeline import Adoption, find_changes, find_laws, roster_on

REFUSE = "refuse"
SHARES = frozenset({"share", "share_both"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """The laws of a board, and from which days on those that do not bind it are in force."""

    laws: tuple[Adoption, ...]
    borrowed_from: frozenset[date]

    def find_law(self, day: date) -> Adoption | None:
        """The law in force on a day, binding or borrowed."""
        begun = [law for law in self.laws if (law.in_force_from or date.min) <= day]
        return max(begun, key=lambda law: law.in_force_from or date.min, default=None)

    def binds(self, day: date) -> bool:
        """Whether an instrument binds the board to the law of a day."""
        law = self.find_law(day)
        return law is not None and law.in_force_from not in self.borrowed_from


class Worsening(NamedTuple):
    """A later day on which a rule fails because of an act, or fails by more; finding is what it is then."""

    day: date
    finding: Finding


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """What an act does to the law's rules.

    on: its first day. binds: whether an instrument binds the board to that day's law. preview: that day's rules before
    and after; None where no law was in force, or where the record contradicts itself: then problem says how. later:
    for each rule the first later day known to the record on which it is newly or worse breached, by terms that end
    among the rest. contested: the rules that the act itself breaks; refusing: those of them that forbid it.
    """

    on: date
    binds: bool
    preview: Preview | None = None
    later: tuple[Worsening, ...] = ()
    contested: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    problem: str = ""

    def as_data(self) -> dict[str, Any]:
        """All of it as plain data, for the row of the act."""
        pairs = self.preview.pairs if self.preview else ()
        return {
            "on": self.on.isoformat(),
            "binds": self.binds,
            "rules": [
                {"before": as_data(before), "after": as_data(after)}
                for before, after in pairs
                if answers_from_roster(after.ruled_by)
            ],
            "quorum": [quorum._asdict() for quorum in (self.preview.quorum_before, self.preview.quorum_after)]
            if self.preview
            else [],
            "later": [{"day": day.isoformat(), "finding": as_data(finding)} for day, finding in self.later],
            "refusing": list(self.refusing),
            "problem": self.problem,
        }


def gather_bounds(session: Session, board: Board) -> Bounds:
    """The laws of a board and which of them only serve as a measure."""
    rows = session.execute(
        select(AdoptionRow.board_id, AdoptionRow.started_on, AdoptionRow.borrowed).where(
            AdoptionRow.board_id.in_([board.id, board.parent_id or board.id]),
            AdoptionRow.kind == LawKind.COMPOSITION,
            AdoptionRow.confirmed_at.is_not(None),
            AdoptionRow.superseded_at.is_(None),
            ~AdoptionRow.strikes,
        )
    ).all()
    own_from = min((started_on for board_id, started_on, _ in rows if board_id == board.id), default=date.max)
    borrowed = {
        started_on
        for board_id, started_on, borrowed in rows
        if borrowed and (board_id == board.id or started_on < own_from)
    }
    return Bounds(gather_laws(session, board.id), frozenset(borrowed))


def read_history(session: Session, vault: Vault, board_id: int) -> History | HistoryError:
    """The board's history, or how it contradicts itself: what other systems say need not fit together."""
    try:
        return gather_history(session, vault, board_id)
    except HistoryError as problem:
        return problem


def judge_change(
    before: History | HistoryError, after: History | HistoryError, bounds: Bounds, on: date
) -> JudgedChange:  # fmt: skip
    """Judge the record with an act against the record without it, from the act's first day on.

    A rule is broken by the act where it is breached with it, and without it is not, or by less, on the act's first day
    or on a later one from which something else already decided takes effect. That a term will end decides nothing: who
    appoints can fill the seat until then.
    """
    judged = JudgedChange(on, bounds.binds(on))
    if isinstance(after, HistoryError):
        return replace(judged, problem=str(after))
    if isinstance(before, HistoryError):
        return replace(judged, problem=str(before))
    profiles = find_laws(bounds.laws)
    profile = find_profile(profiles, on)
    if not profiles:
        return judged
    broken: dict[str, Finding] = {}
    lasting = presume_filled(before, on), presume_filled(after, on)
    days = [day for day in find_changes(lasting[0], bounds.laws, on, date.max) if bounds.binds(day)]
    for _, finding in find_worsenings(*lasting, profiles, days):
        broken.setdefault(finding.rule, finding)
    known = {day for history in (before, after) for day in find_changes(history, bounds.laws, on, date.max)}
    later: dict[str, Worsening] = {}
    for day, finding in find_worsenings(before, after, profiles, sorted(known - {on})):
        later.setdefault(finding.rule, Worsening(day, finding))
    return replace(
        judged,
        preview=None if profile is None else compare(profile, roster_on(before, on), roster_on(after, on)),
        later=tuple(later.values()),
        contested=tuple(sorted(broken)),
        refusing=tuple(
            sorted(rule for rule, finding in broken.items() if finding.ruled_by.provision.consequence == REFUSE)
        ),
    )


def find_profile(profiles: Sequence[tuple[date, Profile]], day: date) -> Profile | None:
    """The law of a day, of laws in order."""
    return next((profile for first, profile in reversed(profiles) if first <= day), None)


def find_worsenings(
    before: History, after: History, profiles: Sequence[tuple[date, Profile]], days: Iterable[date]
) -> Iterator[tuple[date, Finding]]:
    """The enforced rules that are breached with an act and otherwise not, or by less, day after day."""
    for day in days:
        profile = find_profile(profiles, day)
        if profile is None:
            continue
        rosters = roster_on(before, day), roster_on(after, day)
        for rule in profile.rules:
            if not rule.enforced or not answers_from_roster(rule):
                continue
            pair = Pair(*(judge_rule(profile, roster, rule) for roster in rosters))
            if is_worse(pair):
                yield day, pair.after


def is_worse(pair: Pair) -> bool:
    """Whether an enforced rule is breached after a change that was not, or was by less."""
    before, after = pair
    if after.verdict is not Verdict.BREACHED:
        return False
    if before.verdict is not Verdict.BREACHED:
        return True
    if before.margin is None or after.margin is None or before.margin != after.margin:
        return (after.margin or 0) < (before.margin or 0)
    # One more member who does not count can lower a share without asking for one more who does.
    return after.ruled_by.provision.check in SHARES and find_share(after) < find_share(before)


def find_share(finding: Finding) -> Fraction:
    return Fraction(finding.numerator or 0, finding.denominator or 1)


def presume_filled(history: History, since: date) -> History:
    """The history as if whoever's term only runs out, from a day on, stayed until somebody already appointed follows."""
    followed: dict[Service, date] = {}
    last_in_seat: dict[str, Service] = {}
    last_of_person: dict[str, Service] = {}
    for stay in history.index.by_start:
        service = stay.service
        for known, key in ((last_in_seat, service.seat), (last_of_person, service.person)):
            if key in known:
                followed.setdefault(known[key], stay.first)
            known[key] = service
    return replace(
        history, services=tuple(extend(service, followed.get(service), since) for service in history.services)
    )


def extend(service: Service, followed: date | None, since: date) -> Service:
    """A service that lasts until it is followed, unless its days are over or its end is decided."""
    if service.ended is not None or service.end is None or service.end < since:
        return service
    return replace(service, end=None if followed is None else max(service.end, followed - ONE_DAY))
