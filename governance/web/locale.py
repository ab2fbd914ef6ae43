"""The reader's language: which one it is, its texts, and how it writes dates, times and numbers.

The catalogue is read from the .po files themselves at start, so there is nothing to compile and nothing to go stale.
"""

from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_decimal
from pyramid.i18n import Localizer, Translations, TranslationStringFactory
from pyramid.interfaces import ILocalizer
from pyramid.threadlocal import get_current_request
from webob.acceptparse import create_accept_language_header

from governance.locale import DOMAIN, read_catalogue

COOKIE = "language"
LANGUAGE_NAMES = {"en": "English", "es": "Español"}
# Spanish as the United States write it: 3:05 p.m. and 1,234, where Spain writes 15:05 and 1.234.
WRITTEN_AS = {"en": "en_US", "es": "es_US"}

_ = TranslationStringFactory(DOMAIN)


def make_localizer(language: str) -> Localizer:
    """Translates into one language. English is the catalogue's key, so it needs no catalogue."""
    translations = Translations(domain=DOMAIN)
    if language == "en":
        translations._catalog = {}
        translations.plural = lambda count: int(count != 1)
    else:
        translations = Translations(BytesIO(read_catalogue(language)), domain=DOMAIN)
    return Localizer(language, translations)


def choose_language(request: Any) -> str:
    """The language asked for in the address, else the one chosen before, else the browser's, else the first offered."""
    environ = request.environ
    asked = request.GET.get("language") if "language=" in environ.get("QUERY_STRING", "") else None
    chosen = request.cookies.get(COOKIE) if "HTTP_COOKIE" in environ else None
    return match_language(asked, chosen, environ.get("HTTP_ACCEPT_LANGUAGE", ""), request.registry.portal.languages)


@lru_cache(1024)
def match_language(asked: str | None, chosen: str | None, accepted: str, offered: tuple[str, ...]) -> str:
    for language in (asked, chosen):
        if language in offered:
            return str(language)
    return str(create_accept_language_header(accepted).lookup(offered, default=offered[0]))


def remember_language(event: Any) -> None:
    """Keep the language that the address asked for, for the pages that follow."""
    request = event.request
    if "language=" not in request.environ.get("QUERY_STRING", ""):
        return
    if request.GET.get("language") in request.registry.portal.languages:
        event.response.set_cookie(
            COOKIE, request.GET["language"], max_age=31536000, httponly=True, samesite="Lax",
            secure=request.scheme == "https",
        )  # fmt: skip
        # A shared cache must not hand one reader's choice to the next.
        event.response.headers["Cache-Control"] = "private, no-cache"


def read_language() -> str:
    """How the reader's language is written in the United States, by Babel's name."""
    return WRITTEN_AS[get_current_request().locale_name]


def write_day(day: date, style: str = "long") -> str:
    """A calendar day: "November 24, 2026"; style full adds the weekday, medium is short."""
    return str(format_date(day, style, locale=read_language()))


def write_month(day: date) -> str:
    """The month's short name, as on a calendar leaf."""
    return str(format_date(day, "MMM", locale=read_language()))


def write_local_month(moment: datetime, zone: str) -> str:
    return write_month(moment.astimezone(ZoneInfo(zone)).date())


def write_local_day_number(moment: datetime, zone: str) -> str:
    return str(moment.astimezone(ZoneInfo(zone)).day)


def write_local_day(moment: datetime, zone: str, style: str = "long") -> str:
    """The day of a moment where the board sits."""
    return write_day(moment.astimezone(ZoneInfo(zone)).date(), style)


def write_local_time(moment: datetime, zone: str) -> str:
    """The time of day of a moment where the board sits, with the zone's name: "9:30 AM Central Time"."""
    local = moment.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, width="short", locale=read_language())
    return f"{format_time(local, 'short', locale=read_language())} {name}"


def write_local_moment(moment: datetime, zone: str, time_stated: bool = True) -> str:
    """Day and, where it is known, time of a moment where the board sits."""
    day = write_local_day(moment, zone, "full")
    if not time_stated:
        return day
    joined = _("${day} at ${time}", mapping={"day": day, "time": write_local_time(moment, zone)})
    return str(get_current_request().localizer.translate(joined))


def write_iso_moment(text: str, zone: str) -> str:
    """The same of a moment that is kept as ISO text."""
    return write_local_moment(datetime.fromisoformat(text), zone)


def write_number(number: int) -> str:
    return str(format_decimal(number, locale=read_language()))


def translate(text: Any) -> str:
    """Translate a text that comes as data, such as the name of a status."""
    return str(get_current_request().localizer.translate(text))


def is_web_address(text: str | None) -> bool:
    """Whether an address from a source may become a link: anything else could run something."""
    return text is not None and text.lower().startswith(("https://", "http://"))


FILTERS = {
    "day": write_day,
    "month": write_month,
    "local_month": write_local_month,
    "local_day_number": write_local_day_number,
    "local_day": write_local_day,
    "local_time": write_local_time,
    "local_moment": write_local_moment,
    "iso_moment": write_iso_moment,
    "number": write_number,
    "translated": translate,
    "is_web_address": is_web_address,
}


def includeme(config: Any) -> None:
    for language in config.registry.portal.languages:
        config.registry.registerUtility(make_localizer(language), ILocalizer, name=language)
    config.set_locale_negotiator(choose_language)
    config.add_subscriber(remember_language, "pyramid.events.NewResponse")
    settings = config.registry.settings
    settings["jinja2.i18n.domain"] = DOMAIN
    settings["jinja2.filters"] = FILTERS
