"""The minutes of a meeting from the plain facts of its record: the same facts always give the same minutes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from governance.meetings.models import ItemKind, MeetingKind
from governance.meetings.session_facts import EventFact, QuorumNow, follow_facts, put_in_order
from governance.meetings.session_models import ItemStepKind
from governance.meetings.session_steps import LEADS_TO
from governance.minutes.contents import (
    AttendanceLine,
    CertificateLine,
    CommentsLine,
    ElectionLine,
    EventLine,
    ItemLine,
    MinutesContent,
    MotionLine,
    QuorumStretch,
)
from model_law.attendance import Attendance, Moment, State


@dataclass(frozen=True, slots=True)
class MeetingFact:
    """The meeting itself, as it was noticed. emergency: its findings by name."""

    board: str
    jurisdiction: str
    title: str
    kind: MeetingKind
    starts_at: datetime
    time_stated: bool
    zone: str
    place: str | None
    join_address: str | None
    join_phone: str | None
    emergency: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepFact:
    """A step of an item, as it stands. late: it was entered after it was done."""

    what: ItemStepKind
    at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class ItemFact:
    """An item with its steps in the order of their times. position: where it stands if nobody took items up."""

    id: int
    key: str
    number: str
    title: str
    kind: ItemKind
    position: int
    steps: tuple[StepFact, ...] = ()
    note: str | None = None
    action: str | None = None
    closed_ground: str | None = None
    exception: str | None = None
    found: str | None = None
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesFacts:
    """All that minutes are made of. motions: by the number of their item, None those of no item; elections likewise.

    count counts the quorum with some people present, by the law of the meeting's day; names: of people by their keys.
    """

    meeting: MeetingFact
    events: Sequence[EventFact]
    names: Mapping[str, str]
    count: Callable[[Iterable[str]], QuorumNow]
    attendance: Sequence[AttendanceLine]
    items: Sequence[ItemFact]
    motions: Mapping[int | None, Sequence[MotionLine]]
    certificate: CertificateLine | None
    elections: Mapping[int, Sequence[ElectionLine]] = field(default_factory=dict)
    comments: CommentsLine | None = None


def assemble(facts: MinutesFacts, opening: str = "", closing: str = "") -> MinutesContent:
    """The minutes, with the clerk's own words before and after what the record says.

    Raises AttendanceError where the events cannot have been so, which no act of the portal lets happen.
    """
    meeting, moments = facts.meeting, follow_facts(facts.events)
    over = moments.state is State.ADJOURNED
    return MinutesContent(
        board=meeting.board,
        jurisdiction=meeting.jurisdiction,
        title=meeting.title,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        time_stated=meeting.time_stated,
        zone=meeting.zone,
        place=meeting.place,
        join_address=meeting.join_address,
        join_phone=meeting.join_phone,
        emergency=dict(meeting.emergency),
        called_at=next((moment.at for moment in moments.moments if moment.state is not State.NOT_BEGUN), None),
        adjourned_at=moments.moments[-1].at if over else None,
        attendance=list(facts.attendance),
        quorum=list_stretches(moments, facts.count),
        events=[tell_event(fact, facts.names) for fact in put_in_order(facts.events)],
        items=[
            tell_item(item, facts.motions.get(item.id, ()), facts.elections.get(item.id, ()))
            for item in put_items_in_order(facts.items)
        ],
        motions=list(facts.motions.get(None, ())),
        certificate=facts.certificate,
        opening=opening,
        closing=closing,
        comments=facts.comments,
    )


def list_stretches(moments: Attendance, count: Callable[[Iterable[str]], QuorumNow]) -> list[QuorumStretch]:
    """The session from the call to order to the adjournment, parted where the quorum came or went. A recess is no part."""
    # Of what happened at one time the last holds.
    ordered: list[Moment | None] = [*{moment.at: moment for moment in moments.moments}.values(), None]
    stretches: list[QuorumStretch] = []
    for moment, following in pairwise(ordered):
        if moment is None or moment.state is not State.IN_SESSION:
            continue
        now, until = count(moment.present), following.at if following is not None else None
        last = stretches[-1] if stretches else None
        if last is not None and last.until == moment.at and last.reached is now.reached:
            present = now.present if last.present is None or now.present is None else min(last.present, now.present)
            stretches[-1] = QuorumStretch(last.since, until, now.reached, present, now.needed, now.total)
        else:
            stretches.append(QuorumStretch(moment.at, until, now.reached, now.present, now.needed, now.total))
    return stretches


def tell_event(fact: EventFact, names: Mapping[str, str]) -> EventLine:
    return EventLine(
        fact.at, fact.what, names.get(fact.person) if fact.person is not None else None, fact.mode,
        len(fact.answered) if fact.answered is not None else None, fact.is_late,
    )  # fmt: skip


def find_taken_up(item: ItemFact) -> datetime | None:
    return next((step.at for step in item.steps if step.what is ItemStepKind.TAKEN_UP), None)


def put_items_in_order(items: Sequence[ItemFact]) -> list[ItemFact]:
    """Items as they were taken up, then those that were not; of several at one time the one listed first."""

    def find_place(item: ItemFact) -> tuple[bool, float, int]:
        taken_up_at = find_taken_up(item)
        return taken_up_at is None, taken_up_at.timestamp() if taken_up_at is not None else 0, item.position

    return sorted(items, key=find_place)


def tell_item(item: ItemFact, motions: Sequence[MotionLine], elections: Sequence[ElectionLine]) -> ItemLine:
    closed = item.kind is ItemKind.CLOSED_SESSION
    last = item.steps[-1] if item.steps else None
    ended = last is not None and last.what in (ItemStepKind.FINISHED, ItemStepKind.POSTPONED)
    return ItemLine(
        key=item.key,
        number=item.number,
        title=item.title,
        kind=item.kind,
        state=LEADS_TO[last.what] if last is not None else None,
        taken_up_at=find_taken_up(item),
        ended_at=last.at if last is not None and ended else None,
        note=None if closed else item.note,
        action=None if closed else item.action,
        closed_ground=item.closed_ground,
        exception=item.exception,
        found=item.found,
        recused=sorted(item.recused),
        motions=list(motions),
        late=any(step.late for step in item.steps),
        elections=list(elections),
    )
