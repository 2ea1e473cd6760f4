"""The campaign: `python -m tests.sim [count] [first seed]`."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
import os
import sys

from .story import Result, simulate

COUNT = 1000
FIRST = 1001
"""Beyond the seeds of the gate."""


def tell(result: Result) -> str:
    """Answer one line about a seed, and what broke in it."""
    jobs = ", ".join(f"{count} {state}" for state, count in result.jobs.items())
    line = f"seed {result.seed}: {result.steps} steps, {jobs}"
    if result.failure is None:
        return line
    notes = "\n  ".join(result.failure.__notes__)
    return f"{line}\n  BROKEN {result.failure}\n  {notes}"


def main() -> int:
    """Try so many seeds on all processors; answer the exit status."""
    numbers = [int(word) for word in sys.argv[1:3]]
    count, first = (*numbers, *(COUNT, FIRST)[len(numbers) :])
    tried, steps, broken = Counter[str](), 0, list[int]()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(simulate, range(first, first + count)):
            tried.update(result.kinds)
            steps += result.steps
            if result.failure:
                broken.append(result.seed)
            if result.failure or count <= 20:
                sys.stdout.write(f"{tell(result)}\n")
                sys.stdout.flush()
    kinds = ", ".join(f"{number} {kind}" for kind, number in tried.most_common())
    sys.stdout.write(f"{count} seeds, {steps} steps, faults: {kinds}\n")
    if broken:
        sys.stdout.write(f"BROKEN: {len(broken)} of {count}: {broken}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
