"""The forms by which motions are made, conflicts declared and officers elected in a meeting."""

import re
from collections.abc import Sequence
from typing import Any

import colander
import deform.widget

from governance.meetings.planning_schemas import make_line, make_text
from governance.meetings.session_schemas import make_hidden, make_request
from governance.votes.motion_words import ABOUT_KINDS, CONFLICTS
from governance.web.form_fields import any_of, one_of
from governance.web.locale import _
from model_law.motions import Kind

Choices = Sequence[tuple[str, Any]]
"""Keys and what a person reads of each, in the order in which they are offered."""

YES, NO, LATER = "yes", "no", "later"
ROUND = re.compile("[1-9][0-9]{0,3}")


def make_choice(name: str, title: Any, choices: Choices, hint: Any = "", *, needed: bool = True) -> Any:
    optional = {} if needed else {"missing": None}
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, **one_of(choices), **optional
    )


def make_mover(people: Choices, title: Any) -> list[Any]:
    """Who speaks, where somebody else enters it; nothing where members act for themselves."""
    return [make_choice("person", title, people)] if people else []


def make_seconder(people: Choices) -> list[Any]:
    if not people:
        return []
    hint = _("Leave it open where nobody has yet: it can be entered afterwards.")
    return [make_choice("seconder", _("Seconded by"), people, hint, needed=False)]


def list_wording() -> list[Any]:
    return [
        make_text(
            "text", _("What is moved"),
            _(
                "In plain words, as the board is to decide it. The public reads it at once; of a closed session, once it is"
                " over."
            ), needed=True,
        ),
        make_text("effect", _("What changes if it carries"), _("In a sentence, for whoever was not there.")),
    ]  # fmt: skip


def make_move_schema(people: Choices, items: Choices) -> Any:
    return colander.MappingSchema(
        children=[
            make_choice("item", _("Item"), items), *make_mover(people, _("Moved by")), *list_wording(),
            *make_seconder(people), make_request(),
        ]
    )  # fmt: skip


def make_consent_schema(people: Choices) -> Any:
    return colander.MappingSchema(
        children=[*make_mover(people, _("Moved by")), *list_wording(), *make_seconder(people), make_request()]
    )


def make_amend_schema(people: Choices) -> Any:
    hint = _("Change the text until it reads as it is to read. What differs is shown word by word.")
    return colander.MappingSchema(
        children=[
            *make_mover(people, _("Moved by")), make_text("text", _("The whole text, as amended"), hint, needed=True),
            make_text("effect", _("What changes if the amendment carries")), *make_seconder(people), make_request(),
        ]
    )  # fmt: skip


def make_about_schema(people: Choices, items: Choices, possible: Sequence[Kind]) -> Any:
    """What a motion about another one asks for. Only what is possible is offered; of the rest the law says why not."""
    kinds = [(kind.value, ABOUT_KINDS[kind]) for kind in possible or ABOUT_KINDS]
    kind = colander.SchemaNode(
        colander.String(), name="kind", title=_("What is moved"), validator=colander.OneOf([*map(str, ABOUT_KINDS)]),
        widget=deform.widget.RadioChoiceWidget(values=kinds),
    )  # fmt: skip
    wording = make_text(
        "text", _("In words"),
        _("Such as: to which committee, or until when. Leave it empty for the plain motion."),
    )  # fmt: skip
    item = make_choice(
        "item", _("Item"), items, _("Leave it open where the motion stands under an item of this meeting already."),
        needed=False,
    )  # fmt: skip
    return colander.MappingSchema(
        children=[kind, *make_mover(people, _("Moved by")), wording, item, *make_seconder(people), make_request()]
    )


def make_person_schema(people: Choices, title: Any) -> Any:
    """Who, where somebody else enters it; else no more than the button."""
    return colander.MappingSchema(children=[*make_mover(people, title), make_request()])


def make_item_schema(items: Choices) -> Any:
    return colander.MappingSchema(children=[make_choice("item", _("Item"), items), make_request()])


def make_conflict_schema(people: Choices, items: Choices) -> Any:
    answers = [(YES, _("Yes, they take no part")), (NO, _("No, they take part"))]
    if people:
        answers.append((LATER, _("They have not been asked yet")))
    else:
        answers = [(YES, _("Yes, I take no part")), (NO, _("No, I take part"))]
    classes = [(one.value, title) for one, title in CONFLICTS.items()]
    return colander.MappingSchema(
        children=[
            make_choice("item", _("Item"), items), *make_mover(people, _("Who has the conflict")),
            make_choice(
                "conflict", _("Kind of conflict"), classes,
                _("The public reads the kind, and nothing else is asked or kept."),
            ),
            make_choice("recuses", _("Steps aside"), answers),
            make_request(),
        ]
    )  # fmt: skip


def make_begin_schema(items: Choices) -> Any:
    return colander.MappingSchema(
        children=[
            make_choice("item", _("Item"), items),
            make_line("office", _("Office"), _("Such as: chair, vice chair, secretary."), needed=True, limit=100),
            make_request(),
        ]
    )


def make_round_schema(members: Choices, standing: Choices, *, first: bool) -> Any:
    """Whom each member names aloud. In the first round who stands is chosen too, since nobody has entered it before."""
    nodes = []
    if first:
        nodes.append(
            colander.SchemaNode(
                colander.Set(), name="candidates", title=_("Who stands"), description=_("Everybody who was nominated."),
                missing=(), **any_of(standing),
            )
        )  # fmt: skip
    nodes += [make_choice(f"named_{key}", name, standing, needed=False) for key, name in members]
    return colander.MappingSchema(children=[*nodes, make_hidden("number", ROUND)])


def make_lot_schema(standing: Choices) -> Any:
    return colander.MappingSchema(
        children=[make_choice("drawn", _("Whom the lot fell on"), standing), make_hidden("number", ROUND)]
    )
