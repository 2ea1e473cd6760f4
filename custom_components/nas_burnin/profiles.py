"""The profiles of a NAS: those of the engine, and those its administrator made."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from .const import DEFAULT_PROFILE, FLASH_PROFILE
from .engine.model import Drive, Pattern, Profile, StageKind, SurfaceOptions
from .engine.queue.plan import PROFILES
from .errors import refusal

SUBENTRY_PROFILE: Final = "profile"

NAME: Final = "name"
STAGES: Final = "stages"
PATTERNS: Final = "patterns"
ERROR_LIMIT: Final = "error_limit"

# What a job is called whose stages a person put together.
CUSTOM_PROFILE: Final = "custom"

LONGEST_NAME: Final = 40
MOST_BAD_BLOCKS: Final = 100_000


def own_profile(data: Mapping[str, Any]) -> Profile:
    """The profile that a form, or what it became, describes.

    A final check comes last in any case: without it nobody compares the drive's
    health.
    """
    usual = SurfaceOptions()
    stages = tuple(map(StageKind, data[STAGES]))
    return Profile(
        data[NAME],
        (*stages, StageKind.FINAL_CHECK),
        SurfaceOptions(
            tuple(map(Pattern, data.get(PATTERNS, usual.patterns))),
            int(data.get(ERROR_LIMIT, usual.error_limit)),
        ),
    )


def profiles_of(entry: ConfigEntry[Any]) -> dict[str, Profile]:
    """All profiles that a NAS has, by name."""
    own = [
        own_profile(subentry.data)
        for subentry in entry.get_subentries_of_type(SUBENTRY_PROFILE)
    ]
    return {**PROFILES, **{profile.name: profile for profile in own}}


def usual_profile(drive: Drive) -> str:
    """The profile for a drive that nobody has chosen one for: flash is written once."""
    return FLASH_PROFILE if drive.is_flash else DEFAULT_PROFILE


def profile_named(entry: ConfigEntry[Any], name: str) -> Profile:
    """The profile of that name.

    Raises:
        ServiceValidationError: the NAS has none of that name.
    """
    profiles = profiles_of(entry)
    if name not in profiles:
        raise refusal(
            "no_such_profile",
            host=entry.title,
            profile=name,
            profiles=", ".join(profiles),
        )
    return profiles[name]
