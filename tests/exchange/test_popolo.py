"""Reading Popolo documents: who serves on which body, in which role, from when to when."""

import copy
import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.boards.models import BoardKind, Role
from governance.exchange.files import SourceFile, UnusableSource
from governance.exchange.intake import (
    Assumption,
    BoardIntake,
    JurisdictionIntake,
    LeftOut,
    MembershipIntake,
    PersonIntake,
    Refusal,
    SeatIntake,
    Unknown,
)
from governance.exchange.popolo import read_popolo

PLACE = JurisdictionIntake("harborview", "Harborview", "America/New_York")
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)

DOCUMENT: dict[str, Any] = {
    "persons": [
        {
            "id": "ida",
            "name": " Ida  Fenwick ",
            "sort_name": "Fenwick, Ida",
            "email": "ida@example.org",
            "birth_date": "1971-02-03",
            "contact_details": [{"type": "cell", "value": "555-0101"}],
            "image": "https://example.org/ida.jpg",
            "sources": [{"url": "mailto:ida@example.org"}, {"url": "https://example.org/people/ida"}],
        },
        {"id": 7, "given_name": "Omar", "family_name": "Quill"},
        {"id": "lee", "other_names": [{"name": "Li Wen"}, {"given_name": "Lee", "family_name": "Wen", "note": "Main"}]},
    ],
    "organizations": [
        {
            "id": "council",
            "name": "Harborview Council",
            "classification": "legislature",
            "links": [{"url": "https://example.org", "note": "Website"}],
        },
        {"id": "budget", "name": "Budget", "classification": "Sub-Committee", "parent_id": "council"},
        {"id": "reds", "name": "Reds", "classification": "party"},
        {"id": "greens", "name": "Greens"},
        {"id": "circle", "name": "Elders' Circle", "classification": "circle"},
    ],
    "posts": [
        {"id": "ward-1", "label": "Ward 1", "organization_id": "council"},
        {"id": "ward-2", "label": "Ward 2", "organization_id": "council", "start_date": "1999"},
    ],
    "events": [
        {"id": "term/4", "classification": "legislative period", "start_date": "2018-05-01", "end_date": "2022-04-30"},
        {"id": "e", "classification": "general election"},
    ],
    "memberships": [
        {
            "person_id": "ida",
            "organization_id": "council",
            "post_id": "ward-2",
            "role": "Councillor",
            "legislative_period_id": "term/4",
            "start_date": "2019-02-03",
            "on_behalf_of_id": "greens",
            "area_id": "w2",
        },
        {
            "id": "m-2",
            "person_id": 7,
            "organization_id": "budget",
            "role": "Vice-Chair",
            "start_date": "2014-02",
            "end_date": "2016",
        },
        {"person_id": "lee", "organization_id": "council", "role": "keeper of the lamp"},
        {"person_id": "lee", "organization_id": "council"},
        {"person_id": "lee", "organization_id": "reds", "role": "member"},
        {"member_id": "reds", "organization_id": "council"},
        {"person_id": "lee", "organization_id": "council", "role": "candidate"},
    ],
    "areas": [{"id": "w2", "name": "Ward 2"}],
}


def read(*documents: object, names: tuple[str, ...] = ()) -> list[Any]:
    files = [
        SourceFile(names[number] if names else f"{number}.json", json.dumps(document).encode())
        for number, document in enumerate(documents)
    ]
    return list(read_popolo(files, PLACE))


def pick(intakes: list[Any], kind: type) -> list[Any]:
    return [intake for intake in intakes if isinstance(intake, kind)]


def change(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    """The document with another value at a place."""
    document = copy.deepcopy(DOCUMENT)
    inner: Any = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


def refuse(document: object) -> list[Refusal]:
    refusals = pick(read(document), Refusal)
    assert refusals
    return refusals


def test_boards_are_the_organizations_that_are_no_party() -> None:
    intakes = read(DOCUMENT)
    assert pick(intakes, BoardIntake) == [
        BoardIntake("council", "Harborview Council", website="https://example.org"),
        BoardIntake("budget", "Budget", kind=BoardKind.COMMITTEE, parent="council"),
        BoardIntake("circle", "Elders' Circle"),
    ]
    assert Unknown("organization classification", "circle") in intakes
    assert intakes[0] == PLACE


def test_people_are_their_names_and_nothing_else() -> None:
    intakes = read(DOCUMENT)
    assert pick(intakes, PersonIntake) == [
        PersonIntake("ida", "Ida Fenwick", sort_name="Fenwick, Ida", address="https://example.org/people/ida"),
        PersonIntake("7", "Omar Quill"),
        PersonIntake("lee", "Lee Wen"),
    ]
    for private in ("example.org/ida.jpg", "ida@", "555-0101", "1971"):
        assert private not in repr(intakes)


def test_posts_are_seats() -> None:
    assert pick(read(DOCUMENT), SeatIntake) == [
        SeatIntake("ward-1", "council", 1, reserved_for="Ward 1"),
        SeatIntake("ward-2", "council", 2, reserved_for="Ward 2", started_on=date(1999, 1, 1)),
    ]


def test_memberships_carry_role_seat_and_dates() -> None:
    intakes = read(DOCUMENT)
    first, second, *others = sorted(
        pick(intakes, MembershipIntake), key=lambda one: (not one.started_on, one.identifier)
    )
    assert first == MembershipIntake(
        "ida / council / Councillor / ward-2 / term/4", "council", "ida", title="Councillor", seat="ward-2",
        started_on=date(2019, 2, 3), ended_on=date(2022, 4, 30),
    )  # fmt: skip
    assert second == MembershipIntake(
        "m-2", "budget", "7", role=Role.VICE_CHAIR, title="Vice-Chair",
        started_on=date(2014, 2, 1), ended_on=date(2016, 12, 31),
    )  # fmt: skip
    assert others == [
        MembershipIntake("lee / council", "council", "lee"),
        MembershipIntake(
            "lee / council / keeper of the lamp", "council", "lee", role=Role.OTHER, title="keeper of the lamp"
        ),
    ]


def test_what_is_not_kept_or_was_assumed_is_said() -> None:
    intakes = read(DOCUMENT)
    assert Counter(what.what for what in pick(intakes, LeftOut)) == {
        "contact details": 2,
        "personal details": 1,
        "pictures": 1,
        "parties": 2,
        "areas": 2,
        "parties on whose behalf a member sits": 1,
        "memberships in a party": 1,
        "memberships of an organization in another": 1,
        "memberships that make nobody a member, such as candidacies": 1,
        "events other than legislative periods": 1,
    }
    assert [unknown.value for unknown in pick(intakes, Unknown)] == ["circle", "keeper of the lamp"]
    sentences = [assumption.sentence for assumption in pick(intakes, Assumption)]
    assert [sentence.split(" ")[0] for sentence in sentences] == ["3", "1"]
    assert "only a year or a month" in sentences[0]


def test_records_inside_each_other_are_the_same_as_beside_each_other() -> None:
    nested = [
        {
            "id": "ida",
            "name": "Ida Fenwick",
            "memberships": [
                {
                    "id": "m",
                    "role": "chair",
                    "organization": {"id": "council", "name": "Council", "classification": "council"},
                },
                {"id": "n", "organization_id": "council", "on_behalf_of": {"id": "reds", "name": "Reds"}},
            ],
        }
    ]
    council = {
        "id": "council", "name": "Council", "classification": "council",
        "memberships": [{"id": "m", "person_id": "ida", "role": "chair"}],
        "posts": [{"id": "s", "label": "Seat"}],
    }  # fmt: skip
    for documents in ((nested,), (nested, [council]), ({"persons": nested, "organizations": [council]},)):
        intakes = read(*documents)
        assert not pick(intakes, Refusal)
        assert pick(intakes, BoardIntake) == [BoardIntake("council", "Council")]
        assert pick(intakes, MembershipIntake) == [
            MembershipIntake("m", "council", "ida", role=Role.CHAIR, title="chair"),
            MembershipIntake("n", "council", "ida"),
        ]


def test_arrays_of_records_in_files_of_their_own_make_one_document() -> None:
    whole = read(DOCUMENT)
    parts = read(*DOCUMENT.values(), names=tuple(f"data/{kind}.json" for kind in DOCUMENT))
    assert Counter(parts) == Counter(whole)
    mixed = [{"@type": "Person", "id": "a", "name": "Ida"}, {"_type": "organization", "id": "b", "name": "Council"}]
    assert len(pick(read(mixed), PersonIntake)) == len(pick(read(mixed), BoardIntake)) == 1


def test_a_record_that_two_files_list_is_taken_once() -> None:
    intakes = read(DOCUMENT, {"organizations": DOCUMENT["organizations"]})
    assert not pick(intakes, Refusal)
    assert Counter(pick(intakes, BoardIntake)) == Counter(pick(read(DOCUMENT), BoardIntake))


def test_two_terms_of_one_person_are_told_apart_by_their_order() -> None:
    def membership(start: str) -> dict[str, str]:
        return {"person_id": "ida", "organization_id": "council", "role": "member", "start_date": start}

    document = change(("memberships",), [membership("2014-01-01"), membership("2010-01-01"), membership("2014-01-01")])
    intakes = read(document)
    assert [(one.identifier, one.started_on) for one in pick(intakes, MembershipIntake)] == [
        ("ida / council / member", date(2010, 1, 1)),
        ("ida / council / member (2)", date(2014, 1, 1)),
    ]
    assert LeftOut("memberships that say the same as another") in intakes


def test_a_role_that_speaks_of_health_is_neither_kept_nor_reported() -> None:
    intakes = read(change(("memberships", 2, "role"), "member with a mental illness"))
    assert "illness" not in repr(intakes)
    assert Unknown("role", "(withheld)") in intakes
    assert [one.title for one in pick(intakes, MembershipIntake) if one.role is Role.OTHER] == [None]


def test_a_long_identifier_is_cut_and_stays_its_own() -> None:
    long = "x" * 300
    document = change(("persons", 0, "id"), long)
    document["memberships"][0]["person_id"] = long
    person, *_ = pick(read(document), PersonIntake)
    assert len(person.identifier) == 200
    assert all(len(one.identifier) <= 200 for one in pick(read(document), MembershipIntake))
    other = change(("persons", 0, "id"), long + "y")
    other["memberships"][0]["person_id"] = long + "y"
    assert pick(read(other), PersonIntake)[0].identifier != person.identifier


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        (("persons", 1, "id"), "ida", "0.json persons[1]", 'its id "ida" is also that of 0.json persons[0]'),
        (("persons", 1), DOCUMENT["persons"][0], "0.json persons[1]", 'its id "ida" is also that of 0.json persons[0]'),
        (("memberships", 2, "id"), "m-2", "0.json memberships[2]", 'its id "m-2" is also that of'),
        (("persons", 0, "id"), None, "0.json persons[0]", "has no id"),
        (("persons", 0, "name"), " ", "0.json persons[0]", "has no name"),
        (("persons", 0, "name"), ["Ida"], "0.json persons[0]", "its name is not text"),
        (("persons", 0, "name"), "I" * 1001, "0.json persons[0]", "its name is too long"),
        (("persons", 0), "Ida", "0.json persons[0]", "is no person"),
        (("persons",), {}, "0.json persons", "is not a list"),
        (("organizations", 0, "name"), None, "0.json organizations[0]", "has no name"),
        (("organizations", 1, "parent_id"), "gone", "0.json organizations[1]", 'its parent "gone" is not in'),
        (("organizations", 0, "parent_id"), "budget", "0.json organizations[0]", "is a parent of itself"),
        (("posts", 0, "organization_id"), "gone", "0.json posts[0]", 'its organization "gone" is not in'),
        (("memberships", 0, "person_id"), "gone", "0.json memberships[0]", 'its person "gone" is not in'),
        (("memberships", 0, "person_id"), None, "0.json memberships[0]", "names no person"),
        (("memberships", 2, "organization_id"), "gone", "0.json memberships[2]", 'its organization "gone" is not in'),
        (("memberships", 2, "organization_id"), "", "0.json memberships[2]", "names no organization"),
        (("memberships", 0, "post_id"), "gone", "0.json memberships[0]", 'its post "gone" is not in'),
        (("memberships", 0, "legislative_period_id"), "gone", "0.json memberships[0]", 'its legislative period "gone"'),
        (("memberships", 0, "start_date"), "2019-02-29", "0.json memberships[0]", "its start_date is a day that"),
        (("memberships", 0, "start_date"), "03/02/2019", "0.json memberships[0]", "its start_date is no date"),
        (("memberships", 0, "start_date"), "0000", "0.json memberships[0]", "its start_date is a day that does not exist"),
        (("memberships", 0, "start_date"), True, "0.json memberships[0]", "its start_date is no date"),
        (("memberships", 0, "end_date"), "2018", "0.json memberships[0]", "ends on 2018-12-31 before it starts on 2019-02-03"),
        (("events", 0, "start_date"), "2018-13", "0.json events[0]", "its start_date is a day that does not exist"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(
    path: tuple[Any, ...], value: object, place: str, reason: str
) -> None:
    refusals = refuse(change(path, value))
    assert any(refusal.place == place and refusal.reason.startswith(reason) for refusal in refusals), refusals


@pytest.mark.parametrize("content", [{}, [], {"EventId": 1}, [1, 2], "text", None, 5, [{"name": "?"}]])
def test_json_that_is_no_popolo_is_refused(content: object) -> None:
    with pytest.raises(UnusableSource, match=r"^0\.json: is JSON, but no Popolo"):
        read(content)
