"""What happens in a meeting: called to order once, attended as told, corrected in the open, and adjourned."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.db import Database
from governance.db.history import FormerState
from governance.ledger.checking import check_record
from governance.ledger.models import LedgerEntry
from governance.meetings.absence_queries import find_absences
from governance.meetings.models import AttendanceMode, Meeting, MeetingStatus, Presence
from governance.meetings.session_actions import Happened
from governance.meetings.session_acts import SessionRefusal, SessionRefused
from governance.meetings.session_certificate import compute_digest
from governance.meetings.session_facts import ActionBar
from governance.meetings.session_models import ItemStepKind, SessionCertificate, SessionEvent
from model_law.attendance import Disorder, Happening, Mode
from tests.support.composition import TODAY
from tests.support.sessions import IN_PERSON, REMOTE, SessionHouse, after


@pytest.fixture
def house(database: Database, tmp_path: Path) -> SessionHouse:
    return SessionHouse(database, tmp_path / "vault")


def find_meeting(house: SessionHouse) -> Meeting:
    meeting: Meeting = house.read(select(Meeting).where(Meeting.key == house.meeting))
    return meeting


def find_certificate(house: SessionHouse) -> SessionCertificate:
    certificate: SessionCertificate = house.read(select(SessionCertificate))
    return certificate


def test_a_call_to_order_freezes_who_was_there_and_how_many_were_needed(house: SessionHouse) -> None:
    entries, version = house.count_entries(), house.find_record_version()
    house.call(2, here=5)
    certificate = find_certificate(house)
    content = certificate.content
    assert certificate.at == after(2)
    assert certificate.digest == compute_digest(content)
    assert content["quorum"] | {"unknown": None} == content["quorum"]
    assert [content["quorum"][name] for name in ("needed", "total", "present", "reached")] == [4, 7, 5, True]
    assert [member["present"] for member in content["members"]].count("in_person") == 5
    assert content["seats"]["serving"] == 7
    assert find_meeting(house).status is MeetingStatus.IN_SESSION
    assert house.read(select(func.count()).where(FormerState.table_name == "meeting")) == 1
    assert (house.count_entries(), house.find_record_version()) == (entries + 1, version + 1)


def test_the_certificate_stays_as_it_was_whatever_is_corrected_later(house: SessionHouse) -> None:
    call = house.call(2, here=5)
    before = find_certificate(house).content
    house.arrive(house.people[5], 3)
    house.correct(call, Happened(Happening.CALL_TO_ORDER, after(1)), 10)
    house.adopt(TODAY - timedelta(days=3), local={"QUOR-01.of": "authorized"})
    assert find_certificate(house).content == before


def test_a_share_that_may_not_be_public_is_in_no_certificate(database: Database, tmp_path: Path) -> None:
    house = SessionHouse(database, tmp_path / "vault", local={"COMP-14.public_status": "verdict"})
    house.call()
    composition = find_certificate(house).content["composition"]
    told = {rule["check"] for rule in composition["rules"]}
    assert composition["told"] == "no_office"
    assert {"COMP-01", "COMP-03"} <= set(composition["not_public"])
    assert not told & {"share", "share_both", "share_present", "category_minimums"}


def test_where_the_office_is_public_the_sum_of_those_present_is_told(database: Database, tmp_path: Path) -> None:
    house = SessionHouse(database, tmp_path / "vault", local={"COMP-14.public_status": "office"})
    house.call(here=5)
    rules = {rule["check"]: rule for rule in find_certificate(house).content["composition"]["rules"]}
    assert (rules["share"]["numerator"], rules["share"]["denominator"]) == (4, 7)
    assert (rules["share_present"]["numerator"], rules["share_present"]["denominator"]) == (4, 5)


def test_a_meeting_is_called_to_order_once(house: SessionHouse) -> None:
    house.call()
    refused = house.expect(house.call, 3)
    assert (refused.refusal, refused.reason) == (SessionRefusal.OUT_OF_ORDER, Disorder.CALLED_TWICE)


def test_the_same_act_under_the_same_name_is_done_once(house: SessionHouse) -> None:
    assert house.call(request="a") == house.call(request="a")
    first = house.arrive(house.people[0], 3, REMOTE, request="b")
    before = house.count_rows()
    assert house.arrive(house.people[0], 3, REMOTE, request="b", entered=4) == first
    assert house.count_rows() == before
    refused = house.expect(house.leave, house.people[0], 4, request="b")
    assert refused.refusal is SessionRefusal.REQUEST_USED


def test_the_quorum_follows_who_comes_and_goes_and_bars_action_where_it_binds(
    database: Database, tmp_path: Path
) -> None:
    house = SessionHouse(database, tmp_path / "vault", adopted=["QUOR-01"])
    assert house.may_act(0).bar is ActionBar.NOT_BEGUN
    house.call(here=4)
    house.leave(house.people[0], 10)
    house.arrive(house.people[0], 20, REMOTE)
    house.happen(Happening.RECESS, 30)
    house.happen(Happening.RESUME, 40)
    house.adjourn(50)
    bars = [house.may_act(minutes).bar for minutes in (0, 9, 10, 19, 20, 30, 40, 50)]
    assert bars == [
        None, None, ActionBar.NO_QUORUM, ActionBar.NO_QUORUM, None, ActionBar.IN_RECESS, None, ActionBar.ADJOURNED,
    ]  # fmt: skip
    assert house.may_act(10).quorum.present == 3
    assert house.may_act(25).present[house.people[0]] is Mode.REMOTE


def test_a_quorum_that_only_warns_bars_nothing(house: SessionHouse) -> None:
    house.call(here=2)
    assert house.may_act(1).allowed
    assert house.may_act(1).quorum.reached is False


def test_a_gathering_without_a_quorum_has_its_attendance(house: SessionHouse) -> None:
    house.call(here=1)
    house.adjourn(5)
    presences = [row.presence for row in house.find_attendance().values()]
    assert (presences.count(Presence.PRESENT), presences.count(Presence.ABSENT)) == (1, 6)


def test_attendance_is_written_when_the_meeting_is_adjourned(house: SessionHouse) -> None:
    late, early, between, gone, away, remote = house.people[:6]
    house.call(here=0)
    house.happen(
        Happening.ROLL_CALL, 2, answered=dict.fromkeys([early, between, gone], IN_PERSON) | {remote: REMOTE}
    )  # fmt: skip
    house.arrive(late, 10)
    house.leave(between, 11)
    house.arrive(between, 12)
    house.leave(early, 20)
    assert house.find_attendance() == {}
    house.excuse(away, 25)
    house.adjourn(60)
    rows = house.find_attendance()
    assert {person: row.presence for person, row in rows.items()} == {
        late: Presence.LATE, early: Presence.LEFT_EARLY, between: Presence.PRESENT, gone: Presence.PRESENT,
        away: Presence.EXCUSED, remote: Presence.PRESENT, house.people[6]: Presence.ABSENT,
    }  # fmt: skip
    assert (rows[late].arrived_at, rows[early].left_at) == (after(10), after(20))
    assert rows[remote].mode is AttendanceMode.REMOTE
    with house.database.reading() as session:
        absences = find_absences(session, house.board)
    assert {(absence.person, absence.excused) for absence in absences or ()} == {(away, True), (house.people[6], False)}


def test_a_late_entry_is_marked_and_changes_what_follows_from_it(house: SessionHouse) -> None:
    house.call(here=3)
    house.adjourn(60)
    assert house.find_attendance()[house.people[3]].presence is Presence.ABSENT
    house.arrive(house.people[3], 15, entered=300)
    assert house.find_attendance()[house.people[3]].presence is Presence.LATE
    event = house.read(select(SessionEvent).order_by(SessionEvent.id.desc()).limit(1))
    assert event.entered_at - event.at == timedelta(minutes=285)


@pytest.mark.parametrize(
    ("minutes", "reason"), [(-5, Disorder.NOT_THERE), (61, Disorder.AFTER_ADJOURNMENT)], ids=["before", "after"]
)
def test_a_late_entry_that_cannot_have_been_is_refused_with_the_reason(
    house: SessionHouse, minutes: int, reason: Disorder
) -> None:
    house.call(here=3)
    house.adjourn(60)
    refused = house.expect(house.leave, house.people[0], minutes, entered=300)
    assert (refused.refusal, refused.reason) == (SessionRefusal.OUT_OF_ORDER, reason)


def test_what_is_yet_to_come_and_what_lies_before_the_day_is_refused(house: SessionHouse) -> None:
    assert house.expect(house.call, 5, entered=4).refusal is SessionRefusal.YET_TO_COME
    assert house.expect(house.call, -24 * 60, entered=4).refusal is SessionRefusal.BEFORE_ITS_DAY


def test_nobody_comes_who_does_not_serve(house: SessionHouse) -> None:
    [stranger] = house.add_people("Quill Stranger")
    assert house.expect(house.arrive, stranger, 1).refusal is SessionRefusal.UNKNOWN_PERSON
    assert house.expect(house.arrive, "nobody", 1).refusal is SessionRefusal.UNKNOWN_PERSON


def test_a_wrong_event_gives_way_to_what_is_true_and_stays_on_record(house: SessionHouse) -> None:
    house.call(here=3)
    wrong = house.arrive(house.people[3], 5)
    right = Happened(Happening.ARRIVE, after(4), house.people[3], REMOTE)
    entries = house.count_entries()
    new = house.correct(wrong, right, 20, "x")
    assert house.correct(wrong, right, 21, "x") == new
    assert house.count_entries() == entries + 1
    assert house.may_act(20).present[house.people[3]] is Mode.REMOTE
    old = house.read(select(SessionEvent).where(SessionEvent.id == wrong))
    assert old.superseded_at == after(20)
    assert house.expect(house.correct, wrong, right, 22).refusal is SessionRefusal.UNKNOWN_EVENT
    assert house.expect(house.correct, new, right, 22).refusal is SessionRefusal.NOTHING_CHANGES


def test_a_correction_keeps_its_place_among_what_happened_at_the_same_time(house: SessionHouse) -> None:
    house.call(here=3)
    came = house.arrive(house.people[3], 5)
    house.leave(house.people[3], 5)
    house.correct(came, Happened(Happening.ARRIVE, after(5), house.people[3], REMOTE), 20)
    assert house.people[3] not in house.may_act(20).present


def test_what_never_happened_is_taken_out_once(house: SessionHouse) -> None:
    house.call(here=3)
    wrong = house.arrive(house.people[3], 5)
    house.correct(wrong, None, 20)
    before = house.count_rows()
    assert house.correct(wrong, None, 21) is None
    assert house.count_rows() == before
    assert house.people[3] not in house.may_act(20).present


def test_a_correction_that_cannot_have_been_is_refused(house: SessionHouse) -> None:
    call = house.call(here=3)
    came = house.arrive(house.people[3], 5)
    house.leave(house.people[3], 9)
    refused = house.expect(house.correct, came, None, 20)
    assert (refused.reason, refused.person) == (Disorder.NOT_THERE, "Community 3")
    assert house.expect(house.correct, call, None, 20).refusal is SessionRefusal.CERTIFICATE_STANDS


def test_an_adjournment_entered_wrongly_is_taken_back_with_its_attendance(house: SessionHouse) -> None:
    house.call(here=3)
    wrong = house.adjourn(10)
    assert len(house.find_attendance()) == 7
    house.correct(wrong, None, 11)
    assert find_meeting(house).status is MeetingStatus.IN_SESSION
    assert house.find_attendance() == {}
    house.arrive(house.people[3], 12)
    house.adjourn(60)
    assert house.find_attendance()[house.people[3]].presence is Presence.LATE


def test_an_excuse_gives_way_to_whoever_comes_and_to_another_word_of_the_clerk(house: SessionHouse) -> None:
    person = house.people[6]
    assert house.expect(house.excuse, person, 0).refusal is SessionRefusal.NOT_IN_SESSION
    house.call(here=3)
    house.excuse(person, 5)
    assert house.find_attendance()[person].presence is Presence.EXCUSED
    house.arrive(person, 6)
    assert house.find_attendance() == {}
    assert house.expect(house.excuse, person, 7).refusal is SessionRefusal.WAS_THERE
    house.adjourn(30)
    other = house.people[5]
    house.excuse(other, 40)
    house.excuse(other, 41, excused=False)
    assert house.find_attendance()[other].presence is Presence.ABSENT


def test_the_ledger_tells_of_nobody(house: SessionHouse) -> None:
    house.call(here=3)
    house.arrive(house.people[3], 5)
    house.excuse(house.people[6], 6)
    house.adjourn(10)
    with house.database.reading() as session:
        bodies = session.scalars(
            select(LedgerEntry.body).where(LedgerEntry.kind.like("session.%")).order_by(LedgerEntry.sequence)
        ).all()
    assert len(bodies) == 4
    assert not [body for body in bodies for person in house.people if person in body]


HELD_HERE = (
    "meeting", "agenda_item", "attendance", "session_event", "session_certificate", "item_step", "off_agenda",
)  # fmt: skip
"""The tables whose every row stands sealed on a ledger."""


def test_every_row_that_a_meeting_leaves_is_sealed_as_it_stands(house: SessionHouse) -> None:
    house.call(here=3)
    came = house.arrive(house.people[3], 5)
    house.step(1, ItemStepKind.TAKEN_UP, 6)
    house.step(2, ItemStepKind.TAKEN_UP, 7)
    house.excuse(house.people[6], 8)
    wrong = house.adjourn(9)
    house.correct(wrong, None, 10)
    house.correct(came, Happened(Happening.ARRIVE, after(4), house.people[3], REMOTE), 11)
    house.adjourn(12)
    house.arrive(house.people[6], 11, entered=20)
    with house.database.reading() as session:
        check_record(session, HELD_HERE)  # raises what it finds


def try_at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What becomes of acts that come at once: what each gives, or why it is refused."""

    def do(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except SessionRefused as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_two_clerks_who_call_to_order_at_once_call_once(house: SessionHouse, soak_factor: int) -> None:
    done = try_at_once(*[lambda: house.call(1)] * (2 + soak_factor))
    refused = [one for one in done if isinstance(one, SessionRefused)]
    assert {one.reason for one in refused} == {Disorder.CALLED_TWICE}
    assert len(done) - len(refused) == 1
    assert house.read(select(func.count()).select_from(SessionCertificate)) == 1


def test_an_arrival_sent_many_times_at_once_comes_once(house: SessionHouse, soak_factor: int) -> None:
    house.call(here=3)
    done = try_at_once(*[lambda: house.arrive(house.people[4], 5, request="once")] * (2 + soak_factor))
    assert len(set(done)) == 1
    assert house.read(select(func.count()).where(SessionEvent.request == "once")) == 1


def test_an_arrival_against_an_adjournment_leaves_one_of_two_true_records(house: SessionHouse) -> None:
    house.call(here=3)
    came, ended = try_at_once(lambda: house.arrive(house.people[4], 5), lambda: house.adjourn(5))
    assert isinstance(ended, int)
    presence = house.find_attendance()[house.people[4]].presence
    if isinstance(came, SessionRefused):
        assert came.reason is Disorder.AFTER_ADJOURNMENT
        assert presence is Presence.ABSENT
    else:
        assert presence in (Presence.LATE, Presence.ABSENT)
