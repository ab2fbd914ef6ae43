"""What was declared is destroyed on time, lies in no backup, and leaves a board's verdicts neither met nor breached."""

import gzip
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from governance.boards.composition_queries import gather_history, gather_laws
from governance.boards.declaration_actions import declare, decline_declaration, say_in_public, withdraw_declaration
from governance.boards.declaration_keeping import AFTER_SERVICE, destroy_declarations, renew_verdicts, sweep_data_keys
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.declaration_queries import find_qualities
from governance.boards.models import Board, Membership, Person
from governance.db import Database, open_database
from governance.db.retry import run_act
from governance.keeping.backup import write_backup
from governance.keeping.holds import place_hold
from governance.keeping.purge import RetentionRule, apply_rule
from governance.keeping.restore import restore_backup
from governance.ledger.checking_rows import RecordOutcome, check_table
from governance.ledger.private_acts import write_private_days
from governance.security.data_keys import DataKeys
from governance.security.vault import Vault
from model_law.facts import DECLARED, UNTOLD
from model_law.findings import Verdict
from model_law.timeline import timeline
from tests.conftest import NOW
from tests.keeping.conftest import say_nothing
from tests.support.declarations import declare_for, find_board, find_clerk, find_member, list_voting, make_vault
from tests.support.laws import adopt

ON_SQLITE = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
DAY = timedelta(days=1)
FIRST = date(2026, 1, 2)
COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}
RULE = RetentionRule("declarations", "", destroy_declarations)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path)


@pytest.fixture
def people(demo_database: Database) -> list[str]:
    with demo_database.reading() as session:
        return list_voting(session, find_board(session))


def age_keys(vault: Vault) -> None:
    """Let all keys be as old as the tests' day, whenever these run."""
    for file in DataKeys(vault).folder.iterdir():
        moment = (NOW - 3 * DAY).timestamp()
        os.utime(file, (moment, moment))


def destroy(database: Database, vault: Vault, now: datetime = NOW) -> int:
    """What the daily job does of it."""
    age_keys(vault)
    outcome = apply_rule(database, RULE, now, dry_run=False)
    sweep_data_keys(vault, database, now)
    return outcome.rows


def read_declarations(database: Database) -> list[tuple[bool, bool, bool]]:
    """Of each: whether it is sealed still, names a key, and was destroyed."""
    with database.reading() as session:
        rows = session.scalars(select(Declaration).order_by(Declaration.id))
        return [(bool(row.sealed), bool(row.data_key), bool(row.destroyed_at)) for row in rows]


def end_service(database: Database, person: str, last: date) -> None:
    with database.writing.begin() as session:
        person_id = session.scalars(select(Person.id).where(Person.key == person)).one()
        own = update(Membership).where(Membership.person_id == person_id, Membership.board_id == find_board(session))
        session.execute(own.where(Membership.ended_on >= last).values(ended_on=last))


KEPT, GONE = (True, True, False), (False, False, True)


def test_each_is_destroyed_when_it_is_over_and_only_then(
    demo_database: Database, vault: Vault, people: list[str]
) -> None:
    adopt(demo_database, FIRST)
    stays, leaves = declare_for(demo_database, vault, people[0]), declare_for(demo_database, vault, people[1])
    declined = declare_for(demo_database, vault, people[2], confirmed=False)
    declare_for(demo_database, vault, people[3])
    with demo_database.writing.begin() as session:
        decline_declaration(session, NOW, find_clerk(session), find_board(session), declined)
        withdraw_declaration(session, NOW, find_member(session, people[3]), find_board(session))
        say_in_public(session, NOW, find_member(session, people[1]), find_board(session))
    assert len(DataKeys(vault).find_names()) == 4
    assert destroy(demo_database, vault) == 2
    assert read_declarations(demo_database) == [KEPT, KEPT, GONE, GONE]
    end_service(demo_database, people[1], NOW.date())
    assert destroy(demo_database, vault, NOW + AFTER_SERVICE) == 0
    assert destroy(demo_database, vault, NOW + AFTER_SERVICE + DAY) == 1
    assert destroy(demo_database, vault, NOW + AFTER_SERVICE + 2 * DAY) == 0
    assert read_declarations(demo_database) == [KEPT, GONE, GONE, GONE]
    with demo_database.reading() as session:
        names = session.scalars(select(Declaration.data_key).where(Declaration.key == stays)).all()
        assert DataKeys(vault).find_names() == set(names)
        assert session.scalars(select(Declaration.unsaid_at).where(Declaration.key == leaves)).one() is not None
        # What was public of the office stays, until the last day of the service.
        current = select(CommunityStanding.ended_on).where(CommunityStanding.superseded_at.is_(None))
        assert NOW.date() in session.scalars(current).all()
        board = find_board(session)
    write_private_days(demo_database, NOW + 90 * DAY, lambda session: [board])
    with demo_database.reading() as session:
        outcome = RecordOutcome()
        for table in ("declaration", "community_standing"):
            check_table(session, table, 0, outcome, lambda done: None)
        assert outcome.rows == 4 + 5


@ON_SQLITE
def test_who_declared_before_their_first_day_is_waited_for(
    demo_database: Database, vault: Vault, people: list[str]
) -> None:
    adopt(demo_database, FIRST)
    end_service(demo_database, people[0], NOW.date() - 100 * DAY)
    declare_for(demo_database, vault, people[0])
    assert destroy(demo_database, vault, NOW + 90 * DAY) == 0
    assert destroy(demo_database, vault, NOW + 366 * DAY) == 1


@ON_SQLITE
def test_a_legal_hold_stops_it_and_a_dry_run_destroys_nothing(
    demo_database: Database, vault: Vault, people: list[str]
) -> None:
    adopt(demo_database, FIRST)
    declare_for(demo_database, vault, people[0])
    with demo_database.writing.begin() as session:
        withdraw_declaration(session, NOW, find_member(session, people[0]), find_board(session))
    age_keys(vault)
    assert apply_rule(demo_database, RULE, NOW, dry_run=True).rows == 1
    sweep_data_keys(vault, demo_database, NOW)
    assert read_declarations(demo_database) == [KEPT]
    run_act(demo_database, lambda session: place_hold(session, NOW, "a case", "declarations"))
    assert destroy(demo_database, vault) == 0
    assert (read_declarations(demo_database), len(DataKeys(vault).find_names())) == ([KEPT], 1)


def read_everything(folder: Path) -> bytes:
    """Every byte of a backup, packed and unpacked."""
    packed = folder.read_bytes()
    return packed + gzip.decompress(packed)


@pytest.fixture
def restored(
    demo_database: Database, vault: Vault, people: list[str], tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    opened = []

    def restore() -> Database:
        url = f"sqlite:///{tmp_path / 'restored.sqlite'}"
        restore_backup(url, tmp_path / "backup", NOW, say_nothing)
        opened.append(open_database(url))
        return opened[0]

    yield restore
    for database in opened:
        database.close()


@ON_SQLITE
@pytest.mark.parametrize("act", ["model-act", "hrsa-330"])
def test_a_backup_from_before_it_was_destroyed_gives_no_readable_declaration(
    demo_database: Database, vault: Vault, people: list[str], tmp_path: Path, restored: Callable[[], Database], act: str
) -> None:
    adopt(demo_database, FIRST, act=act, local=COUNTING if act == "model-act" else None)
    chosen = ["homelessness"] if act == "model-act" else []
    for person in people[:9]:
        declare_for(demo_database, vault, person, chosen)
    keys = DataKeys(vault)
    material = [keys.read(name) for name in keys.find_names()]
    material += [keys.find_file(name).read_bytes() for name in keys.find_names()]
    material += [key.file.read_bytes() for key in vault.find_keys()]
    write_backup(demo_database, tmp_path / "backup", NOW, say_nothing)
    everything = read_everything(tmp_path / "backup")
    for secret in material:
        for form in (secret, secret.hex().encode()):
            assert form not in everything
    assert b'"categories"' not in everything

    with demo_database.writing.begin() as session:
        for person in people[:9]:
            withdraw_declaration(session, NOW + DAY, find_member(session, person), find_board(session))
    destroy(demo_database, vault, NOW + 2 * DAY)
    assert keys.find_names() == set()

    # The master keys and all that is in the backup open nothing any more.
    database = restored()
    with database.reading() as session:
        board = find_board(session)
        qualities = find_qualities(session, vault, board)
        sealed = {tuple(sorted(quality.categories)) for quality in qualities}
        assert sealed == ({(UNTOLD,), (DECLARED,)} if act == "model-act" else {(UNTOLD,)})
        spans = timeline(gather_history(session, vault, board), gather_laws(session, board), NOW.date(), NOW.date())
    verdicts = {finding.ruled_by.provision.check: finding.verdict for finding in spans[0].findings}
    asked = "category_minimums" if act == "model-act" else "share"
    assert verdicts[asked] is Verdict.CANNOT_TELL

    # And once anybody declares anew there, what is lost is marked so.
    sweep_data_keys(vault, database, NOW + 3 * DAY)
    assert read_declarations(database) == [GONE] * 9


@ON_SQLITE
def test_a_folder_that_is_not_there_is_not_taken_for_keys_that_were_destroyed(
    demo_database: Database, vault: Vault, people: list[str]
) -> None:
    adopt(demo_database, FIRST)
    declare_for(demo_database, vault, people[0])
    folder = DataKeys(vault).folder
    folder.rename(folder.with_name("elsewhere"))
    sweep_data_keys(vault, demo_database, NOW + 3 * DAY)
    assert read_declarations(demo_database) == [KEPT]
    folder.with_name("elsewhere").rename(folder)
    [key] = vault.find_keys()
    key.file.rename(key.file.with_suffix(".away"))
    sweep_data_keys(vault, demo_database, NOW + 3 * DAY)
    assert read_declarations(demo_database) == [KEPT]


class Died(Exception):
    """The process ends here."""


@ON_SQLITE
def test_a_process_that_dies_leaves_nothing_wrong_for_good(
    demo_database: Database, vault: Vault, people: list[str]
) -> None:
    adopt(demo_database, FIRST)
    keys = DataKeys(vault)

    # Between the key's file and the database.
    def die(session: Session) -> None:
        declare(session, vault, NOW, find_member(session, people[0]), find_board(session))
        raise Died

    with pytest.raises(Died):
        run_act(demo_database, die)
    assert (read_declarations(demo_database), len(keys.find_names())) == ([], 1)
    sweep_data_keys(vault, demo_database, NOW - 300 * DAY)
    assert len(keys.find_names()) == 1
    destroy(demo_database, vault)
    assert keys.find_names() == set()
    # Between the database and the key's file.
    declare_for(demo_database, vault, people[0])
    with demo_database.writing.begin() as session:
        withdraw_declaration(session, NOW, find_member(session, people[0]), find_board(session))
    apply_rule(demo_database, RULE, NOW, dry_run=False)
    assert (read_declarations(demo_database), len(keys.find_names())) == ([GONE], 1)
    destroy(demo_database, vault)
    assert keys.find_names() == set()


@ON_SQLITE
@pytest.mark.parametrize(("act", "renewed"), [("model-act", False), ("hrsa-330", True)])
def test_pages_are_renewed_daily_where_what_is_sealed_can_change_them(
    demo_database: Database, act: str, *, renewed: bool
) -> None:
    adopt(demo_database, FIRST, act=act)

    def read_version() -> int:
        with demo_database.reading() as session:
            return session.scalars(select(Board.record_version).where(Board.id == find_board(session))).one()

    before = read_version()
    renew_verdicts(demo_database, NOW)
    assert (read_version() > before) is renewed
