"""The pages of the acts: each in both languages, each rule with its mark, and no words claimed that were not read."""

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from webtest import TestApp

import governance
from governance.law.queries import count_evidence, find_act, find_acts
from governance.law.words import ACT_KINDS, CONSEQUENCES, EVIDENCE, VALUES
from governance.web.locale import _, make_localizer
from governance.web.page_cache import RELEASE, RELEASE_VERSION, read_version
from model_law import answers, provisions
from model_law.checks import CHECKS
from model_law.parameters import Kind, write_value
from model_law.proceedings import CHECKED
from model_law.profiles import FUNCTIONS
from model_law.provisions import Act, Provision, list_acts, load_act, read_act
from model_law.wording import LANGUAGES, label

ONLY_WARNS = {"en": "Only warns", "es": "Solo advierte"}
UNTIL = {"en": "until a board adopts it", "es": "hasta que una junta la adopte"}
NOT_COMPUTED = {"en": "The portal does not compute this yet", "es": "El portal todavía no calcula esto"}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> TestApp:
    """A reader of a portal whose database holds nothing, not even tables."""
    path = tmp_path_factory.mktemp("law") / "nothing.sqlite"
    return TestApp(governance.main(None, **{"sqlalchemy.url": f"sqlite:///{path}"}))


def read_page(reader: TestApp, act: str, language: str) -> Any:
    return reader.get(f"/law/{act}", headers={"Accept-Language": language}).html


def read_words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def translate(text: Any, language: str) -> str:
    return make_localizer(language).translate(_(text))


def list_rules(act: str, page: Any) -> list[tuple[Provision, Any]]:
    """Each rule of the act beside its place in the page."""
    shown = page.find("ol", class_="agenda").find_all("li", recursive=False)
    return list(zip(load_act(act).provisions, shown, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", list_acts())
def test_an_act_is_printed_whole_in_the_reader_s_language(reader: TestApp, act: str, language: str) -> None:
    page = read_page(reader, act, language)
    assert page.html["lang"] == language
    assert read_words(page.h1) == getattr(load_act(act).title, language)
    assert getattr(load_act(act).summary, language) in read_words(page.main)
    for number, (provision, place) in enumerate(list_rules(act, page), start=1):
        words = read_words(place)
        assert words.startswith(f"{number} {getattr(provision.title, language)} {provision.id}")
        assert getattr(provision.statement, language) in words
        assert translate(CONSEQUENCES[provision.consequence], language) in words
        own = translate("None: this is the portal's own", language)
        assert (provision.source.title if provision.source.address else own) in words
        assert provision.place in words
        assert provision.follows in words
        rows = place.find_all("tr")[1:]
        for parameter, row in zip(provision.parameters.values(), rows, strict=True):
            assert read_words(row.th) == f"{label('parameters', parameter.name, language)} {parameter.name}"
            assert all(read_words(cell) for cell in row.find_all("td"))
            if parameter.kind in (Kind.CHOICE, Kind.FLAG):
                assert translate(VALUES[write_value(parameter.default)], language) in read_words(row.td)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("act", list_acts())
def test_every_rule_shows_how_it_is_known_and_what_the_portal_cannot_do(
    reader: TestApp, act: str, language: str
) -> None:
    for provision, place in list_rules(act, read_page(reader, act, language)):
        marks = [read_words(tag) for tag in place.find_all(class_="tag")]
        word, _tone, meaning = EVIDENCE[provision.how_known]
        assert marks[0] == translate(word, language), provision.id
        assert f"{marks[0]} {translate(meaning, language)}" in read_words(place)
        assert (ONLY_WARNS[language] in marks) == (provision.how_known in ("own_default", "recalled")), provision.id
        assert (f"{ONLY_WARNS[language]} {UNTIL[language]}" in read_words(place)) == (ONLY_WARNS[language] in marks)
        is_computed = provision.check in FUNCTIONS.keys() | CHECKED | answers.CHECKED
        assert (NOT_COMPUTED[language] in read_words(place)) is not is_computed, provision.id
        for parameter, row in zip(provision.parameters.values(), place.find_all("tr")[1:], strict=True):
            mark = translate(EVIDENCE[parameter.how_known][0], language)
            assert (mark in read_words(row)) == (parameter.how_known != provision.how_known), parameter.name


def test_only_the_share_of_the_board_is_shown_as_the_model_act_s(reader: TestApp) -> None:
    """The act's text was not read: everything else on its page says that it is the portal's own."""
    page = read_page(reader, "model-act", "en")
    own = translate(EVIDENCE["own_default"][0], "en")
    others = [place for provision, place in list_rules("model-act", page) if provision.id != "COMP-01"]
    assert len(others) > 20
    for place in others:
        marks = [read_words(tag) for tag in place.find_all(class_="tag")]
        assert marks[:2] == [own, ONLY_WARNS["en"]]
        assert "None: this is the portal's own" in read_words(place)
    known = {read_words(tag) for tag in page.find_all(class_="tag")}
    assert translate(EVIDENCE["read"][0], "en") not in known
    assert translate(EVIDENCE["read_in_part"][0], "en") not in known


@pytest.mark.parametrize("act", list_acts())
def test_each_place_in_a_page_has_its_own_anchor(reader: TestApp, act: str) -> None:
    page = read_page(reader, act, "en")
    anchors = Counter(tag["id"] for tag in page.find_all(id=True))
    assert anchors.most_common(1)[0][1] == 1
    assert load_act(act).provisions[0].id in anchors


@pytest.mark.parametrize("act", list_acts())
def test_sources_are_linked_and_told_nothing_of_the_reader(reader: TestApp, act: str) -> None:
    links = [link for link in read_page(reader, act, "en").main.find_all("a") if "://" in link["href"]]
    addresses = {provision.source.address for provision in load_act(act).provisions} - {""}
    assert {link["href"] for link in links} >= addresses
    assert {tuple(link["rel"]) for link in links} <= {("noreferrer",)}
    assert all(link["href"].startswith(("https://", "http://")) for link in links)


def test_days_in_force_are_written_in_the_reader_s_language(reader: TestApp) -> None:
    english, spanish = (read_words(read_page(reader, "ca-bhb", language).main) for language in LANGUAGES)
    assert "In force until December 31, 2024" in english
    assert "In force since January 1, 2025" in english
    assert "hasta el 31 de diciembre de 2024" in spanish
    assert "desde el 1 de enero de 2025" in spanish


def test_parameters_are_told_in_words(reader: TestApp) -> None:
    rules = {provision.id: place for provision, place in list_rules("model-act", read_page(reader, "model-act", "en"))}
    rows = {row.th.find(class_="meta").text: row.find_all("td") for row in rules["COMP-01"].find_all("tr")[1:]}
    assert read_words(rows["p"][0]) == "51 %"
    assert read_words(rows["p"][1]) == "from 33 % to 100 %"
    assert read_words(rows["members"][0]).startswith("members with a vote")
    assert read_words(rows["members"][1]) == "members with a vote; all members"
    assert read_words(rows["among"][0]).startswith("nothing named")
    both = rules["COMP-02"].find_all("td")
    assert [read_words(cell) for cell in both] == ["yes", "yes; no"]
    counts = rules["COMP-04"].find_all("td")
    assert read_words(counts[0]).startswith("People who have experienced mental illness: 0; People who")
    assert read_words(counts[1]) == "from 0 to 25"


def test_an_own_default_that_would_refuse_is_not_said_to_refuse(reader: TestApp) -> None:
    """Refusing is what it does once adopted; the rule that was read does so at once."""
    words = {
        rule.id: read_words(place) for rule, place in list_rules("model-act", read_page(reader, "model-act", "en"))
    }
    refusing = [rule.id for rule in load_act("model-act").provisions if rule.consequence in ("refuse", "cure")]
    assert len(refusing) > 1
    for rule in refusing:
        assert ("It only warns. Once a board has adopted it:" in words[rule]) == (rule != "COMP-01"), rule


def test_the_list_of_acts_leads_to_each_and_says_how_far_it_is_known(reader: TestApp) -> None:
    page = reader.get("/law", headers={"Accept-Language": "en"}).html
    shown = page.find("ol", class_="records").find_all("li", recursive=False)
    for act, place in zip(map(load_act, list_acts()), shown, strict=True):
        assert place.a["href"] == f"/law/{act.id}"
        words = read_words(place)
        assert act.jurisdiction.en in words
        assert translate(ACT_KINDS[act.kind], "en") in words
        for how, count in count_evidence(act).items():
            assert re.search(f"{count} rules? ?: {translate(EVIDENCE[how][0], 'en')}", words)
        assert sum(count_evidence(act).values()) == len(act.provisions)


def test_every_page_leads_to_the_law(reader: TestApp) -> None:
    for address in ("/law", "/law/model-act"):
        assert reader.get(address).html.find("nav").find("a", href="/law")


@pytest.mark.parametrize("act", ["no-such-act", "model-act.toml", "Model-Act", "schema", "..%2fschema", "a" * 200])
def test_an_unknown_act_is_not_there(reader: TestApp, act: str) -> None:
    reader.get(f"/law/{act}", status=404)
    reader.get(f"/api/v1/law/{act}", status=404)


def test_a_program_reads_the_values_as_the_command_takes_them(reader: TestApp) -> None:
    told = reader.get("/api/v1/law/model-act", headers={"Accept-Language": "es"}).json
    share = told["provisions"][0]
    assert (share["rule"], share["binds"], share["computed"]) == ("COMP-01", True, True)
    assert share["parameters"][0]["default"] == "51/100"
    assert share["parameters"][0]["allowed"] == "33/100 to 1"
    assert share["title"] == "Mayoría de representantes de la comunidad"
    assert told["act"]["address"] == "/law/model-act"
    assert [one["act"]["key"] for one in reader.get("/api/v1/law").json["acts"]] == list(list_acts())


def test_a_page_that_only_a_release_changes_needs_no_database(reader: TestApp) -> None:
    """There is no table to ask, and the kept page is served and validated all the same."""
    first = reader.get("/law/model-act")
    again = reader.get("/law/model-act", headers={"If-None-Match": first.headers["ETag"]}, status=304)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert reader.get("/law/model-act").body == first.body
    no_engine: Engine | None = None
    assert read_version(no_engine, RELEASE) == RELEASE_VERSION  # type: ignore[arg-type]  # it must not be asked


def test_every_word_of_an_act_has_its_plain_words() -> None:
    acts = [load_act(act) for act in list_acts()]
    parameters = [parameter for act in acts for rule in act.provisions for parameter in rule.parameters.values()]
    names = {name for parameter in parameters if parameter.kind is Kind.NAMES for name in parameter.default}
    choices = {choice for check in CHECKS.values() for words in check.choices.values() for choice in words}
    assert set(VALUES) == {"yes", "no"} | choices | names
    assert set(EVIDENCE) == set(provisions.EVIDENCE)
    assert set(CONSEQUENCES) == set(provisions.CONSEQUENCES)
    assert set(ACT_KINDS) == set(provisions.ACT_KINDS)


def test_a_source_whose_address_a_browser_would_run_is_named_and_not_linked(
    reader: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_hostile(act: Act) -> Act:
        rules = [replace(rule, source=replace(rule.source, address="javascript:alert(1)")) for rule in act.provisions]
        return replace(act, provisions=tuple(rules))

    find_act.cache_clear()
    hostile = make_hostile(load_act("tx-open-meetings"))
    monkeypatch.setattr("governance.law.queries.load_act", lambda key: hostile)
    try:
        page = reader.get("/law/tx-open-meetings?language=es&again=1")
    finally:
        find_act.cache_clear()
    assert "javascript:" not in page.text
    assert hostile.provisions[0].source.title in {cite.text for cite in page.html.find_all("cite")}


def test_an_own_default_is_told_even_where_a_locality_s_act_has_dates() -> None:
    """Whether a rule binds is asked on a day on which it is in force."""
    text = (provisions.ACTS / "ca-bhb.toml").read_text(encoding="utf-8")
    act = read_act(text, "ca-bhb.toml")
    dated = [rule for rule in act.provisions if rule.effective_from or rule.effective_to]
    assert dated
    told = {rule.anchor: rule for rule in find_act("ca-bhb", "en").provisions}
    assert all(told[anchor].in_force_from or told[anchor].in_force_until for anchor in ("COMP-04", "COMP-04-2"))
    assert find_acts("en")[0].act.key == "model-act"
