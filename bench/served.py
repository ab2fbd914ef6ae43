"""Pages over HTTP, by the server and with as many threads as `governance serve` has: against a view of one row, and
against the bare server that returns the same bytes.

The server runs in a process of its own; the client is this one. It keeps several connections busy and reads no more of
an answer than its status and its length, so that it costs little beside what it measures.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.measuring import Figure, Limit, time_in_turns
from bench.places import ONE_ROW, Engine, Options, list_pages, make_application, open_demo
from governance.cli.serve import ANSWERING_THREADS
from governance.db import open_database

PAGES = ("board", "meeting", "vote")
HALF_THE_RATE = Limit(0.5, at_least=True)
CONNECTIONS, REQUESTS_OF_A_TURN = 8, 64
START_SECONDS = 30
# Headers that the server adds to every answer itself.
OF_THE_SERVER = ("date", "server", "connection")


def measure(engine: Engine, options: Options) -> Iterator[Figure]:
    with ExitStack() as stack:
        database = stack.enter_context(open_demo(engine))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="governance-bench-")))
        url = database.engine.url.render_as_string(hide_password=False)
        addresses = list_pages(make_application(database, url), database)
        portal = stack.enter_context(serve("portal", BENCH_URL=url))
        asked = list_requests(portal, addresses)
        answers = folder / "answers.json"
        answers.write_text(json.dumps([record_answer(portal, *request) for request in asked.values()]))
        bare = stack.enter_context(serve("bare", BENCH_ANSWERS=str(answers)))
        row = stack.enter_context(open_client(portal, ONE_ROW, {}, 200))
        for number, (name, (path, headers)) in enumerate(asked.items()):
            status = find_status(headers)
            with (
                open_client(portal, path, headers, status) as page,
                open_client(bare, f"/{number}", {}, status) as same_bytes,
            ):
                times = time_in_turns({"row": row, "page": page, "bare": same_bytes}, options.seconds)
            rates = {work: REQUESTS_OF_A_TURN / time for work, time in times.items()}
            yield Figure(
                "served", engine.name, f"{name}, a view of one row", rates["row"], rates["page"], "1/s", HALF_THE_RATE
            )
            yield Figure(
                "served", engine.name, f"{name}, bare server", rates["bare"], rates["page"], "1/s", aim=HALF_THE_RATE
            )


def list_requests(port: int, addresses: dict[str, str]) -> dict[str, tuple[str, dict[str, str]]]:
    """What is asked for, by name: path and headers."""
    asked: dict[str, tuple[str, dict[str, str]]] = {}
    for page in PAGES:
        path = addresses[page]
        asked[f"{page} page in full"] = path, {}
        asked[f"{page} page as 304"] = path, {"If-None-Match": find_etag(port, path)}
    return asked


def find_status(headers: dict[str, str]) -> int:
    return 304 if headers else 200


def find_etag(port: int, path: str) -> str:
    return dict(record_answer(port, path, {})[1])["etag"]


def record_answer(port: int, path: str, headers: dict[str, str]) -> tuple[str, list[tuple[str, str]], str]:
    """What the portal answers, for the bare server to repeat: status, headers (small letters), and body in base64."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)) as connection:
        connection.request("GET", path, headers={"Accept-Language": "en", **headers})
        answer = connection.getresponse()
        body = b64encode(answer.read()).decode()
    assert answer.status == find_status(headers), f"{path} answered {answer.status}"
    kept = [(name.lower(), value) for name, value in answer.getheaders() if name.lower() not in OF_THE_SERVER]
    return f"{answer.status} {answer.reason}", kept, body


# -- the client --------------------------------------------------------------------------------------------


@contextmanager
def open_client(port: int, path: str, headers: dict[str, str], status: int) -> Iterator[Callable[[], None]]:
    """A function that asks for a path REQUESTS_OF_A_TURN times, over connections that stay open and take turns."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: en"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    with ExitStack() as stack:
        connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), START_SECONDS))
            for _ in range(CONNECTIONS)
        ]
        connections[0].sendall(request)
        first = read_first(connections[0])
        assert first[9:12] == str(status).encode(), f"{path} answered {first[:12]!r}"
        start, length = first[:12], len(first)

        def ask() -> None:
            for connection in connections:
                connection.sendall(request)
            for number in range(REQUESTS_OF_A_TURN):
                connection = connections[number % CONNECTIONS]
                answer = connection.recv(length)
                if not answer.startswith(start):
                    raise RuntimeError(f"{path} answered {answer[:80]!r}")
                missing = length - len(answer)
                while missing:
                    more = connection.recv(missing)
                    if not more:
                        raise RuntimeError(f"{path}: the connection was closed within an answer")
                    missing -= len(more)
                if number + CONNECTIONS < REQUESTS_OF_A_TURN:
                    connection.sendall(request)

        yield ask


def read_first(connection: socket.socket) -> bytes:
    """The first answer of a connection, by its Content-Length; every later one to the same request is as long."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += receive(connection)
    head = answer.partition(b"\r\n\r\n")[0]
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    whole = len(head) + 4 + int(lengths[0] if lengths and head[9:12] != b"304" else 0)
    while len(answer) < whole:
        answer += receive(connection)
    return answer


def receive(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise RuntimeError("the connection was closed within an answer")
    return data


# -- the servers -------------------------------------------------------------------------------------------


@contextmanager
def serve(what: str, **environment: str) -> Iterator[int]:
    """A granian of one process that serves the portal or, bare, recorded answers; yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
               "--port", str(port), "--workers", "1", "--blocking-threads", str(ANSWERING_THREADS), "--no-ws",
               "--log-level", "error", "--factory", f"bench.served:make_{what}"]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
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


def make_portal() -> Callable[..., object]:
    """What the measured server's process serves: the portal with the floor's view."""
    url = os.environ["BENCH_URL"]
    application: Callable[..., object] = make_application(open_database(url), url)
    return application


def make_bare() -> Callable[..., object]:
    """What the bare server's process serves: the recorded answers, by their number, as they are."""
    recorded = json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text())
    answers = {
        f"/{number}": (status, [(name, value) for name, value in headers], [b64decode(body)])
        for number, (status, headers, body) in enumerate(recorded)
    }

    def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        status, headers, body = answers[environ["PATH_INFO"]]
        start_response(status, headers)
        return body

    return answer
