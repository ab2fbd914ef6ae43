"""The accounts room: who may sign in, which roles they hold on which board, and the sessions that carry them.

Boards are known here by their row number alone. What a board is, who serves on it, and what a role may do to a meeting or
a vote stand in the rooms above, and may not enter.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.accounts.identities")
    config.include("governance.accounts.waiting")
    config.include("governance.accounts.own_sources")
    config.include("governance.accounts.kept_forms")
    config.include("governance.accounts.refusals")
    config.include("governance.accounts.sign_in_views")
    config.include("governance.accounts.second_step_views")
    config.include("governance.accounts.views")
    config.include("governance.accounts.factor_views")
    config.include("governance.accounts.administration_views")
