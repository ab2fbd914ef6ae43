"""Reports are drafted where nobody reads them, published whole, and corrected in the open."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from governance.db import Database
from governance.ledger.models import LedgerEntry
from governance.oversight.acts import OversightRefusal
from governance.oversight.aggregates_reading import FileRefused
from governance.oversight.content import compute_digest
from governance.oversight.draft_queries import find_mappings
from governance.oversight.figures import Figure, FigureRefusal, FigureRefused, check_figure
from governance.oversight.metrics import load_dictionary
from governance.oversight.models import Program, ReportDraft, ReportFigures, ReportVersion
from governance.oversight.program_actions import Rhythm, add_program, set_schedule
from governance.oversight.report_actions import (
    attach_document,
    fill_from_file,
    give_up,
    keep_mapping,
    open_draft,
    publish,
    write_narrative,
)
from tests.conftest import NOW
from tests.oversight.making import (
    JULY,
    MONTHLY,
    ZONE,
    Staff,
    count_rows,
    find_cells,
    make_document,
    make_figures,
    write,
)


@pytest.fixture
def staff(demo_database: Database) -> Staff:
    return Staff(demo_database)


def list_entries(database: Database) -> list[str]:
    kinds = ("program.added", "program.schedule_set", "report.published", "report.corrected")
    with database.reading() as session:
        return list(session.scalars(
            select(LedgerEntry.kind).where(LedgerEntry.kind.in_(kinds)).order_by(LedgerEntry.sequence)
        ))  # fmt: skip


def test_a_draft_makes_no_entry_and_a_publication_one(staff: Staff) -> None:
    program = staff.add_program()
    before = list_entries(staff.database)
    key = staff.draft(program)
    staff.bring(key, make_document())
    staff.act(write_narrative, key, 2, "A quiet month.")
    assert list_entries(staff.database) == before == ["program.added"]
    version = staff.publish(key)
    assert list_entries(staff.database) == ["program.added", "report.published"]
    assert version.digest == compute_digest(version.content)
    assert version.content["narrative"] == "A quiet month."
    with staff.database.reading() as session:
        [draft] = session.scalars(select(ReportDraft))
        assert (draft.content, draft.closed_at) == ({}, NOW)


def test_totals_of_conduct_stand_however_small(staff: Staff) -> None:
    version = staff.publish_file(staff.add_program(), police=1, calls=170)
    cell = find_cells(version, "police_backup_share")["2026-07", "", ""]
    assert (cell["numerator"], cell["denominator"], cell["hidden"]) == (1, 170, False)


def test_no_small_number_of_people_is_in_what_is_published(staff: Staff) -> None:
    """Three calls of another kind: neither they nor what is left without them is told."""
    version = staff.publish_file(staff.add_program(), calls=170, kinds=(167, 3))
    cells = find_cells(version, "calls_received")
    assert cells["2026-07", "", ""]["numerator"] == 170
    shown = {
        value: cell["numerator"] for (_period, breakdown, value), cell in cells.items() if breakdown == "call_type"
    }
    assert shown in ({}, {"mental_health": None, "other": None})
    assert '"numerator": 167' not in str(version.content).replace("'", '"')


def test_every_version_of_a_correction_stays_with_what_changed(staff: Staff) -> None:
    program = staff.add_program()
    first = staff.publish_file(program, police=1, calls=170)
    second = staff.publish_file(program, "Two calls were missing", police=3, calls=172)
    assert (first.number, second.number, second.change) == (1, 2, "Two calls were missing")
    changed = {(one["metric"], one["breakdown"]): one for one in second.changes if "metric" in one}
    assert changed["police_backup_share", ""]["before"]["numerator"] == 1
    assert changed["police_backup_share", ""]["after"]["numerator"] == 3
    with staff.database.reading() as session:
        assert session.get_one(ReportVersion, first.id).content == first.content
    assert list_entries(staff.database)[-1] == "report.corrected"


def test_a_correction_says_why_and_changes_something(staff: Staff) -> None:
    program = staff.add_program()
    staff.publish_file(program)
    key = staff.draft(program)
    assert staff.refuse(publish, key, 1, "").refusal is OversightRefusal.REASON_MISSING
    assert staff.refuse(publish, key, 1, "For no reason").refusal is OversightRefusal.NOTHING_CHANGES


def test_a_correction_that_would_give_a_hidden_number_away_is_refused_or_tells_less(staff: Staff) -> None:
    """The first version showed both kinds; what the second one has to hide cannot be had from it."""
    program = staff.add_program()
    staff.publish_file(program, calls=170, kinds=(100, 60, 0))
    key = staff.draft(program)
    staff.bring(key, make_document(calls=170, kinds=(165, 5)))
    version = staff.publish(key, "Kinds were coded anew")
    cells = find_cells(version, "calls_received")
    kinds = [cell["numerator"] for (_period, breakdown, _value), cell in cells.items() if breakdown == "call_type"]
    assert all(number is None for number in kinds)


def test_a_report_needs_figures(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    assert staff.refuse(publish, key, 1).refusal is OversightRefusal.NO_FIGURES


def test_a_refused_file_leaves_the_draft_as_it_was(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    staff.bring(key, make_document())
    staff.refuse(fill_from_file, key, 2, write(make_document(month=6)), error=FileRefused)
    assert staff.find_edit(key) == 2
    assert staff.publish(key).number == 1


def test_figures_typed_by_hand_are_held_to_the_same(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    newest = {metric.id: metric for metric in load_dictionary().metrics}
    for figure, refusal in (
        (Figure(171, 170), FigureRefusal.PARTS_EXCEED_WHOLE),
        (Figure(3), FigureRefusal.DENOMINATOR_MISSING),
        (Figure(-1, 170), FigureRefusal.NUMBER_UNUSABLE),
    ):
        with pytest.raises(FigureRefused) as raised:
            check_figure(newest["police_backup_share"], figure)
        assert raised.value.refusal is refusal
    staff.fill(key, make_figures(police_backup_share=(1, 170), complaints=(2, None)))
    version = staff.publish(key)
    assert find_cells(version, "complaints")["2026-07", "", ""]["numerator"] == 2
    assert version.content["source"] == "hand"


def test_typed_figures_that_contradict_each_other_are_refused(staff: Staff) -> None:
    """Responses together with police are a part of all responses, whichever metric tells of them."""
    key = staff.draft(staff.add_program())
    staff.fill(key, make_figures(police_codispatch_share=(5, 100), calls_received=(90, None)))
    refused = staff.refuse(publish, key, 2, error=FigureRefused)
    assert refused.refusal is FigureRefusal.PARTS_EXCEED_WHOLE


def test_only_a_period_that_has_ended_is_reported(staff: Staff) -> None:
    program = staff.add_program()
    assert staff.refuse(open_draft, program, date(2026, 11, 1)).refusal is OversightRefusal.NOT_OWED
    assert staff.refuse(open_draft, program, date(2026, 6, 1)).refusal is OversightRefusal.NOT_OWED
    # The last moment of the month where the program sits, and the first one of the next.
    midnight = datetime.fromisoformat("2026-11-01T04:00:00+00:00")
    staff.refuse(open_draft, program, date(2026, 10, 1), now=midnight - timedelta(seconds=1))
    assert staff.draft(program, date(2026, 10, 1), midnight)


def test_a_period_has_one_draft_at_a_time(staff: Staff) -> None:
    program = staff.add_program()
    key = staff.draft(program)
    assert staff.draft(program) == key
    staff.act(give_up, key, 1)
    assert staff.draft(program) != key


def test_who_saw_an_older_draft_overwrites_nothing(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    staff.act(write_narrative, key, 1, "First")
    assert staff.refuse(write_narrative, key, 1, "Second").refusal is OversightRefusal.CHANGED_MEANWHILE
    assert staff.refuse(publish, key, 1).refusal is OversightRefusal.CHANGED_MEANWHILE


def test_a_draft_of_another_board_is_not_there(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    staff.board += 1
    assert staff.refuse(write_narrative, key, 1, "Mine").refusal is OversightRefusal.UNKNOWN_DRAFT


def test_a_document_of_no_board_is_not_attached(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    assert staff.refuse(attach_document, key, 1, "0000000000").refusal is OversightRefusal.UNKNOWN_DOCUMENT


def test_text_that_cannot_be_shown_is_refused(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    assert staff.refuse(write_narrative, key, 1, "a\x00b").refusal is OversightRefusal.TEXT_UNUSABLE
    assert staff.refuse(write_narrative, key, 1, "a" * 50_001).refusal is OversightRefusal.TEXT_TOO_LONG


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": " "}, OversightRefusal.NAME_UNUSABLE),
        ({"zone": "Mars/Olympus"}, OversightRefusal.ZONE_UNKNOWN),
        ({"name": "Crisis Response"}, OversightRefusal.PROGRAM_KNOWN),
        ({"rhythm": Rhythm(3, 30, date(2026, 8, 1), "x")}, OversightRefusal.PERIOD_UNUSABLE),
        ({"rhythm": Rhythm(1, 0, JULY, "x")}, OversightRefusal.DUE_DAYS_UNUSABLE),
        ({"rhythm": Rhythm(1, 30, JULY, "")}, OversightRefusal.BASIS_MISSING),
    ],
    ids=["no name", "no zone", "known", "no period", "no days", "no basis"],
)
def test_a_program_that_cannot_be_is_refused(staff: Staff, changed: dict[str, Any], refusal: OversightRefusal) -> None:
    staff.add_program()
    given = {"name": "Another", "operator": "City", "zone": ZONE, "rhythm": MONTHLY, **changed}
    assert staff.refuse(add_program, **given).refusal is refusal


def test_another_schedule_holds_from_its_day_on(staff: Staff) -> None:
    program = staff.add_program()
    staff.act(set_schedule, program, Rhythm(3, 45, date(2026, 10, 1), "Resolution 7"))
    assert staff.refuse(open_draft, program, date(2026, 10, 1)).refusal is OversightRefusal.NOT_OWED
    staff.act(set_schedule, program, Rhythm(3, 60, date(2026, 10, 1), "Resolution 8"))
    same = Rhythm(3, 60, date(2026, 10, 1), "Resolution 8")
    assert staff.refuse(set_schedule, program, same).refusal is OversightRefusal.SCHEDULE_KNOWN
    inside = Rhythm(1, 30, date(2026, 11, 1), "Resolution 9")
    assert staff.refuse(set_schedule, program, inside).refusal is OversightRefusal.INSIDE_A_PERIOD


@pytest.mark.parametrize("both", ["publish", "write"])
def test_of_two_at_once_one_is_told(staff: Staff, both: str) -> None:
    program = staff.add_program()
    key = staff.draft(program)
    staff.fill(key, make_figures(police_backup_share=(1, 170)))
    gate = threading.Barrier(2)
    outcomes: list[object] = []

    def act(number: int) -> None:
        gate.wait(timeout=30)
        try:
            if both == "publish":
                outcomes.append(staff.act(publish, key, 2, ""))
            else:
                outcomes.append(staff.act(write_narrative, key, 2, f"Text {number}"))
        except Exception as refused:  # what it is is asserted below
            outcomes.append(getattr(refused, "refusal", refused))

    threads = [threading.Thread(target=act, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    told = [outcome for outcome in outcomes if isinstance(outcome, OversightRefusal)]
    assert len(outcomes) == 2
    assert told == [OversightRefusal.UNKNOWN_DRAFT if both == "publish" else OversightRefusal.CHANGED_MEANWHILE]
    versions = count_rows(staff.database)["report_version"]
    assert versions == (1 if both == "publish" else 0)


def test_raw_counts_lie_in_no_published_row(staff: Staff) -> None:
    key = staff.draft(staff.add_program())
    staff.fill(key, make_figures(injury_share=(7, 4321), police_backup_share=(1, 170)))
    version = staff.publish(key)
    cell = find_cells(version, "injury_share")["2026-07", "", ""]
    assert (cell["numerator"], cell["hidden"]) == (None, True)
    with staff.database.reading() as session:
        [raw] = session.scalars(select(ReportFigures.figures))
    assert ["2026-07", "", "", 7, 4321, None, None] in raw["metrics"][0]["cells"]


def test_a_mapping_goes_from_a_draft_to_what_is_published_and_to_the_program_s_next_draft(staff: Staff) -> None:
    program = staff.add_program()
    key = staff.draft(program)
    staff.act(keep_mapping, key, 1, "a = 1")
    staff.bring(key, make_document())
    version = staff.publish(key)
    assert "a = 1" not in str(version.content)
    later = staff.draft(program, date(2026, 8, 1))
    staff.act(keep_mapping, later, 1, "a = 2\r\n")
    with staff.database.reading() as session:
        row = session.scalars(select(Program)).one()
        assert [one.content for one in find_mappings(session, row.id)] == ["a = 2\n", "a = 1\n"]
        drafts = session.scalars(select(ReportDraft.content).where(ReportDraft.closed_at.is_(None)))
        assert [one["mapping"] for one in drafts] == ["a = 2\n"]
    correction = staff.draft(program)
    with staff.database.reading() as session:
        content = session.scalars(select(ReportDraft.content).where(ReportDraft.key == correction)).one()
        assert content["mapping"] == "a = 1\n"
    staff.refuse(keep_mapping, later, 2, "a = '\x00'")
