"""The forms of the set-up: their fields, and which error is said how."""

from ipaddress import ip_address
import re
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    BooleanSelector,
    FileSelector,
    FileSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..const import DEFAULT_PORT, DEFAULT_USERNAME
from ..engine.errors import BurnInError, HostUnreachable, KeyUnusable

CONF_ACCEPTED = "accepted"
CONF_KEY_FILE = "key_file"
CONF_KEY_SOURCE = "key_source"
CONF_PASSPHRASE = "passphrase"
CONF_PRIVATE_KEY = "private_key"

GENERATE, PASTE, UPLOAD, KEEP = "generate", "paste", "upload", "keep"

# What else people paste: an address of a browser or of `ssh`, a share, a port.
_MORE_THAN_A_HOST = re.compile(r"[\s/\\@:?#\[\]]")


def _key_source(*sources: str) -> dict[vol.Marker, Any]:
    config = SelectSelectorConfig(
        options=list(sources), translation_key=CONF_KEY_SOURCE
    )
    return {vol.Required(CONF_KEY_SOURCE, default=sources[0]): SelectSelector(config)}


_ACCOUNT: dict[vol.Marker, Any] = {
    vol.Required(CONF_USERNAME, default=DEFAULT_USERNAME): TextSelector(),
}
_ADDRESS: dict[vol.Marker, Any] = {
    vol.Required(CONF_HOST): TextSelector(),
    vol.Required(CONF_PORT, default=DEFAULT_PORT): cv.port,
    **_ACCOUNT,
}
_PASSPHRASE: dict[vol.Marker, Any] = {
    vol.Optional(CONF_PASSPHRASE): TextSelector(
        TextSelectorConfig(type=TextSelectorType.PASSWORD)
    ),
}

USER_SCHEMA = vol.Schema({**_ADDRESS, **_key_source(GENERATE, PASTE, UPLOAD)})
RECONFIGURE_SCHEMA = vol.Schema(
    {**_ADDRESS, **_key_source(KEEP, GENERATE, PASTE, UPLOAD)}
)
REAUTH_SCHEMA = vol.Schema({**_ACCOUNT, **_key_source(KEEP, GENERATE, PASTE, UPLOAD)})
ACCEPT_SCHEMA = vol.Schema(
    {vol.Required(CONF_ACCEPTED, default=False): BooleanSelector()}
)
PASTE_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PRIVATE_KEY): TextSelector(
            TextSelectorConfig(multiline=True)
        ),
        **_PASSPHRASE,
    }
)
UPLOAD_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_KEY_FILE): FileSelector(FileSelectorConfig(accept="*")),
        **_PASSPHRASE,
    }
)
AUTHORIZE_SCHEMA = vol.Schema(_ACCOUNT)


def plain_host(typed: str) -> str:
    """A host as it is kept: without the spaces and brackets that may be around it."""
    return typed.strip().removeprefix("[").removesuffix("]")


def is_host(host: str) -> bool:
    """False for what is more than the name or the IP address of a host, or nothing."""
    try:
        ip_address(host)
    except ValueError:
        return host != "" and not _MORE_THAN_A_HOST.search(host)
    return True


def error_key(err: BurnInError) -> str:
    """The translation key that says what is wrong and what to do about it."""
    match err:
        case KeyUnusable():
            return f"key_{err.values.get('problem', 'not_a_key')}"
        case HostUnreachable() if err.values.get("stage") == "name":
            return "host_unknown"
        case HostUnreachable() if err.values.get("stage") in {"login", "silent"}:
            return "host_not_serving"
    return err.code
