"""Makes what an administrator changed count at once; nothing is reloaded for it."""

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .const import DOMAIN
from .coordinator import NasBurninConfigEntry
from .engine.model import Profile, Settings
from .options import settings_of
from .profiles import profiles_of


@callback
def async_apply_changes(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> CALLBACK_TYPE:
    """Hand each change of options and profiles to the engine, and to who shows them."""
    coordinator = entry.runtime_data

    def wanted() -> tuple[Settings, dict[str, Profile]]:
        profiles = profiles_of(entry)
        return settings_of(entry.options, profiles), profiles

    applied = wanted()

    @callback
    def apply(change: ConfigEntryChange, changed: NasBurninConfigEntry) -> None:
        nonlocal applied
        # An entry that is loaded, or given another title, is told of as changed, too.
        if changed is not entry or wanted() == applied:
            return
        applied = wanted()
        settings, _ = applied
        entry.async_create_task(
            hass,
            coordinator.burnin.set_settings(settings),
            f"{DOMAIN} {entry.title}: settings",
        )
        coordinator.async_update_listeners()

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, apply)
