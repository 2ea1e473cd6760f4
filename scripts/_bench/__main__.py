"""Runs the rows that were asked for and prints them as one table."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
import os
import platform
import sys

from . import burning, floor, history, hosts, parsing, poll, queueing, recovery, whole
from .table import Line, Met, render

type Run = Callable[[Collection[int], int], Awaitable[Sequence[Line]]]


@dataclass(frozen=True, slots=True)
class Theme:
    """Rows that are measured together."""

    rows: frozenset[int]
    run: Run


THEMES = (
    Theme(frozenset({1, 2, 3, 20}), burning.run),
    Theme(frozenset(range(4, 10)), poll.run),
    Theme(frozenset({10, 11}), parsing.run),
    Theme(frozenset({12, 13, 14, 15}), floor.run),
    Theme(frozenset({17}), history.run),
    Theme(frozenset({18, 23}), hosts.run),
    Theme(frozenset({19}), recovery.run),
    Theme(frozenset({21}), queueing.run),
    Theme(frozenset({16, 22}), whole.run),
)
LAST_ROW = 23


def main() -> int:
    """Measure and print; 1 where an exact count is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("rows", nargs="*", type=int, help="1 to 23; all without any")
    parser.add_argument("--rounds", type=int, default=7, help="of each comparison")
    asked = parser.parse_args()
    rows = frozenset(asked.rows or range(1, LAST_ROW + 1))
    if not rows <= set(range(1, LAST_ROW + 1)) or asked.rounds < 1:
        parser.error("rows are 1 to 23, rounds at least 1")
    lines = asyncio.run(measure(rows, asked.rounds))
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {load}\n")
    print(render(lines))
    return int(any(line.met is Met.WRONG for line in lines))


async def measure(rows: Collection[int], rounds: int) -> list[Line]:
    """The lines of these rows, one theme after the other."""
    lines: list[Line] = []
    for theme in THEMES:
        wanted = theme.rows & set(rows)
        if wanted:
            print(f"bench: {sorted(wanted)} ...", file=sys.stderr)
            lines += await theme.run(wanted, rounds)
    return lines


if __name__ == "__main__":
    sys.exit(main())
