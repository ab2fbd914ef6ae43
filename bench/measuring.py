"""Figures, their limits, and how they are taken."""

import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

MILLISECONDS = 1e3
# psycopg prepares a statement when it comes for the sixth time.
WARMING_CALLS, FEWEST_TURNS = 8, 20
FORMATS = {"ms": "{:,.2f}", "s": "{:,.2f}", "1/s": "{:,.0f}", "MB": "{:,.0f}", "queries": "{:.0f}"}


@dataclass(frozen=True)
class Limit:
    """What a ratio must not pass: at_least a number, or at most one."""

    number: float
    at_least: bool = False

    def holds(self, ratio: float) -> bool:
        return ratio >= self.number if self.at_least else ratio <= self.number

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.number:.2f}"


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, its floor and ours in a unit, and ours over floor.

    limit None: reported only; aim is then what is hoped for.
    """

    topic: str
    engine: str
    name: str
    floor: float
    ours: float
    unit: str
    limit: Limit | None = None
    aim: Limit | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def kept(self) -> bool:
        return self.limit is None or self.limit.holds(self.ratio)

    def judge(self) -> str:
        if self.limit:
            return "kept" if self.kept else "OVER"
        if self.aim:
            return "reached" if self.aim.holds(self.ratio) else "not yet"
        return ""

    def write(self) -> str:
        form = FORMATS[self.unit]
        bound = str(self.limit) if self.limit else f"aim {self.aim}" if self.aim else ""
        values = f"{form.format(self.floor):>10} {form.format(self.ours):>10} {self.unit:<8}{self.ratio:>7.2f}"
        return f"{self.topic:<10}{self.engine:<12}{self.name:<48}{values}   {bound:<11} {self.judge()}".rstrip()


HEADING = (
    f"{'topic':<10}{'engine':<12}{'what':<48}{'floor':>10} {'ours':>10} {'unit':<8}{'ratio':>7}   {'limit':<11} verdict"
)


def time_in_turns(works: Mapping[str, Callable[[], object]], seconds: float) -> dict[str, float]:
    """The median time in seconds of one call of each work; seconds is how long to measure in all.

    The works take turns call by call, so that whatever else the machine does meets all of them alike.
    """
    for work in works.values():
        for _ in range(WARMING_CALLS):
            work()
    times: dict[str, list[float]] = {name: [] for name in works}
    began = perf_counter()
    turns = 0
    while turns < FEWEST_TURNS or perf_counter() - began < seconds:
        turns += 1
        for name, work in works.items():
            started = perf_counter()
            work()
            times[name].append(perf_counter() - started)
    return {name: median(taken) for name, taken in times.items()}


def read_peak_memory() -> int:
    """The most memory in bytes that this process has held.

    On Linux its own count of resources starts with what the process that started it held; so the system is asked.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    # A Mac counts in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
