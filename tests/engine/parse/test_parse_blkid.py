"""`blkid -p`: what is on a disk; nothing only where it said so."""

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import Signature
from custom_components.nas_burnin.engine.parse.blkid import read_blkid
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from tests.engine.parse.captures import capture
from tests.engine.parse.damage import (
    damaged,
    why,
    without_one_line,
    without_one_word,
)


@pytest.mark.parametrize(
    ("name", "node", "found"),
    [
        ("blkid-p-blank", "sdf", ()),
        (
            "blkid-p-exported",
            "sda1",
            (Signature("sda1", "zfs_member", "filesystem", "oldpool"),),
        ),
        (
            "blkid-p-whole-exported",
            "sda",
            (Signature("sda", "", partition_table="gpt"),),
        ),
        (
            "blkid-p-wholefs",
            "sdn",
            (Signature("sdn", "ext4", "filesystem", "oldwhole"),),
        ),
    ],
)
def test_recorded(name: str, node: str, found: tuple[Signature, ...]) -> None:
    said = capture(name)
    assert read_blkid(node, said.rc, said.out, said.err) == found


def test_a_label_under_a_new_partition_table() -> None:
    out = (
        b"DEVNAME=/dev/sdb\nLABEL=tank\nTYPE=zfs_member\nUSAGE=filesystem\nPTTYPE=gpt\n"
    )
    assert read_blkid("sdb", 0, out, b"") == (
        Signature("sdb", "zfs_member", "filesystem", "tank", "gpt"),
    )


def test_an_empty_partition_only_lies_somewhere() -> None:
    out = b"DEVNAME=/dev/sdb1\nPART_ENTRY_SCHEME=gpt\nPART_ENTRY_NUMBER=1\n"
    assert read_blkid("sdb1", 0, out, b"") == ()


def test_a_node_below_a_folder() -> None:
    out = b"DEVNAME=/dev/cciss/c0d0\nTYPE=swap\n"
    assert read_blkid("cciss!c0d0", 0, out, b"") == (Signature("cciss!c0d0", "swap"),)


def test_more_than_one_thing_is_something() -> None:
    said = b"blkid: /dev/sda: ambivalent result (probably more filesystems)\n"
    assert read_blkid("sda", 8, b"", said) == (Signature("sda", "", ambivalent=True),)


def test_text_of_a_label_is_cleaned() -> None:
    out = b"TYPE=ext4\nLABEL=\x1b[31mred\xff\n"
    assert read_blkid("sda", 0, out, b"") == (
        Signature("sda", "ext4", label="\\x1b[31mred\\xff"),
    )


@pytest.mark.parametrize(
    ("status", "out", "err", "problem"),
    [
        (0, b"", b"", "blkid found something without a type"),
        (0, b"DEVNAME=/dev/sda\n", b"", "blkid found something without a type"),
        (0, b"PTUUID=1\n", b"", "blkid found something without a type"),
        (0, b"PART_ENTRY_SIZE=1\nLABEL=x\n", b"", "something without a type"),
        (0, b"TYPE=ext4", b"", "the last line is cut"),
        (0, b"TYPE ext4\n", b"", "no line of blkid: TYPE ext4"),
        (0, b"=ext4\n", b"", "no line of blkid: =ext4"),
        (0, b"TYPE=ext4\nTYPE=xfs\n", b"", "no line of blkid: TYPE=xfs"),
        (0, b"DEVNAME=/dev/sdb\nTYPE=ext4\n", b"", "blkid speaks of /dev/sdb"),
        # It exits with 2 as well where it could not open the device.
        (2, b"", b"blkid: error: /dev/sda: Permission denied\n", "Permission denied"),
        (2, b"DEVNAME=/dev/sda\n", b"", "DEVNAME=/dev/sda"),
        (4, b"", b"blkid: usage\n", "blkid: usage"),
        (1, b"", b"", ""),
        (137, b"", b"", ""),
    ],
)
def test_what_can_not_be_believed(
    status: int, out: bytes, err: bytes, problem: str
) -> None:
    assert problem in why(read_blkid("sda", status, out, err))


def test_without_a_line_or_a_word_something_stays_something() -> None:
    for name, node in (
        ("blkid-p-exported", "sda1"),
        ("blkid-p-whole-exported", "sda"),
        ("blkid-p-wholefs", "sdn"),
    ):
        said = capture(name)
        for out in (*without_one_line(said.out), *without_one_word(said.out)):
            assert read_blkid(node, said.rc, out, b"") != ()


@given(data=st.data(), status=st.sampled_from([0, 2, 4, 8, 255]))
def test_damaged_answers_never_raise(data: st.DataObject, status: int) -> None:
    out = data.draw(damaged(capture("blkid-p-exported").out) | st.binary(max_size=99))
    found = read_blkid("sda1", status, out, b"")
    assert isinstance(found, tuple | Unreadable)
