"""The one place where errors of the engine become errors of Home Assistant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    ConfigEntryError,
    ConfigEntryNotReady,
    HomeAssistantError,
    ServiceValidationError,
)

from .const import DOMAIN
from .coordinator import NasBurninConfigEntry
from .engine.errors import (
    AuthenticationRefused,
    BurnInError,
    DriveRefused,
    HostKeyChanged,
    KeyUnusable,
    NoSuchDrive,
)
from .engine.model import Reason
from .engine.text import clean
from .issues import async_report_host_key
from .shown import LONGEST, speaker_of

# The person asked for something that can't be; everything else is trouble.
_MISUSE = (DriveRefused, NoSuchDrive)
_NEW_KEY_NEEDED = (AuthenticationRefused, KeyUnusable)


@contextmanager
def translated(hass: HomeAssistant) -> Iterator[None]:
    """Turn errors of the engine into translated ones that a person can read."""
    try:
        yield
    except BurnInError as err:
        kind = (
            ServiceValidationError if isinstance(err, _MISUSE) else HomeAssistantError
        )
        raise _of(hass, kind, err) from err


@contextmanager
def translated_setup(
    hass: HomeAssistant, entry: NasBurninConfigEntry
) -> Iterator[None]:
    """Turn errors of the engine into what a config entry makes of them.

    A refused key waits for a person, because servers penalise those who go on
    trying. A changed host key waits too. The rest mends itself once the NAS does.
    """
    try:
        yield
    except BurnInError as err:
        kind: type[HomeAssistantError] = ConfigEntryNotReady
        if isinstance(err, _NEW_KEY_NEEDED):
            kind = ConfigEntryAuthFailed
        elif isinstance(err, HostKeyChanged):
            kind = ConfigEntryError
            async_report_host_key(hass, entry, Reason(err.code, err.values))
        raise _of(hass, kind, err) from err


def refusal(key: str, **placeholders: str) -> ServiceValidationError:
    """The error that refuses what was asked for, in translated words."""
    return _translated(ServiceValidationError, key, placeholders)


def _of[E: HomeAssistantError](
    hass: HomeAssistant, kind: type[E], err: BurnInError
) -> E:
    return _translated(kind, err.code, speaker_of(hass).values(err.values))


def _translated[E: HomeAssistantError](
    kind: type[E], key: str, values: Mapping[str, str]
) -> E:
    return kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            name: clean(value, LONGEST) for name, value in values.items()
        },
    )
