"""The form of the options of a NAS, and whether what is filled in fits together."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.const import (
    PERCENTAGE,
    WEEKDAYS,
    UnitOfTemperature,
    UnitOfTime,
)
from homeassistant.data_entry_flow import SectionConfig, section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TimeSelector,
)
import voluptuous as vol

from ..const import (
    DEFAULT_PROFILE,
    OPTION_AFTER_REBOOT,
    OPTION_ALLOW_AUTOMATIONS,
    OPTION_AT_REMOVAL,
    OPTION_AUTO_START,
    OPTION_DISK_HEAT,
    OPTION_FLASH_HEAT,
    OPTION_HEALTH,
    OPTION_LOG_DAYS,
    OPTION_REGISTER_CARD,
    OPTION_SILENCE,
    OPTION_START_WINDOW,
    AtRemoval,
)
from ..engine.model import AfterReboot, HealthRules, HeatLimits, Profile
from ..options import (
    ALARM_MINUTES,
    CLOSES,
    CRITICAL,
    DAYS,
    DEFAULT_LOG_DAYS,
    DEFAULTS,
    EMERGENCY,
    ENABLED,
    END_HOURS,
    HEALTH_COUNTERS,
    HELPER,
    HOUR,
    HYSTERESIS,
    MINUTE,
    OPENS,
    PROFILE,
    RETURN_MINUTES,
    WARNING,
)

_COLLAPSED = SectionConfig(collapsed=True)
_HELPERS = ["input_boolean", "binary_sensor", "schedule", "switch"]
_MOST_COUNTED = 1_000_000


def _number(least: int, most: int, unit: str = "") -> NumberSelector:
    config = NumberSelectorConfig(
        min=least, max=most, step=1, mode=NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _choice(
    key: str, words: Sequence[str], *, multiple: bool = False
) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=list(words), translation_key=key, multiple=multiple
        )
    )


def _window_section() -> section:
    return section(
        vol.Schema(
            {
                vol.Optional(OPENS): TimeSelector(),
                vol.Optional(CLOSES): TimeSelector(),
                vol.Required(DAYS, default=list(WEEKDAYS)): _choice(
                    "weekdays", WEEKDAYS, multiple=True
                ),
                vol.Optional(HELPER): EntitySelector(
                    EntitySelectorConfig(domain=_HELPERS)
                ),
            }
        ),
        _COLLAPSED,
    )


def _auto_start_section(profiles: Sequence[str]) -> section:
    return section(
        vol.Schema(
            {
                vol.Required(ENABLED, default=False): BooleanSelector(),
                vol.Required(PROFILE, default=DEFAULT_PROFILE): _choice(
                    "profile", profiles
                ),
            }
        ),
        _COLLAPSED,
    )


def _health_section(rules: HealthRules) -> section:
    counts = _number(0, _MOST_COUNTED)
    return section(
        vol.Schema(
            {
                vol.Required(counter, default=getattr(rules, counter)): (
                    _number(1, 100, PERCENTAGE) if counter == "wear" else counts
                )
                for counter in HEALTH_COUNTERS
            }
        ),
        _COLLAPSED,
    )


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
        _COLLAPSED,
    )


def _silence_section() -> section:
    alarm, end = round(DEFAULTS.stall_alarm / MINUTE), round(DEFAULTS.stall_end / HOUR)
    back = round(DEFAULTS.return_within / MINUTE)
    minutes = _number(1, 1440, UnitOfTime.MINUTES)
    return section(
        vol.Schema(
            {
                vol.Required(ALARM_MINUTES, default=alarm): minutes,
                vol.Required(END_HOURS, default=end): _number(1, 720, UnitOfTime.HOURS),
                vol.Required(RETURN_MINUTES, default=back): _number(
                    1, 10080, UnitOfTime.MINUTES
                ),
            }
        ),
        _COLLAPSED,
    )


def options_schema(profiles: Sequence[str]) -> vol.Schema:
    """The form of a NAS that has profiles of these names."""
    return vol.Schema(
        {
            vol.Required(OPTION_ALLOW_AUTOMATIONS, default=False): BooleanSelector(),
            vol.Required(
                OPTION_AFTER_REBOOT, default=DEFAULTS.after_reboot.value
            ): _choice(OPTION_AFTER_REBOOT, [word.value for word in AfterReboot]),
            vol.Required(OPTION_AT_REMOVAL, default=AtRemoval.LEAVE.value): _choice(
                OPTION_AT_REMOVAL, [word.value for word in AtRemoval]
            ),
            vol.Required(OPTION_LOG_DAYS, default=DEFAULT_LOG_DAYS): _number(
                1, 3650, UnitOfTime.DAYS
            ),
            vol.Required(OPTION_REGISTER_CARD, default=True): BooleanSelector(),
            vol.Required(OPTION_START_WINDOW): _window_section(),
            vol.Required(OPTION_AUTO_START): _auto_start_section(profiles),
            vol.Required(OPTION_HEALTH): _health_section(DEFAULTS.health),
            vol.Required(OPTION_DISK_HEAT): _heat_section(DEFAULTS.disk_heat),
            vol.Required(OPTION_FLASH_HEAT): _heat_section(DEFAULTS.flash_heat),
            vol.Required(OPTION_SILENCE): _silence_section(),
        }
    )


def shown_options(
    options: Mapping[str, Any], profiles: Mapping[str, Profile]
) -> Mapping[str, Any]:
    """What the form begins with: as it is set, but no profile that is gone."""
    chosen = options.get(OPTION_AUTO_START, {}).get(PROFILE)
    if chosen is None or chosen in profiles:
        return options
    return {**options, OPTION_AUTO_START: {ENABLED: False}}


def mistakes(
    given: Mapping[str, Any], profiles: Mapping[str, Profile]
) -> dict[str, str]:
    """What does not fit together, by section: the translation key that says it."""
    found = {
        name: "heat_order"
        for name in (OPTION_DISK_HEAT, OPTION_FLASH_HEAT)
        if not given[name][WARNING] < given[name][CRITICAL] < given[name][EMERGENCY]
    }
    silence = given[OPTION_SILENCE]
    if silence[END_HOURS] * HOUR <= silence[ALARM_MINUTES] * MINUTE:
        found[OPTION_SILENCE] = "silence_order"
    window = given[OPTION_START_WINDOW]
    if (OPENS in window) != (CLOSES in window):
        found[OPTION_START_WINDOW] = "window_half"
    elif not window[DAYS]:
        found[OPTION_START_WINDOW] = "window_without_day"
    if given[OPTION_AUTO_START][ENABLED]:
        profile = profiles.get(given[OPTION_AUTO_START][PROFILE])
        if profile is None:
            found[OPTION_AUTO_START] = "profile_gone"
        elif profile.erases and not given[OPTION_ALLOW_AUTOMATIONS]:
            found[OPTION_AUTO_START] = "auto_start_not_allowed"
    return found
