"""The certificate of a call to order: what stood at that moment. It is written once and never computed again.

It holds only what the board's law let be public when it was written, so that its hash gives nothing away. What a later
law keeps from the public is left out again where the certificate is shown.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_record
from governance.boards.law_queries import AdoptionFact, find_profile
from governance.boards.models import Board
from governance.clock import find_day
from governance.meetings.absence_queries import find_absences
from governance.meetings.models import Meeting
from governance.meetings.session_facts import House, Sitting, find_session_law, gather_sitting, make_sitting
from governance.meetings.session_models import SessionCertificate
from governance.security.vault import Vault
from model_law.attendance import Mode
from model_law.checks import CHECKS, ROSTER
from model_law.facts import Roster, count_seats
from model_law.findings import as_data
from model_law.history import History, HistoryError
from model_law.profiles import judge
from model_law.publicity import Showing, find_showing, reserves_seats, shows_office
from model_law.rules import Profile
from model_law.timeline import roster_on

KEPT = (
    "rule", "check", "verdict", "numerator", "denominator", "message", "arguments", "enforced", "how_known", "citation",
)  # fmt: skip
"""What is frozen of a finding."""


class Judged(NamedTuple):
    """The board on the day: who sits there, and its history, None where the record contradicts itself."""

    sitting: Sitting
    history: History | None


def gather_judged(session: Session, vault: Vault, board: Board, on: date) -> Judged:
    try:
        record = gather_record(session, vault, board.id, absences=find_absences(session, board.id))
    except HistoryError:
        return Judged(gather_sitting(session, board.id, on), None)
    return Judged(make_sitting(roster_on(record.history, on), record.names), record.history)


def make_certificate(
    session: Session, vault: Vault, now: datetime, board: Board, meeting: Meeting, at: datetime,
    present: Mapping[str, Mode],
) -> SessionCertificate:  # fmt: skip
    """What stood when the meeting was called to order at a moment, by what is known now. The row is not added yet."""
    on = find_day(meeting.starts_at, board.zone)
    judged = gather_judged(session, vault, board, on)
    law = find_session_law(session, board.id, on)
    roster = judged.sitting.roster
    content = {
        "meeting": meeting.key,
        "at": at.isoformat(),
        "on": on.isoformat(),
        "laws": [describe_law(*found) for found in (law.composition, law.open_meetings) if found is not None],
        "seats": count_seats(roster)._asdict(),
        "members": describe_members(judged.sitting, present),
        "quorum": House(judged.sitting, law).count(present).as_data(),
        "composition": describe_composition(
            session, board, judged, law.composition, present, find_day(now, board.zone)
        ),
    }
    return SessionCertificate(
        meeting_id=meeting.id, at=at, content=content, digest=compute_digest(content), entered_at=now
    )  # fmt: skip


def describe_law(adoption: AdoptionFact, profile: Profile) -> dict[str, Any]:
    return {
        "adoption": adoption.key, "act": adoption.act, "kind": adoption.kind.value, "instrument": adoption.title,
        "borrowed": adoption.borrowed,
    }  # fmt: skip


def describe_members(sitting: Sitting, present: Mapping[str, Mode]) -> list[dict[str, Any]]:
    """Everybody who serves, and how they were there. Seats are not told apart: a seat's label could say too much."""
    seats = {seat.holder.person: seat for seat in sitting.roster.seats if seat.holder is not None}
    return [
        {
            "person": person,
            "name": sitting.names[person],
            "voting": seats[person].voting if person in seats else None,
            "alternate": seats[person].alternate if person in seats else None,
            "present": present[person].value if person in present else None,
        }
        for person in sitting.serving
    ]


def describe_composition(
    session: Session, board: Board, judged: Judged, law: tuple[AdoptionFact, Profile] | None,
    present: Mapping[str, Mode], today: date,
) -> dict[str, Any]:  # fmt: skip
    """How each rule on the board's composition was met, for those whose sum may stand beside a day for good.

    A rule of which only today's verdict may be public is named and not told: verdicts of many days would say who counts.
    """
    if law is None:
        return {"told": "no_law", "rules": [], "not_public": []}
    if judged.history is None:
        return {"told": "contradiction", "rules": [], "not_public": []}
    profile = law[1]
    office = is_office_public(session, board, profile, today)
    reserved = reserves_seats(judged.history)
    rules: list[dict[str, Any]] = []
    not_public: list[str] = []
    for finding in judge(profile, with_present(judged.sitting.roster, present)):
        provision = finding.ruled_by.provision
        if CHECKS[provision.check].facts != ROSTER:
            continue
        if find_showing(finding.ruled_by, profile, office=office, reserved=reserved) is not Showing.WHOLE:
            not_public.append(provision.id)
            continue
        rules.append({name: value for name, value in as_data(finding).items() if name in KEPT})
    return {"told": "office" if office else "no_office", "rules": rules, "not_public": not_public}


def with_present(roster: Roster, present: Mapping[str, Mode]) -> Roster:
    return Roster(roster.on, roster.seats, roster.terms, roster.complete, frozenset(present), roster.absences)


def is_office_public(session: Session, board: Board, profile: Profile, today: date) -> bool:
    """Whether the law of the meeting's day and that of today both let it be public who represents the community."""
    found = find_profile(session, board.id, today)
    return shows_office(profile) and (found is None or shows_office(found[1]))


def compute_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a certificate, written in one way only."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
