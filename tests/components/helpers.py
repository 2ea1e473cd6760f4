"""Small things that several test modules need."""

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.nas_burnin.const import DOMAIN
from tests.components.data import HOST_ID


def entity_id(hass: HomeAssistant, platform: str, drive_key: str, key: str) -> str:
    """The entity of a drive, or of the host for an empty drive key."""
    parts = [HOST_ID, drive_key, key] if drive_key else [HOST_ID, key]
    registry = er.async_get(hass)
    found = registry.async_get_entity_id(platform, DOMAIN, "_".join(parts))
    assert found is not None
    return found


def state_of(hass: HomeAssistant, platform: str, drive_key: str, key: str) -> State:
    """The state of that entity."""
    state = hass.states.get(entity_id(hass, platform, drive_key, key))
    assert state is not None
    return state


def device_of(
    hass: HomeAssistant, entry: MockConfigEntry, identifier: str
) -> dr.DeviceEntry:
    """The device of a drive's key, or of the host's id."""
    registry = dr.async_get(hass)
    device = registry.async_get_device_by_identifier(
        (DOMAIN, identifier), entry.entry_id
    )
    assert device is not None
    return device
