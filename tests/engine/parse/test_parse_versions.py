"""Versions are taken from whatever the tools say of themselves."""

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.parse.frames import Frame
from custom_components.nas_burnin.engine.parse.versions import read_versions


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            b"mke2fs 1.47.0 (5-Feb-2023)\n\tUsing EXT2FS Library version 1.47.0",
            "1.47.0",
        ),
        (b"mke2fs 1.47.1-rc2 (1-May-2024)", "1.47.1-rc2"),
        (b"smartctl 7.5 2025-04-30 r5714 [x86_64-linux-6.12.33] (local build)", "7.5"),
        (b"nvme version 2.13 (git 2.13)\nlibnvme version 1.13 (git 1.13)", "2.13"),
    ],
)
def test_the_first_version_counts(said: bytes, expected: str) -> None:
    for frame in (Frame("x", rc=0, out=said), Frame("x", rc=0, err=said)):
        assert read_versions({"version:nvme": frame}) == {"nvme": expected}


@pytest.mark.parametrize(
    "frame",
    [
        Frame("x", rc=1, err=b"nvme-2.13\nusage: nvme"),
        Frame("x", rc=None, timed_out=True, out=b"2.13"),
        Frame("x", rc=0, out=b"no number, or 7"),
        Frame("x", rc=0),
    ],
)
def test_what_is_no_version_is_left_out(frame: Frame) -> None:
    assert read_versions({"version:smartctl": frame}) == {}


@given(st.binary(max_size=200))
def test_any_words_are_harmless(said: bytes) -> None:
    for version in read_versions({"version:nvme": Frame("x", rc=0, out=said)}).values():
        assert version.isascii()
        assert version.isprintable()
        assert len(version) < 50
