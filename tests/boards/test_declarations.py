"""Who declares, who confirms, what then counts, and what each act leaves on the record."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance.accounts.actions import Actor
from governance.accounts.models import Account
from governance.boards.declaration_actions import (
    DeclarationRefusal,
    DeclarationRefused,
    confirm_declaration,
    declare,
    decline_declaration,
    say_in_public,
    unsay_in_public,
    withdraw_declaration,
)
from governance.boards.declaration_contents import SEALED_BYTES, open_content
from governance.boards.declaration_models import CommunityStanding, Declaration
from governance.boards.declaration_queries import find_qualities
from governance.boards.models import Board, Membership, Person
from governance.db import Database
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.entries import Office
from governance.ledger.models import LedgerEntry, LedgerPrivateAct
from governance.ledger.private_acts import write_private_days
from governance.security.vault import Vault
from model_law.facts import DECLARED, UNTOLD
from model_law.history import Quality
from tests.conftest import NOW
from tests.support.declarations import (
    declare_for,
    find_board,
    find_clerk,
    find_member,
    list_voting,
    make_vault,
)
from tests.support.laws import adopt

# What depends on the engine is held against both in test_declaration_keeping.
pytestmark = pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}
FIRST = date(2026, 1, 2)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return make_vault(tmp_path)


def list_people(database: Database) -> list[str]:
    with database.reading() as session:
        return list_voting(session, find_board(session))


def qualities(database: Database, vault: Vault, **options: Any) -> list[Quality]:
    with database.reading() as session:
        return find_qualities(session, vault, find_board(session), **options)


def read_standing(database: Database) -> list[tuple[date | None, date | None]]:
    with database.reading() as session:
        query = select(CommunityStanding.started_on, CommunityStanding.ended_on)
        rows = session.execute(query.where(CommunityStanding.superseded_at.is_(None)).order_by(CommunityStanding.id))
        return [(first, last) for first, last in rows]


def count_rows(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def read_version(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Board.record_version).where(Board.id == find_board(session))).one()


def refuse(database: Database, act: Callable[..., Any]) -> DeclarationRefusal:
    """What an act is refused for; nothing was changed."""
    with pytest.raises(DeclarationRefused) as refused, database.writing.begin() as session:
        act(session)
    return refused.value.refusal


def test_who_declares_counts_once_somebody_else_confirms_it(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST)
    person = list_people(demo_database)[1]
    key = declare_for(demo_database, vault, person, confirmed=False)
    assert qualities(demo_database, vault) == read_standing(demo_database) == []
    with demo_database.writing.begin() as session:
        confirm_declaration(session, vault, NOW, find_clerk(session), find_board(session), key)
    [found] = qualities(demo_database, vault)
    with demo_database.reading() as session:
        first = session.scalar(
            select(func.min(Membership.started_on))
            .join(Person, Person.id == Membership.person_id)
            .where(Person.key == person, Membership.board_id == find_board(session))
        )
    assert found == Quality(person, first, None, frozenset({DECLARED}), basis="attested")
    assert qualities(demo_database, vault, known_at=NOW - timedelta(seconds=1)) == []


def test_nobody_confirms_or_declines_their_own(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST)
    with demo_database.writing.begin() as session:
        board, clerk = find_board(session), find_clerk(session)
        key = declare(session, vault, NOW, clerk, board).key
        second = replace(find_member(session, list_voting(session, board)[0]), office=Office.CLERK)
    for act in (
        lambda session: confirm_declaration(session, vault, NOW, clerk, board, key),
        lambda session: decline_declaration(session, NOW, clerk, board, key),
        lambda session: confirm_declaration(session, vault, NOW, Actor(Office.OPERATOR, None), board, key),
    ):
        assert refuse(demo_database, act) is DeclarationRefusal.OWN_DECLARATION
    with demo_database.writing.begin() as session:
        confirm_declaration(session, vault, NOW, second, board, key)


def test_each_wrong_declaration_is_refused_for_what_is_wrong_with_it(demo_database: Database, vault: Vault) -> None:
    people = list_people(demo_database)
    with demo_database.writing.begin() as session:
        board, member = find_board(session), find_member(session, people[0])

    def make(*categories: str) -> Callable[..., Any]:
        return lambda session: declare(session, vault, NOW, member, board, categories=categories)

    assert refuse(demo_database, make()) is DeclarationRefusal.NO_LAW
    adopt(demo_database, FIRST)
    assert refuse(demo_database, make("homelessness")) is DeclarationRefusal.CATEGORY_NOT_ASKED
    assert refuse(demo_database, make("homelessness", DECLARED)) is DeclarationRefusal.CATEGORY_NOT_ASKED
    adopt(demo_database, TODAY, local=COUNTING)
    assert refuse(demo_database, make()) is DeclarationRefusal.CATEGORY_MISSING
    for unknown in ("left_handed", UNTOLD, "HOMELESSNESS", ""):
        assert refuse(demo_database, make(unknown)) is DeclarationRefusal.CATEGORY_UNKNOWN
    nobody = Actor(Office.MEMBER, None)
    act = lambda session: declare(session, vault, NOW, nobody, board)  # noqa: E731  # as the others are made
    assert refuse(demo_database, act) is DeclarationRefusal.NOT_ON_RECORD
    declare_for(demo_database, vault, people[0], ["homelessness"], confirmed=False)
    assert refuse(demo_database, make("substance_use")) is DeclarationRefusal.WAITS_ALREADY
    assert count_rows(demo_database, Declaration) == 1


def test_no_category_is_asked_under_a_law_that_only_serves_as_a_measure(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, local=COUNTING, borrowed=True)
    with demo_database.writing.begin() as session:
        board, member = find_board(session), find_member(session, list_voting(session, find_board(session))[0])
    act = lambda session: declare(session, vault, NOW, member, board, categories=["homelessness"])  # noqa: E731  # one act
    assert refuse(demo_database, act) is DeclarationRefusal.CATEGORY_NOT_ASKED


def test_what_is_decided_is_not_decided_again(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST)
    people = list_people(demo_database)
    keys = [declare_for(demo_database, vault, person, confirmed=False) for person in people[:3]]
    with demo_database.writing.begin() as session:
        board, clerk = find_board(session), find_clerk(session)
        confirm_declaration(session, vault, NOW, clerk, board, keys[0])
        decline_declaration(session, NOW, clerk, board, keys[1])
        withdraw_declaration(session, NOW, find_member(session, people[2]), board)
    for key in keys:
        for act in (
            lambda session, key=key: confirm_declaration(session, vault, NOW, clerk, board, key),
            lambda session, key=key: decline_declaration(session, NOW, clerk, board, key),
        ):
            assert refuse(demo_database, act) is DeclarationRefusal.DECIDED_ALREADY
    unknown = lambda session: decline_declaration(session, NOW, clerk, board, "0000000000")  # noqa: E731  # one act
    assert refuse(demo_database, unknown) is DeclarationRefusal.UNKNOWN_DECLARATION


def test_what_is_taken_back_counts_no_longer_and_did_until_then(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person)
    [(first, _last)] = read_standing(demo_database)
    later = NOW + 10 * DAY
    with demo_database.writing.begin() as session:
        withdraw_declaration(session, later, find_member(session, person), find_board(session))
    assert read_standing(demo_database) == [(first, TODAY + 9 * DAY)]
    assert qualities(demo_database, vault, known_at=NOW)[0].last is None
    declare_for(demo_database, vault, person, now=later + 5 * DAY)
    # The days in between stay what they were.
    assert read_standing(demo_database) == [(first, TODAY + 9 * DAY), (TODAY + 15 * DAY, None)]


def test_what_is_taken_back_before_it_was_confirmed_never_counted(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person, confirmed=False)
    with demo_database.writing.begin() as session:
        withdraw_declaration(session, NOW, find_member(session, person), find_board(session))
    assert qualities(demo_database, vault) == read_standing(demo_database) == []


def test_a_law_that_shows_only_its_verdict_has_nothing_public_of_anybody(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, act="hrsa-330")
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person)
    assert count_rows(demo_database, CommunityStanding) == 0
    [found] = qualities(demo_database, vault)
    assert (found.person, found.categories, found.basis) == (person, {DECLARED}, "attested")


def test_a_declaration_of_another_category_takes_over_when_it_is_decided_on(
    demo_database: Database, vault: Vault
) -> None:
    adopt(demo_database, FIRST, local=COUNTING)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person, ["homelessness"])
    later = NOW + 3 * DAY
    key = declare_for(demo_database, vault, person, ["substance_use"], now=later, confirmed=False)
    sealed = [quality for quality in qualities(demo_database, vault) if DECLARED not in quality.categories]
    assert [(quality.categories, quality.last) for quality in sealed] == [({"homelessness"}, None)]
    with demo_database.writing.begin() as session:
        confirm_declaration(session, vault, later + DAY, find_clerk(session), find_board(session), key)
    first, second = [quality for quality in qualities(demo_database, vault) if DECLARED not in quality.categories]
    assert (first.categories, first.last) == ({"homelessness"}, TODAY + 3 * DAY)
    assert (second.categories, second.first, second.last) == ({"substance_use"}, TODAY + 4 * DAY, None)
    assert len(read_standing(demo_database)) == 1


def test_a_declined_renewal_ends_what_it_was_to_renew(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, local=COUNTING)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person, ["homelessness"])
    key = declare_for(demo_database, vault, person, ["substance_use"], now=NOW + DAY, confirmed=False)
    with demo_database.writing.begin() as session:
        decline_declaration(session, NOW + 2 * DAY, find_clerk(session), find_board(session), key)
    assert {quality.last for quality in qualities(demo_database, vault)} == {TODAY + DAY}


def test_a_category_that_does_not_count_makes_nobody_a_representative(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, local=COUNTING)
    declare_for(demo_database, vault, list_people(demo_database)[0], ["family"])
    assert count_rows(demo_database, CommunityStanding) == 0
    assert [quality.categories for quality in qualities(demo_database, vault)] == [{"family"}]


def test_every_content_is_sealed_at_one_length_and_names_who_confirmed_it(
    demo_database: Database, vault: Vault
) -> None:
    adopt(demo_database, FIRST, local=COUNTING)
    people = list_people(demo_database)
    declare_for(demo_database, vault, people[0], ["homelessness", "substance_use", "community_advocate"])
    declare_for(demo_database, vault, people[1], [DECLARED], confirmed=False)
    with demo_database.reading() as session:
        first, second = session.scalars(select(Declaration).order_by(Declaration.id))
        assert len(first.sealed or b"") == len(second.sealed or b"") == SEALED_BYTES + 28
        assert first.data_key != second.data_key
        content = open_content(vault, first)
        assert content is not None
        assert content.categories == {"homelessness", "substance_use", "community_advocate"}
        assert content.confirmed_by == session.get_one(Account, first.confirmed_by).key
        assert content.confirmed_on == TODAY
        for declaration in (first, second):
            columns = {name: getattr(declaration, name) for name in Declaration.__table__.columns.keys()}  # noqa: SIM118  # columns are no dict
            assert not [value for value in columns.values() if isinstance(value, str) and "homelessness" in value]
            assert b"homelessness" not in (declaration.sealed or b"")


def test_a_sealed_content_opens_for_its_own_row_alone(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, act="hrsa-330")
    people = list_people(demo_database)
    for person in people[:2]:
        declare_for(demo_database, vault, person)
    with demo_database.writing.begin() as session:
        first, second = session.scalars(select(Declaration).order_by(Declaration.id))
        first.sealed, second.sealed = second.sealed, first.sealed
        first.data_key, second.data_key = second.data_key, first.data_key
    assert {tuple(quality.categories) for quality in qualities(demo_database, vault)} == {(UNTOLD,)}


def test_what_is_said_in_public_is_said_only_while_it_is_in_force(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, act="hrsa-330")
    person = list_people(demo_database)[0]
    key = declare_for(demo_database, vault, person, confirmed=False)
    with demo_database.writing.begin() as session:
        board, member, clerk = find_board(session), find_member(session, person), find_clerk(session)
    say = lambda session: say_in_public(session, NOW, member, board)  # noqa: E731  # one act
    assert refuse(demo_database, say) is DeclarationRefusal.NOT_CONFIRMED
    with demo_database.writing.begin() as session:
        confirm_declaration(session, vault, NOW, clerk, board, key)
        assert say_in_public(session, NOW, member, board).said_at == NOW
        assert unsay_in_public(session, NOW + DAY, member, board).unsaid_at == NOW + DAY
        assert say_in_public(session, NOW + 2 * DAY, member, board).unsaid_at is None
        assert withdraw_declaration(session, NOW + 3 * DAY, member, board).unsaid_at == NOW + 3 * DAY
    assert refuse(demo_database, say) is DeclarationRefusal.NOT_CONFIRMED


def test_each_act_is_a_private_one_and_the_record_stays_provable(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, local=COUNTING)
    people = list_people(demo_database)
    before = count_rows(demo_database, LedgerEntry)
    declare_for(demo_database, vault, people[0], ["homelessness"])
    declare_for(demo_database, vault, people[0], ["substance_use"], now=NOW + DAY)
    with demo_database.writing.begin() as session:
        board, member = find_board(session), find_member(session, people[0])
        say_in_public(session, NOW + DAY, member, board)
        withdraw_declaration(session, NOW + DAY, member, board)
    assert count_rows(demo_database, LedgerEntry) == before
    assert count_rows(demo_database, LedgerPrivateAct) == (1 + 2) + (2 + 1) + 1 + 3
    with demo_database.reading() as session:
        boards = [find_board(session)]
    write_private_days(demo_database, NOW + 3 * DAY, lambda session: boards)
    with demo_database.reading() as session:
        bodies = "".join(session.scalars(select(LedgerEntry.body)))
    for word in ("declar", "homeless", "substance", "represent", people[0]):
        assert word not in bodies
        tables = [*WAY_TO_BOARD, "declaration", "community_standing"]
        assert check_record(session, tables).rows > 0


def test_no_page_is_renewed_for_an_act_that_changes_nothing_in_public(demo_database: Database, vault: Vault) -> None:
    adopt(demo_database, FIRST, act="hrsa-330")
    people = list_people(demo_database)
    version = read_version(demo_database)
    declare_for(demo_database, vault, people[0])
    key = declare_for(demo_database, vault, people[1], confirmed=False)
    with demo_database.writing.begin() as session:
        board = find_board(session)
        decline_declaration(session, NOW, find_clerk(session), board, key)
        withdraw_declaration(session, NOW, find_member(session, people[0]), board)
    assert read_version(demo_database) == version
    adopt(demo_database, TODAY)
    version = read_version(demo_database)
    declare_for(demo_database, vault, people[2], confirmed=False)
    assert read_version(demo_database) == version
    declare_for(demo_database, vault, people[3])
    assert read_version(demo_database) > version


def test_no_log_holds_anything_of_it(demo_database: Database, vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    adopt(demo_database, FIRST, local=COUNTING)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person, ["homelessness"])
    with demo_database.writing.begin() as session:
        board, member = find_board(session), find_member(session, person)
    with pytest.raises(DeclarationRefused) as refused, demo_database.writing.begin() as session:
        declare(session, vault, NOW, member, board, categories=["homelessness", "left_handed"])
    assert "homeless" not in caplog.text + repr(refused.value) + str(refused.value.args)


def test_a_later_law_that_names_who_counts_names_nobody_who_declared_before(
    demo_database: Database, vault: Vault
) -> None:
    adopt(demo_database, FIRST, act="hrsa-330")
    people = list_people(demo_database)
    declare_for(demo_database, vault, people[0])
    adopt(demo_database, TODAY + 10 * DAY)
    adopt(demo_database, TODAY + 20 * DAY, act="hrsa-330")
    first, hidden, again = qualities(demo_database, vault)
    assert (first.categories, first.last) == ({DECLARED}, TODAY + 9 * DAY)
    assert (hidden.categories, hidden.first, hidden.last) == ({UNTOLD}, TODAY + 10 * DAY, TODAY + 19 * DAY)
    assert (again.categories, again.first, again.last) == ({DECLARED}, TODAY + 20 * DAY, None)
    # Who declares anew under it agrees to be named.
    declare_for(demo_database, vault, people[0], now=NOW + 12 * DAY)
    assert read_standing(demo_database) == [(TODAY + 12 * DAY, None)]


def test_what_was_declared_to_a_board_counts_on_a_committee_that_its_law_binds(
    demo_database: Database, vault: Vault
) -> None:
    adopt(demo_database, FIRST, binds_committees=True)
    person = list_people(demo_database)[0]
    declare_for(demo_database, vault, person)
    with demo_database.reading() as session:
        committee = session.scalars(select(Board.id).where(Board.parent_id == find_board(session))).first()
        assert committee is not None
        assert [quality.person for quality in find_qualities(session, vault, committee)] == [person]
