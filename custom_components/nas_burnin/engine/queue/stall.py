"""How long a test has moved no byte: by what it did, never by how old it is.

Only time counts in which the test should have worked and the host answered. After a
restart the count begins anew.
"""

from dataclasses import dataclass, replace

from ..model import TestReport, TestState

LONGEST_LOOK = 60.0
"""Seconds that one look counts for at the most, so that no clock can jump a stall."""


@dataclass(frozen=True, slots=True)
class Silence:
    """For how many seconds of our steady clock a test has stood at one place.

    `proven` is the part of `seconds` in which its supervisor kept saying so: where
    its records can't be written, the test may well move. `heard` is when it was last
    seen at work, None where the time since then does not count.
    """

    place: tuple[str, int, int, int | None]
    record: float | None
    paused: float
    heard: float | None
    seconds: float = 0.0
    proven: float = 0.0


def listen(before: Silence | None, report: TestReport, now: float) -> Silence:
    """Return the silence after a look that saw this report at `now`."""
    works = report.alive and report.state is TestState.TESTING
    heard = now if works else None
    record = report.updated.boot if report.updated else None
    place = _place(report)
    if before is None or before.place != place:
        return Silence(place, record, report.paused_seconds, heard)
    after = replace(before, record=record, paused=report.paused_seconds, heard=heard)
    if heard is None or before.heard is None:
        return after
    paused = max(report.paused_seconds - before.paused, 0.0)
    more = min(max(heard - before.heard - paused, 0.0), LONGEST_LOOK)
    said_so = record is not None and record != before.record
    return replace(
        after,
        seconds=before.seconds + more,
        proven=before.proven + (more if said_so else 0.0),
    )


def unheard(silence: Silence) -> Silence:
    """Return the silence after a look that saw nothing: the time until the next is lost."""
    return replace(silence, heard=None)


def _place(report: TestReport) -> tuple[str, int, int, int | None]:
    index = report.run_index
    runs = report.runs[index : index + 1] if index >= 0 else ()
    return report.nonce, index, sum(len(run.phases) for run in runs), report.offset
