"""What belongs to one board or one account is not reached through the address of another, by whoever may act on both."""

import re

from governance.security import Permission
from tests.support.portal_forms import House, Places, take_snapshot
from tests.support.public_pages import fill
from tests.support.routes import Way, list_ways

PLACE = re.compile(r"\{([a-z_]+)")
# Every ledger counts its own entries from 1, an act may be any board's, and somebody may serve on several.
NOBODYS = {"sequence", "act", "person", "day"}

OFFICES_OWN = {
    Permission.DECLARATION_DECIDE, Permission.MEETING_CALL_OFF, Permission.MEETING_ANSWER_OWN,
    Permission.MEETING_READ_ANSWERS, Permission.COMMENT_MODERATE, Permission.REPORT_PREPARE, Permission.RESPONSE_GIVE,
}  # fmt: skip
"""What is granted to a board's own offices, and to no administrator."""

OTHERS = {
    Permission.APPOINTMENT_PROPOSE: "authority", Permission.REPORT_PREPARE: "staff", Permission.RESPONSE_GIVE: "staff",
}  # fmt: skip
"""Who is granted what the keeper is not."""


def find_places(way: Way) -> set[str]:
    return set(PLACE.findall(way.pattern))


def list_bound_to_boards(house: House) -> list[Way]:
    return [way for way in list_ways(house.application) if "board" in find_places(way) and
            find_places(way) - {"board"} - NOBODYS]  # fmt: skip


def test_an_object_of_one_board_is_not_there_under_another(house: House) -> None:
    keeper = house.enter("keeper")
    token = keeper.get("/account/correct").forms["correct-own"]["csrf_token"].value
    before = take_snapshot(house.database)
    under_other = Places({**house.values, "board": house.foreign["board"]})
    of_other = {"board": house.values["board"], "role": house.foreign["role"]}
    tried = set()
    for way in list_bound_to_boards(house):
        for values in (under_other, of_other):
            if find_places(way) <= set(values):
                sent = {"POST": {"csrf_token": token}} if way.method != "GET" else {}
                answer = keeper.request(fill(way.pattern, values), method=way.method, status="*", **sent)
                # What is granted to a board's clerk alone is not the keeper's on another board, whatever it names.
                not_theirs = not way.permissions.isdisjoint(OFFICES_OWN) and answer.status_int == 403
                assert answer.status_int == 404 or not_theirs, (way.row, answer.status)
                tried |= find_places(way)
    assert tried >= {"meeting", "vote", "role"}
    assert take_snapshot(house.database) == before


def test_the_same_objects_are_there_under_their_own_board(house: House) -> None:
    """Shows that the attack above is refused for the board alone."""
    for way in list_bound_to_boards(house):
        if way.method == "GET":
            who = next((who for permission, who in OTHERS.items() if permission in way.permissions), "keeper")
            house.enter(who).get(fill(way.pattern, house.values), status=200)


def test_what_is_another_accounts_is_not_changed_through_ones_own_or_a_third(house: House) -> None:
    keeper = house.enter("keeper")
    token = keeper.get("/account/correct").forms["correct-own"]["csrf_token"].value
    before, tried = take_snapshot(house.database), set()
    for way in list_ways(house.application):
        own = find_places(way) & {"session", "passkey"}
        if way.method != "GET" and own:
            tried |= own
            path = fill(way.pattern, Places({**house.values, **house.foreign}))
            keeper.post(path, {"csrf_token": token}, status=[303, 404])
    assert tried == {"session", "passkey"}
    assert take_snapshot(house.database) == before
