"""From a request's cookie to an identity, and from an identity to the office in which somebody acts."""

import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from governance.accounts.actions import Actor
from governance.accounts.models import Factor, MadeBy, Role
from governance.accounts.queries import FoundSession, find_session
from governance.accounts.roles import OFFICES, name_principal
from governance.accounts.sessions import NOTED_EVERY, begin_session, end_session, is_alive, note_use
from governance.accounts.tokens import TOKEN, hash_token
from governance.security.cookies import A_MONTH, SESSION, drop_cookie, read_cookie, set_cookie
from governance.security.identity import Identity

log = logging.getLogger("governance.accounts")

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def read_session_token(request: Any) -> str | None:
    """The token that the browser brought, if it has the shape of one."""
    token = read_cookie(request, SESSION)
    return token if token is not None and TOKEN.fullmatch(token) else None


def load_identity(request: Any) -> Identity | None:
    """Whose session a request brings, in one query; None where it is over, revoked, or nobody's."""
    token = read_session_token(request)
    found = find_session(request.db, hash_token(token), request.now) if token else None
    if found is None or not is_alive(found, request.now):
        return None
    if request.now - found.last_seen_at >= NOTED_EVERY:
        request.add_finished_callback(lambda request: keep_alive(request, found))
    return found.identity


def keep_alive(request: Any, found: FoundSession) -> None:
    """Write down, once the answer is made, that a session was used. No answer fails for it."""
    try:
        note_use(request.registry.database, found, request.now)
    except SQLAlchemyError as error:
        log.warning("a session's use could not be noted: %s", type(error).__name__)


def sign_in(request: Any, response: Any, account_id: int, made_by: MadeBy, *factors: Factor) -> None:
    """Begin a new session for whoever asks, in place of the one that their browser had."""
    _session, token = begin_session(request.db, request.now, account_id, made_by, factors)
    set_cookie(request, response, SESSION, token, A_MONTH)
    renew_form_token(request, response)


def strengthen(request: Any, response: Any, factor: Factor) -> None:
    """Go on in a new session that has proven one thing more; the one before ends."""
    identity = request.identity
    end_session(request.db, request.now, identity.account_id, identity.session)
    origins = {Factor.LINK: MadeBy.LINK, Factor.RECOVERY_CODE: MadeBy.RECOVERY_CODE}
    made_by = next((origins[one] for one in origins if one in identity.factors), MadeBy.PASSKEY)
    sign_in(request, response, identity.account_id, made_by, *map(Factor, identity.factors), factor)


def sign_out(request: Any, response: Any) -> None:
    """Let the browser forget its session, which the caller has ended."""
    drop_cookie(request, response, SESSION)
    renew_form_token(request, response)


def renew_form_token(request: Any, response: Any) -> None:
    """A form that was open before somebody signed in or out is not theirs to send any more."""
    from pyramid.csrf import new_csrf_token

    new_csrf_token(request)


def find_own_address(request: Any) -> str | None:
    """The portal's address for links that leave it: the operator's setting.

    What a request calls this host is anybody's to choose, so without the setting it counts on this machine alone.
    """
    address: str = request.registry.portal.address
    if address:
        return address
    return str(request.host_url) if request.domain in LOOPBACK else None


def find_actor(identity: Identity, board_id: int | None) -> Actor:
    """The office in which somebody acts on a board (None: on the instance): the board's own before the administrator's."""
    held = (role for role in Role if identity.may_act_as(name_principal(role, board_id)))
    ranked = sorted(held, key=RANK.index)
    return Actor(OFFICES[ranked[0]], identity.account_id)


RANK = (
    Role.CLERK, Role.CHAIR, Role.VICE_CHAIR, Role.APPOINTING_AUTHORITY, Role.PROGRAM_STAFF, Role.MEMBER,
    Role.ADMINISTRATOR,
)  # fmt: skip
"""Which of several offices an act is done in, where one person holds them."""


def includeme(config: Any) -> None:
    config.set_identity_loader(load_identity)
