"""The words of a message, in the language of who is to read it, from templates/mail/REASON.txt.jinja2.

A template sets `subject`; all else that it says is the body.
"""

import gettext
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from governance.folders import find_templates
from governance.locale import read_catalogue
from governance.mail.models import Reason


@lru_cache
def make_environment(language: str) -> Environment:
    # Plain text: to escape it as HTML would spoil it.
    environment = Environment(
        loader=FileSystemLoader(find_templates()),
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    translations = (
        gettext.NullTranslations() if language == "en" else gettext.GNUTranslations(BytesIO(read_catalogue(language)))
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # of i18n
    return environment


def write_message(reason: Reason, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject (one line) and body of a message. Raises jinja2.UndefinedError where the template needs another value."""
    template = make_environment(language).get_template(f"mail/{reason}.txt.jinja2")
    module: Any = template.make_module(dict(values))
    return " ".join(str(module.subject).split()), str(module).strip() + "\n"
