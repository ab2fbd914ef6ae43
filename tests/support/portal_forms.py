"""Every form that the portal shows, found on its own pages and filled in as somebody would: for attacks on all of them.

A house is a database with somebody for every page: the keeper (an administrator who is also a board's clerk, signed in
with a second factor), the same account with a link alone, and a visitor. It is made once and copied for each attack.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyotp
from sqlalchemy import select
from webtest import TestApp, Upload

from governance.accounts.actions import OPERATOR, Actor, add_role, invite
from governance.accounts.authenticator_apps import begin_app, confirm_app, read_secret
from governance.accounts.factor_models import Passkey
from governance.accounts.links import make_link
from governance.accounts.models import Account, Factor, MadeBy, Role, RoleAssignment
from governance.accounts.queries import find_account_of_mailbox
from governance.accounts.recovery_codes import issue_codes
from governance.accounts.sessions import begin_session
from governance.boards.declaration_actions import say_in_public
from governance.boards.models import Board, Membership, Person, Seat
from governance.db import Database, open_database
from governance.db.model import Model
from governance.front.appointment_schemas import PREVIEWED
from governance.ledger.entries import Office
from governance.meetings.models import Meeting
from governance.security.vault import Vault
from governance.votes.models import Motion, Vote
from tests.conftest import NOW, make_application
from tests.oversight.making import make_call_file, make_small_document, write
from tests.oversight.reducing import MAPPING
from tests.support.accounts import APPOINTER, BOARD, MEMBER, STAFF, make_browser
from tests.support.comments import make_comments
from tests.support.declarations import FIRST, declare_for, find_board, find_member, list_voting
from tests.support.floor_places import make_floor
from tests.support.held_places import make_held_votes
from tests.support.laws import adopt
from tests.support.minuted_places import make_minutes
from tests.support.planning import PDF, fill_days, make_places
from tests.support.public_pages import fill
from tests.support.reports import furnish_reports
from tests.support.routes import find_route, list_ways
from tests.support.sitting import begin_meeting
from tests.support.subscriptions import make_subscriptions

OTHER = "brindle-harbor-data-and-reporting"
KEEPER = "keeper@example.net"
OPENED = NOW - timedelta(minutes=5)
"""When the keeper's app was set up: its code of now has not been used."""

NEED_A_BROWSER = {"passkey", "add-passkey"}
"""Forms that only a browser's authenticator fills in rightly; with anything else they are refused."""

MAPPED = {
    "mapping": {"mapping": MAPPING},
    "columns": {"formats": "iso", "id": "call-file"},
    "show-columns": {"header_line": "1"},
}
"""What is typed into the forms that make a mapping."""

READ_CALLS = {"count-calls", "show-columns", "show-codes"}
"""Forms to which a call file is sent."""

ONLY_SHOW = READ_CALLS - {"count-calls"}
"""Forms that show something of a file and change nothing."""

UNTYPED = ("hidden", "date", "time", "radio", "checkbox", "submit")
"""Kinds of control into which nothing is typed."""

DAYS_OF_FORMS: dict[str, dict[str, str]] = {
    "meeting": {"day": "2026-12-15", "time": "18:00"},
    "copy-agenda": {"day": "2026-12-16", "time": "18:00"},
    "enter-notice": {"posted_on": "2026-11-20", "posted_time": "09:00"},
    "attest-notice": {"posted_on": "2026-11-20", "posted_time": "09:00"},
    "correct-notice": {"posted_on": "2026-11-20", "posted_time": "09:00"},
    "closed-day": {"day": "2026-12-31"},
    "late": {"day": "2026-11-24", "time": "10:45"},
    "step": {"day": "2026-11-24", "time": "10:45"},
    "past-vote": {"day": "2026-11-24", "time": "10:45", "closed_time": "10:50"},
    "schedule": {"given_on": "2026-11-20", "given_time": "09:00"},
    "request-data": {"due_on": "2026-12-15"},
    "budget-date": {"closes_on": "2027-02-02"},
    "enter-letter": {"answered_on": "2026-11-24"},
}
"""Days and times that stand in groups of their own, by the form and the name of the group."""

FORM_TAG = re.compile(r"<form [^>]*>")

BY_SCRIPT = {"accounts.passkey_options", "accounts.sign_in_passkey_options"}
"""What a page's script posts to, without a form."""


class Places(dict[str, str]):
    """Something that is there for each place in a path. A place that nothing is known for leads to no page.

    The forms behind it are then found missing, which a test tells: `furnish` is to put something there.
    """

    def __missing__(self, place: str) -> str:
        return "0000000000"


@dataclass(frozen=True)
class FoundForm:
    """One form: who sees it, on which page, where it is sent to, and its place on the page."""

    who: str
    page: str
    action: str
    route: str
    place: int
    formid: str

    def __str__(self) -> str:
        return f"{self.formid or 'button'} at {self.route}"


@dataclass
class House:
    """The prepared database (a file to copy), one application over the copy of the moment, and what opens its doors."""

    prepared: Path
    application: Any
    values: Places
    sessions: dict[str, str | None]
    secrets: dict[str, str]
    foreign: dict[str, str] = field(default_factory=dict)
    """What is there too, but is another board's or another account's."""
    forms: list[FoundForm] = field(default_factory=list)

    @property
    def database(self) -> Database:
        database: Database = self.application.registry.database
        return database

    def renew(self) -> None:
        """Go on with a new copy, in which nothing has been done yet."""
        url = self.database.engine.url.render_as_string(hide_password=False)
        self.database.close()
        path = Path(str(self.database.engine.url.database))
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        shutil.copy(self.prepared, path)
        self.application.registry.database = open_database(url)

    def enter(self, who: str) -> TestApp:
        browser = make_browser(self.application)
        session = self.sessions[who]
        if session is not None:
            browser.set_cookie("session", session)
        return browser

    def open(self, found: FoundForm, browser: TestApp | None = None, query: str = "", **options: Any) -> Any:
        """The form on its page, filled in so that it would be accepted."""
        page = (browser or self.enter(found.who)).get(found.page + query, **options)
        form = list_forms(page)[found.place]
        self.fill_in(form)
        if PREVIEWED in form.fields:
            # What it would do is shown first: the form that does it is the one on that page.
            shown = form.submit()
            form = next(form for form in list_forms(shown) if form.id == found.formid)
        return form

    def fill_in(self, form: Any) -> None:
        if form.id == "law":
            fill_in_law(form)
            return
        if form.id in DAYS_OF_FORMS:
            fill_days(form, **DAYS_OF_FORMS[form.id])
        if form.id == "round":
            form.fields["checkbox"][0].checked = True  # the one whom everybody names
        if form.id == "answers":
            form["answers-1"] = "aye"  # the first one answers, whoever else is called
        if form.id == "declare":
            form.fields["checkbox"][0].checked = True
        fill_in_document(form)
        for name in form.fields:
            if name in (None, "csrf_token", "__formid__", "answer"):
                continue
            control = form.fields[name][0]
            kind = control.attrs.get("type")
            if name == "seconder":
                continue  # the first of all members moves it already
            if form.id == "appoint" and name in ("reason", "removed_by"):
                continue  # somebody who serves on
            if form.id == "type-figures" and name != "numerator":
                continue  # the first figure alone is entered
            if form.id == "bring-aggregates" and kind == "file":
                control.value = Upload(
                    "AGGREGATES.json", write(make_small_document(month=8)).getvalue(), "application/json"
                )
            elif form.id in READ_CALLS and kind == "file":
                control.value = Upload("calls.csv", make_call_file(month=8), "text/csv")
            elif kind == "file":
                control.value = Upload("report.pdf", PDF + form.id.encode(), "application/pdf")
            elif name.startswith("emergency_"):
                continue  # the meeting that is planned is none
            elif control.tag == "select":
                control.value = next(value for value, *_ in control.options if value)
            elif control.tag in ("input", "textarea") and kind not in UNTYPED:
                control.value = self.write_answer(name, form.id)

    def write_answer(self, name: str, formid: str) -> str:
        if name == "address":
            return "wren.aldous@example.net"
        if name == "code":
            code = self.secrets[formid]
            return code if formid == "printed-code" else pyotp.TOTP(code).at(NOW)
        if name.endswith("_address"):
            return "https://example.org/document"
        if formid in MAPPED and name in MAPPED[formid]:
            return MAPPED[formid][name]
        given = {
            "number": "97", "person_name": "Sorrel Thistlewood", "minutes": "15", "position": "1",
            "share": "2/3", "days": f"{NOW.year}-12-16", "closes_hours": "12",
            "first_month": "2026-07", "value": "7", "due_days": "30", "zone": "America/Detroit", "numerator": "97",
            "denominator": "97", "median": "97", "p90": "97",
        }  # fmt: skip
        return given.get(name, "Wren Aldous")


def fill_in_document(form: Any) -> None:
    """The day of a document, where the form asks for one."""
    names = [control.value for key, control in form.field_order if key == "__start__"]
    if "document_dated_on:mapping" in names:
        days = [name for name in names if name.endswith("_on:mapping") or name == "remainder_of:mapping"]
        form.fields["date"][days.index("document_dated_on:mapping")].value = NOW.date().isoformat()


def fill_in_law(form: Any) -> None:
    """A law with the act's own values: each of them may stay empty."""
    form["title"] = "Ordinance on the board"
    for control in form.fields["date"]:
        control.value = NOW.date().isoformat()


def list_forms(page: Any) -> list[Any]:
    """The forms of a page that post, in their order."""
    # WebTest names a form by its number, and by its id as well.
    return [form for number, form in page.forms.items() if isinstance(number, int) and form.method.upper() == "POST"]


def prepare_house(demo: Path, folder: Path) -> House:
    """Make the house over a copy of the demo's database."""
    prepared, copy = folder / "prepared.sqlite", folder / "house.sqlite"
    shutil.copy(demo, prepared)
    vault = Vault(folder / "vault")
    vault.make_key()
    database = open_database(f"sqlite:///{prepared}")
    values, sessions, secrets = furnish(database, vault)
    sessions["member"] = add_declarations(database, vault, values)
    values["adoption"] = adopt(database, NOW.date(), confirmed=False)
    values["standing"] = adopt(database, NOW.date(), act="ca-brown-act")
    values |= make_places(database) | begin_meeting(database, vault)
    values |= make_floor(database, vault)
    values |= make_held_votes(database, vault)
    values |= make_comments(database, values["meeting"])
    values |= make_minutes(database)
    values |= make_subscriptions(database, vault)
    values |= furnish_reports(database)
    sessions["staff"] = sign_in_staff(database)
    sessions["authority"] = add_seats(database, values)
    foreign = add_foreign(database)
    with database.glancing.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    shutil.copy(prepared, copy)
    application = make_application(open_database(f"sqlite:///{copy}"), **{"governance.vault_keys": str(vault.folder)})
    house = House(prepared, application, Places(values), sessions, secrets, foreign)
    house.forms = sorted(find_forms(house), key=str)
    return house


def furnish(database: Database, vault: Vault) -> tuple[dict[str, str], dict[str, str | None], dict[str, str]]:
    """People, sessions, factors, links and codes; what fills places, opens sessions, and is typed."""
    with database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == BOARD)).one()
        for role, place in ((Role.ADMINISTRATOR, None), (Role.CLERK, board)):
            keeper, _role = invite(session, NOW, OPERATOR, name="Keeper", address=KEEPER, role=role, board_id=place)
        begin_app(session, OPENED, vault, keeper.id)
        app = read_secret(session, vault, keeper.id, confirmed=False) or ""
        assert confirm_app(session, OPENED, vault, keeper.id, pyotp.TOTP(app).at(OPENED))
        begin_app(session, NOW, vault, keeper.id)
        pending = read_secret(session, vault, keeper.id, confirmed=False) or ""
        session.add(make_passkey("keyofpass1", keeper.id))
        full = begin_session(session, NOW, keeper.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]
        other = begin_session(session, NOW, keeper.id, MadeBy.LINK, [Factor.LINK])
        member = find_account_of_mailbox(session, MEMBER)
        assert member is not None
        begun = begin_session(session, NOW, member.id, MadeBy.LINK, [Factor.LINK])[0]
        role_key = session.scalars(select(RoleAssignment.key).where(RoleAssignment.account_id == member.id)).one()
        codes, _told = issue_codes(session, NOW, Actor(Office.CLERK, keeper.id), member.key, board)
        meeting, vote = session.execute(
            select(Meeting.key, Vote.key)
            .join(Motion, Motion.meeting_id == Meeting.id)
            .join(Vote, Vote.motion_id == Motion.id)
            .where(Meeting.board_id == board)
            .order_by(Vote.id)
        ).first()  # type: ignore[misc]  # the demo has votes
        person = Model.metadata.tables["person"].c.key
        values = {
            "board": BOARD, "meeting": meeting, "vote": vote, "person": str(session.scalar(select(person))),
            "role": role_key, "account": member.key, "session": begun.key, "token": make_link(session, NOW, keeper.id)[1],
            "sequence": "1", "act": "model-act", "passkey": "keyofpass1",
        }  # fmt: skip
    return (
        values,
        {"keeper": full, "keeper by link": other[1], "visitor": None},
        {"second-step": app, "confirm-app": pending, "printed-code": codes[0]},
    )


def add_declarations(database: Database, vault: Vault, values: dict[str, str]) -> str:
    """One declaration that waits for the keeper, who has one of their own, and one of a member who says it in public.

    They are made under a law that only serves as a measure: it refuses nothing. The member's session.
    """
    adopt(database, FIRST, borrowed=True)
    with database.writing.begin() as session:
        board = find_board(session)
        with_accounts = set(session.scalars(select(Person.key).join(Account, Account.person_id == Person.id)))
        waiting, own, *_others = [person for person in list_voting(session, board) if person not in with_accounts]
        keeper = find_account_of_mailbox(session, KEEPER)
        assert keeper is not None
        keeper.person_id = session.scalars(select(Person.id).where(Person.key == own)).one()
        add_role(session, NOW, OPERATOR, keeper, Role.MEMBER, board, None, None)
        member = find_account_of_mailbox(session, MEMBER)
        assert member is not None
        begun = begin_session(session, NOW, member.id, MadeBy.LINK, [Factor.LINK])[1]
        person = session.scalars(select(Person.key).where(Person.id == member.person_id)).one()
    declare_for(database, vault, own)
    declare_for(database, vault, person)
    with database.writing.begin() as session:
        say_in_public(session, NOW, find_member(session, person), find_board(session))
    values["declaration"] = declare_for(database, vault, waiting, confirmed=False)
    return begun


def add_seats(database: Database, values: dict[str, str]) -> str:
    """A seat in which nobody sits, and the keeper's own appointment. The session of who appoints to the board."""
    with database.writing.begin() as session:
        board = find_board(session)
        session.add(Seat(board_id=board, number=90, voting=True, started_on=date(2020, 1, 1), entered_at=NOW))
        authority = find_account_of_mailbox(session, APPOINTER)
        keeper = find_account_of_mailbox(session, KEEPER)
        assert authority is not None
        assert keeper is not None
        appointment = session.scalars(
            select(Membership.key)
            .where(Membership.board_id == board, Membership.person_id == keeper.person_id)
            .order_by(Membership.started_on.desc())
        ).first()
        values |= {"seat": "90", "appointment": str(appointment)}
        return begin_session(session, NOW, authority.id, MadeBy.LINK, [Factor.LINK])[1]


def add_foreign(database: Database) -> dict[str, str]:
    """A role on another board, and a passkey and a session of its holder."""
    with database.writing.begin() as session:
        board = session.scalars(select(Board.id).where(Board.slug == OTHER)).one()
        holder, role = invite(
            session, NOW, OPERATOR, name="Other", address="other@example.net", role=Role.MEMBER, board_id=board
        )
        session.add(make_passkey("keyofpass2", holder.id))
        begun = begin_session(session, NOW, holder.id, MadeBy.LINK, [Factor.LINK])[0]
        return {"board": OTHER, "role": role.key, "passkey": "keyofpass2", "session": begun.key}


def make_passkey(key: str, account_id: int) -> Passkey:
    return Passkey(
        key=key, account_id=account_id, credential=key.encode(), public_key=b"k", used_count=0, transports=[],
        name="phone", added_at=NOW,
    )  # fmt: skip


def sign_in_staff(database: Database) -> str:
    """The session of staff of the demo board's program."""
    with database.writing.begin() as session:
        staff = find_account_of_mailbox(session, STAFF)
        assert staff is not None
        return begin_session(session, NOW, staff.id, MadeBy.LINK, [Factor.LINK, Factor.TOTP])[1]


def find_forms(house: House) -> Iterator[FoundForm]:
    """Every form of every page, once for each address that it is sent to and each name."""
    seen: set[tuple[str, str]] = set()
    tags: set[str] = set()
    for who in house.sessions:
        browser = house.enter(who)
        for path in list_paths(house):
            page = browser.get(path, status="*")
            if page.status_int != 200 or page.content_type != "text/html":
                continue
            # To read a page takes long: one that shows only what others showed is passed over.
            fresh = {tag if " action=" in tag else f"{path} {tag}" for tag in FORM_TAG.findall(page.text)} - tags
            if not fresh:
                continue
            tags |= fresh
            for place, form in enumerate(list_forms(page)):
                action = form.action or path
                route = find_route(house.application, action.partition("?")[0])
                assert route is not None, f"the form {form.id} of {path} is sent nowhere"
                if (route, form.id) not in seen:
                    seen.add((route, form.id))
                    yield FoundForm(who, path, action, route, place, form.id or "")


def list_paths(house: House) -> list[str]:
    """The path of every page, with something that is there in each place."""
    ways = list_ways(house.application)
    return [fill(way.pattern, house.values) for way in ways if way.method == "GET"]


def take_snapshot(database: Database, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for tables that are left out."""
    tables = [table for table in Model.metadata.sorted_tables if table.name not in without]
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }
