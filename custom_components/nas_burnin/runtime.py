"""Puts the engine of one host together."""

from contextlib import AsyncExitStack

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import instance_id

from .const import (
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
)
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator, unique_id_of
from .engine.burnin import BurnIn
from .engine.clock import SystemClock
from .engine.host.connection import Connection
from .engine.host.link import SshLink
from .engine.host.settings import ConnectSettings, HostAddress
from .options import settings_of
from .storage import HISTORY, async_load_key


async def async_open(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> NasBurninCoordinator:
    """Start the engine of one host, or let go of all that was opened for it.

    Raises:
        BurnInError: the host, or our own history, can't be used.
    """
    data = entry.data
    address = HostAddress(data[CONF_HOST], data[CONF_PORT], data[CONF_USERNAME])
    key = await async_load_key(hass, data[CONF_KEY_ID])
    async with AsyncExitStack() as resources:
        history = await resources.enter_async_context(hass.data[HISTORY].use())
        connection = Connection(ConnectSettings(address, data[CONF_HOST_KEY], key))
        resources.push_async_callback(connection.close)
        burnin = BurnIn(
            host_id=unique_id_of(entry),
            link=SshLink(connection, sudo=data[CONF_SUDO]),
            history=history,
            clock=SystemClock(),
            controller=await instance_id.async_get(hass),
            controller_name=hass.config.location_name,
            settings=settings_of(entry.options),
        )
        resources.push_async_callback(burnin.stop)
        await burnin.start()
        return NasBurninCoordinator(hass, entry, burnin, resources.pop_all())
