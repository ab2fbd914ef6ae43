"""The catalogue: it holds every text that a person reads, all of it in each language, and nothing stands outside it."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages import Catalog, Message

from tests.support.catalogue import (
    LANGUAGES,
    ROOT,
    TEMPLATE,
    extract_messages,
    find_translation,
    name_message,
    read_catalogue,
    write_template,
    write_translation,
)
from tests.support.untranslated import find_in_python, find_in_template, find_strings

CURE = "type python3 run.py texts, then translate what it lists"

SAME_IN_BOTH = {
    "es": {
        "Error", "Portal", "no", "SHA-256:", "${act}: ${title}", "${day}: ${name}", "${hours} h ${minutes} min",
        "${minutes} min ${seconds} s", "%(kilobytes)s KB", "${hours} h", "${minutes} min", "${seconds} s", "No", "UTC",
    }
}  # fmt: skip
"""Words that a language writes as English does."""

ENGLISH_WORDS = re.compile(
    r"\b(the|of|and|is|are|was|were|this|that|not|to|for|with|by|on|it|its|you|your)\b", re.IGNORECASE
)

PLACEHOLDER = re.compile(r"\$\{(\w+)\}|%\((\w+)\)[sd]")

SPEAKING_CODE = sorted({
    path
    for pattern in (
        "*/words.py", "*/*_words.py", "*/views.py", "*/*_views.py", "*/waiting.py", "accounts/resources.py",
        "accounts/schemas.py", "web/form*.py", "web/errors.py", "web/layout.py", "web/parameters.py",
    )
    for path in (ROOT / "governance").glob(pattern)
})  # fmt: skip
QUIET_CALLS = frozenset({"summary", "Parameter", "make_choice", "Malformed", "AssertionError"})
"""What describes the interface to programmers, in English, and what only the log is told."""

NOT_FOR_PEOPLE = {
    "errors.py": {"Allow", "GET, HEAD", "Retry-After", "Cache-Control"},
    "ending_views.py": {"List-Unsubscribe=One-Click"},
    "form_words.py": {"Required"},  # a library's own message, taken as a key
    "ledger_views.py": {"ETag", "Cache-Control", "public, no-cache", "Content-Type"},
    "mapping_views.py": {"Content-Disposition"},
    "package_views.py": {"public, max-age=3600"},
    "packet_views.py": {
        "Accept-Language, Cookie", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Type", "ETag",
        "If-None-Match", "Vary", "public, max-age=0, must-revalidate",
    },
    "sign_in_views.py": {"Referrer-Policy"},
    "writing_views.py": {"Referrer-Policy"},
}  # fmt: skip

PARTS_OF_SUMMARIES = {"a board", "this portal", "notices, minutes, reports, and ", "the signed heads of its ledger"}
"""Whose page it is, as summaries of the interface say it."""

TONES = {"neutral", "info", "good", "warn", "bad", "strong", "aye", "nay", "abstain", "recuse", "away"}
"""The tones of templates/macros.jinja2, which stand beside a word."""


@pytest.fixture(scope="module")
def messages() -> Catalog:
    return extract_messages()


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def translations(language: str) -> list[Message]:
    return [message for message in read_catalogue(find_translation(language), language) if message.id]


def pair_forms(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the English it stands for: the first for one, every other for many."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    strings = list(message.string) if isinstance(message.string, (list, tuple)) else [""]
    return [(message.id[min(number, 1)], string) for number, string in enumerate(strings)]


def find_placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def find_faults(message: Message, same: set[str]) -> list[str]:
    """What is wrong with one translated message, in words."""
    faults = []
    if message.fuzzy:
        faults.append("is marked fuzzy")
    for english, translated in pair_forms(message):
        if not translated.strip():
            faults.append("is not translated")
            continue
        if find_placeholders(english) != find_placeholders(translated):
            faults.append(f"has other placeholders in {translated!r}")
        if english.casefold() == translated.casefold() and english not in same:
            faults.append("is left in English")
        if found := ENGLISH_WORDS.search(PLACEHOLDER.sub("", translated)):
            faults.append(f"has the English word {found.group()!r} in {translated!r}")
        if english[-1] in ".:?" and english[-1] != translated[-1]:
            faults.append(f"ends otherwise than the English in {translated!r}")
        if translated.count("?") != translated.count("¿"):
            faults.append(f"opens or closes no question in {translated!r}")
        if english.strip() == english and translated.strip() != translated:
            faults.append(f"has blanks at an end in {translated!r}")
    return faults


def test_the_template_holds_what_code_and_templates_say_now(messages: Catalog):
    assert TEMPLATE.read_text(encoding="utf-8") == write_template(messages), f"governance.pot is behind: {CURE}"


def test_each_translation_holds_exactly_the_messages_there_are(messages: Catalog, language: str):
    written = find_translation(language).read_text(encoding="utf-8")
    assert written == write_translation(messages, language), f"{language} is behind: {CURE}"


def test_the_messages_were_found(messages: Catalog):
    """In Python, in an expression of a template and in a trans block; an extraction of nothing would agree with nothing."""
    for text in ("There is no such page", "Skip to the main text", "Page %(number)s of %(pages)s"):
        assert text in messages
    assert messages.get("%(count)s seat").id == ("%(count)s seat", "%(count)s seats")


def test_every_message_is_translated_whole(translations: list[Message], language: str):
    same = SAME_IN_BOTH[language]
    faults = [
        f"{name_message(message.id)!r} {fault}" for message in translations for fault in find_faults(message, same)
    ]
    assert not faults, "\n".join(faults)


def test_words_said_to_be_the_same_are_messages_of_their_own(translations: list[Message], language: str):
    assert {m.id for m in translations if isinstance(m.id, str) and m.id == m.string} == SAME_IN_BOTH[language]


def test_files_hold_no_date_and_no_place_for_an_address(language: str):
    for path in (TEMPLATE, find_translation(language)):
        header = path.read_text(encoding="utf-8").partition("\n\n")[0]
        assert not re.search(r"Date|@|Translator|Team|Generated-By|YEAR", header), path


@pytest.mark.parametrize(
    ("english", "translated", "flags", "fault"),
    [
        ("Held", "", (), "not translated"),
        ("Held", "  ", (), "not translated"),
        (("%(n)s seat", "%(n)s seats"), ("%(n)s puesto", ""), (), "not translated"),
        ("Held", "Realizada", ("fuzzy",), "fuzzy"),
        ("Held", "held", (), "left in English"),
        ("Page %(number)s", "Página %(numero)s", (), "placeholders"),
        ("Page ${number}", "Página", (), "placeholders"),
        ("Page ${number}", "Página ${number} ${number}", (), "placeholders"),
        (("%(n)s seat", "%(n)s seats"), ("%(n)s puesto", "puestos"), (), "placeholders"),
        ("Members of the board", "Integrantes of the junta", (), "English word"),
        ("Nothing was saved.", "No se guardó nada", (), "ends otherwise"),
        ("In danger?", "En peligro?", (), "question"),
        ("Held", "Realizada ", (), "blanks"),
    ],
)
def test_a_faulty_translation_is_noticed(english, translated, flags, fault):
    faults = find_faults(Message(english, translated, flags=flags), set())
    assert any(fault in said for said in faults), faults


# -- what stands outside the catalogue ---------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.jinja2")), ids=lambda path: path.stem)
def test_a_template_says_nothing_outside_the_catalogue(path: Path):
    assert find_in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SPEAKING_CODE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_code_says_nothing_outside_the_catalogue(path: Path):
    found = find_in_python(path.read_text(encoding="utf-8"), QUIET_CALLS)
    assert set(found) - PARTS_OF_SUMMARIES == NOT_FOR_PEOPLE.get(path.name, set())


@pytest.mark.parametrize("path", sorted((ROOT / "governance").glob("*/words.py")), ids=lambda path: path.parent.name)
def test_a_room_words_its_closed_sets_in_the_catalogue_alone(path: Path):
    assert set(find_strings(ast.parse(path.read_text(encoding="utf-8")))) <= TONES


def test_every_room_that_speaks_was_read():
    assert {path.name for path in SPEAKING_CODE} >= {
        "words.py", "views.py", "form_words.py", "waiting.py", "resources.py", "schemas.py", *NOT_FOR_PEOPLE,
    }  # fmt: skip
    views = {path for path in (ROOT / "governance").rglob("*views.py") if path.name != "overviews.py"}
    assert views <= set(SPEAKING_CODE)


@pytest.mark.parametrize(
    "template",
    [
        "<h1>Members</h1>",
        '<a title="More"></a>',
        '<nav aria-label="{% if a %}You are here{% endif %}"></nav>',
        '<img alt="Map of {{ place }}">',
        '<input type="submit" value="Send">',
        '<meta name="description" content="A portal">',
        "{{ _('Members') }} now",
        "{% trans %}Members{% endtrans %} now",
        "{% if a %}yes{% endif %}",
        "<p>{{ 'Members' if a else '' }}</p>",
        "{{ parts.message('not on record', 'warn') }}",
        "{% set links = [{'title': 'Overview'}] %}",
        "{{ 'Page %s'|format(3) }}",
        "{% raw %}Members{% endraw %}",
    ],
)
def test_text_outside_the_catalogue_is_found_in_a_template(template: str):
    assert find_in_template(template)


@pytest.mark.parametrize(
    "template",
    [
        "{# Members of the board #}<p class='people here'>{{ _('Members') }} · 2</p>",
        "{% trans n=count %}One member{% pluralize %}{{ n }} members{% endtrans %}",
        "<nav aria-label=\"{{ _('You are here') }}\" data-row='more'></nav>",
        "{% extends 'layout.jinja2' %}{{ status_tag(_('Demonstration'), 'warn') }}",
        "<meta name='viewport' content='width=device-width'><img alt=''>",
    ],
)
def test_a_template_whose_text_is_in_the_catalogue_passes(template: str):
    assert find_in_template(template) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("ROLES = {1: 'Member'}", ["Member"]),
        ("ROLES = {1: _('Member')}", []),
        ("ROLES = {'Required': 2}", []),
        ('"""What the room is for."""', []),
        ("raise HTTPNotFound('No such page')", ["No such page"]),
        ("raise HTTPNotFound(_('No such page'))", []),
        ("log.error('It does not answer')", []),
        ("add(summary='A page of votes', title='A page')", ["A page"]),
        ("title = f'Votes of {board}'", ["Votes of "]),
        ("return 'aye' if a else 'meetings/list.jinja2'", []),
    ],
)
def test_text_outside_the_catalogue_is_found_in_code(code: str, found: list[str]):
    assert find_in_python(code, frozenset({"summary"})) == found
