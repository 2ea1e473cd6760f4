"""lsblk and the kernel's tables of mounts, swaps and arrays."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import LsblkEntry
from custom_components.nas_burnin.engine.parse import lsblk as module
from custom_components.nas_burnin.engine.parse.lsblk import read_lsblk
from custom_components.nas_burnin.engine.parse.mounts import (
    read_mdstat,
    read_mountinfo,
    read_swaps,
)
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from tests.engine.parse.captures import capture
from tests.engine.parse.damage import damaged, why, without_one_line

MOUNTINFO = rb"""22 28 0:21 / /proc rw,nosuid - proc proc rw
28 1 0:28 / / rw,noatime shared:1 - zfs boot-pool/ROOT/25.10 rw,xattr,posixacl
40 28 0:35 / /mnt/my\040pool rw,relatime shared:9 master:2 - zfs my\040pool rw
41 28 8:17 / /mnt/usb rw - ext4 /dev/sdb1 rw
42 28 8:17 /sub /mnt/bind\134s rw - ext4 /dev/sdb1 rw
43 28 0:50 / /mnt/btr rw - btrfs /dev/mapper/a\040b rw,space_cache
44 28 0:60 / /mnt/none rw - tmpfs  rw
"""
SWAPS = (
    b"Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
    b"/dev/sdc1                               partition\t32764\t\t0\t\t-2\n"
    b"/mnt/swap\\040file\xc2\xa0\xff file\t\t1024\t\t0\t\t-3\n"
)
MDSTAT = b"""Personalities : [raid1] [raid6] [raid5] [raid4]
md127 : active (auto-read-only) raid1 sdb1[1] sda1[0]
      1953382464 blocks super 1.2 [2/2] [UU]
      bitmap: 0/15 pages [0KB], 65536KB chunk

md2 : active raid5 sdf2[3](S) sde2[2](F) nvme0n1p3[1] dm-0[0](W)(J)
\t  2 blocks

md0 : inactive sdc[0](S)
      1953383512 blocks super 1.2

md_d5 : broken raid0 sdg[0]
      8 blocks

unused devices: <none>
"""


def blocks(*devices: Any) -> bytes:
    return json.dumps({"blockdevices": devices}).encode()


def row(**fields: Any) -> dict[str, Any]:
    return {"kname": "sda", "type": "disk", "fstype": None, "mountpoints": [], **fields}


def test_recorded_lsblk() -> None:
    found = read_lsblk(capture("lsblk-cols").out)
    assert not isinstance(found, Unreadable)
    assert LsblkEntry("sda", "disk") in found
    assert LsblkEntry("sda1", "part", "sda", "zfs_member") in found
    assert LsblkEntry("sdn", "disk", fstype="ext4") in found
    assert LsblkEntry("sdc1", "part", "sdc", "swap", ("[SWAP]",)) in found
    mounted = {entry.name: entry.mountpoints for entry in found if entry.mountpoints}
    assert mounted["sdi1"] == ("/mnt/ext4data",)
    volume = next(entry for entry in found if entry.kind == "lvm")
    # The kernel's name, not the one of the device mapper.
    assert (volume.name, volume.parent) == ("dm-0", "sdc2")


def test_all_columns_say_the_same() -> None:
    assert read_lsblk(capture("lsblk-JOb").out) == read_lsblk(capture("lsblk-cols").out)


def test_recorded_lsblk_of_one_disk() -> None:
    assert read_lsblk(capture("lsblk-one-tank").out) == (
        LsblkEntry("sdj", "disk"),
        LsblkEntry("sdj1", "part", "sdj", "zfs_member"),
    )


def test_rows_of_all_shapes() -> None:
    found = read_lsblk(
        blocks(
            row(kname="cciss/c0d0", children=[row(kname="md0", type="raid1")]),
            row(kname="sdb", mountpoints=[None, "/a\u202eb", ""], pkname="sdz"),
            {"name": "sr0", "type": "rom", "fstype": "iso9660", "mountpoint": "/cd"},
            {"name": "sdc", "type": "disk", "fstype": None, "mountpoint": None},
        )
    )
    assert found == (
        LsblkEntry("cciss!c0d0", "disk"),
        LsblkEntry("md0", "raid1", "cciss!c0d0"),
        LsblkEntry("sdb", "disk", "sdz", mountpoints=("/a\\u202eb",)),
        LsblkEntry("sr0", "rom", "", "iso9660", ("/cd",)),
        LsblkEntry("sdc", "disk"),
    )


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        (capture("lsblk-missing").out, "the list of block devices is empty"),
        (capture("lsblk-unprivileged").out, "the column type is missing"),
        (capture("lsblk-bad-column").out, "no JSON"),
        (b"[]", "JSON is no object"),
        (b"{}", "blockdevices is no list"),
        (blocks("sda"), "block device is no object"),
        (blocks(row(kname=None)), "kname is no text"),
        (blocks(row(kname="a b")), "kname is no kernel name: a b"),
        (blocks(row(pkname="")), "pkname is no kernel name"),
        (blocks(row(type=None)), "type is no text"),
        (blocks(row(fstype=3)), "fstype is no text"),
        (blocks(row(mountpoints=None)), "mountpoints is no list"),
        (blocks(row(mountpoints=[3])), "mount point is no text"),
        (blocks(row(children={})), "children is no list"),
        (blocks(row(children=None)), "children is no list"),
        (blocks({"name": "a", "type": "", "fstype": ""}), "column mountpoint is"),
        (b'{"blockdevices":' + b"[" * 100_000, "no JSON"),
        (b'{"blockdevices": NaN}', "NaN is no JSON"),
        (b'{"blockdevices": ' + b"9" * 5000 + b"}", "no JSON"),
    ],
)
def test_what_lsblk_can_not_mean(out: bytes, problem: str) -> None:
    assert problem in why(read_lsblk(out))


def test_deep_and_wide_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    entry: dict[str, Any] = row()
    for _ in range(90):
        entry = row(children=[entry])
    assert len(list(read_lsblk(blocks(entry)))) == 91  # type: ignore[arg-type]
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    assert not isinstance(read_lsblk(blocks(row(), row())), Unreadable)
    assert "too many" in why(read_lsblk(blocks(row(), row(), row())))


def test_mounts_are_found_by_number_and_by_source() -> None:
    mounts = read_mountinfo(MOUNTINFO)
    assert mounts == {
        "0:21": ("/proc",),
        "proc": ("/proc",),
        "0:28": ("/",),
        "boot-pool/ROOT/25.10": ("/",),
        "0:35": ("/mnt/my pool",),
        "my pool": ("/mnt/my pool",),
        "8:17": ("/mnt/usb", "/mnt/bind\\s"),
        "/dev/sdb1": ("/mnt/usb", "/mnt/bind\\s"),
        "0:50": ("/mnt/btr",),
        "/dev/mapper/a b": ("/mnt/btr",),
        "0:60": ("/mnt/none",),
        "": ("/mnt/none",),
    }


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        (b"", "nothing is mounted on /"),
        (MOUNTINFO.replace(b" / / ", b" / /x "), "nothing is mounted on /"),
        (MOUNTINFO[:-1], "the last line is cut"),
        (MOUNTINFO + b"\n", "no line of mountinfo:"),
        (MOUNTINFO.replace(b" - ext4 /dev/sdb1", b""), "no line of mountinfo: 41"),
        (MOUNTINFO.replace(b" - ext4", b" ext4"), "no line of mountinfo: 41"),
        (MOUNTINFO.replace(b"8:17", b"8"), "mount is no device number: 8"),
        (MOUNTINFO.replace(b" /mnt/usb", b""), "no line of mountinfo: 41"),
        (capture("proc-mounts").out, "no line of mountinfo: sysfs"),
    ],
)
def test_what_mountinfo_can_not_mean(out: bytes, problem: str) -> None:
    assert problem in why(read_mountinfo(out))


def test_swaps() -> None:
    assert read_swaps(capture("proc-swaps").out) == ("/dev/sdc1",)
    assert read_swaps(SWAPS) == ("/dev/sdc1", "/mnt/swap file\xa0\udcff")
    assert read_swaps(SWAPS.splitlines(keepends=True)[0]) == ()


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        (b"", "the head of the table of swaps is missing"),
        (b"\n", "the head of the table of swaps is missing"),
        (SWAPS[:-1], "the last line is cut"),
        (SWAPS.replace(b"partition", b""), "no line of swaps: /dev/sdc1"),
        (SWAPS.replace(b"/dev/sdc1", b"sdc1"), "no line of swaps: sdc1"),
        (SWAPS + b"\n", "no line of swaps:"),
        (SWAPS.split(b"\n", 1)[1], "the head of the table of swaps is missing"),
    ],
)
def test_what_swaps_can_not_mean(out: bytes, problem: str) -> None:
    assert problem in why(read_swaps(out))


def test_arrays() -> None:
    assert read_mdstat(MDSTAT) == {
        "sdb1": "md127",
        "sda1": "md127",
        "sdf2": "md2",
        "sde2": "md2",
        "nvme0n1p3": "md2",
        "dm-0": "md2",
        "sdc": "md0",
        "sdg": "md_d5",
    }
    assert read_mdstat(b"Personalities : \nunused devices: <none>\n") == {}


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        (b"", "the head of mdstat is missing"),
        (b"Personalities : \n", "the head of mdstat is missing"),
        (b"unused devices: <none>\n", "the head of mdstat is missing"),
        (MDSTAT[:-1], "the last line is cut"),
        (MDSTAT.replace(b"unused devices: <none>\n", b""), "the end of mdstat"),
        (
            MDSTAT.replace(b": active raid5", b": asleep raid5"),
            "no line of mdstat: md2",
        ),
        (MDSTAT.replace(b" : broken", b" broken"), "no line of mdstat: md_d5"),
        (MDSTAT.replace(b" sdg[0]", b""), "an array without members: md_d5"),
        (MDSTAT.replace(b" sdc[0](S)", b""), "an array without members: md0"),
        (MDSTAT.replace(b"sdf2[3](S)", b"sdf2"), "no line of mdstat: md2"),
        (MDSTAT.replace(b"sdg[0]", b"-[0]"), "member is no kernel name: -"),
        (MDSTAT.replace(b"md0", b"../x"), "array is no kernel name: ../x"),
    ],
)
def test_what_mdstat_can_not_mean(out: bytes, problem: str) -> None:
    assert problem in why(read_mdstat(out))


@pytest.mark.parametrize("array", [b"md127", b"md2", b"md0", b"md_d5"])
def test_without_a_line_of_mdstat(array: bytes) -> None:
    """The line of an array gone, what is left is fewer members, never others."""
    before = read_mdstat(MDSTAT)
    assert not isinstance(before, Unreadable)
    for out in without_one_line(MDSTAT):
        after = read_mdstat(out)
        if not isinstance(after, Unreadable):
            assert after.items() <= before.items()
            assert array in out or array.decode() not in after.values()


@given(data=st.data())
@pytest.mark.parametrize(
    ("read", "whole"),
    [
        (read_mountinfo, MOUNTINFO),
        (read_swaps, SWAPS),
        (read_mdstat, MDSTAT),
        (read_lsblk, capture("lsblk-one-disk").out),
    ],
)
def test_damaged_tables_never_raise(
    read: Any, whole: bytes, data: st.DataObject
) -> None:
    found = read(data.draw(damaged(whole) | st.binary(max_size=200)))
    assert isinstance(found, tuple | dict | Unreadable)
