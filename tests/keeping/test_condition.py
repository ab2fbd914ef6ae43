"""What the operator's monitor is told is true: of the database, of scheduled work and of mail, in every process."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from webtest import TestApp

from governance.db import Database
from governance.db.schema import downgrade_schema
from governance.jobs.models import Job
from governance.keeping.metrics import write_metrics
from governance.keeping.queries import Condition, JobCondition, read_condition
from governance.mail.models import MessageState, OutgoingMessage, Reason, SendingFailure
from tests.conftest import NOW, make_application
from tests.support.statements import count_statements

MINUTE = timedelta(minutes=1)
TOKEN = "a-token-of-more-than-twenty-letters"


def add_job(database: Database, **values: Any) -> None:
    with database.writing.begin() as session:
        session.add(Job(**{"name": "count", "due_at": NOW + MINUTE, "finished_at": NOW - MINUTE, **values}))


def add_message(database: Database, **values: Any) -> None:
    usual = {
        "key": "k" * 10, "reason": Reason.SIGN_IN_LINK, "language": "en", "recipient": "ada@example.org",
        "subject": "Subject", "body": "Text", "created_at": NOW, "due_at": NOW, "state": MessageState.WAITING,
    }  # fmt: skip
    with database.writing.begin() as session:
        session.add(OutgoingMessage(**usual | values))


def ask(database: Database, path: str = "/readyz", **options: Any) -> tuple[int, str]:
    answer = TestApp(make_application(database)).get(path, status="*", **options)
    return answer.status_int, answer.text


def test_a_portal_that_is_well_says_so(database: Database) -> None:
    add_job(database)
    add_message(database)
    assert ask(database) == (200, "ready\n")
    assert ask(database, "/healthz") == (200, "alive\n")


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"due_at": NOW - 14 * MINUTE}, "ready"),
        ({"due_at": NOW - 15 * MINUTE}, "ready, but not well: scheduled work"),
        ({"due_at": NOW - 60 * MINUTE, "lease_until": NOW + MINUTE}, "ready"),
        ({"due_at": NOW - 60 * MINUTE, "lease_until": NOW - 15 * MINUTE}, "ready, but not well: scheduled work"),
        ({"failure": "ValueError, reference abc"}, "ready, but not well: scheduled work"),
    ],
)
def test_scheduled_work_that_nobody_does_or_that_fails_is_told(
    database: Database, job: dict[str, Any], words: str
) -> None:
    add_job(database, **job)
    assert ask(database) == (200, f"{words}\n")


def test_work_that_was_never_done_is_told(database: Database) -> None:
    assert ask(database) == (200, "ready, but not well: scheduled work\n")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"due_at": NOW - 14 * MINUTE}, "ready"),
        ({"due_at": NOW - 15 * MINUTE}, "ready, but not well: mail"),
        ({"due_at": NOW - 15 * MINUTE, "claimed_until": NOW + MINUTE, "claimed_by": "one"}, "ready"),
        ({"due_at": NOW + MINUTE, "failure": SendingFailure.UNREACHABLE}, "ready, but not well: mail"),
        ({"due_at": NOW + MINUTE, "failure": SendingFailure.REFUSED}, "ready"),
        ({"state": MessageState.GIVEN_UP, "failure": SendingFailure.REFUSED, "due_at": NOW - 60 * MINUTE}, "ready"),
    ],
)
def test_mail_that_does_not_leave_is_told(database: Database, message: dict[str, Any], words: str) -> None:
    add_job(database)
    add_message(database, **message)
    assert ask(database) == (200, f"{words}\n")


def test_a_schema_of_another_release_is_not_ready_but_alive(database: Database) -> None:
    downgrade_schema(database, "0001")
    assert ask(database) == (503, "database needs governance init\n")
    assert ask(database, "/healthz") == (200, "alive\n")
    status, metrics = ask(database, "/metrics", extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    assert status == 200
    assert "governance_database_up 1\n" in metrics
    assert "governance_schema_current 0\n" in metrics
    assert 'revision="0001"' in metrics


def test_a_database_that_does_not_answer_is_not_ready_but_alive(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception("a password"))

    monkeypatch.setattr("governance.keeping.queries.read_revision", fail)
    assert ask(database) == (503, "database does not answer\n")
    assert ask(database, "/healthz") == (200, "alive\n")
    status, metrics = ask(database, "/metrics", extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    assert (status, "governance_database_up 0\n" in metrics, "password" in metrics) == (200, True, False)


def test_the_figures_are_counts_and_name_nobody(demo_database: Database) -> None:
    add_job(demo_database, failure="ValueError, reference abc")
    add_message(demo_database, failure=SendingFailure.TOO_SLOW)
    status, metrics = ask(demo_database, "/metrics", extra_environ={"REMOTE_ADDR": "127.0.0.1"})
    assert status == 200
    values = dict(line.rsplit(" ", 1) for line in metrics.splitlines() if not line.startswith("#"))
    assert values['governance_job_failing{job="count"}'] == "1"
    assert values['governance_job_overdue{job="count"}'] == "0"
    assert values['governance_job_finished_seconds{job="count"}'] == str(int((NOW - MINUTE).timestamp()))
    assert values['governance_mail_messages{state="waiting"}'] == "1"
    assert values["governance_mail_failing"] == "1"
    assert int(values["governance_boards_published"]) >= 2
    assert "governance_ledger_entries" in values
    assert "example" not in metrics
    assert "Brindle" not in metrics


def test_the_figures_are_in_the_form_that_prometheus_reads() -> None:
    odd = Condition(True, "0001", True, (JobCondition('a"b\\c\n', True, False, None),))
    lines = list(write_metrics(odd))
    sample = re.compile(r'[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*\})? \d+')
    for line in lines:
        assert sample.fullmatch(line) or re.fullmatch(r"# (HELP|TYPE) [a-z_]+ [^\n]+", line), line
    assert r'governance_job_overdue{job="a\"b\\c\n"} 1' in lines


@pytest.mark.parametrize(
    ("settings", "address", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "::1", {}, 200),
        ({}, "203.0.113.9", {}, 404),
        ({}, "", {}, 404),
        ({}, "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ({}, "127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ({}, "203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ({}, "203.0.113.9", {"Authorization": "Bearer "}, 404),
        ({"governance.metrics_token": TOKEN}, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ({"governance.metrics_token": TOKEN}, "127.0.0.1", {}, 404),
        ({"governance.metrics_token": TOKEN}, "127.0.0.1", {"Authorization": f"Bearer {TOKEN}x"}, 404),
        ({"governance.metrics_token": TOKEN}, "127.0.0.1", {"Authorization": f"Basic {TOKEN}"}, 404),
        ({"governance.metrics_token": TOKEN}, "127.0.0.1", {"Authorization": "Bearer \xe9"}, 404),
    ],
)
def test_the_figures_are_for_this_machine_or_who_brings_the_token(
    make_database: Callable[[str], Database],
    settings: dict[str, str],
    address: str,
    headers: dict[str, str],
    status: int,
) -> None:
    visitor = TestApp(make_application(make_database("empty"), **settings))
    visitor.get("/metrics", headers=headers, extra_environ={"REMOTE_ADDR": address}, status=status)
    visitor.get("/readyz", headers=headers, extra_environ={"REMOTE_ADDR": address}, status=200)


def test_the_number_of_queries_does_not_grow(demo_database: Database) -> None:
    def count(times: int) -> int:
        for number in range(times):
            add_job(demo_database, name=f"job {number} of {times}")
            add_message(demo_database, key=f"{times}-{number}")
        with count_statements(demo_database) as statements:
            read_condition(demo_database, NOW, count=True)
        return len(statements)

    first = count(1)
    assert count(20) == first <= 9


def test_another_process_sees_the_same(make_database: Callable[[str], Database]) -> None:
    database = make_database("empty")
    first, second = make_application(database), make_application(database)
    add_job(database)
    for application in (first, second):
        assert TestApp(application).get("/readyz").text == "ready\n"
    with database.writing.begin() as session:
        session.execute(update(Job).values(failure="ValueError"))
    for application in (first, second):
        assert TestApp(application).get("/readyz").text == "ready, but not well: scheduled work\n"
