"""Read the frame `tests`: the detached tests of a host, ours and others'."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
import re

from ..model import (
    PauseTimes,
    PhaseKind,
    PhaseTimes,
    Reason,
    RunReport,
    SampleReport,
    TailFound,
    TestReport,
    TestState,
)
from .clean import clean
from .frames import Frame
from .host import read_stamp
from .sample import sample_of
from .shape import (
    Misshapen,
    Unreadable,
    as_count,
    as_device_number,
    as_flag,
    as_list,
    as_number,
    as_object,
    as_text,
    fail_closed,
    load_object,
    optional,
)

VERSION = 1
"""Of the records that the supervisor writes."""

ENDS = frozenset(
    {"finished", "stopped", "error_limit", "run_failed", "drive_gone", "not_started"}
)
MAX_RUNS = 1000

_OVER = (TestState.ENDED, TestState.REFUSED)
_UNIT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,254}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Tests:
    """The tests that could be read, and by unit why the others could not."""

    __test__ = False

    reports: tuple[TestReport, ...]
    unreadable: Mapping[str, Reason]


@fail_closed
def read_tests(data: bytes, frames: Mapping[str, Frame]) -> Tests:
    """Read all tests, with what badblocks said out of the frames `output:UNIT:N`.

    One test whose records are torn hides no other.
    """
    reports: list[TestReport] = []
    unreadable: dict[str, Reason] = {}
    seen: set[str] = set()
    for value in as_list(load_object(data).get("tests"), "tests"):
        fields = as_object(value, "test")
        unit = as_text(fields.get("unit"), "unit")
        if not _UNIT.fullmatch(unit) or unit in seen:
            raise Misshapen(f"no unit, or one twice: {unit}")
        seen.add(unit)
        report = _test(unit, fields, frames)
        if isinstance(report, Unreadable):
            unreadable[unit] = report.reason
        else:
            reports.append(report)
    return Tests(tuple(reports), unreadable)


@fail_closed
def _test(
    unit: str, fields: Mapping[str, object], frames: Mapping[str, Frame]
) -> TestReport:
    request = optional(as_object, fields.get("request"), "request") or {}
    alive = as_flag(fields.get("alive"), "alive")
    record = _newest(
        request,
        optional(as_object, fields.get("status"), "status"),
        optional(as_object, fields.get("checkpoint"), "checkpoint"),
    )
    if record is None:
        # Its supervisor has written nothing yet, or never came to it.
        return TestReport(
            unit=unit,
            job_uid=_text(request, "job"),
            controller=_text(request, "controller"),
            nonce=_text(request, "nonce"),
            state=TestState.HOLDING,
            alive=alive,
            boot_id=_text(request, "boot_id"),
        )
    return _report(unit, record, frames, alive=alive)


def _newest(
    request: Mapping[str, object],
    status: Mapping[str, object] | None,
    checkpoint: Mapping[str, object] | None,
) -> Mapping[str, object] | None:
    """Choose the record that knows more of the very start that was requested.

    The status is the newer one while a test runs. It is gone after a reboot, unless
    there is no folder that a reboot empties; and it may not have reached its disk, at
    the end or before a power cut, when the checkpoint has.
    """
    records = [
        record
        for record in (status, checkpoint)
        if record is not None and _is_of(record, request)
    ]
    over = [record for record in records if record.get("state") in _OVER]
    return next(iter(over + sorted(records, key=_age)), None)


def _age(record: Mapping[str, object]) -> float:
    """Sort records of one boot, the newest first; one that does not tell comes last."""
    updated = record.get("updated")
    boot = updated.get("boot") if isinstance(updated, Mapping) else None
    return -boot if isinstance(boot, int | float) else 0.0


def _is_of(record: Mapping[str, object], request: Mapping[str, object]) -> bool:
    """Tell whether a record is of this request, not left over from an older one."""
    return not request or _text(record, "nonce") == _text(request, "nonce")


def _report(
    unit: str, record: Mapping[str, object], frames: Mapping[str, Frame], *, alive: bool
) -> TestReport:
    if record.get("v") != VERSION:
        raise Misshapen("the version of the records is not known")
    nodes = as_list(record.get("nodes"), "nodes")
    return TestReport(
        unit=unit,
        job_uid=_text(record, "job"),
        controller=_text(record, "controller"),
        nonce=_text(record, "nonce"),
        state=_word(TestState, record.get("state"), "state"),
        alive=alive,
        boot_id=_text(record, "boot_id"),
        invocation=_text(record, "invocation"),
        supervisor_sha256=_text(record, "supervisor_sha256"),
        end=_end(record.get("end")),
        reason=optional(_reason, record.get("reason"), "reason"),
        node_devs=tuple(as_device_number(node, "node") for node in nodes),
        sample=optional(_sample, record.get("sample"), "sample"),
        signatures=optional(_texts, record.get("signatures"), "signatures"),
        started=optional(read_stamp, record.get("started"), "started"),
        ended=optional(read_stamp, record.get("ended"), "ended"),
        updated=optional(read_stamp, record.get("updated"), "updated"),
        run_index=_run_index(record.get("run")),
        runs=tuple(_runs(unit, record.get("runs"), frames)),
        offset=optional(as_count, record.get("offset"), "offset"),
        paused_seconds=as_number(record.get("paused_seconds"), "paused_seconds"),
        pauses=tuple(map(_pause, as_list(record.get("pauses", []), "pauses"))),
    )


def _text(fields: Mapping[str, object], key: str) -> str:
    return clean(as_text(fields.get(key, ""), key))


def _texts(value: object, what: str) -> tuple[str, ...]:
    return tuple(clean(as_text(text, what)) for text in as_list(value, what))


def _word[E: StrEnum](words: type[E], value: object, what: str) -> E:
    text = as_text(value, what)
    if text not in words:
        raise Misshapen(f"{what} is no word that is known: {text}")
    return words(text)


def _end(value: object) -> str:
    text = optional(as_text, value, "end") or ""
    if text and text not in ENDS:
        raise Misshapen(f"end is no word that is known: {text}")
    return text


def _reason(value: object, what: str) -> Reason:
    fields = as_object(value, what)
    code = as_text(fields.get("code"), what)
    if not _CODE.fullmatch(code):
        raise Misshapen(f"no code of a reason: {code}")
    values = as_object(fields.get("values"), what)
    return Reason(
        code, {clean(key): clean(as_text(text, what)) for key, text in values.items()}
    )


def _sample(value: object, what: str) -> SampleReport:
    return sample_of(as_object(value, what))


def _run_index(value: object) -> int:
    return -1 if value == -1 else as_count(value, "run")


def _runs(unit: str, value: object, frames: Mapping[str, Frame]) -> Iterator[RunReport]:
    runs = as_list(value, "runs")
    if len(runs) > MAX_RUNS:
        raise Misshapen("there are too many runs")
    for item in runs:
        fields = as_object(item, "run")
        number = as_count(fields.get("number"), "run number")
        yield _run(number, fields, frames.get(f"output:{unit}:{number}"))


def _run(number: int, fields: Mapping[str, object], output: Frame | None) -> RunReport:
    phases = as_list(fields.get("phases"), "phases")
    ended = optional(read_stamp, fields.get("ended"), "ended")
    # A run that has just begun may have said nothing yet; of one that has ended,
    # nothing means that its words were lost.
    lost = ended is not None if output is None else output.cut or output.rc != 0
    return RunReport(
        number=number,
        started=optional(read_stamp, fields.get("started"), "started"),
        ended=ended,
        exit_code=optional(as_count, fields.get("exit"), "exit"),
        signal=optional(as_count, fields.get("signal"), "signal"),
        truncated=as_flag(fields.get("truncated"), "truncated") or lost,
        phases=tuple(map(_phase, phases)),
        tail=optional(_tail, fields.get("tail"), "tail"),
        stderr=output.out if output else b"",
        stdout=output.err if output else b"",
    )


def _tail(value: object, what: str) -> TailFound:
    return _word(TailFound, value, what)


def _pause(value: object) -> PauseTimes:
    fields = as_object(value, "pause")
    return PauseTimes(
        started=read_stamp(fields.get("from"), "pause"),
        ended=optional(read_stamp, fields.get("to"), "pause"),
    )


def _phase(value: object) -> PhaseTimes:
    fields = as_object(value, "phase")
    return PhaseTimes(
        kind=_word(PhaseKind, fields.get("kind"), "phase"),
        started=read_stamp(fields.get("started"), "phase"),
        ended=optional(read_stamp, fields.get("ended"), "phase"),
    )
