"""The items of an agenda that is being prepared: added, changed, moved and taken off one at a time."""

from dataclasses import replace
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPConflict, HTTPSeeOther

from governance.db.keys import make_key
from governance.documents.queries import find_documents_of_keys
from governance.meetings.planning import MOST_ITEMS, PlannedItem
from governance.meetings.planning_actions import edit_draft
from governance.meetings.planning_acts import PlanningRefused
from governance.meetings.planning_editing import (
    Change,
    add_item,
    change_item,
    digest_item,
    find_place,
    move_item,
    remove_item,
)
from governance.meetings.planning_forms import (
    ButtonForm,
    add_form,
    attempt,
    make_draft_crumbs,
    make_seen_schema,
    write_draft_address,
)
from governance.meetings.planning_queries import find_draft
from governance.meetings.planning_resources import DRAFT_PATH, ITEM_PATH, OneDraft, OneItem
from governance.meetings.planning_schemas import make_item_schema, read_item, write_item
from governance.meetings.planning_views import ITEMS_PER_PAGE
from governance.meetings.planning_words import CHANGED_AGENDA
from governance.security import Permission
from governance.web.forms import Button, FieldProblem, build_form, submit
from governance.web.layout import Crumb
from governance.web.locale import _


def write_item_address(request: Any, context: OneDraft, key: str, place: int) -> str:
    """Where an item stands on the pages of its draft."""
    page = (place - 1) // ITEMS_PER_PAGE + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{write_draft_address(request, context.board, context.draft.key)}{query}#item-{key}"


def see_item(item: PlannedItem) -> str:
    """A mark of what an item's form shows: its documents are changed elsewhere."""
    return digest_item(replace(item, documents=()))


def see_place(place: int, item: PlannedItem) -> str:
    """The same with the place that its form shows."""
    return f"{place}.{see_item(item)}"


class AddItem:
    """The form of a new item."""

    def __init__(self, context: OneDraft, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        schema = make_item_schema(len(context.draft.plan.items) + 1, is_new=True)
        # The key goes along, so that a form that is sent twice adds one item.
        self.form = build_form(
            request, schema, formid="add-item", buttons=[Button("add", _("Put it on the agenda"))],
            appstruct={"key": make_key()},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        heading = _("Add an item to the agenda")
        self.request.layout.fill(heading, make_draft_crumbs(self.context, Crumb(heading)), None)
        return {"form": self.form, "heading": self.request.layout.translate(heading), "meanwhile": None, "papers": None}

    def submit(self) -> Any:
        return submit(self.request, self.form, self.add) or self.show()

    def add(self, values: dict[str, Any]) -> str:
        key = values["key"] if is_key(values["key"]) else make_key()
        item = read_item(values, key)
        draft = attempt(self.form, lambda: self.edit(add_item(item, values["position"])))
        place = next(place for place, one in enumerate(draft.content["items"], 1) if one["key"] == key)
        return write_item_address(self.request, self.context, key, place)

    def edit(self, change: Change) -> Any:
        request = self.request
        return edit_draft(request.db, request.now, self.board.id, self.context.draft.key, change)


def is_key(text: str) -> bool:
    return len(text) == 10 and text.isascii() and text.isalnum() and text == text.lower()


class ChangeItem:
    """The form of an item that is there, with its documents below."""

    def __init__(self, context: OneItem, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.meanwhile: PlannedItem | None = None
        schema = make_item_schema(len(context.draft.plan.items))
        self.form = build_form(
            request, schema, formid="change-item", buttons=[Button("save", _("Save the item"))],
            appstruct={**write_item(context.item, context.place), "seen": see_place(context.place, context.item)},
        )  # fmt: skip

    def show(self) -> dict[str, Any]:
        request, item = self.request, self.context.item
        heading = _("Change the item: ${title}", mapping={"title": item.title})
        request.layout.fill(heading, make_draft_crumbs(self.context, Crumb(item.title)), None)
        papers = find_documents_of_keys(request.db, self.board.id, item.documents)
        return {
            "form": self.form,
            "heading": request.layout.translate(heading),
            "board": self.board,
            "meanwhile": self.meanwhile,
            "papers": [papers[key] for key in item.documents if key in papers],
            "address": f"{request.layout.root}{self.context.address}/items/{item.key}",
            "draft_address": f"{request.layout.root}{self.context.address}",
        }

    def submit(self) -> Any:
        return submit(self.request, self.form, self.save) or self.show()

    def save(self, values: dict[str, Any]) -> str:
        request, context = self.request, self.context
        item = read_item(values, context.item.key)
        stood, _dot, seen = values["seen"].partition(".")
        # Who leaves the place as it was shown does not mean to undo what others have moved since.
        place = None if str(values["position"]) == stood else values["position"]
        change = change_item(item, seen, place)
        try:
            draft = attempt(
                self.form, lambda: edit_draft(request.db, request.now, self.board.id, context.draft.key, change)
            )
        except FieldProblem:
            self.look_again(seen)
            raise
        stands = next(place for place, one in enumerate(draft.content["items"], 1) if one["key"] == item.key)
        return write_item_address(request, context, item.key, stands)

    def look_again(self, seen: str) -> None:
        """Show what stands there now beside what was written, if it is not what was seen; the next time that counts."""
        found = find_draft(self.request.db, self.board.id, self.context.draft.key)
        place = find_place(found.plan, self.context.item.key) if found is not None else None
        if found is None or place is None:
            return
        item = found.plan.items[place - 1]
        if see_item(item) != seen:
            self.meanwhile = item
            self.form.cstruct = {**self.form.cstruct, "seen": see_place(place, item)}


class RemoveItem(ButtonForm):
    """Taking an item off the agenda."""

    heading = _("Take an item off the agenda")
    button = Button("remove", _("Take it off"), css_class="button-danger")
    formid = "remove-item"

    def __init__(self, context: OneItem, request: Any) -> None:
        self.context, self.request, self.board = context, request, context.board
        self.lead = _("Item ${place}: ${title}", mapping={"place": context.place, "title": context.item.title})
        self.form = build_form(
            request, make_seen_schema(), formid=self.formid, buttons=[self.button],
            appstruct={"seen": see_item(context.item)},
        )  # fmt: skip

    def make_crumbs(self) -> tuple[Crumb, ...]:
        return make_draft_crumbs(self.context, Crumb(self.heading))

    def act(self, values: dict[str, Any]) -> str:
        request, context = self.request, self.context
        place, change = context.place, remove_item(context.item.key, values["seen"])
        attempt(self.form, lambda: edit_draft(request.db, request.now, self.board.id, context.draft.key, change))
        address = write_draft_address(request, self.board, context.draft.key)
        page = min((place - 1) // ITEMS_PER_PAGE, max(0, len(context.draft.plan.items) - 2) // ITEMS_PER_PAGE) + 1
        return f"{address}?page={page}#agenda" if page > 1 else f"{address}#agenda"


def move(context: OneItem, request: Any) -> HTTPSeeOther:
    """Bring an item one place up or down, or to any place: once, however often it is sent."""
    key = context.item.key
    seen, place = (read_place(request, name) for name in ("seen", "place"))
    try:
        edit_draft(request.db, request.now, context.board.id, context.draft.key, move_item(key, seen, place))
    except PlanningRefused:
        raise HTTPConflict(detail=CHANGED_AGENDA) from None
    last = len(context.draft.plan.items)
    return HTTPSeeOther(write_item_address(request, context, key, min(place, last)))


def read_place(request: Any, name: str) -> int:
    values = request.POST.getall(name)
    text = values[0] if len(values) == 1 and isinstance(values[0], str) else ""
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST_ITEMS):
        raise HTTPBadRequest
    return int(text)


def includeme(config: Any) -> None:
    prepare = Permission.MEETING_PREPARE
    for name, path, factory, form, template in (
        ("add", f"{DRAFT_PATH}/items/new", OneDraft, AddItem, "item"),
        ("change", ITEM_PATH, OneItem, ChangeItem, "item"),
        ("remove", f"{ITEM_PATH}/remove", OneItem, RemoveItem, "button"),
    ):
        add_form(config, f"items.{name}", path, factory, form, prepare, f"meetings/{template}.jinja2")
    config.add_route("items.move", f"{ITEM_PATH}/move", factory=OneItem)
    config.add_view(move, route_name="items.move", request_method="POST", permission=prepare)
