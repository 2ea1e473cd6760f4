"""What a drive says of itself after a test, against what it said before.

What counts is change: an old drive may have lived for years with a few moved sectors,
and "not reported" is neither good nor bad. Failed are counts that rose while the drive
was tested, and sectors that it can't read at the end. What a person should look at
without sending the drive back is a note; the rest is no reason at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import (
    Counters,
    HealthRules,
    Protocol,
    Reason,
    Smart,
    StageKind,
    StageState,
)

type Judgement = tuple[StageState, tuple[Reason, ...]]

TOO_HOT_BIT = 0b10
"""Of NVMe's critical warning: heat, which is the room's fault as often as the drive's."""

_WARNINGS = (
    "the spare flash is used up",
    "it is too hot or too cold",
    "it is not reliable any more",
    "it can only be read",
    "the backup of its memory failed",
    "its persistent memory can only be read",
)
"""What the bits of NVMe's critical warning mean, lowest first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a drive said of itself after a stage, before the next one began."""

    stage: StageKind
    smart: Smart


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one counter is judged; `limit` names the rule that allows it to rise."""

    counter: str
    limit: str = ""
    rise_fails: bool = False
    rest_fails: bool = False
    rest_notes: bool = True


_RULES = (
    _Rule("reallocated", "reallocated", rise_fails=True),
    _Rule("reallocations", "reallocated", rise_fails=True, rest_notes=False),
    _Rule("pending", "pending", rise_fails=True, rest_fails=True),
    _Rule("uncorrectable", "pending", rise_fails=True, rest_fails=True),
    _Rule("reported", "reported", rise_fails=True),
    _Rule("read_uncorrected", "reported", rise_fails=True),
    _Rule("write_uncorrected", "reported", rise_fails=True),
    _Rule("verify_uncorrected", "reported", rise_fails=True),
    _Rule("media_errors", "reported", rise_fails=True),
    _Rule("end_to_end"),
    _Rule("spin_retries"),
    # Cables, power and controllers raise these; of old ones nothing can be learnt.
    _Rule("crc", "crc", rest_notes=False),
    _Rule("timeouts", "timeouts", rest_notes=False),
    _Rule("unsafe_shutdowns", rest_notes=False),
)


_DECISIVE = frozenset(rule.counter for rule in _RULES if rule.rise_fails)


def judge_health(
    before: Smart | None,
    after: Smart | None,
    rules: HealthRules | None = None,
    between: Sequence[Reading] = (),
) -> Judgement:
    """Judge a drive's health after a test against before it.

    `between` are its readings after each stage, in their order; the last one may be
    `after` itself. What rose in one stage and fell in a later one has risen.
    The state is PASSED, FAILED or UNKNOWN; reasons of one that passed are notes.
    """
    rules = rules or HealthRules()
    if after is None or after.standby:
        return StageState.UNKNOWN, (Reason("health_not_read"),)
    if before and before.serial and after.serial and before.serial != after.serial:
        values = {"before": before.serial, "after": after.serial}
        return StageState.UNKNOWN, (Reason("health_of_other_drive", values),)
    if before and before.standby:
        before = None
    counts = tuple(_counts(before, after, rules, between))
    against = (
        *_health(before, after),
        *(reason for fails, reason in counts if fails),
        *attributes_failing(after),
    )
    lost = lost_counters(before, after)
    notes = (
        *_health_notes(before, after),
        *(reason for fails, reason in counts if not fails),
        *([Reason("counter_lost", {"counter": ", ".join(lost)})] if lost else []),
        *_flash_notes(before, after, rules),
        *_heat_notes(after),
    )
    if against:
        return StageState.FAILED, (*against, *notes)
    if {*lost} & _DECISIVE and not _decisive(after):
        # Nothing is left by which it could fail, so it can't pass by it.
        return StageState.UNKNOWN, (Reason("health_not_told_any_more"), *notes)
    return StageState.PASSED, notes


def lost_counters(before: Smart | None, after: Smart) -> tuple[str, ...]:
    """The counters that a drive told before, and does not tell any more."""
    names = (rule.counter for rule in _RULES)
    return tuple(
        name
        for name in names
        if before is not None
        and getattr(before.counters, name) is not None
        and getattr(after.counters, name) is None
    )


def is_cut_short(before: Smart | None, after: Smart) -> bool:
    """True for a report that lacks what could fail a drive, and that it told before."""
    if before and before.passed is not None and after.passed is None:
        return True
    return bool({*lost_counters(before, after)} & _DECISIVE)


def _decisive(smart: Smart) -> bool:
    return any(getattr(smart.counters, name) is not None for name in _DECISIVE)


def is_only_hot(smart: Smart) -> bool:
    """True for a drive that warns of its temperature, and of nothing else."""
    match smart.protocol:
        case Protocol.NVME:
            return smart.counters.critical_warning == TOO_HOT_BIT
        case Protocol.SCSI:
            # It has one word for all, so whatever else there were would stand here.
            return smart.too_hot
        case _:
            return False


def failing(code: str, smart: Smart) -> Reason:
    """Say that SMART calls a drive failing, and what the drive says of it."""
    return Reason(code, {"said": smart.failing} if smart.failing else {})


def _health(before: Smart | None, after: Smart) -> Iterator[Reason]:
    if after.passed is False and not is_only_hot(after):
        failed_before = before is not None and before.passed is False
        yield failing("health_was_bad" if failed_before else "health_bad", after)


def _health_notes(before: Smart | None, after: Smart) -> Iterator[Reason]:
    if after.passed is None:
        yield Reason("health_not_reported")
    elif before is None or before.passed is None:
        if after.passed:
            yield Reason("health_not_compared")
    elif after.passed and before.passed is False:
        yield Reason("health_recovered")


def _counts(
    before: Smart | None,
    after: Smart,
    rules: HealthRules,
    between: Sequence[Reading],
) -> Iterator[tuple[bool, Reason]]:
    """Yield what each counter says: whether it fails the drive, and the words."""
    # What was left out at the start may have been told after the first stage.
    own = [one for one in between if one.smart.serial == after.serial]
    earlier = [one.smart for one in own if one.smart is not after]
    first = [one for one in (before, *earlier) if one]
    for rule in _RULES:
        now: int | None = getattr(after.counters, rule.counter)
        told: Iterator[int | None] = (
            getattr(one.counters, rule.counter) for one in first
        )
        was = next((count for count in told if count is not None), None)
        allowed: int = getattr(rules, rule.limit) if rule.limit else 0
        course = [
            (reading.stage, count)
            for reading in own
            if (count := getattr(reading.smart.counters, rule.counter)) is not None
        ]
        said = _rise(rule, was, now, allowed, course) or _rest(rule, was, now, allowed)
        if said:
            yield said


def _rise(
    rule: _Rule,
    was: int | None,
    now: int | None,
    allowed: int,
    course: Sequence[tuple[StageKind, int]],
) -> tuple[bool, Reason] | None:
    """Judge a counter that rose; what a person allows to rise is a note all the same.

    `course` is how it stood after each stage; the first one where it stood higher is
    told.
    """
    most = max((now or 0, *(count for _, count in course)))
    if was is None or most - was <= (0 if rule.rise_fails else allowed):
        return None
    left = rule.rest_fails and (now or 0) > allowed
    fails = left or (rule.rise_fails and most - was > allowed)
    values = {"counter": rule.counter, "before": str(was), "after": str(most)}
    if seen := next((stage for stage, count in course if count > was), None):
        values["stage"] = seen.value
    if now is None or now == most:
        return fails, Reason("counter_rose", values)
    values |= {"after": str(now), "most": str(most)}
    return fails, Reason("counter_rose_and_fell", values)


def _rest(
    rule: _Rule, was: int | None, now: int | None, allowed: int
) -> tuple[bool, Reason] | None:
    """Judge a counter that did not rise; None where it gives no reason for anything."""
    if now is None:
        return None
    values = {"counter": rule.counter, "after": str(now)}
    if rule.rest_fails and now > allowed:
        return True, Reason("counter_not_zero", values)
    if now and rule.rest_notes:
        known = "counter_was_there" if was is not None else "counter_not_compared"
        return False, Reason(known, values)
    return None


def attributes_failing(smart: Smart) -> Iterator[Reason]:
    """What a drive says against itself in detail, whatever it said before."""
    if smart.below:
        yield Reason("attribute_below", {"names": ", ".join(smart.below)})
    warning = smart.counters.critical_warning or 0
    if warning & ~TOO_HOT_BIT:
        yield Reason("critical_warning", {"bits": _meaning(warning)})
    spare, least = smart.counters.spare, smart.counters.spare_threshold
    if spare is not None and least is not None and spare < least:
        yield Reason("spare_low", {"spare": str(spare), "threshold": str(least)})


def _meaning(warning: int) -> str:
    known = [text for bit, text in enumerate(_WARNINGS) if warning >> bit & 1]
    return ", ".join([f"0x{warning:02x}", *known])


def _flash_notes(
    before: Smart | None, after: Smart, rules: HealthRules
) -> Iterator[Reason]:
    was, now = before.counters if before else Counters(), after.counters
    if was.wear is not None and now.wear is not None and now.wear > was.wear:
        values = {"before": str(was.wear), "after": str(now.wear)}
        yield Reason("wear_rose", values)
    if now.wear is not None and now.wear >= rules.wear:
        yield Reason("worn", {"wear": str(now.wear)})
    if was.spare is not None and now.spare is not None and now.spare < was.spare:
        values = {"before": str(was.spare), "after": str(now.spare)}
        yield Reason("spare_fell", values)


def _heat_notes(after: Smart) -> Iterator[Reason]:
    limit = after.temperature_limit
    over = limit is not None and (after.temperature or 0) >= limit
    if over or after.too_hot or is_only_hot(after):
        told = "?" if after.temperature is None else str(after.temperature)
        yield Reason("hot_at_the_end", {"temperature": told})
