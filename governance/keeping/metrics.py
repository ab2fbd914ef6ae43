"""The portal's condition in the text form that Prometheus reads. Names and helps are English: a program reads them."""

from collections.abc import Iterator

from governance.keeping.backup import read_release
from governance.keeping.queries import Condition

PROMETHEUS = "text/plain; version=0.0.4"
"""The text form of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/"""


def write_metrics(condition: Condition) -> Iterator[str]:
    """A condition in the text form of Prometheus."""
    yield from write_metric("governance_database_up", "The database answers", int(condition.answers))
    yield from write_metric("governance_schema_current", "Its schema is this release's", int(condition.current))
    named = {"release": read_release(), "revision": condition.revision or ""}
    yield from write_metric("governance_release", "What runs", (named, 1))
    if not condition.current:
        return
    jobs = condition.jobs
    yield from write_metric(
        "governance_job_overdue",
        "Work is due and nobody does it",
        *(({"job": job.name}, int(job.overdue)) for job in jobs),
    )
    yield from write_metric(
        "governance_job_failing", "The last run failed", *(({"job": job.name}, int(job.failing)) for job in jobs)
    )
    finished = (({"job": job.name}, int(job.finished_at.timestamp())) for job in jobs if job.finished_at)
    yield from write_metric("governance_job_finished_seconds", "When the last run ended, in Unix time", *finished)
    states = (({"state": str(state)}, count) for state, count in sorted(condition.mail.counts.items()))
    yield from write_metric("governance_mail_messages", "Messages in the log, by state", *states)
    yield from write_metric("governance_mail_late", "Messages that are due and not sent", condition.mail.late)
    yield from write_metric("governance_mail_failing", "Messages whose last try failed", condition.mail.failing)
    for name, count in condition.counts.items():
        yield from write_metric(f"governance_{name}", f"Number of {name.replace('_', ' ')}", count)


def write_metric(name: str, meaning: str, *values: int | tuple[dict[str, str], int]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}."
    yield f"# TYPE {name} gauge"
    for value in values:
        labels, number = ({}, value) if isinstance(value, int) else value
        written = ",".join(f'{label}="{escape(text)}"' for label, text in labels.items())
        yield f"{name}{{{written}}} {number}" if written else f"{name} {number}"


def escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
