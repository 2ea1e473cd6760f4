"""Brings the cards to the browsers: one file, by both ways that Home Assistant has.

Each way alone fails somewhere. The page that a browser keeps may be older than our extra
module; resources are out of reach where they are kept in YAML, and not loaded by panels.
Both name the same address, and a browser runs one address once. It changes with the
file, because browsers keep it for a month.
"""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http.server import StaticPathConfig
from homeassistant.components.lovelace.const import (
    CONF_RESOURCE_TYPE_WS,
    LOVELACE_DATA,
)
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntryChange
from homeassistant.const import CONF_ID, CONF_TYPE, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER, OPTION_REGISTER_CARD
from ..coordinator import NasBurninConfigEntry
from ..issues import async_forget_card_line, async_report_card_line

# Nobody has to log in to read what lies there.
FOLDER: Final = Path(__file__).parents[1] / "www"
FILE: Final = "nas-burnin.js"
SERVED: Final = f"/{DOMAIN}"
PATH: Final = f"{SERVED}/{FILE}"

_MODULE: Final = "module"


@dataclass(slots=True)
class _Card:
    """The address of the cards in this run, and whether browsers are told of it."""

    url: str
    is_told: bool = False
    # Hosts are set up and removed side by side, and all share one row.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_CARD: HassKey[_Card] = HassKey(f"{DOMAIN}_card")


async def async_setup_card(hass: HomeAssistant) -> None:
    """Serve the cards, and tell browsers of them while a host wants it."""
    try:
        version = await hass.async_add_executor_job(_version)
    except OSError as err:
        LOGGER.error("No cards for the dashboards, install this again: %s", err)
        return
    await hass.http.async_register_static_paths(
        [StaticPathConfig(SERVED, str(FOLDER), cache_headers=True)]
    )
    card = hass.data[_CARD] = _Card(f"{PATH}?v={version}")

    @callback
    def entry_changed(change: ConfigEntryChange, entry: NasBurninConfigEntry) -> None:
        if entry.domain == DOMAIN and _is_wanted(hass) != card.is_told:
            hass.async_create_task(_async_review(hass, card), f"{DOMAIN} cards")

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
    await _async_review(hass, card)


async def async_remove_card(hass: HomeAssistant) -> None:
    """Leave nothing of the cards behind when the last host is gone.

    What was added by hand goes with it: it would be asked for, and missing, for ever.
    """
    if card := hass.data.get(_CARD):
        await _async_review(hass, card)
    # A host that is disabled can be removed without anything having been set up.
    if not hass.config_entries.async_entries(DOMAIN):
        await _async_keep_row(hass, None)


async def _async_review(hass: HomeAssistant, card: _Card) -> None:
    """Tell browsers of the cards, or no more, as the options say."""
    async with card.lock:
        is_wanted = _is_wanted(hass)
        if is_wanted == card.is_told:
            # Where nobody wanted it in this run, a row is somebody's own and stays.
            return
        change = add_extra_js_url if is_wanted else remove_extra_js_url
        change(hass, card.url)
        card.is_told = is_wanted
        await _async_keep_row(hass, card.url if is_wanted else None)


@callback
def _is_wanted(hass: HomeAssistant) -> bool:
    return any(
        entry.options.get(OPTION_REGISTER_CARD, True)
        for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    )


async def _async_keep_row(hass: HomeAssistant, url: str | None) -> None:
    """Have exactly one resource of ours, with this address, or with None not any.

    Where resources are kept in YAML, a person is told which line is missing.
    """
    lovelace = hass.data.get(LOVELACE_DATA)
    if lovelace is None:
        return
    resources = lovelace.resources
    # What is changed before it was read would take the place of all that is stored.
    await resources.async_get_info()
    ours = [
        item for item in resources.async_items() if _is_ours(item.get(CONF_URL, ""))
    ]
    if not isinstance(resources, ResourceStorageCollection):
        if url is None or any(item.get(CONF_URL) == url for item in ours):
            async_forget_card_line(hass)
        else:
            async_report_card_line(hass, url)
        return
    async_forget_card_line(hass)
    row = {CONF_RESOURCE_TYPE_WS: _MODULE, CONF_URL: url}
    kept = ours[:1] if url else []
    if url and not kept:
        await resources.async_create_item(row)
    for item in kept:
        if (item[CONF_TYPE], item[CONF_URL]) != (_MODULE, url):
            await resources.async_update_item(item[CONF_ID], row)
    for item in ours[len(kept) :]:
        await resources.async_delete_item(item[CONF_ID])


def _is_ours(url: str) -> bool:
    return url.partition("?")[0] == PATH


def _version() -> str:
    return sha256((FOLDER / FILE).read_bytes()).hexdigest()[:12]
