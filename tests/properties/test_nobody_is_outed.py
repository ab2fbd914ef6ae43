"""The attacker: reads all that is public, at every moment of a year, and learns of nobody more than the law's text tells.

Two worlds are made of one record. They have the same board, the same acts and the same public verdicts, and differ in
who holds which category (or, where only the verdict is public, in who counts at all, and in who ever declared anything).
Whatever is public of them must be the same: every page, twin, feed, log, head and export, with every validator, before
and after an appointment and a resignation. What is drawn by lot, and digests of it, are compared by their form alone.
"""

import json
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp

from governance.boards.appointment_actions import appoint, end_service
from governance.boards.appointment_models import Door
from governance.boards.composition_acts import Document
from governance.boards.declaration_actions import (
    confirm_declaration,
    declare,
    decline_declaration,
    withdraw_declaration,
)
from governance.boards.declaration_keeping import destroy_declarations, renew_verdicts
from governance.boards.models import Board, EndReason, Membership, Person, Seat
from governance.db import Database, open_database
from governance.db.retry import run_act
from governance.exchange.popolo_export import write_popolo
from governance.ledger.heads import sign_heads
from governance.ledger.models import LedgerEntry, LedgerLog, LedgerSeal
from governance.ledger.private_acts import write_private_days
from governance.meetings.models import Meeting, MeetingStatus
from governance.security.vault import Vault
from governance.votes.floor_models import HeldVote
from tests.conftest import NOW, make_application
from tests.functional.test_permissions import read_table
from tests.support.declarations import FIRST, find_board, find_clerk, find_member, list_voting, make_vault
from tests.support.laws import adopt
from tests.support.public_pages import fill
from tests.support.routes import list_ways
from tests.support.taken_votes import call_voters, take_vote

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COUNTING = {"COMP-04.counts.homelessness": "1", "COMP-04.counts.substance_use": "1"}
HOME, DRUGS, ADVOCATE = "homelessness", "substance_use", "community_advocate"
NEWCOMER = "ottoline-vance-abara"
OF_THE_RECORD = ("front.", "ledger.", "feed.")
NOTICE = Document("Letter of the Mayor", NOW.date())

KEY = "[0-9a-hjkmnp-tv-z]{10}"
DRAWN = re.compile(
    rf"\b[0-9a-f]{{16,}}\b|\b(?=[a-z]*[0-9]){KEY}\b|(?<=[\">/]){KEY}(?=[\"</]|$)"
    r"|(?<![\w/-])(?=[\w+/-]*[A-Z])(?=[\w+/-]*[0-9])[A-Za-z0-9+/_-]{43,}=*",
    re.MULTILINE,
)
"""What is drawn by lot or hashed: digests, signatures, tokens, and keys of ten letters. An address is none of these: it
has no capital letter."""

HEADERS = ("ETag", "Last-Modified", "Cache-Control", "Content-Type")


@dataclass
class World:
    """One way in which it could be. declared: person -> what they declare, at the moment of their turn."""

    folder: Path
    database: Database
    vault: Vault
    application: Any
    ledger_keys: Path
    people: list[str]
    read: list[dict[str, str]] = field(default_factory=list)

    def act(self, work: Callable[[Session], Any]) -> Any:
        return run_act(self.database, work)

    def declare(self, now: datetime, declared: Mapping[str, Collection[str]]) -> None:
        for person, categories in declared.items():
            self.act(lambda session, person=person, categories=categories: self.declare_one(
                session, now, person, categories))  # fmt: skip

    def declare_one(self, session: Session, now: datetime, person: str, categories: Collection[str]) -> None:
        board = find_board(session)
        key = declare(session, self.vault, now, find_member(session, person), board, categories=categories).key
        confirm_declaration(session, self.vault, now, find_clerk(session), board, key)

    def vote(self, now: datetime) -> None:
        """Let the board take a vote, which freezes how it is composed at that moment."""

        def work(session: Session) -> None:
            meeting = session.scalars(select(Meeting).where(Meeting.status == MeetingStatus.IN_SESSION)).one()
            take_vote(session, self.vault, meeting, now)

        self.act(work)

    def look(self, now: datetime) -> None:
        """Let the scheduled work be done, and read everything that is public."""
        with self.database.reading() as session:
            boards = [find_board(session)]
        write_private_days(self.database, now, lambda session: boards)
        self.act(lambda session: destroy_declarations(session, now))
        renew_verdicts(self.database, now)
        sign_heads(self.database, now, self.ledger_keys)
        self.application.registry.clock = lambda: now
        self.read.append(read_public(self))


def read_public(world: World) -> dict[str, str]:
    """Every public output by its address, in a form in which two worlds can be compared."""
    visitor = TestApp(world.application, extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    found = {}
    for address in list_addresses(world):
        answer = visitor.get(address, status="*")
        told = "\n".join(f"{name}: {answer.headers.get(name)}" for name in HEADERS)
        found[address] = f"{answer.status}\n{told}\n{blind(answer.text)}"
    with world.database.reading() as session:
        found["the Popolo export"] = blind(json.dumps(write_popolo(session), default=str))
    return found


def blind(text: str) -> str:
    return DRAWN.sub("#", text)


def list_addresses(world: World) -> list[str]:
    """The address of all that anybody may read of a board, of its ledger, and of the people whom the acts are about."""
    table = read_table()
    with world.database.reading() as session:
        board = find_board(session)
        slug = session.scalars(select(Board.slug).where(Board.id == board)).one()
        sizes = {log.board_id: log.size for log in session.scalars(select(LedgerLog))}
    people = [*(world.people[place] for place in (0, 5, 8)), NEWCOMER]
    found = set()
    for way in list_ways(world.application):
        row = table.get(way.row)
        if way.method != "GET" or (row != "record" and not (row == "everyone" and way.route.startswith(OF_THE_RECORD))):
            continue
        votes = list(session.scalars(select(HeldVote.key)))
        last = sizes[board if "{board" in way.pattern else None]
        for person in people if "{person" in way.pattern else [""]:
            for sequence in range(max(last - 3, 1), last + 1) if "{sequence" in way.pattern else [1]:
                values = {"board": slug, "person": person, "sequence": str(sequence)}
                values |= {place: votes[0] for place in ("vote", "held") if votes}
                # No act of these worlds reaches a report or a comment.
                if set(re.findall(r"{([a-z_]+)", way.pattern)) <= values.keys():
                    found.add(fill(way.pattern, values))
    assert len(found) > 30
    return sorted(found)


@pytest.fixture
def make_world(sqlite_templates: dict[str, Path], tmp_path: Path, ledger_keys: Path) -> Any:
    """Makes worlds of one record, under one law: make_world(name, act=…, local=…)."""
    prepared: list[Path] = []
    worlds: list[World] = []

    def make(name: str, **law: Any) -> World:
        if not prepared:
            prepared.append(prepare(sqlite_templates["demo"], tmp_path / "prepared.sqlite", law))
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(prepared[0], folder / "record.sqlite")
        database, vault = open_database(f"sqlite:///{folder / 'record.sqlite'}"), make_vault(folder)
        application = make_application(database, **{"governance.vault_keys": str(vault.folder)})
        with database.reading() as session:
            people = list_voting(session, find_board(session))
        worlds.append(World(folder, database, vault, application, ledger_keys, people))
        return worlds[-1]

    yield make
    for world in worlds:
        world.database.close()


def prepare(template: Path, file: Path, law: dict[str, Any]) -> Path:
    """The demo's record under a law, with an account for everybody who serves and a meeting that is in session."""
    shutil.copy(template, file)
    with closing(open_database(f"sqlite:///{file}")) as database:
        adopt(database, FIRST, **law)
        with database.writing.begin() as session:
            name = "Ottoline Vance-Abara"
            session.add(Person(key=NEWCOMER, name=name, sort_name="Vance-Abara, Ottoline", entered_at=NOW))
            session.flush()
            for person in [*list_voting(session, find_board(session)), NEWCOMER]:
                find_member(session, person)
            call_voters(session, make_vault(file.parent / "prepared"))
        with database.glancing.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def resign(world: World, now: datetime, person: str) -> None:
    """Let somebody's service end with today, as a letter says that was sent to the city."""

    def work(session: Session) -> None:
        board = find_board(session)
        keys = session.scalars(
            select(Membership.key)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.board_id == board, Person.key == person, Membership.superseded_at.is_(None),
                Membership.ended_on > now.date(),
            )
        ).all()  # fmt: skip
        for key in keys:
            end_service(
                session, world.vault, now, find_clerk(session), board, door=Door.RECORDED, appointment=str(key),
                ended_on=now.date(), reason=EndReason.RESIGNED, document=NOTICE,
            )  # fmt: skip

    world.act(work)


def seat(world: World, now: datetime, number: int) -> None:
    """Let the newcomer take the seat that is vacant."""

    def work(session: Session) -> None:
        board = find_board(session)
        appoint(
            session, world.vault, now, find_clerk(session), board, door=Door.RECORDED, seat=number,
            person=NEWCOMER, started_on=now.date(), document=NOTICE,
        )  # fmt: skip

    world.act(work)


def find_seat_number(world: World, person: str) -> int:
    with world.database.reading() as session:
        return (
            session.scalars(
                select(Seat.number)
                .join(Membership, Membership.seat_id == Seat.id)
                .join(Person, Person.id == Membership.person_id)
                .where(
                    Person.key == person, Membership.board_id == find_board(session), Membership.ended_on > NOW.date()
                )
            ).first()
            or 0
        )


def compare(one: World, other: World) -> list[str]:
    """Where two worlds differ, by moment, address and first line; empty: nobody can tell one from the other."""
    assert len(one.read) == len(other.read) > 0
    differing = []
    for moment, (here, there) in enumerate(zip(one.read, other.read, strict=True)):
        for place in sorted(here.keys() | there):
            if here.get(place) != there.get(place):
                lines = find_difference(here.get(place, ""), there.get(place, ""))
                differing.append(f"{moment}: {place}: {lines}")
    print(*differing, sep="\n")  # an assertion would shorten it
    return differing


def find_difference(here: str, there: str) -> str:
    pairs = zip(here.splitlines(), there.splitlines(), strict=False)
    return next((f"{left[-300:]!r} {right[-300:]!r}" for left, right in pairs if left != right), "one is longer")


def live_through_counted(world: World, chosen: Callable[[list[str]], dict[str, str]], newcomer: str) -> None:
    """A year under a law that counts categories: everybody declares, one leaves, another comes and declares as well."""
    seven = world.people[:7]
    world.declare(NOW, {person: [category] for person, category in chosen(seven).items()})
    world.vote(NOW + HOUR)
    world.look(NOW + DAY)
    number = find_seat_number(world, seven[6])
    resign(world, NOW + 2 * DAY, seven[6])
    seat(world, NOW + 4 * DAY, number)
    world.look(NOW + 5 * DAY)
    world.declare(NOW + 6 * DAY, {NEWCOMER: [newcomer]})
    world.look(NOW + 7 * DAY)
    world.act(lambda session: withdraw_declaration(
        session, NOW + 8 * DAY, find_member(session, seven[5]), find_board(session)))  # fmt: skip
    world.look(NOW + 9 * DAY)
    world.look(NOW + 60 * DAY)


def swap(places: dict[int, str]) -> Callable[[list[str]], dict[str, str]]:
    return lambda people: {person: places.get(number, ADVOCATE) for number, person in enumerate(people)}


def test_who_holds_which_category_is_told_by_nothing_public(make_world: Any) -> None:
    one, other = (make_world(name, local=COUNTING) for name in ("one", "other"))
    live_through_counted(one, swap({0: HOME, 1: DRUGS, 2: HOME, 3: DRUGS}), ADVOCATE)
    live_through_counted(other, swap({4: HOME, 3: DRUGS, 1: HOME, 0: DRUGS, 2: "mental_illness"}), HOME)
    assert compare(one, other) == []
    everything = "".join("".join(moment.values()) for moment in one.read)
    # That they serve as community representatives is public of the office under this law: it was really read.
    assert "community representative" in everything
    assert "Was this vote lawful?" in everything


def live_through_verdict(
    world: World, first: Collection[int], later: Collection[int], *, newcomer_counts: bool
) -> None:
    """A year under a law whose verdict alone is public."""
    world.declare(NOW, {world.people[place]: [] for place in first})
    world.vote(NOW + HOUR)
    world.look(NOW + DAY)
    number = find_seat_number(world, world.people[8])
    resign(world, NOW + 2 * DAY, world.people[8])
    seat(world, NOW + 4 * DAY, number)
    world.look(NOW + 5 * DAY)
    if newcomer_counts:
        world.declare(NOW + 6 * DAY, {NEWCOMER: []})
    world.declare(NOW + 6 * DAY, {world.people[place]: [] for place in later})
    world.look(NOW + 7 * DAY)
    world.look(NOW + 60 * DAY)


def test_where_only_the_verdict_is_public_nothing_tells_who_counts_or_who_declared(make_world: Any) -> None:
    one, other = (make_world(name, act="hrsa-330") for name in ("one", "other"))
    live_through_verdict(one, range(8), [], newcomer_counts=True)
    live_through_verdict(other, [0, 1, 2, 3, 4, 5, 6, 7], [9], newcomer_counts=False)
    third = make_world("third", act="hrsa-330")
    live_through_verdict(third, [1, 2, 3, 4, 5, 6, 7, 9], [], newcomer_counts=False)
    assert compare(one, other) == []
    assert compare(one, third) == []


def test_the_attack_succeeds_where_a_page_tells_a_category(make_world: Any) -> None:
    """Shows that the comparison would find it: here a category is written into a field that the public reads."""
    worlds = [make_world(name, local=COUNTING) for name in ("one", "other")]
    for world, category in zip(worlds, (HOME, DRUGS), strict=True):
        world.act(
            lambda session, told=f" ({category})": session.execute(update(Person).values(name=Person.name + told))
        )
        world.look(NOW)
    differing = compare(*worlds)
    for page in ("/members:", "/composition:", "/people/", "/api/v1/boards/", "Popolo"):
        assert [place for place in differing if page in place], page


def test_the_attack_succeeds_where_a_page_is_renewed_at_the_moment_of_a_private_act(make_world: Any) -> None:
    worlds = [make_world(name, act="hrsa-330") for name in ("one", "other")]
    worlds[1].act(lambda session: session.execute(update(Board).values(record_version=Board.record_version + 1)))
    for world in worlds:
        world.look(NOW)
    assert compare(*worlds)


def test_no_seal_of_a_declaration_can_be_tried_out(make_world: Any) -> None:
    """A row's few possible values are hashed with a salt of 32 bytes that no public output holds."""
    world = make_world("one", act="hrsa-330")
    world.declare(NOW, {world.people[0]: []})
    world.look(NOW + 2 * DAY)
    with world.database.reading() as session:
        salts = [salt for salt in session.scalars(select(LedgerSeal.salt)) if salt is not None]
        bodies = list(session.scalars(select(LedgerEntry.body)))
    assert len(salts) > 100
    assert len(set(salts)) == len(salts)
    assert {len(salt) for salt in salts} == {32}
    visitor = TestApp(world.application)
    public = "".join(visitor.get(address, status="*").text for address in list_addresses(world) if "ledger" in address)
    assert len(public) > 10_000
    assert not [salt for salt in salts if salt.hex() in public or salt.hex() in "".join(bodies)]


def test_a_declined_and_a_withdrawn_declaration_leave_no_trace_in_public(make_world: Any) -> None:
    one, other = (make_world(name) for name in ("one", "other"))
    for world in (one, other):
        world.look(NOW)

    def change_minds(session: Session) -> None:
        board, person = find_board(session), one.people[0]
        key = declare(session, one.vault, NOW, find_member(session, person), board).key
        decline_declaration(session, NOW, find_clerk(session), board, key)
        declare(session, one.vault, NOW, find_member(session, person), board)
        withdraw_declaration(session, NOW, find_member(session, person), board)

    one.act(change_minds)
    for world in (one, other):
        world.look(NOW + DAY)
        world.look(NOW + 2 * DAY)
    assert compare(one, other) == []
