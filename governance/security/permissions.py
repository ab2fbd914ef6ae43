"""Every permission that a view can ask for, as noun:verb."""

from enum import StrEnum


class Permission(StrEnum):
    RECORD_READ = "record:read"
    """Read what a board has published."""

    PORTAL_READ = "portal:read"
    """Read what belongs to no board: the first page, the list of boards, the description of the interface."""

    HEALTH_READ = "health:read"
    """Ask whether the portal is alive and ready."""

    NOBODY = "nothing:do"
    """Granted to nobody: what a view has that names no permission."""
