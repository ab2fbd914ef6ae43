"""The messages of colander and deform in our own plain words, so that our catalogue alone carries them."""

import colander
from translationstring import TranslationString

from governance.web.locale import _

MISSING = "Required"

# A library's message id -> ours. Both fill in the same ${names}.
PLAIN_WORDS = {
    MISSING: _("Fill this in"),
    "Invalid value": _("This value cannot be used"),
    "String does not match expected pattern": _("This is not written in the form that is asked for"),
    "Invalid email address": _("Write an email address, such as name@example.org"),
    "Must be a URL": _("Write a web address, such as https://example.org"),
    "Invalid UUID string": _("This identifier is not complete"),
    "${val} is less than minimum value ${min}": _("${val} is too small: the least is ${min}"),
    "${val} is greater than maximum value ${max}": _("${val} is too large: the most is ${max}"),
    "Shorter than minimum length ${min}": _("This is too short: the least length is ${min}"),
    "Longer than maximum length ${max}": _("This is too long: the greatest length is ${max}"),
    '"${val}" is not one of ${choices}': _("Choose one of the choices shown"),
    '"${val}" must not be one of ${choices}': _("${val} cannot be used here"),
    "One or more of the choices you made was not acceptable": _("Choose only from the choices shown"),
    '"${val}" is not a number': _("${val} is not a number"),
    "${val} is not a string: ${err}": _("This is not text"),
    "${val} is not a string": _("This is not text"),
    "Invalid date": _("This is not a date: choose one, or write it as 2026-03-14"),
    "Invalid time": _("This is not a time: choose one, or write it as 18:30"),
    "Incomplete date": _("The date is missing"),
    "Incomplete time": _("The time is missing"),
    '"${val}" is not a valid "${cls}"': _("Choose one of the choices shown"),
    '"${val}" is neither in (${false_choices}) nor in (${true_choices})': _("Choose yes or no"),
    "Fields did not match": _("The two entries differ"),
}


def plain_words(message: str) -> str:
    """The message in our own words and domain; one that is nobody's message id comes back as it is."""
    if not isinstance(message, TranslationString):
        return message
    words = PLAIN_WORDS.get(str(message), message)
    said: str = _(str(words), mapping=message.mapping, default=words.default)
    return said


def all_messages(invalid: colander.Invalid) -> list[str]:
    """What is wrong with a node and everything below it."""
    return [*invalid.messages(), *(message for child in invalid.children for message in all_messages(child))]
