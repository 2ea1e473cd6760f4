"""How warm a drive may get: what its temperature asks for, and when it has cooled.

What a drive said last spares it for as long as nothing else is known: it does not
start then, and a test that cools is not gone on with. But only what was said just
now pauses or ends a test, and a drive that reports no temperature is not hot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ..model import Drive, HeatLimits, Reason, Settings, Smart

FRESH_FOR = 180.0
"""Seconds that a reading speaks for; an idle host is asked about each 120 s."""


LEAST_LIMIT = 45
"""Degrees Celsius under which no maker limits a drive: some report nonsense there."""


class Heat(StrEnum):
    """What the temperature of a drive asks of the test that runs on it."""

    KEEP = "keep"
    PAUSE = "pause"
    GO_ON = "go_on"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a drive said last of its warmth; `at` in seconds of our boot-time clock.

    `temperature` is in degrees Celsius; of a drive that was `asleep` it is older.
    """

    temperature: int | None
    at: float
    asleep: bool = False

    def is_fresh(self, now: float) -> bool:
        """True while it says how warm the drive is."""
        return now - self.at <= FRESH_FOR


def read_heat(
    drive: Drive, smart: Mapping[str, Smart], before: Reading | None, now: float
) -> Reading | None:
    """Return what is known of a drive after a poll that read `smart`, by kernel name.

    The warmer one where two paths differ; what was known before where it said nothing.
    """
    said = [smart[node.name] for node in drive.nodes if node.name in smart]
    known = [one.temperature for one in said if one.temperature is not None]
    if known:
        return Reading(max(known), now)
    if any(one.standby for one in said):
        return Reading(before.temperature if before else None, now, asleep=True)
    return before


def limits_of(drive: Drive, settings: Settings) -> HeatLimits:
    """Return the limits for a drive: those of its kind, or its maker's if it is lower."""
    limits = _of_kind(drive, settings)
    own = drive.smart.temperature_limit if drive.smart else None
    return limits if own is None or own < LEAST_LIMIT else _under(limits, own)


def _of_kind(drive: Drive, settings: Settings) -> HeatLimits:
    """Return the limits of flash where a drive surely is flash, else of a disk."""
    return settings.flash_heat if drive.is_flash else settings.disk_heat


def _under(limits: HeatLimits, own: int) -> HeatLimits:
    """Keep a drive under its maker's limit: paused there at the latest.

    It is stopped where a pause did not help: at the limit, but never in the few degrees
    above a pause. The warning keeps its distance from the pause.
    """
    critical = min(limits.critical, own)
    return replace(
        limits,
        warning=min(limits.warning, critical - (limits.critical - limits.warning)),
        critical=critical,
        emergency=min(limits.emergency, max(own, critical + limits.hysteresis)),
    )


def too_warm(reading: Reading | None, limits: HeatLimits) -> Reason | None:
    """Say why no test may begin; a drive that sleeps has cooled, however warm it was."""
    if reading is None or reading.temperature is None or reading.asleep:
        return None
    if reading.temperature < limits.warning:
        return None
    return heat_reason("too_warm", reading.temperature, limits.warning)


def asked_by_heat(
    reading: Reading | None, limits: HeatLimits, now: float, *, cooling: bool
) -> Heat:
    """Return what is to be done with a test; `cooling` while it stands still for heat.

    A drive that sleeps warms nothing. Woken, it soon says how warm it is.
    """
    if reading is None or not reading.is_fresh(now):
        return Heat.KEEP
    if reading.asleep:
        return Heat.GO_ON if cooling else Heat.KEEP
    if reading.temperature is None:
        return Heat.KEEP
    if reading.temperature >= limits.emergency:
        return Heat.STOP
    if reading.temperature >= limits.critical:
        return Heat.KEEP if cooling else Heat.PAUSE
    cool = reading.temperature <= limits.critical - limits.hysteresis
    return Heat.GO_ON if cooling and cool else Heat.KEEP


def heat_reason(code: str, temperature: int, limit: int) -> Reason:
    """Return a reason that tells a temperature and the limit it reached."""
    return Reason(code, {"temperature": str(temperature), "limit": str(limit)})
