"""The pages of a board's composition: today or on a past day, over time, and had the law said otherwise."""

from datetime import date, timedelta
from typing import Any

from governance.boards.resources import BOARD, BoardRecord
from governance.boards.views import make_board_crumbs
from governance.clock import find_day, find_start_of_day
from governance.front.composition_contents import (
    Asked,
    CompositionHistoryPage,
    CompositionPage,
    CompositionReplayPage,
)
from governance.front.composition_corrections import tell_corrections
from governance.front.composition_gathering import BoardUnderLaw, gather_board
from governance.front.composition_history import (
    find_allowed,
    list_failed_months,
    list_spans,
    replay_spans,
    replays_in_public,
    tell_share_spans,
    tell_spans,
)
from governance.front.composition_telling import (
    find_next_change,
    find_next_day_of_record,
    tell_breaches,
    tell_composition,
    tell_contradiction,
)
from governance.front.composition_words import (
    CATEGORY_SENTENCES,
    CLASHES,
    CLOSINGS,
    COMPARISONS,
    DENOMINATORS,
    EFFECTS,
    HOLDOVERS,
    MEMBERS,
    NOTES,
    REPLAY_REFUSED,
    SHARE_SENTENCES,
    VERDICTS,
)
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.pages import Page
from governance.web.parameters import PAGE, Parameter, make_paging, read_choice, read_day, read_whole_number
from model_law.profiles import SettingError

COMPOSITION_PATH = f"/boards/{BOARD}/composition"
EARLIEST = date(1800, 1, 1)

DAY = {"type": "string", "format": "date"}
ON = Parameter("on", DAY, "A past day where the board sits; without it, that of known_at, or today")
KNOWN_AT = Parameter("known_at", DAY, "As the record had it at the end of that day; without it, as it has it now")
PERCENT = Parameter(
    "percent",
    {"type": "integer", "minimum": 1, "maximum": 100},
    "The share that the law is supposed to ask, in percent",
)


def make_choice(name: str, words: dict[str, Any], description: str) -> Parameter:
    return Parameter(name, {"type": "string", "enum": list(words)}, description)


COMPARISON = make_choice("comparison", COMPARISONS, "Whether the law is supposed to ask at least that share, or more")
MEMBERS_COUNTED = make_choice("members", MEMBERS, "Whom the law is supposed to count")
DENOMINATOR = make_choice("denominator", DENOMINATORS, "Against what the law is supposed to count")
HOLDOVERS_COUNTED = make_choice(
    "holdovers", HOLDOVERS, "Whether the law is supposed to count who serves after the term"
)
SUPPOSED = (PERCENT, COMPARISON, MEMBERS_COUNTED, DENOMINATOR, HOLDOVERS_COUNTED)

COMPOSITION = _("Composition")


def gather(context: BoardRecord, request: Any, *, with_contested: bool = False) -> BoardUnderLaw:
    today = find_day(request.now, context.board.zone)
    known_at = read_day(request, KNOWN_AT, EARLIEST, today)
    return gather_board(
        request.db, request.registry.vault, context.board, today, known_at=known_at, with_contested=with_contested
    )


def show_composition(context: BoardRecord, request: Any) -> Page:
    board = context.board
    today = find_day(request.now, board.zone)
    asked = read_day(request, ON, EARLIEST, today)
    known_at = read_day(request, KNOWN_AT, EARLIEST, today)
    on = asked or known_at or today
    under = gather(context, request, with_contested=on == today)
    content = tell_composition(under, on, request.locale_name)
    changes_on = find_next_change(under, content) if on == today else None
    if asked == today:
        # Tomorrow the same address stands for a past day.
        changes_on = today + timedelta(days=1)
    return Page(
        content,
        _("Composition of ${board}", mapping={"board": board.name}),
        make_board_crumbs(board, Crumb(COMPOSITION)),
        find_start_of_day(changes_on, board.zone) if changes_on else None,
    )


def make_crumbs(context: BoardRecord, title: Any) -> tuple[Crumb, ...]:
    board = context.board
    return make_board_crumbs(board, Crumb(COMPOSITION, f"{board.address}/composition"), Crumb(title))


def show_history(context: BoardRecord, request: Any) -> Page:
    board = context.board
    under = gather(context, request)
    spans = tell_spans(under, list_spans(under), request.locale_name)
    paging = make_paging(request, len(spans))
    breaches = tell_breaches(under, under.breaches, under.last_day, request.locale_name)[::-1]
    content = CompositionHistoryPage(
        board.reference,
        under.known_at,
        tell_contradiction(under),
        under.first_day is not None,
        replays_in_public(under),
        spans[paging.offset : paging.offset + paging.per_page],
        breaches,
        tell_corrections(under, request.locale_name),
        paging,
    )
    changes_on = find_next_day_of_record(under)
    if any(breach.cure_until and breach.closed_on is None for breach in breaches):
        changes_on = under.today + timedelta(days=1)
    return Page(
        content,
        _("Composition of ${board} over time", mapping={"board": board.name}),
        make_crumbs(context, _("Over time")),
        find_start_of_day(changes_on, board.zone) if changes_on else None,
    )


def read_supposed(request: Any) -> Asked:
    """What the law is supposed to have said. A field left empty in the form asks nothing."""
    percent = None if request.GET.getall(PERCENT.name) == [""] else read_whole_number(request, PERCENT)
    return Asked(percent, *(read_choice(request, parameter) for parameter in SUPPOSED[1:]))


def make_values(asked: Asked) -> dict[str, str]:
    """The values of the rule on the share, by its parameters."""
    values = {
        "p": None if asked.percent is None else f"{asked.percent}/100",
        "comparison": asked.comparison,
        "members": asked.members,
        "denominator": asked.denominator,
        "holdovers": asked.holdovers,
    }
    return {name: value for name, value in values.items() if value is not None}


def show_replay(context: BoardRecord, request: Any) -> Page:
    board, language = context.board, request.locale_name
    asked = read_supposed(request)
    under = gather(context, request)
    first, values = under.first_day, make_values(asked)
    refused = None if first is not None else "no_law"
    if refused is None and under.error is None and not replays_in_public(under):
        refused = "not_public"
    recorded = list_spans(under) if refused is None else ()
    supposed = recorded
    if values and refused is None:
        try:
            supposed = replay_spans(under, values)
        except SettingError:
            refused, recorded, supposed = "value_not_allowed", (), ()
    least, most = find_allowed(under)
    content = CompositionReplayPage(
        board.reference,
        tell_contradiction(under),
        refused,
        asked,
        least,
        most,
        first,
        under.last_day if first else None,
        list_failed_months(recorded),
        list_failed_months(supposed),
        tell_share_spans(under, supposed, language) if values else [],
    )
    return Page(
        content,
        _("Composition of ${board} under another law", mapping={"board": board.name}),
        make_crumbs(context, _("Under another law")),
        find_start_of_day(under.today + timedelta(days=1), board.zone),
    )


def includeme(config: Any) -> None:
    config.add_words(
        composition_verdicts=VERDICTS,
        composition_share=SHARE_SENTENCES,
        composition_categories=CATEGORY_SENTENCES,
        composition_notes=NOTES,
        composition_clashes=CLASHES,
        composition_effects=EFFECTS,
        composition_closings=CLOSINGS,
        composition_comparisons=COMPARISONS,
        composition_members=MEMBERS,
        composition_denominators=DENOMINATORS,
        composition_holdovers=HOLDOVERS,
        composition_replay_refused=REPLAY_REFUSED,
    )
    config.add_public_page(
        "front.composition",
        COMPOSITION_PATH,
        show_composition,
        template="front/composition.jinja2",
        content=CompositionPage,
        factory=BoardRecord,
        summary="Whether a board is composed as its law asks, with the sum, today or on a past day",
        parameters=(ON, KNOWN_AT),
    )
    config.add_public_page(
        "front.composition_history",
        COMPOSITION_PATH + "/history",
        show_history,
        template="front/composition_history.jinja2",
        content=CompositionHistoryPage,
        factory=BoardRecord,
        summary="How a board's composition was judged over time, and the breaches of its rules",
        parameters=(KNOWN_AT, PAGE),
    )
    config.add_public_page(
        "front.composition_replay",
        COMPOSITION_PATH + "/replay",
        show_replay,
        template="front/composition_replay.jinja2",
        content=CompositionReplayPage,
        factory=BoardRecord,
        summary="In which months a board would have lacked its community representatives, had the law said otherwise",
        parameters=(*SUPPOSED, KNOWN_AT),
    )
