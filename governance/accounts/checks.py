"""Why an act on accounts is refused, and the checks of names and addresses that all of them share."""

import unicodedata
from enum import StrEnum

from governance.mail import UnusableAddress, check_address

LONGEST_NAME = 200


class Refusal(StrEnum):
    """Why an act is refused; governance.accounts.words says it in words."""

    ADDRESS_UNUSABLE = "address_unusable"
    ADDRESS_TAKEN = "address_taken"
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    UNKNOWN_ACCOUNT = "unknown_account"
    ACCOUNT_CLOSED = "account_closed"
    ROLE_HELD = "role_held"
    ROLES_APART = "roles_apart"
    NOT_YOURS_TO_GIVE = "not_yours_to_give"
    NOT_YOURS_TO_END = "not_yours_to_end"
    ROLE_OVER = "role_over"
    LAST_DAY_BEFORE_FIRST = "last_day_before_first"
    LAST_DAY_PAST = "last_day_past"
    NO_PRINTED_CODES = "no_printed_codes"


class AccountActRefused(Exception):
    """An act that is not done. field: the field of a form that it is about, or ""."""

    def __init__(self, refusal: Refusal, field: str = "") -> None:
        super().__init__(refusal)
        self.refusal, self.field = refusal, field


def check_name(text: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name or not name.isprintable():
        raise AccountActRefused(Refusal.NAME_MISSING, "name")
    if len(name) > LONGEST_NAME:
        raise AccountActRefused(Refusal.NAME_TOO_LONG, "name")
    return name


def read_mailbox(text: str) -> str:
    """An address as addresses are compared. Raises AccountActRefused for what no mail can be sent to."""
    try:
        return check_address(text).casefold()
    except UnusableAddress:
        raise AccountActRefused(Refusal.ADDRESS_UNUSABLE, "address") from None
