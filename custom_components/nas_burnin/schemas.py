"""What the fields of several actions have in common."""

from collections.abc import Iterable
from enum import StrEnum

from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolSchemaType
import voluptuous as vol


def one_of[W: StrEnum](words: Iterable[W]) -> VolSchemaType:
    """One of these words; whoever gives another is told which there are."""
    known = {word.value: word for word in words}
    return vol.All(vol.In(list(known)), known.__getitem__)


def several_of[W: StrEnum](words: Iterable[W]) -> VolSchemaType:
    """At least one of these words, a single one without a list."""
    return vol.All(cv.ensure_list, [one_of(words)], vol.Length(min=1))
