"""A virtual NAS that speaks docs/remote-protocol.md, and knows what really happens."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
import json
from math import inf
import random
from typing import Any

from tests.engine.host.nas import Framed

from .answers import IllFrames, Node, device, smart
from .disks import CACHE, Disk
from .supervisor import Supervisor
from .time import BEGIN
from .trace import Event

LETTERS = [
    f"sd{first}{last}"
    for first in ("", *"abc")
    for last in "abcdefghijklmnopqrstuvwxyz"
]
_POOL = "4.5G\t1G\t3.5G\t-\t-\t0%\t22%"
LOOKS = ("blkid", "sample")
SHARED = (
    "host",
    "block",
    "lsblk",
    "zpool",
    "mountinfo",
    "swaps",
    "mdstat",
    "openers",
    "tests",
)
"""The frames that speak for every disk."""


@dataclass
class Folder:
    """What lies on the NAS of one test; `process` is None once nothing of it runs."""

    request: Mapping[str, Any]
    process: Supervisor | None
    status: dict[str, Any] | None = None
    checkpoint: dict[str, Any] | None = None
    outputs: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def look(self) -> None:
        """Take over what the supervisor has written until now."""
        test = self.process
        if test:
            self.status, self.checkpoint = test.status(), test.checkpoint
            self.outputs = test.outputs() if test.can_keep else test.kept
            if not test.alive:
                self.process = None

    def record(self) -> dict[str, Any]:
        alive = self.process is not None
        return {
            "unit": self.request["unit"],
            "request": dict(self.request),
            "status": self.status,
            "checkpoint": self.checkpoint,
            "alive": alive,
            "unit_state": "active" if alive else "",
        }


class SimNas:
    """Disks, nodes, tests and the tools that tell of them; time is handed in."""

    def __init__(
        self,
        disks: Iterable[Disk],
        rng: random.Random,
        emit: Callable[[Event], None],
    ) -> None:
        self.disks = list(disks)
        self.emit = emit
        self.folders: dict[str, Folder] = {}
        self.up = True
        self.full = False
        self.wall_ahead = 0.0
        self.ills: dict[str, str] = {}
        """What is wrong with a frame (or with all of a prefix), by its name."""
        self.owner: dict[str, Any] | None = None
        self.refused = ""
        """The code with which the last control request was refused."""
        self._rng = rng
        self._booted = -3600.0
        self._seq = 0
        self._boots = 0
        self.boot_id = ""
        self.nodes: dict[str, Node] = {}
        self._unchanged: dict[str, bytes] = {}
        self.boot(0.0)

    # --- power and plugs --------------------------------------------------------

    def boot(self, now: float) -> None:
        """Come up with a new boot id, and the disks under new letters."""
        self._boots += 1
        self._booted = now - 60
        self.boot_id = f"boot-{self._boots}"
        self._seq = 0
        self.nodes = {}
        present = [disk for disk in self.disks if disk.present]
        self._rng.shuffle(present)
        for disk in present:
            self._attach(disk)
        self.up = True

    def power_off(self, now: float, *, orderly: bool) -> None:
        """Go down: whatever runs ends, whatever lies in /run is gone."""
        for folder in self.folders.values():
            test = folder.process
            if test and orderly:
                test.stop(now, "stop_signal", signal="SIGTERM")
            elif test:
                test.die(now)
                _lose_cache(test)
            if test:
                folder.checkpoint, folder.outputs = test.checkpoint, test.kept
            folder.status = folder.process = None
        self.up = False

    def pull(self, disk: Disk, now: float) -> None:
        for folder in self.folders.values():
            test = folder.process
            if test and test.disk is disk:
                test.leave(now)
                folder.look()
        disk.present = False
        self.nodes = {
            n: node for n, node in self.nodes.items() if node.disk is not disk
        }
        self._unchanged.clear()

    def plug(self, disk: Disk) -> None:
        """Attach a disk, under the first letters that nobody has had lately."""
        if disk not in self.disks:
            self.disks.append(disk)
        disk.present = True
        if self.up:
            self._attach(disk)

    def _attach(self, disk: Disk) -> None:
        for _ in range(disk.paths):
            free = [name for name in LETTERS if name not in self.nodes]
            name = free[self._rng.randrange(3)]
            self._seq += 1
            place = LETTERS.index(name)
            dev = f"{8 if place < 16 else 65}:{16 * (place % 16)}"
            if place >= 32:
                dev = f"66:{16 * (place - 32)}"
            self.nodes[name] = Node(name, dev, self._seq, disk)
        self._unchanged.clear()

    def changed(self) -> None:
        """Pools or disks are not what they were when they were told of."""
        self._unchanged.clear()

    # --- time -------------------------------------------------------------------

    def stamp(self, now: float) -> dict[str, float]:
        return {"wall": BEGIN + now + self.wall_ahead, "boot": now - self._booted}

    def advance(self, now: float) -> None:
        for folder in self.folders.values():
            if folder.process:
                folder.process.can_keep = not self.full
                folder.process.advance(now)

    def next_event(self) -> float:
        running = (folder.process for folder in self.folders.values())
        return min((test.next_event() for test in running if test), default=inf)

    def testing(self) -> list[Supervisor]:
        """Every test that may write now."""
        return [
            folder.process
            for folder in self.folders.values()
            if folder.process
            and folder.process.alive
            and folder.process.state in ("testing", "paused")
        ]

    # --- control ----------------------------------------------------------------

    def control(self, request: Mapping[str, Any], now: float) -> bytes:
        self.advance(now)
        if request["verb"] == "own":
            return self._own(request, now)
        refusal = self._do(request, now)
        folder = self.folders.get(request["unit"])
        if folder:
            folder.look()
        code, detail = refusal or ("", "")
        self.refused = code
        frames = Framed()
        record = folder.record() if folder else None
        answer = {"ok": not code, "code": code, "detail": detail, "test": record}
        frames.add("control", answer)
        return frames.end(self.boot_id)

    def _own(self, request: Mapping[str, Any], now: float) -> bytes:
        """Write who starts tests here, unless somebody else did meanwhile."""
        was = self.owner
        now_there = sha256(self._owned()).hexdigest() if was else ""
        is_expected = request["expect"] == now_there
        if is_expected:
            same = was is not None and was["controller"] == request["controller"]
            former = {k: was[k] for k in ("controller", "name")} if was else None
            said = ("controller", "name", "starts", "claim")
            self.owner = {
                "v": 1,
                **{key: request[key] for key in said},
                "since": was["since"] if was and same else self.stamp(now),
                "written": self.stamp(now),
                "former": was["former"] if was and same else former,
            }
        self.refused = "" if is_expected else "other_owner"
        frames = Framed()
        answer = {"ok": is_expected, "code": self.refused, "detail": "", "test": None}
        frames.add("control", answer)
        return frames.end(self.boot_id)

    def _owned(self) -> bytes:
        return json.dumps(self.owner).encode() if self.owner else b""

    def _do(self, request: Mapping[str, Any], now: float) -> tuple[str, str] | None:
        unit, verb = request["unit"], request["verb"]
        folder = self.folders.get(unit)
        if verb == "start":
            return ("exists", "") if folder else self._start(request["request"], now)
        if folder is None:
            return "no_such_test", ""
        if folder.request["nonce"] != request["nonce"]:
            return "other_nonce", ""
        folder.look()
        return getattr(self, f"_{verb}")(folder, now)  # type: ignore[no-any-return]

    def _start(self, asked: Mapping[str, Any], now: float) -> tuple[str, str] | None:
        test = Supervisor(asked, now, self.stamp, self.emit)
        test.can_keep = not self.full
        folder = self.folders[asked["unit"]] = Folder(dict(asked), test)
        self._hold(test, asked)
        folder.look()
        if test.state == "refused":
            return "refused", test.reason["code"] if test.reason else ""
        return None

    def _hold(self, test: Supervisor, asked: Mapping[str, Any]) -> None:
        identity = asked["identity"]
        nodes = [
            node
            for node in self.nodes.values()
            if (node.disk.wwid, node.disk.serial, node.disk.size)
            == (identity["wwid"], identity["serial"], identity["size"])
        ]
        if asked["boot_id"] != self.boot_id:
            return test.refuse("bad_request", field="boot_id")
        if self.full:
            return test.refuse("no_space", needed="1", free="0")
        if not nodes:
            return test.refuse("no_such_drive", serial=identity["serial"])
        disk = nodes[0].disk
        if any(node.disk is not disk for node in nodes):
            return test.refuse("ambiguous", nodes="")
        if disk.holder or disk.pool:
            return test.refuse("busy", node=nodes[0].name)
        test.sample = self._sampled(disk)
        test.signatures = [disk.signature] if disk.signature else []
        if asked["require_blank"] and disk.signature:
            return test.refuse("has_signature", node=nodes[0].name, found="")
        if asked["require_blank"] and test.sample["constant"] is None:
            return test.refuse("not_blank", node=nodes[0].name)
        for part in asked.get("expect", ()):
            changed = disk.surface.unlike(part, self._rng)
            if changed is not None:
                values = {"node": nodes[0].name, "offset": str(changed)}
                return test.refuse("content_changed", **values)
        return test.hold(disk, [node.dev for node in nodes])

    def _go(self, folder: Folder, now: float) -> tuple[str, str] | None:
        test = folder.process
        state = (folder.status or {}).get("state", "holding")
        if test is None or state != "held":
            return "not_held", state
        test.go(now)
        return None

    @staticmethod
    def _stop(folder: Folder, now: float) -> None:
        if folder.process:
            folder.process.stop(now)

    @staticmethod
    def _pause(folder: Folder, now: float) -> tuple[str, str] | None:
        test = folder.process
        if test is None or test.state not in ("testing", "paused"):
            return "not_running", ""
        test.pause(now)
        return None

    @staticmethod
    def _resume(folder: Folder, now: float) -> None:
        if folder.process:
            folder.process.resume(now)

    def _remove(self, folder: Folder, _now: float) -> tuple[str, str] | None:
        if folder.process:
            return "alive", ""
        del self.folders[folder.request["unit"]]
        return None

    # --- probe ------------------------------------------------------------------

    def probe(self, request: Mapping[str, Any], now: float) -> bytes:
        self.advance(now)
        for folder in self.folders.values():
            folder.look()
        frames = IllFrames(self.ills, self._rng)
        frames.add("host", self._host(now))
        for name, make in (("block", self._block), ("lsblk", self._lsblk)):
            if name not in self._unchanged:
                self._unchanged[name] = json.dumps(make()).encode()
            frames.add(name, self._unchanged[name])
        frames.add("zpool", self._zpool())
        frames.add("mountinfo", b"21 1 0:20 / / rw - overlay overlay rw\n")
        frames.add("swaps", b"Filename\tType\tSize\tUsed\tPriority\n")
        frames.add("mdstat", b"", rc=None, missing=True)
        frames.add("openers", {"openers": []})
        frames.add("owner", self._owned(), missing=self.owner is None)
        records = [folder.record() for folder in self.folders.values()]
        frames.add("tests", {"tests": records})
        for unit, folder in self.folders.items():
            for number, (err, out) in folder.outputs.items():
                frames.add(f"output:{unit}:{number}", err, out)
        for node in self._asked(request["signatures"]):
            self._blkid(frames, node)
        for node in self._asked(request["samples"]):
            frames.add(f"sample:{node.name}", self._sampled(node.disk))
        for node in self._asked(request["smart"]):
            frames.add(f"smart:{node.name}", self.report(node))
        return frames.end(self.boot_id)

    def report(self, node: Node) -> bytes | dict[str, Any]:
        """Answer what smartctl says of a drive; other worlds may know more."""
        return smart(node)

    def looked_at(self, request: Mapping[str, Any]) -> frozenset[str]:
        """Serials of the disks whose every node a poll probes, samples and asks."""
        asked = [
            {node.name for node in self._asked(request[what])}
            for what in ("signatures", "samples", "smart")
        ]
        return frozenset(
            disk.serial
            for disk in self.disks
            if disk.present and all(self.names(disk) <= names for names in asked)
        )

    def blind_for(self) -> frozenset[str]:
        """Serials of the disks that some detector can't speak for now."""
        blind = set[str]()
        for disk in self.disks:
            own = [f"{look}:{name}" for name in self.names(disk) for look in LOOKS]
            prefixes = [f"{look}:" for look in LOOKS]
            if any(name in self.ills for name in (*SHARED, *own, *prefixes)):
                blind.add(disk.serial)
        return frozenset(blind)

    def names(self, disk: Disk) -> set[str]:
        return {node.name for node in self.nodes.values() if node.disk is disk}

    def _asked(self, wanted: object) -> list[Node]:
        return [
            node
            for name, node in self.nodes.items()
            if wanted == "all" or (isinstance(wanted, list) and name in wanted)
        ]

    def _host(self, now: float) -> dict[str, Any]:
        return {
            "boot_id": self.boot_id,
            "machine_id": "0123456789abcdef",
            "hostname": "nas",
            "kernel": "6.12",
            "os": {"NAME": "Lab", "VERSION_ID": "1"},
            "now": self.stamp(now),
            "uid": 0,
            "mem_available": 8 << 30,
            "truenas": True,
            "systemd": True,
            "zfs": True,
            "tools": {"smartctl": "/usr/sbin/smartctl"},
        }

    def _block(self) -> dict[str, Any]:
        return {
            "devices": [device(node) for node in self.nodes.values()],
            "links": {f"/dev/disk/by-id/{name}": name for name in self.nodes},
        }

    def _lsblk(self) -> dict[str, Any]:
        rows = [
            {
                "name": node.name,
                "kname": node.name,
                "pkname": None,
                "type": "disk",
                "size": node.disk.size,
                "fstype": None,
                "label": None,
                "mountpoints": [None],
                "children": [],
            }
            for node in self.nodes.values()
        ]
        return {"blockdevices": rows}

    def _zpool(self) -> bytes:
        lines = []
        for name, node in self.nodes.items():
            if node.disk.pool:
                lines.append(f"{node.disk.pool}\t{_POOL}\t1.00x\tONLINE\t-\n")
                lines.append(f"\t/dev/{name}\t{_POOL}\t-\tONLINE\n")
        return "".join(lines).encode()

    def _blkid(self, frames: Framed, node: Node) -> None:
        disk = node.disk
        if not disk.signature:
            frames.add(f"blkid:{node.name}", b"", rc=2)
            return
        label = f"LABEL={disk.label}\n" if disk.label else ""
        text = f"DEVNAME=/dev/{node.name}\n{label}TYPE={disk.signature}\n"
        frames.add(f"blkid:{node.name}", text.encode())

    def _sampled(self, disk: Disk) -> dict[str, Any]:
        """Read a disk here and there; a place that can't be read ends it."""
        constant = disk.surface.sample(self._rng)
        if any(bad.place < 1 << 20 and bad.kind == "read" for bad in disk.bad):
            return {"samples": 0, "constant": None, "error": "Input/output error"}
        if constant is None:
            return {"samples": 1, "constant": None, "error": ""}
        return {"samples": 66, "constant": int(constant, 16), "error": ""}


def _lose_cache(test: Supervisor) -> None:
    """What the drive had not yet put on its medium is what it was before."""
    run = test.runs[test.index] if test.runs else None
    phase = run.phases[-1] if run and run.phases else None
    if not (test.disk and run and phase and phase.kind == "write"):
        return
    before = test.runs[test.index - 1].asked["pattern"] if test.index else test.before
    first = max(run.first, int(phase.place) - CACHE)
    test.disk.surface.fill(first, int(phase.place), before)
