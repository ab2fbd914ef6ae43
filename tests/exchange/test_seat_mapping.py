"""Mappings of lists of seats, which operators write by hand."""

from pathlib import Path
from typing import Any

import pytest

from governance.exchange.files import UnusableSource
from governance.exchange.seat_mapping import make_mapping, read_mapping
from tests.exchange.test_seats import LIST, MAPPING, refuse


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("system = 'x", "is no TOML"),
        ("a = 1\na = 2", "is no TOML"),
        ("", "is empty"),
        ("systems = 'x'", "system: is missing"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(UnusableSource, match=reason) as caught:
        read_mapping(tmp_path / "map.toml")
    assert caught.value.place == "map.toml"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sistem": "x"}, "sistem: is no key of a mapping"),
        ({"columns": MAPPING["columns"] | {"phone": "Phone"}}, "columns.phone: is no key of a mapping"),
        ({"columns": {"board": "Body"}}, "columns.person: is missing"),
        ({"columns": MAPPING["columns"] | {"title": "Seat"}}, "never shown beside a name"),
        ({"columns": MAPPING["columns"] | {"role": "Seat"}}, "never shown beside a name"),
        ({"zone": "Harborview"}, "zone: is no time zone"),
        ({"zone": "/etc/passwd"}, "zone: is no time zone"),
        ({"system": "Harbor View"}, "system:"),
        ({"delimiter": "-"}, "delimiter:"),
        ({"dates": {"formats": ["%Y-%m"]}}, "dates.formats.0: is no format of a whole date"),
        ({"dates": {"formats": ["%Q"]}}, "dates.formats.0: is no format of a whole date"),
        ({"roles": [{"column": "Office", "is": ["x"], "role": "boss"}]}, "roles.0.role:"),
        ({"roles": [{"column": "Office", "role": "chair"}]}, "roles.0: a rule needs either"),
        (
            {"roles": [{"column": "Office", "contains": "(", "role": "chair"}]},
            "roles.0.contains: is no regular expression",
        ),
        ({"take_out": {"person": ["["]}}, "take_out.person.0: is no regular expression"),
    ],
)
def test_a_mapping_that_says_what_cannot_be_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableSource) as caught:
        make_mapping("map.toml", MAPPING | changed)
    assert reason in str(caught.value)


def test_a_rule_reads_a_column_that_must_be_there() -> None:
    assert 'has no column "Rank"' in refuse(LIST, roles=[{"column": "Rank", "is": ["x"], "role": "chair"}])
