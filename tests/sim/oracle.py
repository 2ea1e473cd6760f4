"""What must never break, whatever breaks: S1 to S15 over trace, store and view.

Each rule is a function that is told of one kind of event and answers what is wrong,
or nothing. What the rules need to know of the past is kept here, read from the trace
and from the store itself, never asked of the engine.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
import json
import re
from typing import TYPE_CHECKING, Any, Self, override

from custom_components.nas_burnin.engine.model import HostView
from custom_components.nas_burnin.engine.sentences.tables import sentence
from custom_components.nas_burnin.engine.stages.bench import LATER_SELF

from . import sight
from .spans import Spans
from .trace import (
    Accepted,
    Blinded,
    Cancelled,
    Compared,
    Controlled,
    Erred,
    Event,
    Kept,
    Noted,
    Probed,
    Restored,
    Shown,
    Touched,
    Unlocked,
    Written,
)

if TYPE_CHECKING:
    from .world import World

OVER = frozenset({"passed", "failed", "cancelled", "unknown"})
MAX_AGE = 30.0
GRANT = 600.0
MAX_TASKS = 64
MAX_OUTPUT = 256 << 10
POLLS_TO_CLEAR = 40
RESUMED = frozenset({"reboot", "killed", "pulled"})
"""What a test survives: it is gone on with, and comes to the same verdict."""

FOREIGN = "foreign-"
"""How the jobs of other controllers begin."""

_UNIT = re.compile(r"nas-burnin-[A-Za-z0-9_.:-]{1,180}")
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_JOBS = """
    SELECT uid, serial, state, verdict, reasons, cancel_requested, unlock,
        continues
    FROM job
"""
_KEPT = [item.name for item in fields(Kept)]
_NOTES = """
    SELECT id, at, what, who_id, drive_key, job_uid FROM audit WHERE id > ? ORDER BY id
"""
_OPTIONS = """
    SELECT stage.options FROM stage JOIN job ON job.id = stage.job
    WHERE job.uid = ? AND stage.kind = 'surface_validate'
"""


class Broken(AssertionError):
    """A rule does not hold; `rule` names it."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(rule, what)
        self.rule = rule
        self.what = what

    @override
    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"

    def at(self, seed: int, step: int, now: float, log: list[str]) -> Self:
        """Say where, and how to see it again."""
        self.add_note(f"seed {seed}, step {step}, second {now:.0f}")
        self.add_note(f"again: scripts/campaign-sim 1 {seed}")
        for line in log[-40:]:
            self.add_note(line)
        return self


@dataclass
class Cover:
    """What one job has written with one pattern, and compared since."""

    written: Spans = field(default_factory=Spans)
    compared: Spans = field(default_factory=Spans)


@dataclass
class Story:
    """What the trace tells of one job."""

    since: float = 0.0
    over_for: int = 0
    """Good polls since it ended."""
    covers: defaultdict[str, Cover] = field(default_factory=lambda: defaultdict(Cover))
    errors: list[Erred] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


class Oracle:
    """Keeps what the rules need, and asks each of them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.jobs: dict[str, Kept] = {}
        self.stories: defaultdict[str, Story] = defaultdict(Story)
        self.accepted: dict[str, Accepted] = {}
        self.meant: dict[str, str] = {}
        """The disk that was meant by whoever wanted a job: its serial."""
        self.cancelled: set[str] = set()
        self.unlocked: list[Unlocked] = []
        self.notes: list[Noted] = []
        self.probes: list[Probed] = []
        self.held: dict[str, Controlled] = {}
        """The request that started a test, by its nonce."""
        self.spent: dict[str, str] = {}
        """The job for which an unlock was used."""

    def take(self, event: Event) -> None:
        """Take one event: judge it by what was before, then remember it."""
        for rule, judge in RULES.get(type(event), ()):
            for wrong in judge(self, event):
                raise Broken(rule, wrong)
        self._remember(event)

    def check(self, name: str) -> None:
        """Look at the store after each write, and at the whole world after each step."""
        if name == "written":
            for change in self._changes():
                self.take(change)
        for rule, look in LOOKS:
            for wrong in look(self):
                raise Broken(rule, wrong)

    def at_end(self) -> None:
        """Look once more when everything is over and everybody had time."""
        for rule, look in (*LOOKS, *LAST):
            for wrong in look(self):
                raise Broken(rule, wrong)

    def compare_sight(self, request: Mapping[str, Any], answer: bytes) -> None:
        """Judge a poll with blind detectors beside the same poll with none."""
        nas = self.world.nas
        ills, nas.ills = nas.ills, {}
        try:
            whole = nas.probe(request, self.world.now)
        finally:
            nas.ills = ills
        self.world.emit(
            Blinded(sight.startable(answer, request), sight.startable(whole, request))
        )

    def patterns(self, uid: str) -> tuple[str, ...]:
        """The patterns that a job was to write, as badblocks is told."""
        ((options,),) = self.world.store.sql.execute(_OPTIONS, (uid,)).fetchall()
        return tuple(f"0x{pattern}" for pattern in json.loads(options)["patterns"])

    def reload(self) -> None:
        """Begin anew with a store from before: what came since is not promised."""
        known = dict(self.jobs)
        self.jobs, self.notes = {}, []
        for change in self._changes():
            self._remember(change)
        gone = known.keys() - self.jobs.keys()
        self.accepted = {u: a for u, a in self.accepted.items() if u in self.jobs}
        self.cancelled = {u for u in self.cancelled if u in self.jobs} - {
            uid for uid, job in self.jobs.items() if not job.cancel_requested
        }
        self.unlocked = []
        self.spent = {key: uid for key, uid in self.spent.items() if uid not in gone}

    def _changes(self) -> Iterator[Kept | Noted]:
        sql = self.world.store.sql
        last = self.notes[-1].number if self.notes else 0
        for row in sql.execute(_NOTES, (last,)).fetchall():
            yield Noted(row[0], row[1] / 1000, *row[2:])
        for row in sql.execute(_JOBS).fetchall():
            kept = Kept(**dict(zip(_KEPT, row, strict=True)))
            if self.jobs.get(kept.uid) != kept:
                yield kept

    def _remember(self, event: Event) -> None:
        match event:
            case Written() | Compared() | Erred():
                self._remember_test(event)
            case Probed():
                self._remember_poll(event)
            case Controlled():
                if event.request["verb"] == "start" and not event.code:
                    self.held[event.request["nonce"]] = event
            case Touched():
                for uid, job in self.jobs.items():
                    if job.state not in OVER and event.serial in ("", job.serial):
                        self.stories[uid].touched.add(event.why)
            case Restored():
                self.reload()
            case _:
                self._remember_record(event)

    def _remember_test(self, event: Written | Compared | Erred) -> None:
        story = self.stories[event.job]
        match event:
            case Written():
                cover = story.covers[event.pattern]
                cover.written.add(event.first, event.end)
                cover.compared.remove(event.first, event.end)
            case Compared():
                cover = story.covers[event.pattern]
                for span in cover.written.within(event.first, event.end):
                    cover.compared.add(*span)
            case Erred():
                story.errors.append(event)

    def _remember_record(self, event: Event) -> None:
        match event:
            case Kept():
                if event.uid not in self.jobs:
                    self._begin(event)
                if event.state not in OVER:
                    self.stories[event.uid].over_for = 0
                self.jobs[event.uid] = event
                self.meant.setdefault(event.uid, event.serial)
            case Noted():
                self.notes.append(event)
            case Accepted():
                self.accepted[event.job] = event
                self.meant[event.job] = event.serial
            case Cancelled():
                self.cancelled.add(event.job)
            case Unlocked():
                self.unlocked.append(event)

    def _begin(self, job: Kept) -> None:
        """What was proven for the job that it goes on with counts for a job, too."""
        if job.continues and job.continues in self.stories:
            self.stories[job.uid] = deepcopy(self.stories[job.continues])
        story = self.stories[job.uid]
        story.since, story.over_for = self.world.now, 0
        if self.world.nas.full:
            story.touched.add("disk full")
        if self.world.nas.ills:
            story.touched.add("detector ill")

    def _remember_poll(self, poll: Probed) -> None:
        self.probes = [
            known for known in self.probes if poll.at - known.at <= MAX_AGE
        ] + [poll]
        weather = self.world.weather
        if not poll.complete or weather.down or weather.odds or self.world.nas.ills:
            return
        for uid, job in self.jobs.items():
            if job.state in OVER:
                self.stories[uid].over_for += 1


# --- the rules --------------------------------------------------------------------


def _s1_named_drive_only(oracle: Oracle, event: Written) -> Iterator[str]:
    meant = oracle.meant.get(event.job)
    if not event.job.startswith(FOREIGN) and event.serial != meant:
        yield f"job {event.job} for {meant} wrote on {event.serial}"


def _s2_held_all_along(_: Oracle, event: Written) -> Iterator[str]:
    if not event.held:
        yield f"{event.unit} wrote on {event.serial} without holding all of it"


def _s3_fresh_evidence(oracle: Oracle, event: Controlled) -> Iterator[str]:
    verb = event.request["verb"]
    if verb not in ("start", "go") or event.code not in ("", "refused"):
        return
    if not event.serial:
        return
    since = oracle.stories[_job_of(oracle, event)].since
    if verb == "go" and event.request["nonce"] in oracle.held:
        since = oracle.held[event.request["nonce"]].at
    good = [
        poll
        for poll in oracle.probes
        if poll.life == event.life
        and poll.complete
        and poll.boot_id == event.boot_id
        and since <= poll.at
        and event.at - poll.at <= MAX_AGE
        and event.serial in poll.looked
        and event.serial not in poll.blind
    ]
    if not good:
        yield f"{verb} on {event.serial} without a fresh and whole look"


def _s4_grant_spent(oracle: Oracle, event: Controlled) -> Iterator[str]:
    if event.request["verb"] != "go" or event.code:
        return
    uid = _job_of(oracle, event)
    job = oracle.jobs.get(uid)
    if event.was_free or job is None or oracle.stories[uid].covers:
        return
    if job.unlock is None:
        yield f"{event.serial} is locked, and its job {uid} has no unlock"
        return
    unlock = json.loads(job.unlock)
    if not unlock["user_id"]:
        yield f"the unlock of job {uid} names nobody"
    given = [
        note
        for note in oracle.notes
        if note.what == "unlocked"
        and note.who == unlock["user_id"]
        and abs(note.at * 1000 - unlock["at"]) < 2000
    ]
    if not given:
        yield f"nobody unlocked {event.serial} for job {uid}"
    if oracle.spent.setdefault(job.unlock, uid) != uid:
        yield f"the unlock of job {uid} was used before"


def _s5_blind_frees_nothing(_: Oracle, event: Blinded) -> Iterator[str]:
    if not event.blind <= event.seeing:
        yield f"blindness freed {sorted(event.blind - event.seeing)}"


def _s6_one_test_a_drive(oracle: Oracle) -> Iterator[str]:
    disks = [test.disk for test in oracle.world.nas.testing()]
    if len(disks) != len({id(disk) for disk in disks}):
        yield "two tests write on one drive"


def _s7_all_written_and_compared(oracle: Oracle, job: Kept) -> Iterator[str]:
    if job.state != "passed":
        return
    disk = next(d for d in oracle.world.nas.disks if d.serial == job.serial)
    size = disk.size // 4096 * 4096
    for pattern in oracle.patterns(job.uid):
        gaps = oracle.stories[job.uid].covers[pattern].compared.gaps(size)
        if gaps:
            yield f"job {job.uid} passed, and {pattern} was not compared on {gaps}"


def _s8_bad_never_passes(oracle: Oracle, job: Kept) -> Iterator[str]:
    if job.state != "passed":
        return
    if any(error.real for error in oracle.stories[job.uid].errors):
        yield f"job {job.uid} passed on a drive that showed errors"
    if any(d.serial == job.serial and not d.healthy for d in oracle.world.nas.disks):
        yield f"job {job.uid} passed on a drive whose health is bad"


def _s9_good_never_fails(oracle: Oracle, job: Kept) -> Iterator[str]:
    story = oracle.stories[job.uid]
    sick = any(error.real for error in story.errors) or any(
        disk.serial == job.serial and not disk.healthy
        for disk in oracle.world.nas.disks
    )
    if job.state == "failed" and not sick:
        yield f"job {job.uid} failed on a healthy drive: {job.reasons}"
    if job.state in ("failed", "unknown", "cancelled") and job.reasons == "[]":
        yield f"job {job.uid} is {job.state} without a reason"
    in_use = not story.covers and any(
        disk.serial == job.serial and not disk.is_free
        for disk in oracle.world.nas.disks
    )
    lost = story.touched - RESUMED
    excused = lost or sick or job.cancel_requested or in_use
    if job.state in ("unknown", "cancelled") and not excused:
        yield f"job {job.uid} is {job.state}, and nothing happened: {job.reasons}"


def _s10_ends_once(oracle: Oracle, job: Kept) -> Iterator[str]:
    before = oracle.jobs.get(job.uid)
    if before and before.state in OVER:
        yield f"job {job.uid} was {before.state}, and is {job.state} {job.reasons}"


def _s11_kept_before_told(oracle: Oracle, event: Event) -> Iterator[str]:
    match event:
        case Accepted(uid) if uid not in oracle.jobs:
            yield f"job {uid} was promised and is not kept"
        case Cancelled(uid) if oracle.jobs[uid].state not in OVER:
            yield f"job {uid} is said to be cancelled, and is not"
        case Unlocked(key, user):
            rows = [n for n in oracle.notes if n.what == "unlocked" and n.who == user]
            if all(note.drive_key != key for note in rows):
                yield f"the unlock of {key} is not written down"
        case Controlled() if event.request["verb"] == "go" and not event.code:
            uid = _job_of(oracle, event)
            acts = {note.what for note in oracle.notes if note.job == uid}
            asked = {"start_accepted", "continue_requested"} & acts
            if oracle.jobs[uid].continues:
                asked.add("continue_requested")
            if uid in oracle.jobs and not (asked and "released" in acts):
                yield f"job {uid} was let go before that was written down: {acts}"


def _s11_nothing_forgotten(oracle: Oracle) -> Iterator[str]:
    lost = oracle.accepted.keys() - oracle.jobs.keys()
    if lost:
        yield f"acknowledged jobs are gone: {sorted(lost)}"
    for uid in oracle.cancelled:
        if oracle.jobs[uid].state not in OVER:
            yield f"the cancel of job {uid} is forgotten"


def _s12_cleared(oracle: Oracle) -> Iterator[str]:
    waits = oracle.world.life.burnin.view.waits_for
    if waits and waits.code == LATER_SELF:
        # From a backup: what its later self may still need stays, until it is the owner.
        return
    for unit, folder in oracle.world.nas.folders.items():
        uid = folder.request["job"]
        job = oracle.jobs.get(uid)
        if job and job.state in OVER and oracle.stories[uid].over_for > POLLS_TO_CLEAR:
            yield f"{unit} is still there, and its job {uid} is {job.state}"


def _s12_nothing_left(oracle: Oracle) -> Iterator[str]:
    nas = oracle.world.nas
    ours = [u for u, f in nas.folders.items() if f.request["job"] in oracle.jobs]
    if ours:
        yield f"records are left: {ours}"
    for test in nas.testing():
        if test.disk and test.request["job"] in oracle.jobs:
            yield f"{test.disk.serial} is still held"


def _s14_text_stays_text(_: Oracle, event: Controlled) -> Iterator[str]:
    if not _UNIT.fullmatch(event.request["unit"]):
        yield f"a unit named {event.request['unit']!r}"


def _s14_harmless_words(_: Oracle, event: Shown) -> Iterator[str]:
    view: HostView = event.view
    for key in event.changed & view.drives.keys():
        shown = view.drives[key]
        reasons = [fact.reason for fact in shown.lock.evidence]
        reasons += shown.job.job.reasons if shown.job else ()
        words = [shown.drive.model, shown.drive.serial, *map(sentence, reasons)]
        if any(map(_HARMFUL.search, words)):
            yield f"{key} shows {words!r}"


def _s15_caps(oracle: Oracle) -> Iterator[str]:
    tasks = len(asyncio.all_tasks())
    if tasks > MAX_TASKS:
        yield f"{tasks} tasks"
    world = oracle.world
    for unit, folder in world.nas.folders.items():
        if any(
            len(err) + len(out) > MAX_OUTPUT for err, out in folder.outputs.values()
        ):
            yield f"{unit} keeps too much"
    # A backup may never have heard of a test, or not that it was begun.
    ours = [
        test
        for test in world.nas.testing()
        if (job := oracle.jobs.get(test.request["job"]))
        and job.state == "running"
        and "restored" not in oracle.stories[job.uid].touched
    ]
    if len(ours) > world.max_parallel:
        yield f"{len(ours)} tests at once, and {world.max_parallel} may run"


def _s10_all_end(oracle: Oracle) -> Iterator[str]:
    for uid, job in oracle.jobs.items():
        there = any(
            d.present and d.serial == job.serial for d in oracle.world.nas.disks
        )
        # Who waits for a drive that is gone may wait.
        waits = not there or "restored" in oracle.stories[uid].touched
        if job.state not in OVER and not (waits and job.state == "queued"):
            yield f"job {uid} on {job.serial} is {job.state} to the end of time"


def _job_of(oracle: Oracle, event: Controlled) -> str:
    asked = event.request.get("request")
    if asked is None and event.request["nonce"] in oracle.held:
        asked = oracle.held[event.request["nonce"]].request["request"]
    return str(asked["job"]) if asked else ""


type Judge = Callable[[Oracle, Any], Iterator[str]]

RULES: Mapping[type, tuple[tuple[str, Judge], ...]] = {
    Written: (("S1", _s1_named_drive_only), ("S2", _s2_held_all_along)),
    Controlled: (
        ("S3", _s3_fresh_evidence),
        ("S4", _s4_grant_spent),
        ("S11", _s11_kept_before_told),
        ("S14", _s14_text_stays_text),
    ),
    Blinded: (("S5", _s5_blind_frees_nothing),),
    Kept: (
        ("S7", _s7_all_written_and_compared),
        ("S8", _s8_bad_never_passes),
        ("S9", _s9_good_never_fails),
        ("S10", _s10_ends_once),
    ),
    Accepted: (("S11", _s11_kept_before_told),),
    Cancelled: (("S11", _s11_kept_before_told),),
    Unlocked: (("S11", _s11_kept_before_told),),
    Shown: (("S14", _s14_harmless_words),),
}
LOOKS: tuple[tuple[str, Callable[[Oracle], Iterator[str]]], ...] = (
    ("S6", _s6_one_test_a_drive),
    ("S11", _s11_nothing_forgotten),
    ("S12", _s12_cleared),
    ("S15", _s15_caps),
)
LAST = (("S10", _s10_all_end), ("S12", _s12_nothing_left))
