"""Rows 10 and 11: what reading costs, beside the least that could read the same."""

from collections.abc import Collection, Iterable, Iterator, Sequence
import itertools
import re
import tracemalloc

import orjson

from custom_components.nas_burnin.engine.model import Smart
from custom_components.nas_burnin.engine.parse.badblocks import BadblocksParser
from custom_components.nas_burnin.engine.parse.smart import read_smart

from .reports import node_name, smart_report
from .rounds import cpu_of, race
from .table import MICROSECONDS, Line, bounded, compared, scaled

TERABYTES = 14 * 10**12
DRIVES = 60
RECORDS = 20_000
CHUNK = 90
LONG_RUN = 59 * 10**6


async def run(rows: Collection[int], rounds: int) -> Sequence[Line]:
    """Measure what was asked for."""
    lines: list[Line] = []
    if 10 in rows:
        lines.append(await _reports(rounds))
    if 11 in rows:
        lines += [await _progress(rounds), _memory()]
    return lines


async def _reports(rounds: int) -> Line:
    reports = {
        node_name(number): smart_report(number, TERABYTES) for number in range(DRIVES)
    }

    def product() -> None:
        for node, data in reports.items():
            if not isinstance(read_smart(node, data), Smart):
                raise TypeError(f"the report of {node} was not understood")

    def reference() -> None:
        for data in reports.values():
            least_fields(data)

    ours, theirs = await race(rounds, cpu_of(product, 3), cpu_of(reference, 3))
    return compared(
        10,
        "report -> model, CPU a drive / orjson.loads + the same fields",
        [taken / DRIVES for taken in ours],
        [taken / DRIVES for taken in theirs],
        MICROSECONDS,
        at_most=1.5,
    )


def least_fields(data: bytes) -> tuple[object, ...]:
    """The fields of a `Smart`, taken as they are, without a look at their sense."""
    report = orjson.loads(data)
    device, wwn = report["device"], report["wwn"]
    rows = report["ata_smart_attributes"]["table"]
    (page,) = report["ata_device_statistics"]["pages"]
    return (
        report["smartctl"]["exit_status"],
        device["name"],
        device["protocol"],
        report.get("model_name"),
        report.get("model_family"),
        report["serial_number"],
        report.get("firmware_version"),
        f"0x{wwn['naa']:x}{wwn['oui']:06x}{wwn['id']:09x}",
        report["user_capacity"]["bytes"],
        report["rotation_rate"],
        report["smart_status"]["passed"],
        report["temperature"]["current"],
        report["power_on_time"]["hours"],
        report["logical_block_size"],
        report.get("physical_block_size"),
        report["smart_support"].get("enabled"),
        report["write_cache"].get("enabled"),
        report.get("interface_speed"),
        report["power_cycle_count"],
        report["ata_smart_data"]["self_test"],
        report["ata_smart_self_test_log"],
        {row["id"]: row["raw"]["string"] for row in rows},
        [row["name"] for row in rows if row["when_failed"] == "now"],
        [row["value"] for row in page["table"] if row["name"] == "Endurance"],
    )


_RECORD = re.compile(
    rb" *(\d+\.\d\d)% done, (?:(\d+):)?(\d+):(\d\d) elapsed\. \((\d+)/(\d+)/(\d+) errors\)"
)


class LeastTail:
    """The least that reads progress as it comes: each record once, nothing else."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._tail = b""

    def feed(self, chunk: bytes) -> list[tuple[float, int]]:
        """Percent and seconds of each record that is complete now."""
        *records, self._tail = (self._tail + chunk).split(b"\x08")
        found = []
        for record in filter(None, records):
            if match := _RECORD.match(record):
                percent, hours, minutes, seconds, *_ = match.groups()
                passed = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
                found.append((float(percent), passed))
        return found


def stream(records: int) -> Iterator[bytes]:
    """What badblocks says while it goes through one phase: a record a second."""
    yield b"Checking for bad blocks in read-write mode\nFrom block 0 to 3418095615\n"
    yield b"Testing with pattern 0xaa: "
    for second in range(records):
        hours, rest = divmod(second, 3600)
        record = (
            f"{100 * second / records:6.2f}% done, {hours}:{rest // 60:02}:{rest % 60:02}"
            " elapsed. (0/0/0 errors)"
        ).encode()
        yield record + b"\x08" * len(record)
    yield b"done                                                 \n"


def chunked(parts: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of one size, a few thousand parts at a time."""
    left = b""
    for batch in itertools.batched(parts, 4096, strict=False):
        data = left + b"".join(batch)
        whole = len(data) - len(data) % size
        yield from (data[start : start + size] for start in range(0, whole, size))
        left = data[whole:]
    yield left


async def _progress(rounds: int) -> Line:
    chunks = list(chunked(stream(RECORDS), CHUNK))

    def product() -> None:
        parser = BadblocksParser()
        _expect(sum(len(parser.feed(chunk)) for chunk in chunks), RECORDS + 3)

    def reference() -> None:
        parser = LeastTail()
        _expect(sum(len(parser.feed(chunk)) for chunk in chunks), RECORDS - 1)

    ours, theirs = await race(rounds, cpu_of(product), cpu_of(reference))
    return compared(
        11,
        f"progress parser, CPU a record in {CHUNK} B chunks / least incremental tail",
        [taken / RECORDS for taken in ours],
        [taken / RECORDS for taken in theirs],
        MICROSECONDS,
        at_most=2.0,
    )


def _expect(found: int, expected: int) -> None:
    if found != expected:
        raise ValueError(f"{found} records were read, not {expected}")


def peak_memory(size: int) -> int:
    """The most bytes that a parser held while it read a stream of this size."""
    parser = BadblocksParser()
    records = [*stream(1000)]
    opening, body = records[:2], records[2:-1]
    for part in (*opening, *body):
        parser.feed(part)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        fed = 0
        while fed < size:
            for part in body:
                parser.feed(part)
                fed += len(part)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before


def _memory() -> Line:
    return bounded(
        11,
        f"progress parser, peak memory over a run of {LONG_RUN // 10**6} MB",
        peak_memory(LONG_RUN),
        scaled("B"),
        at_most=4096,
        reference="one record",
    )
