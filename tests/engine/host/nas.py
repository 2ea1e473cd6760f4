"""A link to a NAS that is only a description: it answers polls in the true form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from typing import Any, override

from custom_components.nas_burnin.engine.clock import Clock
from custom_components.nas_burnin.engine.host.link import Link


class StillClock(Clock):
    """Moves only when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    @override
    def monotonic(self) -> float:
        return self.seconds

    @override
    def boottime(self) -> float:
        return self.seconds

    @override
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    @override
    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Disk:
    """One disk, blank and idle unless told otherwise."""

    serial: str
    disk_seq: int | None
    partitions: tuple[str, ...] = ()
    pool: str = ""
    hung: bool = False
    asleep: bool = False
    wakes_when_read: bool = True
    temperature: int = 30
    constant: int | None = 0
    signature: str = ""
    passed: bool = True
    # What smartctl has to be told, behind a bridge that it does not know.
    smart_type: str = ""
    # More of what smartctl says of it.
    smart: dict[str, Any] = field(default_factory=dict)
    # What nvme-cli says, by subcommand.
    nvme: dict[str, Any] = field(default_factory=dict)
    # What its own log says, where it is one of Seagate's.
    farm: dict[str, Any] = field(default_factory=dict)
    # What the kernel says; made of the serial where it is not told.
    wwid: str | None = None


@dataclass
class Nas(Link):
    """Disks by kernel name; each request is kept."""

    disks: dict[str, Disk]
    boot_id: str = "boot-1"
    tests: list[dict[str, Any]] = field(default_factory=list)
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    control_requests: list[Mapping[str, Any]] = field(default_factory=list)
    control_answer: Mapping[str, Any] | None = None
    broken_off: bool = False
    openers: list[dict[str, Any]] = field(default_factory=list)
    owner: bytes = b""
    owner_unread: bool = False
    devices_unread: bool = False
    self_tests: list[Mapping[str, object]] = field(default_factory=list)
    self_test_code: str = ""
    memory: int = 1 << 30
    # By serial, what smartctl was told each time.
    told: dict[str, list[str]] = field(default_factory=dict)

    @property
    def last(self) -> Mapping[str, Any]:
        return self.requests[-1]

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        self.requests.append(request)
        frames = Framed()
        frames.add("host", self._host())
        if not self.devices_unread:
            frames.add("block", {"devices": self._devices(), "links": self._links()})
        frames.add("lsblk", {"blockdevices": self._lsblk()})
        frames.add("zpool", self._zpool())
        frames.add("mountinfo", b"21 1 0:20 / / rw - overlay overlay rw\n")
        frames.add("swaps", b"Filename\tType\tSize\tUsed\tPriority\n")
        frames.add("mdstat", b"", rc=None, missing=True)
        frames.add("openers", {"openers": self.openers})
        if not self.owner_unread:
            frames.add("owner", self.owner, missing=not self.owner)
        if request["versions"]:
            frames.add("version:badblocks", b"", err=b"mke2fs 1.47.0 (5-Feb-2023)\n")
            frames.add("version:smartctl", b"smartctl 7.4 2023-08-01 r5530\n")
            frames.add("version:nvme", b"", rc=None, missing=True)
        self._tests(frames)
        for name in _asked(request["signatures"], self.disks):
            disk = self.disks[name]
            for node in (name, *disk.partitions):
                kind = disk.signature or ("ext4" if disk.partitions else "")
                found = f"TYPE={kind}\nUSAGE=filesystem\n".encode() if kind else b""
                frames.add(
                    f"blkid:{node}",
                    found,
                    rc=None if disk.hung else 0 if found else 2,
                    timeout=disk.hung,
                )
            sample = {"samples": 66, "constant": disk.constant, "error": ""}
            frames.add(f"sample:{name}", sample)
        for name in _asked(request["smart"], self.disks):
            types = request["smart_types"]
            assert isinstance(types, dict)
            self._smart(frames, name, types.get(name, ""))
        for name in _asked(request["farm"], self.disks):
            disk = self.disks[name]
            log = {"device": {"name": f"/dev/{name}"}, "seagate_farm_log": disk.farm}
            slept = {"smartctl": {"exit_status": 3}}
            if disk.hung:
                frames.add(f"farm:{name}", b"", rc=None, timeout=True)
            else:
                frames.add(f"farm:{name}", slept if disk.asleep else log)
        asked = request["nvme"]
        assert isinstance(asked, dict)
        for name, logs in asked.items():
            for log in logs:
                said = self.disks[name].nvme.get(log)
                rc = 0 if said else 1
                frames.add(f"nvme-{log}:{name}", said or {"error": "no"}, rc=rc)
        for name in _asked(request["samples"], self.disks):
            disk = self.disks[name]
            disk.asleep = disk.asleep and not disk.wakes_when_read
        return frames.end(self.boot_id)[: -10 if self.broken_off else None]

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        """Take it, or refuse it with the code there is; the drive does as `smart` says."""
        self.self_tests.append(request)
        frames = Framed()
        code = self.self_test_code
        done = {"ok": not code, "code": code, "detail": "", "node": ""}
        frames.add("selftest", done)
        return frames.end(self.boot_id)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        self.control_requests.append(request)
        frames = Framed()
        if self.control_answer is not None:
            frames.add("control", dict(self.control_answer))
        return frames.end(self.boot_id)[: -10 if self.broken_off else None]

    def _host(self) -> dict[str, Any]:
        return {
            "boot_id": self.boot_id,
            "machine_id": "0123456789abcdef",
            "hostname": "nas",
            "kernel": "6.12",
            "os": {"NAME": "Lab", "VERSION_ID": "1"},
            "now": {"wall": 1.0, "boot": 1.0},
            "uid": 0,
            "mem_available": self.memory,
            "truenas": False,
            "systemd": True,
            "zfs": True,
            "tools": {"smartctl": "/usr/sbin/smartctl"},
        }

    def _devices(self) -> list[dict[str, Any]]:
        devices = []
        for place, (name, disk) in enumerate(self.disks.items()):
            partitions = [
                {
                    "name": part,
                    "dev": f"8:{16 * place + number}",
                    "start": number << 20,
                    "size": 1 << 30,
                    "holders": [],
                }
                for number, part in enumerate(disk.partitions, 1)
            ]
            devices.append(
                {
                    "name": name,
                    "dev": f"8:{16 * place}",
                    "size": 4 << 30,
                    "ro": False,
                    "removable": False,
                    "hidden": False,
                    "rotational": True,
                    "logical": 512,
                    "physical_block": 4096,
                    "zoned": "none",
                    "disk_seq": disk.disk_seq,
                    "physical": True,
                    "wwid": _wwid(disk),
                    "serial": disk.serial,
                    "model": "LAB HDD",
                    "vendor": "ATA",
                    "firmware": "1",
                    "holders": [],
                    "slaves": [],
                    "partitions": partitions,
                }
            )
        return devices

    def _links(self) -> dict[str, str]:
        return {f"/dev/disk/by-id/{name}": name for name in self.disks}

    def _lsblk(self) -> list[dict[str, Any]]:
        return [
            _row(name, "disk", [_row(part, "part", []) for part in disk.partitions])
            for name, disk in self.disks.items()
        ]

    def _zpool(self) -> bytes:
        lines = []
        for name, disk in self.disks.items():
            if disk.pool:
                columns = "4.5G\t1G\t3.5G\t-\t-\t0%\t22%\t1.00x\tONLINE\t-"
                lines.append(f"{disk.pool}\t{columns}\n")
                member = "4.5G\t1G\t3.5G\t-\t-\t0%\t22%\t-\tONLINE"
                lines.append(f"\t/dev/{name}\t{member}\n")
        return "".join(lines).encode()

    def _tests(self, frames: Framed) -> None:
        frames.add("tests", {"tests": self.tests})

    def _smart(self, frames: Framed, name: str, told: str) -> None:
        disk = self.disks[name]
        self.told.setdefault(disk.serial, []).append(told)
        if disk.hung:
            frames.add(f"smart:{name}", b"", rc=None, timeout=True)
        elif told != disk.smart_type:
            text = "Unknown USB bridge [0x1058:0x25a3]" if not told else "no answer"
            said = {"string": f"/dev/{name}: {text}", "severity": "error"}
            smartctl = {"exit_status": 1 if not told else 2, "messages": [said]}
            frames.add(f"smart:{name}", {"smartctl": smartctl}, rc=1)
        elif disk.asleep:
            said = {"string": "Device is in STANDBY mode, exit(3)", "severity": "info"}
            smartctl = {"exit_status": 3, "messages": [said]}
            frames.add(f"smart:{name}", {"smartctl": smartctl}, rc=3)
        else:
            content = {
                "smartctl": {"exit_status": 0},
                "device": {"name": f"/dev/{name}", "type": "sat", "protocol": "ATA"},
                "serial_number": disk.serial,
                "smart_status": {"passed": disk.passed},
                "temperature": {"current": disk.temperature},
                **disk.smart,
            }
            frames.add(f"smart:{name}", content)


class Framed:
    """Writes frames as docs/remote-protocol.md says."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def add(
        self, name: str, out: bytes | dict[str, Any], err: bytes = b"", **fields: Any
    ) -> None:
        content = out if isinstance(out, bytes) else json.dumps(out).encode()
        header = {
            "frame": name,
            "rc": 0,
            "signal": None,
            "timeout": False,
            "missing": False,
            "out": len(content),
            "err": len(err),
            "cut": False,
            "ms": 0,
            **fields,
        }
        self._parts.append(json.dumps(header).encode() + b"\n" + content + err)

    def end(self, boot_id: str) -> bytes:
        self.add("end", {"frames": len(self._parts), "boot_id": boot_id})
        return b"".join(self._parts)


def _asked(wanted: object, disks: Mapping[str, Disk]) -> list[str]:
    return [
        name
        for name in disks
        if wanted == "all" or (isinstance(wanted, list) and name in wanted)
    ]


def _wwid(disk: Disk) -> str:
    if disk.wwid is not None:
        return disk.wwid
    return "naa.5000c500" + disk.serial.encode().hex()[-8:].rjust(8, "0")


def _row(name: str, kind: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "kname": name,
        "pkname": None,
        "type": kind,
        "size": 4 << 30,
        "fstype": None,
        "label": None,
        "mountpoints": [None],
        "children": children,
    }
