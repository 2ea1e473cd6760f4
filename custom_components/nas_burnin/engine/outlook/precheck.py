"""What a person should know of a drive before a week is spent on it.

None of it keeps a test from starting: the person decides.
"""

from collections.abc import Iterable, Iterator, Sequence
import re

from ..model import (
    Counters,
    Drive,
    DriveView,
    HealthRules,
    Reason,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    Smart,
    StageKind,
    SurfaceOptions,
)
from ..verdict.health import attributes_failing, failing, is_only_hot

ORDINARY_BLOCKS = frozenset({512, 4096})
"""Bytes. Drives out of storage arrays may have 520 or 528, which Linux can't use."""

SAME_SIZE = 0.03
"""By how much a drive may differ from its label; makers round to their advantage."""

HOURS_APART = 100
"""Hours by which two counts of one drive's age may differ: one is kept less often."""

_COUNTERS = (
    "reallocated",
    "pending",
    "uncorrectable",
    "reported",
    "end_to_end",
    "spin_retries",
    "read_uncorrected",
    "write_uncorrected",
    "verify_uncorrected",
    "media_errors",
)

NEAR = 10
"""Percent above its limit from which on spare flash is running out."""

# Models whose makers have said that they write shingled. Drives that manage it
# themselves do not tell, and take several times as long to be written over.
_SHINGLED = re.compile(
    r"WD(?:20|30|40|60)EFAX"
    r"|WD(?:20|30|40|60)EZAZ"
    r"|ST(?:2000DM008|2000DM005|3000DM007|4000DM004|4000DM005|6000DM003|8000DM004)"
    r"|ST(?:5000LM000|4000LM024|3000LM024|2000LM015|1000LM048)"
    r"|ST8000AS0002|ST5000AS0011|ST6000AS0002"
    r"|DT02ABA(?:200|400|600)"
    r"|HDWD2[246]0|HDWL1[12]0"
    r"|WD[12]0SPZX|WD10SPSX"
)

_USB_2 = 480 * 10**6
"""Bits a second; what carries more is USB 3."""

LEAST_LINK = 0.5
"""A drive that is one generation ahead of its host is none to look after."""

_GB = 10**9
# What the digits of a model's name count, in bytes.
_LABELS = (
    # ST16000NM001G
    (re.compile(r"ST(\d{3,5})[A-Z]{2}\d"), _GB),
    # WD40EFRX
    (re.compile(r"WD(\d{2})[A-Z]{4}\b"), 100 * _GB),
    # WD140EDGZ; the third digit tells models of one size apart.
    (re.compile(r"WD(\d{2})\d[A-Z]{4}\b"), 1000 * _GB),
    # MG08ACA14TE
    (re.compile(r"MG\d{2}[A-Z]{3}(\d{2})T"), 1000 * _GB),
    # MG06ACA800E
    (re.compile(r"MG\d{2}[A-Z]{3}(\d)00[A-Z]"), 1000 * _GB),
    # HUH721212ALE604, WUH721816ALE6L4, and HUH728080ALE604
    (re.compile(r"[HW]UH72\d{2}([012]\d)[A-Z]L"), 1000 * _GB),
    (re.compile(r"HUH72\d{2}([468]0)[A-Z]L"), 100 * _GB),
    # HUS726T6TALE6L4
    (re.compile(r"HUS7\d{2}T(\d)TA"), 1000 * _GB),
    # WDS500G2B0A, WDS100T2B0A
    (re.compile(r"WDS(\d{3})G"), _GB),
    (re.compile(r"WDS(\d)00T"), 1000 * _GB),
    # CT1000MX500SSD1
    (re.compile(r"\bCT(\d{3,4})(?:MX|BX|P|T)\d"), _GB),
    # Samsung SSD 870 EVO 500GB, Samsung SSD 990 PRO 2TB
    (re.compile(r"\bSSD\b.*\b(\d{3})GB\b"), _GB),
    (re.compile(r"\bSSD\b.*\b(\d)TB\b"), 1000 * _GB),
)


PROBLEMS = frozenset(
    {
        "attribute_below",
        "counter_already_there",
        "critical_warning",
        "health_fails_already",
        "self_test_failed_already",
        "spare_low",
    }
)
"""The notes that say that a drive may be failing, whatever is to be done with it."""


def is_failing(view: DriveView) -> bool | None:
    """True for a drive that may be failing, None where it does not tell."""
    if any(note.code in PROBLEMS for note in view.notes):
        return True
    smart = view.drive.smart
    told = smart and (smart.passed is not None or smart.counters != Counters())
    return False if told else None


def labelled_size(model: str) -> int | None:
    """The bytes that a model's name promises; None where it promises nothing known."""
    for pattern, unit in _LABELS:
        found = pattern.search(model)
        if found:
            return int(found[1]) * unit
    return None


def notes(drive: Drive, worn_from: int = HealthRules().wear) -> tuple[Reason, ...]:
    """Everything worth a look; empty where nothing is odd.

    Flash is told of from `worn_from` percent of wear on.
    """
    smart = drive.smart
    if smart is None:
        return tuple(_of_kernel(drive))
    return (
        *_of_kernel(drive),
        *_of_health(smart),
        *_of_flash(smart.counters, worn_from),
        *_of_form(drive, smart),
    )


def notes_before_start(
    drive: Drive, stages: Iterable[StageKind], options: SurfaceOptions
) -> tuple[Reason, ...]:
    """The same for somebody who is about to spend a week, and some of the flash, on it.

    Any wear is worth knowing then: a new drive has none. What these stages do that is
    no good for a drive of its kind is told, too.
    """
    return (*notes(drive, worn_from=1), *_of_writing(drive, stages, options))


def _of_writing(
    drive: Drive, stages: Iterable[StageKind], options: SurfaceOptions
) -> Iterator[Reason]:
    times = len(options.patterns) * sum(stage.destructive for stage in stages)
    if times > 1 and drive.is_flash:
        yield Reason("flash_written_often", {"times": str(times)})


def _of_kernel(drive: Drive) -> Iterator[Reason]:
    yield from _of_bus(drive)
    zoned = {node.zoned for node in drive.nodes} - {"none", ""}
    told = drive.smart is not None and drive.smart.shingled
    if zoned or told or _SHINGLED.search(drive.model):
        yield Reason("shingled", {"model": drive.model})
    promised = labelled_size(drive.model)
    if promised and drive.size and abs(drive.size - promised) > SAME_SIZE * promised:
        values = {"label": _terabytes(promised), "size": _terabytes(drive.size)}
        yield Reason("size_not_as_labelled", values)


def _of_bus(drive: Drive) -> Iterator[Reason]:
    """What the kernel tells of the link; of two paths the better one counts."""
    _, now, most = max(
        (node.link_speed or 0, node.link_speed or 0, node.link_speed_most or 0)
        for node in drive.nodes
    )
    if 0 < now <= _USB_2 and not most:
        yield Reason("usb_slow", {"speed": f"{now / 10**6:.0f}"})
    if now and now < LEAST_LINK * most:
        yield Reason("link_slow", {"speed": _gbit(now), "most": _gbit(most)})


def _of_health(smart: Smart) -> Iterator[Reason]:
    if smart.enabled is False:
        yield Reason("smart_disabled")
    if smart.passed is False and not is_only_hot(smart):
        yield failing("health_fails_already", smart)
    yield from attributes_failing(smart)
    for counter in _COUNTERS:
        count = getattr(smart.counters, counter)
        if count:
            values = {"counter": counter, "count": str(count)}
            yield Reason("counter_already_there", values)
    if failed := _failed(smart.self_tests.entries):
        place = {} if failed.lba is None else {"lba": str(failed.lba)}
        values = {"kind": failed.kind.value, **place}
        yield Reason("self_test_failed_already", values)
    if _is_reset(smart.power_on_hours, smart.farm_hours):
        values = {"hours": str(smart.power_on_hours), "farm": str(smart.farm_hours)}
        yield Reason("hours_reset", values)


def _failed(entries: Sequence[SelfTest]) -> SelfTest | None:
    """The self-test that failed, where none as thorough has passed since.

    One that was aborted, or broken off by a reset, takes nothing back.
    """
    passed = set()
    for test in entries:
        if test.end is SelfTestEnd.PASSED:
            passed.add(test.kind)
        elif test.end is SelfTestEnd.FAILED:
            undone = passed.isdisjoint((test.kind, SelfTestKind.LONG))
            return test if undone else None
    return None


def _of_flash(counters: Counters, worn_from: int) -> Iterator[Reason]:
    wear, spare, least = counters.wear, counters.spare, counters.spare_threshold
    if wear is not None and wear >= worn_from:
        yield Reason("worn", {"wear": str(wear)})
    # Some have all but one percent as their limit, and all of it left.
    if spare is not None and least and least <= spare < min(100, least + NEAR + 1):
        yield Reason("spare_near", {"spare": str(spare), "threshold": str(least)})


def _is_reset(hours: int | None, farm: int | None) -> bool:
    return hours is not None and farm is not None and farm - hours > HOURS_APART


def _of_form(drive: Drive, smart: Smart) -> Iterator[Reason]:
    block = smart.logical_block
    if block is not None and block not in ORDINARY_BLOCKS:
        yield Reason("odd_sector_size", {"bytes": str(block)})
    if smart.write_cache is False:
        yield Reason("write_cache_off")
    now, most = smart.link_speed, smart.link_speed_most
    if now and most and now < most:
        values = {"speed": _gbit(now), "most": _gbit(most)}
        yield Reason("link_slow", values)
    if smart.size and drive.size and smart.size != drive.size:
        values = {"smart": str(smart.size), "kernel": str(drive.size)}
        yield Reason("size_not_agreed", values)


def _terabytes(size: int) -> str:
    return f"{size / 10**12:.2f}"


def _gbit(bits: int) -> str:
    return f"{bits / 10**9:.1f}"
