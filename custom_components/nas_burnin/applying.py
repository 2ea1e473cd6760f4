"""Makes what an administrator changed count at once; nothing is reloaded for it."""

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import DOMAIN
from .coordinator import NasBurninConfigEntry
from .options import settings_of
from .profiles import profiles_of


@callback
def async_apply_changes(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> CALLBACK_TYPE:
    """Hand each change of options and profiles to the engine, and to who shows them."""
    coordinator = entry.runtime_data

    @callback
    def apply(change: ConfigEntryChange, changed: NasBurninConfigEntry) -> None:
        if change is not ConfigEntryChange.UPDATED or changed is not entry:
            return
        entry.async_create_task(
            hass,
            coordinator.burnin.set_settings(
                settings_of(entry.options, profiles_of(entry))
            ),
            f"{DOMAIN} {entry.title}: settings",
        )
        coordinator.async_update_listeners()

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, apply)
