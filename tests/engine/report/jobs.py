"""A standard burn-in with all that is measured in one, and pages taken apart."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
import math
from typing import Any, override

from custom_components.nas_burnin.engine.model import (
    Attempt,
    Counters,
    ErrorCounts,
    Job,
    JobState,
    Lock,
    Pause,
    PauseCause,
    PhaseKind,
    PhaseRecord,
    Protocol,
    Reason,
    Sample,
    Smart,
    Stage,
    StageKind,
    StageState,
    SurfaceOptions,
    TestHandle,
    Unlocked,
    Verdict,
)
from custom_components.nas_burnin.engine.queue.plan import plan_surface
from tests.engine.builders import NOON

SIZE = 14_000_519_643_136
PHASE = timedelta(hours=21)
CRC_ROSE = Reason("counter_rose", {"counter": "crc", "before": "0", "after": "2"})


def smart(text: str = "ZL2A0001", **changes: Any) -> Smart:
    """What a drive says of itself."""
    said = Smart(
        protocol=Protocol.ATA,
        model="ST14000NM001G",
        family=text,
        serial="ZL2A0001",
        firmware=text,
        wwn=text,
        size=SIZE,
        rotation_rate=7200,
        passed=True,
        temperature=31,
        power_on_hours=3,
        counters=Counters(reallocated=0, pending=0, crc=0, power_cycles=4),
    )
    return replace(said, **changes)


def phases() -> tuple[PhaseRecord, ...]:
    """Eight passes, one after the other."""
    runs = plan_surface(SIZE, SurfaceOptions()).runs
    parts = [(run, kind) for run in runs for kind in run.phases]
    return tuple(
        PhaseRecord(
            number=number,
            pattern=run.pattern,
            kind=kind,
            size=SIZE,
            started=NOON + PHASE * (number - 1),
            ended=NOON + PHASE * number,
            seconds=PHASE.total_seconds() + 0.25,
        )
        for number, (run, kind) in enumerate(parts, 1)
    )


def samples(each: int = 200) -> tuple[Sample, ...]:
    """So many places of each pass: slower towards the end, warmer in the afternoon."""
    second = PHASE.total_seconds()
    return tuple(
        Sample(
            second=int(second * (phase - 1 + place / each)),
            phase=phase,
            position=int(SIZE * place / each / 2**20),
            speed=int(240_000 - 120_000 * place / each),
            temperature=int(36 + 4 * math.sin(place / each * math.tau)),
        )
        for phase in range(1, 9)
        for place in range(each)
    )


def burnt_in(text: str = "ZL2A0001") -> Job:
    """A job that passed with a note, broken off and paused once.

    `text` stands wherever a host or a person could have written something.
    """
    plan = plan_surface(SIZE, SurfaceOptions())
    done = phases()
    ended = NOON + PHASE * 8
    before, after = smart(text), smart(text, temperature=41, power_on_hours=195)
    after = replace(after, counters=replace(after.counters, crc=2))
    why = Reason("tool_exit", {"exit": "1", "text": text})
    broken = Attempt(
        handle=TestHandle("unit", "first-nonce", "boot", released=True),
        runs=plan.runs,
        ended=NOON + timedelta(days=3),
        reason=why,
        phases=done[:3],
        found=(text,),
    )
    surface = Stage(
        1,
        StageKind.SURFACE_VALIDATE,
        StageState.PASSED,
        started=NOON,
        ended=ended,
        phases=done,
        handle=TestHandle("unit", "second-nonce", "boot", released=True),
        attempts=(broken,),
    )
    check = Stage(
        3,
        StageKind.FINAL_CHECK,
        StageState.PASSED,
        started=ended + timedelta(days=1),
        ended=ended + timedelta(days=1, seconds=8),
        smart_before=before,
        smart_after=after,
        reasons=(CRC_ROSE, why),
    )
    return Job(
        uid="5c7d0f6e2b8a4c1d9e3f7a6b5c4d3e2f",
        host_id="4c5b8e0a9d3f4d52a7f0c3a1b2d4e6f8",
        drive_key="5000c500e1a2b3c4-zl2a0001",
        serial=text,
        model="ST14000NM001G" if text == "ZL2A0001" else text,
        size=SIZE,
        profile="standard" if text == "ZL2A0001" else text,
        stages=(
            Stage(
                0,
                StageKind.SHORT_SMART,
                StageState.PASSED,
                started=NOON - timedelta(minutes=3),
                ended=NOON - timedelta(minutes=1),
                smart_before=before,
                smart_after=before,
            ),
            surface,
            Stage(
                2,
                StageKind.LONG_SMART,
                StageState.PASSED,
                started=ended,
                ended=ended + timedelta(days=1),
            ),
            check,
        ),
        created=NOON - timedelta(hours=1),
        order=1.5,
        state=JobState.PASSED,
        requested_by="user-1",
        started=NOON - timedelta(minutes=3),
        ended=ended + timedelta(days=1, seconds=8),
        verdict=Verdict.PASSED_WITH_NOTES,
        reasons=(CRC_ROSE, why),
        unlock=Unlocked(Lock.HAS_DATA, "digest", "user-2", NOON),
        pauses=(
            Pause(
                PauseCause.HEAT,
                NOON + timedelta(days=2),
                NOON + timedelta(days=2, minutes=34),
                user_id="user-2",
                temperature=56,
            ),
        ),
        firmware=text,
        versions={"smartctl": "7.4", "os": text},
    )


def failed() -> Job:
    """A job whose second pass found more than it was to find."""
    job = burnt_in()
    surface = replace(
        job.stages[1],
        state=StageState.FAILED,
        phases=phases()[:2],
        attempts=(),
        errors=ErrorCounts(corruption=100),
        bad_blocks=tuple(range(17, 117)),
    )
    return replace(
        job,
        stages=(job.stages[0], surface),
        state=JobState.FAILED,
        verdict=Verdict.FAILED,
        reasons=(Reason("error_limit_reached", {"limit": "100"}),),
    )


def kinds_of(job: Job, *kinds: StageKind) -> Job:
    """A job of other stages, which all passed."""
    stages = [
        Stage(place, kind, StageState.PASSED, started=NOON, ended=NOON)
        for place, kind in enumerate(kinds)
    ]
    return replace(job, stages=tuple(stages))


def phase_of_read() -> PhaseRecord:
    """The one pass of a test that only reads."""
    return replace(phases()[0], pattern=None, kind=PhaseKind.VERIFY)


@dataclass
class Page(HTMLParser):
    """A page taken apart."""

    tags: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    text: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def taken_apart(text: str) -> Page:
    """The page of a text whose elements are all closed in order."""
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open
    return page
