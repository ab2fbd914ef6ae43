"""What every template is given: the page's name, where it stands, its languages, its JSON twin, and the static files."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from pyramid.csrf import get_csrf_token
from sqlalchemy.exc import SQLAlchemyError
from translationstring import TranslationString

import model_law
from governance.folders import PACKAGE, find_catalogues, find_templates
from governance.security import Identity
from governance.web.locale import LANGUAGE_NAMES, _

LAW = Path(model_law.__file__).parent
STATIC = PACKAGE / "web" / "static"
A_YEAR = 31536000


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page; the page itself has no address."""

    title: Any
    address: str | None = None


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    address: str
    current: bool


@lru_cache
def digest_release() -> str:
    """A digest of all that shapes a page besides the record: templates, texts, static files, acts and the portal's
    own code.

    It stands in the addresses of static files and in validators, so that a new release outdates both at once.
    """
    digest = hashlib.blake2b(digest_size=8)
    folders = (find_templates(), find_catalogues(), STATIC, LAW, PACKAGE)
    suffixes = {".jinja2", ".po", ".css", ".js", ".svg", ".py", ".toml"}
    files = {path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes}
    for path in sorted(files, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class Layout:
    """The frame of one answer. A page fills in title, breadcrumbs and twin; the rest follows from the request."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.root: str = request.script_name
        self.lang: str = request.locale_name
        self.title: str = self.translate(self.name_portal())
        self.breadcrumbs: list[Crumb] = []
        self.twin: str | None = None

    def name_portal(self) -> Any:
        return _("Community advisory boards")

    def translate(self, text: Any) -> str:
        """A text of the catalogue in the reader's language; a plain one is the record's own and stays as it is."""
        return str(self.request.localizer.translate(text) if isinstance(text, TranslationString) else text)

    @property
    def portal_name(self) -> str:
        return self.translate(self.name_portal())

    @property
    def person(self) -> Identity | None:
        """Who is signed in. A page that only says that the database fails does not ask it."""
        try:
            identity: Identity | None = self.request.identity
        except SQLAlchemyError:
            return None
        return identity

    @property
    def csrf_token(self) -> str:
        return str(get_csrf_token(self.request))

    @property
    def home(self) -> str:
        return f"{self.root}/"

    @property
    def boards_address(self) -> str:
        return f"{self.root}/boards"

    def static(self, name: str) -> str:
        """The address of a file in governance/web/static."""
        return f"{self.root}/static/{digest_release()}/{name}"

    @property
    def language_links(self) -> list[LanguageLink]:
        kept = [(name, value) for name, value in self.request.GET.items() if name != "language"]
        path = self.request.path
        return [
            LanguageLink(
                code, LANGUAGE_NAMES[code], f"{path}?{urlencode([*kept, ('language', code)])}", code == self.lang
            )
            for code in self.request.registry.portal.languages
        ]

    def fill(self, title: Any, crumbs: tuple[Crumb, ...], twin: str | None) -> None:
        self.title = self.translate(title)
        home = Crumb(self.translate(_("First page")), self.home)
        self.breadcrumbs = [home, *(Crumb(self.translate(crumb.title), crumb.address) for crumb in crumbs)]
        self.twin = twin


def add_layout(event: Any) -> None:
    request = event["request"]
    if request is not None:
        event["layout"] = request.layout
        event["words"] = request.registry.words


def add_words(config: Any, **words: Any) -> None:
    """Give templates a room's closed sets in plain words, as words.NAME."""
    for name, meanings in words.items():
        setattr(config.registry.words, name, meanings)


def includeme(config: Any) -> None:
    settings = config.registry.settings
    settings["jinja2.directories"] = str(find_templates())
    settings["jinja2.undefined"] = "strict"
    settings["jinja2.trim_blocks"] = "true"
    settings["jinja2.lstrip_blocks"] = "true"
    config.registry.words = SimpleNamespace()
    config.add_directive("add_words", add_words)
    config.add_request_method(Layout, "layout", reify=True)
    config.add_subscriber(add_layout, "pyramid.events.BeforeRender")
    config.add_static_view(f"static/{digest_release()}", "governance.web:static", cache_max_age=A_YEAR)
