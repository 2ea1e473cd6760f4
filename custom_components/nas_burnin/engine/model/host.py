"""One host as one poll saw it, and the detached tests that run there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .drive import BlockDevice, Drive, LockState
from .job import JobView
from .smart import Smart
from .words import Detector, Lock, PhaseKind, Reason, Who


@dataclass(frozen=True, slots=True)
class Stamp:
    """One moment on the host's clocks: `wall` since 1970, `boot` since its boot.

    Both in seconds. Durations are differences of `boot` within one boot id only;
    the host's wall clock is for display, and never compared with ours.
    """

    wall: float
    boot: float


class TestState(StrEnum):
    """Where the supervisor of a detached test stands."""

    __test__ = False

    HOLDING = "holding"
    HELD = "held"
    REFUSED = "refused"
    TESTING = "testing"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class PhaseTimes:
    """When badblocks entered and left one phase."""

    kind: PhaseKind
    started: Stamp
    ended: Stamp | None = None


@dataclass(frozen=True, slots=True)
class PauseTimes:
    """When badblocks was halted, and when it was let go on."""

    started: Stamp
    ended: Stamp | None = None


class TailFound(StrEnum):
    """What the supervisor found behind the last block: nothing, or which error."""

    CLEAN = "clean"
    READ = "read"
    WRITE = "write"
    CORRUPTION = "corruption"


@dataclass(frozen=True, slots=True)
class RunReport:
    """What the supervisor kept of one badblocks run.

    `stderr` is badblocks' text with superseded progress left out; `stdout` its list
    of block numbers; `exit_code` None while it runs or when a signal ended it;
    `truncated` true where the text grew past its bound. `tail` says what became of
    the bytes behind the last block, where there are any.
    """

    number: int
    started: Stamp | None = None
    ended: Stamp | None = None
    exit_code: int | None = None
    signal: int | None = None
    truncated: bool = False
    phases: tuple[PhaseTimes, ...] = ()
    tail: TailFound | None = None
    stderr: bytes = b""
    stdout: bytes = b""


@dataclass(frozen=True, slots=True)
class SampleReport:
    """A spread sample of a drive's content.

    `constant` is the one byte value that every sampled byte had, or None.
    """

    samples: int
    constant: int | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class TestReport:
    """One detached test on the host, as its files and processes tell it.

    `alive` is true while its own supervisor process runs (pid, start time and boot
    id agree). `end` says how it ended: `finished`, `stopped`, `error_limit`,
    `run_failed`, `drive_gone`, `not_started`. `offset` is the byte position in the current phase,
    `signatures` what blkid saw on the held descriptor (empty is none, None is unread).
    `pauses` are the latest 500, `paused_seconds` the sum of all.
    `whose` is the name of the controller it belongs to, empty where that is ours.
    """

    __test__ = False

    unit: str
    job_uid: str
    controller: str
    nonce: str
    state: TestState
    alive: bool
    boot_id: str
    invocation: str = ""
    supervisor_sha256: str = ""
    end: str = ""
    reason: Reason | None = None
    node_devs: tuple[str, ...] = ()
    sample: SampleReport | None = None
    signatures: tuple[str, ...] | None = None
    started: Stamp | None = None
    ended: Stamp | None = None
    updated: Stamp | None = None
    run_index: int = -1
    runs: tuple[RunReport, ...] = ()
    offset: int | None = None
    paused_seconds: float = 0.0
    pauses: tuple[PauseTimes, ...] = ()
    whose: str = ""


@dataclass(frozen=True, slots=True)
class HostInfo:
    """What the host is, and what it has: `tools` maps a name to its path or None.

    `memory_available` is in bytes. `versions` are those of tools, as they were told
    last; what does not tell is not in it.
    """

    machine_id: str
    boot_id: str
    hostname: str
    os_name: str
    os_version: str
    kernel: str
    is_truenas: bool
    has_systemd: bool
    has_zfs: bool
    memory_available: int
    now: Stamp
    tools: Mapping[str, str | None] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DetectorFailure:
    """A source of evidence that could not be believed this time.

    `where` names the one disk or partition it could not speak for; empty means
    that it could have spoken for every drive.
    """

    detector: Detector
    where: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Owner:
    """Which controller starts tests on a host, as the record there says.

    `controller` is its id and `name` how people know it. `starts` counts how often it
    took the host, and `claim` tells the last of these from every other. `since` is
    when it first took the host from `former` (id and name), by the host's own clocks.
    """

    controller: str
    name: str
    starts: int
    claim: str
    since: Stamp
    written: Stamp
    former: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class OwnerRecord:
    """The owner record of a host: `digest` stands for its very bytes, "" is none.

    `owner` is None where there is no record, or none that can be read.
    """

    digest: str = ""
    owner: Owner | None = None


@dataclass(frozen=True, slots=True)
class Opener:
    """A process that has a block device open for writing; `dev` is `major:minor`."""

    dev: str
    pid: int
    process: str


@dataclass(frozen=True, slots=True)
class Vdev:
    """One leaf of a pool as `zpool list -vHP` names it: a path or a bare GUID."""

    pool: str
    name: str
    health: str
    vdev_class: str = "data"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a low-level probe found on one disk or partition (`blkid -p`)."""

    node: str
    kind: str
    usage: str = ""
    label: str = ""
    partition_table: str = ""
    ambivalent: bool = False


@dataclass(frozen=True, slots=True)
class LsblkEntry:
    """One row of lsblk, children flattened; `parent` is the kernel name above it."""

    name: str
    kind: str
    parent: str = ""
    fstype: str = ""
    mountpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostFacts:
    """All evidence of one poll, parsed but not yet judged.

    A source that failed is absent from its field *and* listed in `failures`.
    `signatures` maps a disk or partition to what was found there (an empty tuple:
    looked and found nothing; no key: not looked at in this poll). `mounts` and
    `swaps` map a kernel `major:minor` or device path to where it is used. `links`
    maps a stable path under `/dev` to a kernel name.
    """

    devices: tuple[BlockDevice, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    lsblk: tuple[LsblkEntry, ...] = ()
    vdevs: tuple[Vdev, ...] = ()
    mounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    swaps: tuple[str, ...] = ()
    md_members: Mapping[str, str] = field(default_factory=dict)
    openers: tuple[Opener, ...] = ()
    signatures: Mapping[str, tuple[Signature, ...]] = field(default_factory=dict)
    samples: Mapping[str, SampleReport] = field(default_factory=dict)
    failures: tuple[DetectorFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one poll of the host saw; immutable.

    `asked` and `taken` are seconds of our own steady clock, when the poll was sent
    and when its answer was complete; `complete` is false when the answer's end was
    missing, and then nothing in it may permit anything. `smart` maps a kernel name
    to what was read this time. `owner` is None where its record could not be asked for.
    """

    asked: float
    taken: float
    complete: bool
    info: HostInfo | None
    facts: HostFacts
    drives: tuple[Drive, ...]
    locks: Mapping[str, LockState]
    smart: Mapping[str, Smart]
    tests: tuple[TestReport, ...]
    owner: OwnerRecord | None = None


@dataclass(frozen=True, slots=True)
class GrantView:
    """A live unlock as people see it: which lock, whose, and until when."""

    lock: Lock
    user_id: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to expect of a job that has not ended.

    `seconds` is how long all of it takes from its start, before anything was measured;
    `finish` when it ends, None while nobody can tell: it stands still, or waits for a
    person.
    """

    seconds: float
    finish: datetime | None = None


@dataclass(frozen=True, slots=True)
class DriveView:
    """A drive as people see it; `present` is false once it is gone from the host.

    `notes` is what is worth a look before a start, `outlook` of its open job,
    `note` what a person wrote on it.
    """

    drive: Drive
    lock: LockState
    present: bool = True
    job: JobView | None = None
    last_verdict: str | None = None
    grant: GrantView | None = None
    notes: tuple[Reason, ...] = ()
    outlook: Outlook | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HostView:
    """Everything the Home Assistant floor shows of one host.

    `waits_for` says why nothing that erases is started before an administrator
    confirms the queue; None where it is not so. `gate` says why no surface test is
    begun at this time, None where one may be. `queue_finish` is when the last open
    job ends, None where there is none, or where nobody can tell. `paused_by` is a
    person, or an automation. `look_seconds` is how
    long the last look took, `clock_apart` by how many minutes the host's clock was
    ahead of ours then (behind: negative), 0 where they agree well enough.
    """

    connected: bool
    since: datetime
    info: HostInfo | None = None
    problem: Reason | None = None
    drives: Mapping[str, DriveView] = field(default_factory=dict)
    running: int = 0
    queued: int = 0
    max_parallel: int = 4
    failures: tuple[DetectorFailure, ...] = ()
    paused: bool = False
    paused_since: datetime | None = None
    paused_by: Who | None = None
    waits_for: Reason | None = None
    gate: Reason | None = None
    queue_finish: datetime | None = None
    look_seconds: float | None = None
    clock_apart: int = 0
