"""Disks as sysfs tells them, and samples of what lies on them."""

from collections.abc import Iterator
import errno
import fcntl
import os
from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.remote import _base, _disks
from tests.remote.sandbox import MIB, Sandbox

PAGE = 4096


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[int]:
    """An open file of 8 MiB of zeros."""
    path = tmp_path / "image"
    path.write_bytes(bytes(8 * MIB))
    descriptor = os.open(path, os.O_RDWR)
    yield descriptor
    os.close(descriptor)


@given(st.integers(1, 40 * 10**12))
def test_a_sample_covers_both_ends_and_every_64th(size: int) -> None:
    places = _disks.sample_places(size)
    assert places[0] == (0, min(MIB, size))
    assert max(position + length for position, length in places) == size
    for position, length in places:
        assert 0 <= position < size
        assert 0 < length <= MIB
        assert position + length <= size
        assert position % PAGE == 0
    if size >= 64 * PAGE:
        assert len(places) >= 66
        pages = size // PAGE
        spread = [position // PAGE for position, length in places if length == PAGE]
        for index in range(64):
            low, high = pages * index // 64, pages * (index + 1) // 64
            assert any(low <= page < high for page in spread)


@pytest.mark.parametrize("value", [0, 0xAA, 0xFF])
def test_one_constant_byte_is_found(opened: int, value: int) -> None:
    os.pwrite(opened, bytes([value]) * (8 * MIB), 0)
    found = _disks.sample(opened, 8 * MIB)
    assert found == {"samples": 66, "constant": value, "error": ""}


@pytest.mark.parametrize("position", [0, 1, MIB - 1, 7 * MIB, 8 * MIB - 1])
def test_one_odd_byte_at_an_end_is_found(opened: int, position: int) -> None:
    os.pwrite(opened, b"x", position)
    found = _disks.sample(opened, 8 * MIB)
    assert found["constant"] is None
    assert found["error"] == ""
    assert 1 <= found["samples"] <= 66


def test_data_in_the_middle_is_found(opened: int) -> None:
    os.pwrite(opened, b"x" * (MIB // 4), 4 * MIB)
    assert _disks.sample(opened, 8 * MIB)["constant"] is None


def test_a_drive_that_ends_early_is_an_error(opened: int) -> None:
    found = _disks.sample(opened, 16 * MIB)
    assert found["constant"] is None
    assert "ends before its size" in found["error"]


def test_a_drive_without_a_size_is_an_error(opened: int) -> None:
    assert _disks.sample(opened, 0)["error"] == "the drive has no size"
    assert _disks.sample(opened, -1)["constant"] is None


def test_an_odd_size_is_read_to_its_last_byte(tmp_path: Path) -> None:
    size = 3 * MIB + 512
    path = tmp_path / "odd"
    path.write_bytes(bytes(size - 1) + b"x")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        assert _disks.sample(descriptor, size)["constant"] is None
    finally:
        os.close(descriptor)


def test_partial_reads_do_not_fool_it(
    opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.preadv
    os.pwrite(opened, b"x", MIB - 1)

    def partial(descriptor: int, views: list[memoryview], position: int) -> int:
        return real(
            descriptor,
            [views[0][: max(512, len(views[0]) // 2 // 512 * 512)]],
            position,
        )

    monkeypatch.setattr(os, "preadv", partial)
    assert _disks.sample(opened, 8 * MIB)["constant"] is None


def test_it_reads_through_the_cache_where_there_is_no_other_way(
    opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.preadv
    calls: list[int] = []

    def refuse_once(descriptor: int, views: list[memoryview], position: int) -> int:
        calls.append(position)
        if len(calls) == 1:
            raise OSError(errno.EINVAL, "unaligned")
        return real(descriptor, views, position)

    monkeypatch.setattr(os, "preadv", refuse_once)
    assert _disks.sample(opened, 8 * MIB)["constant"] == 0


def test_a_file_system_without_direct_reads(
    opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.fcntl

    def no_direct(descriptor: int, what: int, value: int = 0) -> object:
        if value & os.O_DIRECT:
            raise OSError(errno.EINVAL, "no")
        return real(descriptor, what, value)

    monkeypatch.setattr(fcntl, "fcntl", no_direct)
    assert _disks.sample(opened, 8 * MIB)["constant"] == 0


def test_a_read_error_is_told(opened: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(descriptor: int, views: list[memoryview], position: int) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "preadv", broken)
    found = _disks.sample(opened, 8 * MIB)
    assert found == {
        "samples": 0,
        "constant": None,
        "error": "Input/output error (errno 5)",
    }


def test_the_descriptor_comes_back_as_it_was(opened: int) -> None:
    before = fcntl.fcntl(opened, fcntl.F_GETFL)
    _disks.sample(opened, 8 * MIB)
    assert fcntl.fcntl(opened, fcntl.F_GETFL) == before
    assert os.lseek(opened, 0, os.SEEK_CUR) == 0


def test_an_identity_is_what_sysfs_has_byte_for_byte(nas: Sandbox) -> None:
    nas.add_disk("sda", 4 * MIB, wwid="t10.ATA     X  ", serial="  Z\udcff1 ")
    path = nas.root / "sys/block/sda"
    page = path / "device/vpd_pg80"
    page.write_bytes(page.read_bytes() + b"rest")
    assert _disks.identity_at(str(path)) == {
        "wwid": "t10.ATA     X  ",
        "serial": "  Z\udcff1 ",
        "size": 4 * MIB,
    }


@pytest.mark.parametrize(
    ("files", "serial"),
    [
        ({"device/serial": b"S4EV\n", "serial": b"other\n"}, "S4EV"),
        ({"serial": b"virt-1\n"}, "virt-1"),
        ({"device/vpd_pg80": b"\0\x80\0\0"}, ""),
        ({"device/vpd_pg80": b""}, ""),
        ({}, ""),
    ],
)
def test_where_a_serial_comes_from(
    tmp_path: Path, files: dict[str, bytes], serial: str
) -> None:
    (tmp_path / "device").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "wwid").write_text("eui.0025385b11b2d2e5\n")
    assert _disks.identity_at(str(tmp_path)) == {
        "wwid": "eui.0025385b11b2d2e5",
        "serial": serial,
        "size": -1,
    }


def test_small_helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _disks.node_path("cciss!c0d0") == "cciss/c0d0"
    assert _disks.partitions_at(str(tmp_path / "gone")) == []
    assert _disks.disk_seq_at(str(tmp_path)) is None
    assert _base.listing(str(tmp_path / "gone")) == []
    assert _base.read_json(str(tmp_path / "gone")) is None
    assert _base.read_text(str(tmp_path)) == ""
    assert _base.start_ticks(2**22 + 1) is None
    monkeypatch.setattr(
        os, "listdir", lambda path: (_ for _ in ()).throw(PermissionError(13, "no"))
    )
    for look in (_base.listing, _disks.partitions_at):
        with pytest.raises(PermissionError):
            look(str(tmp_path))


def test_an_atomic_write_replaces_and_follows_no_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("theirs")
    (tmp_path / "file.new").symlink_to(other)
    with pytest.raises(OSError, match="symbolic"):
        _base.write_atomic(str(tmp_path / "file"), b"ours")
    assert other.read_text() == "theirs"
    (tmp_path / "file.new").unlink()
    _base.write_atomic(str(tmp_path / "file"), b"ours", durable=True)
    assert (tmp_path / "file").read_bytes() == b"ours"
    assert not (tmp_path / "file.new").exists()


# --- what a broken-off test left ----------------------------------------------------


def part(first: int, last: int, value: int = 0) -> dict[str, int]:
    return {"first": first, "last": last, "value": value}


def test_a_pattern_is_found_where_it_was_left(opened: int) -> None:
    os.pwrite(opened, b"\xaa" * (3 * MIB), 0)
    _disks.compare(
        opened,
        [
            part(0, 3 * MIB - 1, 0xAA),
            part(3 * MIB, 8 * MIB - 1),
            part(4 * MIB, 4 * MIB + PAGE - 1),
        ],
    )


@pytest.mark.parametrize(
    "odd", [2 * MIB, 2 * MIB + 7, 3 * MIB - 1, 6 * MIB + PAGE, 7 * MIB]
)
def test_one_other_byte_at_an_end_of_a_range_is_found(opened: int, odd: int) -> None:
    os.pwrite(opened, b"x", odd)
    with pytest.raises(_disks.OtherContent) as found:
        _disks.compare(opened, [part(2 * MIB, 7 * MIB + PAGE - 1)])
    assert found.value.offset == odd


def test_what_is_in_no_range_does_not_matter(opened: int) -> None:
    os.pwrite(opened, b"x", 2 * MIB - 1)
    os.pwrite(opened, b"x", 7 * MIB)
    _disks.compare(opened, [part(2 * MIB, 7 * MIB - 1)])


def test_a_few_bad_blocks_may_be_among_what_is_read(
    opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = _disks.Reader.read
    calls: list[int] = []
    fails = 16

    def some(reader: _disks.Reader, position: int, length: int) -> bytes:
        calls.append(position)
        if len(calls) <= fails:
            raise OSError(errno.EIO, "bad block")
        return read(reader, position, length)

    monkeypatch.setattr(_disks.Reader, "read", some)
    _disks.compare(opened, [part(0, 8 * MIB - 1)])
    assert len(calls) == 66
    # Each range has its share of the pages, so that there are enough over all.
    calls.clear()
    _disks.compare(opened, [part(0, 4 * MIB - 1), part(4 * MIB, 8 * MIB - 1)])
    assert len(calls) == 68
    calls.clear()
    fails = 17
    with pytest.raises(OSError, match="bad block"):
        _disks.compare(opened, [part(0, 8 * MIB - 1)])
    # A byte that differs is no bad block.
    calls.clear()
    os.pwrite(opened, b"x", 8 * MIB - 1)
    fails = 1
    with pytest.raises(_disks.OtherContent):
        _disks.compare(opened, [part(0, 8 * MIB - 1)])
