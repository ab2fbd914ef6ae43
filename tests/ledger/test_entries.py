"""An entry holds only ids, numbers, codes, days and hashes, in the one form that RFC 8785 gives them."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from governance.ledger.entries import (
    LARGEST_NUMBER,
    NotAnEntry,
    NotForTheLedger,
    Office,
    Sealed,
    read_entry,
    write_body,
    write_fact,
)
from tests.ledger.support import NOW, TestAct


class Spoken(StrEnum):
    SENTENCE = "Maria was absent"


KEY = "0123456789"
SCALARS = (
    st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
    | st.booleans()
    | st.dates()
    | st.binary(min_size=32, max_size=32)
    | st.sampled_from([*TestAct, KEY, f"2026-11-24-{KEY}", "ab" * 32])
    | st.datetimes(timezones=st.just(UTC))
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
FACTS = st.dictionaries(
    NAMES, st.recursive(SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=3))
)


def write(facts: dict[str, object], sealed: Sealed | None = None) -> str:
    return write_body("logkey0000", 7, NOW, Office.CLERK, TestAct.DONE, facts, sealed)


def test_an_entry_is_written_in_canonical_form() -> None:
    body = write({"on": date(2026, 3, 1), "board": KEY, "count": 3}, Sealed(b"\xab" * 32, 2))
    assert body == (
        '{"at":"2026-03-10T15:00:00Z","facts":{"board":"0123456789","count":3,"on":"2026-03-01"},"kind":"test.done",'
        '"log":"logkey0000","office":"clerk","sealed":{"root":"' + "ab" * 32 + '","rows":2},"sequence":7}'
    )


@given(FACTS)
def test_what_is_written_is_read_again_and_is_what_rfc_8785_makes_of_it(facts: dict[str, Any]) -> None:
    body = write(facts)
    entry = read_entry(body.encode())
    assert (entry.log, entry.sequence, entry.kind, entry.office) == ("logkey0000", 7, "test.done", "clerk")
    assert entry.facts.keys() == facts.keys()
    assert rfc8785.dumps(json.loads(body)).decode() == body


@pytest.mark.parametrize(
    "fact",
    [
        "Maria",
        "margarett",
        "maria-0123456789",
        "0123456789a",
        "012345678I",
        "excused for a medical reason",
        "maria@example.org",
        "ABCDEF" * 11,
        "",
        1.5,
        LARGEST_NUMBER + 1,
        None,
        b"short",
        Spoken.SENTENCE,
        Ellipsis,
        datetime(2026, 1, 1),
        ["Maria"],
        {"name": "Maria"},
        {"Maria": 1},
        {"a b": 1},
    ],
    ids=repr,
)
def test_names_texts_and_other_values_are_refused_and_not_repeated(fact: object) -> None:
    with pytest.raises(NotForTheLedger) as refusal:
        write({"fact": fact})
    assert "aria was" not in str(refusal.value)
    assert not (isinstance(fact, str) and fact and fact in str(refusal.value))


def test_office_and_kind_are_closed_codes() -> None:
    for office, kind in (("clerk", TestAct.DONE), (Office.CLERK, "test.done"), (Office.CLERK, Spoken.SENTENCE)):
        with pytest.raises(NotForTheLedger):
            write_body("logkey0000", 1, NOW, office, kind, {})  # type: ignore[arg-type]


def test_moments_are_written_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-6)))
    assert write_fact("at", there) == write_fact("at", NOW) == "2026-03-10T15:00:00Z"


GOOD = write({"count": 3}).encode()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "members"),
        (GOOD.replace(b'"office"', b'"offices"'), "members"),
        (GOOD.replace(b"{", b"{ ", 1), "canonical"),
        (GOOD.replace(b'"count":3', b'"count":3.5'), "not JSON"),
        (GOOD.replace(b'"count":3', b'"count":NaN'), "not JSON"),
        (GOOD.replace(b'"count":3', b'"count":4,"count":3'), "canonical"),
        (GOOD.replace(b'"count"', b'"c\\u006funt"'), "canonical"),
        (GOOD.replace(b'"sequence":7', b'"sequence":0'), "wrong kind"),
        (GOOD.replace(b'"sequence":7', b'"sequence":true'), "wrong kind"),
        (GOOD.replace(b'"sequence":7', b'"sequence":"7"'), "wrong kind"),
        (GOOD.replace(b'"log":"logkey0000"', b'"log":5'), "wrong kind"),
        (GOOD.replace(b"2026-03-10T15", b"2026-03-10 15"), "wrong kind"),
        (GOOD.replace(b'{"count":3}', b"[]"), "wrong kind"),
    ],
    ids=range(16),
)
def test_a_line_in_another_form_is_no_entry(line: bytes, words: str) -> None:
    with pytest.raises(NotAnEntry, match=words):
        read_entry(line)
