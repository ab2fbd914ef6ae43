"""The acts as data: what loads, what cannot, and what each one may be shown as."""

import copy
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import model_law
from model_law.checks import CHECKS
from model_law.facts import Member, Roster, Seat
from model_law.parameters import NUMBERS
from model_law.proceedings import CHECKED
from model_law.profiles import FUNCTIONS, judge, settle
from model_law.provisions import ACTS, Act, Provision, Vector, list_acts, load_act, read_act
from model_law.quorum import QuorumUnknown
from model_law.tables import ActError
from model_law.thresholds import Outcome, Undecided
from model_law.vectors import judge_vector, vector_notice, vector_roster
from model_law.votes import Notice
from model_law.wording import LANGUAGES, label, table

SCHEMA = json.loads((ACTS / "schema.json").read_text(encoding="utf-8"))
VECTORS = [
    pytest.param(act, provision, vector, id=f"{act.id} {provision.id}: {vector.says}")
    for act in map(load_act, list_acts())
    for provision in act.provisions
    for vector in provision.vectors
]
MESSAGE = re.compile(r'"((?:[a-z_]+\.)[a-z_]+|not_judged|untold)"')


def as_json(value: Any) -> Any:
    """A TOML document as JSON sees it: dates as text."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def as_toml(value: Any) -> str:
    """Write a document as inline TOML, enough for these tests."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(part) for part in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def written(document: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {as_toml(value)}" for key, value in document.items())


def document(act_id: str) -> dict[str, Any]:
    return tomllib.loads((ACTS / f"{act_id}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("act_id", list_acts())
def test_every_act_follows_the_schema(act_id: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(
        as_json(document(act_id))
    )
    assert load_act(act_id).id == act_id


def test_the_schema_names_the_checks_and_parameters_that_there_are() -> None:
    branches = {
        branch["if"]["properties"]["check"]["const"]: branch["then"]["properties"]["parameters"]["properties"]
        for branch in SCHEMA["$defs"]["provision"]["allOf"]
    }
    assert {name: set(parameters) for name, parameters in branches.items()} == {
        name: set(check.parameters) for name, check in CHECKS.items()
    }


@pytest.mark.parametrize(("act", "provision", "vector"), VECTORS)
def test_the_examples_that_ride_in_the_files_hold(act: Act, provision: Provision, vector: Vector) -> None:
    finding = judge_vector(act, provision, vector)
    assert (finding.verdict, finding.numerator, finding.denominator) == (
        vector.verdict,
        vector.numerator,
        vector.denominator,
    )


def test_an_example_with_an_unknown_key_is_refused() -> None:
    vector = Vector("odd", date(2026, 1, 1), ({"colour": "red"},), {}, "met", None, None)
    with pytest.raises(ActError, match="colour"):
        vector_roster(vector)


def test_an_example_of_a_notice_with_an_unknown_key_is_refused() -> None:
    told = {"kind": "regular", "weather": "fair"}
    with pytest.raises(ActError, match="weather"):
        vector_notice(Vector("odd", date(2026, 1, 1), (), {}, "met", None, None, notice=told))


DELETE = object()
SPOILT = [
    (("act", "id"), "Model Act", "act.id"),
    (("act", "kind"), "decree", "act.kind"),
    (("act", "title", "es"), DELETE, "act.title.es: is missing"),
    (("act", "title", "fr"), "Loi", "act.title.fr: unknown key"),
    (("act", "colour"), "red", "act.colour: unknown key"),
    (("extra",), {}, "extra: unknown key"),
    (("sources", 0, "address"), "ftp://example.org", "sources[1].address"),
    (("sources", 0, "address"), DELETE, "sources[1].address: is missing"),
    (("sources", 0, "how_known"), "rumour", "sources[1].how_known: unknown 'rumour'"),
    (("categories", 0, "counts"), "yes", "categories[1].counts: must be bool"),
    (("categories", 0, "id"), "community_representative", "categories[1].id"),
    (("provisions",), [], "provisions: is missing"),
    (("provisions", 0, "check"), "horoscope", "provisions[1].check: unknown 'horoscope'"),
    (("provisions", 0, "id"), "COMP-1", "provisions[1].id"),
    (("provisions", 0, "how_known"), DELETE, "provisions[1].how_known: is missing"),
    (("provisions", 0, "consequence"), "jail", "provisions[1].consequence: unknown 'jail'"),
    (("provisions", 0, "cure_days"), 30, "provisions[1].cure_days"),
    (("provisions", 0, "statement", "en"), "", "provisions[1].statement.en: is empty"),
    (("provisions", 0, "parameters", "q"), {"default": 1}, "provisions[1].parameters.q: unknown parameter"),
    (("provisions", 0, "parameters", "p"), DELETE, "provisions[1].parameters.p: is missing"),
    (("provisions", 0, "parameters", "p", "default"), 0.51, "provisions[1].parameters.p.default"),
    (("provisions", 0, "parameters", "p", "default"), "half", "provisions[1].parameters.p.default"),
    (("provisions", 0, "parameters", "p", "default"), "1/0", "provisions[1].parameters.p.default"),
    (("provisions", 0, "parameters", "p", "max"), DELETE, "provisions[1].parameters.p.max: is missing"),
    (("provisions", 0, "parameters", "p", "choices"), ["1/2"], "provisions[1].parameters.p"),
    (("provisions", 0, "parameters", "members", "default"), "some", "parameters.members.default"),
    (("provisions", 0, "parameters", "members", "choices"), ["some"], "parameters.members.choices"),
    (("provisions", 0, "citation", "page"), 3, "provisions[1].citation.page: unknown key"),
    (("provisions", 0, "effective"), {"since": date(2020, 1, 1)}, "provisions[1].effective.since"),
    (("provisions", 0, "vectors", 0, "verdict"), "fine", "provisions[1].vectors[1].verdict"),
]  # fmt: skip
# What a schema cannot say: that a name refers to something, or that two values agree.
SPOILT_BEYOND_SCHEMA = [
    (("provisions", 0, "citation", "source"), "hearsay", "citation.source: unknown citation 'hearsay'"),
    (("categories", 0, "source"), "hearsay", "categories[1].source: unknown citation"),
    (("categories", 0, "part_of"), "nothing", "categories[1].part_of: unknown category"),
    (("categories", 1, "id"), "mental_illness", "categories[2].id: 'mental_illness' stands twice"),
    (("sources", 1, "id"), "article", "sources[2].id: 'article' stands twice"),
    (("provisions", 1, "id"), "COMP-01", "provisions[2].id: 'COMP-01' stands twice"),
    (("provisions", 0, "parameters", "p", "default"), "1/100", "outside the allowed range"),
    (("provisions", 0, "parameters", "p", "min"), "2", "is greater than max"),
    (("provisions", 0, "parameters", "among", "default"), ["nobody"], "unknown category 'nobody'"),
    (("provisions", 0, "effective"), {"from": date(2021, 1, 1), "to": date(2020, 1, 1)}, "effective.to"),
]  # fmt: skip


def spoil(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    spoilt = copy.deepcopy(document("model-act"))
    place: Any = spoilt
    for step in path[:-1]:
        place = place[step]
    if value is DELETE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return spoilt


@pytest.mark.parametrize(("path", "value", "told"), SPOILT + SPOILT_BEYOND_SCHEMA)
def test_a_spoilt_act_cannot_load_and_names_file_and_key(path: tuple[str | int, ...], value: object, told: str) -> None:
    with pytest.raises(ActError, match=r"^spoilt\.toml: ") as refusal:
        read_act(written(spoil(path, value)), "spoilt.toml")
    assert told in str(refusal.value)


@pytest.mark.parametrize(("path", "value", "told"), SPOILT)
def test_the_schema_refuses_what_the_loader_refuses(path: tuple[str | int, ...], value: object, told: str) -> None:
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(as_json(spoil(path, value))))


def test_an_unspoilt_act_written_the_same_way_loads() -> None:
    assert read_act(written(document("model-act")), "model-act.toml") == load_act("model-act")


def test_a_share_of_those_present_needs_a_share() -> None:
    spoilt = document("model-act")
    del spoilt["provisions"][0]
    with pytest.raises(ActError, match="needs a provision whose check is 'share'"):
        read_act(written(spoilt), "spoilt.toml")


@pytest.mark.parametrize("text", ["", "act = [", "act = 1", "\x00", "a = 1\n" * 1000])
def test_what_is_not_an_act_is_refused(text: str) -> None:
    with pytest.raises(ActError, match=r"^odd\.toml: "):
        read_act(text, "odd.toml")


def test_an_unknown_act_is_named() -> None:
    with pytest.raises(LookupError, match="unknown act 'nowhere'"):
        load_act("nowhere")


def test_the_model_act_shows_as_its_own_only_the_majority_and_the_categories() -> None:
    act = load_act("model-act")
    assert [provision.id for provision in act.provisions if provision.how_known != "own_default"] == ["COMP-01"]
    share = act.provisions[0]
    assert [name for name, parameter in share.parameters.items() if parameter.how_known != "own_default"] == [
        "p",
        "comparison",
    ]
    assert share.source.id == "article"
    assert [category.id for category in act.categories.values() if category.how_known != "own_default"] == [
        "mental_illness",
        "substance_use",
        "homelessness",
        "community_advocate",
    ]
    assert not any(fact.how_known == "read" for fact in act.provisions)
    assert {rule.provision.id for rule in settle(act, date(2026, 1, 1)).rules if rule.enforced} == {"COMP-01"}


def test_the_model_act_holds_every_rule_of_composition_and_terms() -> None:
    rules = [provision.id for provision in load_act("model-act").provisions]
    assert [rule for rule in rules if rule.startswith(("COMP", "TERM"))] == [
        *(f"COMP-{number:02}" for number in range(1, 15)),
        *(f"TERM-{number:02}" for number in range(1, 9)),
    ]


def test_the_model_act_holds_the_rules_of_meetings_as_the_portal_s_own() -> None:
    rules = [rule for rule in load_act("model-act").provisions if rule.id.startswith(("MEET", "NOTE", "MIN"))]
    assert [rule.id for rule in rules] == [
        "MEET-01", "MEET-02", "MEET-03", "NOTE-01", "NOTE-02", "NOTE-03", "NOTE-05", "MIN-01", "MIN-02",
    ]  # fmt: skip
    assert {rule.how_known for rule in rules} == {"own_default"}


@pytest.mark.parametrize("act_id", list_acts())
def test_what_nobody_read_binds_nobody(act_id: str) -> None:
    for rule in settle(load_act(act_id), date(2026, 1, 1)).rules:
        if rule.provision.how_known in {"own_default", "recalled"}:
            assert not rule.enforced


@pytest.mark.parametrize("act_id", list_acts())
def test_numbers_in_acts_have_ranges_that_hold_their_default(act_id: str) -> None:
    for provision in load_act(act_id).provisions:
        for parameter in provision.parameters.values():
            if parameter.kind in NUMBERS:
                assert parameter.least is not None
                assert parameter.most is not None


def test_every_check_of_a_roster_has_a_function_and_no_other_has() -> None:
    assert set(FUNCTIONS) == {name for name, check in CHECKS.items() if check.facts == "roster"}


def test_what_is_answered_from_meetings_is_a_check_of_meetings_notices_or_minutes() -> None:
    of_meetings = {name for name, check in CHECKS.items() if check.facts in ("meetings", "notices", "minutes")}
    assert of_meetings - CHECKED == {
        "open_meetings", "meeting_begins", "no_serial_meetings", "public_comment", "minutes_contents", "minutes_kept",
    }  # fmt: skip
    assert of_meetings >= CHECKED


@pytest.mark.parametrize("act_id", ["ca-brown-act", "il-open-meetings", "tx-open-meetings", "fl-sunshine"])
def test_what_a_roster_cannot_answer_is_never_met(act_id: str) -> None:
    day = date(2026, 1, 1)
    findings = judge(settle(load_act(act_id), day), Roster(day, (Seat("1", Member("a")),)))
    assert findings
    assert {(finding.verdict, finding.message) for finding in findings} == {("cannot_tell", "not_judged")}


def test_every_message_parameter_and_mark_has_words_in_both_languages() -> None:
    folder = Path(model_law.__file__).parent
    modules = sorted(folder.glob("*.py"))
    used = {
        found
        for module in modules
        for found in MESSAGE.findall(module.read_text(encoding="utf-8"))
        if not found.endswith(".toml")
    }
    assert {"share.short", "holdover.late", "quorum.short", "not_judged"} <= used
    used |= {f"{what}.{how}" for what in ("categories", "places") for how in ("met", "short")}
    used |= {f"threshold.{outcome}{by}" for outcome in Outcome for by in ("", "_default", "_declared")}
    used |= {f"threshold.{reason}" for reason in Undecided}
    used |= {f"noticed.{notice}" for notice in Notice} | {f"quorum.{reason}" for reason in QuorumUnknown}
    openings = ("met", "late", "overdue", "due", "not_approved")
    used |= {f"{what}.{how}" for what in ("inspection", "posting") for how in openings}
    kinds = set(
        re.findall(
            r'Remedy\(\s*"([a-z_]+)"',
            "".join((folder / f"{name}.py").read_text(encoding="utf-8") for name in ("remedies", "composition")),
        )
    )
    words = table()
    assert set(words["messages"]) == used
    assert set(words["remedies"]) == kinds
    for check in CHECKS.values():
        assert set(check.parameters) <= set(words["parameters"])
        assert check.facts == "roster" or check.facts in words["needs"]
    for section, entries in words.items():
        for key in entries:
            texts = [label(section, key, language) for language in LANGUAGES]
            assert all(texts)
            blanks = [sorted(re.findall(r"{[a-z_]+}", text)) for text in texts]
            assert blanks[0] == blanks[1], f"{section}.{key}"
