"""The websocket commands of the cards: docs/websocket.md is their contract.

They only read, so whoever may see the entities may ask. Persons are named, and the
words that unlock a drive are shown, to administrators alone.
"""

from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import websocket_command
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from .const import DOMAIN
from .live_rows import LIVE, LiveRows, Subscriber


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands; they work whatever is set up."""
    hass.data[LIVE] = LiveRows(hass)
    websocket_api.async_register_command(hass, ws_subscribe)


@websocket_command({vol.Required("type"): f"{DOMAIN}/subscribe"})
@callback
def ws_subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send all rows, then what changes."""
    number = msg["id"]

    @callback
    def send(event: bytes) -> None:
        connection.send_message(construct_event_message(number, event))

    connection.send_result(number)
    connection.subscriptions[number] = hass.data[LIVE].async_subscribe(
        Subscriber(send, lambda: connection.user.is_admin)
    )
