"""`governance serve`: answers readers, and does the scheduled work."""

import errno
import multiprocessing
import os
import signal
import socket
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from configparser import Error as IniError
from ipaddress import ip_address
from multiprocessing import resource_tracker
from threading import Thread
from typing import Any

from governance.cli.configuration import (
    VARIABLE,
    add_config_argument,
    describe_database,
    open_record,
    read_configuration,
)
from governance.cli.problems import BadInput

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 6543
# Threads of a process that answer. Fewer would let one act that waits for SQLite's write lock hold up readers; more
# only take turns.
ANSWERING_THREADS = 2
# How long a browser may take to send a request's head, and how long an answer may take once the server is to end.
HEADER_MILLISECONDS, PATIENCE_SECONDS = 10_000, 5


def add_commands(subparsers: Any) -> None:
    parser: ArgumentParser = subparsers.add_parser(
        "serve",
        help="serve the portal",
        description="Serve the portal until Ctrl+C. The settings say how many processes answer, and whether the "
        "scheduled work is done here too.",
    )
    parser.add_argument("--port", type=read_port, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    parser.add_argument(
        "--host", default=DEFAULT_HOST, metavar="ADDR",
        help=f"the address to listen at; default: {DEFAULT_HOST}, which only this machine reaches",
    )  # fmt: skip
    add_config_argument(parser)
    parser.set_defaults(run=run)


def read_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError
    return int(text)


read_port.__name__ = "port"  # argparse says "invalid port value"


def run(arguments: Namespace) -> int:
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    from governance.cli.application import make_application, set_up_logging

    configuration = read_configuration(arguments)
    settings = configuration.settings
    try:
        set_up_logging(configuration.file)
    except (KeyError, ValueError, TypeError, AttributeError, ImportError, IniError) as error:
        raise BadInput(f"{configuration.file}: its logging sections cannot be used: {error}") from None
    database = open_record(settings)
    try:
        address = find_address(arguments.host, arguments.port)
        os.environ[VARIABLE] = configuration.file
        server = Server(
            target="governance.cli.application:make_application",
            address=address,
            port=arguments.port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            blocking_threads=ANSWERING_THREADS,
            websockets=False,
            # It would print each reader's address; the portal keeps its own log of requests.
            log_access=False,
            log_level=LogLevels.warning,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
            workers_kill_timeout=PATIENCE_SECONDS,
        )
        host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
        print(f"Serving {describe_database(settings.url)} at http://{host}:{arguments.port}/", flush=True)
        if not settings.mail_host:
            print(f"No mail server is set: messages become files in {settings.mail_folder}", flush=True)
        print_demo_links(database, address, arguments.port)
        if settings.jobs:
            do_scheduled_work(server, database, settings)
        use_spawned_processes()
        hand_over_interrupts()
        try:
            server.serve(target_loader=make_application, wrap_loader=False)
        except SystemExit as ending:  # a process of the server ended by itself; the server has said so
            return 2 if ending.code else 0
    finally:
        database.close()
    return 0


def print_demo_links(database: Any, address: str, port: int) -> None:
    """Print a link that signs in for each role, where only this machine is served, and only the demo stands here."""
    from governance.accounts.demo_links import DEMO_ROLES, make_demo_links
    from governance.clock import read_clock
    from governance.db.retry import run_act

    if not ip_address(address).is_loopback:
        return
    host = f"[{address}]" if ":" in address else address
    links = run_act(database, lambda session: make_demo_links(session, read_clock(), f"http://{host}:{port}"))
    if links:
        print("To look around signed in (each link works once, for 20 minutes):")
        for role, link in links:
            print(f"  {DEMO_ROLES[role]:22} {link}", flush=True)


def do_scheduled_work(server: Any, database: Any, settings: Any) -> None:
    """Let the main process, which answers nobody, do what is due for as long as the server runs."""
    from governance.cli.scheduled import list_jobs
    from governance.clock import read_clock
    from governance.jobs.runner import make_holder, start_job_thread

    jobs = list_jobs(settings, read_clock)
    stop: list[Callable[[], None]] = []
    server.on_startup(lambda: stop.append(start_job_thread(database, read_clock, jobs, make_holder()).stop))
    server.on_shutdown(lambda: [end() for end in stop])


def use_spawned_processes() -> None:
    """Start each process afresh: a copy of this one could inherit a lock that the scheduled work was holding."""
    multiprocessing.set_start_method("spawn", force=True)
    # Its helper process, once it starts, would let interrupts through again; so it starts first.
    resource_tracker.ensure_running()


def hand_over_interrupts() -> None:
    """Turn Ctrl+C into an orderly end.

    A terminal sends it to every process, and one that is still starting would answer with a traceback. So all of them
    block it (they inherit that), and the main one passes it on to itself as the signal to end.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def wait() -> None:
        signal.sigwait({signal.SIGINT})
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, name="interrupts", daemon=True).start()


def find_address(host: str, port: int) -> str:
    """The numeric address of a host of this machine. Raises BadInput where the portal could not listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise BadInput(f"{host} is no address of this machine: leave --host out, or try --host 0.0.0.0") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as a server does after a restart
        try:
            probe.bind(place)
            probe.listen(1)
        except PermissionError:
            raise BadInput(f"port {port} is not open to you: try --port {DEFAULT_PORT}") from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise BadInput(f"{host} is no address of this machine: leave --host out") from None
            raise BadInput(
                f"port {port} is taken, perhaps by a portal that runs already: stop it, or try --port {port % 65535 + 1}"
            ) from None
    return str(place[0])
