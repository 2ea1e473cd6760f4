"""The options of a NAS: what they set, and what counts where nobody set them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import time
from typing import Any, Final

from homeassistant.const import WEEKDAYS
from homeassistant.util import dt as dt_util

from .const import (
    DEFAULT_MAX_PARALLEL,
    OPTION_AFTER_REBOOT,
    OPTION_ALLOW_AUTOMATIONS,
    OPTION_AUTO_START,
    OPTION_DISK_HEAT,
    OPTION_FLASH_HEAT,
    OPTION_HEALTH,
    OPTION_LOG_DAYS,
    OPTION_MAX_PARALLEL,
    OPTION_SILENCE,
    OPTION_START_WINDOW,
)
from .engine.model import AfterReboot, HealthRules, HeatLimits, Profile, Settings
from .engine.queue.plan import PROFILES
from .window import StartWindow

DEFAULTS: Final = Settings()
DEFAULT_LOG_DAYS: Final = 35
MINUTE, HOUR = 60.0, 3600.0

# The fields of the sections.
WARNING, CRITICAL, EMERGENCY = "warning", "critical", "emergency"
HYSTERESIS = "hysteresis"
ALARM_MINUTES, END_HOURS = "alarm_minutes", "end_hours"
RETURN_MINUTES = "return_minutes"
ENABLED, PROFILE = "enabled", "profile"
OPENS, CLOSES, DAYS, HELPER = "opens", "closes", "weekdays", "helper"
HEALTH_COUNTERS: Final = tuple(rule.name for rule in fields(HealthRules))


def settings_of(
    options: Mapping[str, Any], profiles: Mapping[str, Profile] = PROFILES
) -> Settings:
    """What the engine is to do; what nobody has set stands at its default."""
    silence = options.get(OPTION_SILENCE, {})
    return Settings(
        max_parallel=int(options.get(OPTION_MAX_PARALLEL, DEFAULT_MAX_PARALLEL)),
        disk_heat=_limits(options.get(OPTION_DISK_HEAT), DEFAULTS.disk_heat),
        flash_heat=_limits(options.get(OPTION_FLASH_HEAT), DEFAULTS.flash_heat),
        after_reboot=AfterReboot(
            options.get(OPTION_AFTER_REBOOT, DEFAULTS.after_reboot)
        ),
        stall_alarm=silence.get(ALARM_MINUTES, DEFAULTS.stall_alarm / MINUTE) * MINUTE,
        stall_end=silence.get(END_HOURS, DEFAULTS.stall_end / HOUR) * HOUR,
        return_within=silence.get(RETURN_MINUTES, DEFAULTS.return_within / MINUTE)
        * MINUTE,
        health=_rules(options.get(OPTION_HEALTH, {})),
        auto_start=_auto_start(options, profiles),
    )


def log_days(options: Mapping[str, Any]) -> int:
    """For how many days the text of logs is kept."""
    return int(options.get(OPTION_LOG_DAYS, DEFAULT_LOG_DAYS))


def window_of(options: Mapping[str, Any]) -> StartWindow | None:
    """When surface tests may begin; None for any time."""
    given = options.get(OPTION_START_WINDOW, {})
    opens, closes = _time(given.get(OPENS)), _time(given.get(CLOSES))
    if opens is None or closes is None:
        return None
    return StartWindow(opens, closes, frozenset(map(WEEKDAYS.index, given[DAYS])))


def helper_of(options: Mapping[str, Any]) -> str | None:
    """The entity without which, being on, no surface test begins; None for none."""
    helper: str | None = options.get(OPTION_START_WINDOW, {}).get(HELPER)
    return helper or None


def _time(given: str | None) -> time | None:
    found = dt_util.parse_time(given) if given else None
    return found.replace(second=0, microsecond=0) if found else None


def _limits(given: Mapping[str, float] | None, default: HeatLimits) -> HeatLimits:
    if given is None:
        return default
    return HeatLimits(
        warning=int(given[WARNING]),
        critical=int(given[CRITICAL]),
        emergency=int(given[EMERGENCY]),
        hysteresis=int(given[HYSTERESIS]),
    )


def _rules(given: Mapping[str, float]) -> HealthRules:
    return HealthRules(
        **{counter: int(given[counter]) for counter in HEALTH_COUNTERS if given}
    )


def _auto_start(
    options: Mapping[str, Any], profiles: Mapping[str, Profile]
) -> Profile | None:
    """What is started on new drives; nothing that automations may not start."""
    given = options.get(OPTION_AUTO_START, {})
    profile = profiles.get(given.get(PROFILE, "")) if given.get(ENABLED) else None
    if profile and profile.erases and not options.get(OPTION_ALLOW_AUTOMATIONS, False):
        return None
    return profile
