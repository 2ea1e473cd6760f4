"""What is said of a drive before a week is spent on it."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Counters,
    Drive,
    Identity,
    Pattern,
    Protocol,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTests,
    Smart,
    StageKind,
    SurfaceOptions,
)
from custom_components.nas_burnin.engine.outlook.precheck import (
    labelled_size,
    notes,
    notes_before_start,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence

SIZE = 14_000_519_643_136
TB = 10**12


def drive(
    model: str = "WDC WD140EDGZ-11B1PA0", size: int = SIZE, **smart: Any
) -> Drive:
    """A drive of which nothing is odd, but for what is given."""
    said = Smart(
        Protocol.ATA,
        model=model,
        serial="S",
        size=size,
        passed=True,
        enabled=True,
        logical_block=512,
        write_cache=True,
        link_speed=6 * 10**9,
        link_speed_most=6 * 10**9,
        power_on_hours=1000,
        farm_hours=1000,
        counters=Counters(reallocated=0, pending=0),
        self_tests=SelfTests(
            entries=(SelfTest(SelfTestKind.LONG, SelfTestEnd.PASSED, 10),)
        ),
    )
    node = BlockDevice("sda", "8:0", Identity("w", "S", size), zoned="none")
    return Drive(
        key="k",
        wwn="w",
        serial="S",
        model=model,
        firmware="1",
        protocol=Protocol.ATA,
        size=size,
        nodes=(node,),
        smart=replace(said, **smart),
    )


def test_of_an_ordinary_drive_nothing_is_said() -> None:
    assert notes(drive()) == ()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"enabled": False}, "smart_disabled"),
        ({"passed": False}, "health_fails_already"),
        ({"below": ("Reallocated_Sector_Ct",)}, "attribute_below"),
        ({"counters": Counters(critical_warning=4)}, "critical_warning"),
        ({"counters": Counters(critical_warning=2)}, None),
        (
            {
                "passed": False,
                "protocol": Protocol.NVME,
                "counters": Counters(critical_warning=2),
            },
            None,
        ),
        ({"passed": False, "protocol": Protocol.SCSI, "too_hot": True}, None),
        ({"counters": Counters(spare=5, spare_threshold=10)}, "spare_low"),
        ({"passed": False, "standby": True}, "health_fails_already"),
        ({"counters": Counters(reallocated=1)}, "counter_already_there"),
        ({"counters": Counters(pending=1)}, "counter_already_there"),
        ({"counters": Counters(uncorrectable=1)}, "counter_already_there"),
        ({"counters": Counters(reported=1)}, "counter_already_there"),
        ({"counters": Counters(media_errors=1)}, "counter_already_there"),
        ({"counters": Counters(end_to_end=1)}, "counter_already_there"),
        ({"counters": Counters(spin_retries=1)}, "counter_already_there"),
        ({"counters": Counters(verify_uncorrected=1)}, "counter_already_there"),
        ({"counters": Counters(spare=20, spare_threshold=10)}, "spare_near"),
        ({"counters": Counters(spare=10, spare_threshold=10)}, "spare_near"),
        ({"counters": Counters(spare=21, spare_threshold=10)}, None),
        ({"counters": Counters(spare=100, spare_threshold=99)}, None),
        ({"counters": Counters(spare=99, spare_threshold=99)}, "spare_near"),
        ({"counters": Counters(spare=0, spare_threshold=0)}, None),
        ({"counters": Counters(wear=90)}, "worn"),
        ({"counters": Counters(wear=89)}, None),
        ({"counters": Counters(crc=1)}, None),
        ({"logical_block": 520}, "odd_sector_size"),
        ({"logical_block": 4096}, None),
        ({"logical_block": None}, None),
        ({"write_cache": False}, "write_cache_off"),
        ({"write_cache": None}, None),
        ({"link_speed": 3 * 10**9}, "link_slow"),
        ({"link_speed": None}, None),
        ({"farm_hours": 1101}, "hours_reset"),
        ({"farm_hours": 1100}, None),
        ({"farm_hours": 900}, None),
        ({"farm_hours": None}, None),
    ],
)
def test_what_smart_tells(told: dict[str, Any], code: str | None) -> None:
    assert [note.code for note in notes(drive(**told))] == ([code] if code else [])


LONG, SHORT = SelfTestKind.LONG, SelfTestKind.SHORT
GOOD, BAD = SelfTestEnd.PASSED, SelfTestEnd.FAILED


@pytest.mark.parametrize(
    ("log", "is_told"),
    [
        ([], False),
        ([(SHORT, BAD), (SHORT, GOOD)], True),
        ([(SHORT, GOOD), (SHORT, BAD)], False),
        ([(LONG, GOOD), (SHORT, BAD)], False),
        # A short one looks at a few places only.
        ([(SHORT, GOOD), (LONG, BAD)], True),
        ([(LONG, GOOD), (LONG, BAD)], False),
        ([(LONG, SelfTestEnd.ABORTED), (LONG, BAD)], True),
        ([(LONG, SelfTestEnd.INTERRUPTED), (SHORT, SelfTestEnd.ABORTED)], False),
    ],
)
def test_a_self_test_that_failed_counts_until_one_as_thorough_passes(
    log: list[tuple[SelfTestKind, SelfTestEnd]], is_told: bool
) -> None:
    entries = tuple(SelfTest(kind, end) for kind, end in log)
    codes = [note.code for note in notes(drive(self_tests=SelfTests(entries=entries)))]
    assert codes == (["self_test_failed_already"] if is_told else [])


@pytest.mark.parametrize(
    ("lba", "said"),
    [
        (
            4711,
            "The drive's last long self-test failed; the first bad address is 4711.",
        ),
        (None, "The drive's last self-test failed."),
    ],
)
def test_where_a_self_test_failed_is_told(lba: int | None, said: str) -> None:
    log = SelfTests(entries=(SelfTest(LONG, BAD, 10, lba),))
    (note,) = notes(drive(self_tests=log))
    assert sentence(note) == said


@pytest.mark.parametrize(("wear", "codes"), [(None, []), (0, []), (1, ["worn"])])
def test_before_a_start_any_wear_is_told(wear: int | None, codes: list[str]) -> None:
    flash = drive(counters=Counters(wear=wear))
    found = notes_before_start(flash, (StageKind.SURFACE_READ,), SurfaceOptions())
    assert [note.code for note in found] == codes
    assert notes(flash) == ()


READ, WRITE = StageKind.SURFACE_READ, StageKind.SURFACE_VALIDATE
ONCE = SurfaceOptions((Pattern.RANDOM,))


@pytest.mark.parametrize(
    ("stages", "options", "times"),
    [
        ((WRITE,), SurfaceOptions(), "4"),
        ((WRITE, READ, WRITE), ONCE, "2"),
        ((WRITE,), ONCE, None),
        ((READ,), SurfaceOptions(), None),
    ],
)
def test_flash_that_would_be_written_often(
    stages: tuple[StageKind, ...], options: SurfaceOptions, times: str | None
) -> None:
    disk = drive()
    for flash in (drive(protocol=Protocol.NVME), drive(rotation_rate=0)):
        found = notes_before_start(flash, stages, options)
        assert [note.values.get("times") for note in found] == (
            [times] if times else []
        )
    assert notes_before_start(disk, stages, options) == ()
    # Without SMART the kernel's word counts.
    for turns, count in ((True, 0), (False, 1 if times else 0)):
        node = replace(disk.nodes[0], rotational=turns)
        found = notes_before_start(
            replace(disk, smart=None, nodes=(node,)), stages, options
        )
        assert len(found) == count


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ([(480 * 10**6, None)], "usb_slow"),
        ([(12 * 10**6, None)], "usb_slow"),
        ([(5 * 10**9, None)], None),
        ([(8 * 10**9, 64 * 10**9)], "link_slow"),
        ([(32 * 10**9, 64 * 10**9)], None),
        ([(None, None)], None),
        ([(None, 64 * 10**9)], None),
        # Of two paths the better one counts.
        ([(8 * 10**9, 64 * 10**9), (64 * 10**9, 64 * 10**9)], None),
    ],
)
def test_what_the_kernel_tells_of_the_link(
    links: list[tuple[int | None, int | None]], code: str | None
) -> None:
    plain = drive()
    nodes = tuple(
        replace(plain.nodes[0], link_speed=now, link_speed_most=most)
        for now, most in links
    )
    for smart in (plain.smart, None):
        found = notes(replace(plain, nodes=nodes, smart=smart))
        assert [note.code for note in found] == ([code] if code else [])
        assert all("{" not in sentence(note, "de") for note in found)


def test_smart_and_the_kernel_must_agree_on_the_size() -> None:
    plain = drive()
    assert plain.smart
    other = replace(plain, smart=replace(plain.smart, size=SIZE - 512))
    assert [note.code for note in notes(other)] == ["size_not_agreed"]


@pytest.mark.parametrize("model", ["WDC WD40EFAX-68JH4N0", "ST8000DM004-2CX188"])
def test_shingled_drives_are_told_by_their_names(model: str) -> None:
    size = labelled_size(model)
    assert size
    assert [note.code for note in notes(drive(model, size))] == ["shingled"]


def test_a_zoned_drive_tells_it_itself() -> None:
    plain = drive()
    zoned = replace(plain.nodes[0], zoned="host-aware")
    found = notes(replace(plain, nodes=(zoned,)))
    assert [note.code for note in found] == ["shingled"]


@pytest.mark.parametrize(
    ("model", "size"),
    [
        ("WDC WD140EDGZ-11B1PA0", 14 * TB),
        ("WDC WD101EFBX-68B0AN0", 10 * TB),
        ("WDC WD221KFGX-68B9KN0", 22 * TB),
        ("WDC WD40EFRX-68N32N0", 4 * TB),
        ("WDC WD10EZEX-00BN5A0", TB),
        ("ST16000NM001G-2KK103", 16 * TB),
        ("ST500DM002-1BD142", TB // 2),
        ("TOSHIBA MG08ACA14TE", 14 * TB),
        ("TOSHIBA MG06ACA800E", 8 * TB),
        ("HUH721212ALE604", 12 * TB),
        ("HUH721008ALE604", 8 * TB),
        ("HUH728080ALE604", 8 * TB),
        ("WDC  WUH721816ALE6L4", 16 * TB),
        ("HGST HUS726T6TALE6L4", 6 * TB),
        ("WDC WDS500G2B0A-00SM50", TB // 2),
        ("WDC WDS200T2B0A-00SM50", 2 * TB),
        ("CT1000MX500SSD1", TB),
        ("CT240BX500SSD1", 240 * TB // 1000),
        ("Samsung SSD 870 EVO 500GB", TB // 2),
        ("Samsung SSD 990 PRO 2TB", 2 * TB),
        ("ST9500325AS", None),
        ("WDC WD5000AAKX-001CA0", None),
        ("HGST HTS541010A9E680", None),
        ("QEMU HARDDISK", None),
        ("", None),
    ],
)
def test_the_size_on_the_label(model: str, size: int | None) -> None:
    assert labelled_size(model) == size


@pytest.mark.parametrize(
    ("size", "is_told"),
    [(14_000_519_643_136, False), (13_600_000_000_000, False), (8 * TB, True)],
)
def test_a_drive_that_is_not_what_its_label_says(size: int, is_told: bool) -> None:
    codes = [note.code for note in notes(drive(size=size))]
    assert codes == (["size_not_as_labelled"] if is_told else [])


@pytest.mark.parametrize("smart", [None, Smart(standby=True)])
def test_what_is_not_read_is_not_judged(smart: Smart | None) -> None:
    assert notes(replace(drive(), smart=smart)) == ()
