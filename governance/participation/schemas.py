"""The shape of the forms of public comment, nothing more: what is kept, the acts themselves say."""

from collections.abc import Sequence
from typing import Any

import colander
import deform.widget

from governance.accounts.tokens import TOKEN
from governance.mail import UnusableAddress, check_address
from governance.meetings.planning_schemas import make_line, make_text
from governance.participation.actions import LONGEST_COMMENT, LONGEST_NAME, MOST_HOURS
from governance.participation.models import CommentKind
from governance.participation.words import KINDS
from governance.web.form_fields import one_of
from governance.web.locale import _

COMPLAINT = "complaint"
"""What is chosen in the place of a rule where a comment is a complaint about a response."""


def make_comment_schema(items: Sequence[tuple[str, str]]) -> Any:
    """items: key and title of what is on the agenda."""
    choices = [("", _("The meeting as a whole")), *items]
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(
                colander.String(), name="kind", title=_("What you want"),
                **one_of([(kind.value, words) for kind, words in KINDS.items()]),
            ),
            colander.SchemaNode(
                colander.String(), name="item", title=_("About"), missing="",
                widget=deform.widget.SelectWidget(values=choices),
                validator=colander.OneOf([key for key, _title in choices], msg_err=_("Choose one of the choices shown")),
            ),
            make_line(
                "name", _("Your name"),
                _("Everybody reads it. You may leave it empty unless you want to speak; any name will do."),
                limit=LONGEST_NAME,
            ),
            make_long(
                "words", _("Your words"),
                _("Everybody reads them, with your name if you give one. At most ${most} letters.",
                  mapping={"most": LONGEST_COMMENT}),
            ),
            colander.SchemaNode(
                colander.String(), name="address", title=_("Email address"), missing="",
                description=_(
                    "Only if you want to confirm that this is from you: the comment then waits until you open the link that"
                    " we send. The address is never shown, and it is not kept with your comment."
                ),
                widget=deform.widget.TextInputWidget(attributes={"type": "email", "autocomplete": "email"}),
                validator=colander.All(colander.Length(max=254), is_mailbox),
            ),
            colander.SchemaNode(
                colander.String(), name="receipt", validator=colander.Regex(TOKEN.pattern + r"\Z"),
                widget=deform.widget.HiddenWidget(),
            ),
        ]
    )  # fmt: skip


def is_mailbox(node: Any, text: str) -> None:
    try:
        check_address(text)
    except UnusableAddress:
        raise colander.Invalid(node, _("This is no address that mail can be sent to.")) from None


def make_long(name: str, title: Any, hint: Any) -> Any:
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, missing="",
        validator=colander.Length(max=LONGEST_COMMENT), widget=deform.widget.TextAreaWidget(rows=10),
    )  # fmt: skip


def make_hold_back_schema(rules: Sequence[str]) -> Any:
    choices = [
        *((str(number), rule) for number, rule in enumerate(rules, 1)),
        (COMPLAINT, _("It is a complaint about a response: count it, and show nothing of it")),
    ]
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(colander.String(), name="rule", title=_("Why it is held back"), **one_of(choices)),
            make_text(
                "reason", _("What in it breaks the rule"),
                _("Everybody reads this. Do not repeat the comment. A complaint needs no reason."),
            ),
        ]
    )  # fmt: skip


def make_passage_schema() -> Any:
    return colander.MappingSchema(
        children=[
            make_text(
                "passage", _("The passage"),
                _("Copy it exactly. It is destroyed wherever it stands in this comment, and a mark stands in its place."),
                needed=True,
            )
        ]
    )  # fmt: skip


def make_terms_schema() -> Any:
    rules = _("One rule in each line. Empty: the portal's own.")
    empty = _("Empty: the portal's own words.")
    hours = _("From 0 to ${most}.", mapping={"most": MOST_HOURS})
    return colander.MappingSchema(
        children=[
            make_text("rules_en", _("Rules of comment that the board adopted, in English"), rules),
            make_text("rules_es", _("The same in Spanish"), rules),
            make_text("danger_en", _("Where to turn in danger or in a crisis, in English"), empty),
            make_text("danger_es", _("The same in Spanish"), empty),
            make_text("complaints_en", _("Where complaints about a response go, in English"), empty),
            make_text("complaints_es", _("The same in Spanish"), empty),
            colander.SchemaNode(
                colander.Integer(strict=True), name="closes_hours",
                title=_("Hours before a meeting after which nobody can comment any more"), description=hours,
                validator=colander.Range(0, MOST_HOURS, min_err=hours, max_err=hours),
                widget=deform.widget.TextInputWidget(attributes={"inputmode": "numeric"}),
            ),
        ]
    )  # fmt: skip


DEFAULT_KIND = CommentKind.WRITTEN.value
