"""Puts the engine of one host together."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypedDict

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id
from homeassistant.loader import async_get_integration

from .const import CONF_HOST_KEY, CONF_KEY_ID, CONF_SUDO, DOMAIN
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator, unique_id_of
from .engine.burnin import BurnIn
from .engine.clock import Clock, SystemClock
from .engine.history import History
from .engine.host.connection import Connection
from .engine.host.link import Link, SshLink
from .engine.host.settings import ConnectSettings, HostAddress
from .engine.leaving import Leaving
from .engine.model import Settings
from .gate import StartGate
from .happenings import UNTOLD, Happenings
from .options import settings_of
from .profiles import profiles_of
from .storage import HISTORY, SharedHistory, async_load_key


class Parts(TypedDict):
    """What the engine of one host is made of."""

    host_id: str
    link: Link
    history: History
    clock: Clock
    controller: str
    settings: Settings


async def async_open(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> NasBurninCoordinator:
    """Start the engine of one host, or let go of all that was opened for it.

    Raises:
        BurnInError: the host, or our own history, can't be used.
    """
    untold = hass.data.setdefault(UNTOLD, {})
    # Of what the first look finds, a set-up that fails all the same must lose nothing.
    happenings = untold.setdefault(entry.entry_id, Happenings(hass))
    async with AsyncExitStack() as resources:
        parts = await resources.enter_async_context(_parts(hass, entry))
        integration = await async_get_integration(hass, DOMAIN)
        burnin = BurnIn(
            **parts,
            controller_name=hass.config.location_name,
            version=str(integration.version),
        )
        resources.push_async_callback(burnin.stop)
        resources.callback(burnin.subscribe_events(happenings.async_take))
        resources.callback(StartGate(hass, entry, burnin).async_close)
        await burnin.start()
        del untold[entry.entry_id]
        return NasBurninCoordinator(
            hass, entry, burnin, happenings, resources.pop_all()
        )


@asynccontextmanager
async def leaving(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> AsyncIterator[Leaving]:
    """Open what is needed to let go of a host for good; HistoryError where it can't."""
    async with _parts(hass, entry) as parts:
        yield Leaving(**parts)


@asynccontextmanager
async def _parts(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> AsyncIterator[Parts]:
    data = entry.data
    address = HostAddress(data[CONF_HOST], data[CONF_PORT], data[CONF_USERNAME])
    key = await async_load_key(hass, data[CONF_KEY_ID])
    # An entry that is disabled can be removed without anything having been set up.
    shared = hass.data.setdefault(HISTORY, SharedHistory(hass))
    async with AsyncExitStack() as resources:
        history = await resources.enter_async_context(shared.use())
        connection = Connection(ConnectSettings(address, data[CONF_HOST_KEY], key))
        resources.push_async_callback(connection.close)
        yield {
            "host_id": unique_id_of(entry),
            "link": SshLink(connection, sudo=data[CONF_SUDO]),
            "history": history,
            "clock": SystemClock(),
            "controller": await instance_id.async_get(hass),
            "settings": settings_of(entry.options, profiles_of(entry)),
        }
