"""`python -m bench`: runs the benchmark and prints its table. Ends with 1 if a limit is broken, 2 for a bad argument."""

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator

from bench import (
    ballots,
    cold,
    composition,
    imports,
    law,
    ledger,
    live,
    minutes,
    reduce,
    served,
    size,
    tally,
    unchanged,
)
from bench.measuring import HEADING, Figure
from bench.places import Engine, Options, open_engines

TOPICS: dict[str, Callable[[Engine, Options], Iterator[Figure]]] = {
    "unchanged": unchanged.measure,
    "served": served.measure,
    "cold": cold.measure,
    "size": size.measure,
    "import": imports.measure,
    "law": law.measure,
    "composition": composition.measure,
    "ledger": ledger.measure,
    "ballots": ballots.measure,
    "live": live.measure,
    "tally": tally.measure,
    "minutes": minutes.measure,
    "reduce": reduce.measure,
}
WHOLE = Options(seconds=4, quick=False)
QUICK = Options(seconds=1, quick=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench", description="Measure the portal against floors that are measured in the same run."
    )
    parser.add_argument(
        "--quick", action="store_true", help="a first look, not a verdict: shorter, and without a whole city"
    )
    parser.add_argument("--only", choices=TOPICS, action="append", metavar="NAME", help=f"one of {', '.join(TOPICS)}")
    asked = parser.parse_args(arguments)
    options = QUICK if asked.quick else WHOLE
    figures = []
    print(HEADING, flush=True)
    with open_engines() as engines:
        for name in asked.only or TOPICS:
            for engine in engines:
                for figure in TOPICS[name](engine, options):
                    print(figure.write(), flush=True)
                    figures.append(figure)
    broken = [figure for figure in figures if not figure.kept]
    print(f"{len(figures)} figures, {len(broken)} over the limit" if broken else f"{len(figures)} figures, none over")
    return 1 if broken else 0


if __name__ == "__main__":
    # Pyramid 2.1 and deform 3.0.1 import pkg_resources, and WebOb 1.8 cgi, until their next major versions.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", "pkg_resources is deprecated", UserWarning)
    sys.exit(main())
