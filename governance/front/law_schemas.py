"""The shape of the form that records a board's law: the instrument, and one field for each parameter of the act.

A field's path in the form is the law's own name of the value: RULE.PARAMETER, or RULE.PARAMETER.CATEGORY.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import colander
import deform.widget

from governance.boards.law_actions import LONGEST_ADDRESS, LONGEST_NUMBER, LONGEST_TITLE
from governance.boards.law_queries import AdoptionFact
from governance.law.queries import say, show_number, show_value
from governance.law.words import VALUES
from governance.web.form_fields import any_of, one_of
from governance.web.locale import _
from model_law.parameters import LONGEST_TEXT, TABLES, Kind, Parameter, write_value
from model_law.provisions import Act, Provision
from model_law.rules import UNPROVEN
from model_law.wording import label

ADOPTED = "adopted"
LONGEST_VALUE = 500


@dataclass(frozen=True)
class Wording:
    """How the form words an act: the reader's language, and the catalogue's texts in it."""

    language: str
    translate: Callable[[Any], str]

    def value(self, act: Act, parameter: Parameter, value: Any) -> str:
        parts = show_value(act, parameter.kind, value, self.language)
        return "; ".join(self.translate(VALUES.get(part, part)) for part in parts) or self.translate(_("nothing named"))


def make_law_schema(act: Act, wording: Wording) -> colander.SchemaNode:
    return colander.MappingSchema(
        children=[
            make_text("title", _("Title of the instrument"), _("As the body that made the board enacted it."),
                      LONGEST_TITLE, needed=True),
            make_text("number", _("Number of the instrument"), "", LONGEST_NUMBER),
            make_day("dated_on", _("Day of the instrument"), ""),
            make_text("document_address", _("Web address of its document"), "", LONGEST_ADDRESS),
            make_day("started_on", _("In force from"), _("The first day on which the board is under this law.")),
            make_box("borrowed", _("Borrowed: the act does not bind this board and is held up as a measure only")),
            make_box("binds_committees", _("The instrument says that it binds the board's committees as well")),
            *(make_rule(act, rule, wording) for rule in list_rules(act) if rule.parameters or is_unproven(rule)),
        ]
    )  # fmt: skip


def list_rules(act: Act) -> list[Provision]:
    """The act's rules; of several versions of one the latest."""
    return list({rule.id: rule for rule in act.provisions}.values())


def is_unproven(rule: Provision) -> bool:
    """Whether a rule binds only where the instrument itself adopts it."""
    return rule.how_known in UNPROVEN and rule.consequence in ("refuse", "cure")


def make_rule(act: Act, rule: Provision, wording: Wording) -> colander.SchemaNode:
    title = f"{rule.id} {say(rule.title, wording.language)}"
    fields = [field for parameter in rule.parameters.values() for field in make_fields(act, parameter, wording)]
    if is_unproven(rule):
        fields.insert(0, make_box(ADOPTED, _("The instrument adopts this rule, so that it binds")))
    return colander.SchemaNode(
        colander.Mapping(), *fields, name=rule.id, title=title, description=say(rule.statement, wording.language)
    )


def make_fields(act: Act, parameter: Parameter, wording: Wording) -> Iterator[colander.SchemaNode]:
    title = label("parameters", parameter.name, wording.language)
    title = title[:1].upper() + title[1:]
    own = wording.value(act, parameter, parameter.default)
    if parameter.kind in TABLES:
        if act.categories:
            yield make_table(act, parameter, title, wording)
    elif parameter.kind is Kind.CATEGORIES:
        if act.categories:
            titles = [(name, say(category.title, wording.language)) for name, category in act.categories.items()]
            yield colander.SchemaNode(
                colander.Set(), name=parameter.name, title=title, missing=frozenset(), default=set(parameter.default),
                description=_("In the act: ${value}", mapping={"value": own}), **any_of(titles),
            )  # fmt: skip
    elif parameter.kind in (Kind.FLAG, Kind.CHOICE):
        values = [
            write_value(choice) for choice in ((True, False) if parameter.kind is Kind.FLAG else parameter.choices)
        ]
        choices = [(value, VALUES.get(value, value)) for value in values]
        choice = one_of(choices)
        as_in_act = _("As in the act: ${value}", mapping={"value": own})
        choice["widget"] = deform.widget.SelectWidget(values=[("", wording.translate(as_in_act)), *choices])
        yield colander.SchemaNode(colander.String(), name=parameter.name, title=title, missing="", **choice)
    elif parameter.kind is Kind.TEXT:
        hint = _("In the act: ${value}", mapping={"value": own or "-"})
        yield make_text(parameter.name, title, hint, LONGEST_TEXT)
    elif parameter.kind is Kind.NAMES:
        hint = _("Names with semicolons between them. In the act: ${value}", mapping={"value": own})
        yield make_text(parameter.name, title, hint, LONGEST_VALUE)
    else:
        yield make_text(parameter.name, title, make_hint(parameter, own), LONGEST_VALUE)


def make_table(act: Act, parameter: Parameter, title: str, wording: Wording) -> colander.SchemaNode:
    """One field for each kind of member that the act names."""
    fields = []
    for name, category in act.categories.items():
        own = parameter.default.get(name)
        shown = wording.translate(_("none")) if own is None else show_number(parameter.kind, own)
        hint = make_removal_hint(parameter, shown) if own and parameter.least == 0 else make_hint(parameter, shown)
        fields.append(make_text(name, say(category.title, wording.language), hint, LONGEST_VALUE))
    return colander.SchemaNode(colander.Mapping(), *fields, name=parameter.name, title=title)


def make_hint(parameter: Parameter, own: str) -> Any:
    least, most = (show_number(parameter.kind, bound) for bound in (parameter.least, parameter.most))
    values = {"value": own, "least": least, "most": most}
    return _(
        "In the act: ${value}; it stays so where this is empty. Allowed: from ${least} to ${most}.", mapping=values
    )


def make_removal_hint(parameter: Parameter, own: str) -> Any:
    """The same for a place that the act reserves and that a locality may take away."""
    values = {"value": own, "most": show_number(parameter.kind, parameter.most)}
    return _(
        "In the act: ${value}; it stays so where this is empty. Write 0 where no place is reserved here; at most ${most}.",
        mapping=values,
    )


def make_text(name: str, title: Any, hint: Any, limit: int, *, needed: bool = False) -> colander.SchemaNode:
    optional = {} if needed else {"missing": ""}
    return colander.SchemaNode(
        colander.String(), name=name, title=title, description=hint, validator=colander.Length(max=limit),
        widget=deform.widget.TextInputWidget(), **optional,
    )  # fmt: skip


def make_day(name: str, title: Any, hint: Any) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Date(), name=name, title=title, description=hint, widget=deform.widget.DateInputWidget()
    )


def make_box(name: str, title: Any) -> colander.SchemaNode:
    return colander.SchemaNode(
        colander.Boolean(), name=name, title=title, missing=False, default=False, widget=deform.widget.CheckboxWidget()
    )


def read_local(act: Act, values: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """What was set in the form beside the act: the local values by their names, and the rules adopted."""
    local, adopted = dict[str, str](), list[str]()
    for rule in list_rules(act):
        given = values.get(rule.id) or {}
        if given.get(ADOPTED):
            adopted.append(rule.id)
        for name, parameter in rule.parameters.items():
            value = given.get(name)
            if parameter.kind in TABLES:
                entries = {f"{rule.id}.{name}.{category}": entry for category, entry in (value or {}).items() if entry}
                local |= entries
            elif parameter.kind is Kind.CATEGORIES:
                if value is not None and set(value) != set(parameter.default):
                    local[f"{rule.id}.{name}"] = "; ".join(sorted(value))
            elif value:
                local[f"{rule.id}.{name}"] = str(value)
    return local, adopted


def write_form(act: Act, adoption: AdoptionFact) -> dict[str, Any]:
    """An adoption as the form of its act first shows it, so that a correction starts from what stands."""
    form: dict[str, Any] = {
        "title": adoption.title,
        "number": adoption.number or "",
        "dated_on": adoption.dated_on,
        "document_address": adoption.document_address or "",
        "started_on": adoption.started_on,
        "borrowed": adoption.borrowed,
        "binds_committees": adoption.binds_committees,
    }
    rules = {rule.id: rule for rule in list_rules(act)}
    for rule_id in adoption.adopted:
        form.setdefault(rule_id, {})[ADOPTED] = True
    for key, value in adoption.local.items():
        rule_id, name, category = (*key.split("."), "")[:3]
        rule = form.setdefault(rule_id, {})
        if category:
            rule.setdefault(name, {})[category] = value
        elif rules[rule_id].parameters[name].kind is Kind.CATEGORIES:
            rule[name] = {part.strip() for part in str(value).split(";") if part.strip()}
        else:
            rule[name] = value
    return form
