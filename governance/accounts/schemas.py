"""The shape of the accounts room's forms, nothing more: whether an act may be done, the act itself says."""

from typing import Any

import colander
import deform.widget

from governance.accounts.checks import LONGEST_NAME
from governance.mail.outbox import LONGEST_ADDRESS
from governance.web.form_fields import one_of
from governance.web.locale import LANGUAGE_NAMES, _


def strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def make_name() -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(), name="name", title=_("Name"), preparer=strip, validator=colander.Length(max=LONGEST_NAME),
        widget=deform.widget.TextInputWidget(attributes={"autocomplete": "name"}),
    )  # fmt: skip


def make_address(title: Any, description: Any = "", autocomplete: str = "email") -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(), name="address", title=title, description=description, preparer=strip,
        validator=colander.All(colander.Length(max=LONGEST_ADDRESS), colander.Email()),
        widget=deform.widget.TextInputWidget(
            attributes={"autocomplete": autocomplete, "inputmode": "email", "autocapitalize": "none",
                        "spellcheck": "false"}
        ),
    )  # fmt: skip


def make_language() -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.String(), name="language", title=_("Language of mail"), default="en",
        **one_of(list(LANGUAGE_NAMES.items()), radio=True),
    )  # fmt: skip


def make_day(name: str, title: Any, description: Any = "") -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Date(), name=name, title=title, description=description, missing=None,
        widget=deform.widget.DateInputWidget(),
    )  # fmt: skip


def make_sign_in_schema() -> colander.SchemaNode:
    return colander.MappingSchema(
        children=[
            make_address(_("Email address"), autocomplete="email"),
            colander.SchemaNode(
                colander.String(), name="return_to", missing="", widget=deform.widget.HiddenWidget(),
                validator=colander.Length(max=2000),
            ),
        ]
    )  # fmt: skip


def make_own_schema() -> colander.SchemaNode:
    return colander.MappingSchema(children=[make_name(), make_language()])


def make_address_schema() -> colander.SchemaNode:
    hint = _("We send a link there. The address is used once you have opened it and pressed its button.")
    return colander.MappingSchema(children=[make_address(_("New email address"), hint)])


def make_invitation_schema(
    roles: list[tuple[str, Any]], people: list[tuple[str, str]] | None = None, *, dated: bool = True
) -> colander.SchemaNode:
    """roles and people: what may be chosen, as value and title."""
    children = [
        make_name(),
        make_address(_("Email address"), _("Only this person and those who send their mail ever see it."), "off"),
        colander.SchemaNode(colander.String(), name="role", title=_("Role"), **one_of(roles)),
    ]
    if people:
        choice = one_of(people)
        choice["widget"] = deform.widget.SelectWidget(values=[("", _("Nobody on it")), *people])
        children.append(
            colander.SchemaNode(
                colander.String(), name="person", title=_("Who this is on the board's public record"), missing=None,
                **choice,
            )
        )  # fmt: skip
    if dated:
        children += [
            make_day("started_on", _("First day"), _("Leave it empty for today.")),
            make_day("ended_on", _("Last day"), _("Leave it empty where it is not known yet.")),
        ]
    children.append(make_language())
    return colander.MappingSchema(children=children)


def make_ending_schema() -> colander.SchemaNode:
    return colander.MappingSchema(
        children=[make_day("last_day", _("Last day"), _("Leave it empty to end the role at once."))]
    )
