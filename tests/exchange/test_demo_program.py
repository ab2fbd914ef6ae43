"""The program of the demo board: reported in time, asked by a motion that carried, and on the ledger."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from governance.db import open_database
from governance.exchange.demo import load_demo_board
from governance.exchange.demo_composition import place_under_law
from governance.exchange.demo_program import report_and_ask
from governance.exchange.sealing import WAY_TO_BOARD
from governance.ledger.checking import check_record
from governance.ledger.heads import begin_ledger
from governance.oversight.inquiry_models import Inquiry
from governance.oversight.inquiry_standing import InquiryStanding
from governance.security.vault import Vault
from tests.conftest import make_application
from tests.exchange.test_demo import DAYS
from tests.support.accounts import BOARD, make_browser


@pytest.mark.parametrize("now", DAYS[::3], ids=lambda moment: f"{moment:%Y-%m-%dT%H}")
def test_it_reports_in_time_and_is_asked_on_any_day(
    now: datetime, sqlite_templates: dict[str, Path], tmp_path: Path
) -> None:
    vault = Vault(tmp_path / "vault")
    vault.make_key()
    database = open_database(f"sqlite:///{shutil.copy(sqlite_templates['empty'], tmp_path)}")
    with database.writing.begin() as session:
        begin_ledger(session, tmp_path / "ledger-keys", now, tuple(WAY_TO_BOARD))
        load_demo_board(session, now)
        place_under_law(session, vault, now)
        report_and_ask(session, vault, now)
    with database.reading() as session:
        assert check_record(session, tuple(WAY_TO_BOARD)).rows > 0
        assert session.scalar(select(func.count()).select_from(Inquiry)) == 3
    application = make_application(database)
    application.registry.clock = lambda: now
    reader = make_browser(application)
    reports = reader.get(f"/api/v1/boards/{BOARD}/reports").json["reports"]
    assert [one["standing"] for one in reports] == ["published", "published"]
    [question] = reader.get(f"/api/v1/boards/{BOARD}/questions").json["inquiries"]
    assert question["standing"] == InquiryStanding.ANSWERED
    [recommendation] = reader.get(f"/api/v1/boards/{BOARD}/recommendations").json["inquiries"]
    page = reader.get(f"/api/v1{recommendation['address']}").json
    assert page["before"]["denominator"] == 518
    assert page["motion_stands"]
    review = reader.get(f"/boards/{BOARD}/review")
    assert "at most 1 percent" in review.text
    database.close()
