"""The demo board under its law: its pages on composition have something to show, on whatever day it is loaded."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_history, gather_laws
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.law_models import Adoption
from governance.boards.models import Board, Membership, Person
from governance.clock import find_day
from governance.db import Database, open_database
from governance.exchange.demo import load_demo_board
from governance.exchange.demo_composition import place_under_law
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.heads import begin_ledger
from governance.security.vault import KeyMissing, Vault
from model_law.breaches import find_breaches
from model_law.findings import Verdict
from model_law.forecast import foresee_failures, list_vacancies
from model_law.timeline import judge_changes, roster_on
from tests.exchange.test_demo import DAYS, ZONE, find_main_board

Told = tuple[Session, Vault, datetime]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "vault-keys")
    made.make_key()
    return made


def load_whole(session: Session, vault: Vault, now: datetime) -> None:
    load_demo_board(session, now)
    place_under_law(session, vault, now)


@pytest.fixture(params=DAYS[::3], ids=lambda moment: f"{moment:%Y-%m-%dT%H}")
def told(
    request: pytest.FixtureRequest, sqlite_templates: dict[str, Path], tmp_path: Path, vault: Vault
) -> Iterator[Told]:
    """The demo board as loaded on one of the days, under its law."""
    database = open_database(f"sqlite:///{shutil.copy(sqlite_templates['empty'], tmp_path)}")
    with database.writing.begin() as session:
        load_whole(session, vault, request.param)
    with database.reading() as session:
        yield session, vault, request.param
    database.close()


def test_it_has_its_share_today_had_lost_it_for_a_month_and_will_lose_it(told: Told) -> None:
    session, vault, now = told
    board, today = find_main_board(session), find_day(now, ZONE)
    history, laws = gather_history(session, vault, board.id), gather_laws(session, board.id)
    share = {
        day: next(finding for finding in findings if finding.rule == "COMP-01")
        for day, findings in judge_changes(history, laws, laws[0].in_force_from or today, today)
    }
    failed = [finding for finding in share.values() if finding.verdict is Verdict.BREACHED]
    assert [(finding.numerator, finding.denominator) for finding in failed] == [(6, 12)]
    assert list(share.values())[-1].verdict is Verdict.MET
    [breach] = find_breaches(history, laws, today)
    assert breach.finding.rule == "COMP-01"
    assert not breach.is_open
    assert "COMP-01" in {one.finding.rule for one in foresee_failures(history, laws, today)}
    [vacancy] = list_vacancies(roster_on(history, today))
    assert vacancy.days is not None


def test_what_was_known_on_any_past_day_is_no_contradiction(told: Told) -> None:
    session, vault, now = told
    board = find_main_board(session)
    for days in range(0, 400, 13):
        moment = now - timedelta(days=days)
        gather_history(session, vault, board.id, known_at=moment)
    known = gather_laws(session, board.id, known_at=now - timedelta(days=300))
    assert known == gather_laws(session, board.id)


def test_whoever_sits_for_the_community_is_counted_and_one_declaration_waits(told: Told) -> None:
    session, _, now = told
    board, today = find_main_board(session), find_day(now, ZONE)
    standing = select(CommunityStanding.person_id).where(CommunityStanding.ended_on.is_(None))
    serving = (
        select(Membership.person_id)
        .where(Membership.board_id == board.id, Membership.started_on <= today, Membership.ended_on >= today)
        .where(Membership.selected_by == "City Council")
    )
    counted = session.scalars(standing).all()
    assert len(counted) == 7
    assert set(counted) == set(session.scalars(serving))
    decided = session.execute(
        select(Person.name, Declaration.confirmed_at.is_not(None)).join(Person, Person.id == Declaration.person_id)
    ).all()
    assert sorted(map(tuple, decided)) == [("Kekoa Pualani-Reed", True), ("Tendai Mwakasege", False)]


def test_the_ledger_agrees_with_it(make_database: Callable[[str], Database], vault: Vault, tmp_path: Path) -> None:
    database = make_database("empty")
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "ledger-keys", DAYS[0], tuple(WAY_TO_BOARD))
        load_whole(session, vault, DAYS[0])
    with database.reading() as session:
        assert check_record(session, tuple(WAY_TO_BOARD)).rows > 0


def test_without_a_key_nothing_is_loaded(make_database: Callable[[str], Database], tmp_path: Path) -> None:
    database = make_database("empty")
    with pytest.raises(KeyMissing), database.writing.begin() as session:
        load_whole(session, Vault(tmp_path / "none"), DAYS[0])
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Board)) == 0
        assert session.scalar(select(func.count()).select_from(Adoption)) == 0


def test_the_same_day_gives_the_same_law(make_database: Callable[[str], Database], vault: Vault) -> None:
    found = []
    for hour in (14, 20):
        now = datetime(2026, 3, 20, hour, tzinfo=UTC)
        with make_database("empty").writing.begin() as session:
            load_whole(session, vault, now)
            columns = (Adoption.key, Adoption.started_on, Adoption.entered_at, Adoption.confirmed_at)
            found.append(session.execute(select(*columns)).all())
    assert found[0] == found[1]
