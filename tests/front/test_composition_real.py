"""Real boards, imported and held against the model act: the page says what `law check` says of the same list."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from governance.accounts.models import Account
from governance.boards.declaration_models import CommunityStanding
from governance.boards.law_models import Adoption
from governance.boards.models import Board, Membership, Seat
from governance.db import Database
from governance.exchange.files import open_source
from governance.exchange.reconcile import bring_in
from governance.exchange.seat_mapping import read_mapping
from governance.exchange.seats import read_seats
from model_law.profiles import judge_rule, settle
from model_law.provisions import load_act
from model_law.rosters import read_roster
from tests.conftest import NOW, make_application
from tests.model_law.test_real_boards import MAPPING, as_roster, read_boards

pytestmark = pytest.mark.real_data
SEATS = Path(__file__).parents[1] / "exchange" / "seat_mappings" / "south_dakota.toml"
DAYS = [date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 24)]


@pytest.fixture
def imported(make_database: Callable[[str], Database], real_data: Path) -> Database:
    """The boards with a borrowed model act, and those whose seat stands for the people that a board is for as counting."""
    database = make_database("empty")
    path = real_data / "sd_boards" / "sd_boards_sample.csv"
    mapping, source = read_mapping(SEATS), open_source(path)
    bring_in(
        database, read_seats(source, mapping), system=mapping.system, reader="seats", file_name=path.name,
        digest="0" * 64, now=NOW,
    )  # fmt: skip
    with database.writing.begin() as session:
        clerk = Account(key="clerk00001", name="A Clerk", entered_at=NOW)
        session.add(clerk)
        session.flush()
        session.execute(update(Board).values(published=True))
        for number, (board, name) in enumerate(session.execute(select(Board.id, Board.name)).all()):
            session.add(
                Adoption(
                    key=f"borrowed{number:02}", board_id=board, act="model-act", title="Held up as a measure",
                    dated_on=date(2020, 1, 1), local={}, adopted=[], borrowed=True, started_on=date(2020, 1, 1),
                    entered_by=clerk.id, entered_at=NOW, confirmed_at=NOW,
                )
            )  # fmt: skip
            held = session.execute(
                select(Membership.person_id, Seat.reserved_for)
                .join(Seat, Seat.id == Membership.seat_id)
                .where(Membership.board_id == board)
            ).all()
            counting = {
                person for person, words in held
                if any(word in (words or "").casefold() for word in MAPPING["community"][name])
            }  # fmt: skip
            session.add_all(
                CommunityStanding(board_id=board, person_id=person, entered_at=NOW) for person in sorted(counting)
            )
    return database


def test_each_board_would_meet_the_share_exactly_where_the_command_says_so(imported: Database, real_data: Path) -> None:
    visitor = TestApp(make_application(imported), extra_environ={"HTTP_ACCEPT_LANGUAGE": "en"})
    with imported.reading() as session:
        addresses = {
            name: f"/boards/{slug}/composition" for name, slug in session.execute(select(Board.name, Board.slug))
        }
    act = load_act("model-act")
    verdicts = set()
    for board, rows in read_boards(real_data).items():
        for day in DAYS:
            roster = read_roster(as_roster(board, rows, hold_over=False), day, act.categories).roster
            profile = settle(act, day)
            finding = judge_rule(profile, roster, profile.rules[0])
            twin = visitor.get(f"/api/v1{addresses[board]}?on={day}").json
            share = twin["share"]
            assert twin["contradiction"] is None, board
            assert (share["numerator"], share["denominator"]) == (finding.numerator, finding.denominator), (board, day)
            expected = {"met": "would_meet", "cannot_tell": "cannot_tell"}.get(finding.verdict, "would_not_meet")
            assert share["verdict"] == expected, (board, day)
            verdicts.add(expected)
        words = " ".join(visitor.get(addresses[board]).html.main.get_text(" ").split()).casefold()
        assert "lawful" not in words
        assert "disability" not in words
    assert {"would_meet", "would_not_meet"} <= verdicts
