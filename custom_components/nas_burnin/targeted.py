"""Which of the entities that an automation names are those it is about."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


@callback
def async_ours(
    hass: HomeAssistant, entity_ids: Collection[str], translation_key: str
) -> dict[str, er.RegistryEntry]:
    """Those of our entities that are of this kind, by id.

    The bases of triggers and conditions know only the domain, and a device has more
    entities of it, some of them somebody else's.
    """
    registry = er.async_get(hass)
    return {
        entity_id: entry
        for entity_id in entity_ids
        if (entry := registry.async_get(entity_id))
        and (entry.platform, entry.translation_key) == (DOMAIN, translation_key)
    }
