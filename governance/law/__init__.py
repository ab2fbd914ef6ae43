"""The acts as pages: which laws the portal knows, what each asks, and how far each rule is known.

It reads the acts of model_law and nothing else: no table, no board and no verdict may enter. What a board has adopted
of an act is told by the board's own pages.
"""

from typing import Any


def includeme(config: Any) -> None:
    config.include("governance.law.views")
