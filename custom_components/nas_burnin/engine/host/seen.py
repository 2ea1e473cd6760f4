"""What is remembered of one drive node, and what that makes worth asking next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from math import inf

from ..model import BlockDevice, Evidence, Identity, SampleReport, Signature, Smart
from ..parse.nvme import ID_CTRL, SELF_TEST_LOG, SMART_LOG
from ..safety.inventory import plain_serial
from ..safety.node_evidence import KNOWN_USE, LOOKS

SMART_EVERY = 60.0
LOOK_EVERY = 900.0
FARM_EVERY = 86400.0
TOUCH_EVERY = 50.0
"""Seconds."""

SMART_TYPES = ("", "sat", "sntasmedia", "sntjmicron", "sntrealtek")
"""What smartctl may be told that a drive is: nothing, then what USB bridges carry."""


@dataclass(frozen=True, slots=True)
class Seen:
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
    touched: float = -inf


def node_of(device: BlockDevice) -> tuple[Identity, int | str]:
    """By what a node is known again: never by its letter where the kernel counts."""
    name = device.name if device.disk_seq is None else device.disk_seq
    return device.identity, name


def nodes_of(device: BlockDevice) -> tuple[str, ...]:
    """The kernel names of a disk and its partitions."""
    return device.name, *(partition.name for partition in device.partitions)


def continued(seen: Seen | None, device: BlockDevice) -> Seen:
    """Go on with what is remembered of a node that was met again."""
    if seen is None:
        return Seen(device)
    continued = replace(seen, device=device)
    # Partitions carry the letter in their names, and so does what is known of them.
    is_same = (seen.device.name, seen.device.partitions) == (
        device.name,
        device.partitions,
    )
    return continued if is_same else unlooked(continued)


def typed(seen: Seen, read: Smart | None, is_bridge: bool, now: float) -> Seen:
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


def completed(
    seen: Seen, read: Smart | None, asked: Collection[str], now: float
) -> Seen:
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


def unlooked(seen: Seen) -> Seen:
    """Forget what lies on a drive: it has to be looked at again."""
    return replace(seen, signatures={}, sample=None, look_due=0.0)


def is_look_due(seen: Seen, now: float) -> bool:
    """True where what lies on it is to be looked at: it sleeps not, and is not in use."""
    asleep = seen.smart is not None and seen.smart.standby
    return seen.look_due <= now and not asleep and not seen.in_use


def is_idle_looking(seen: Seen, now: float) -> bool:
    """True for a drive that tests itself, and was not read for about a minute."""
    smart = seen.smart
    tests = smart is not None and not smart.standby and smart.self_tests.running
    return bool(tests) and now - seen.touched >= TOUCH_EVERY


def with_farm(smart: Smart, log: Smart) -> Smart:
    """A report, and what Seagate's own log of the drive told."""
    return replace(
        smart, farm_hours=log.farm_hours, shingled=smart.shingled or log.shingled
    )


def is_farm_due(seen: Seen, now: float) -> bool:
    """True for a drive that keeps that log, and was not asked for it today."""
    smart = seen.smart
    return (
        smart is not None
        and smart.keeps_farm
        and not smart.standby
        and seen.farm_due <= now
    )


def is_use(fact: Evidence) -> bool:
    """True for a known use that shows without a look at the drive.

    What lies on such a drive changes no answer. A use that only a look can show has
    to be looked for again.
    """
    return fact.lock in KNOWN_USE and fact.detector not in LOOKS


def newer(old: Smart | None, new: Smart | None) -> Smart | None:
    """A drive that sleeps says nothing, so what it said before still stands."""
    if new is None:
        return old
    if new.standby and old is not None:
        return replace(old, standby=True)
    return new
