"""A board's seats and appointments as addresses stand for them: for its clerk, for whoever appoints, and for members."""

from typing import Any

from pyramid.authorization import Allow
from pyramid.httpexceptions import HTTPNotFound

from governance.accounts.models import Role
from governance.accounts.roles import ADMINISTRATOR, name_principal
from governance.boards.appointment_queries import (
    AppointmentFact,
    SeatFact,
    find_appointment,
    find_member,
    find_seat,
)
from governance.boards.resources import BOARD, BoardRecord
from governance.clock import find_day
from governance.security import Permission
from governance.web.locale import _

SEATS_PATH = f"/boards/{BOARD}/seats"
SEAT_PATH = SEATS_PATH + "/{seat:[1-9][0-9]{0,4}}"
APPOINTMENTS_PATH = f"/boards/{BOARD}/appointments"
APPOINTMENT_PATH = APPOINTMENTS_PATH + "/{appointment:[a-z0-9]{10}}"
MEMBER_PATH = f"/boards/{BOARD}/members/{{person:[a-z0-9][a-z0-9-]{{0,79}}}}"

CLERK_ONLY = _("Only this board's clerk, or an administrator of this portal, may enter its seats and appointments.")
AUTHORITY_ONLY = _("Only the authority that appoints to this board may appoint and remove its members here.")
OWN_ONLY = _("Only a member of this board may resign here, and only their own seat.")
GRANTED = (Permission.APPOINTMENT_RECORD, Permission.SEAT_DEFINE)
MEMBERS = (Role.MEMBER, Role.CHAIR, Role.VICE_CHAIR)


class BoardSeats(BoardRecord):
    """The seats of one board and who is appointed to them."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.request = request

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        clerk = name_principal(Role.CLERK, self.board.id)
        authority = name_principal(Role.APPOINTING_AUTHORITY, self.board.id)
        return (
            (Allow, clerk, GRANTED),
            (Allow, ADMINISTRATOR, GRANTED),
            (Allow, authority, Permission.APPOINTMENT_PROPOSE),
        )

    def find_members(self) -> list[str]:
        """The principals of whoever has a member's role on the board."""
        return [name_principal(role, self.board.id) for role in MEMBERS]

    @property
    def refusals(self) -> dict[Permission, Any]:
        """Why not; nothing at all where the board itself is not to be known of."""
        identity = self.request.identity
        is_known = self.board.published or (
            identity is not None and (identity.may_act_as(ADMINISTRATOR) or self.board.id in identity.find_boards())
        )
        reasons = {
            **dict.fromkeys(GRANTED, CLERK_ONLY),
            Permission.APPOINTMENT_PROPOSE: AUTHORITY_ONLY,
            Permission.APPOINTMENT_RESIGN_OWN: OWN_ONLY,
        }
        return reasons if is_known else {}


class OwnSeats(BoardSeats):
    """The seats that whoever asks holds on the board: for its members, each for themselves."""

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        return tuple((Allow, member, Permission.APPOINTMENT_RESIGN_OWN) for member in self.find_members())


class OneSeat(BoardSeats):
    """One seat of the board, by its number."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.seat = self.find_seat(int(request.matchdict["seat"]))

    def find_seat(self, number: int) -> SeatFact:
        today = find_day(self.request.now, self.board.zone)
        seat = find_seat(self.request.db, self.board.id, number, today)
        if seat is None:
            raise HTTPNotFound
        return seat


class OneAppointment(BoardSeats):
    """One appointment to the board that the address names; one to another board is not here."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.appointment = self.find_appointment(request.matchdict["appointment"])

    def find_appointment(self, key: str) -> AppointmentFact:
        found = find_appointment(self.request.db, self.board.id, key)
        if found is None:
            raise HTTPNotFound
        return found

    def __acl__(self) -> tuple[tuple[str, str, Any], ...]:
        """Whoever serves by this appointment, and has a member's role on the board, may resign it."""
        identity = self.request.identity
        is_own = identity is not None and identity.person_id == self.appointment.person_id
        members = self.find_members() if is_own else []
        return (*super().__acl__(), *((Allow, member, Permission.APPOINTMENT_RESIGN_OWN) for member in members))


class OneMember(BoardSeats):
    """Somebody who serves, served or will serve on the board. member: their key and name."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.member = self.find_member(request.matchdict["person"])

    def find_member(self, key: str) -> tuple[str, str]:
        member = find_member(self.request.db, self.board.id, key)
        if member is None:
            raise HTTPNotFound
        return member
