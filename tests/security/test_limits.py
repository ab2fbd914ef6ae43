"""Limits count the same for every process, tell nobody who tried, and forget in time."""

from collections import deque
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from governance.db import Database, Model
from governance.db.retry import run_act
from governance.security.limits import (
    LONGEST_WINDOW,
    Allowed,
    Limit,
    WaitUntil,
    find_source,
    forget_attempts,
    forget_old_attempts,
    note_attempt,
)
from governance.security.models import LimitedAttempt, LimitSecret
from tests.conftest import NOW

THREE_AN_HOUR = Limit("three", 3, timedelta(hours=1))
MINUTE = timedelta(minutes=1)


def attempt(database: Database, now: datetime, key: str = "rosa@example.org", limit: Limit = THREE_AN_HOUR) -> object:
    return run_act(database, lambda session: note_attempt(session, limit, key, now))


def test_the_window_slides(database: Database) -> None:
    for minutes, left in ((0, 2), (20, 1), (40, 0)):
        assert attempt(database, NOW + minutes * MINUTE) == Allowed(left)
    assert attempt(database, NOW + 41 * MINUTE) == WaitUntil(NOW + 60 * MINUTE)
    assert attempt(database, NOW + 59 * MINUTE) == WaitUntil(NOW + 60 * MINUTE)
    # The first one leaves the window; trying on meanwhile has not made the wait longer.
    assert attempt(database, NOW + 60 * MINUTE) == Allowed(0)
    assert attempt(database, NOW + 61 * MINUTE) == WaitUntil(NOW + 80 * MINUTE)


def test_limits_and_keys_count_apart(database: Database) -> None:
    for _ in range(3):
        attempt(database, NOW)
    assert isinstance(attempt(database, NOW), WaitUntil)
    assert attempt(database, NOW, "other@example.org") == Allowed(2)
    assert attempt(database, NOW, limit=Limit("another", 1, timedelta(hours=1))) == Allowed(0)


def test_a_window_reaches_over_midnight_and_the_change_of_secret(database: Database) -> None:
    late = NOW.replace(hour=23, minute=50)
    for _ in range(3):
        attempt(database, late)
    assert attempt(database, late + 20 * MINUTE) == WaitUntil(late + 60 * MINUTE)
    assert attempt(database, late + 60 * MINUTE) == Allowed(2)


def test_a_right_answer_clears_the_wrong_ones(database: Database) -> None:
    for _ in range(3):
        attempt(database, NOW)
    run_act(database, lambda session: forget_attempts(session, THREE_AN_HOUR, "rosa@example.org", NOW))
    assert attempt(database, NOW) == Allowed(2)


def try_at_once(database: Database, hands: int, key: str, limit: Limit) -> list[object]:
    """What each of several that try at the same moment is told."""
    barrier, answers, failures = Barrier(hands), list[object](), list[BaseException]()

    def try_it() -> None:
        try:
            barrier.wait(60)
            answers.append(attempt(database, NOW, key, limit))
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=try_it) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    return answers


def test_many_at_once_do_not_pass_together(database: Database, soak_factor: int) -> None:
    limit = Limit("race", 5, timedelta(hours=1))
    for number in range(2 * soak_factor):
        answers = try_at_once(database, 8, f"key {number}", limit)
        assert sum(isinstance(answer, Allowed) for answer in answers) == limit.allowed
        assert len(answers) == 8


def test_the_tables_do_not_tell_who_tried(database: Database) -> None:
    attempt(database, NOW)
    attempt(database, NOW + timedelta(days=1))
    with database.reading() as session:
        hashes = session.scalars(select(LimitedAttempt.key_hash)).all()
        secrets = session.scalars(select(LimitSecret.secret)).all()
    assert len(set(hashes)) == 2  # one key, two days: they cannot be joined
    assert len({len(secret) for secret in secrets}) == 1
    assert not any("rosa" in text for text in hashes)


def test_what_counts_no_longer_is_removed_and_old_secrets_with_it(database: Database) -> None:
    for days in range(3):
        attempt(database, NOW + timedelta(days=days))
    for _ in range(2):
        forget_old_attempts(database, NOW + timedelta(days=2))
        with database.reading() as session:
            assert session.scalars(select(LimitedAttempt.at)).all() == [NOW + timedelta(days=2)]
            assert session.scalars(select(LimitSecret.day).order_by(LimitSecret.day)).all() == [
                (NOW + timedelta(days=days)).date() for days in (1, 2)
            ]


def test_a_refused_attempt_leaves_no_row(database: Database) -> None:
    for _ in range(20):
        attempt(database, NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(LimitedAttempt)) == 3


def test_no_limit_reaches_further_than_a_key_is_known() -> None:
    with pytest.raises(ValueError):
        Limit("long", 1, LONGEST_WINDOW + timedelta(seconds=1))
    with pytest.raises(ValueError):
        Limit("none", 1, timedelta(0))


@settings(max_examples=settings().max_examples // 2)
@given(st.lists(st.integers(0, 40), max_size=25), st.integers(1, 4), st.integers(1, 90))
def test_it_decides_as_a_list_of_moments_would(pauses: list[int], allowed: int, window: int) -> None:
    """Against the plain way: keep what was allowed, drop what is too old, and count."""
    engine = create_engine("sqlite://")
    Model.metadata.create_all(engine, [Model.metadata.tables[name] for name in ("limited_attempt", "limit_secret")])
    limit, kept, now = Limit("plain", allowed, window * MINUTE), deque[datetime](), NOW
    with Session(engine) as session:
        for pause in pauses:
            now += pause * MINUTE
            while kept and kept[0] <= now - limit.window:
                kept.popleft()
            answer = note_attempt(session, limit, "key", now)
            if len(kept) < allowed:
                kept.append(now)
                assert answer == Allowed(allowed - len(kept))
            else:
                assert answer == WaitUntil(kept[0] + limit.window)
    engine.dispose()


@pytest.mark.parametrize(
    ("remote", "forwarded", "source"),
    [
        ("203.0.113.9", None, None),  # kept for documents: counts as private
        ("8.8.8.8", None, "8.8.8.8"),
        ("8.8.8.8", "9.9.9.9", "8.8.8.8"),
        ("127.0.0.1", None, None),
        ("127.0.0.1", "9.9.9.9", "9.9.9.9"),
        ("10.0.0.7", "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        ("10.0.0.7", "9.9.9.9, nonsense", None),
        ("2606:4700:1:2:3:4:5:6", None, "2606:4700:1:2::/64"),
        ("::ffff:8.8.8.8", None, "8.8.8.8"),
        ("::1", "2606:4700:1:2::9", "2606:4700:1:2::/64"),
        (None, None, None),
    ],
)
def test_where_a_request_comes_from(remote: str | None, forwarded: str | None, source: str | None) -> None:
    assert find_source(remote, forwarded) == source
