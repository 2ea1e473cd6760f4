"""What a surface test shows while it runs: its progress, and the slices it measured."""

from ..clock import Clock
from ..model import (
    Job,
    Progress,
    Sample,
    Snapshot,
    Stage,
    StageState,
    SurfacePlan,
    TestReport,
)
from ..verdict.estimate import is_flat, speed_of
from ..verdict.progress import progress
from ..verdict.slices import Slicer, sliced
from .bench import drive_of
from .recognising import first_nonce, own_handle

SPEED_WINDOW = 30.0
"""Seconds over which the present speed is taken."""


class Meter:
    """Remembers just enough to show smoothly what moves; a restart begins it anew."""

    def __init__(self, clock: Clock) -> None:
        """Measure by this clock."""
        self._clock = clock
        # By the first nonce of a stage: what people see goes on through its attempts.
        self._shown: dict[str, Progress] = {}
        # By the nonce of a test.
        self._recent: dict[str, tuple[TestReport, ...]] = {}
        self._slicers: dict[str, Slicer] = {}

    def shown(self, stage: Stage) -> Progress | None:
        """Return the progress that was shown last; None before the first."""
        return self._shown.get(first_nonce(stage))

    def forget(self, stage: Stage) -> None:
        """Forget a test that is over, and what was shown of its stage if that is over."""
        nonce = own_handle(stage).nonce
        self._recent.pop(nonce, None)
        self._slicers.pop(nonce, None)
        if stage.state not in (StageState.PENDING, StageState.RUNNING):
            self._shown.pop(first_nonce(stage), None)

    def progress(self, plan: SurfacePlan, report: TestReport, stage: Stage) -> Progress:
        """Return how far a test is, how fast, and when it will end."""
        key, smart = first_nonce(stage), stage.smart_before
        recent = tuple(
            test
            for test in self._recent.get(report.nonce, ())
            if _seconds_between(test, report) <= SPEED_WINDOW
        )
        shown = progress(
            plan,
            report,
            self._shown.get(key),
            self._clock.now(),
            recent[0] if recent else None,
            flat=is_flat(smart),
            expected=plan.size / speed_of(plan.size, smart),
        )
        self._shown[key] = shown
        self._recent[report.nonce] = (*recent, report)
        return shown

    def slices(
        self,
        job: Job,
        plan: SurfacePlan,
        stage: Stage,
        report: TestReport,
        snapshot: Snapshot,
    ) -> tuple[Sample, ...]:
        """Return what was measured since the last poll; a restart loses one slice."""
        now = self._clock.now()
        drive = drive_of(job, snapshot)
        slicer, samples = sliced(
            plan,
            report,
            self._slicers.get(report.nonce, Slicer()),
            (now - (stage.started or now)).total_seconds(),
            drive.smart.temperature if drive and drive.smart else None,
        )
        self._slicers[report.nonce] = slicer
        return samples


def _seconds_between(earlier: TestReport, later: TestReport) -> float:
    if earlier.updated is None or later.updated is None:
        return 0.0
    return later.updated.boot - earlier.updated.boot
