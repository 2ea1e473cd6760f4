"""What the engine itself wants of its jobs: cool drives, a host's pause, and progress.

Nothing here asks the host. Pauses that are wanted go into the jobs, which are kept
before a test is told; a stage that is to be ended says so before it is.
"""

from collections.abc import Callable
from dataclasses import replace

from ..clock import Clock
from ..model import (
    Drive,
    HeatLimits,
    Job,
    JobState,
    Pause,
    PauseCause,
    Reason,
    Settings,
    Snapshot,
    Stage,
    StageKind,
    StageState,
)
from ..queue.heat import (
    Heat,
    Reading,
    asked_by_heat,
    heat_reason,
    limits_of,
    read_heat,
    too_warm,
)
from ..queue.order import SURFACE
from ..queue.pauses import is_paused_by, with_pause, without_pause
from ..queue.stall import Silence, listen, unheard

ENDING = frozenset({"too_hot", "stalled"})
"""The reasons of a running stage that is to be ended, until it has."""


class Steering:
    """Remembers what the last looks told; a restart begins it anew."""

    def __init__(
        self,
        clock: Clock,
        settings: Callable[[], Settings],
        holds: Callable[[Job], Reason | None],
    ) -> None:
        """Go by these settings, whatever they are by then; `holds` may bar a job."""
        self._clock = clock
        self._settings = settings
        self._holds = holds
        self._drives: dict[str, Drive] = {}
        self._readings: dict[str, Reading] = {}
        self._silences: dict[str, Silence] = {}
        self.host_pause: Pause | None = None
        self.gate: Reason | None = None

    def see(self, snapshot: Snapshot) -> None:
        """Take in how warm the drives are."""
        now = self._clock.boottime()
        for drive in snapshot.drives:
            self._drives[drive.key] = drive
            before = self._readings.get(drive.key)
            reading = read_heat(drive, snapshot.smart, before, now)
            if reading:
                self._readings[drive.key] = reading

    def listen(self, job: Job, stage: Stage, snapshot: Snapshot) -> None:
        """Take in whether the test of a running stage moves."""
        before = self._silences.get(job.uid)
        report = stage.handle and next(
            (test for test in snapshot.tests if test.nonce == stage.handle.nonce), None
        )
        if report:
            now = self._clock.monotonic()
            self._silences[job.uid] = listen(before, report, now)
        elif before:
            self._silences[job.uid] = unheard(before)

    def unheard(self) -> None:
        """Note that the host did not answer: no test is silent for that."""
        for uid, silence in self._silences.items():
            self._silences[uid] = unheard(silence)

    def forget(self, job: Job) -> None:
        """Let go of a job that has ended."""
        self._silences.pop(job.uid, None)

    def silent_for(self, job: Job) -> float | None:
        """Seconds for which its test has moved no byte; None while that is no alarm."""
        silence = self._silences.get(job.uid)
        if silence is None or silence.seconds < self._settings().stall_alarm:
            return None
        return silence.seconds

    def knows_heat(self, drive_key: str) -> bool:
        """Tell whether a drive said just now how warm it is."""
        reading = self._readings.get(drive_key)
        return reading is not None and reading.is_fresh(self._clock.boottime())

    def with_pauses(self, job: Job) -> Job:
        """Return the job with the pauses of its host and of heat as they should be."""
        now = self._clock.now()
        if self.host_pause is None:
            job = without_pause(job, now, PauseCause.HOST)
        elif job.state is JobState.RUNNING:
            since = max(self.host_pause.started, job.started or now)
            job = with_pause(job, replace(self.host_pause, started=since))
        match self._asked_by_heat(job):
            case Heat.GO_ON:
                job = without_pause(job, now, PauseCause.HEAT)
            case Heat.PAUSE if _is_on_surface(job):
                warm = self._readings[job.drive_key].temperature
                job = with_pause(job, Pause(PauseCause.HEAT, now, temperature=warm))
        return job

    def bars(self, job: Job, stage: Stage) -> tuple[Reason, ...]:
        """Say what keeps a stage from being begun now."""
        if self.host_pause:
            return (Reason("host_paused"),)
        if held := self._holds(job):
            return (held,)
        if self.gate and stage.kind in SURFACE:
            return (self.gate,)
        limits = self._limits(job.drive_key)
        if stage.kind is StageKind.FINAL_CHECK or limits is None:
            return ()
        reason = too_warm(self._readings.get(job.drive_key), limits)
        return (reason,) if reason else ()

    def why_end(self, job: Job, stage: Stage) -> Reason | None:
        """Say why a running stage is to be ended now, whoever decided it and when."""
        decided = (reason for reason in stage.reasons if reason.code in ENDING)
        return next(decided, None) or self._too_hot(job, stage) or self._stalled(job)

    def _too_hot(self, job: Job, stage: Stage) -> Reason | None:
        limits = self._limits(job.drive_key)
        reading = self._readings.get(job.drive_key)
        if stage.kind not in SURFACE or self._asked_by_heat(job) is not Heat.STOP:
            return None
        if limits is None or reading is None or reading.temperature is None:
            raise AssertionError("what is too hot has a temperature and a limit")
        return heat_reason("too_hot", reading.temperature, limits.emergency)

    def _stalled(self, job: Job) -> Reason | None:
        silence = self._silences.get(job.uid)
        if silence is None or silence.proven < self._settings().stall_end:
            return None
        return Reason("stalled", {"minutes": str(int(silence.seconds // 60))})

    def _asked_by_heat(self, job: Job) -> Heat:
        limits = self._limits(job.drive_key)
        if limits is None:
            return Heat.KEEP
        return asked_by_heat(
            self._readings.get(job.drive_key),
            limits,
            self._clock.boottime(),
            cooling=is_paused_by(job, PauseCause.HEAT),
        )

    def _limits(self, drive_key: str) -> HeatLimits | None:
        drive = self._drives.get(drive_key)
        return limits_of(drive, self._settings()) if drive else None


def _is_on_surface(job: Job) -> bool:
    return any(
        stage.kind in SURFACE and stage.state is StageState.RUNNING
        for stage in job.stages
    )
