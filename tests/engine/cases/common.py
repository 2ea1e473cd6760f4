"""One case: a host, the lock of its drive `sda`, and the sentence a person reads."""

from dataclasses import dataclass, replace
from typing import Any

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Detector,
    DetectorFailure,
    Lock,
    Reason,
    SampleReport,
    TestReport,
    TestState,
)
from custom_components.nas_burnin.engine.safety.inventory import unit_name
from tests.engine.hosts import (
    BOOT_ID,
    BY_PARTUUID,
    Nas,
    disk,
    nas,
)

SDA = disk("sda")
SDA1 = disk("sda", "sda1")
TWO_PATHS = (SDA, disk("sdb", wwid=SDA.identity.wwid, serial=SDA.identity.serial))
MEMBER = f"{BY_PARTUUID}/sda1"
GONE = f"{BY_PARTUUID}/98febf32-0c60-4e01-a295-cc278e02547e"
UNIT = unit_name(nas(SDA).drive("sda").key)
GUID = "5925124124839676978"
FAILED = Reason("detector_failed", {"status": "1", "detail": "it broke"})
FAILURE = "The tool failed with status 1: it broke"
LOST = "could be this one."


TOKENS: dict[Lock, str | None] = {
    Lock.FREE: None,
    Lock.HAS_DATA: "ERASE SDAX",
    Lock.EXPORTED_POOL: "DESTROY EXPORTED POOL",
    Lock.MOUNTED: "DESTROY MOUNTED FILESYSTEM",
    Lock.POOL: "tank",
    Lock.BOOT_POOL: "DESTROY BOOT POOL",
    Lock.IN_USE: None,
    Lock.UNKNOWN: None,
}
"""What a person types to unlock `sda`, whose serial number is LABSDAX, or nothing."""


@dataclass(frozen=True)
class Case:
    """One host, the lock that its drive `sda` must get, and why.

    `token` is where something else has to be typed than for others of that lock.
    """

    name: str
    nas: Nas
    lock: Lock
    sentence: str = ""
    target: str = "sda"
    token: str = ""

    @property
    def typed(self) -> str | None:
        """What a person has to type; None where no word unlocks, or none is needed."""
        return self.token or TOKENS[self.lock]


def blkid(answer: str | int, device: BlockDevice = SDA, node: str = "sda") -> Nas:
    """Answer a host on which blkid finds something on one node."""
    return nas(device, blkid={node: answer})


def sampled(sample: SampleReport | None) -> Nas:
    return nas(SDA, samples={"sda": sample})


def failing(detector: Detector, where: str = "", *devices: BlockDevice) -> Nas:
    failure = DetectorFailure(detector, where, FAILED)
    return nas(*(devices or (SDA,)), failures=[failure])


def under_test(alive: bool = True, **changes: Any) -> Nas:
    host = nas(SDA)
    report = TestReport(
        unit=f"nas-burnin-{host.drive('sda').key}",
        job_uid="job",
        controller="other",
        nonce="nonce",
        state=TestState.TESTING,
        alive=alive,
        boot_id=BOOT_ID,
    )
    return replace(host, tests=(replace(report, **changes),))


def unprobed(host: Nas, *names: str) -> Nas:
    signatures = {
        name: found
        for name, found in host.facts.signatures.items()
        if name not in names
    }
    return replace(host, facts=replace(host.facts, signatures=signatures))
