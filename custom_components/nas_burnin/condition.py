"""Conditions: what drives are doing, as automations put it."""

from typing import Final, override

from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .engine.model import JobState
from .targeted import async_ours

BURN_IN: Final = "burn_in"
"""The sensor of a drive that is asked."""

_SENSORS: Final = {SENSOR_DOMAIN: DomainSpec()}
_RUNNING: Final[set[str | bool]] = {JobState.RUNNING.value}
_QUEUED: Final[set[str | bool]] = {JobState.QUEUED.value}


class BurnsInCondition(EntityStateConditionBase):
    """True while a drive has a burn-in under way, paused ones included."""

    _domain_specs = _SENSORS
    _states = _RUNNING

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return {*async_ours(self._hass, super().entity_filter(entities), BURN_IN)}


class WaitsCondition(BurnsInCondition):
    """True while a drive waits for a place in the queue."""

    _states = _QUEUED


CONDITIONS: Final[dict[str, type[Condition]]] = {
    "is_burning_in": BurnsInCondition,
    "is_queued": WaitsCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """The conditions of drives."""
    return CONDITIONS
