"""Motions before a board: what may be done with one, when, and by whom.

The floor holds every motion that was moved. Each act gives a new floor or raises MotionError; nothing is changed
in place. A motion is decided by a vote: `decide_motion` is told what the vote came to, and does what that means.

Only the motion that is immediately pending can be voted on. An amendment comes before what it amends, and a motion
to refer, postpone or table before both (the order of precedence in Robert's Rules of Order, from memory).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from model_law.quorum import find_rule
from model_law.rules import Profile


class Kind(StrEnum):
    """What a motion asks for. All but ``main`` are about another motion."""

    MAIN = "main"
    AMEND = "amend"
    REFER = "refer"
    POSTPONE = "postpone"
    TABLE = "table"
    TAKE_UP = "take_up"
    RECONSIDER = "reconsider"
    RESCIND = "rescind"


class Status(StrEnum):
    """Where a motion stands."""

    MOVED = "moved"
    PENDING = "pending"
    CARRIED = "carried"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    NOT_SECONDED = "not_seconded"
    TABLED = "tabled"
    POSTPONED = "postponed"
    REFERRED = "referred"
    RESCINDED = "rescinded"


class Objection(StrEnum):
    """Why something cannot be done with a motion."""

    KEY_TAKEN = "key_taken"
    NO_SUCH_MOTION = "no_such_motion"
    NOTHING_SAID = "nothing_said"
    ANOTHER_PENDING = "another_pending"
    NOT_SECONDED = "not_seconded"
    SECONDED_ALREADY = "seconded_already"
    OWN_MOTION = "own_motion"
    CLOSED = "closed"
    AMENDS_AN_AMENDMENT = "amends_an_amendment"
    NOT_AMENDABLE = "not_amendable"
    CHANGES_NOTHING = "changes_nothing"
    DECIDED_FIRST = "decided_first"
    NOT_THE_MOVER = "not_the_mover"
    NOT_LAID_ASIDE = "not_laid_aside"
    NOT_DECIDED = "not_decided"
    NOT_CARRIED = "not_carried"
    NOT_ON_PREVAILING_SIDE = "not_on_prevailing_side"
    SIDES_NOT_KNOWN = "sides_not_known"
    RECONSIDERED_ALREADY = "reconsidered_already"
    NOT_ON_CALENDAR = "not_on_calendar"
    PULLED_ALREADY = "pulled_already"


class MotionError(ValueError):
    """Something that cannot be done with a motion: the motion's key, and why."""

    def __init__(self, key: str, reason: Objection) -> None:
        self.key, self.reason = key, reason
        super().__init__(f"{key}: {reason.value}")


@dataclass(frozen=True, slots=True)
class MotionRules:
    """What the adopted rules ask of motions: a second, and who may ask to reconsider."""

    second_required: bool = True
    by_prevailing_side: bool = True


def read_motion_rules(profile: Profile) -> MotionRules:
    """The rules of a profile; a board whose law says nothing asks for a second and for the prevailing side."""
    second, reconsideration = find_rule(profile, "second"), find_rule(profile, "reconsideration")
    return MotionRules(
        second is None or second.values["required"],
        reconsideration is None or reconsideration.values["asked_by"] == "prevailing_side",
    )


@dataclass(frozen=True, slots=True)
class Motion:
    """One motion. ``about`` is the key of the motion that it would amend, lay aside, take up, reconsider or rescind.

    ``texts`` are its versions, the last of which stands. ``prevailing`` are the members who voted on the side that
    won, None where that is not known; ``votes`` is how often it was decided.
    """

    key: str
    kind: Kind
    mover: str
    texts: tuple[str, ...]
    status: Status
    seconder: str | None = None
    about: str | None = None
    prevailing: frozenset[str] | None = None
    votes: int = 0
    reconsidered: bool = False

    @property
    def text(self) -> str:
        """The text that stands."""
        return self.texts[-1]


@dataclass(frozen=True, slots=True)
class Floor:
    """All motions of a board in the order in which they were moved, and the rules that they are under."""

    rules: MotionRules = field(default_factory=MotionRules)
    motions: tuple[Motion, ...] = ()

    def find(self, key: str) -> Motion:
        """The motion with a key. Raises MotionError where there is none."""
        for motion in self.motions:
            if motion.key == key:
                return motion
        raise MotionError(key, Objection.NO_SUCH_MOTION)

    @property
    def before_the_board(self) -> tuple[Motion, ...]:
        """The motions moved or pending and not yet decided, the first moved first."""
        return tuple(motion for motion in self.motions if motion.status in (Status.MOVED, Status.PENDING))

    @property
    def immediately_pending(self) -> Motion | None:
        """The motion that is voted on next: the last of those before the board."""
        before = self.before_the_board
        return before[-1] if before else None


_RANK = {Kind.MAIN: 0, Kind.TAKE_UP: 0, Kind.RECONSIDER: 0, Kind.RESCIND: 0,
         Kind.AMEND: 1, Kind.REFER: 2, Kind.POSTPONE: 3, Kind.TABLE: 4}  # fmt: skip
_ASIDE = {Kind.REFER: Status.REFERRED, Kind.POSTPONE: Status.POSTPONED, Kind.TABLE: Status.TABLED}


def _with(floor: Floor, *changed: Motion) -> Floor:
    by_key = {motion.key: motion for motion in changed}
    return replace(floor, motions=tuple(by_key.get(motion.key, motion) for motion in floor.motions))


def _lay_aside(floor: Floor, key: str, status: Status) -> Floor:
    """Lay a motion aside with the amendment that is pending to it."""
    together = [
        one for one in floor.before_the_board if one.key == key or (one.about == key and one.kind is Kind.AMEND)
    ]
    return _with(floor, *(replace(one, status=status) for one in together))


def _bring_back(floor: Floor, key: str) -> Floor:
    """Bring a motion back as it was laid aside: its amendment is decided first again."""
    status = floor.find(key).status
    together = [one for one in floor.motions if one.status is status and key in (one.key, one.about)]
    return _with(floor, *(replace(one, status=Status.PENDING) for one in together))


def _check_about(floor: Floor, kind: Kind, about: Motion, mover: str, text: str) -> None:
    """Refuse a motion about another one that is not in a state for it."""
    match kind:
        case Kind.AMEND | Kind.REFER | Kind.POSTPONE | Kind.TABLE:
            if about.status is Status.MOVED:
                raise MotionError(about.key, Objection.NOT_SECONDED)
            if about.status is not Status.PENDING:
                raise MotionError(about.key, Objection.CLOSED)
            if kind is Kind.AMEND and about.kind is Kind.AMEND:
                raise MotionError(about.key, Objection.AMENDS_AN_AMENDMENT)
            if about.kind is not Kind.MAIN:
                raise MotionError(about.key, Objection.NOT_AMENDABLE)
            if kind is Kind.AMEND and text == about.text:
                raise MotionError(about.key, Objection.CHANGES_NOTHING)
        case Kind.TAKE_UP:
            if about.status not in _ASIDE.values():
                raise MotionError(about.key, Objection.NOT_LAID_ASIDE)
        case Kind.RECONSIDER:
            if about.kind is not Kind.MAIN or about.status not in (Status.CARRIED, Status.LOST):
                raise MotionError(about.key, Objection.NOT_DECIDED)
            if about.reconsidered:
                raise MotionError(about.key, Objection.RECONSIDERED_ALREADY)
            if floor.rules.by_prevailing_side and about.prevailing is None:
                raise MotionError(about.key, Objection.SIDES_NOT_KNOWN)
            if floor.rules.by_prevailing_side and about.prevailing is not None and mover not in about.prevailing:
                raise MotionError(about.key, Objection.NOT_ON_PREVAILING_SIDE)
        case Kind.RESCIND:
            if about.kind is not Kind.MAIN or about.status is not Status.CARRIED:
                raise MotionError(about.key, Objection.NOT_CARRIED)


def move(floor: Floor, key: str, mover: str, text: str, kind: Kind = Kind.MAIN, about: str | None = None) -> Floor:
    """Move a motion. Where the rules ask no second it is before the board at once.

    An amendment's ``text`` is the whole text as it would then read. Raises MotionError for a key already taken, an
    empty text, a motion while one of the same rank or a higher is before the board, and one about a motion that is
    not in a state for it: closed, not open, an amendment to an amendment, not laid aside, not decided, or not by
    somebody of the prevailing side.
    """
    if any(motion.key == key for motion in floor.motions):
        raise MotionError(key, Objection.KEY_TAKEN)
    text = text.strip()
    if not text:
        raise MotionError(key, Objection.NOTHING_SAID)
    if kind is not Kind.MAIN:
        _check_about(floor, kind, floor.find(about or ""), mover, text)
    pending = floor.immediately_pending
    if pending is not None and _RANK[kind] <= _RANK[pending.kind]:
        raise MotionError(pending.key, Objection.ANOTHER_PENDING)
    status = Status.MOVED if floor.rules.second_required else Status.PENDING
    motion = Motion(key, kind, mover, (text,), status, about=None if kind is Kind.MAIN else about)
    return replace(floor, motions=(*floor.motions, motion))


def second(floor: Floor, key: str, member: str) -> Floor:
    """Second a motion, which brings it before the board. Raises MotionError for one's own, a second time, and later."""
    motion = floor.find(key)
    if motion.seconder is not None:
        raise MotionError(key, Objection.SECONDED_ALREADY)
    if motion.status not in (Status.MOVED, Status.PENDING):
        raise MotionError(key, Objection.CLOSED)
    if member == motion.mover:
        raise MotionError(key, Objection.OWN_MOTION)
    return _with(floor, replace(motion, seconder=member, status=Status.PENDING))


def withdraw(floor: Floor, key: str, member: str) -> Floor:
    """The mover takes a motion back before it is decided; what was moved about it falls with it.

    Raises MotionError for another member, and for a motion that is decided or laid aside.
    """
    motion = floor.find(key)
    if motion.status not in (Status.MOVED, Status.PENDING):
        raise MotionError(key, Objection.CLOSED)
    if member != motion.mover:
        raise MotionError(key, Objection.NOT_THE_MOVER)
    fallen = [one for one in floor.before_the_board if one.about == key]
    return _with(floor, *(replace(one, status=Status.WITHDRAWN) for one in (motion, *fallen)))


def fall(floor: Floor, key: str) -> Floor:
    """Nobody seconds a motion, and the chair passes over it. Raises MotionError for one that was seconded or needs none."""
    motion = floor.find(key)
    if motion.status is not Status.MOVED:
        raise MotionError(key, Objection.CLOSED if motion.seconder is None else Objection.SECONDED_ALREADY)
    return _with(floor, replace(motion, status=Status.NOT_SECONDED))


def check_vote(floor: Floor, key: str) -> Motion:
    """The motion, where a vote on it may open now.

    Raises MotionError for one that nobody seconded where that is asked, one that is decided or laid aside, and one
    before which another has to be decided.
    """
    motion = floor.find(key)
    if motion.status is Status.MOVED:
        raise MotionError(key, Objection.NOT_SECONDED)
    if motion.status is not Status.PENDING:
        raise MotionError(key, Objection.CLOSED)
    first = floor.immediately_pending
    if first is not None and first.key != key:
        raise MotionError(first.key, Objection.DECIDED_FIRST)
    return motion


def decide_motion(floor: Floor, key: str, *, carried: bool, prevailing: Iterable[str] | None = None) -> Floor:
    """Record what the vote on a motion came to, and do what that means for the motion that it is about.

    ``prevailing`` are the members on the side that won, None where no names were recorded. Raises MotionError as
    ``check_vote`` does.
    """
    motion = check_vote(floor, key)
    decided = replace(
        motion,
        status=Status.CARRIED if carried else Status.LOST,
        prevailing=None if prevailing is None else frozenset(prevailing),
        votes=motion.votes + 1,
    )
    floor = _with(floor, decided)
    if not carried or motion.about is None:
        return floor
    about = floor.find(motion.about)
    match motion.kind:
        case Kind.REFER | Kind.POSTPONE | Kind.TABLE:
            return _lay_aside(floor, about.key, _ASIDE[motion.kind])
        case Kind.TAKE_UP:
            return _bring_back(floor, about.key)
        case Kind.AMEND:
            about = replace(about, texts=(*about.texts, motion.text))
        case Kind.RECONSIDER:
            about = replace(about, status=Status.PENDING, prevailing=None, reconsidered=True)
        case Kind.RESCIND:
            about = replace(about, status=Status.RESCINDED)
    return _with(floor, about)


def taken_up(floor: Floor, key: str) -> Floor:
    """A postponed or referred motion comes back at its time by itself. Raises MotionError for one that was not."""
    motion = floor.find(key)
    if motion.status not in (Status.POSTPONED, Status.REFERRED):
        raise MotionError(key, Objection.NOT_LAID_ASIDE)
    if floor.immediately_pending is not None:
        raise MotionError(floor.immediately_pending.key, Objection.ANOTHER_PENDING)
    return _bring_back(floor, key)


@dataclass(frozen=True, slots=True)
class ConsentCalendar:
    """Items that are decided together by one vote, and those that a member asked to take apart."""

    items: tuple[str, ...]
    pulled: tuple[str, ...] = ()

    @property
    def together(self) -> tuple[str, ...]:
        """The items that the one vote decides."""
        return tuple(item for item in self.items if item not in self.pulled)


def pull(calendar: ConsentCalendar, item: str) -> ConsentCalendar:
    """Take an item out, for debate and a vote of its own; any member may. Raises MotionError for one not on it."""
    if item not in calendar.items:
        raise MotionError(item, Objection.NOT_ON_CALENDAR)
    if item in calendar.pulled:
        raise MotionError(item, Objection.PULLED_ALREADY)
    return replace(calendar, pulled=(*calendar.pulled, item))
