"""The forms by which minutes are written, approved and published."""

import re
from collections.abc import Sequence
from typing import Any

import colander

from governance.meetings.planning_schemas import make_text
from governance.meetings.session_schemas import make_hidden
from governance.minutes.queries import MovedFact
from governance.web.form_fields import one_of
from governance.web.locale import _

DIGEST = re.compile("[0-9a-f]{64}")
NUMBER = re.compile("[1-9][0-9]{0,15}|")
MARKDOWN = _("Markdown: *emphasis*, **strong**, lists with - or 1. at the start of a line.")
LONGEST_QUESTION = 160


def make_words_schema(*, corrects: bool) -> Any:
    reason = [
        make_text("reason", _("What was wrong with the published minutes"), _("The public reads this."), needed=True)
    ]
    return colander.MappingSchema(
        children=[
            *(reason if corrects else []),
            make_text("opening", _("Words at the beginning"), MARKDOWN),
            make_text("closing", _("Words at the end"), MARKDOWN),
            make_hidden("seen", NUMBER, needed=False),
        ]
    )


def make_approve_schema(motions: Sequence[MovedFact]) -> Any:
    choices = [(moved.key, f"{moved.day.isoformat()}: {moved.text[:LONGEST_QUESTION]}") for moved in motions]
    hint = _("Motions of later meetings of this board that carried.")
    motion = colander.SchemaNode(
        colander.String(), name="motion", title=_("The motion that approved them"), description=hint, **one_of(choices)
    )
    return colander.MappingSchema(children=[motion, make_hidden("seen", DIGEST)])


def make_publish_schema() -> Any:
    return colander.MappingSchema(children=[make_hidden("digest", DIGEST)])
