"""What happens in a meeting, told as far as it is public: nothing of a closed session while it lasts, nothing of a note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.boards.law_models import LawKind
from governance.boards.law_queries import find_profile
from governance.boards.queries import make_person_address
from governance.clock import find_day
from governance.db.facts import Rows
from governance.db.prepared import prepared
from governance.meetings.live_contents import (
    CertificateTold,
    ClosedNow,
    CompositionThen,
    EventTold,
    ItemTold,
    MemberThen,
    PersonHere,
    QuorumTold,
    RuleThen,
    SessionTold,
)
from governance.meetings.models import AgendaItem, AttendanceMode, ItemKind
from governance.meetings.queries import MeetingDetail
from governance.meetings.session_facts import (
    EventFact,
    House,
    QuorumNow,
    find_events,
    follow_facts,
    gather_house,
    put_in_order,
)
from governance.meetings.session_models import ItemStep, ItemStepKind, OffAgenda, SessionCertificate
from governance.meetings.session_steps import LEADS_TO, ItemState
from model_law.attendance import Attendance, Moment, State
from model_law.findings import Verdict
from model_law.provisions import load_act
from model_law.publicity import shows_office
from model_law.wording import word_message


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with the last of its steps, and why it is here although it was on no agenda."""

    id: int
    key: str
    number: str
    title: str
    kind: ItemKind
    ground: str | None
    state: ItemState
    since: datetime | None
    exception: str | None
    found: str | None


@prepared
def read_items(meeting_id: int) -> Rows:
    """Each item once for each of its steps that stand, in their order."""
    item = AgendaItem
    return (
        select(
            item.id, item.key, item.number, item.position, item.title, item.kind, item.closed_ground, ItemStep.what,
            ItemStep.at, OffAgenda.exception, OffAgenda.found,
        )
        .outerjoin(ItemStep, (ItemStep.agenda_item_id == item.id) & ItemStep.superseded_at.is_(None))
        .outerjoin(OffAgenda, OffAgenda.agenda_item_id == item.id)
        .where(item.meeting_id == meeting_id, item.taken_off_at.is_(None))
        .order_by(item.position, item.id, ItemStep.at, ItemStep.id)
    )  # fmt: skip


def find_item_rows(session: Session, meeting_id: int) -> list[ItemRow]:
    found: dict[int, ItemRow] = {}
    for number, key, printed, position, title, kind, ground, what, at, exception, why in read_items(
        session, meeting_id
    ):
        state = LEADS_TO[ItemStepKind(what)] if what is not None else ItemState.WAITING
        found[number] = ItemRow(
            number, key, printed or f"{position}.", title, kind, ground, state, at, exception, why
        )  # fmt: skip
    return list(found.values())


def tell_session(session: Session, meeting: MeetingDetail, board_id: int) -> SessionTold | None:
    """A meeting's session for the public; None where it was not called to order here. In six queries."""
    facts = find_events(session, meeting.id)
    moments = follow_facts(facts)
    if moments.state is State.NOT_BEGUN:
        return None
    items = find_item_rows(session, meeting.id)
    house = gather_house(session, board_id, find_day(meeting.starts_at, meeting.zone))
    return make_session(facts, moments, items, house)


def make_session(
    facts: Sequence[EventFact], moments: Attendance, items: Sequence[ItemRow], house: House
) -> SessionTold:
    called_at = next((moment.at for moment in moments.moments if moment.state is not State.NOT_BEGUN), None)
    over = moments.state is State.ADJOURNED
    closed = next(
        (item for item in items if item.kind is ItemKind.CLOSED_SESSION and item.state is ItemState.UP), None
    )  # fmt: skip
    if closed is not None and closed.since is not None and not over:
        return SessionTold(
            moments.state, ClosedNow(closed.ground, closed.since), None, None, None, None, [], [], [], 0, []
        )  # fmt: skip
    last = moments.moments[-1]
    names = house.sitting.names
    here = {} if over else last.present
    return SessionTold(
        state=moments.state,
        closed=None,
        called_at=called_at,
        adjourned_at=last.at if over else None,
        since=find_state_since(moments),
        quorum=None if over else tell_quorum(moments, house),
        present=[
            PersonHere(names[person], make_person_address(person), AttendanceMode(mode), find_since(moments, person))
            for person, mode in sorted(here.items(), key=lambda entry: names[entry[0]].casefold())
        ],
        away=[] if over else [names[person] for person in house.sitting.serving if person not in here],
        items=[
            ItemTold(item.key, item.number, item.title, item.kind, item.state, item.since, item.exception, item.found)
            for item in items
            if item.state is not ItemState.WAITING or item.exception
        ],
        to_come=sum(1 for item in items if item.state is ItemState.WAITING and not item.exception),
        happened=[tell_event(fact, names) for fact in put_in_order(facts)],
    )


def tell_event(fact: EventFact, names: Mapping[str, str]) -> EventTold:
    here = len(fact.answered) if fact.answered is not None else None
    return EventTold(
        fact.at, fact.what, names.get(fact.person) if fact.person else None, fact.mode, here, fact.is_late
    )  # fmt: skip


def find_state_since(moments: Attendance) -> datetime:
    """From when on the meeting stands as it does."""
    return find_start(moments, lambda moment: moment.state is moments.state)


def find_since(moments: Attendance, person: str) -> datetime:
    return find_start(moments, lambda moment: person in moment.present)


def find_start(moments: Attendance, holds: Any) -> datetime:
    """The first of the last moments in a row of which something holds."""
    start = moments.moments[-1]
    for moment in reversed(moments.moments):
        if not holds(moment):
            break
        start = moment
    return start.at


def tell_quorum(moments: Attendance, house: House) -> QuorumTold:
    now = house.count(moments.moments[-1].present)

    def is_alike(moment: Moment) -> bool:
        return house.count(moment.present).reached is now.reached

    return make_quorum(now, find_start(moments, is_alike))


def make_quorum(quorum: QuorumNow, since: datetime | None) -> QuorumTold:
    return QuorumTold(
        quorum.needed, quorum.total, quorum.counted_of, quorum.present, quorum.reached, quorum.unknown, quorum.binds,
        quorum.rule, since,
    )  # fmt: skip


@prepared
def read_certificate(meeting_id: int) -> Rows:
    kept = SessionCertificate
    return select(kept.at, kept.content, kept.digest, kept.entered_at).where(kept.meeting_id == meeting_id)


def tell_certificate(
    session: Session, meeting_id: int, board_id: int, today: date, language: str
) -> CertificateTold | None:
    """The certificate as it was frozen. What the law of today, or that of the day as known now, keeps from the public is
    left out.
    """
    row = read_certificate(session, meeting_id).one_or_none()
    if row is None:
        return None
    at, content, digest, entered_at = row
    on = date.fromisoformat(content["on"])
    told = CompositionThen(content["composition"]["told"])
    if told is CompositionThen.OFFICE and not lets_office_be_public(session, board_id, {on, today}):
        told = CompositionThen.WITHHELD
    rules = [] if told is CompositionThen.WITHHELD else tell_rules(content, language)
    shares = {rule.check: rule for rule in rules if rule.check in ("share", "share_present")}
    members = content["members"]
    return CertificateTold(
        at=at,
        on=on,
        entered_at=entered_at,
        instruments=[law["instrument"] for law in content["laws"]],
        borrowed=any(law["borrowed"] for law in content["laws"] if law["kind"] == LawKind.COMPOSITION),
        authorized=content["seats"]["seats"],
        serving=content["seats"]["serving"],
        vacant=content["seats"]["vacant"],
        quorum=make_quorum(QuorumNow(**content["quorum"]), None),
        present=sum(1 for member in members if member["present"] is not None),
        members=[
            MemberThen(
                member["name"], make_person_address(member["person"]), member["voting"], member["alternate"],
                AttendanceMode(member["present"]) if member["present"] else None,
            )
            for member in members
        ],
        composition=told,
        share=shares.get("share"),
        share_present=shares.get("share_present"),
        rules=[rule for rule in rules if rule.check not in shares],
        not_public=list(content["composition"]["not_public"]),
        sha256=digest,
    )  # fmt: skip


def lets_office_be_public(session: Session, board_id: int, days: set[date]) -> bool:
    found = [find_profile(session, board_id, day) for day in sorted(days)]
    return all(law is None or shows_office(law[1]) for law in found)


def tell_rules(content: Mapping[str, Any], language: str) -> list[RuleThen]:
    """The rules of a certificate in words, by the act that it names."""
    law = (
        next(law for law in content["laws"] if law["kind"] == LawKind.COMPOSITION)
        if content["composition"]["rules"]
        else None
    )
    if law is None:
        return []
    titles = {provision.id: provision.title for provision in load_act(law["act"]).provisions}
    return [
        RuleThen(
            rule["rule"], rule["check"], getattr(titles[rule["rule"]], language) if rule["rule"] in titles else "",
            Verdict(rule["verdict"]), rule["enforced"] and not law["borrowed"],
            word_message(rule["message"], restore(rule["arguments"]), language), rule["numerator"], rule["denominator"],
        )
        for rule in content["composition"]["rules"]
    ]  # fmt: skip


def restore(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a message as the law gave them: a share was written as 51/100."""
    return {
        name: Fraction(value)
        if name == "p" and isinstance(value, str)
        else tuple(value)
        if isinstance(value, list)
        else value
        for name, value in arguments.items()
    }
