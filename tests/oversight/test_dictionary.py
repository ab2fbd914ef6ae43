"""The dictionary of metrics: complete in both languages, honest about denominators, and changed only by new versions."""

import tomllib
from pathlib import Path

import pytest

from governance.oversight.metrics import DictionaryError, load_dictionary
from governance.oversight.metrics.definitions import Measure
from governance.oversight.metrics.dictionaries import digest_definition, list_shipped, list_texts, read_dictionary

DIGESTS = Path(__file__).with_name("definitions.toml")
STARTING_SET = {
    "calls_received", "eligible_call_coverage", "unmet_demand", "calls_diverted", "response_time", "police_backup_share",
    "police_codispatch_share", "resolved_in_community", "emergency_department_share", "crisis_center_share",
    "involuntary_hold_share", "arrest_or_citation_share", "force_used_share", "injury_share", "referral_accepted_share",
    "follow_up_72_hours", "repeat_contact_30_days", "complaints", "staffing_hours_filled", "languages_served",
    "staffed_hours_per_day", "training_hours", "workforce_by_pathway", "workforce_lived_experience",
}  # fmt: skip
OWN = """\
[dictionary]
id = "lakemoor"
version = "1"

[[fields]]
id = "dog_on_scene"
kind = "yes_no"
name = { en = "Dog", es = "Perro" }
meaning = { en = "Whether a dog was there.", es = "Si había un perro." }

[[metrics]]
id = "dogs_met"
version = 1
measure = "share"
counts = "agency_acts"
unit = "share"
direction = "neither"
name = { en = "Dogs met", es = "Perros" }
definition = { en = "Visits with a dog.", es = "Visitas con perro." }
numerator = { en = "Visits with a dog", es = "Visitas con perro" }
denominator = { en = "Visits", es = "Visitas" }
caveat = { en = "Cats are not counted.", es = "No se cuentan gatos." }
source = "Lakemoor"
breakdowns = ["district", "day_part"]
numerator_where = { dog_on_scene = ["yes"] }
denominator_where = { contact = ["yes"] }
"""


def read_own(text: str) -> None:
    read_dictionary([*list_shipped(), ("own.toml", text.encode())])


def test_the_starting_set_is_there_and_every_text_is_in_both_languages() -> None:
    dictionary = load_dictionary()
    assert {metric.id for metric in dictionary.metrics} >= STARTING_SET
    same = {text.en for text in list_texts(dictionary) if text.en == text.es}
    assert same == {"911", "988", "No", "Denver STAR", "Portland Street Response"}


def test_no_share_is_without_a_denominator_and_a_caveat() -> None:
    for metric in load_dictionary().metrics:
        assert metric.caveat.en
        assert metric.denominator or metric.unit not in ("share", "seconds", "hours_per_day", "hours_per_person")


def test_figures_of_other_programs_stand_with_their_source_and_are_no_targets() -> None:
    reported = {metric.id: metric.reported for metric in load_dictionary().metrics if metric.reported}
    assert "150 of about 24,000" in reported["police_backup_share"][0].figure.en
    assert "5 to 8 percent" in reported["calls_diverted"][0].figure.en
    assert "62 hours" in reported["staffed_hours_per_day"][0].figure.en
    assert "500 hours" in reported["training_hours"][0].figure.en
    assert all(figure.source for figures in reported.values() for figure in figures)
    for name, content in list_shipped():
        if "[[metrics.reported]]" in content.decode():
            assert "shown as reported, definitions differ, and are never targets" in content.decode(), name


def test_a_changed_definition_is_a_new_version() -> None:
    """Fails when the meaning of a metric changes and its version does not: then add the new version beside the old."""
    known = tomllib.loads(DIGESTS.read_text("utf-8"))
    now = {f"{metric.id}@{metric.version}": digest_definition(metric) for metric in load_dictionary().versions.values()}
    assert now == known


def test_a_locality_adds_its_own_fields_and_metrics(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN, "utf-8")
    dictionary = load_dictionary([own])
    (metric,) = [metric for metric in dictionary.metrics if metric.id == "dogs_met"]
    assert metric.measure is Measure.SHARE
    assert metric.required_fields == ("dog_on_scene", "contact")
    assert "dogs_met" not in {metric.id for metric in load_dictionary().metrics}


def test_a_new_version_stands_beside_the_old_and_is_the_one_in_use() -> None:
    newer = OWN + OWN[OWN.index("[[metrics]]") :].replace("version = 1", "version = 2")
    dictionary = read_dictionary([*list_shipped(), ("own.toml", newer.encode())])
    assert [key for key in dictionary.versions if key[0] == "dogs_met"] == [("dogs_met", 1), ("dogs_met", 2)]
    assert [metric.version for metric in dictionary.metrics if metric.id == "dogs_met"] == [2]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('id = "dogs_met"', 'id = "calls_received"', "calls_received has version 1 twice"),
        ('id = "dog_on_scene"', 'id = "contact"', "contact is defined twice"),
        ('id = "dog_on_scene"', 'id = "weekday"', "comes from the time"),
        ('denominator = { en = "Visits", es = "Visitas" }\n', "", "a rate never stands without one"),
        ('name = { en = "Dogs met", es = "Perros" }', 'name = { en = "Dogs met" }', r"name\.es: is missing"),
        ('["yes"] }\ndenominator_where', '["maybe"] }\ndenominator_where', "must list some of: yes, no"),
        ("contact = [", "cat = [", "'cat' is no field with categories"),
        ('"district", "day_part"', '"street"', "'street' is no field of categories"),
        ('"district", "day_part"', '"person"', "'person' is no field of categories"),
        ('"district", "day_part"', '"district", "district"', "names one twice"),
        ("version = 1\n", "version = 0\n", "must be 1 or more"),
        ('measure = "share"', 'measure = "guess"', "unknown 'guess'"),
        ('counts = "agency_acts"', 'counts = "dogs"', "unknown 'dogs'"),
        ('source = "Lakemoor"', 'source = "Lakemoor"\ntarget = 5', "target: unknown key"),
        ('kind = "yes_no"', 'kind = "code"\ncategories = { a = { en = "A", es = "A" } }', "holds 1; 2 to 100"),
        ("[dictionary]", "[dictionary", "is no TOML"),
    ],
)
def test_what_is_wrong_in_a_dictionary_is_named_by_file_and_key(before: str, after: str, words: str) -> None:
    assert before in OWN
    with pytest.raises(DictionaryError, match=words) as caught:
        read_own(OWN.replace(before, after))
    assert str(caught.value).startswith("own.toml: ")
