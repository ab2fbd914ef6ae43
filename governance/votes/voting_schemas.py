"""The forms by which a vote is opened, answered aloud, corrected, and entered from its document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import colander

from governance.meetings.planning_schemas import make_box, make_day, make_line, make_text, make_time
from governance.meetings.session_schemas import list_moment, make_request
from governance.votes.models import ThresholdBasis
from governance.votes.voting_actions import Asked, Declared
from governance.votes.voting_words import ANSWERS
from governance.votes.words import BASES
from governance.web.form_fields import any_of, one_of
from governance.web.locale import _
from model_law.thresholds import Choice

SHOWN, HIDDEN = "shown", "hidden"
AWARDS, NO_AWARD = "awards", "no_award"
NO_BALLOT = "no_ballot"
MORE_THAN, AT_LEAST = "more_than", "at_least"
People = Sequence[tuple[str, str]]
"""Keys and names, in the order in which they are offered."""


def make_choice(
    name: str, title: Any, choices: Sequence[tuple[str, Any]], hint: Any = "", *, radio: bool = False
) -> Any:
    """One of some choices, which may be left open."""
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, missing=None, **one_of(choices, radio=radio)
    )


def make_asked(people: People, matters: Iterable[str], *, asks_award: bool) -> list[Any]:
    """What is said of a vote where the law asks for it, and who presides."""
    nodes = [
        make_choice("chair", _("Who presides"), people, _("Leave it open where nobody presides who is a member.")),
    ]
    words = [(matter, matter) for matter in matters]
    if words:
        hint = _("Only for a matter that the board's law names as one that needs more.")
        nodes.append(make_choice("matter", _("Kind of matter"), words, hint))
    if asks_award:
        answers = [(NO_AWARD, _("No")), (AWARDS, _("Yes"))]
        nodes.append(make_choice("award", _("Does it award a contract or a grant of the program?"), answers))
    return nodes


def make_declared() -> list[Any]:
    """A threshold that somebody declares, where no law and no instrument of the board says what carries."""
    comparisons = [(MORE_THAN, _("more than this share")), (AT_LEAST, _("at least this share"))]
    hint = _("Neither the board's law nor its own rules say what carries. Leave it empty for more than half.")
    return [
        make_line("share", _("Share that carries"), hint, limit=24),
        make_choice("comparison", _("How it is compared"), comparisons),
        make_choice("base", _("Share of"), list(BASES.items())),
    ]


def make_opening_schema(
    people: People, matters: Iterable[str], *, asks_award: bool, takes_declared: bool
) -> Any:  # fmt: skip
    tally = [
        (SHOWN, _("Everybody sees how the vote stands while it is open")),
        (HIDDEN, _("Nobody sees it before it is closed")),
    ]
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(
                colander.String(), name="tally", title=_("While the vote is open"), default=SHOWN,
                **one_of(tally, radio=True),
            ),
            *make_asked(people, matters, asks_award=asks_award),
            *(make_declared() if takes_declared else []),
            make_request(),
        ]
    )  # fmt: skip


def make_consent_schema(people: People, matters: Iterable[str], *, asks_award: bool) -> Any:
    return colander.MappingSchema(
        children=[*make_asked(people, matters, asks_award=asks_award), make_request()]
    )  # fmt: skip


def read_asked(values: Mapping[str, Any]) -> Asked:
    award = values.get("award")
    return Asked(
        matter=values.get("matter") or "",
        award=None if award is None else award == AWARDS,
        chair=values.get("chair"),
        running_tally=values.get("tally", SHOWN) == SHOWN,
        threshold=read_declared(values),
    )


def read_declared(values: Mapping[str, Any]) -> Declared | None:
    """The threshold that was declared; None where no share was written."""
    share = values.get("share") or ""
    if not share:
        return None
    base = ThresholdBasis(values.get("base") or ThresholdBasis.CAST)
    return Declared(share, values.get("comparison") != AT_LEAST, base)


def list_answers() -> list[tuple[str, Any]]:
    return [(choice.value, word) for choice, word in ANSWERS.items()]


def make_roll_schema(people: Sequence[tuple[str, str, str]]) -> Any:
    """One answer for each member by key and name, with what is recorded of them already; each may be left open."""
    nodes = [make_choice(f"answer_{key}", name, list_answers(), recorded, radio=True) for key, name, recorded in people]
    return colander.MappingSchema(children=[*nodes, make_request()])


def find_asked(marks: Iterable[str]) -> set[str]:
    """Of whom a form that was sent asked an answer, by the marks with which its groups of choices begin."""
    return {mark.removeprefix("answer_").partition(":")[0] for mark in marks if mark.startswith("answer_")}


def read_answers(values: Mapping[str, Any]) -> list[tuple[str, Choice]]:
    """Who answered what, in the order in which they were called."""
    return [
        (name.removeprefix("answer_"), Choice(answer))
        for name, answer in values.items()
        if name.startswith("answer_") and answer is not None
    ]


def make_ballot(key: str, name: str, choices: Sequence[tuple[str, Any]]) -> Any:
    return make_choice(f"ballot_{key}", _("How ${name} voted", mapping={"name": name}), choices)


def make_erratum_schema(people: People) -> Any:
    choices = [*list_answers(), (NO_BALLOT, _("Gave no ballot"))]
    nodes = [make_ballot(key, name, choices) for key, name in people]
    return colander.MappingSchema(
        children=[
            make_text("reason", _("Why it is corrected"), _("The public reads this."), needed=True),
            *nodes,
            make_box(
                "presence", _("Who was there was entered wrongly too, and has been corrected: go by what is known now")
            ),
            make_request(),
        ]
    )


def read_corrected(values: Mapping[str, Any]) -> dict[str, Choice | None]:
    return {
        name.removeprefix("ballot_"): None if answer == NO_BALLOT else Choice(answer)
        for name, answer in values.items()
        if name.startswith("ballot_") and answer is not None
    }


def read_ballots(values: Mapping[str, Any]) -> dict[str, Choice]:
    """Who said what, in the order of the roll."""
    return {person: choice for person, choice in read_corrected(values).items() if choice is not None}


def make_past_vote_schema(people: People, items: People, zone: str) -> Any:
    hint = _("The signed tally sheet, the minutes, or the recording in which this vote stands.")
    closes = _("Local time of the board: ${zone}", mapping={"zone": zone})
    ballots = [make_ballot(key, name, list_answers()) for key, name in people]
    there = colander.SchemaNode(
        colander.Set(), name="present", title=_("Who was there"), missing=(),
        description=_("Leave it empty where the record of the meeting says it, or nothing does."), **any_of(people),
    )  # fmt: skip
    return colander.MappingSchema(
        children=[
            make_line("document_title", _("Title of the document"), hint, needed=True),
            make_day("document_dated_on", _("Day of the document"), needed=False),
            make_line("document_address", _("Web address of the document"), _("Where it can be read, if it can.")),
            colander.SchemaNode(colander.String(), name="item", title=_("Item of the agenda"), **one_of(items)),
            make_text("text", _("What was moved"), needed=True),
            make_text("effect", _("What changes if it carries"), _("In plain words.")),
            make_choice("mover", _("Moved by"), people),
            make_choice("seconder", _("Seconded by"), people),
            make_choice("chair", _("Who presided"), people),
            *list_moment(zone),
            make_time("closed_time", _("When the vote was over"), closes),
            there,
            *ballots,
            *make_declared(),
            make_request(),
        ]
    )
