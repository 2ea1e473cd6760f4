"""Text on its way to people: harmless, whoever wrote it."""

from collections.abc import Sequence
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from .engine.sentences.speaker import LONGEST, Speaker
from .engine.text import clean, escaped

__all__ = ["LONGEST", "escaped", "harmless", "shortened", "speaker_of"]

_MOST_SENTENCES: Final = 5
_LONGEST_SENTENCE: Final = 250


@callback
def speaker_of(hass: HomeAssistant) -> Speaker:
    """Who speaks for this Home Assistant, in its language, to all who read along."""
    return Speaker(hass.config.language)


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
