"""What a drive reports of itself, as far as it does: what is not reported is no zero."""

from collections.abc import Callable
from functools import partial
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime

from ..engine.model import (
    Counters,
    DriveView,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestNow,
    SelfTests,
    Smart,
)
from .descriptions import IDLE, DriveSensorDescription, Value, words

RUNNING = "running"
OUR_STAGES = frozenset(f"{kind}_smart" for kind in SelfTestKind)
SELF_TEST_STATES = [IDLE, RUNNING, *words(SelfTestEnd)]


def _of_smart(value: Callable[[Smart], Value]) -> Callable[[DriveView], Value]:
    return lambda view: value(view.drive.smart) if view.drive.smart else None


def _of_counters(value: Callable[[Counters], Value]) -> Callable[[DriveView], Value]:
    return _of_smart(lambda smart: value(smart.counters))


def _under_way(view: DriveView) -> SelfTestNow | None:
    """The self-test that runs; a drive that sleeps does none."""
    smart = view.drive.smart
    return smart.self_tests.running if smart and not smart.standby else None


def _runs(view: DriveView, kind: SelfTestKind) -> bool:
    now = _under_way(view)
    if now is None or now.kind is not None:
        return now is not None and now.kind is kind
    # Some drives tell that one runs, and not which; then it is the one we began.
    return view.job is not None and view.job.stage == f"{kind}_smart"


def _is_known(tests: SelfTests, kind: SelfTestKind) -> bool:
    """True for a self-test that the drive says it does; short and long are usual."""
    if tests.supported is None:
        return kind is not SelfTestKind.CONVEYANCE
    return kind in tests.supported


def _is_of_others(view: DriveView, kind: SelfTestKind) -> bool:
    """True while a self-test runs, maybe of this kind, that no job of ours began."""
    now = _under_way(view)
    if now is None or now.kind not in (None, kind):
        return False
    # Some drives tell that one runs, and not which.
    ours = OUR_STAGES if now.kind is None else {f"{kind}_smart"}
    return view.job is None or view.job.stage not in ours


def _newest(view: DriveView, kind: SelfTestKind) -> SelfTest | None:
    entries = view.drive.smart.self_tests.entries if view.drive.smart else ()
    return next((test for test in entries if test.kind is kind), None)


def self_test_state(view: DriveView, kind: SelfTestKind) -> str | None:
    """What a self-test of that kind does, or how the last one ended; None is not told."""
    if _runs(view, kind):
        return RUNNING
    newest = _newest(view, kind)
    if newest:
        return newest.end.value
    tests = view.drive.smart.self_tests if view.drive.smart else SelfTests()
    return IDLE if tests.told and _is_known(tests, kind) else None


def self_test_facts(view: DriveView, kind: SelfTestKind) -> dict[str, Any]:
    """How far a self-test of that kind is, and where the last one was and what it met."""
    now, newest = _under_way(view), _newest(view, kind)
    return {
        "percent": now.percent if now and _runs(view, kind) else None,
        "at_hours": newest.hours if newest else None,
        "first_bad_address": newest.lba if newest else None,
        "started_elsewhere": _is_of_others(view, kind),
    }


def _uncorrected(counters: Counters) -> Value:
    """What the drive could not mend; SAS drives count it by what was done."""
    by_deed = (
        counters.read_uncorrected,
        counters.write_uncorrected,
        counters.verify_uncorrected,
    )
    counted = [count for count in by_deed if count is not None]
    if counters.reported is None and counted:
        return sum(counted)
    return counters.reported


def _description(
    key: str,
    value: Callable[[DriveView], Value],
    *,
    state_class: SensorStateClass = SensorStateClass.MEASUREMENT,
    device_class: SensorDeviceClass | None = None,
    unit: str | None = None,
    usual: bool = True,
) -> DriveSensorDescription:
    """Describe a number that is there for drives that report it.

    Of each, Home Assistant keeps statistics: a count that a drive never takes back is
    `TOTAL_INCREASING`, all else a `MEASUREMENT`.
    """
    return DriveSensorDescription(
        key=key,
        translation_key=key,
        device_class=device_class,
        state_class=state_class,
        native_unit_of_measurement=unit,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=usual,
        value=value,
        told=lambda view: value(view) is not None,
    )


def _test_description(
    key: str, kind: SelfTestKind, *, usual: bool = True
) -> DriveSensorDescription:
    state = partial(self_test_state, kind=kind)
    return DriveSensorDescription(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.ENUM,
        options=SELF_TEST_STATES,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=usual,
        value=state,
        attributes=lambda view, _: self_test_facts(view, kind),
        told=lambda view: state(view) is not None,
    )


def _self_test_percent(view: DriveView) -> Value:
    now = _under_way(view)
    return now.percent if now else None


SENSORS = (
    _test_description("short_test", SelfTestKind.SHORT),
    _test_description("long_test", SelfTestKind.LONG),
    _test_description("conveyance_test", SelfTestKind.CONVEYANCE, usual=False),
    DriveSensorDescription(
        key="test_progress",
        translation_key="test_progress",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=_self_test_percent,
        told=lambda view: bool(view.drive.smart and view.drive.smart.self_tests.told),
    ),
    _description(
        "power_on_hours",
        _of_smart(lambda smart: smart.power_on_hours),
        state_class=SensorStateClass.TOTAL_INCREASING,
        device_class=SensorDeviceClass.DURATION,
        unit=UnitOfTime.HOURS,
    ),
    _description(
        "reallocated",
        _of_counters(lambda counters: counters.reallocated),
        state_class=SensorStateClass.TOTAL_INCREASING,
    ),
    # What is pending is read after all, or reallocated: then both of these fall.
    _description("pending", _of_counters(lambda counters: counters.pending)),
    _description(
        "uncorrectable",
        _of_counters(lambda counters: counters.uncorrectable),
        usual=False,
    ),
    _description(
        "uncorrected",
        _of_counters(_uncorrected),
        state_class=SensorStateClass.TOTAL_INCREASING,
        usual=False,
    ),
    _description(
        "crc_errors",
        _of_counters(lambda counters: counters.crc),
        state_class=SensorStateClass.TOTAL_INCREASING,
    ),
    _description(
        "media_errors",
        _of_counters(lambda counters: counters.media_errors),
        state_class=SensorStateClass.TOTAL_INCREASING,
    ),
    _description("wear", _of_counters(lambda counters: counters.wear), unit=PERCENTAGE),
    _description(
        "spare",
        _of_counters(lambda counters: counters.spare),
        unit=PERCENTAGE,
        usual=False,
    ),
)
