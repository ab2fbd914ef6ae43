"""How a request is carried: database, language, layout, forms, errors, logs and the one gate of public pages.

Every room's views stand on this; no room, no table of a room and no governance rule may enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("pyramid_jinja2")
    config.include("pyramid_tm")
    config.include("pyramid_retry")
    config.include("governance.web.database")
    config.include("governance.web.locale")
    config.include("governance.web.layout")
    config.include("governance.web.pages")
    config.include("governance.web.feeds")
    config.include("governance.web.openapi")
    config.include("governance.web.errors")
    config.include("governance.web.log")
