"""What the portal writes as Popolo, it reads again; and nothing goes out that pages do not show."""

import json
from pathlib import Path

from sqlalchemy import func, select, update

from governance.boards.models import Board, Membership, Person, Seat
from governance.db import Database
from governance.exchange.popolo_export import write_popolo
from tests.cli.conftest import Type, folder, type_command, write_ini

__all__ = ["folder", "type_command"]


def test_the_document_holds_each_board_person_and_term_of_the_record(demo_database: Database) -> None:
    with demo_database.reading() as session:
        document = write_popolo(session)
        serving = select(func.count(Membership.person_id.distinct()))
        assert len(document["organizations"]) == session.scalar(select(func.count()).select_from(Board))
        assert len(document["persons"]) == session.scalar(serving)
        assert len(document["memberships"]) == session.scalar(
            select(func.count()).where(Membership.superseded_at.is_(None))
        )
    ids = [record["id"] for records in document.values() for record in records]
    assert len(ids) == len(set(ids))


def test_an_unpublished_board_and_those_known_from_it_alone_are_not_in_it(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        session.execute(update(Board).values(published=False))
    with demo_database.reading() as session:
        assert write_popolo(session) == {"organizations": [], "persons": [], "memberships": []}


def test_what_seats_are_reserved_for_is_not_in_it(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        session.execute(update(Seat).values(reserved_for="zqcanaryxv"))
    with demo_database.reading() as session:
        assert "zqcanaryxv" not in json.dumps(write_popolo(session))


def test_what_was_written_is_read_again_whole(type_command: Type, folder: Path) -> None:
    type_command("init")
    type_command("demo")
    assert type_command("export", "popolo", "out.json").code == 0
    document = json.loads((folder / "out.json").read_text("utf-8"))
    other = str(write_ini(folder, "sqlite:///%(here)s/other.sqlite", name="other.ini"))
    type_command("--config", other, "init")
    brought = type_command(
        "import", "popolo", "out.json", "--config", other, "--jurisdiction", "Brindle Harbor", "--zone",
        "America/Chicago", "--format", "json",
    )  # fmt: skip
    assert brought.code == 0, brought.complaint
    report = json.loads(brought.out)
    assert report["new"]["boards"] == len(document["organizations"])
    assert report["new"]["people"] == len(document["persons"])
    assert report["new"]["memberships"] == len(document["memberships"])


def test_one_board_is_written_when_asked_for_and_an_unknown_one_refused(type_command: Type) -> None:
    type_command("init")
    type_command("demo")
    one = json.loads(type_command("export", "popolo", "--board", "brindle-harbor-data-and-reporting").out)
    assert [board["id"] for board in one["organizations"]] == ["brindle-harbor-data-and-reporting"]
    refused = type_command("export", "popolo", "--board", "nowhere")
    assert refused.code == 2
    assert refused.complaint == ["governance: there is no published board nowhere"]


def test_an_address_that_is_no_web_address_is_not_written(demo_database: Database) -> None:
    with demo_database.writing.begin() as session:
        session.execute(update(Board).values(website="javascript:alert(1)", source_address="file:///etc/passwd"))
        assert session.scalar(select(func.count()).select_from(Person))
    with demo_database.reading() as session:
        assert "javascript" not in json.dumps(write_popolo(session)["organizations"])
        assert "passwd" not in json.dumps(write_popolo(session)["organizations"])
