"""What a temperature asks for; what is not known neither pauses nor goes on."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    Drive,
    HeatLimits,
    Protocol,
    Reason,
    Settings,
    Smart,
)
from custom_components.nas_burnin.engine.queue.heat import (
    FRESH_FOR,
    Heat,
    Reading,
    asked_by_heat,
    limits_of,
    read_heat,
    too_warm,
)
from tests.engine.hosts import disk, nas

LIMITS = HeatLimits(warning=50, critical=55, emergency=65, hysteresis=5)
SETTINGS = Settings()
NOW = 1000.0


def drive(smart: Smart | None = None, **changes: Any) -> Drive:
    """Answer a drive with one node and this SMART."""
    node = disk("sda", **changes)
    made = nas(node).drive("sda")
    return replace(made, smart=smart or Smart(), protocol=Protocol.ATA)


@pytest.mark.parametrize(
    ("temperature", "running", "cooling"),
    [
        (None, Heat.KEEP, Heat.KEEP),
        (-5, Heat.KEEP, Heat.GO_ON),
        (49, Heat.KEEP, Heat.GO_ON),
        (50, Heat.KEEP, Heat.GO_ON),
        (51, Heat.KEEP, Heat.KEEP),
        (54, Heat.KEEP, Heat.KEEP),
        (55, Heat.PAUSE, Heat.KEEP),
        (64, Heat.PAUSE, Heat.KEEP),
        (65, Heat.STOP, Heat.STOP),
        (90, Heat.STOP, Heat.STOP),
    ],
)
def test_a_fresh_temperature(
    temperature: int | None, running: Heat, cooling: Heat
) -> None:
    reading = Reading(temperature, NOW - FRESH_FOR)
    assert asked_by_heat(reading, LIMITS, NOW, cooling=False) is running
    assert asked_by_heat(reading, LIMITS, NOW, cooling=True) is cooling


@pytest.mark.parametrize("cooling", [True, False])
@pytest.mark.parametrize("temperature", [None, 20, 55, 90])
def test_an_old_temperature_changes_nothing(
    temperature: int | None, *, cooling: bool
) -> None:
    old = Reading(temperature, NOW - FRESH_FOR - 1)
    assert asked_by_heat(old, LIMITS, NOW, cooling=cooling) is Heat.KEEP
    assert asked_by_heat(None, LIMITS, NOW, cooling=cooling) is Heat.KEEP


def test_a_drive_that_sleeps_has_cooled() -> None:
    asleep = Reading(70, NOW, asleep=True)
    assert asked_by_heat(asleep, LIMITS, NOW, cooling=True) is Heat.GO_ON
    assert asked_by_heat(asleep, LIMITS, NOW, cooling=False) is Heat.KEEP
    assert too_warm(asleep, LIMITS) is None


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (None, None),
        (Reading(None, NOW), None),
        (Reading(49, NOW), None),
        (Reading(50, NOW), Reason("too_warm", {"temperature": "50", "limit": "50"})),
        # Nothing has said that it cooled since.
        (Reading(70, 0.0), Reason("too_warm", {"temperature": "70", "limit": "50"})),
    ],
)
def test_a_warm_drive_does_not_start(
    reading: Reading | None, reason: Reason | None
) -> None:
    assert too_warm(reading, LIMITS) == reason


def test_what_a_poll_tells_of_a_drive() -> None:
    one = drive()
    two_paths = replace(one, nodes=(disk("sda"), disk("sdb")))
    before = Reading(41, 5.0)
    assert read_heat(one, {}, None, NOW) is None
    assert read_heat(one, {"sdb": Smart(temperature=60)}, before, NOW) is before
    assert read_heat(one, {"sda": Smart()}, before, NOW) is before
    assert read_heat(one, {"sda": Smart(temperature=30)}, before, NOW) == Reading(
        30, NOW
    )
    both = {"sda": Smart(temperature=30), "sdb": Smart(temperature=31)}
    assert read_heat(two_paths, both, before, NOW) == Reading(31, NOW)
    asleep = {"sda": Smart(standby=True)}
    assert read_heat(one, asleep, before, NOW) == Reading(41, NOW, asleep=True)
    assert read_heat(one, asleep, None, NOW) == Reading(None, NOW, asleep=True)
    assert read_heat(two_paths, {**both, **asleep}, before, NOW) == Reading(31, NOW)


@pytest.mark.parametrize(
    ("made", "limits"),
    [
        (drive(Smart(rotation_rate=7200), rotational=True), SETTINGS.disk_heat),
        (drive(Smart(rotation_rate=0), rotational=True), SETTINGS.flash_heat),
        (drive(Smart(rotation_rate=5400), rotational=False), SETTINGS.disk_heat),
        (drive(rotational=False), SETTINGS.flash_heat),
        (drive(rotational=True), SETTINGS.disk_heat),
        # What nobody knows is spared as a disk.
        (drive(rotational=None), SETTINGS.disk_heat),
        (replace(drive(), protocol=Protocol.NVME), SETTINGS.flash_heat),
    ],
)
def test_limits_of_disk_and_flash(made: Drive, limits: HeatLimits) -> None:
    assert limits_of(made, SETTINGS) is limits


@pytest.mark.parametrize(
    ("own", "limits"),
    [
        (None, (50, 55, 65)),
        (85, (50, 55, 65)),
        (65, (50, 55, 65)),
        # Paused below it, stopped at it.
        (62, (50, 55, 62)),
        (60, (50, 55, 60)),
        # A pause has its five degrees to help.
        (57, (50, 55, 60)),
        (55, (50, 55, 60)),
        (50, (45, 50, 55)),
        (45, (40, 45, 50)),
        # What no maker means.
        (44, (50, 55, 65)),
        (1, (50, 55, 65)),
    ],
)
def test_the_lower_of_the_option_and_the_drives_own_limit(
    own: int | None, limits: tuple[int, int, int]
) -> None:
    made = drive(Smart(rotation_rate=7200, temperature_limit=own))
    found = limits_of(made, replace(SETTINGS, disk_heat=HeatLimits(50, 55, 65)))
    assert (found.warning, found.critical, found.emergency) == limits
    assert found.warning < found.critical < found.emergency


def test_flash_has_its_own_limit_too() -> None:
    made = drive(Smart(Protocol.NVME, rotation_rate=0, temperature_limit=70))
    assert limits_of(made, SETTINGS) == HeatLimits(65, 70, 75)
    made = drive(Smart(Protocol.NVME, rotation_rate=0, temperature_limit=82))
    assert limits_of(made, SETTINGS) == SETTINGS.flash_heat
