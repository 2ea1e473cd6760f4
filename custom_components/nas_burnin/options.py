"""The options of a NAS: their form, whether they fit together, and what they set."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import UnitOfTemperature, UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
)
import voluptuous as vol

from .const import (
    DEFAULT_MAX_PARALLEL,
    OPTION_AFTER_REBOOT,
    OPTION_ALLOW_AUTOMATIONS,
    OPTION_AT_REMOVAL,
    OPTION_DISK_HEAT,
    OPTION_FLASH_HEAT,
    OPTION_MAX_PARALLEL,
    OPTION_SILENCE,
    AtRemoval,
)
from .engine.model import AfterReboot, HeatLimits, Settings

_DEFAULT = Settings()
_MINUTE, _HOUR = 60.0, 3600.0

WARNING, CRITICAL, EMERGENCY = "warning", "critical", "emergency"
HYSTERESIS = "hysteresis"
ALARM_MINUTES, END_HOURS = "alarm_minutes", "end_hours"
RETURN_MINUTES = "return_minutes"


def _number(least: int, most: int, unit: str) -> NumberSelector:
    return NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=most,
            step=1,
            unit_of_measurement=unit,
            mode=NumberSelectorMode.BOX,
        )
    )


def _choice(key: str, words: type[AfterReboot | AtRemoval]) -> SelectSelector:
    options = [word.value for word in words]
    return SelectSelector(SelectSelectorConfig(options=options, translation_key=key))


def _heat_section(limits: HeatLimits) -> section:
    degrees = _number(30, 110, UnitOfTemperature.CELSIUS)
    steps = _number(1, 20, UnitOfTemperature.CELSIUS)
    return section(
        vol.Schema(
            {
                vol.Required(WARNING, default=limits.warning): degrees,
                vol.Required(CRITICAL, default=limits.critical): degrees,
                vol.Required(EMERGENCY, default=limits.emergency): degrees,
                vol.Required(HYSTERESIS, default=limits.hysteresis): steps,
            }
        ),
        {"collapsed": True},
    )


_SILENCE_SECTION = section(
    vol.Schema(
        {
            vol.Required(
                ALARM_MINUTES, default=round(_DEFAULT.stall_alarm / _MINUTE)
            ): _number(1, 1440, UnitOfTime.MINUTES),
            vol.Required(END_HOURS, default=round(_DEFAULT.stall_end / _HOUR)): _number(
                1, 720, UnitOfTime.HOURS
            ),
            vol.Required(
                RETURN_MINUTES, default=round(_DEFAULT.return_within / _MINUTE)
            ): _number(1, 10080, UnitOfTime.MINUTES),
        }
    ),
    {"collapsed": True},
)

OPTIONS_SCHEMA = vol.Schema(
    {
        vol.Required(OPTION_ALLOW_AUTOMATIONS, default=False): BooleanSelector(),
        vol.Required(OPTION_AFTER_REBOOT, default=_DEFAULT.after_reboot.value): _choice(
            OPTION_AFTER_REBOOT, AfterReboot
        ),
        vol.Required(OPTION_AT_REMOVAL, default=AtRemoval.LEAVE.value): _choice(
            OPTION_AT_REMOVAL, AtRemoval
        ),
        vol.Required(OPTION_DISK_HEAT): _heat_section(_DEFAULT.disk_heat),
        vol.Required(OPTION_FLASH_HEAT): _heat_section(_DEFAULT.flash_heat),
        vol.Required(OPTION_SILENCE): _SILENCE_SECTION,
    }
)


def mistakes(given: Mapping[str, Any]) -> dict[str, str]:
    """What does not fit together, by section: the translation key that says it."""
    found = {
        name: "heat_order"
        for name in (OPTION_DISK_HEAT, OPTION_FLASH_HEAT)
        if not given[name][WARNING] < given[name][CRITICAL] < given[name][EMERGENCY]
    }
    silence = given[OPTION_SILENCE]
    if silence[END_HOURS] * _HOUR <= silence[ALARM_MINUTES] * _MINUTE:
        found[OPTION_SILENCE] = "silence_order"
    return found


def settings_of(options: Mapping[str, Any]) -> Settings:
    """What the engine is to do; what nobody has set stands at its default."""
    silence = options.get(OPTION_SILENCE, {})
    return Settings(
        max_parallel=int(options.get(OPTION_MAX_PARALLEL, DEFAULT_MAX_PARALLEL)),
        disk_heat=_limits(options.get(OPTION_DISK_HEAT), _DEFAULT.disk_heat),
        flash_heat=_limits(options.get(OPTION_FLASH_HEAT), _DEFAULT.flash_heat),
        after_reboot=AfterReboot(
            options.get(OPTION_AFTER_REBOOT, _DEFAULT.after_reboot)
        ),
        stall_alarm=silence.get(ALARM_MINUTES, _DEFAULT.stall_alarm / _MINUTE)
        * _MINUTE,
        stall_end=silence.get(END_HOURS, _DEFAULT.stall_end / _HOUR) * _HOUR,
        return_within=silence.get(RETURN_MINUTES, _DEFAULT.return_within / _MINUTE)
        * _MINUTE,
    )


def _limits(given: Mapping[str, float] | None, default: HeatLimits) -> HeatLimits:
    if given is None:
        return default
    return HeatLimits(
        warning=int(given[WARNING]),
        critical=int(given[CRITICAL]),
        emergency=int(given[EMERGENCY]),
        hysteresis=int(given[HYSTERESIS]),
    )
