"""Pages over HTTP, as `governance serve` answers them: against a view of one row, and against the bare server."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measuring import Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, list_pages, make_application, open_demo

PAGES = ("board", "meeting", "vote")
HALF_THE_RATE = Limit(0.5, at_least=True)
START_SECONDS = 30


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with open_demo(engine) as database, tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        url = database.engine.url.render_as_string(hide_password=False)
        addresses = list_pages(make_application(database, url), database)
        bodies = Path(folder) / "body"
        with serve("portal", url, bodies) as portal, serve("bare", url, bodies) as bare:
            for page in PAGES:
                body = make_asker(portal, addresses[page])()
                bodies.write_bytes(body)
                works = {
                    "row": make_asker(portal, ONE_ROW),
                    "page": make_asker(portal, addresses[page]),
                    "bare": make_asker(bare, "/"),
                }
                times = time_in_turns(works, options.seconds)
                row, ours, floor = 1 / times["row"], 1 / times["page"], 1 / times["bare"]
                yield Figure("served", engine.name, f"{page} page, a view of one row", row, ours, "1/s", HALF_THE_RATE)
                yield Figure(
                    "served",
                    engine.name,
                    f"{page} page, bare server, same bytes",
                    floor,
                    ours,
                    "1/s",
                    aim=HALF_THE_RATE,
                )


@contextmanager
def serve(what: str, url: str, bodies: Path) -> Iterator[int]:
    """A granian of one worker that serves the portal or, bare, the bytes of a file; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "BENCH_URL": url, "BENCH_BODY": str(bodies)}
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "error",
               "--factory", f"bench.served:make_{what}"]  # fmt: skip
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(START_SECONDS * 20):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            # Waits a twentieth of a second, or less where the process ends.
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError("the measured server did not start")


def make_asker(port: int, path: str) -> Callable[[], bytes]:
    """A function that asks for a path over one connection that stays open. Raises RuntimeError for an error's status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask() -> bytes:
        connection.request("GET", path, headers={"Accept-Language": "en"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return body

    return ask


def make_portal() -> Callable[..., object]:
    """What the measured server's process serves: the portal with the floor's view."""
    from governance.db import open_database

    url = os.environ["BENCH_URL"]
    application: Callable[..., object] = make_application(open_database(url), url)
    return application


def make_bare() -> Callable[..., object]:
    """What the bare server's process serves: the bytes of a file, as they are when it is asked first after a change."""
    path = Path(os.environ["BENCH_BODY"])
    kept: dict[float, bytes] = {}

    def answer(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        changed = path.stat().st_mtime
        if changed not in kept:
            kept.clear()
            kept[changed] = path.read_bytes()
        body = kept[changed]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    return answer
