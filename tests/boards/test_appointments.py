"""Appointing, swearing in, ending and correcting services through both doors."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from governance.boards.appointment_actions import appoint, correct_appointment, end_service, swear_in
from governance.boards.appointment_models import ActKind, Door
from governance.boards.composition_acts import CompositionRefusal, Document, preview_act
from governance.boards.members import NewPerson
from governance.boards.models import EndReason
from governance.db import Database
from tests.support.composition import FOUNDED, LETTER, NOW, TODAY, CompositionHouse


@pytest.fixture
def house(database: Database, tmp_path: Path) -> CompositionHouse:
    return CompositionHouse(database, tmp_path)


def test_a_proposed_appointment_that_breaks_the_share_is_refused_with_its_sum(house: CompositionHouse) -> None:
    house.adopt()
    house.fill(3, 2)
    other, community = house.add_people("Otto Bell"), house.add_people("Cora Bell", community=True)
    refused = house.refuse(
        appoint, actor=house.authority, door=Door.PROPOSED, seat=6, person=other[0], started_on=TODAY
    )
    assert refused.refusal is CompositionRefusal.BREAKS_LAW
    assert refused.preview is not None and refused.preview.refusing == ("COMP-01",)
    share = next(pair.after for pair in refused.preview.preview.pairs if pair.after.rule == "COMP-01")
    assert (share.numerator, share.denominator, share.margin) == (3, 6, -1)
    house.propose(6, community[0])
    house.propose(7, other[0])
    assert house.find_act().contested == []
