"""Appointing, swearing in, ending and correcting services through both doors."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from governance.accounts.actions import OPERATOR
from governance.boards.actions import add_board
from governance.boards.appointment_actions import (
    appoint,
    change_role,
    correct_appointment,
    end_service,
    swear_in,
)
from governance.boards.appointment_models import CompositionAct, Door, Interest
from governance.boards.appointment_rows import Ending
from governance.boards.composition_acts import CompositionRefusal, CompositionRefused, Document, preview_act
from governance.boards.declaration_models import CommunityStanding
from governance.boards.judging import JudgedChange
from governance.boards.member_actions import describe_member, record_training
from governance.boards.members import NewPerson
from governance.boards.models import EndReason, Membership, Person, Role
from governance.boards.seat_actions import abolish_seat, create_seat
from governance.db import Database
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.heads import begin_ledger
from governance.ledger.models import LedgerEntry
from model_law.findings import Finding
from model_law.timeline import roster_on
from tests.support.composition import FOUNDED, LETTER, NOW, TODAY, CompositionHouse

REMOVAL: dict[str, Any] = {"door": Door.PROPOSED, "reason": EndReason.REMOVED, "removed_by": "Mayor", "ended_on": TODAY}
TERM = {"started_on": date(2023, 1, 1), "term_ends_on": date(2025, 12, 31), "holds_over": True}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> CompositionHouse:
    return CompositionHouse(database, tmp_path)


def find_share(judged: JudgedChange | None) -> Finding:
    assert judged is not None
    assert judged.preview is not None
    return next(pair.after for pair in judged.preview.pairs if pair.after.rule == "COMP-01")


def list_holders(house: CompositionHouse, day: date) -> dict[str, str]:
    return {
        seat.label: seat.holder.person for seat in roster_on(house.find_history(), day).seats if seat.holder is not None
    }


def preview(house: CompositionHouse, act: Any, **given: Any) -> JudgedChange:
    before = house.count_rows(), house.find_version()
    with house.database.writing.begin() as session:
        judged = preview_act(act, session, house.vault, NOW, given.pop("actor", house.clerk), house.board, **given)
    assert (house.count_rows(), house.find_version()) == before
    return judged


def test_what_would_break_the_share_is_refused_with_its_sum_and_recorded_as_contested(house: CompositionHouse) -> None:
    house.adopt()
    house.fill(3, 2)
    [other] = house.add_people("Otto Bell")
    [community] = house.add_people("Cora Bell", community=True)
    given: dict[str, Any] = {"seat": 6, "person": other, "started_on": TODAY}
    refused = house.refuse(appoint, actor=house.authority, door=Door.PROPOSED, **given)
    assert refused.refusal is CompositionRefusal.BREAKS_LAW
    assert refused.preview is not None
    assert refused.preview.refusing == ("COMP-01",)
    share = find_share(refused.preview)
    assert (share.numerator, share.denominator, share.margin) == (3, 6, -1)
    foretold = preview(house, appoint, actor=house.authority, door=Door.PROPOSED, **given)
    assert (foretold.refusing, find_share(foretold)) == (refused.preview.refusing, share)
    house.propose(6, community)
    house.propose(7, other)
    assert (house.find_act().door, house.find_act().contested) == (Door.PROPOSED, [])
    key = house.find_row_of(community).key
    refused = house.refuse(end_service, actor=house.authority, appointment=key, **REMOVAL)
    assert refused.preview is not None
    assert find_share(refused.preview).margin == -1
    house.do(
        end_service, door=Door.RECORDED, appointment=key, ended_on=TODAY, reason=EndReason.REMOVED,
        removed_by="Mayor", document=LETTER,
    )  # fmt: skip
    act = house.find_act()
    assert (act.contested, act.effective_on, act.document_title) == (
        ["COMP-01"],
        TODAY + timedelta(days=1),
        LETTER.title,
    )
    told = next(pair for pair in act.findings["rules"] if pair["after"]["rule"] == "COMP-01")
    assert (told["before"]["verdict"], told["after"]["verdict"]) == ("met", "breached")


def test_an_act_that_improves_what_it_does_not_cure_is_allowed_and_one_that_worsens_it_is_not(
    house: CompositionHouse,
) -> None:
    house.adopt()
    house.fill(1, 4)
    [community, more] = house.add_people("Cora Bell", "Cleo Bell", community=True)
    [other] = house.add_people("Otto Bell")
    refused = house.refuse(
        appoint, actor=house.authority, door=Door.PROPOSED, seat=6, person=other, started_on=TODAY
    )  # fmt: skip
    assert find_share(refused.preview).margin == -3
    house.propose(6, community)
    assert house.find_act().contested == []
    house.do(end_service, actor=house.authority, appointment=house.find_row_of("other-0").key, **REMOVAL)
    house.propose(2, more, started_on=TODAY + timedelta(days=1))


def test_a_borrowed_law_and_no_law_at_all_refuse_nothing(house: CompositionHouse) -> None:
    [first, second] = house.add_people("Otto Bell", "Olga Bell")
    house.propose(1, first)
    assert house.find_act().findings["rules"] == []
    house.adopt(borrowed=True)
    house.propose(2, second)
    act = house.find_act()
    assert (act.contested, act.findings["binds"]) == ([], False)
    assert {pair["after"]["verdict"] for pair in act.findings["rules"] if pair["after"]["rule"] == "COMP-01"} == {
        "breached"
    }


def test_a_later_day_that_is_already_decided_counts_and_one_that_can_still_be_filled_does_not(
    house: CompositionHouse,
) -> None:
    house.adopt()
    house.fill(3, 2)
    [other, late] = house.add_people("Otto Bell", "Olga Bell")
    [community] = house.add_people("Cora Bell", community=True)
    month = TODAY + timedelta(days=30)
    house.do(
        end_service, door=Door.RECORDED, appointment=house.find_row_of("community-0").key, ended_on=month,
        reason=EndReason.RESIGNED, document=LETTER,
    )  # fmt: skip
    house.propose(6, community, term_ends_on=month + timedelta(days=60))
    # 4 of 6 today would be 4 of 7, and 3 of 6 once the resignation takes effect.
    refused = house.refuse(appoint, actor=house.authority, door=Door.PROPOSED, seat=7, person=other, started_on=TODAY)
    assert refused.preview is not None
    assert find_share(refused.preview).margin == 0
    assert refused.preview.refusing == ("COMP-01",)
    [new] = house.add_people("Cleo Bell", community=True)
    house.propose(1, new, started_on=month + timedelta(days=1))
    # Once the term of a community representative runs out it would be 3 of 6: there is time to fill that seat.
    house.propose(7, late)
    later = {entry["finding"]["rule"]: entry["day"] for entry in house.find_act().findings["later"]}
    assert later["COMP-01"] == (month + timedelta(days=61)).isoformat()
    assert house.find_act().contested == []


def test_a_successor_ends_the_service_of_who_held_over_the_day_before(house: CompositionHouse) -> None:
    [first, second, third] = house.add_people("Una Bell", "Duo Bell", "Tria Bell")
    held = house.seat(1, first, **TERM)
    house.seat(1, second, started_on=date(2026, 2, 1), term_ends_on=date(2026, 12, 31), holds_over=True)
    row = house.find_row(held)
    assert (row.ended_on, row.end_reason, row.term_ends_on) == (
        date(2026, 1, 31), EndReason.SUCCEEDED, date(2025, 12, 31)
    )  # fmt: skip
    assert list_holders(house, date(2026, 1, 31)) == {"1": first}
    assert list_holders(house, date(2026, 2, 1)) == {"1": second}
    other = house.seat(2, third, **TERM)
    again = house.seat(2, third, started_on=date(2026, 1, 1), term_ends_on=date(2028, 12, 31))
    assert other != again
    assert (house.find_row(other).ended_on, house.find_row(other).end_reason) == (
        date(2025, 12, 31), EndReason.REAPPOINTED
    )  # fmt: skip
    assert house.find_row(again).ended_on == date(2028, 12, 31)


def test_what_happened_before_what_is_on_record_can_still_be_recorded(house: CompositionHouse) -> None:
    [first, second, third] = house.add_people("Una Bell", "Duo Bell", "Tria Bell")
    house.seat(1, first, started_on=date(2026, 3, 1))
    before = house.seat(1, second, started_on=date(2023, 1, 1), term_ends_on=date(2025, 12, 31), holds_over=True)
    row = house.find_row(before)
    assert (row.ended_on, row.end_reason) == (date(2026, 2, 28), EndReason.SUCCEEDED)
    early = house.seat(
        1, third, started_on=date(2020, 1, 1), term_ends_on=date(2025, 1, 1),
        ending=Ending(date(2022, 12, 31), EndReason.DIED),
    )  # fmt: skip
    assert house.find_row(early).ended_on == date(2022, 12, 31)
    assert list_holders(house, date(2022, 12, 31)) == {"1": third}


def test_the_rest_of_a_vacancy_is_a_term_that_does_not_count(house: CompositionHouse) -> None:
    [first] = house.add_people("Una Bell")
    key = house.seat(1, first, term_ends_on=date(2026, 12, 31), remainder_of=date(2026, 12, 31))
    row = house.find_row(key)
    assert (row.remainder, row.remainder_of) == (True, date(2026, 12, 31))
    [service] = house.find_history().services
    assert (service.remainder, service.remainder_of, service.end) == (True, date(2026, 12, 31), date(2026, 12, 31))


def test_a_member_resigns_here_and_nobody_else_does_it_for_them(house: CompositionHouse) -> None:
    house.adopt()
    house.fill(1, 0)
    key = str(house.find_row_of("community-0").key)
    given: dict[str, Any] = {
        "door": Door.PROPOSED, "appointment": key, "ended_on": TODAY, "reason": EndReason.RESIGNED
    }  # fmt: skip
    for actor in (house.clerk, house.authority, house.member):
        assert house.refuse(end_service, actor=actor, **given).refusal is CompositionRefusal.ONLY_RECORDED
    house.link(house.member, "community-0")
    house.do(end_service, actor=house.member, **given)
    assert house.find_row(key).end_reason is EndReason.RESIGNED


def test_an_oath_a_role_and_a_correction_are_new_rows_under_the_key_and_the_old_ones_stay(
    house: CompositionHouse,
) -> None:
    [first] = house.add_people("Una Bell")
    key = house.seat(1, first, term_ends_on=date(2028, 12, 31))
    house.do(swear_in, appointment=key, sworn_on=TODAY)
    house.do(
        correct_appointment, appointment=key, document=LETTER, term_ends_on=date(2027, 12, 31), holds_over=True,
        selected_by=" Council ",
    )  # fmt: skip
    row = house.find_row(key)
    assert (row.sworn_on, row.term_ends_on, row.ended_on, row.selected_by) == (
        TODAY, date(2027, 12, 31), None, "Council"
    )  # fmt: skip
    with house.database.reading() as session:
        rows = session.scalars(select(Membership).where(Membership.key == key).order_by(Membership.id)).all()
        assert [row.superseded_at for row in rows] == [NOW, NOW, None]
        assert [row.corrects_id for row in rows] == [None, rows[0].id, rows[1].id]
        assert (rows[0].sworn_on, rows[0].term_ends_on, rows[0].holds_over) == (None, date(2028, 12, 31), False)
    chair = house.do(
        change_role, door=Door.RECORDED, appointment=key, role=Role.CHAIR, started_on=TODAY, document=LETTER
    )  # fmt: skip
    [service] = house.find_history().services
    assert (service.start, service.end) == (FOUNDED, date(2027, 12, 31))
    assert house.find_history().index.members[first][1][-1].chair
    house.do(correct_appointment, appointment=chair, document=LETTER, strikes=True)
    assert list_holders(house, TODAY) == {}


def test_who_held_over_does_so_again_where_the_successor_came_later_or_never(house: CompositionHouse) -> None:
    first, second = house.add_people("Otto Bell", "Olga Bell")
    house.seat(1, first, **TERM)
    key = house.seat(1, second, started_on=date(2026, 2, 1))
    for day, holder in ((date(2026, 3, 1), first), (date(2026, 1, 15), second)):
        house.do(correct_appointment, appointment=key, document=LETTER, started_on=day)
        assert list_holders(house, day - timedelta(days=1)) == {"1": first}
        assert list_holders(house, day) == {"1": second}
        assert list_holders(house, date(2026, 2, 10)) == {"1": holder}
    house.do(correct_appointment, appointment=key, document=LETTER, strikes=True)
    assert list_holders(house, TODAY) == {"1": first}
    row = house.find_row_of(first)
    assert (row.ended_on, row.end_reason, row.holds_over) == (None, None, True)


def test_a_successor_s_correction_does_not_bring_back_whose_end_was_entered_for_itself(house: CompositionHouse) -> None:
    first, second = house.add_people("Otto Bell", "Olga Bell")
    left = house.seat(1, first, **TERM)
    house.do(
        end_service, now=NOW - timedelta(hours=1), door=Door.RECORDED, appointment=left, ended_on=date(2026, 1, 31),
        reason=EndReason.TERM_ENDED, document=LETTER,
    )  # fmt: skip
    key = house.seat(1, second, started_on=date(2026, 2, 1))
    house.do(correct_appointment, appointment=key, document=LETTER, started_on=date(2026, 3, 1))
    assert list_holders(house, date(2026, 2, 10)) == {}


def test_who_is_appointed_to_a_seat_that_will_end_serves_until_then(house: CompositionHouse) -> None:
    first, second = house.add_people("Otto Bell", "Olga Bell")
    last = TODAY + timedelta(days=30)
    for number in (1, 2):
        house.do(abolish_seat, door=Door.RECORDED, seat=number, ended_on=last, document=LETTER)
    keys = house.seat(1, first), house.seat(2, second, term_ends_on=date(2030, 12, 31))
    for key in keys:
        row = house.find_row(key)
        assert (row.ended_on, row.end_reason) == (last, EndReason.SEAT_ABOLISHED)
    assert list_holders(house, last) == {"1": first, "2": second}
    assert list_holders(house, last + timedelta(days=1)) == {}


def test_a_service_that_did_not_end_early_after_all_ends_with_its_term(house: CompositionHouse) -> None:
    [person] = house.add_people("Otto Bell")
    last = date(2026, 6, 30)
    key = house.seat(1, person, term_ends_on=last)
    house.do(
        end_service, door=Door.RECORDED, appointment=key, ended_on=TODAY, reason=EndReason.RESIGNED, document=LETTER
    )
    house.do(correct_appointment, appointment=key, document=LETTER, ended_on=None, end_reason=None)
    row = house.find_row(key)
    assert (row.ended_on, row.term_ends_on, row.end_reason) == (last, last, None)
    assert (list_holders(house, last), list_holders(house, last + timedelta(days=1))) == ({"1": person}, {})


def test_a_person_is_found_by_key_or_is_new_and_a_namesake_is_asked_about(house: CompositionHouse) -> None:
    house.seat(1, NewPerson("  Jose\u0301   Núñez "))
    with house.database.reading() as session:
        [person] = session.scalars(select(Person)).all()
    assert (person.name, person.sort_name) == ("José Núñez", "Núñez, José")
    refused = house.refuse(
        appoint, door=Door.RECORDED, seat=2, person=NewPerson("José Núñez"), started_on=FOUNDED, document=LETTER
    )
    assert refused.refusal is CompositionRefusal.NAMESAKE
    house.seat(2, NewPerson("José Núñez", is_namesake=True))
    holders = list_holders(house, TODAY)
    assert holders["1"] == person.key
    assert holders["2"] != person.key


def test_each_act_is_one_ledger_entry_that_names_nobody_and_seals_what_it_wrote(
    database: Database, tmp_path: Path
) -> None:
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "keys", NOW, ())
    house = CompositionHouse(database, tmp_path, seats=0)
    before = house.find_version()[0]
    house.do(create_seat, door=Door.PROPOSED, number=4, started_on=TODAY, constituency=None)
    held = house.seat(4, NewPerson("Una Bell"), started_on=TODAY, term_ends_on=TODAY, holds_over=True)
    house.seat(4, NewPerson("Duo Bell"), started_on=TODAY + timedelta(days=9))
    person = house.find_row(held)
    with house.database.reading() as session:
        key = session.get_one(Person, person.person_id).key
    house.do(describe_member, person=key, started_on=TODAY, interest=Interest.RELATIVE, organization="Bell & Co")
    house.do(describe_member, person=key, started_on=TODAY + timedelta(days=3), interest=Interest.NONE)
    house.do(record_training, person=key, title="Open meetings", completed_on=TODAY)
    with house.database.reading() as session:
        check_record(session, [*WAY_TO_BOARD, "composition_act", "member_description", "training"])
        entries = [
            json.loads(body)
            for body in session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.log_id, LedgerEntry.sequence))
        ]
        acts = session.scalars(select(CompositionAct).order_by(CompositionAct.id)).all()
        told = [entry for entry in entries if entry["facts"].keys() & {"act"}]
        assert [(entry["kind"], entry["facts"]["act"]) for entry in told] == [(act.kind, act.key) for act in acts]
        assert [entry["sealed"]["rows"] for entry in told] == [2, 3, 5, 2, 4, 2]
        assert {name for entry in told for name in entry["facts"]} == {"act", "on", "door", "appointment"}
    assert house.find_version()[0] != before
    [quality] = [quality for quality in house.find_history().qualities if quality.interest == ""]
    assert quality.first == TODAY + timedelta(days=3)


def make_bad_acts(house: CompositionHouse, held: str, over: str, served: str, free: str) -> list[tuple[Any, ...]]:
    """An act, what it is given, and why it is refused. Seat 1 is held, by served; free serves nowhere."""
    recorded: dict[str, Any] = {"door": Door.RECORDED, "document": LETTER, "started_on": TODAY}
    proposed: dict[str, Any] = {"door": Door.PROPOSED, "started_on": TODAY, "actor": house.authority}
    ended: dict[str, Any] = {"door": Door.RECORDED, "document": LETTER, "reason": EndReason.RESIGNED}
    why = CompositionRefusal
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    return [
        (appoint, {**recorded, "seat": 2, "person": free, "actor": OPERATOR}, why.NO_ACCOUNT),
        (appoint, {**recorded, "seat": 2, "person": free, "document": None}, why.DOCUMENT_MISSING),
        (appoint, {**recorded, "seat": 2, "person": free, "document": Document(" \t ")}, why.DOCUMENT_MISSING),
        (appoint, {**recorded, "seat": 2, "person": free, "document": Document("L", None, "javascript:1")},
         why.ADDRESS_UNUSABLE),
        (appoint, {**recorded, "seat": 1, "person": free}, why.SEAT_HELD),
        (appoint, {**recorded, "seat": 2, "person": served}, why.PERSON_SERVES),
        (appoint, {**recorded, "seat": 99, "person": free}, why.UNKNOWN_SEAT),
        (appoint, {**recorded, "seat": 2, "person": "nobody-0000000000"}, why.UNKNOWN_PERSON),
        (appoint, {**recorded, "seat": 2, "person": free, "started_on": date(1066, 10, 14)}, why.SEAT_NOT_THEN),
        (appoint, {**recorded, "seat": 2, "person": NewPerson("Una\u202eBell")}, why.TEXT_UNREADABLE),
        (appoint, {**recorded, "seat": 2, "person": NewPerson("Una\x00Bell")}, why.TEXT_UNREADABLE),
        (appoint, {**recorded, "seat": 2, "person": NewPerson("   ")}, why.TEXT_MISSING),
        (appoint, {**recorded, "seat": 2, "person": NewPerson("U" * 201)}, why.TEXT_TOO_LONG),
        (appoint, {**recorded, "seat": 2, "person": free, "selected_by": "M" * 201}, why.TEXT_TOO_LONG),
        (appoint, {**recorded, "seat": 2, "person": free, "term_ends_on": yesterday}, why.DATES_OUT_OF_ORDER),
        (appoint, {**recorded, "seat": 2, "person": free, "remainder_of": yesterday}, why.DATES_OUT_OF_ORDER),
        (appoint, {**recorded, "seat": 2, "person": free, "appointed_on": TODAY, "sworn_on": yesterday},
         why.DATES_OUT_OF_ORDER),
        (appoint, {**recorded, "seat": 2, "person": free, "appointed_on": tomorrow}, why.YET_TO_COME),
        (appoint, {**recorded, "seat": 2, "person": free, "holds_over": True}, why.HOLDOVER_WITHOUT_TERM),
        (appoint, {**proposed, "seat": 2, "person": free, "started_on": yesterday}, why.BACKDATED),
        (appoint, {**proposed, "seat": 2, "person": free, "ending": Ending(TODAY, EndReason.DIED)}, why.ONLY_RECORDED),
        (end_service, {**ended, "appointment": "0000000000", "ended_on": TODAY}, why.UNKNOWN_APPOINTMENT),
        (end_service, {**ended, "appointment": over, "ended_on": TODAY}, why.ALREADY_ENDED),
        (end_service, {**ended, "appointment": held, "ended_on": FOUNDED - timedelta(days=1)}, why.DATES_OUT_OF_ORDER),
        (end_service, {**ended, "appointment": held, "ended_on": date(2031, 1, 1)}, why.AFTER_TERM),
        (end_service, {**ended, "appointment": held, "ended_on": tomorrow, "reason": EndReason.DIED}, why.YET_TO_COME),
        (end_service, {**ended, "appointment": held, "ended_on": TODAY, "reason": EndReason.SUCCEEDED},
         why.REASON_OF_OTHER_ACT),
        (end_service, {**ended, "appointment": held, "ended_on": TODAY, "reason": EndReason.REMOVED},
         why.REMOVER_MISSING),
        (end_service, {**REMOVAL, "appointment": held, "ended_on": yesterday}, why.BACKDATED),
        (swear_in, {"appointment": held, "sworn_on": tomorrow}, why.YET_TO_COME),
        (correct_appointment, {"appointment": held, "document": LETTER, "started_on": FOUNDED}, why.NOTHING_CHANGES),
        (correct_appointment, {"appointment": held, "document": LETTER, "started_on": date(2014, 1, 1)},
         why.SEAT_NOT_THEN),
        (correct_appointment, {"appointment": over, "document": LETTER, "ended_on": None}, why.DATES_OUT_OF_ORDER),
        (change_role, {**recorded, "appointment": held, "role": Role.MEMBER}, why.NOTHING_CHANGES),
        (change_role, {**recorded, "appointment": held, "role": Role.LIAISON}, why.ROLE_WITHOUT_SEAT),
        (appoint, {**recorded, "seat": 2, "person": free, "role": Role.LIAISON}, why.ROLE_WITHOUT_SEAT),
        (appoint, {**proposed, "seat": 2, "person": free, "role": Role.STAFF}, why.ROLE_WITHOUT_SEAT),
        (correct_appointment, {"appointment": held, "document": LETTER, "role": Role.STAFF}, why.ROLE_WITHOUT_SEAT),
        (change_role, {**recorded, "appointment": held, "role": Role.CHAIR, "started_on": FOUNDED},
         why.DATES_OUT_OF_ORDER),
        (describe_member, {"person": free, "started_on": TODAY, "area": "\ud800"}, why.TEXT_UNREADABLE),
        (record_training, {"person": free, "title": "T", "completed_on": tomorrow}, why.YET_TO_COME),
        (record_training, {"person": free, "title": "", "completed_on": TODAY}, why.TEXT_MISSING),
    ]  # fmt: skip


def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_left_of_it(house: CompositionHouse) -> None:
    [served, gone, free] = house.add_people("Una Bell", "Duo Bell", "Tria Bell")
    held = house.seat(1, served, term_ends_on=date(2030, 12, 31))
    over = house.seat(3, gone, ending=Ending(date(2026, 2, 1), EndReason.RESIGNED))
    wrong = []
    for act, given, reason in make_bad_acts(house, held, over, served, free):
        refused = house.refuse(act, **given)
        if refused.refusal is not reason:
            wrong.append(f"{act.__name__} {given}: {refused}, not {reason}")
    assert wrong == []


def test_days_at_the_ends_of_the_calendar_and_markup_are_kept_as_they_are(house: CompositionHouse) -> None:
    markup = '<b onclick="x">Una</b> & \' O’Bell 🙂'
    key = house.seat(1, NewPerson(markup), term_ends_on=date.max, holds_over=True, selected_by="<script>")
    house.do(
        end_service, door=Door.RECORDED, appointment=key, ended_on=date.max, reason=EndReason.TERM_ENDED,
        document=LETTER,
    )  # fmt: skip
    row = house.find_row(key)
    assert (row.ended_on, row.selected_by) == (date.max, "<script>")
    with house.database.reading() as session:
        assert session.get_one(Person, row.person_id).name == markup
    assert len(list_holders(house, date.max)) == 1


def test_a_committee_has_its_own_seats_and_is_under_its_board_s_law_where_that_says_so(house: CompositionHouse) -> None:
    house.adopt(binds_committees=True)
    [other] = house.add_people("Otto Bell")
    with house.database.writing.begin() as session:
        board = add_board(session, NOW, name="Budget Committee", jurisdiction="", committee_of="crisis-board").id
    house.do(create_seat, board=board, door=Door.PROPOSED, number=1, started_on=TODAY)
    given: dict[str, Any] = {
        "board": board, "actor": house.authority, "door": Door.PROPOSED, "seat": 1, "person": other,
        "started_on": TODAY,
    }  # fmt: skip
    with pytest.raises(CompositionRefused) as refused:
        house.do(appoint, **given)
    assert refused.value.refusal is CompositionRefusal.BREAKS_LAW
    with house.database.writing.begin() as session:
        person = session.scalars(select(Person.id).where(Person.key == other)).one()
        session.add(CommunityStanding(board_id=board, person_id=person, entered_at=NOW))
    house.do(appoint, **given)


def test_a_record_that_contradicts_itself_takes_what_happened_and_proposes_nothing(house: CompositionHouse) -> None:
    house.adopt()
    [first, second, third] = house.add_people("Una Bell", "Duo Bell", "Tria Bell")
    key = house.seat(1, first)
    with house.database.writing.begin() as session:
        row = session.scalars(select(Membership).where(Membership.key == key)).one()
        person = session.scalars(select(Person.id).where(Person.key == second)).one()
        session.add(
            Membership(
                key="0000000001", board_id=row.board_id, person_id=person, seat_id=row.seat_id, role=Role.MEMBER,
                started_on=TODAY, source_system="city", source_identifier="m", entered_at=NOW,
            )
        )  # fmt: skip
    refused = house.refuse(appoint, actor=house.authority, door=Door.PROPOSED, seat=2, person=third, started_on=TODAY)
    assert refused.refusal is CompositionRefusal.CONTRADICTION
    house.seat(2, third)
    assert "overlap" in house.find_act().findings["problem"]
    house.do(correct_appointment, appointment="0000000001", document=LETTER, strikes=True)
    assert list_holders(house, TODAY) == {"1": first, "2": third}
