"""`governance serve` answers readers, does the scheduled work, and ends quietly."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from governance.cli.scheduled import list_jobs
from governance.clock import read_clock
from governance.settings import Settings
from tests.cli.conftest import Type, write_ini
from tests.conftest import NOW

PATIENCE_SECONDS = 60


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """A server of its own, in a process group of its own as under a terminal."""
    process = subprocess.Popen(
        [sys.executable, "-m", "governance", "serve", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder, start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        # A shell starts what it runs in the background deaf to Ctrl+C, and the tests may run so.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no thread forks here
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(check: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    """Wait until the check says yes. Fails where the process ends first, or after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not check():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ask(port: int, path: str) -> int:
    """The status of an answer; 0 where nobody answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def count_finished_jobs(folder: Path) -> int:
    connection = sqlite3.connect(folder / "record.sqlite")
    try:
        return int(connection.execute("SELECT count(*) FROM job WHERE finished_at IS NOT NULL").fetchone()[0])
    finally:
        connection.close()


def test_it_answers_does_the_work_and_ends_quietly_at_control_c(folder: Path, type_command: Type) -> None:
    file = folder / "development.ini"
    file.write_text(file.read_text("utf-8") + "governance.workers = 2\n", "utf-8")
    type_command("init")
    type_command("demo")
    number_of_jobs = len(list_jobs(Settings(""), read_clock))
    port = find_free_port()
    with serve(folder, port) as process:
        wait_for(lambda: ask(port, "/boards") == 200, process)
        assert ask(port, "/boards/brindle-harbor-crisis-response") == 200
        assert ask(port, "/boards/nowhere") == 404
        wait_for(lambda: count_finished_jobs(folder) == number_of_jobs, process)
        answer = type_command("serve", "--port", str(port))
        assert (answer.code, len(answer.complaint)) == (2, 1)
        assert f"port {port} is taken" in answer.complaint[0]
        # A terminal sends it to the whole group.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    serving, mail, heading, *links = out.splitlines()
    assert serving == f"Serving {folder}/record.sqlite at http://127.0.0.1:{port}/"
    assert mail == f"No mail server is set: messages become files in {folder}/mail"
    assert heading.startswith("To look around signed in")
    assert len(links) == 6
    assert all(f"http://127.0.0.1:{port}/" in link for link in links)
    assert "Traceback" not in err
    # Nothing but the log of requests is on standard error, and no reader's address in it.
    assert [line for line in err.splitlines() if not re.search(r" INFO governance\.request \{", line)] == []
    assert "127.0.0.1" not in err


def test_control_c_while_it_starts_is_quiet_too(folder: Path, type_command: Type) -> None:
    type_command("init")
    port = find_free_port()
    with serve(folder, port) as process:
        assert process.stdout is not None
        # It says so just before its processes start.
        assert process.stdout.readline().startswith("Serving ")
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode in (0, 130)
    assert err == ""


def test_work_that_cron_does_is_left_to_cron(folder: Path, type_command: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "development.ini"
    file.write_text(file.read_text("utf-8") + "governance.jobs = no\n", "utf-8")
    type_command("init")
    port = find_free_port()
    with serve(folder, port) as process:
        wait_for(lambda: ask(port, "/boards") == 200, process)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert count_finished_jobs(folder) == 0
    monkeypatch.setattr("governance.clock.read_clock", lambda: NOW)
    names = [job.name for job in list_jobs(Settings(""), read_clock)]
    assert type_command("tick").lines == [f"{name}: done" for name in names]
    assert type_command("tick").lines == ["No work is due."]
    assert count_finished_jobs(folder) == len(names)


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "x" * 300])
def test_an_address_that_is_not_this_machine_s_is_told(folder: Path, type_command: Type, host: str) -> None:
    type_command("init")
    answer = type_command("serve", "--host", host, "--port", str(find_free_port()))
    assert (answer.code, answer.lines, len(answer.complaint)) == (2, [], 1)
    assert "is no address of this machine" in answer.complaint[0]


def test_logging_sections_that_cannot_be_used_are_told(folder: Path, type_command: Type) -> None:
    file = write_ini(folder)
    file.write_text(file.read_text("utf-8") + "[loggers]\nkeys = root\n", "utf-8")
    type_command("init")
    answer = type_command("serve")
    assert (answer.code, len(answer.complaint)) == (2, 1)
    assert "its logging sections cannot be used" in answer.complaint[0]


def test_a_failed_job_makes_tick_say_no(folder: Path, type_command: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from governance.jobs.runner import ScheduledJob

    def fail(*_: object) -> None:
        raise ValueError("words that stay here")

    jobs = (ScheduledJob("send-notices", timedelta(hours=1), fail),)
    monkeypatch.setattr("governance.cli.scheduled.list_jobs", lambda *_: jobs)
    type_command("init")
    answer = type_command("tick")
    assert answer.code == 1
    assert re.fullmatch(r"send-notices: failed, ValueError, reference \w{10}", answer.lines[0])
