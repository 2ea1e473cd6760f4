"""`zpool list -vHP`: every leaf of every class, or nothing at all."""

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import Vdev
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from custom_components.nas_burnin.engine.parse.zpool import read_zpool
from tests.engine.parse.captures import capture
from tests.engine.parse.damage import (
    damaged,
    why,
    without_one_line,
    without_one_word,
)

RECORDED = capture("zpool-list-vHP").out
UUID = "/dev/disk/by-partuuid/"
MEMBERS = (
    Vdev("boot-pool", UUID + "787949cd-c88e-4f31-80bf-64e728f19df5", "ONLINE"),
    Vdev("tank", UUID + "98febf32-0c60-4e01-a295-cc278e02547e", "ONLINE"),
    Vdev("tank", UUID + "9d58aae1-cdef-43b1-a5ee-56353d94b76c", "ONLINE"),
    Vdev("tank", UUID + "a8acbd96-74e4-4f80-a31f-254880ad25c0", "ONLINE", "log"),
    Vdev("tank", UUID + "5e8c733b-3657-4d38-9643-e0f16a1cbea1", "AVAIL", "spare"),
)


def pool(name: str, health: str = "ONLINE") -> str:
    return f"{name}\t3.6T\t1T\t2.6T\t-\t-\t1%\t27%\t1.00x\t{health}\t-\n"


def vdev(name: str, health: str = "ONLINE") -> str:
    return f"\t{name}\t-\t-\t-\t-\t-\t-\t-\t-\t{health}\n"


def heading(word: str) -> str:
    return f"{word:40}      -      -      -        -         -      -      -      -         -\n"


EVERYTHING = (
    pool("tank", "DEGRADED")
    + vdev("raidz2-0", "DEGRADED")
    + vdev("/dev/sda1")
    + vdev("/dev/disk/by-id/ata-WDC_A_B-part1", "FAULTED")
    + vdev("spare-2", "DEGRADED")
    + vdev("1234567890123456789", "UNAVAIL")
    + vdev("/dev/sdx1")
    + vdev("replacing-3", "DEGRADED")
    + vdev("/dev/sdc1/old", "OFFLINE")
    + vdev("/dev/sdc1")
    + vdev("mirror-1")
    + vdev("/dev/sdd1")
    + vdev("/dev/sde1", "REMOVED")
    + vdev("indirect-2")
    + heading("dedup")
    + vdev("mirror-3")
    + vdev("/dev/nvme0n1p1")
    + vdev("/dev/nvme1n1p1")
    + heading("special")
    + vdev("/dev/nvme2n1p1")
    + heading("logs")
    + vdev("/dev/nvme3n1p1")
    + heading("cache")
    + vdev("/dev/nvme4n1p1")
    + heading("spare")
    + vdev("/dev/sdx1", "INUSE")
    + vdev("/dev/sdy1", "UNAVAIL")
    + pool("logs")
    + vdev("draid1:2d:4c:1s-0")
    + "".join(vdev(f"/dev/mapper/mpath{letter}") for letter in "abcd")
    + heading("spare")
    + vdev("draid1-0-0", "AVAIL")
).encode()


def test_recorded_pools() -> None:
    assert read_zpool(RECORDED) == MEMBERS
    assert read_zpool(capture("zpool-list-vHPp").out) == MEMBERS


def test_no_pools_say_nothing() -> None:
    assert read_zpool(b"") == ()


def test_every_class_and_group() -> None:
    found = read_zpool(EVERYTHING)
    assert not isinstance(found, Unreadable)
    assert [(leaf.pool, leaf.name, leaf.health, leaf.vdev_class) for leaf in found] == [
        ("tank", "/dev/sda1", "ONLINE", "data"),
        ("tank", "/dev/disk/by-id/ata-WDC_A_B-part1", "FAULTED", "data"),
        ("tank", "1234567890123456789", "UNAVAIL", "data"),
        ("tank", "/dev/sdx1", "ONLINE", "data"),
        ("tank", "/dev/sdc1/old", "OFFLINE", "data"),
        ("tank", "/dev/sdc1", "ONLINE", "data"),
        ("tank", "/dev/sdd1", "ONLINE", "data"),
        ("tank", "/dev/sde1", "REMOVED", "data"),
        ("tank", "/dev/nvme0n1p1", "ONLINE", "dedup"),
        ("tank", "/dev/nvme1n1p1", "ONLINE", "dedup"),
        ("tank", "/dev/nvme2n1p1", "ONLINE", "special"),
        ("tank", "/dev/nvme3n1p1", "ONLINE", "log"),
        ("tank", "/dev/nvme4n1p1", "ONLINE", "cache"),
        ("tank", "/dev/sdx1", "INUSE", "spare"),
        ("tank", "/dev/sdy1", "UNAVAIL", "spare"),
        # A pool may be named as a heading is: tabs tell them apart.
        *(("logs", f"/dev/mapper/mpath{x}", "ONLINE", "data") for x in "abcd"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (RECORDED.decode().rstrip("\n"), "the last line is cut"),
        (vdev("/dev/sda1"), "a vdev stands before the first pool"),
        (heading("logs") + vdev("/dev/sda1"), "no line of zpool: logs"),
        ("no pools available\n", "no line of zpool: no pools available"),
        ("\n", "no line of zpool:"),
        (pool("tank"), "members of the pool tank are missing"),
        (pool("a") + pool("b") + vdev("/dev/sda1"), "of the pool a are missing"),
        (pool("tank") + vdev("mirror-0"), "members of the pool tank are missing"),
        (pool("tank") + vdev("mirror-0") + vdev("/dev/sda"), "of the pool tank"),
        (
            pool("tank") + vdev("raidz2-0") + vdev("/dev/sda") + vdev("/dev/sdb"),
            "members of the pool tank are missing",
        ),
        (
            pool("t") + vdev("mirror-0") + vdev("/dev/a") + vdev("mirror-1"),
            "members of the pool t are missing",
        ),
        (
            pool("t") + vdev("draid2:4d:7c:1s-0") + vdev("/dev/a") * 6,
            "members of the pool t are missing",
        ),
        (
            pool("t") + vdev("draid-0") + vdev("/dev/a"),
            "members of the pool t are missing",
        ),
        (pool("t") + vdev("draid:4d-0") + vdev("/dev/a"), "of the pool t are missing"),
        (pool("tank") + vdev("/dev/a") + heading("spare"), "of the pool tank are"),
        (pool("tank") + vdev("/dev/a") + heading("other"), "no line of zpool: other"),
        (pool("tank") + vdev("sda"), "no vdev that is known: sda"),
        (pool("tank") + vdev("disk-0"), "no vdev that is known: disk-0"),
        (pool("tank") + vdev("missing-0"), "no vdev that is known: missing-0"),
        (
            pool("tank") + vdev("/dev/sda", "HEALTHY"),
            "no health that is known: HEALTHY",
        ),
        (pool("tank") + vdev("/dev/sda", "AVAIL"), "no health that is known: AVAIL"),
        (pool("tank", "WEIRD") + vdev("/dev/sda"), "no health that is known: WEIRD"),
        (pool("tank") + "\t/dev/sda\tONLINE\n", "2 columns instead of 10: /dev/sda"),
        (pool("tank") + "\t\n", "1 columns instead of 10:"),
        ("tank\tONLINE\n", "2 columns instead of 11: tank"),
        (pool("") + vdev("/dev/sda"), "no health that is known: -"),
        (pool("tank\t-") + vdev("/dev/sda"), "12 columns instead of 11: tank"),
        (capture("zpool-list-Ho").out.decode(), "5 columns instead of 11: boot-pool"),
        (capture("zpool-list-v").out.decode(), "no line of zpool: NAME"),
        (capture("zpool-status-P").out.decode(), "no line of zpool: pool: boot-pool"),
    ],
)
def test_what_can_not_be_believed(text: str, problem: str) -> None:
    assert problem in why(read_zpool(text.encode()))


def test_a_suspended_pool_still_has_its_members() -> None:
    text = pool("usb", "SUSPENDED") + vdev("/dev/sdz1", "UNAVAIL")
    assert read_zpool(text.encode()) == (Vdev("usb", "/dev/sdz1", "UNAVAIL"),)


def test_a_path_with_a_space() -> None:
    text = pool("t") + vdev("/mnt/a file")
    assert read_zpool(text.encode()) == (Vdev("t", "/mnt/a file", "ONLINE"),)


def test_paths_keep_bytes_that_are_no_text() -> None:
    text = (pool("t") + vdev("/dev/x")).encode().replace(b"/dev/x", b"/mnt/\xff")
    assert read_zpool(text) == (Vdev("t", "/mnt/\udcff", "ONLINE"),)


@pytest.mark.parametrize(
    "whole", [RECORDED, EVERYTHING], ids=["recorded", "everything"]
)
def test_without_a_word_nothing_is_believed(whole: bytes) -> None:
    before = read_zpool(whole)
    assert not isinstance(before, Unreadable)
    for text in without_one_word(whole):
        after = read_zpool(text)
        if not isinstance(after, Unreadable):
            # Only the dashes of a heading are worth nothing.
            assert after == before


@pytest.mark.parametrize(
    "whole", [RECORDED, EVERYTHING], ids=["recorded", "everything"]
)
def test_without_a_line_no_pool_is_lost_unseen(whole: bytes) -> None:
    """A line may be a member less; never a member of no pool or of another class."""
    before = read_zpool(whole)
    assert not isinstance(before, Unreadable)
    for text in without_one_line(whole):
        after = read_zpool(text)
        if not isinstance(after, Unreadable):
            assert {leaf.name for leaf in after} <= {leaf.name for leaf in before}
            assert len(after) >= len(before) - 1


@given(data=st.data())
def test_damaged_pools_never_raise(data: st.DataObject) -> None:
    found = read_zpool(data.draw(damaged(EVERYTHING)))
    assert isinstance(found, tuple | Unreadable)


@given(st.binary(max_size=300))
def test_no_bytes_raise(text: bytes) -> None:
    assert isinstance(read_zpool(text), tuple if not text else Unreadable)
