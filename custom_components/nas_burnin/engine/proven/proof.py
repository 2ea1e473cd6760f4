"""What the records of one run of badblocks must show before the run counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Reason, Run, RunReport, TestReport
from ..parse.summary import RunSummary, summarise


@dataclass(frozen=True, slots=True)
class Told:
    """One run that was asked for, with what the supervisor and badblocks told of it."""

    run: Run
    report: RunReport
    summary: RunSummary


def tell(runs: Sequence[Run], report: TestReport) -> tuple[Told, ...]:
    """Return the runs that a report has, with what badblocks said in each."""
    reports = {run.number: run for run in report.runs}
    return tuple(
        Told(run, told, summarise(told.stderr, told.stdout))
        for run in runs
        if (told := reports.get(run.number))
    )


def run_gaps(told: Told) -> Iterator[Reason]:
    """Yield everything that a run which came to its end has, and this one lacks."""
    run, report, summary = told.run, told.report, told.summary
    values = {"pattern": run.pattern.argument if run.pattern else "-"}
    if report.exit_code != 0 or report.signal is not None:
        yield Reason("exit_not_clean", {**values, "status": _status(report)})
    if report.truncated or summary.list_unreadable:
        yield Reason("output_not_whole", values)
    if (summary.first, summary.last) != (run.first, run.last):
        yield Reason(
            "other_range", {**values, "first": str(run.first), "last": str(run.last)}
        )
    if summary.phases != tuple((run.pattern, kind) for kind in run.phases):
        yield Reason("phases_missing", {**values, "found": str(len(summary.phases))})
    if not _times_agree(told):
        yield Reason("times_missing", values)
    if summary.completed is None or summary.interrupted is not None:
        yield Reason("not_completed", values)
    if run.tail and report.tail is None:
        yield Reason("tail_untested", {**values, "bytes": str(run.tail)})
    if not summary.orderly or summary.messages:
        yield Reason("output_odd", {**values, "text": "; ".join(summary.messages[:3])})


def is_whole(told: Told) -> bool:
    """True for a run that came to its end, whatever it found, with all evidence of it."""
    return not any(True for _ in run_gaps(told))


def _times_agree(told: Told) -> bool:
    """True when the supervisor, too, saw every phase from its start to its end."""
    seen = told.report.phases
    return tuple(times.kind for times in seen) == told.run.phases and all(
        times.ended for times in seen
    )


def _status(report: RunReport) -> str:
    if report.signal is not None:
        return f"signal {report.signal}"
    return "-" if report.exit_code is None else str(report.exit_code)
