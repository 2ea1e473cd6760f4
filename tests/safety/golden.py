"""One whole answer of the real probe, recorded on a mock NAS that is in use.

`python -m tests.safety.golden` records it anew.
"""

import asyncio
from pathlib import Path
import tempfile
from typing import Any

from custom_components.nas_burnin.engine.host.memory import Questions
from custom_components.nas_burnin.engine.host.snapshot import build_request
from custom_components.nas_burnin.engine.model import Lock, Snapshot
from custom_components.nas_burnin.engine.parse.facts import Poll
from custom_components.nas_burnin.engine.parse.frames import Answer, split_frames
from custom_components.nas_burnin.engine.safety.inventory import build_drives
from custom_components.nas_burnin.engine.safety.locks import Permit, assess, permit
from tests.e2e.bench import rig

GOLDEN = Path(__file__).parents[1] / "fixtures" / "safety" / "poll.frames"

DRIVES = [
    {"kind": "sata", "size": "16M"},
    {"kind": "nvme", "size": "16M"},
    {"kind": "usb", "size": "16M"},
    {"kind": "sas2", "size": "16M"},
    {"kind": "sas2", "size": "96M", "role": "exported"},
    {"kind": "sas2", "size": "32M", "role": "mounted"},
    {"kind": "sata", "size": "32M", "role": "swap"},
    {"kind": "sata", "size": "32M", "role": "md"},
    {"kind": "sata", "size": "32M", "role": "lvm"},
    {"kind": "nvme", "size": "32M", "role": "has_data"},
    {"kind": "ssd", "size": "32M", "role": "whole_ext4"},
]

LOCKS = {
    "DMH00001": Lock.FREE,
    "DMN00002": Lock.FREE,
    "DMU00003": Lock.FREE,
    "DMA00004": Lock.FREE,
    "DMA00005": Lock.EXPORTED_POOL,
    "DMA00006": Lock.MOUNTED,
    "DMH00007": Lock.IN_USE,
    "DMH00008": Lock.IN_USE,
    "DMH00009": Lock.IN_USE,
    "DMN00010": Lock.HAS_DATA,
    "DMS00011": Lock.HAS_DATA,
    "DMS00012": Lock.BOOT_POOL,
    "DMH00013": Lock.POOL,
    "DMH00014": Lock.POOL,
    "DMN00015": Lock.POOL,
    "DMH00016": Lock.POOL,
    "DMH00017": Lock.EXPORTED_POOL,
    "DMH00018": Lock.MOUNTED,
    "DMH00019": Lock.HAS_DATA,
}
"""What each drive is locked by, by serial number."""

FREE_NODES = frozenset({"sda", "nvme0n1", "sdb", "sdc", "sdq"})
"""A disk, an NVMe drive, a USB drive, and both paths of a SAS drive."""


def startable(snapshot: Snapshot) -> frozenset[str]:
    """Answer what a start button could erase, as kernel names.

    By node, not by serial: a drive is not another one because its number can't be
    read. What is not free is refused by `permit` whatever else is so; asking it of
    those alone that are makes thousands of cases possible.
    """
    allowed = [
        drive
        for drive in snapshot.drives
        if snapshot.locks[drive.key].lock is Lock.FREE
        and isinstance(permit(drive.key, snapshot, asked=1.0, now=1.0), Permit)
    ]
    return frozenset(node.name for drive in allowed for node in drive.nodes)


def as_snapshot(poll: Poll) -> Snapshot:
    """Put a poll together as `engine.host.snapshot` does, remembering nothing."""
    drives = build_drives(poll.facts.devices, poll.smart)
    return Snapshot(
        asked=1.0,
        taken=1.0,
        complete=poll.complete,
        info=poll.info,
        facts=poll.facts,
        drives=drives,
        locks=assess(drives, poll.facts, poll.info, poll.tests),
        smart=poll.smart,
        tests=poll.tests,
    )


def look_at_all() -> dict[str, object]:
    """Answer the request that asks everything of every drive."""
    request = build_request(Questions(None, frozenset()))
    return {**request, "signatures": "all", "samples": "all"}


async def record(folder: Path) -> bytes:
    """Ask a NAS in use for everything, with the product's own probe over SSH."""
    scenario: dict[str, Any] = {"drives": DRIVES}
    async with rig(
        folder, run=False, size="96M", in_use=True, scenario=scenario
    ) as bench:
        return await bench.engine._bench.link.probe(look_at_all())


def golden() -> Answer:
    """Answer what was recorded."""
    answer = split_frames(GOLDEN.read_bytes())
    assert answer.complete
    return answer


def main() -> None:
    """Record it."""
    with tempfile.TemporaryDirectory() as folder:
        data = asyncio.run(record(Path(folder)))
    GOLDEN.write_bytes(data)
    print(f"{GOLDEN}: {len(data)} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
