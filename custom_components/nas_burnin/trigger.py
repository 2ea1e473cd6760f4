"""Triggers: what happens to drives, as automations put it."""

from typing import Final, override

from homeassistant.components.event import (
    DOMAIN as EVENT_DOMAIN,
    EventEntityStateAttribute,
)
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerConfig,
)
import voluptuous as vol

from .engine.model import EventKind
from .event import DRIVE_EVENTS, HOST_EVENTS
from .targeted import async_ours

CONF_RESULT: Final = "result"
ANY_RESULT: Final = "any"
_EVENTS: Final = {EVENT_DOMAIN: DomainSpec()}
RESULTS: Final = (
    EventKind.PASSED,
    EventKind.FAILED,
    EventKind.CANCELLED,
    EventKind.UNKNOWN,
)


class HappenedTrigger(StatelessEntityTriggerBase):
    """Fires for events of some kinds."""

    _domain_specs = _EVENTS
    _kinds: tuple[EventKind, ...]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Take our events alone, and what a NAS tells of its drives not from both."""
        named = super().entity_filter(entities)
        hosts = async_ours(self._hass, named, str(HOST_EVENTS.translation_key))
        drives = async_ours(self._hass, named, str(DRIVE_EVENTS.translation_key))
        told = {entry.config_entry_id for entry in hosts.values()}
        others = {
            entity_id
            for entity_id, entry in drives.items()
            if entry.config_entry_id not in told
        }
        return {*hosts, *others}

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        return state.attributes.get(EventEntityStateAttribute.EVENT_TYPE) in self._kinds


class StartedTrigger(HappenedTrigger):
    """A burn-in starts."""

    _kinds = (EventKind.STARTED,)


class FailedTrigger(HappenedTrigger):
    """A burn-in fails."""

    _kinds = (EventKind.FAILED,)


class AppearedTrigger(HappenedTrigger):
    """A NAS has a drive that it had not."""

    _kinds = (EventKind.DRIVE_APPEARED,)


class UnlockedTrigger(HappenedTrigger):
    """A person unlocks a drive."""

    _kinds = (EventKind.UNLOCKED,)


class FinishedTrigger(HappenedTrigger):
    """A burn-in ends, in whatever way or in one."""

    _schema = ENTITY_STATE_TRIGGER_SCHEMA.extend(
        {
            vol.Required(CONF_OPTIONS, default={}): {
                vol.Required(CONF_RESULT, default=ANY_RESULT): vol.In(
                    [ANY_RESULT, *RESULTS]
                )
            }
        }
    )

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        result = self._options[CONF_RESULT]
        wanted = RESULTS if result == ANY_RESULT else (EventKind(result),)
        self._kinds = wanted


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "burn_in_failed": FailedTrigger,
    "burn_in_finished": FinishedTrigger,
    "burn_in_started": StartedTrigger,
    "drive_appeared": AppearedTrigger,
    "drive_unlocked": UnlockedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """The triggers of burn-ins and drives."""
    return TRIGGERS
