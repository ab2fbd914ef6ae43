"""A board's law: entered by one, confirmed by another, dated twice, and never overwritten."""

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from governance.accounts.actions import OPERATOR, Actor, invite
from governance.accounts.models import Account, Role
from governance.boards.actions import add_board
from governance.boards.law_actions import Instrument, LawActRefused, LawRefusal, confirm_law, propose_law, withdraw_law
from governance.boards.law_models import Adoption
from governance.boards.law_queries import find_adoptions, find_last_day, find_laws_waiting, find_profile
from governance.boards.models import Board, Person
from governance.db import Database, open_database
from governance.db.retry import run_act
from governance.ledger.checking import check_record
from governance.ledger.downloads import Disagreement
from governance.ledger.entries import Office
from governance.ledger.heads import begin_ledger
from governance.ledger.models import LedgerEntry
from tests.support.statements import count_statements

NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
DAY = date(2026, 1, 1)
INSTRUMENT = Instrument(
    "Ordinance on the crisis response board", date(2025, 12, 1), "2025-88", "https://example.org/88"
)


class House:
    """A board and three accounts that may act on its law."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing.begin() as session:
            board = add_board(session, NOW, name="Crisis Board", jurisdiction="Ottershaw", zone="America/Chicago")
            self.board = board.id
            self.first, self.second, self.third = (
                Actor(
                    Office.CLERK,
                    invite(
                        session, NOW, OPERATOR, name=name, address=f"{name}@example.org", role=Role.CLERK,
                        board_id=board.id,
                    )[0].id,
                )
                for name in ("ada", "bea", "cal")
            )  # fmt: skip

    def propose(self, session: Session, **more: Any) -> Adoption:
        given = {"act": "model-act", "instrument": INSTRUMENT, "started_on": DAY, **more}
        return propose_law(session, more.pop("now", NOW), self.first, self.board, **given)

    def adopt(self, now: datetime = NOW, **more: Any) -> str:
        """Propose and confirm; the key."""
        with self.database.writing.begin() as session:
            given = {"act": "model-act", "instrument": INSTRUMENT, "started_on": DAY, **more}
            key = propose_law(session, now, self.first, self.board, **given).key
            confirm_law(session, now, self.second, self.board, key)
        return key

    def find_share(self, on: date, known_at: datetime | None = None) -> Fraction | None:
        with self.database.reading() as session:
            found = find_profile(session, self.board, on, known_at)
        if found is None:
            return None
        share = found[1].share
        assert share is not None
        return Fraction(share.values["p"])

    def read_entries(self) -> list[dict[str, Any]]:
        with self.database.reading() as session:
            bodies = session.scalars(
                select(LedgerEntry.body).where(LedgerEntry.kind.startswith("law.")).order_by(LedgerEntry.sequence)
            )
            return [json.loads(body) for body in bodies]


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_law_binds_nobody_before_a_second_person_has_confirmed_it(house: House) -> None:
    with house.database.writing.begin() as session:
        key = house.propose(session, local={"COMP-01.p": "60/100"}).key
        before = session.get_one(Board, house.board).record_version
    assert house.find_share(date(2027, 1, 1)) is None
    with house.database.writing.begin() as session:
        assert session.get_one(Board, house.board).record_version == before
        confirm_law(session, LATER, house.second, house.board, key)
        assert session.get_one(Board, house.board).record_version == before + 1
    assert house.find_share(DAY) == Fraction(60, 100)
    assert house.find_share(DAY - timedelta(days=1)) is None
    assert house.find_share(DAY, NOW) is None, "nobody knew it then"
    assert house.find_share(DAY, LATER) == Fraction(60, 100)


def test_whoever_entered_a_law_cannot_confirm_it_whatever_their_office(house: House) -> None:
    with house.database.writing.begin() as session:
        key = house.propose(session).key
        for actor in (house.first, Actor(Office.ADMINISTRATOR, house.first.account_id), OPERATOR):
            with pytest.raises(LawActRefused) as refused:
                confirm_law(session, NOW, actor, house.board, key)
            assert refused.value.refusal is LawRefusal.SAME_PERSON
    with pytest.raises(IntegrityError), house.database.writing.begin() as session:
        session.execute(update(Adoption).values(confirmed_by=Adoption.entered_by, confirmed_at=NOW))


def test_two_accounts_of_one_person_are_not_two_people(house: House) -> None:
    with house.database.writing.begin() as session:
        person = Person(key="ada-bell", name="Ada Bell", sort_name="Bell, Ada", entered_at=NOW)
        session.add(person)
        session.flush()
        for actor in (house.first, house.second):
            session.get_one(Account, actor.account_id).person_id = person.id
        key = house.propose(session).key
        with pytest.raises(LawActRefused, match="same_person"):
            confirm_law(session, NOW, house.second, house.board, key)
        confirm_law(session, NOW, house.third, house.board, key)


def test_an_amendment_is_a_new_adoption_from_its_day_on(house: House) -> None:
    house.adopt()
    house.adopt(LATER, started_on=date(2026, 7, 1), local={"COMP-01.p": "60%"})
    assert house.find_share(date(2026, 6, 30)) == Fraction(51, 100)
    assert house.find_share(date(2026, 7, 1)) == Fraction(60, 100)
    assert house.find_share(date(2026, 7, 1), NOW) == Fraction(51, 100)
    with house.database.reading() as session:
        newer, older = find_adoptions(session, house.board)
    assert find_last_day(older, [newer, older]) == date(2026, 6, 30)
    assert find_last_day(newer, [newer, older]) is None


def test_a_correction_takes_the_place_of_a_wrong_entry_and_both_can_be_asked(house: House) -> None:
    wrong = house.adopt(local={"COMP-01.p": "66/100"})
    right = house.adopt(LATER, local={"COMP-01.p": "60/100"}, corrects=wrong)
    assert house.find_share(DAY) == Fraction(60, 100)
    assert house.find_share(DAY, LATER - timedelta(seconds=1)) == Fraction(66, 100)
    with house.database.reading() as session:
        rows = {row.key: row for row in find_adoptions(session, house.board)}
    assert (rows[wrong].local, rows[wrong].superseded_at) == ({"COMP-01.p": "66/100"}, LATER)
    assert rows[right].corrects == wrong
    with house.database.writing.begin() as session, pytest.raises(LawActRefused, match="not_standing"):
        house.propose(session, corrects=wrong)


def test_of_two_corrections_of_one_entry_the_second_is_refused(house: House) -> None:
    wrong = house.adopt()
    with house.database.writing.begin() as session:
        first, second = (house.propose(session, corrects=wrong, started_on=DAY + timedelta(days=n)).key for n in (1, 2))
        confirm_law(session, LATER, house.second, house.board, first)
        with pytest.raises(LawActRefused, match="not_standing"):
            confirm_law(session, LATER, house.second, house.board, second)


def test_what_was_withdrawn_stays_on_record_and_is_never_confirmed(house: House) -> None:
    with house.database.writing.begin() as session:
        key = house.propose(session).key
        with pytest.raises(LawActRefused, match="not_standing"):
            house.propose(session, corrects=key)
        withdraw_law(session, NOW, house.first, house.board, key)
        for act in (confirm_law, withdraw_law):
            with pytest.raises(LawActRefused, match="already_withdrawn"):
                act(session, NOW, house.second, house.board, key)
    with house.database.reading() as session:
        assert [row.withdrawn_at for row in find_adoptions(session, house.board)] == [NOW]
    assert house.find_share(DAY) is None


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"act": "no-such-act"}, LawRefusal.UNKNOWN_ACT, "act"),
        ({"act": "../model-act"}, LawRefusal.UNKNOWN_ACT, "act"),
        ({"local": {"COMP-99.p": "1"}}, LawRefusal.UNKNOWN_RULE, "COMP-99"),
        ({"adopted": ["TERM-99"]}, LawRefusal.UNKNOWN_RULE, "TERM-99"),
        ({"local": {"COMP-01.q": "1"}}, LawRefusal.VALUE_NOT_ALLOWED, "COMP-01.q"),
        ({"local": {"COMP-01.p": "101/100"}}, LawRefusal.VALUE_NOT_ALLOWED, "COMP-01.p"),
        ({"local": {"COMP-01.p": "1/0"}}, LawRefusal.VALUE_NOT_ALLOWED, "COMP-01.p"),
        ({"local": {"COMP-01.p": "many"}}, LawRefusal.VALUE_NOT_ALLOWED, "COMP-01.p"),
        ({"local": {"COMP-01.p": "1", "COMP-01.comparison": "more_than"}}, LawRefusal.VALUES_TOGETHER, "COMP-01"),
        ({"instrument": Instrument(" \t", DAY)}, LawRefusal.TITLE_MISSING, "title"),
        ({"instrument": Instrument("x" * 301, DAY)}, LawRefusal.TEXT_TOO_LONG, "title"),
        ({"instrument": Instrument("Law", DAY, "x" * 81)}, LawRefusal.TEXT_TOO_LONG, "number"),
        ({"instrument": Instrument("Law", DAY, None, "javascript:alert(1)")}, LawRefusal.ADDRESS_UNUSABLE,
         "document_address"),
        ({"instrument": Instrument("Law", DAY + timedelta(days=1))}, LawRefusal.BEFORE_INSTRUMENT, "started_on"),
        ({"corrects": "0123456789"}, LawRefusal.UNKNOWN_ADOPTION, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_a_board_s_law_is_refused_and_nothing_is_entered(
    house: House, more: dict[str, Any], refusal: LawRefusal, field: str
) -> None:
    with house.database.writing.begin() as session:
        with pytest.raises(LawActRefused) as refused:
            house.propose(session, **more)
        assert (refused.value.refusal, refused.value.field) == (refusal, field)
        assert session.scalar(select(func.count()).select_from(Adoption)) == 0
    assert house.read_entries() == []


def test_two_laws_from_one_day_are_refused_when_entered_and_when_confirmed(house: House) -> None:
    with house.database.writing.begin() as session:
        keys = [house.propose(session).key for _ in range(2)]
        confirm_law(session, NOW, house.second, house.board, keys[0])
        with pytest.raises(LawActRefused, match="same_day"):
            confirm_law(session, NOW, house.second, house.board, keys[1])
        with pytest.raises(LawActRefused, match="same_day"):
            house.propose(session)


def test_a_board_cannot_confirm_the_law_of_another(house: House) -> None:
    with house.database.writing.begin() as session:
        other = add_board(session, NOW, name="Other", jurisdiction="Ottershaw")
        key = house.propose(session).key
        with pytest.raises(LawActRefused, match="unknown_adoption"):
            confirm_law(session, NOW, house.second, other.id, key)


def test_each_act_is_one_ledger_entry_that_seals_what_it_wrote(database: Database, tmp_path: Path) -> None:
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "keys", NOW, ())
    house = House(database)
    wrong = house.adopt()
    right = house.adopt(LATER, corrects=wrong)
    with house.database.writing.begin() as session:
        third = house.propose(session, started_on=date(2026, 9, 1)).key
        withdraw_law(session, LATER, house.second, house.board, third)
    entries = [(entry["kind"], entry["facts"], entry["sealed"]["rows"]) for entry in house.read_entries()]
    standing = {"borrowed": False, "from": "2026-01-01"}
    assert entries == [
        ("law.proposed", {"adoption": wrong}, 1),
        ("law.confirmed", {"adoption": wrong, **standing}, 1),
        ("law.proposed", {"adoption": right}, 1),
        ("law.superseded", {"adoption": right, "supersedes": wrong, **standing}, 2),
        ("law.proposed", {"adoption": third}, 1),
        ("law.withdrawn", {"adoption": third}, 1),
    ]
    with house.database.reading() as session:
        check_record(session, ["adoption"])
    with house.database.writing.begin() as session:
        session.execute(update(Adoption).where(Adoption.key == right).values(title="Another law"))
    with house.database.reading() as session, pytest.raises(Disagreement, match="adoption"):
        check_record(session, ["adoption"])


@pytest.mark.parametrize("rivals", ["one adoption", "two of one day", "two corrections"])
def test_clerks_who_confirm_at_once_confirm_once(house: House, rivals: str, soak_factor: int) -> None:
    for turn in range(soak_factor):
        day = DAY + timedelta(days=turn)
        wrong = house.adopt(started_on=day) if rivals == "two corrections" else None
        with house.database.writing.begin() as session:
            first = house.propose(session, started_on=day, corrects=wrong).key
            second = first if rivals == "one adoption" else house.propose(session, started_on=day, corrects=wrong).key
        outcomes, failures = list[str](), list[BaseException]()
        barrier = Barrier(2)

        def confirm(
            actor: Actor, key: str, barrier: Barrier = barrier, outcomes: list[str] = outcomes,
            failures: list[BaseException] = failures,
        ) -> None:  # fmt: skip
            def act(session: Session) -> None:
                confirm_law(session, LATER, actor, house.board, key)

            try:
                barrier.wait(60)
                run_act(house.database, act)
                outcomes.append("confirmed")
            except LawActRefused as refused:
                outcomes.append(refused.refusal)
            except BaseException as error:
                failures.append(error)

        threads = [Thread(target=confirm, args=pair) for pair in ((house.second, first), (house.third, second))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        why = {"one adoption": "already_confirmed", "two of one day": "same_day", "two corrections": "not_standing"}
        assert (failures, sorted(outcomes)) == ([], sorted(["confirmed", why[rivals]]))


def test_what_waits_is_shown_to_those_who_did_not_enter_it(house: House) -> None:
    with house.database.writing.begin() as session:
        key = house.propose(session).key
    with house.database.reading() as session:
        first, second = (int(actor.account_id or 0) for actor in (house.first, house.second))
        assert find_laws_waiting(session, [house.board], first, 9) == []
        assert find_laws_waiting(session, [house.board + 1], second, 9) == []
        for boards in ([house.board], None):
            assert [law.key for law in find_laws_waiting(session, boards, second, 9)] == [key]


def test_finding_the_law_takes_one_query(house: House) -> None:
    for day in range(4):
        house.adopt(started_on=DAY + timedelta(days=day))
    for known_at in (None, LATER):
        with house.database.reading() as session, count_statements(house.database) as statements:
            assert find_profile(session, house.board, DAY + timedelta(days=9), known_at) is not None
        assert len(statements) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 6), st.integers(51, 99), st.booleans()), min_size=1, max_size=6))
def test_the_law_of_any_day_known_at_any_moment_is_what_a_list_kept_by_hand_says(
    sqlite_templates: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("law") / "law.sqlite"
    path.write_bytes(sqlite_templates["empty"].read_bytes())
    house = House(open_database(f"sqlite:///{path}"))
    standing: dict[str, tuple[date, int]] = {}
    moments: list[tuple[datetime, dict[str, tuple[date, int]]]] = []
    for step, (offset, share, corrects) in enumerate(steps):
        now, day = NOW + timedelta(days=step), DAY + timedelta(days=offset)
        old = min(standing, default=None) if corrects else None
        kept = {key: law for key, law in standing.items() if key != old}
        law = {"started_on": day, "local": {"COMP-01.p": f"{share}/100"}, "corrects": old}
        if day in {first for first, _ in kept.values()}:
            with pytest.raises(LawActRefused, match="same_day"):
                house.adopt(now, **law)
        else:
            standing = kept | {house.adopt(now, **law): (day, share)}
        moments.append((now, standing))
    for now, laws in moments:
        for offset in range(-1, 8):
            day = DAY + timedelta(days=offset)
            expected = max((law for law in laws.values() if law[0] <= day), default=None)
            assert house.find_share(day, now) == (expected and Fraction(expected[1], 100))
    house.database.close()
