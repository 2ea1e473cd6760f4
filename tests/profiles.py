"""The profiles with nothing but their surface test, for tests of nothing else."""

from dataclasses import replace
from typing import Any

from custom_components.nas_burnin.engine.model import Profile, StageKind
from custom_components.nas_burnin.engine.queue.plan import PROFILES

SURFACE = (StageKind.SURFACE_VALIDATE, StageKind.FINAL_CHECK)

QUICK: dict[str, Any] = {"stages": list(SURFACE), "patterns": ["aa", "00"]}
"""The quick one as the fields of a start action."""


def surface_only(name: str) -> Profile:
    """Answer a profile that leaves the drive's own self-tests out."""
    return replace(PROFILES[name], stages=SURFACE)
