"""Whatever is killed at whatever moment, each act that was acknowledged is there afterwards, and none is half there."""

import json
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from governance.accounts.models import Account, ContactAddress, RoleAssignment
from governance.boards.models import BoardName
from governance.db import Database, open_database
from governance.db.history import FormerState
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.models import LedgerEntry, LedgerLog, LedgerPrivateAct
from tests.conftest import prepare
from tests.keeping.writers import Writers
from tests.ledger.support import add
from tests.support.postgresql import OPTIONS, NoPostgresql, find_identity, find_programs, run_server

WRITERS = 3
ROUNDS = 6
SOAKED_ROUNDS = 500
"""On each engine, which makes a thousand; each of them kills all writers."""

ROUNDS_A_DATABASE = 20
MOST_ACTS = 12

Told = list[dict[str, Any]]


def make_board(database: Database) -> tuple[str, int]:
    """The address of the database, which is closed, and the id of a board in it."""
    with database.writing.begin() as session:
        board_id = add(session).id
    database.close()
    return database.engine.url.render_as_string(hide_password=False), board_id


def check_kept(url: str, board_id: int, told: Told) -> None:
    """Open the database as somebody would after the crash, and compare it with what was acknowledged."""
    database = open_database(url)
    try:
        with database.reading() as session:
            check_record(session, WAY_TO_BOARD)  # as `governance verify` does; it raises what it finds
            check_acknowledged(session, board_id, told)
            check_none_half(session, board_id)
    finally:
        database.close()


def check_acknowledged(session: Session, board_id: int, told: Told) -> None:
    entries = read_entries(session, board_id)
    names = {name: day.isoformat() for name, day in find_names(session, board_id)}
    members = dict(session.execute(select(Account.name, Account.key)).all())
    contacts = dict(session.execute(select(ContactAddress.address, ContactAddress.id)).all())
    sealed = set(session.scalars(select(LedgerPrivateAct.row_id)))
    for act in told:
        kind, facts = entries[act["sequence"]]
        if act["kind"] == "rename":
            assert (kind, facts) == ("board.renamed", {"on": act["on"]}), act
            assert names[act["mark"]] == act["on"]
        elif act["kind"] == "invite":
            assert (kind, facts["account"]) == ("account.invited", act["account"]), act
            assert members[act["mark"]] == act["account"]
        else:
            assert contacts[f"new-{act['mark']}@example.org"] == act["contact"]
            assert act["contact"] in sealed


def check_none_half(session: Session, board_id: int) -> None:
    """What an act writes in several tables is there as often in each of them, acknowledged or not."""
    entries = list(read_entries(session, board_id).values())
    renamed = Counter(facts["on"] for kind, facts in entries if kind == "board.renamed")
    assert Counter(day.isoformat() for _name, day in find_names(session, board_id)) == renamed
    former = select(func.count()).select_from(FormerState).where(FormerState.table_name == "board")
    assert session.scalar(former) == renamed.total()
    invited = Counter(facts["account"] for kind, facts in entries if kind == "account.invited")
    assert Counter(session.scalars(select(Account.key))) == invited
    roles = select(Account.key).join(RoleAssignment, RoleAssignment.account_id == Account.id)
    assert Counter(session.scalars(roles)) == invited
    standing = select(Account.key).join(ContactAddress, ContactAddress.account_id == Account.id)
    assert Counter(session.scalars(standing.where(ContactAddress.superseded_at.is_(None)))) == invited
    changed = select(func.count()).select_from(ContactAddress).where(ContactAddress.superseded_at.is_not(None))
    # The address before and the new one are both sealed, under the entry of the day.
    assert session.scalar(select(func.count()).select_from(LedgerPrivateAct)) == 2 * (session.scalar(changed) or 0)


def read_entries(session: Session, board_id: int) -> dict[int, tuple[str, dict[str, Any]]]:
    """Kind and facts of the entries of a board's log, by their places."""
    query = select(LedgerEntry.sequence, LedgerEntry.body).join(LedgerLog, LedgerLog.id == LedgerEntry.log_id)
    bodies = {place: json.loads(body) for place, body in session.execute(query.where(LedgerLog.board_id == board_id))}
    return {place: (body["kind"], body.get("facts", {})) for place, body in bodies.items()}


def find_names(session: Session, board_id: int) -> list[tuple[str, Any]]:
    """The names that a board was given by renaming, each once, with their first days."""
    given = (BoardName.board_id == board_id, BoardName.started_on.is_not(None), BoardName.corrects_id.is_(None))
    return [(name, day) for name, day in session.execute(select(BoardName.name, BoardName.started_on).where(*given))]


def test_every_acknowledged_act_outlives_the_killed_writers(
    make_database: Callable[[str], Database], soak_factor: int
) -> None:
    chance = random.Random(4) if soak_factor == 1 else random.Random()
    acknowledged = 0
    url, board_id, told = "", 0, Told()
    for number in range(ROUNDS if soak_factor == 1 else SOAKED_ROUNDS):
        if number % ROUNDS_A_DATABASE == 0:
            (url, board_id), told = make_board(make_database("empty")), []
        writers = Writers()
        writers.begin(url, board_id, [f"r{number}w{writer}" for writer in range(WRITERS)])
        writers.listen(chance.randint(0, MOST_ACTS))
        writers.kill(chance)
        assert writers.failed == []
        told += writers.told
        acknowledged += len(writers.told)
        check_kept(url, board_id, told)
    assert acknowledged, "no writer ever came to act, so nothing was tried"


def test_every_acknowledged_act_outlives_a_killed_server(tmp_path: Path) -> None:
    """First one of the server's processes is killed, which it mends by itself, then the server; it is started again."""
    chance = random.Random(5)
    try:
        programs = find_programs()
    except NoPostgresql as error:
        pytest.skip(str(error))
    with run_server(programs) as server:
        url = server.create_database()
        name = make_url(url).database or ""
        # The server of the tests keeps what was committed in its memory for a moment, and this one must not.
        execute(url, f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        database = open_database(url)
        prepare(database, "empty", tmp_path)
        url, board_id = make_board(database)
        folder = Path(str(make_url(url).query["host"]))
        told = Told()

        def begin(number: int) -> Writers:
            writers = Writers()
            writers.begin(url, board_id, [f"s{number}w{writer}" for writer in range(WRITERS)])
            writers.listen(chance.randint(WRITERS, MOST_ACTS))
            assert writers.failed == []
            return writers

        backend = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        writers = begin(0)
        killed = execute(url, backend)[0][0]
        os.kill(killed, signal.SIGKILL)
        wait_until_mended(url, killed)
        # Who was between two acts and slow may have noticed nothing, and goes on with a new connection.
        writers.kill(chance)
        told.extend(writers.told)
        check_kept(url, board_id, told)
        writers = begin(1)
        kill_server(url, folder)
        # Each of them loses its connection, and says so.
        writers.end()
        assert len(writers.failed) == WRITERS
        told.extend(writers.told)
        process = restart(programs, folder, url)
        try:
            check_kept(url, board_id, told)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
        assert len(told) >= 2 * WRITERS


def execute(url: str, statement: str) -> list[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def wait_until_mended(url: str, killed: int) -> None:
    """Wait until a server has noticed that it lost this one of its processes, and lets people in again."""
    for _ in range(1000):
        try:
            if not execute(url, f"SELECT pid, pg_sleep(0.02) FROM pg_stat_activity WHERE pid = {killed}"):
                return
        except psycopg.OperationalError:
            continue
    pytest.fail("the server did not mend itself")


def kill_server(url: str, folder: Path) -> None:
    """Kill -9 all processes of a server at once, the first one first, so that no other can save anything."""
    first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    for number in [first, *(row[0] for row in execute(url, "SELECT pid FROM pg_stat_activity"))]:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    os.waitpid(first, 0)  # until then its number would still be taken for a running server's


def restart(programs: Path, folder: Path, url: str) -> "subprocess.Popen[bytes]":
    """Start a killed server again, as soon as the last of its processes has noticed and is gone."""
    identity = find_identity()
    programs = copied(folder) if (folder / "programs").exists() else programs
    command: list[str | Path] = [programs / "postgres", "-D", folder / "data", "-k", folder, *OPTIONS]
    for _ in range(100):
        with (folder / "log").open("ab") as output:
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"}, **identity,
            )  # fmt: skip
        while process.poll() is None:
            try:
                execute(url, "SELECT 1")
            except psycopg.OperationalError:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(0.02)
            else:
                return process
    pytest.fail(f"the server did not start again: {(folder / 'log').read_text(errors='replace')}")


def copied(folder: Path) -> Path:
    """The folder of the programs that were copied to where the server's user can reach them."""
    return next((folder / "programs").glob("*/*/postgres")).parent
