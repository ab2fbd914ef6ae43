"""An act as plain numbered text and as plain data, for the command and for a page alike."""

import textwrap
from collections.abc import Iterator
from typing import Any

from model_law.parameters import NUMBERS, Parameter, write_value
from model_law.provisions import Act, Provision
from model_law.tables import Text
from model_law.wording import label

WIDTH = 100


def wrapped(text: str, indent: str) -> str:
    """A paragraph in lines of at most WIDTH characters; an address is never broken."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def cited(provision: Provision) -> str:
    """Where a provision stands, in one line: source, place, address, and what it is modelled on."""
    place = "" if provision.place in provision.source.title else provision.place
    parts = [provision.source.title, place, provision.source.address]
    if provision.follows:
        parts.append(f"modelled on {provision.follows}")
    return "; ".join(part for part in parts if part)


def allowed_range(parameter: Parameter) -> str:
    """What a locality may set, as `` (9 to 25)`` or `` (voting | all)``; empty where anything goes."""
    if parameter.kind in NUMBERS:
        return f" ({write_value(parameter.least)} to {write_value(parameter.most)})"
    if parameter.choices:
        return f" ({' | '.join(write_value(choice) for choice in parameter.choices)})"
    return ""


def _provision_lines(number: int, provision: Provision, language: str) -> Iterator[str]:
    title, statement = (text.es if language == "es" else text.en for text in (provision.title, provision.statement))
    days = ""
    if provision.effective_from or provision.effective_to:
        days = f" [{provision.effective_from or '...'} - {provision.effective_to or '...'}]"
    yield f"{number}. {provision.id}  {title}{days}"
    yield wrapped(statement, "   ")
    for name, parameter in provision.parameters.items():
        own = ""
        if parameter.how_known != provision.how_known:
            own = f"; {label('evidence', parameter.how_known, language)}"
        value = write_value(parameter.default) or "-"
        meaning = label("parameters", name, language)
        yield wrapped(f"{name} = {value}{allowed_range(parameter)}: {meaning}{own}", "     ")
    consequence = label("consequences", provision.consequence, language)
    cure = f" ({provision.cure_days})" if provision.cure_days else ""
    known = sentence(label("evidence", provision.how_known, language))
    yield wrapped(f"{sentence(consequence + cure)} {known}", "   ")
    yield wrapped(cited(provision), "   ")


def act_lines(act: Act, language: str) -> Iterator[str]:
    """An act as plain numbered text: rules, parameters with ranges, sources, and how each is known."""

    def say(text: Text) -> str:
        return text.es if language == "es" else text.en

    yield f"{say(act.title)} [{act.id}]"
    yield f"{sentence(label('kinds', act.kind, language))} {say(act.jurisdiction)}."
    yield wrapped(say(act.summary), "")
    if act.categories:
        yield ""
        for category in act.categories.values():
            counts = label("show", "counts" if category.counts else "not_counted", language)
            known = label("evidence", category.how_known, language)
            yield wrapped(f"{category.id}: {say(category.title)}. {counts} ({known})", "  ")
    for number, provision in enumerate(act.provisions, start=1):
        yield ""
        yield from _provision_lines(number, provision, language)


def act_as_data(act: Act) -> dict[str, Any]:
    """An act as plain data for JSON, with every text in both languages."""

    def both(text: Text) -> dict[str, str]:
        return {"en": text.en, "es": text.es}

    return {
        "id": act.id,
        "kind": act.kind,
        "title": both(act.title),
        "summary": both(act.summary),
        "jurisdiction": both(act.jurisdiction),
        "sources": [
            {"id": source.id, "title": source.title, "address": source.address, "how_known": source.how_known}
            for source in act.sources.values()
        ],
        "categories": [
            {
                "id": category.id,
                "title": both(category.title),
                "counts": category.counts,
                "family": category.family,
                "part_of": category.part_of,
                "how_known": category.how_known,
                "source": category.source.id,
            }
            for category in act.categories.values()
        ],
        "provisions": [
            {
                "id": provision.id,
                "title": both(provision.title),
                "statement": both(provision.statement),
                "check": provision.check,
                "how_known": provision.how_known,
                "consequence": provision.consequence,
                "cure_days": provision.cure_days,
                "source": provision.source.id,
                "place": provision.place,
                "follows": provision.follows,
                "effective_from": provision.effective_from.isoformat() if provision.effective_from else None,
                "effective_to": provision.effective_to.isoformat() if provision.effective_to else None,
                "parameters": {
                    name: {
                        "default": write_value(parameter.default),
                        "allowed": allowed_range(parameter).strip(" ()"),
                        "how_known": parameter.how_known,
                    }
                    for name, parameter in provision.parameters.items()
                },
            }
            for provision in act.provisions
        ],
    }
