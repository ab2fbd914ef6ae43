"""Pages of ledgers: what was done, one entry with its proof, the signed heads, and the whole log to take away."""

from dataclasses import dataclass
from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from governance.boards.queries import BoardReference
from governance.boards.resources import BOARD
from governance.boards.views import make_board_crumbs
from governance.front.ledger_queries import EntryInWords, put_in_words
from governance.front.ledger_resources import BoardLedger, InstanceLedger
from governance.front.ledger_words import BOARD_KINDS, INSTANCE_KINDS, KINDS, OFFICES, RECORDS
from governance.ledger.heads import Head, find_keys
from governance.ledger.queries import (
    Log,
    count_entries,
    count_heads,
    find_entry,
    find_newest_head,
    list_entries,
    list_heads,
    prove_inclusion,
    stream_lines,
)
from governance.security import Permission
from governance.web.layout import Crumb
from governance.web.locale import _
from governance.web.page_cache import make_etag
from governance.web.pages import Page
from governance.web.parameters import PAGE, Paging, Parameter, make_paging, read_choice

Ledger = BoardLedger | InstanceLedger

KIND = Parameter("kind", {"type": "string", "enum": sorted(KINDS)}, "Only entries of this kind")
SEQUENCE = "{sequence:[1-9][0-9]{0,11}}"
JSON_LINES = "application/jsonl"


@dataclass(frozen=True)
class LedgerPage:
    """A log: its key, how many entries it has and the root over them; its newest signed head; and a page of entries."""

    board: BoardReference | None
    address: str
    log: str | None
    size: int
    root: str | None
    head: Head | None
    kind: str | None
    kinds: list[str]
    entries: list[EntryInWords]
    paging: Paging


@dataclass(frozen=True)
class InclusionProof:
    """RFC 9162, section 2.1.3: with the path, leaf and index (from 0) give the root of the head."""

    index: int
    path: list[str]
    head: Head


@dataclass(frozen=True)
class EntryPage:
    """One entry: what happened, its canonical bytes, their hash as a leaf, and the proof against the newest head over it.

    proof is None until a head over the entry is signed.
    """

    board: BoardReference | None
    address: str
    entry: EntryInWords
    line: str
    leaf: str
    proof: InclusionProof | None
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class HeadsPage:
    """The signed heads of a log, the newest first.

    keys: the public keys that signed for this portal, the present one last; they stand with the instance's own log.
    """

    board: BoardReference | None
    address: str
    log: str | None
    heads: list[Head]
    keys: list[str]
    paging: Paging


def show_ledger(context: Ledger, request: Any) -> Page:
    log, db = context.log, request.db
    kind = read_choice(request, KIND)
    paging = make_paging(request, count_entries(db, log, kind) if log else 0)
    stored = list_entries(db, log, kind, paging.per_page, paging.offset) if log else []
    kinds = INSTANCE_KINDS if context.board is None else BOARD_KINDS
    content = LedgerPage(
        name_board(context),
        context.address,
        log.key if log else None,
        log.size if log else 0,
        log.root.hex() if log and log.size else None,
        find_newest_head(db, log) if log else None,
        kind,
        [str(known) for known in kinds],
        put_in_words(db, log, stored, context.address, of_board=context.board is not None) if log else [],
        paging,
    )
    return Page(content, title_ledger(context), make_crumbs(context))


def show_entry(context: Ledger, request: Any) -> Page:
    log, db, sequence = context.log, request.db, int(request.matchdict["sequence"])
    entry = find_entry(db, log, sequence) if log else None
    if log is None or entry is None:
        raise HTTPNotFound(_("This ledger has no entry ${number} yet.", mapping={"number": sequence}))
    [words] = put_in_words(db, log, [entry], context.address, of_board=context.board is not None)
    head = find_newest_head(db, log)
    content = EntryPage(
        name_board(context),
        context.address,
        words,
        entry.body,
        entry.leaf.hex(),
        prove(db, log, sequence, head) if head is not None and head.size >= sequence else None,
        f"{context.address}/{sequence - 1}" if sequence > 1 else None,
        f"{context.address}/{sequence + 1}" if sequence < log.size else None,
    )
    title = _("Entry ${number}", mapping={"number": sequence})
    return Page(content, title, make_crumbs(context, Crumb(title)))


def prove(db: Any, log: Log, sequence: int, head: Head) -> InclusionProof:
    path = prove_inclusion(db, log, sequence, head.size)
    return InclusionProof(sequence - 1, [step.hex() for step in path], head)


def show_heads(context: Ledger, request: Any) -> Page:
    log, db = context.log, request.db
    paging = make_paging(request, count_heads(db, log) if log else 0)
    content = HeadsPage(
        name_board(context),
        context.address,
        log.key if log else None,
        list_heads(db, log, paging.per_page, paging.offset) if log else [],
        find_keys(db) if context.board is None else [],
        paging,
    )
    title = _("Signed heads")
    return Page(content, title, make_crumbs(context, Crumb(title)))


def download(context: Ledger, request: Any) -> Response:
    """The log as JSON Lines. Its lines are the bytes that were hashed, so a copy can be verified by itself."""
    log = context.log
    etag = make_etag(log.key, log.size) if log else make_etag(context.address)
    headers = [("ETag", f'"{etag}"'), ("Cache-Control", "public, no-cache")]
    if etag in request.environ.get("HTTP_IF_NONE_MATCH", ""):
        return Response(status=304, headerlist=headers)
    headers.append(("Content-Type", f"{JSON_LINES}; charset=utf-8"))
    lines = stream_lines(request.registry.database, log) if log and request.method == "GET" else iter(())
    return Response(app_iter=lines, headerlist=headers)


def name_board(context: Ledger) -> BoardReference | None:
    return context.board.reference if context.board else None


def title_ledger(context: Ledger) -> Any:
    if context.board is None:
        return _("Ledger of this portal")
    return _("Ledger of ${board}", mapping={"board": context.board.name})


def make_crumbs(context: Ledger, *more: Crumb) -> tuple[Crumb, ...]:
    if context.board is None:
        return (Crumb(_("Ledger of this portal"), context.address), *more)
    return make_board_crumbs(context.board, Crumb(_("Ledger"), context.address), *more)


def includeme(config: Any) -> None:
    config.add_words(ledger_kinds=KINDS, ledger_offices=OFFICES, ledger_records=RECORDS)
    board_ledger = f"/boards/{BOARD}/ledger"
    for name, path, factory, whose in (
        ("board", board_ledger, BoardLedger, "a board"),
        ("instance", "/ledger", InstanceLedger, "this portal"),
    ):
        config.add_public_page(
            f"ledger.{name}",
            path,
            show_ledger,
            template="ledger/list.jinja2",
            content=LedgerPage,
            factory=factory,
            summary=f"The ledger of {whose}: what was done, newest first",
            parameters=(PAGE, KIND),
        )
        config.add_public_page(
            f"ledger.{name}.heads",
            f"{path}/heads",
            show_heads,
            template="ledger/heads.jinja2",
            content=HeadsPage,
            factory=factory,
            summary=f"The signed heads of the ledger of {whose}",
            parameters=(PAGE,),
        )
        config.add_public_page(
            f"ledger.{name}.entry",
            f"{path}/{SEQUENCE}",
            show_entry,
            template="ledger/entry.jinja2",
            content=EntryPage,
            factory=factory,
            summary=f"One entry of the ledger of {whose}, with its proof",
        )
        config.add_route(f"ledger.{name}.download", f"{path}.jsonl", factory=factory)
        config.add_view(
            download, route_name=f"ledger.{name}.download", request_method=("GET", "HEAD"), permission=Permission.RECORD_READ
        )  # fmt: skip
