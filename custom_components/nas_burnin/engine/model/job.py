"""Jobs, stages, phases and the plan of a surface test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .smart import Smart
from .words import (
    FOUR_PATTERNS,
    Activity,
    Actor,
    JobState,
    Lock,
    Pattern,
    PauseCause,
    PhaseKind,
    Reason,
    StageKind,
    StageState,
    Verdict,
    Who,
)


@dataclass(frozen=True, slots=True)
class SurfaceOptions:
    """What a person may choose for a surface test.

    `error_limit` is the number of bad blocks after which badblocks gives up; zero
    (no limit) is not allowed, because a dead drive would list billions.
    """

    patterns: tuple[Pattern, ...] = FOUR_PATTERNS
    error_limit: int = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One call of badblocks: one pattern over one range of blocks, both inclusive.

    `write` false means an existing pattern is only read and compared, and without a
    pattern only whether every block can be read: such a run never writes.
    `block_size` is in bytes, `blocks_at_once` in blocks. `step` is the place of the
    pattern in the whole test, from 0: an interrupted run is gone on with in several,
    each with a `number` of its own. `tail` is how many bytes of the drive lie behind
    its last block: less than one, tested with the run.
    """

    number: int
    pattern: Pattern | None
    write: bool
    block_size: int
    blocks_at_once: int
    first: int
    last: int
    step: int = 0
    tail: int = 0

    def __post_init__(self) -> None:
        """Refuse a run that would write nobody knows what."""
        if self.write and self.pattern is None:
            raise ValueError("a run without a pattern can't write")

    @property
    def phases(self) -> tuple[PhaseKind, ...]:
        """The phases badblocks goes through in this run, in order."""
        if self.write:
            return (PhaseKind.WRITE, PhaseKind.VERIFY)
        return (PhaseKind.VERIFY,)


@dataclass(frozen=True, slots=True)
class SurfacePlan:
    """Every run of a surface test, in order; `size` of the drive in bytes.

    After `attempts` that were broken off, `rest` is what is left to do; while it is
    empty that is everything.
    """

    size: int
    error_limit: int
    runs: tuple[Run, ...]
    rest: tuple[Run, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def erases(self) -> bool:
        """True for a test that writes, also where only a comparison is left of it."""
        return any(run.pattern is not None for run in self.runs)

    @property
    def asked(self) -> tuple[Run, ...]:
        """What the present test has to do."""
        return self.rest or self.runs

    @property
    def phase_count(self) -> int:
        """How many phases the whole test has (8 for four patterns)."""
        return sum(len(run.phases) for run in self.runs)


@dataclass(frozen=True, slots=True)
class ErrorCounts:
    """badblocks' cumulative counts: read, write and corruption errors."""

    read: int = 0
    write: int = 0
    corruption: int = 0

    @property
    def total(self) -> int:
        """All errors of the three kinds."""
        return self.read + self.write + self.corruption


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """One write or verify phase: its place in the test, times and speed.

    `number` counts from 1 over the whole test; `size` is the bytes it goes through,
    `seconds` its duration by the host's own steady clock, without pauses where
    they are known. Of a phase that was broken off both are those of its parts. The
    last phase of a run has a duration only where all evidence of the run is there.
    """

    number: int
    pattern: Pattern | None
    kind: PhaseKind
    size: int
    started: datetime
    ended: datetime | None = None
    seconds: float | None = None

    @property
    def bytes_per_second(self) -> float | None:
        """The average speed of a phase that has ended."""
        if not self.seconds:
            return None
        return self.size / self.seconds


@dataclass(frozen=True, slots=True)
class TestHandle:
    """How to recognise our own detached test again, whatever happened since.

    `nonce` was made for this one start; `invocation` is systemd's, empty without
    it. A process id alone is never a handle. `released` is true from before the test
    was told to go: until then not one byte was written, whatever became of it.
    """

    unit: str
    nonce: str
    boot_id: str
    invocation: str = ""
    supervisor_sha256: str = ""
    released: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One detached test of a stage that was broken off, and what it had found.

    `runs` is what it was asked to do. `found` are the signatures that were on the
    drive when it was held. What it left to do is in the stage, or in the attempt that
    followed it.
    """

    handle: TestHandle
    runs: tuple[Run, ...]
    ended: datetime
    reason: Reason
    phases: tuple[PhaseRecord, ...] = ()
    errors: ErrorCounts = ErrorCounts()
    bad_blocks: tuple[int, ...] = ()
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a job stood still; without `ended` it does so now.

    `user_id` is who wanted it, `temperature` in degrees Celsius what was too hot.
    """

    cause: PauseCause
    started: datetime
    ended: datetime | None = None
    user_id: str | None = None
    temperature: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a job and all that is known of it.

    `runs` is what the test under way, or the next one, has to do: after the first of
    `attempts` was broken off what is left, on a host with little memory the plan in
    smaller chunks; while it is empty the whole plan.
    """

    position: int
    kind: StageKind
    state: StageState = StageState.PENDING
    options: SurfaceOptions = SurfaceOptions()
    started: datetime | None = None
    ended: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    phases: tuple[PhaseRecord, ...] = ()
    errors: ErrorCounts = ErrorCounts()
    bad_blocks: tuple[int, ...] = ()
    handle: TestHandle | None = None
    smart_before: Smart | None = None
    smart_after: Smart | None = None
    runs: tuple[Run, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a person unlocked for one job: this lock with this evidence, nothing else.

    `evidence` is the digest of what was seen, `user_id` who typed the words at `at`.
    The person's grant was spent on it.
    """

    lock: Lock
    evidence: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """One burn-in of one drive; immutable, every change is a new value.

    `order` sorts the queue (lower first). `requested_by` is the Home Assistant
    user id, or None where no person asked. `unlock` is there where the drive was
    locked when the job was queued. `waits` says why a job that has begun is not gone
    on with before a person wants it; `continues` is the job that this one goes on with.
    `firmware` is the drive's when the job was queued. `versions` are those of what
    tested it, by name (`nas_burnin`, `os`, `kernel`, `smartctl`, `badblocks`, `nvme`),
    as they were when the job began; what did not tell is not in it.
    """

    uid: str
    host_id: str
    drive_key: str
    serial: str
    model: str
    size: int
    profile: str
    stages: tuple[Stage, ...]
    created: datetime
    order: float
    state: JobState = JobState.QUEUED
    requested_by: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    cancel_requested: bool = False
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    unlock: Unlocked | None = None
    pauses: tuple[Pause, ...] = ()
    waits: Reason | None = None
    continues: str | None = None
    firmware: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def pause(self) -> Pause | None:
        """The pause that the job is in, or should be; a person's before that of heat."""
        now = [pause for pause in self.pauses if pause.ended is None]
        return min(
            now, key=lambda pause: list(PauseCause).index(pause.cause), default=None
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running job stands.

    `percent` runs 0 to 100 over all phases of the stage and never goes back;
    `phase_percent` within the phase; `speed` in bytes a second; `eta` in seconds.
    """

    percent: float = 0.0
    phase: int | None = None
    phase_count: int | None = None
    pattern: Pattern | None = None
    phase_kind: PhaseKind | None = None
    phase_percent: float | None = None
    speed: float | None = None
    eta: float | None = None
    finish: datetime | None = None
    bad_blocks: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a surface test stood at one moment, in the small units it is kept in.

    `second` since the stage began, by a steady clock; `phase` from 1 over the stage,
    `position` in MiB from the start of the drive, `speed` in KiB/s, `temperature` in
    degrees Celsius.
    """

    second: int
    phase: int
    position: int
    speed: int
    temperature: int | None = None


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people see it: the record, and what it is doing now.

    `stalled_since` is when a test that has been silent for too long moved its last
    byte, `paused_minutes` how long the job has stood still in all.
    """

    job: Job
    activity: Activity | None = None
    activity_since: datetime | None = None
    stage: StageKind | None = None
    progress: Progress = Progress()
    queue_position: int | None = None
    stalled_since: datetime | None = None
    paused_minutes: int = 0


@dataclass(frozen=True, slots=True)
class StartRequest:
    """One person's (or automation's) wish to burn in one drive.

    `requested_by` is the person's login; without it, or with `automation`, no person
    asks, and only a free drive is erased. `seen` is the digest of the evidence that
    was shown when the wish was made (`safety.digest`), None where none was. With
    `unasked` nobody asks: the drive is new, and the integration begins by itself.
    """

    drive_key: str
    profile: str
    stages: tuple[StageKind, ...]
    options: SurfaceOptions = SurfaceOptions()
    requested_by: str | None = None
    automation: bool = False
    seen: str | None = None
    unasked: bool = False

    @property
    def actor(self) -> Actor:
        """Who asks."""
        if self.unasked:
            return Actor()
        if self.requested_by and not self.automation:
            return Actor.person(self.requested_by)
        return Actor(Who.AUTOMATION, self.requested_by)


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """What became of one start request.

    `outcome` is `queued`, `skipped` (nothing was wrong, but no job was made: one is
    already there) or `locked` (evidence of use). `reasons` say why; of what is queued
    they are what is worth a look all the same.
    """

    drive_key: str
    outcome: str
    job_uid: str | None = None
    reasons: tuple[Reason, ...] = field(default=())
