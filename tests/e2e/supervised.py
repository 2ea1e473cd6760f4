"""A test as its own supervisor tells of it, read on the NAS and past all our code."""

from dataclasses import dataclass
import json
from typing import Any

from mock_truenas.nas import MockNas
from mock_truenas.processes import alive
from tests.e2e.bench import met

PER_PATTERN = 2


@dataclass(frozen=True)
class Supervised:
    """One test: which it is, and all that badblocks did in it."""

    unit: str
    status: dict[str, Any]

    @property
    def identity(self) -> tuple[str, str, int, int]:
        """What no second test, and no second supervisor of one test, has in common."""
        status = self.status
        return (self.unit, status["nonce"], status["pid"], status["start_ticks"])

    @property
    def alive(self) -> bool:
        return alive(self.status["pid"])

    @property
    def phase(self) -> int:
        """The number of the phase it is in, from 1; 0 before the first."""
        index = self.status["run"]
        if index < 0:
            return 0
        return int(index) * PER_PATTERN + len(self.status["runs"][index]["phases"])

    @property
    def position(self) -> tuple[int, int]:
        """How far it is: the phase, and the bytes in it."""
        return (self.phase, self.status["offset"] or 0)

    @property
    def calls(self) -> list[list[str]]:
        """Each call of badblocks, in order, but for the descriptor it was given."""
        return [
            [word for word in run["argv"] if not word.startswith("/proc/")]
            for run in self.status["runs"]
        ]

    @property
    def phases(self) -> list[dict[str, Any]]:
        """All phases in their order."""
        return [phase for run in self.status["runs"] for phase in run["phases"]]


def supervised(nas: MockNas) -> Supervised | None:
    """The one test on the NAS as it stands now; None where there is none."""
    found = None
    for path, content in nas.read_state_files().items():
        folder, _, name = path.rpartition("/")
        # Both are the same record: the one at once with each phase, the other each
        # second.
        if name in ("status.json", "checkpoint.json"):
            one = Supervised(folder.rpartition("/")[2], json.loads(content))
            if found is None or one.position >= found.position:
                found = one
    return found


async def in_phase(nas: MockNas, number: int, seconds: float = 60) -> Supervised:
    """Wait until the one test on the NAS is in a phase, or on a busy machine past it."""

    seen: list[Supervised] = []

    def reached() -> bool:
        test = supervised(nas)
        if test is not None and test.phase >= number:
            seen.append(test)
        return bool(seen)

    await met(reached, seconds)
    (test,) = seen
    return test
