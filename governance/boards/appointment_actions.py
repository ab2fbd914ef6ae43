"""Who sits on a board: appointing, swearing in, ending a service, and correcting what was entered wrongly.

Each act runs in the caller's transaction and writes one entry on the board's ledger. It raises CompositionRefused before
anything is changed. A row of a membership is never changed: a new one takes its place, under the same key.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.accounts.actions import Actor
from governance.boards.appointment_models import ActKind, CompositionAct, Door
from governance.boards.appointment_rows import (
    FROM_HERE,
    ONE_DAY,
    Ending,
    check_dates,
    copy_row,
    find_authority,
    make_room,
    refuse_reason,
    refuse_role,
    reopen_before,
    set_ending,
    supersede,
    write_successor,
)
from governance.boards.composition_acts import (
    CompositionRefusal,
    CompositionRefused,
    Document,
    Stage,
    Written,
    check_text,
    enact,
)
from governance.boards.members import NewPerson, find_appointment, find_or_add_person, find_seat
from governance.boards.models import EndReason, Membership, Role
from governance.db.keys import make_key
from governance.security.vault import Vault

SAME = object()
"""What a correction leaves as it is."""


def appoint(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    seat: int,
    person: str | NewPerson,
    started_on: date,
    term_ends_on: date | None = None,
    holds_over: bool = False,
    remainder_of: date | None = None,
    appointed_on: date | None = None,
    sworn_on: date | None = None,
    selected_by: str | None = None,
    role: Role = Role.MEMBER,
    ending: Ending | None = None,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Give somebody a seat: a vacant one, or that of a member who holds over, whose service ends the day before.

    seat: its number; person: the key of somebody on the record, or somebody new. started_on and term_ends_on are the
    first and the last day of the term; holds_over: the member serves on after it until a successor takes the seat.
    remainder_of: the last day of the predecessor's term, where this is what is left of it. ending: how a service that
    is recorded after its end came to it. asking: see composition_acts. Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        stage.refuse_backdating(started_on, "started_on")
        refuse_role(role)
        appointed = appointed_on or (stage.today if door is Door.PROPOSED else None)
        place = find_seat(stage, seat, started_on)
        selected = check_text(selected_by, "selected_by")
        if selected is None and door is Door.PROPOSED:
            selected = find_authority(stage, place, started_on)
        who, is_new = find_or_add_person(stage, person)
        row = Membership(
            key=make_key(), board_id=stage.board.id, person_id=who.id, seat_id=place.id, role=role, voting=None,
            started_on=started_on, ended_on=None if holds_over else term_ends_on, term_ends_on=term_ends_on,
            holds_over=holds_over, remainder=remainder_of is not None, remainder_of=remainder_of,
            appointed_on=appointed, sworn_on=sworn_on, selected_by=selected, removed_by=None, end_reason=None,
            entered_at=stage.now,
        )  # fmt: skip
        if ending is not None:
            if door is not Door.RECORDED:
                raise CompositionRefused(CompositionRefusal.ONLY_RECORDED, "ending")
            set_ending(row, ending)
        check_dates(stage, row)
        closed = make_room(stage, row)
        stage.session.add(row)
        stage.session.flush()
        rows = [*([who] if is_new else []), *closed, row]
        return Written(ActKind.APPOINTED, started_on, rows, row, place, who)

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def swear_in(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    appointment: str,
    sworn_on: date,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Enter the day on which a member took the oath, not before being appointed. Raises CompositionRefused."""

    def write(stage: Stage) -> Written:
        stage.refuse_yet_to_come(sworn_on, "sworn_on")
        old = find_appointment(stage, appointment)
        if old.sworn_on == sworn_on:
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES, "sworn_on")
        new = supersede(stage, old, sworn_on=sworn_on)
        check_dates(stage, new)
        return write_successor(stage, ActKind.SWORN, sworn_on, old, new, refusable=False)

    door = Door.RECORDED if document else Door.PROPOSED
    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def end_service(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    appointment: str,
    ended_on: date,
    reason: EndReason,
    removed_by: str | None = None,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """End a service after its last day, ended_on.

    Only a removal is done here by others, and the law may forbid it; a member may resign here. All else happens
    elsewhere and is recorded. removed_by: the authority that removes. Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        old = find_appointment(stage, appointment)
        refuse_reason(stage, old, reason)
        stage.refuse_backdating(ended_on, "ended_on")
        if reason is EndReason.DIED:
            stage.refuse_yet_to_come(ended_on, "ended_on")
        if old.end_reason is not None:
            raise CompositionRefused(CompositionRefusal.ALREADY_ENDED, "appointment")
        if old.ended_on is not None and ended_on > old.ended_on:
            raise CompositionRefused(CompositionRefusal.AFTER_TERM, "ended_on")
        new = supersede(stage, old)
        set_ending(new, Ending(ended_on, reason, removed_by))
        check_dates(stage, new)
        first = ended_on if ended_on == date.max else ended_on + ONE_DAY
        return write_successor(
            stage, ActKind.ENDED, first, old, new, refusable=reason is EndReason.REMOVED
        )  # fmt: skip

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def change_role(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    door: Door,
    appointment: str,
    role: Role,
    started_on: date,
    document: Document | None = None,
    asking: bool = False,
) -> CompositionAct:
    """Let a member serve in another role, as the chair say, from a day within the same term on.

    Raises CompositionRefused.
    """

    def write(stage: Stage) -> Written:
        stage.refuse_backdating(started_on, "started_on")
        refuse_role(role)
        old = find_appointment(stage, appointment)
        if old.role is role:
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES, "role")
        if old.end_reason is not None:
            raise CompositionRefused(CompositionRefusal.ALREADY_ENDED, "appointment")
        if old.started_on is not None and started_on <= old.started_on:
            raise CompositionRefused(CompositionRefusal.DATES_OUT_OF_ORDER, "started_on")
        if old.ended_on is not None and started_on > old.ended_on:
            raise CompositionRefused(CompositionRefusal.AFTER_TERM, "started_on")
        former = supersede(stage, old, ended_on=started_on - ONE_DAY, end_reason=EndReason.OTHER)
        new = copy_row(stage, old, key=make_key(), role=role, started_on=started_on, sworn_on=None, **FROM_HERE)
        written = write_successor(stage, ActKind.APPOINTED, started_on, old, former)
        stage.session.add(new)
        stage.session.flush()
        return Written(ActKind.APPOINTED, started_on, [*written.rows, new], new, written.seat, written.person)

    return enact(session, vault, now, actor, board_id, door, document, write, asking)


def correct_appointment(
    session: Session,
    vault: Vault,
    now: datetime,
    actor: Actor,
    board_id: int,
    *,
    appointment: str,
    document: Document,
    started_on: Any = SAME,
    ended_on: Any = SAME,
    end_reason: Any = SAME,
    removed_by: Any = SAME,
    term_ends_on: Any = SAME,
    holds_over: Any = SAME,
    remainder_of: Any = SAME,
    appointed_on: Any = SAME,
    sworn_on: Any = SAME,
    selected_by: Any = SAME,
    role: Any = SAME,
    strikes: bool = False,
    asking: bool = False,
) -> CompositionAct:
    """Put right what was entered wrongly of an appointment; what is not given stays as it is.

    strikes: there never was such an appointment; nothing takes its place. Raises CompositionRefused.
    """
    given = {
        "started_on": started_on, "ended_on": ended_on, "end_reason": end_reason, "removed_by": removed_by,
        "term_ends_on": term_ends_on, "holds_over": holds_over, "remainder_of": remainder_of,
        "appointed_on": appointed_on, "sworn_on": sworn_on, "selected_by": selected_by, "role": role,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not SAME}

    def write(stage: Stage) -> Written:
        old = find_appointment(stage, appointment)
        if strikes:
            old.superseded_at = stage.now
            stage.session.flush()
            rows = [old, *reopen_before(stage, old)]
            return Written(ActKind.CORRECTED, old.started_on or stage.today, rows, old, None, None, refusable=False)
        if "role" in changes:
            refuse_role(changes["role"])
        for name in ("selected_by", "removed_by"):
            if name in changes:
                changes[name] = check_text(changes[name], name)
        if all(getattr(old, name) == value for name, value in changes.items()):
            raise CompositionRefused(CompositionRefusal.NOTHING_CHANGES)
        new = supersede(stage, old, **changes)
        if "remainder_of" in changes:
            new.remainder = new.remainder_of is not None
        moves_end = changes.keys() & {"term_ends_on", "holds_over", "ended_on"} and changes.get("ended_on") is None
        if moves_end and new.end_reason is None:
            new.ended_on = None if new.holds_over else new.term_ends_on
        if new.end_reason is not None and new.ended_on is None:
            raise CompositionRefused(CompositionRefusal.DATES_OUT_OF_ORDER, "ended_on")
        if new.end_reason is EndReason.REMOVED and new.removed_by is None:
            raise CompositionRefused(CompositionRefusal.REMOVER_MISSING, "removed_by")
        check_dates(stage, new)
        reopened = reopen_before(stage, old) if new.started_on != old.started_on else []
        closed = make_room(stage, new, old)
        first = min((day for day in (old.started_on, new.started_on) if day is not None), default=stage.today)
        written = write_successor(stage, ActKind.CORRECTED, first, old, new, refusable=False)
        return replace(written, rows=list(dict.fromkeys((*reopened, *closed, *written.rows))))

    return enact(session, vault, now, actor, board_id, Door.RECORDED, document, write, asking)
