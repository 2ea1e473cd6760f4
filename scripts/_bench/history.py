"""Row 17: what a week of one drive takes in the history file, and wears out."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
import itertools
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory

from custom_components.nas_burnin.engine.history import History, Sample
from custom_components.nas_burnin.engine.model import Job, Stage, StageKind

from .table import Line, bounded, compared, scaled

MINUTES = 7 * 24 * 60
AT_ONCE = 60
TERABYTES = 14 * 10**12
MOST_A_WEEK = 250_000
MOST_WRITTEN = 700


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for; sizes are the same in every round."""
    with TemporaryDirectory() as folder:
        kept, written = await _product(Path(folder) / "history.db")
        least, least_written = _reference(Path(folder) / "least.db")
    a_sample = scaled("B")
    return [
        compared(
            17,
            "history, bytes kept a sample over a week / integers in one bare table",
            [kept / MINUTES],
            [least / MINUTES],
            a_sample,
            at_most=1.25,
        ),
        bounded(
            17,
            "history, a week of one drive at a sample a minute",
            kept,
            scaled("KB", 1e-3),
            at_most=MOST_A_WEEK,
            reference=scaled("KB", 1e-3)(least),
        ),
        bounded(
            17,
            f"history, bytes written a sample, {AT_ONCE} at once",
            written / MINUTES,
            a_sample,
            at_most=MOST_WRITTEN,
            reference=a_sample(least_written / MINUTES),
        ),
    ]


def week() -> Iterator[tuple[Sample, ...]]:
    """The samples of a week, as many together as are written at once."""
    samples = (
        Sample(
            second=60 * minute,
            phase=1 + minute // 1300,
            position=minute % 1300 * 10_270,
            speed=180_000 - minute % 1300 * 60 + minute * 7919 % 400,
            temperature=38 + minute // 97 % 4,
        )
        for minute in range(MINUTES)
    )
    yield from itertools.batched(samples, AT_ONCE, strict=False)


async def _product(path: Path) -> tuple[int, int]:
    """Bytes that the samples take in the file, and bytes written for them."""
    history = await History.open(path)
    try:
        await history.add_jobs([_job()])
        before = pages_used(path)
        start = bytes_written()
        for samples in week():
            await history.add_samples("job-1", 0, samples)
        written = bytes_written() - start
    finally:
        await history.close()
    return pages_used(path) - before, written


def _job() -> Job:
    return Job(
        uid="job-1",
        host_id="host-1",
        drive_key="drive-1",
        serial="ZBN00001",
        model="ST14000NM001G",
        size=TERABYTES,
        profile="standard",
        stages=(Stage(0, StageKind.SURFACE_VALIDATE),),
        created=datetime(2026, 11, 1, tzinfo=UTC),
        order=1.0,
    )


def _reference(path: Path) -> tuple[int, int]:
    """The same integers in a table keyed by run and time, in one commit."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE sample (run INTEGER, t INTEGER, phase INTEGER,"
            " position INTEGER, speed INTEGER, temperature INTEGER,"
            " PRIMARY KEY (run, t)) WITHOUT ROWID"
        )
        before = pages_used(path)
        start = bytes_written()
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO sample VALUES (1, ?, ?, ?, ?, ?)",
            [
                (s.second, s.phase, s.position, s.speed, s.temperature)
                for samples in week()
                for s in samples
            ],
        )
        connection.execute("COMMIT")
        written = bytes_written() - start
    finally:
        connection.close()
    return pages_used(path) - before, written


def pages_used(path: Path) -> int:
    """Bytes of the database that hold anything, whatever is still in its log."""
    connection = sqlite3.connect(path)
    try:
        pages, unused, size = (
            int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
            for pragma in ("page_count", "freelist_count", "page_size")
        )
        return (pages - unused) * size
    finally:
        connection.close()


def bytes_written() -> int:
    """Bytes that this process has given to write calls."""
    counters = dict(
        line.split(": ") for line in Path("/proc/self/io").read_text().splitlines()
    )
    return int(counters["wchar"])
