"""Gathers all that one poll needs to know of a NAS, and changes nothing.

Reads the request from standard input and answers with frames; both are described
in `docs/remote-protocol.md`.
"""
# Without pathlib: it takes longer to load than all the rest.

from functools import partial
import json
import os
import re
import sys
from typing import Any

from ._base import (
    DEV,
    ETC,
    PROC,
    SYS,
    SYSTEMD,
    VANISHED,
    boot_id,
    listing,
    process_stat,
    read_file,
    read_text,
    seconds_now,
    stamp,
    to_json,
    tool_environment,
    which,
)
from ._bus import link_at
from ._disks import (
    disk_seq_at,
    identity_at,
    is_candidate,
    node_path,
    partitions_at,
    sample,
    size_at,
    touch,
)
from ._frames import Frames
from ._pool import CAP, Pool, end_on_signals
from ._records import (
    SHOW_UNITS,
    read_record,
    state_folder,
    test_processes,
    unit_names,
    unit_states,
)
from ._writers import openers

TOOLS = (
    "badblocks",
    "smartctl",
    "nvme",
    "zpool",
    "lsblk",
    "blkid",
    "systemd-run",
    "systemctl",
    "sudo",
    "lsof",
)
LSBLK = [
    "lsblk",
    "-J",
    "-b",
    "-o",
    "NAME,KNAME,PKNAME,TYPE,SIZE,FSTYPE,LABEL,MOUNTPOINTS",
]
FILES = (("mountinfo", "/self/mountinfo"), ("swaps", "/swaps"), ("mdstat", "/mdstat"))
# badblocks itself does not tell, but comes with mke2fs.
VERSIONS = {
    "badblocks": ["mke2fs", "-V"],
    "smartctl": ["smartctl", "-V"],
    "nvme": ["nvme", "version"],
}
# `-x` only tells whether a drive keeps Seagate's own log.
REPORTS = {"smart": ("-x", "--json=o"), "farm": ("-l", "farm", "--json")}
NVME_LOGS = ("smart-log", "self-test-log", "id-ctrl")
SMART_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_,+/:]{0,63}")


def host() -> dict[str, Any]:
    """What the host is and what it has."""
    environment = tool_environment()
    tools = {tool: which(tool, environment) for tool in TOOLS}
    truenas = which("midclt", environment) is not None
    return {
        "boot_id": boot_id(),
        "machine_id": read_text(ETC + "/machine-id"),
        "hostname": os.uname().nodename,
        "kernel": os.uname().release,
        "os": os_release(),
        # Its os-release is that of the Debian it is made of.
        "version": read_text(ETC + "/version") if truenas else None,
        "now": stamp(),
        "uid": os.getuid(),
        "mem_available": memory_available(),
        "truenas": truenas,
        "systemd": os.path.isdir(SYSTEMD),
        "zfs": os.path.exists(SYS + "/module/zfs") or tools["zpool"] is not None,
        "tools": tools,
    }


def os_release() -> dict[str, str]:
    """The pairs of os-release, quotes taken off."""
    pairs = {}
    for line in _lines(ETC + "/os-release"):
        key, found, value = line.partition("=")
        if found and not key.startswith("#"):
            pairs[key.strip()] = value.strip().strip("\"'")
    return pairs


def memory_available() -> int:
    """Bytes of memory that can be used without swapping; 0 where unknown."""
    for line in _lines(PROC + "/meminfo"):
        words = line.split()
        if words[:1] == ["MemAvailable:"]:
            return int(words[1]) * 1024
    return 0


def _lines(path: str) -> list[str]:
    try:
        return read_file(path).decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []


def devices() -> list[dict[str, Any]]:
    """Every block device under /sys/block; raises OSError when it can't be told."""
    found = [device(name) for name in sorted(os.listdir(SYS + "/block"))]
    return [entry for entry in found if entry is not None]


def device(name: str) -> dict[str, Any] | None:
    """One block device; None if it left while it was looked at."""
    path = SYS + "/block/" + name
    dev = read_text(path + "/dev")
    hidden = read_text(path + "/hidden") == "1"
    if not dev and not hidden:
        if not os.path.exists(path + "/dev"):
            return None
        raise OSError(None, "no device number can be read", path)
    physical = os.path.exists(path + "/device")
    rotational = read_text(path + "/queue/rotational")
    return {
        "name": name,
        "dev": dev,
        "ro": read_text(path + "/ro") == "1",
        "removable": read_text(path + "/removable") == "1",
        "hidden": hidden,
        "rotational": rotational == "1" if rotational else None,
        "logical": _number(path + "/queue/logical_block_size", 512),
        "physical_block": _number(path + "/queue/physical_block_size", 512),
        "zoned": read_text(path + "/queue/zoned") or "none",
        "disk_seq": disk_seq_at(path),
        "physical": physical,
        **_described(path, physical),
        "holders": listing(path + "/holders"),
        "slaves": listing(path + "/slaves"),
        "partitions": [partition(path, part) for part in partitions_at(path)],
    }


def _described(path: str, physical: bool) -> dict[str, Any]:
    words = {"model": "", "vendor": "", "firmware": ""}
    if not physical:
        # A zvol or a loop device has no maker, and there may be hundreds.
        nothing = {
            "wwid": "",
            "serial": "",
            "link_speed": None,
            "link_speed_most": None,
        }
        return {**words, **nothing, "size": size_at(path)}
    words["model"] = read_text(path + "/device/model")
    words["vendor"] = read_text(path + "/device/vendor")
    words["firmware"] = read_text(path + "/device/rev") or read_text(
        path + "/device/firmware_rev"
    )
    return {
        **{key: word.strip() for key, word in words.items()},
        **identity_at(path),
        **link_at(path),
    }


def partition(path: str, name: str) -> dict[str, Any]:
    """One partition of the disk at a sysfs path."""
    below = path + "/" + name
    return {
        "name": name,
        "dev": read_text(below + "/dev"),
        "start": _number(below + "/start", 0) * 512,
        "size": size_at(below),
        "holders": listing(below + "/holders"),
    }


def _number(path: str, default: int) -> int:
    text = read_text(path)
    return int(text) if text.isdecimal() else default


def links(known: set[str]) -> dict[str, str]:
    """Stable paths under /dev, each with the one of the `known` names it leads to."""
    folders = [
        DEV + "/disk/" + name
        for name in listing(DEV + "/disk")
        if name.startswith("by-")
    ]
    found: dict[str, str] = {}
    for folder in (*folders, DEV + "/mapper", DEV + "/md", DEV + "/zvol"):
        _collect_links(folder, known, found)
    return found


def _collect_links(folder: str, known: set[str], found: dict[str, str]) -> None:
    for name in listing(folder):
        path = folder + "/" + name
        try:
            if os.path.isdir(path):
                _collect_links(path, known, found)
                continue
            kernel = _kernel_name(path, known)
            if kernel:
                found[path] = kernel
        except OSError as problem:
            if problem.errno not in VANISHED:
                raise


def _kernel_name(path: str, known: set[str]) -> str:
    if os.path.islink(path):
        last = os.path.basename(os.readlink(path))
        if last in known:
            return last
    # Not a link, or a link to a name that is not the kernel's own.
    number = os.stat(path).st_rdev
    name = f"{SYS}/dev/block/{os.major(number)}:{os.minor(number)}"
    try:
        return os.path.basename(os.readlink(name))
    except OSError:
        return ""


def read_disk(name: str) -> bytes:
    """The spread sample of one disk, as the frame has it."""
    try:
        path = DEV + "/" + node_path(name)
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as problem:
        error = f"{problem.strerror} (errno {problem.errno})"
        return to_json({"samples": 0, "constant": None, "error": error})
    return to_json(sample(descriptor, size_at(SYS + "/block/" + name)))


def read_openers(request: dict[str, Any]) -> bytes:
    """Who has a block device open for writing, as the frame has it; our tests aside."""

    def is_ours(pid: int) -> bool:
        fields = process_stat(pid)
        if fields is None:
            return True
        session = int(fields[3])
        leader = process_stat(session)
        # The tools of this very poll are children of the probe, as we are here.
        is_tool = leader is not None and int(leader[1]) == os.getppid()
        tests = test_processes(request)
        return is_tool or pid in tests or session in tests

    return to_json({"openers": openers(is_ours)})


def asked(request: dict[str, Any], key: str, candidates: list[str]) -> list[str]:
    """The disks a request means: all candidates, or those of its list that exist."""
    wanted = request[key]
    return [name for name in candidates if wanted == "all" or name in wanted]


def queue_drives(pool: Pool, request: dict[str, Any]) -> None:
    """Queue what is asked of each drive, evidence before health."""
    candidates = [name for name in listing(SYS + "/block") if is_candidate(name)]
    for name in asked(request, "signatures", candidates):
        for node in (name, *partitions_at(SYS + "/block/" + name)):
            path = DEV + "/" + node_path(node)
            pool.add("blkid:" + node, ["blkid", "-p", "-o", "export", path])
    for name in asked(request, "samples", candidates):
        pool.add("sample:" + name, partial(read_disk, name))
    for name in asked(request, "awake", candidates):
        pool.add("awake:" + name, partial(touch, DEV + "/" + node_path(name)))
    for key, what in REPORTS.items():
        for name in asked(request, key, candidates):
            kind = request["smart_types"].get(name, "")
            typed = ["-d", kind] if SMART_TYPE.fullmatch(kind) else []
            argv = ["smartctl", "-n", "standby,3", *typed, *what]
            pool.add(f"{key}:{name}", [*argv, DEV + "/" + node_path(name)])
    for name in asked(request, "nvme", candidates):
        path = DEV + "/" + node_path(name)
        for log in NVME_LOGS:
            if log in request["nvme"][name]:
                pool.add(f"nvme-{log}:{name}", ["nvme", log, path, "-o", "json"])


def send_block(frames: Frames) -> None:
    """Send what the kernel says of its block devices, or that it can't be told."""
    started = seconds_now()
    try:
        found = devices()
        known = {
            node["name"] for entry in found for node in (entry, *entry["partitions"])
        }
        content = to_json({"devices": found, "links": links(known)})
    except (OSError, ValueError) as problem:
        frames.send("block", b"", str(problem).encode("utf-8", "replace"), rc=1)
        return
    frames.send("block", content, ms=round((seconds_now() - started) * 1000))


def send_file(frames: Frames, name: str, path: str) -> None:
    """Send a file as it is; `missing` only where there is none."""
    try:
        content = read_file(path, CAP + 1)
    except FileNotFoundError:
        frames.send(name, rc=None, missing=True)
    except OSError as problem:
        frames.send(name, b"", str(problem).encode("utf-8", "replace"), rc=1)
    else:
        frames.send(name, content[:CAP], cut=len(content) > CAP)


def send_tests(
    frames: Frames, request: dict[str, Any], units: list[str], shown: bytes
) -> None:
    """Send the record of every test, then the output of each of its runs."""
    states = unit_states(shown)
    records = [read_record(request, unit, states.get(unit, "")) for unit in units]
    for record in records:
        if isinstance(record["request"], dict):
            record["request"].pop("program", None)
    frames.send_json("tests", {"tests": records})
    for unit in units:
        folder = state_folder(request, unit)
        for name in listing(folder):
            run = re.fullmatch(r"run-(\d+)\.err", name)
            if run is None:
                continue
            streams = []
            for suffix in ("err", "out"):
                try:
                    streams.append(read_file(f"{folder}/run-{run[1]}.{suffix}", CAP))
                except OSError:
                    streams.append(b"")
            frames.send(f"output:{unit}:{run[1]}", *streams)


def probe(request: dict[str, Any], frames: Frames) -> None:
    """Answer one poll."""
    deadline = seconds_now() + float(request["deadline"])
    pool = Pool(frames, int(request["width"]), deadline)
    try:
        # These two decide most, and can take longest: they run while we read /sys.
        pool.add("zpool", ["zpool", "list", "-vHP"])
        pool.add("lsblk", LSBLK)
        pool.add("openers", partial(read_openers, request))
        units = unit_names(request, request["unit_prefix"])
        if units and os.path.isdir(SYSTEMD):
            pool.keep("units")
            names = [unit + ".service" for unit in units]
            pool.add("units", [*SHOW_UNITS, "--", *names])
        frames.send_json("host", host())
        send_file(frames, "owner", request["state_dir"] + "/owner.json")
        send_block(frames)
        for name, path in FILES:
            send_file(frames, name, PROC + path)
        queue_drives(pool, request)
        if request["versions"]:
            for tool, argv in VERSIONS.items():
                pool.add("version:" + tool, argv)
        pool.run()
        send_tests(frames, request, units, pool.kept.get("units", b""))
        frames.end()
    finally:
        pool.kill()


def main() -> None:
    """Read the request from the rest of standard input and answer it."""
    request = json.loads(sys.stdin.buffer.read())
    end_on_signals(float(request["deadline"]) + 5)
    try:
        probe(request, Frames())
    except BrokenPipeError:
        # Nobody listens any more; there is nobody to tell, either.
        sys.exit(1)


if __name__ == "__main__":
    main()
