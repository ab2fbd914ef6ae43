"""The shape of the forms on seats, appointments and members. Whether an act may be done, the act itself says.

The fields stand side by side and in no groups; each has the name of what the act calls it.
"""

from collections.abc import Sequence
from typing import Any

import colander
import deform.widget
from colander import SchemaNode

from governance.boards.appointment_models import Interest
from governance.boards.appointment_queries import Namesake, SeatFact
from governance.boards.composition_acts import LONGEST_ADDRESS, LONGEST_NAME, LONGEST_TITLE
from governance.boards.models import EndReason, Role
from governance.boards.seat_actions import LARGEST_NUMBER
from governance.front.appointment_words import INTERESTS
from governance.web.form_fields import one_of
from governance.web.locale import _

PREVIEWED = "previewed"
SOMEBODY_NEW = "new"
YES_OR_NO = [("yes", _("yes")), ("no", _("no"))]
DOCUMENT = ("document_title", "document_dated_on", "document_address")

Choices = Sequence[tuple[str, Any]]


def make_act_schema(*fields: SchemaNode) -> SchemaNode:
    """A form in two steps: it carries a mark of what was shown before it is confirmed."""
    mark = SchemaNode(
        colander.String(), name=PREVIEWED, missing="", validator=colander.Length(max=130),
        widget=deform.widget.HiddenWidget(),
    )  # fmt: skip
    return colander.MappingSchema(children=[*fields, mark])


def make_text(name: str, title: Any, hint: Any = "", *, needed: bool = False, limit: int = LONGEST_NAME) -> SchemaNode:
    optional = {} if needed else {"missing": None}
    return SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=limit),
        widget=deform.widget.TextInputWidget(attributes={"autocomplete": "off"}), **optional,
    )  # fmt: skip


def make_day(name: str, title: Any, hint: Any = "", *, needed: bool = False) -> SchemaNode:
    optional = {} if needed else {"missing": None}
    return SchemaNode(
        colander.Date(), name=name, title=title, description=hint, widget=deform.widget.DateInputWidget(), **optional
    )


def make_box(name: str, title: Any, hint: Any = "") -> SchemaNode:
    return SchemaNode(
        colander.Boolean(), name=name, title=title, description=hint, missing=False, default=False,
        widget=deform.widget.CheckboxWidget(),
    )  # fmt: skip


def make_choice(name: str, title: Any, choices: Choices, hint: Any = "", *, needed: bool = True) -> SchemaNode:
    optional = {} if needed else {"missing": None}
    return SchemaNode(colander.String(), name=name, title=title, description=hint, **one_of(list(choices)), **optional)


def make_document(*, needed: bool = True) -> list[SchemaNode]:
    """The instrument by which something was done elsewhere."""
    hint = _("The letter, resolution or minutes by which it was done.")
    return [
        make_text("document_title", _("Title of the document"), hint, needed=needed, limit=LONGEST_TITLE),
        make_day("document_dated_on", _("Day of the document"), needed=needed),
        make_text(
            "document_address", _("Web address of the document"), _("Where it can be read, if it can."),
            limit=LONGEST_ADDRESS,
        ),
    ]  # fmt: skip


def make_person(namesakes: Sequence[Namesake]) -> list[SchemaNode]:
    """Who is appointed: a name, and where the record knows the name already, which of them is meant."""
    name = make_text("person_name", _("Name of the person"), _("As it stands in the instrument."), needed=True)
    if not namesakes:
        return [name]
    choices = [(one.key, f"{one.name} ({one.boards})" if one.boards else one.name) for one in namesakes]
    which = SchemaNode(
        colander.String(), name="person", title=_("Which of them?"),
        description=_("The record knows this name already."),
        **one_of([*choices, (SOMEBODY_NEW, _("Somebody else of the same name"))], radio=True),
    )  # fmt: skip
    return [name, which]


def make_seat_choice(seats: Sequence[SeatFact], titles: Sequence[Any]) -> SchemaNode:
    choices = [(str(seat.number), title) for seat, title in zip(seats, titles, strict=True)]
    hint = _("Those first that nobody holds today, or whose member's term is over.")
    return make_choice("seat", _("Seat"), choices, hint)


def make_term(*, needed: bool = True) -> list[SchemaNode]:
    """The days of a term; needed: its first one has to be known."""
    return [
        make_day("started_on", _("First day of the term"), needed=needed),
        make_day("term_ends_on", _("Last day of the term"), _("Empty where no end is set.")),
        make_box("holds_over", _("The member serves on after the term until a successor takes the seat")),
        make_day(
            "remainder_of", _("Last day of the predecessor's term"),
            _("Only where this fills a vacancy for what is left of that term. Such a term does not count toward limits."),
        ),
    ]  # fmt: skip


def make_recorded_details() -> list[SchemaNode]:
    """What is known of an appointment that was made elsewhere."""
    return [
        make_day("appointed_on", _("Day of the appointment")),
        make_day("sworn_on", _("Day of the oath")),
        make_text("selected_by", _("Appointed by")),
    ]


def make_role(roles: Choices) -> SchemaNode:
    return SchemaNode(
        colander.String(), name="role", title=_("Role on the board"), default=Role.MEMBER.value, **one_of(list(roles))
    )


def make_ending(reasons: Choices, *, needed: bool) -> list[SchemaNode]:
    return [
        make_day(
            "ended_on",
            _("Last day served"),
            "" if needed else _("Only where the service is over already."),
            needed=needed,
        ),
        make_choice("reason", _("Why the service is over"), reasons, needed=needed),
        make_text("removed_by", _("Removed by"), _("Which authority, where somebody was removed.")),
    ]


def make_seat_properties(categories: Choices) -> list[SchemaNode]:
    """What a seat is, but for its number and its days."""
    reserved = (
        [
            make_choice(
                "constituency", _("Reserved by law for"), categories,
                _("For the law's sums alone. It stands in no public page beside a person, a vacancy or a date."),
                needed=False,
            )
        ]
        if categories
        else []
    )  # fmt: skip
    return [
        make_text("label", _("What the seat is called"), _("Where it is more than its number.")),
        *reserved,
        make_box("nonvoting", _("Without a vote")),
        make_box("alternate", _("For an alternate, who sits in for an absent member")),
        make_box("ex_officio", _("Held by whoever holds another office (ex officio)")),
        make_text("appointing_authority", _("Who appoints to it")),
    ]


def make_number() -> SchemaNode:
    return SchemaNode(
        colander.Integer(), name="number", title=_("Number of the seat"),
        validator=colander.Range(min=1, max=LARGEST_NUMBER), widget=deform.widget.TextInputWidget(),
    )  # fmt: skip


def make_description() -> list[SchemaNode]:
    def make_flag(name: str, title: Any) -> SchemaNode:
        return make_choice(name, title, YES_OR_NO, needed=False)

    return [
        make_day("started_on", _("Known to be so from"), needed=True),
        make_choice(
            "interest", _("Works for, or is paid by, the program's operator, its funder or the police"),
            [(str(interest), INTERESTS[interest]) for interest in Interest], needed=False,
        ),
        make_text("organization", _("Organization that the member comes from")),
        make_flag("staff", _("Is staff of the program")),
        make_flag("law_enforcement", _("Is or was of law enforcement")),
        make_flag("sector_income", _("Has income from the sector, as the law counts it")),
        make_text("area", _("Area that the member comes from")),
    ]  # fmt: skip


def make_training() -> list[SchemaNode]:
    return [
        make_text("title", _("Title of the training"), needed=True, limit=LONGEST_TITLE),
        make_day("completed_on", _("Day on which it was completed"), needed=True),
        make_text("document_address", _("Web address of its certificate"), limit=LONGEST_ADDRESS),
    ]


def choose(meanings: dict[Any, Any], *values: Role | EndReason) -> list[tuple[str, Any]]:
    """Some values of a closed set with their words, to choose from."""
    return [(value.value, meanings[value]) for value in values]
