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
    HostFacts,
    LockState,
    Smart,
)
from ..safety.inventory import is_drive_node
from ..safety.node_evidence import LOOKS
from .seen import (
    FARM_EVERY,
    LOOK_EVERY,
    SMART_EVERY,
    Seen,
    completed,
    continued,
    is_farm_due,
    is_idle_looking,
    is_look_due,
    is_use,
    newer,
    node_of,
    nodes_of,
    typed,
    unlooked,
    with_farm,
)

VERSIONS_EVERY = 3600.0
HUNG_PAUSE = 600.0
"""Seconds. A process that waits for a hung drive can't be killed: don't pile up."""

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
    Those in `awake` do a self-test of ours: to a USB bridge, and to programs that save
    power, they look idle, and would be sent to sleep in the middle of it unless they are
    read a little every minute. `versions` asks for those of the tools.
    """

    smart: frozenset[str] | None
    looks: frozenset[str]
    fresh: frozenset[str] = frozenset()
    smart_types: Mapping[str, str] = field(default_factory=dict)
    nvme: Mapping[str, frozenset[str]] = field(default_factory=dict)
    farm: frozenset[str] = frozenset()
    awake: frozenset[str] = frozenset()
    versions: bool = False

    def asks_smart(self, name: str) -> bool:
        """True where this drive is asked for SMART."""
        return self.smart is None or name in self.smart


class Memory:
    """Owned by whoever polls one host; a reboot of the host empties it.

    A node is recognised by its identity and the kernel's attach counter, never by
    its letter; on kernels that don't count, by identity and letter together.
    """

    def __init__(self) -> None:
        """Start with nothing, so that the first poll asks every drive for SMART."""
        self._boot_id = ""
        self._seen: dict[str, Seen] = {}
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
        looks = {name for name, seen in awake.items() if is_look_due(seen, now)}
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
            frozenset(name for name, seen in awake.items() if is_farm_due(seen, now)),
            frozenset(
                name
                for name, seen in awake.items()
                if name in smart_for and is_idle_looking(seen, now)
            ),
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
            known = {node_of(seen.device): seen for seen in self._seen.values()}
        else:
            self._versions_due = 0.0
        self._boot_id = boot_id
        self._seen = {
            device.name: continued(known.get(node_of(device)), device)
            for device in devices
            if is_drive_node(device)
        }

    def recall_smart(
        self, read: Mapping[str, Smart], questions: Questions
    ) -> dict[str, Smart]:
        """Return the SMART of every drive, of this poll or remembered."""
        recalled = dict(read)
        for name, seen in self._seen.items():
            newest = newer(seen.smart, read.get(name))
            if newest is not None and name not in questions.fresh:
                recalled[name] = newest
            # It says how old the drive is, which is no evidence of anything.
            if seen.farm and name in recalled:
                recalled[name] = with_farm(recalled[name], seen.farm)
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
            if name in questions.awake:
                seen = replace(seen, touched=now)
            if questions.asks_smart(name):
                newest = newer(seen.smart, smart.get(name))
                seen = replace(seen, smart=newest, smart_due=now + SMART_EVERY)
                if seen.smart_type == questions.smart_types.get(name, ""):
                    seen = typed(seen, smart.get(name), name in bridges, now)
                asked = questions.nvme.get(name, frozenset())
                seen = completed(seen, smart.get(name), asked, now)
            nodes = nodes_of(seen.device)
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
            in_use = any(map(is_use, locks[drive.key].evidence))
            for node in drive.nodes:
                seen = replace(self._seen[node.name], in_use=in_use)
                self._seen[node.name] = unlooked(seen) if in_use else seen
