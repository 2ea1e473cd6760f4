"""Read the versions of the tools: what they say when they are asked for it."""

from collections.abc import Mapping
import re

from .frames import Frame

ASKED = ("badblocks", "smartctl", "nvme")
"""The tools, by the names of their frames (`version:NAME`)."""

_VERSION = re.compile(
    rb"(?<![\w.])(\d{1,4}(?:\.\d{1,6}){1,3}(?:[-.+~]?[A-Za-z0-9]{1,12})?)"
)


def read_versions(frames: Mapping[str, Frame]) -> dict[str, str]:
    """Return the versions that were told, by tool; never raises."""
    found = {}
    for tool in ASKED:
        frame = frames.get(f"version:{tool}")
        # Some say it on one stream, some on the other.
        match = (
            frame
            and frame.rc == 0
            and _VERSION.search(frame.out[:4096] + frame.err[:4096])
        )
        if match:
            found[tool] = match[1].decode("ascii")
    return found
