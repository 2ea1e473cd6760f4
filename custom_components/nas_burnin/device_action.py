"""Device actions: what may be done to a drive or a NAS without erasing anything.

Each is one of our actions, called for whoever runs the automation, and so passes the
same guard. None acknowledges an erasure or unlocks: what a name means here can never
come to erase a drive. What happens has triggers of its own, which take devices too.
"""

from types import MappingProxyType
from typing import Any, Final

from homeassistant.const import ATTR_DEVICE_ID, CONF_DEVICE_ID, CONF_DOMAIN, CONF_TYPE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType, TemplateVarsType
import voluptuous as vol

from .actions.smart_tests import ATTR_KIND
from .const import DOMAIN
from .engine.model import SelfTestKind
from .services import (
    ACTION_CANCEL,
    ACTION_PAUSE,
    ACTION_RESUME,
    ACTION_START,
    ACTION_START_TEST,
    ATTR_PROFILE,
)

type Call = tuple[str, dict[str, Any]]

HOST_ACTIONS: Final = MappingProxyType[str, Call](
    {
        "pause": (ACTION_PAUSE, {}),
        "resume": (ACTION_RESUME, {}),
    }
)
DRIVE_ACTIONS: Final = MappingProxyType[str, Call](
    {
        "cancel": (ACTION_CANCEL, {}),
        **HOST_ACTIONS,
        "start_short_test": (ACTION_START_TEST, {ATTR_KIND: SelfTestKind.SHORT.value}),
        "start_smart_only": (ACTION_START, {ATTR_PROFILE: "smart_only"}),
        "start_read_only": (ACTION_START, {ATTR_PROFILE: "read_only"}),
    }
)

ACTION_SCHEMA: Final = cv.DEVICE_ACTION_BASE_SCHEMA.extend(
    {vol.Required(CONF_TYPE): vol.In(list(DRIVE_ACTIONS))}
)


async def async_get_actions(
    hass: HomeAssistant, device_id: str
) -> list[dict[str, str]]:
    """The actions that a device has."""
    return [
        {CONF_DOMAIN: DOMAIN, CONF_DEVICE_ID: device_id, CONF_TYPE: kind}
        for kind in _actions_of(hass, device_id)
    ]


async def async_call_action_from_config(
    hass: HomeAssistant,
    config: ConfigType,
    variables: TemplateVarsType,
    context: Context | None,
) -> None:
    """Carry an action out for whoever asks."""
    action, data = DRIVE_ACTIONS[config[CONF_TYPE]]
    await hass.services.async_call(
        DOMAIN,
        action,
        {ATTR_DEVICE_ID: [config[CONF_DEVICE_ID]], **data},
        blocking=True,
        context=context,
    )


@callback
def _actions_of(hass: HomeAssistant, device_id: str) -> MappingProxyType[str, Call]:
    device = dr.async_get(hass).async_get(device_id)
    if device is None or not isinstance(device, dr.DeviceEntry):
        return MappingProxyType({})
    entry = hass.config_entries.async_get_entry(device.config_entry_id)
    is_host = entry is not None and (DOMAIN, entry.unique_id) in device.identifiers
    return HOST_ACTIONS if is_host else DRIVE_ACTIONS
