"""Burn in the drives of a NAS over SSH."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .applying import async_apply_changes
from .cards.bundle import async_remove_card, async_setup_card
from .const import CONF_KEY_ID, DOMAIN
from .coordinator import NasBurninConfigEntry
from .devices import host_device_info
from .errors import translated_setup
from .issues import async_delete_all_issues, async_forget_removal
from .nightly import async_setup_nightly
from .removal import async_let_go
from .runtime import async_open
from .services import async_setup_services
from .storage import async_remove_key, async_setup_history
from .websocket_api import async_setup_websocket_api

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.LOCK,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register what all hosts share: actions, websocket commands and the history."""
    async_setup_history(hass)
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    async_setup_nightly(hass)
    await async_setup_card(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: NasBurninConfigEntry) -> bool:
    """Connect to a host, then follow what runs there."""
    with translated_setup(hass, entry):
        coordinator = await async_open(hass, entry)
    async_forget_removal(hass, entry)
    entry.runtime_data = coordinator
    entry.async_on_unload(coordinator.async_close)
    entry.async_on_unload(async_apply_changes(hass, entry))

    # Unloading does not happen when Home Assistant stops.
    async def close(event: Event) -> None:
        await coordinator.async_close()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, close))
    # The drives' devices hang below the host's, so it has to be there first.
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **host_device_info(coordinator)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_follow()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: NasBurninConfigEntry) -> bool:
    """Let go of a host; tests that run there go on."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: NasBurninConfigEntry) -> None:
    """Let go of a host and forget its key; the history of its drives stays."""
    async_delete_all_issues(hass, entry)
    await async_let_go(hass, entry)
    await async_remove_key(hass, entry.data[CONF_KEY_ID])
    await async_remove_card(hass)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: NasBurninConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Let a person remove a drive that is gone; never one that is there."""
    if entry.state is not ConfigEntryState.LOADED:
        return False
    return entry.runtime_data.async_forget_device(device.identifiers)
