"""Titles in the words of their source, as far as they may stand beside somebody's name.

A city's own system often calls a seat after whom it is reserved for ("Member, person in recovery"). Beside a name that
tells of the person. Such a title is kept for the record and not shown: the role is named in our own words instead. A
title is held back where it holds any word that speaks of a condition, even where it means an agency: to say less of an
agency harms nobody.
"""

import re
import unicodedata

CONDITION = re.compile(
    r"\b(abus|addict|alcohol|behavioral health (client|consumer|patient)|caregiver|client|consumer|depend|diagnos|disab"
    r"|discapac|drogas?\b|drug|enferm|experiencia|experienc|famil|former(ly)? (home|incarcer|unhoused)|hiv\b|homeless"
    r"|housed|ill\b|illness|impair|incarcer|justice.involved|lived|living with|low.income|mental|neurodi|pacient|parent\b"
    r"|patient|peer\b|peers\b|person with|people with|public (member|representative)|recover|rehabil|sick|sin hogar|sober"
    r"|substance|sufr|suicid|surviv|sustancia|unhoused|unsheltered|usuari|user\b|users\b|veteran|vih\b|victim|vivid"
    r"|community (advocate|representative)|representante de la comunidad|underserved|youth\b)",
)
"""Words of conditions, and of the classes that laws of this kind make of them, in English and Spanish."""


def may_state_condition(text: str) -> bool:
    """Whether any word speaks of a condition or of a class that a law makes of one. Accents and case do not matter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return CONDITION.search(plain) is not None


def find_public_title(title: str | None) -> str | None:
    """A title as it may stand beside a name; None where it may state a condition."""
    return None if title is None or may_state_condition(title) else title
