"""What a test said, as text for people; the records it comes from are removed."""

from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Final

from ..model import RunReport, SelfTest, Smart, TestReport
from ..text import clean

MOST: Final = 48 << 10
"""Bytes of what badblocks said that are looked at: each stream has its share."""

_LINE = 400
_SEPARATORS = re.compile(rb"[\x08\r\n]+")


@dataclass(frozen=True, slots=True)
class Said:
    """Lines of text; `part` tells the tests of one stage apart."""

    part: str
    text: str


def said_by_test(report: TestReport) -> Said:
    """What badblocks said in all runs of a test, harmless to show."""
    share = MOST // (2 * max(1, len(report.runs)))
    lines = [line for run in report.runs for line in _run_lines(run, share)]
    return Said(report.nonce, "\n".join(lines))


def said_by_drive(smart: Smart) -> Said:
    """The log of self-tests that a drive keeps, newest first."""
    lines = [_test_line(test) for test in smart.self_tests.entries]
    return Said("self_tests", "\n".join(lines))


def _run_lines(run: RunReport, share: int) -> Iterator[str]:
    yield f"== Run {run.number} of badblocks: {_end(run)} =="
    yield from _lines(run.stderr, share)
    if run.stdout.strip():
        # Whoever compares them with those of the stage must not take them for others.
        yield (
            "== Its list of bad blocks, as it printed them: corrupted ones"
            " of a run that writes are one chunk too high =="
        )
        yield from _lines(run.stdout, share)


def _end(run: RunReport) -> str:
    if run.signal is not None:
        return f"ended by signal {run.signal}"
    if run.exit_code is not None:
        return f"exit status {run.exit_code}"
    return "broken off" if run.started else "not begun"


def _lines(stream: bytes, share: int) -> Iterator[str]:
    """The lines of a stream; of what is too long its begin and its end."""
    parts: tuple[bytes, ...] = (stream,)
    if len(stream) > share:
        half = share // 2
        parts = (stream[:half], b"[...]", stream[-half:])
    for part in parts:
        lines = (clean(line, _LINE) for line in _SEPARATORS.split(part))
        yield from filter(None, lines)


def _test_line(test: SelfTest) -> str:
    words = [f"{test.kind}: {test.end}"]
    if test.hours is not None:
        words.append(f"at {test.hours} power-on hours")
    if test.lba is not None:
        words.append(f"first bad block {test.lba}")
    return ", ".join(words)
