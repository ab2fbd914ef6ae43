"""The shape of the form that asks for mail."""

from typing import Any

import colander
import deform.widget

from governance.participation.schemas import is_mailbox
from governance.subscriptions.models import Topic
from governance.subscriptions.words import TOPIC_WORDS
from governance.web.form_fields import any_of
from governance.web.locale import _

CHOOSE = _("Choose at least one")


def make_subscription_schema() -> Any:
    topics = any_of([(topic.value, TOPIC_WORDS[topic]) for topic in Topic])
    topics["validator"] = colander.All(colander.Length(min=1, min_err=CHOOSE), topics["validator"])
    return colander.MappingSchema(
        children=[
            colander.SchemaNode(
                colander.String(), name="address", title=_("Email address"),
                description=_("We ask for nothing else. Nobody sees it, and it is destroyed when you end the mail."),
                widget=deform.widget.TextInputWidget(attributes={"type": "email", "autocomplete": "email"}),
                validator=colander.All(colander.Length(max=254), is_mailbox),
            ),
            colander.SchemaNode(
                colander.Set(), name="topics", title=_("What you want to be told of"), missing_msg=CHOOSE, **topics
            ),
        ]
    )  # fmt: skip
