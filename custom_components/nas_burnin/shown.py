"""Text on its way to people: harmless, whoever wrote it."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .engine.sentences.speaker import LONGEST, Speaker
from .engine.text import clean, escaped

__all__ = [
    "LONGEST",
    "async_note_language",
    "escaped",
    "harmless",
    "shortened",
    "speaker_of",
    "speaker_to",
]

_LANGUAGES: HassKey[dict[str, str]] = HassKey(f"{DOMAIN}_languages")

_MOST_SENTENCES: Final = 5
_LONGEST_SENTENCE: Final = 250


@callback
def speaker_of(hass: HomeAssistant) -> Speaker:
    """Who speaks for this Home Assistant, in its language, to all who read along."""
    return Speaker(hass.config.language)


@callback
def async_note_language(hass: HomeAssistant, user_id: str, language: str) -> None:
    """Remember in which language a person reads the cards."""
    hass.data.setdefault(_LANGUAGES, {})[user_id] = language


@callback
def speaker_to(hass: HomeAssistant, context: Context | None) -> Speaker:
    """Who speaks to the person behind a call: as the cards last did, else to all."""
    languages = hass.data.get(_LANGUAGES, {})
    user_id = context.user_id if context else None
    known = languages.get(user_id) if user_id else None
    return Speaker(known) if known else speaker_of(hass)


def harmless(value: Any) -> Any:
    """Make all text in plain JSON harmless, keys too."""
    match value:
        case str():
            return clean(value, LONGEST)
        case dict():
            return {clean(str(key)): harmless(item) for key, item in value.items()}
        case list() | tuple():
            return [harmless(item) for item in value]
    return value


def shortened(said: Sequence[str]) -> list[str]:
    """The first of some sentences, for where each change of them is written down."""
    return [sentence[:_LONGEST_SENTENCE] for sentence in said[:_MOST_SENTENCES]]
