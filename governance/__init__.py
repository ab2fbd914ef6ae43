"""The portal of community advisory boards: the app factory, which is the house's table of contents."""

from typing import Any


def main(global_config: dict[str, str] | None, **raw: str) -> Any:
    """The WSGI application. Raises BadSetting for a setting that cannot be used."""
    from pyramid.config import Configurator

    from governance.settings import read_settings

    file = (global_config or {}).get("__file__")
    settings = read_settings(raw, file)
    with Configurator(settings=dict(raw)) as config:
        config.registry.portal = settings
        # How a request is carried: security first, so that nothing can be registered before it.
        config.include("governance.security")
        config.include("governance.web")
        config.include("governance.keeping")
        # Who may do what.
        config.include("governance.accounts")
        # What the public reads, room by room.
        config.include("governance.boards")
        config.include("governance.meetings")
        config.include("governance.participation")
        config.include("governance.votes")
        config.include("governance.minutes")
        config.include("governance.oversight")
        config.include("governance.subscriptions")
        config.include("governance.law")
        config.include("governance.front")
    return config.make_wsgi_app()
