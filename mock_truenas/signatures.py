"""On-disk signatures, really written to an image and really read back from it.

A drive that was written over is therefore blank again, and nothing has to be told so.
Offsets and magics are those of the formats themselves: GPT (UEFI), ext4 superblock,
ZFS vdev label, swap header, LVM2 label, md superblock 1.2.
"""

# Used by the stand-in for blkid, where every import costs time.

from itertools import pairwise
import os
import struct
import uuid
from zlib import crc32

from .model import Json

SECTOR = 512
ENTRY = struct.Struct("<16s16sQQQ72s")
TYPES = {
    "zfs": "6a898cc3-1dd2-11b2-99a6-080020736631",
    "linux": "0fc63daf-8483-4772-8e79-3d69d8477de4",
    "swap": "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f",
    "lvm": "e6d6d379-f507-44c2-a23c-238f2a3df928",
    "raid": "a19d880f-05fc-4d3b-a006-743f0f84911e",
    "bios": "21686148-6449-6e6f-744e-656564454649",
    "efi": "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
}
UBERBLOCK = 0x00BAB10C
# Neither ZFS nor blkid takes anything smaller for a member of a pool.
ZFS_SMALLEST = 64 * 1024 * 1024


def write_gpt(fd: int, size: int, disk_uuid: str, partitions: list[Json]) -> None:
    """Write a protective MBR and both copies of a GPT."""
    last = size // SECTOR - 1
    entries = b"".join(
        ENTRY.pack(
            uuid.UUID(part["type"]).bytes_le,
            uuid.UUID(part["uuid"]).bytes_le,
            part["start"] // SECTOR,
            (part["start"] + part["size"]) // SECTOR - 1,
            0,
            part["name"].encode("utf-16-le"),
        ).ljust(128, b"\0")
        for part in partitions
    ).ljust(128 * 128, b"\0")
    protective = struct.pack(
        "<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff" * 3, 1, min(last, 0xFFFFFFFF)
    )
    os.pwrite(fd, b"\0" * 446 + protective + b"\0" * 48 + b"\x55\xaa", 0)
    for here, there, table in ((1, last, 2), (last, 1, last - 32)):
        fields = (here, there, 34, last - 33, uuid.UUID(disk_uuid).bytes_le, table)
        head = _gpt_header(fields, 0, crc32(entries))
        os.pwrite(fd, _gpt_header(fields, crc32(head), crc32(entries)), here * SECTOR)
        os.pwrite(fd, entries, table * SECTOR)


def _gpt_header(
    fields: tuple[int, int, int, int, bytes, int], own: int, entries: int
) -> bytes:
    here, there, first, last, disk, table = fields
    return struct.pack(
        "<8sIIIIQQQQ16sQIII",
        b"EFI PART",
        0x10000,
        92,
        own,
        0,
        here,
        there,
        first,
        last,
        disk,
        table,
        128,
        128,
        entries,
    )


def write_filesystem(fd: int, start: int, size: int, content: Json) -> None:
    """Write the signature of what a partition (or a whole disk) holds."""
    WRITERS[content["type"]](fd, start, size, content)


def _write_ext4(fd: int, start: int, size: int, content: Json) -> None:
    block = bytearray(1024)
    struct.pack_into("<II", block, 0, size // 16384, size // 4096)
    struct.pack_into("<III", block, 20, 0, 2, 2)
    struct.pack_into("<I", block, 32, 32768)
    struct.pack_into("<HHHH", block, 56, 0xEF53, 1, 1, 0)
    struct.pack_into("<I", block, 76, 1)
    # has_journal | ext_attr | dir_index, extents | 64bit | filetype, large_file ...
    struct.pack_into("<III", block, 92, 0x3C, 0x2C2, 0x46B)
    block[104:120] = uuid.UUID(content["uuid"]).bytes
    block[120:136] = content["label"].encode()[:16].ljust(16, b"\0")
    os.pwrite(fd, block, start + 1024)
    # Some "files", so that a spread sample of the drive meets data, as it would.
    for part in range(1, 60):
        os.pwrite(
            fd,
            f"{content['label']} {part} ".encode() * 200,
            start + part * (size // 61) // 4096 * 4096,
        )


def _xdr_string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">I", len(raw)) + raw.ljust((len(raw) + 3) // 4 * 4, b"\0")


def _nvpair(name: str, value: str | int) -> bytes:
    if isinstance(value, str):
        body = _xdr_string(name) + struct.pack(">II", 9, 1) + _xdr_string(value)
    else:
        body = _xdr_string(name) + struct.pack(">IIQ", 8, 1, value)
    return struct.pack(">II", len(body) + 8, len(body) + 8) + body


def _write_zfs(fd: int, start: int, size: int, content: Json) -> None:
    pairs = _nvpair("version", 5000)
    if content["label"]:
        pairs += _nvpair("name", content["label"])
    pairs += _nvpair("state", content.get("state", 0)) + _nvpair("txg", 20)
    if content["uuid"]:
        pairs += _nvpair("pool_guid", int(content["uuid"]))
    pairs += _nvpair("guid", int(content["uuid_sub"]))
    # Encoding XDR, little endian writer; then the nvlist's version and flags.
    nvlist = b"\x01\x01\0\0" + struct.pack(">II", 0, 1) + pairs + b"\0" * 8
    aligned = size // 262144 * 262144
    for label in (0, 262144, aligned - 524288, aligned - 262144):
        os.pwrite(fd, nvlist.ljust(112 * 1024, b"\0"), start + label + 16384)
        for slot in range(128):
            block = struct.pack("<QQQ", UBERBLOCK, 5000, 20 + slot)
            os.pwrite(fd, block, start + label + 131072 + slot * 1024)
    for part in range(1, 40):
        os.pwrite(fd, os.urandom(4096), start + part * (size // 41) // 4096 * 4096)


def _write_swap(fd: int, start: int, size: int, content: Json) -> None:
    os.pwrite(fd, struct.pack("<III", 1, size // 4096 - 1, 0), start + 1024)
    os.pwrite(fd, uuid.UUID(content["uuid"]).bytes, start + 1036)
    os.pwrite(fd, content["label"].encode().ljust(16, b"\0"), start + 1052)
    os.pwrite(fd, b"SWAPSPACE2", start + 4086)


def _write_lvm(fd: int, start: int, size: int, content: Json) -> None:
    text = content["uuid"].replace("-", "").encode().ljust(32, b"0")
    tail = struct.pack("<I8s32sQ", 32, b"LVM2 001", text, size)
    crc = _lvm_crc(tail.ljust(492, b"\0"))
    os.pwrite(fd, struct.pack("<8sQI", b"LABELONE", 1, crc) + tail, start + 512)


def _lvm_crc(data: bytes) -> int:
    return (crc32(data, 0xF597A6CF ^ 0xFFFFFFFF) ^ 0xFFFFFFFF) & 0xFFFFFFFF


def _write_md(fd: int, start: int, size: int, content: Json) -> None:
    block = bytearray(4096)
    struct.pack_into("<III", block, 0, 0xA92B4EFC, 1, 0)
    block[16:32] = uuid.UUID(content["uuid"]).bytes
    block[32:64] = content["label"].encode().ljust(32, b"\0")
    struct.pack_into("<IIQ", block, 72, 1, 0, size // 512)
    struct.pack_into("<I", block, 92, 2)
    struct.pack_into("<QQQ", block, 128, 2048, size // 512 - 2048, 8)
    struct.pack_into("<I", block, 220, 0)
    total = sum(struct.unpack_from("<64I", block)) & 0xFFFFFFFFFFFFFFFF
    struct.pack_into(
        "<I", block, 216, ((total & 0xFFFFFFFF) + (total >> 32)) & 0xFFFFFFFF
    )
    os.pwrite(fd, block, start + 4096)


WRITERS = {
    "ext4": _write_ext4,
    "zfs_member": _write_zfs,
    "swap": _write_swap,
    "LVM2_member": _write_lvm,
    "linux_raid_member": _write_md,
}


def read_filesystem(fd: int, start: int, size: int) -> dict[str, str]:
    """Return what a partition or disk holds, as blkid's tags; {} when nothing does."""
    head = os.pread(fd, 8192, start)
    if len(head) < 8192:
        return {}
    if head[1080:1082] == b"\x53\xef":
        return _read_ext4(head[1024:2048])
    if head[4086:4096] == b"SWAPSPACE2":
        return {
            "LABEL": head[1052:1068].rstrip(b"\0").decode("ascii", "replace"),
            "UUID": str(uuid.UUID(bytes=head[1036:1052])),
            "VERSION": "1",
            "TYPE": "swap",
            "USAGE": "other",
        }
    if head[512:520] == b"LABELONE" and head[536:544] == b"LVM2 001":
        text = head[544:576].decode("ascii", "replace")
        cuts = (0, 6, 10, 14, 18, 22, 26, 32)
        return {
            "UUID": "-".join(text[a:b] for a, b in pairwise(cuts)),
            "VERSION": "LVM2 001",
            "TYPE": "LVM2_member",
            "USAGE": "raid",
        }
    if head[4096:4100] == struct.pack("<I", 0xA92B4EFC):
        return {
            "VERSION": "1.2",
            "UUID": str(uuid.UUID(bytes=head[4112:4128])),
            "LABEL": head[4128:4160].rstrip(b"\0").decode("ascii", "replace"),
            "TYPE": "linux_raid_member",
            "USAGE": "raid",
        }
    return _read_zfs(fd, start, size)


def _read_ext4(block: bytes) -> dict[str, str]:
    blocks = int.from_bytes(block[4:8], "little")
    label = block[120:136].rstrip(b"\0").decode("ascii", "replace")
    tags = {
        "UUID": str(uuid.UUID(bytes=block[104:120])),
        "VERSION": "1.0",
        "FSBLOCKSIZE": "4096",
        "BLOCK_SIZE": "4096",
        "FSLASTBLOCK": str(blocks),
        "FSSIZE": str(blocks * 4096),
        "TYPE": "ext4",
        "USAGE": "filesystem",
    }
    return {"LABEL": label} | tags if label else tags


def _read_zfs(fd: int, start: int, size: int) -> dict[str, str]:
    if size < ZFS_SMALLEST:
        return {}
    aligned = size // 262144 * 262144
    magic = struct.pack("<Q", UBERBLOCK)
    for label in (0, 262144, aligned - 524288, aligned - 262144):
        if label < 0 or magic not in os.pread(fd, 131072, start + label + 131072):
            continue
        nvlist = os.pread(fd, 4096, start + label + 16384)
        tags = {"VERSION": "5000"}
        if name := _nv_string(nvlist, "name"):
            tags["LABEL"] = name
        if guid := _nv_number(nvlist, "pool_guid"):
            tags["UUID"] = guid
        if guid := _nv_number(nvlist, "guid"):
            tags["UUID_SUB"] = guid
        return tags | {
            "FSBLOCKSIZE": "4096",
            "BLOCK_SIZE": "4096",
            "ENDIANNESS": "LITTLE",
            "TYPE": "zfs_member",
            "USAGE": "filesystem",
        }
    return {}


def _nv_string(nvlist: bytes, name: str) -> str:
    mark = _xdr_string(name) + struct.pack(">II", 9, 1)
    at = nvlist.find(mark)
    if at < 0:
        return ""
    at += len(mark)
    length = int.from_bytes(nvlist[at : at + 4])
    return nvlist[at + 4 : at + 4 + length].decode("ascii", "replace")


def _nv_number(nvlist: bytes, name: str) -> str:
    mark = _xdr_string(name) + struct.pack(">II", 8, 1)
    at = nvlist.find(mark)
    return str(int.from_bytes(nvlist[at + len(mark) :][:8])) if at >= 0 else ""


def read_gpt(fd: int, size: int) -> tuple[str, list[Json]] | None:
    """Return (PTUUID, partitions) of a GPT whose header is whole, else None."""
    last = size // SECTOR - 1
    for sector in (1, last):
        head = os.pread(fd, 92, sector * SECTOR)
        if len(head) < 92 or not head.startswith(b"EFI PART"):
            continue
        if crc32(head[:16] + b"\0\0\0\0" + head[20:92]) != int.from_bytes(
            head[16:20], "little"
        ):
            continue
        table = int.from_bytes(head[72:80], "little") * SECTOR
        raw = os.pread(fd, 128 * 128, table)
        return str(uuid.UUID(bytes_le=head[56:72])), _entries(raw)
    return None


def _entries(raw: bytes) -> list[Json]:
    found: list[Json] = []
    for number in range(1, len(raw) // 128 + 1):
        kind, own, first, last, _flags, name = ENTRY.unpack_from(
            raw, (number - 1) * 128
        )
        if kind != b"\0" * 16:
            found.append(
                {
                    "number": number,
                    "type": str(uuid.UUID(bytes_le=kind)),
                    "uuid": str(uuid.UUID(bytes_le=own)),
                    "start": first * SECTOR,
                    "size": (last - first + 1) * SECTOR,
                    "name": name.decode("utf-16-le", "replace").rstrip("\0"),
                }
            )
    return found
