"""What the product would start on the strength of one answer of the NAS."""

from collections.abc import Mapping
from typing import Any

from custom_components.nas_burnin.engine.model import Snapshot
from custom_components.nas_burnin.engine.parse.facts import read_poll
from custom_components.nas_burnin.engine.parse.frames import split_frames
from custom_components.nas_burnin.engine.safety.inventory import build_drives
from custom_components.nas_burnin.engine.safety.locks import Permit, assess, permit


def startable(answer: bytes, request: Mapping[str, Any]) -> frozenset[str]:
    """Answer the serials of the drives that may be erased by this answer alone."""
    smart = None if request["smart"] == "all" else request["smart"]
    poll = read_poll(
        split_frames(answer),
        smart=smart,
        signatures=request["signatures"],
        samples=request["samples"],
    )
    drives = build_drives(poll.facts.devices, poll.smart)
    snapshot = Snapshot(
        asked=1.0,
        taken=2.0,
        complete=poll.complete,
        info=poll.info,
        facts=poll.facts,
        drives=drives,
        locks=assess(drives, poll.facts, poll.info, poll.tests),
        smart=poll.smart,
        tests=poll.tests,
    )
    return frozenset(
        drive.serial
        for drive in drives
        if isinstance(permit(drive.key, snapshot, 0.5, 3.0), Permit)
    )
