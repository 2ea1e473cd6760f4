"""What earlier polls saw of each drive, and so what the next one should ask.

Looking costs: SMART takes a drive's attention, signatures and samples read it and
would wake one that sleeps. What is remembered is shown to people; a permission is
only ever made of what one poll saw itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from math import inf

from ..model import (
    BlockDevice,
    Detector,
    Drive,
    Evidence,
    HostFacts,
    Identity,
    LockState,
    SampleReport,
    Signature,
    Smart,
)
from ..parse.nvme import ID_CTRL, SELF_TEST_LOG, SMART_LOG
from ..safety.inventory import is_drive_node, plain_serial
from ..safety.node_evidence import KNOWN_USE, LOOKS

SMART_EVERY = 60.0
LOOK_EVERY = 900.0
FARM_EVERY = 86400.0
VERSIONS_EVERY = 3600.0
HUNG_PAUSE = 600.0
"""Seconds. A process that waits for a hung drive can't be killed: don't pile up."""

SMART_TYPES = ("", "sat", "sntasmedia", "sntjmicron", "sntrealtek")
"""What smartctl may be told that a drive is: nothing, then what USB bridges carry."""

# What smartctl says, by the status of its own failure, where it needs to be told. No
# other drive is ever asked by force: it breaks SAS.
_UNKNOWN_BRIDGE = "USB bridge"


@dataclass(frozen=True, slots=True)
class Questions:
    """The drives, by kernel name, that one poll looks at.

    `smart` None means all; `looks` are those whose signatures and samples are read;
    of those in `fresh` nothing remembered may be used. `smart_types` are for those that
    smartctl does not know by itself, `nvme` what nvme-cli is asked of a drive for which
    smartctl does not tell it, `farm` those that are asked for their log of that name.
    `versions` asks for those of the tools.
    """

    smart: frozenset[str] | None
    looks: frozenset[str]
    fresh: frozenset[str] = frozenset()
    smart_types: Mapping[str, str] = field(default_factory=dict)
    nvme: Mapping[str, frozenset[str]] = field(default_factory=dict)
    farm: frozenset[str] = frozenset()
    versions: bool = False

    def asks_smart(self, name: str) -> bool:
        """True where this drive is asked for SMART."""
        return self.smart is None or name in self.smart


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of one node; times are of our steady clock.

    `smart_type` has been read with once `smart_type_works`, else it is tried next.
    `nvme` is what nvme-cli has to be asked, `farm` what the log of that name told.
    """

    device: BlockDevice
    smart: Smart | None = None
    smart_type: str = ""
    smart_type_works: bool = False
    signatures: Mapping[str, tuple[Signature, ...]] = field(default_factory=dict)
    sample: SampleReport | None = None
    smart_due: float = -inf
    look_due: float = 0.0
    hung_until: float = 0.0
    in_use: bool = False
    nvme: frozenset[str] = frozenset()
    farm: Smart | None = None
    farm_due: float = -inf


class Memory:
    """Owned by whoever polls one host; a reboot of the host empties it.

    A node is recognised by its identity and the kernel's attach counter, never by
    its letter; on kernels that don't count, by identity and letter together.
    """

    def __init__(self) -> None:
        """Start with nothing, so that the first poll asks every drive for SMART."""
        self._boot_id = ""
        self._seen: dict[str, _Seen] = {}
        # What a poll for display had to show without a look at it.
        self._unseen: frozenset[str] = frozenset()
        self._versions_due = 0.0
        self.versions: Mapping[str, str] = {}

    def questions(
        self,
        now: float,
        fresh_for: Collection[str] = (),
        smart_for: Collection[str] = (),
    ) -> Questions:
        """Return what to ask at `now`: what is due, and all of `fresh_for`.

        Those in `smart_for` are asked for SMART whenever they don't hang.

        The first poll reads no drive: it is yet to tell who sleeps and who is under
        test. A drive that hangs is left alone by all, `fresh_for` or not.
        """
        fresh = frozenset(fresh_for)
        if not self._seen:
            return Questions(None, fresh, fresh, versions=True)
        awake = {
            name: seen for name, seen in self._seen.items() if seen.hung_until <= now
        }
        smart = {
            name
            for name, seen in awake.items()
            if seen.smart_due <= now or name in smart_for
        }
        looks = {name for name, seen in awake.items() if _is_look_due(seen, now)}
        wanted = fresh - (self._seen.keys() - awake.keys())
        return Questions(
            frozenset(smart | wanted),
            frozenset(looks | wanted),
            fresh,
            {name: seen.smart_type for name, seen in awake.items() if seen.smart_type},
            {
                name: seen.nvme
                for name, seen in awake.items()
                if seen.nvme and name in smart | wanted
            },
            frozenset(name for name, seen in awake.items() if _is_farm_due(seen, now)),
            versions=self._versions_due <= now,
        )

    def is_due(self, now: float, names: Collection[str] | None = None) -> bool:
        """True where a poll that was just taken leaves something to ask at once.

        A drive of these (of all, without) has come free, and nobody could look at it
        while it was in use; or it turned out that it has to be asked in another way.
        """
        asked = self.questions(now)
        due = asked.looks | asked.farm | (asked.smart or frozenset())
        return not due.isdisjoint(due if names is None else names)

    def has_strangers(self) -> bool:
        """True where a drive was met that has never been asked who it is.

        The kernel may name its bridge, cut its model short, or know no serial number.
        """
        return any(seen.smart_due == -inf for seen in self._seen.values())

    def has_news(self) -> bool:
        """True where more is known of a drive than the last poll for display showed."""
        return any(
            seen.sample is not None
            for name, seen in self._seen.items()
            if name in self._unseen
        )

    def smart_type(self, name: str) -> str:
        """What smartctl has to be told of this node; "" where it knows by itself."""
        seen = self._seen.get(name)
        return seen.smart_type if seen else ""

    def meet(self, boot_id: str, devices: Collection[BlockDevice]) -> None:
        """Find each drive of this poll again, under whatever name it has now."""
        known = {}
        if boot_id == self._boot_id:
            known = {_node(seen.device): seen for seen in self._seen.values()}
        else:
            self._versions_due = 0.0
        self._boot_id = boot_id
        self._seen = {
            device.name: _continued(known.get(_node(device)), device)
            for device in devices
            if is_drive_node(device)
        }

    def recall_smart(
        self, read: Mapping[str, Smart], questions: Questions
    ) -> dict[str, Smart]:
        """Return the SMART of every drive, of this poll or remembered."""
        recalled = dict(read)
        for name, seen in self._seen.items():
            newest = _newer(seen.smart, read.get(name))
            if newest is not None and name not in questions.fresh:
                recalled[name] = newest
            # It says how old the drive is, which is no evidence of anything.
            if seen.farm and name in recalled:
                recalled[name] = _with_farm(recalled[name], seen.farm)
        return recalled

    def recall_looks(self, facts: HostFacts, questions: Questions) -> HostFacts:
        """Add the remembered signatures and samples of drives not looked at now."""
        signatures, samples = dict(facts.signatures), dict(facts.samples)
        for name, seen in self._seen.items():
            if name in questions.looks or name in questions.fresh:
                continue
            signatures.update(seen.signatures)
            if seen.sample is not None:
                samples[name] = seen.sample
        return replace(facts, signatures=signatures, samples=samples)

    def learn(
        self,
        now: float,
        questions: Questions,
        facts: HostFacts,
        smart: Mapping[str, Smart],
    ) -> None:
        """Keep what this poll read of the drives that were met."""
        if not questions.fresh:
            self._unseen = frozenset(
                name
                for name, seen in self._seen.items()
                if name not in questions.looks and seen.sample is None
            )
        failed = {(failure.detector, failure.where) for failure in facts.failures}
        hung = {
            failure.where
            for failure in facts.failures
            if failure.reason.code == "detector_timed_out"
        }
        bridges = {
            failure.where
            for failure in facts.failures
            if failure.detector is Detector.SMART
            and _UNKNOWN_BRIDGE in failure.reason.values.get("detail", "")
        }
        for name, seen in self._seen.items():
            if questions.asks_smart(name):
                newest = _newer(seen.smart, smart.get(name))
                seen = replace(seen, smart=newest, smart_due=now + SMART_EVERY)
                if seen.smart_type == questions.smart_types.get(name, ""):
                    seen = _typed(seen, smart.get(name), name in bridges, now)
                asked = questions.nvme.get(name, frozenset())
                seen = _completed(seen, smart.get(name), asked, now)
            nodes = _nodes(seen.device)
            if name in questions.looks:
                is_whole = failed.isdisjoint(
                    (detector, node) for detector in LOOKS for node in nodes
                )
                seen = replace(
                    seen,
                    signatures={
                        node: facts.signatures[node]
                        for node in nodes
                        if node in facts.signatures
                    },
                    sample=facts.samples.get(name),
                    look_due=now + (LOOK_EVERY if is_whole else SMART_EVERY),
                )
            if not hung.isdisjoint(nodes):
                seen = replace(seen, hung_until=now + HUNG_PAUSE)
            self._seen[name] = seen

    def learn_farm(
        self, now: float, questions: Questions, told: Mapping[str, Smart]
    ) -> None:
        """Keep what the drives told that were asked for this log; it grows slowly."""
        for name in questions.farm & self._seen.keys():
            log = told.get(name)
            self._seen[name] = replace(
                self._seen[name],
                farm=log or self._seen[name].farm,
                farm_due=now + (FARM_EVERY if log else LOOK_EVERY),
            )

    def learn_versions(
        self, now: float, questions: Questions, told: Mapping[str, str]
    ) -> None:
        """Keep which versions this poll was told, where it asked."""
        if questions.versions:
            self.versions = told
            self._versions_due = now + VERSIONS_EVERY

    def note_use(
        self, drives: Collection[Drive], locks: Mapping[str, LockState]
    ) -> None:
        """Note which drives are in use; what was on one is not known afterwards."""
        for drive in drives:
            in_use = any(map(_is_use, locks[drive.key].evidence))
            for node in drive.nodes:
                seen = replace(self._seen[node.name], in_use=in_use)
                self._seen[node.name] = _unlooked(seen) if in_use else seen


def _node(device: BlockDevice) -> tuple[Identity, int | str]:
    name = device.name if device.disk_seq is None else device.disk_seq
    return device.identity, name


def _nodes(device: BlockDevice) -> tuple[str, ...]:
    return device.name, *(partition.name for partition in device.partitions)


def _continued(seen: _Seen | None, device: BlockDevice) -> _Seen:
    if seen is None:
        return _Seen(device)
    continued = replace(seen, device=device)
    # Partitions carry the letter in their names, and so does what is known of them.
    is_same = (seen.device.name, seen.device.partitions) == (
        device.name,
        device.partitions,
    )
    return continued if is_same else _unlooked(continued)


def _typed(seen: _Seen, read: Smart | None, is_bridge: bool, now: float) -> _Seen:
    """Choose the type to ask with next: one that works is kept, else one a poll tried."""
    if seen.smart_type_works or (read and read.standby):
        return seen
    if read and plain_serial(read.serial):
        return replace(seen, smart_type_works=True)
    if not seen.smart_type and not is_bridge:
        return seen
    place = SMART_TYPES.index(seen.smart_type) + 1
    if place == len(SMART_TYPES):
        return replace(seen, smart_type="", smart_due=now + LOOK_EVERY)
    return replace(seen, smart_type=SMART_TYPES[place], smart_due=now)


def _completed(
    seen: _Seen, read: Smart | None, asked: Collection[str], now: float
) -> _Seen:
    """Find out what nvme-cli has to be asked for, from what smartctl left open.

    That stays so while the drive is there: with the answers nothing seems to be missing.
    """
    if not seen.device.name.startswith("nvme"):
        return seen
    needed = {ID_CTRL}
    if read is None or read.counters.critical_warning is None:
        needed.add(SMART_LOG)
    if read is None or (not read.self_tests.told and read.self_tests.supported != ()):
        needed.add(SELF_TEST_LOG)
    needed |= seen.nvme
    due = seen.smart_due if needed <= set(asked) else now
    return replace(seen, nvme=frozenset(needed), smart_due=due)


def _unlooked(seen: _Seen) -> _Seen:
    return replace(seen, signatures={}, sample=None, look_due=0.0)


def _is_look_due(seen: _Seen, now: float) -> bool:
    asleep = seen.smart is not None and seen.smart.standby
    return seen.look_due <= now and not asleep and not seen.in_use


def _with_farm(smart: Smart, log: Smart) -> Smart:
    return replace(
        smart, farm_hours=log.farm_hours, shingled=smart.shingled or log.shingled
    )


def _is_farm_due(seen: _Seen, now: float) -> bool:
    smart = seen.smart
    return (
        smart is not None
        and smart.keeps_farm
        and not smart.standby
        and seen.farm_due <= now
    )


def _is_use(fact: Evidence) -> bool:
    """True for a known use that shows without a look at the drive.

    What lies on such a drive changes no answer. A use that only a look can show has
    to be looked for again.
    """
    return fact.lock in KNOWN_USE and fact.detector not in LOOKS


def _newer(old: Smart | None, new: Smart | None) -> Smart | None:
    """A drive that sleeps says nothing, so what it said before still stands."""
    if new is None:
        return old
    if new.standby and old is not None:
        return replace(old, standby=True)
    return new
