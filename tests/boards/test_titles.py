"""A title of a city's own system stands beside a name only where it can say no condition of anybody."""

import pytest
from sqlalchemy import update
from webtest import TestApp

from governance.boards.models import Membership
from governance.boards.titles import find_public_title
from governance.db import Database
from governance.exchange.popolo_export import write_popolo
from tests.support.accounts import BOARD


@pytest.mark.parametrize(
    "title",
    [
        "Chair",
        "Member, Fire and Emergency Medical Services",
        "Vice Chair",
        "District 4",
        "Clerk to the board",
        "Alcalde",
    ],
)
def test_an_office_is_named(title: str) -> None:
    assert find_public_title(title) == title


@pytest.mark.parametrize(
    "title",
    [
        "Consumer Member", "Member, person in recovery", "LIVED EXPERIENCE seat", "Family Member Representative", "Peer",
        "Formerly homeless member", "Mental health consumer", "Person with a disability", "Persona sin hogar",
        "Representante con enfermedad", "Community representative", "Méntal Health advocate", "HIV/AIDS seat",
    ],
)  # fmt: skip
def test_a_condition_is_not(title: str) -> None:
    assert find_public_title(title) is None


@pytest.mark.parametrize("make_database", ["sqlite"], indirect=True)
def test_no_page_twin_or_export_shows_it_beside_a_name(demo_database: Database, visitor: TestApp) -> None:
    with demo_database.writing.begin() as session:
        session.execute(update(Membership).values(title="Member (consumer of services)"))
    page = visitor.get(f"/boards/{BOARD}/members")
    person = page.html.select_one("ul.people a")["href"]
    for address in (f"/boards/{BOARD}/members", f"/boards/{BOARD}", person):
        assert "consumer" not in visitor.get(address)
        assert "consumer" not in visitor.get(f"/api/v1{address}").text
    with demo_database.reading() as session:
        assert "consumer" not in str(write_popolo(session))
