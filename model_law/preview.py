"""What a proposed change would do: each rule before and after it, and the quorum before and after.

A change is applied to the roster of a day as if it took effect on that day. Nothing here refuses or allows
one: that is for the room that acts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from model_law.facts import Member, Roster, Seat, Term
from model_law.findings import Finding, Verdict
from model_law.history import ONE_DAY
from model_law.profiles import judge
from model_law.quorum import Quorum, find_quorum
from model_law.rules import Profile


class ChangeError(ValueError):
    """A change that the roster has no place for: an unknown seat, a seat already held. It says what to do."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person takes a seat on the roster's day: a vacant one, or one whose holder holds over or is reappointed.

    ``term`` is the new term, None where only its first day is known.
    """

    seat: str
    member: Member
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """A person no longer serves from the roster's day on: resigned, died, or removed by ``removed_by``."""

    person: str
    removed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Requalification:
    """What is known of a serving person becomes this: categories, declaration, interest, chair and the rest."""

    member: Member


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a seat is reserved for; None for nothing."""

    seat: str
    reserved_for: str | None


@dataclass(frozen=True, slots=True)
class Resizing:
    """Seats that are created, and the labels of seats that are abolished with whoever holds them."""

    created: tuple[Seat, ...] = ()
    abolished: frozenset[str] = frozenset()


Change = Appointment | Departure | Requalification | Reservation | Resizing


class Pair(NamedTuple):
    """One rule's finding before and after a change."""

    before: Finding
    after: Finding

    @property
    def changes(self) -> bool:
        """Whether the verdict becomes another one."""
        return self.before.verdict is not self.after.verdict


@dataclass(frozen=True, slots=True)
class Preview:
    """Every rule before and after a change, in the act's order, and the quorum before and after."""

    pairs: tuple[Pair, ...]
    quorum_before: Quorum
    quorum_after: Quorum

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The rules whose verdict the change turns."""
        return tuple(pair for pair in self.pairs if pair.changes)


class AuthorityView(NamedTuple):
    """What an appointing authority may see of a judgement: the share rule, and one verdict for all categories."""

    majority: Finding | None
    categories: Verdict | None


def _seat(roster: Roster, label: str) -> Seat:
    found = [seat for seat in roster.seats if seat.label == label]
    if not found:
        raise ChangeError(f"there is no seat {label!r} on {roster.on}; name one of the board's seats")
    if len(found) > 1:
        raise ChangeError(f"{len(found)} seats are labelled {label!r}; give each seat its own label")
    return found[0]


def _seat_held_by(roster: Roster, person: str) -> Seat:
    found = [seat for seat in roster.seats if seat.holder is not None and seat.holder.person == person]
    if not found:
        raise ChangeError(f"{person!r} does not serve on {roster.on}; name a serving member")
    if len(found) > 1:
        raise ChangeError(f"{person!r} sits in {len(found)} seats; tell two namesakes apart, or end one service")
    return found[0]


def _with(roster: Roster, old: Seat, new: Seat, terms: tuple[Term, ...] | None = None) -> Roster:
    seats = tuple(new if seat is old else seat for seat in roster.seats)
    return replace(roster, seats=seats, terms=roster.terms if terms is None else terms)


def _end_term(roster: Roster, seat: Seat, removed_by: str | None = None) -> tuple[Term, ...]:
    """The roster's terms where the holder's has ended on the day before; a term nobody recorded is added."""
    if seat.holder is None:
        return roster.terms
    running = seat.term or Term(seat.holder.person, seat.label, selected_by=seat.selected_by)
    ended = replace(running, ended=roster.on - ONE_DAY, removed_by=removed_by)
    if running in roster.terms:
        return tuple(ended if term == running else term for term in roster.terms)
    return (*roster.terms, ended)


def _appoint(roster: Roster, change: Appointment) -> Roster:
    seat = _seat(roster, change.seat)
    person = change.member.person
    if seat.holder is not None and not seat.holdover and seat.holder.person != person:
        raise ChangeError(f"seat {seat.label!r} is held; record that its holder leaves first")
    if any(other is not seat and other.holder and other.holder.person == person for other in roster.seats):
        raise ChangeError(f"{person!r} sits in another seat; end that service first, or tell two namesakes apart")
    term = change.term or Term(person, seat.label, roster.on, selected_by=seat.selected_by)
    taken = replace(seat, holder=change.member, holdover=False, term=term, vacant_since=None)
    return _with(roster, seat, taken, (*_end_term(roster, seat), term))


def _leave(roster: Roster, change: Departure) -> Roster:
    seat = _seat_held_by(roster, change.person)
    vacant = replace(seat, holder=None, holdover=False, term=None, vacant_since=roster.on)
    return _with(roster, seat, vacant, _end_term(roster, seat, change.removed_by))


def _resize(roster: Roster, change: Resizing) -> Roster:
    abolished = [_seat(roster, label) for label in sorted(change.abolished)]
    kept = [seat for seat in roster.seats if seat.label not in change.abolished]
    labels = {seat.label for seat in kept}
    for seat in change.created:
        if seat.label in labels:
            raise ChangeError(f"there already is a seat {seat.label!r}; give the new seat its own label")
        labels.add(seat.label)
    terms = roster.terms
    for seat in abolished:
        terms = _end_term(replace(roster, terms=terms), seat)
    terms += tuple(seat.term for seat in change.created if seat.term is not None)
    return replace(roster, seats=(*kept, *change.created), terms=terms)


def apply_change(roster: Roster, change: Change) -> Roster:
    """The roster as it would stand on its day had the change taken effect on that day.

    Raises ChangeError where the roster has no such seat or member, where a seat is held, and where a person
    would sit in two seats.
    """
    match change:
        case Appointment():
            return _appoint(roster, change)
        case Departure():
            return _leave(roster, change)
        case Requalification():
            seat = _seat_held_by(roster, change.member.person)
            return _with(roster, seat, replace(seat, holder=change.member))
        case Reservation():
            seat = _seat(roster, change.seat)
            return _with(roster, seat, replace(seat, reserved_for=change.reserved_for))
        case Resizing():
            return _resize(roster, change)


def compare(profile: Profile, before: Roster, after: Roster) -> Preview:
    """Judge two rosters under one profile, rule by rule."""
    pairs = zip(judge(profile, before), judge(profile, after), strict=True)
    return Preview(
        tuple(Pair(*pair) for pair in pairs),
        find_quorum(profile, before),
        find_quorum(profile, after),
    )


def preview(profile: Profile, roster: Roster, changes: Iterable[Change]) -> Preview:
    """What changes would do, made one after the other and judged once all are made.

    Raises ChangeError where one cannot be made on the roster that the ones before leave.
    """
    after = roster
    for change in changes:
        after = apply_change(after, change)
    return compare(profile, roster, after)


def joint_verdict(findings: Iterable[Finding]) -> Verdict | None:
    """One verdict for all rules that reserve places by category, the worst of theirs.

    None where fewer than two categories are reserved: one verdict on one category would tell who fits it.
    """
    rules = [finding for finding in findings if finding.ruled_by.provision.check == "category_minimums"]
    reserved: set[str] = set()
    for finding in rules:
        for table in ("counts", "shares"):
            reserved |= {category for category, least in finding.ruled_by.values[table].items() if least > 0}
    if len(reserved) < 2:
        return None
    found = {finding.verdict for finding in rules}
    return next(
        verdict for verdict in (Verdict.BREACHED, Verdict.WARNED, Verdict.CANNOT_TELL, Verdict.MET) if verdict in found
    )


def show_authority(findings: Iterable[Finding]) -> AuthorityView:
    """What an appointing authority may see: the act's share rule (COMP-01), and the joint verdict on categories."""
    known = tuple(findings)
    share = next((finding for finding in known if finding.ruled_by.provision.check == "share"), None)
    return AuthorityView(share, joint_verdict(known))
