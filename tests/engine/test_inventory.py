"""Who a drive is: identities odd and plain, two paths, twins, keys."""

from dataclasses import replace
import re
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    BlockDevice,
    Drive,
    Protocol,
    Reason,
    Smart,
)
from custom_components.nas_burnin.engine.safety.inventory import (
    awaits_smart,
    build_drives,
    drive_key,
    is_drive_name,
    plain_wwn,
    serial_problem,
    unit_name,
)
from custom_components.nas_burnin.engine.sentences.en.safety import SAFETY_SENTENCES
from tests.engine.hosts import GIB, disk, smart_of, virtual

SAFE_KEY = re.compile(r"[a-z0-9_-]{1,80}")


def drives(*devices: BlockDevice, **said: Smart | None) -> tuple[Drive, ...]:
    """Answer the drives; SMART agrees with sysfs where nothing else is said."""
    smart: dict[str, Smart | None] = {
        device.name: smart_of(device) for device in devices
    }
    smart.update(said)
    return build_drives(devices, {name: one for name, one in smart.items() if one})


def problem(drive: Drive) -> str:
    """Answer the code of a drive's identity problem; its sentence must be whole."""
    if drive.identity_problem is None:
        return ""
    reason: Reason = drive.identity_problem
    assert "{" not in SAFETY_SENTENCES[reason.code].format(**reason.values)
    return reason.code


@pytest.mark.parametrize(
    ("name", "changes", "offered"),
    [
        ("sda", {}, True),
        ("sdaa", {}, True),
        ("nvme0n1", {}, True),
        ("nvme10n2", {}, True),
        ("vda", {}, True),
        ("xvdb", {}, True),
        ("hda", {}, True),
        ("sda", {"hidden": True}, False),
        ("sda", {"physical": False}, False),
        ("nvme0c0n1", {}, False),
        ("nvme0", {}, False),
        ("sda1", {}, False),
        ("loop0", {}, False),
        ("zram0", {}, False),
        ("dm-0", {}, False),
        ("md127", {}, False),
        ("zd16", {}, False),
        ("sr0", {}, False),
        ("fd0", {}, False),
        ("mmcblk0", {}, False),
        ("nbd0", {}, False),
        ("rbd0", {}, False),
        ("pmem0", {}, False),
        ("bcache0", {}, False),
        ("cciss!c0d0", {}, False),
        ("sda\n", {}, False),
        ("SDA", {}, False),
        ("", {}, False),
    ],
)
def test_only_physical_disks_of_known_kinds_are_drives(
    name: str, changes: dict[str, Any], offered: bool
) -> None:
    device = replace(disk("sda"), name=name, **changes)

    assert bool(build_drives([device], {})) is offered
    if not changes:
        assert is_drive_name(name) is offered


SERIALS = [
    ("WD-WCC4N1234567", ""),
    ("ZA1234560000C8180000", ""),
    ("S4EWNX0R123456A", ""),
    ("  LABHDD0001  ", ""),
    ("LABHDD0001\0\0\0", ""),
    ("1000", ""),
    ("QM00001", ""),
    ("2SG-12.34/5", ""),
    ("", "serial_missing"),
    ("        ", "serial_missing"),
    ("\0\0\0\0\0\0\0\0", "serial_missing"),
    ("____________", "serial_missing"),
    ("\t\n", "serial_missing"),
    ("0", "serial_placeholder"),
    ("0000", "serial_placeholder"),
    ("00000000000000000000", "serial_placeholder"),
    ("00000000000000000001", "serial_placeholder"),
    ("FFFFFFFFFFFF", "serial_placeholder"),
    ("xxxxxxxx", "serial_placeholder"),
    ("................", "serial_placeholder"),
    ("0123456789ABCDEF", "serial_placeholder"),
    ("0123456789abcdef", "serial_placeholder"),
    ("0123456789", "serial_placeholder"),
    ("123456789", "serial_placeholder"),
    ("1234567890", "serial_placeholder"),
    ("12345678901234567890", "serial_placeholder"),
    ("123456789ABC", "serial_placeholder"),
    ("9876543210", "serial_placeholder"),
    ("unknown", "serial_placeholder"),
    ("UNKNOWN", "serial_placeholder"),
    ("none", "serial_placeholder"),
    ("None", "serial_placeholder"),
    ("null", "serial_placeholder"),
    ("(null)", "serial_placeholder"),
    ("N/A", "serial_placeholder"),
    ("Not Available", "serial_placeholder"),
    ("Not_Specified", "serial_placeholder"),
    ("To be filled by O.E.M.", "serial_placeholder"),
    ("Default string", "serial_placeholder"),
    ("SERIAL NUMBER", "serial_placeholder"),
    ("USB DISK", "serial_placeholder"),
    ("AB1", "serial_placeholder"),
    ("\udcff\udcfeLAB", "serial_garbled"),
    ("LAB\x1b[31mHDD", "serial_garbled"),
    ("LABHDD\u202e1000", "serial_garbled"),
    ("ＬＡＢ０００１", "serial_garbled"),
    ("LABHDD\xff\xff", "serial_garbled"),
    ("ß1234567", "serial_garbled"),
]


@pytest.mark.parametrize(("serial", "expected"), SERIALS)
def test_odd_serials_are_shown_and_never_tested(serial: str, expected: str) -> None:
    assert len(SERIALS) >= 30
    (drive,) = drives(disk("sda", serial=serial))

    assert serial_problem(serial) == expected
    assert problem(drive) == expected
    assert SAFE_KEY.fullmatch(drive.key)
    assert drive.serial.isprintable()


@pytest.mark.parametrize(
    ("sysfs", "smart", "expected"),
    [
        ("LABHDD0001", "LABHDD0001", ""),
        ("  LABHDD0001", "LABHDD0001", ""),
        ("LABHDD0001", "labhdd0001", ""),
        ("LAB_HDD_0001", "LAB HDD 0001", ""),
        ("WD-WCC4N1234567", "     WD-WCC4N1234567", ""),
        ("", "LABHDD0001", ""),
        ("LABHDD0001", "", ""),
        ("LABHDD0001", "LABHDD0002", "serial_disagrees"),
        ("LABHDD00", "LABHDD0001", "serial_disagrees"),
        ("LABHDD0001", "LABHDD00", "serial_disagrees"),
        ("DD564198838B4", "WD-WCC4N1234567", "serial_disagrees"),
        ("000000000000", "WD-WCC4N1234567", "serial_disagrees"),
        ("WD-WCC4N1234567", "000000000000", "serial_disagrees"),
        ("0123456789ABCDEF", "0123456789ABCDEF", "serial_placeholder"),
        ("", "", "serial_missing"),
    ],
)
def test_sysfs_and_smart_must_agree_on_the_serial(
    sysfs: str, smart: str, expected: str
) -> None:
    device = disk("sda", serial=sysfs)

    (drive,) = drives(device, sda=smart_of(device, serial=smart))

    assert problem(drive) == expected


@pytest.mark.parametrize(
    ("wwid", "protocol", "smart", "wwn", "expected"),
    [
        (
            "naa.5000c50000000031",
            "ata",
            "0x5000c50000000031",
            "naa-5000c50000000031",
            "",
        ),
        ("naa.5000C50000000031", "ata", "5000c50000000031", "naa-5000c50000000031", ""),
        (
            "naa.600140500000000000000000000000a1",
            "scsi",
            "0x600140500000000000000000000000a1",
            "naa-600140500000000000000000000000a1",
            "",
        ),
        (
            "eui.0025385b71b00d21",
            "nvme",
            "eui.0025385b71b00d21",
            "eui-0025385b71b00d21",
            "",
        ),
        (
            "eui.36344830526017720025384500000001",
            "nvme",
            "eui.0025384500000001",
            "eui-36344830526017720025384500000001",
            "",
        ),
        (
            "uuid.1e9ab5f0-0000-4000-8000-00000000abcd",
            "nvme",
            "",
            "uuid-1e9ab5f000004000800000000000abcd",
            "",
        ),
        (
            "t10.ATA     LAB HDD 7200      LABHDD0001",
            "ata",
            "0x5000c50000000031",
            "naa-5000c50000000031",
            "",
        ),
        ("nvme.1b36-4c41424e564d-51454d55-00000001", "nvme", "", "", ""),
        (
            "nvme.1b36-4c41424e564d-51454d55-00000001",
            "nvme",
            "0025385b71b00d21",
            "eui-0025385b71b00d21",
            "",
        ),
        ("", "ata", "", "", ""),
        ("naa.0000000000000000", "ata", "", "", ""),
        (
            "naa.ffffffffffffffff",
            "ata",
            "0x5000c50000000031",
            "naa-5000c50000000031",
            "",
        ),
        ("naa.5000000000000000", "ata", "", "", ""),
        ("naa.5000c5", "ata", "", "", ""),
        ("naa.5000c50000000031 x", "ata", "", "", ""),
        (
            "naa.5000c50000000031",
            "ata",
            "0x5000c50000000032",
            "naa-5000c50000000031",
            "wwn_disagrees",
        ),
        (
            "eui.0025385b71b00d21",
            "nvme",
            "eui.0025385b71b00d22",
            "eui-0025385b71b00d21",
            "wwn_disagrees",
        ),
    ],
)
def test_world_wide_names(
    wwid: str, protocol: str, smart: str, wwn: str, expected: str
) -> None:
    device = disk("sda", wwid=wwid)

    (drive,) = drives(
        device, sda=smart_of(device, wwn=smart, protocol=Protocol(protocol))
    )

    assert drive.wwn == wwn
    assert drive.key == f"{wwn or 'none'}-labsdax"
    assert problem(drive) == expected


def twin(name: str, of: BlockDevice, **changes: Any) -> BlockDevice:
    """Answer another node that shows the same identity, but for the changes."""
    same = {
        "wwid": of.identity.wwid,
        "serial": of.identity.serial,
        "size": of.identity.size,
    }
    return disk(name, **{**same, **changes})


class TestTwoPaths:
    """Nodes of one world-wide name and one serial."""

    first = disk("sda")

    def test_are_one_drive(self) -> None:
        (drive,) = drives(twin("sdaa", self.first), twin("sdb", self.first), self.first)

        assert [node.name for node in drive.nodes] == ["sda", "sdb", "sdaa"]
        assert drive.name == "sda"
        assert problem(drive) == ""

    def test_must_agree_on_the_size(self) -> None:
        (drive,) = drives(self.first, twin("sdb", self.first, size=8 * GIB))

        assert problem(drive) == "paths_disagree"

    def test_must_agree_to_the_byte(self) -> None:
        padded = f"  {self.first.identity.serial}"
        (drive,) = drives(self.first, twin("sdb", self.first, serial=padded))

        assert problem(drive) == "paths_disagree"

    @pytest.mark.parametrize("unread", [None, Smart(standby=True)])
    def test_must_be_confirmed_through_each(self, unread: Smart | None) -> None:
        (drive,) = drives(self.first, twin("sdb", self.first), sdb=unread)

        assert problem(drive) == "paths_unconfirmed"
        assert drive.smart is not None
        assert drive.smart.serial == self.first.identity.serial

    def test_behind_a_bridge_with_two_bays_are_two_drives(self) -> None:
        second = twin("sdb", self.first)
        found = drives(self.first, second, sdb=smart_of(second, serial="OTHER0001"))

        assert [problem(drive) for drive in found] == ["wwn_shared", "serial_disagrees"]

    def test_need_a_world_wide_name(self) -> None:
        first = disk("sda", wwid="")
        found = drives(first, twin("sdb", first))

        assert [problem(drive) for drive in found] == ["serial_duplicate"] * 2
        assert len({drive.key for drive in found}) == 2


class TestTwins:
    """Drives that show the same texts."""

    first = disk("sda")

    def test_one_serial_and_two_world_wide_names_are_two_good_drives(self) -> None:
        second = disk("sdb", serial=self.first.identity.serial)
        found = drives(self.first, second)

        assert [problem(drive) for drive in found] == ["", ""]
        assert len({drive.key for drive in found}) == 2

    @pytest.mark.parametrize("wwid", ["", "t10.ATA     LAB", "naa.0000000000000000"])
    def test_one_serial_where_one_has_no_world_wide_name(self, wwid: str) -> None:
        second = twin("sdb", self.first, wwid=wwid)
        found = drives(self.first, second, sdb=smart_of(second, wwn=""))

        assert [problem(drive) for drive in found] == ["serial_duplicate"] * 2

    def test_world_wide_names_that_only_smart_shows_do_not_tell_them_apart(
        self,
    ) -> None:
        first = disk("sda", wwid="")
        second = twin("sdb", first)
        found = drives(
            first,
            second,
            sda=smart_of(first, wwn="0x5000c50000000031"),
            sdb=smart_of(second, wwn="0x5000c50000000032"),
        )

        assert [problem(drive) for drive in found] == ["serial_duplicate"] * 2

    def test_one_world_wide_name_and_two_serials(self) -> None:
        found = drives(self.first, twin("sdb", self.first, serial="OTHER0001"))

        assert [problem(drive) for drive in found] == ["wwn_shared"] * 2

    def test_a_bridge_that_shows_the_serial_of_its_neighbour(self) -> None:
        second = disk("sdb", wwid="", serial=self.first.identity.serial)
        found = drives(self.first, second, sdb=smart_of(second, serial="OTHER0001"))

        assert [problem(drive) for drive in found] == [
            "serial_duplicate",
            "serial_disagrees",
        ]

    def test_nobody_twice(self) -> None:
        first = disk("sda", wwid="", serial="")
        found = drives(first, twin("sdb", first), disk("sdc"))

        assert [drive.key for drive in found[:2]] == [
            "none-none_nsda",
            "none-none_nsdb",
        ]
        assert [problem(drive) for drive in found] == ["serial_missing"] * 2 + [""]


def test_a_drive_is_described_by_smart_and_else_by_sysfs() -> None:
    device = replace(disk("sda"), vendor="ATA", model="SYSFS MODEL", firmware="fw")

    (told,) = drives(device)
    (untold,) = build_drives([device], {})

    assert (told.model, told.firmware, told.protocol) == (
        "LAB HDD 7200",
        "1.0",
        Protocol.ATA,
    )
    assert (untold.model, untold.firmware) == ("SYSFS MODEL", "fw")
    assert told.key == untold.key
    assert told.size == untold.size == 4 * GIB


@pytest.mark.parametrize(
    ("name", "vendor", "protocol"),
    [
        ("nvme0n1", "", Protocol.NVME),
        ("sda", "ATA", Protocol.ATA),
        ("sda", "SEAGATE", Protocol.UNKNOWN),
        ("vda", "0x1af4", Protocol.UNKNOWN),
    ],
)
def test_protocol_without_smart(name: str, vendor: str, protocol: Protocol) -> None:
    (drive,) = build_drives([disk(name, vendor=vendor)], {})

    assert drive.protocol is protocol


def test_smart_knows_the_protocol_better() -> None:
    device = disk("sda", vendor="ATA")

    (drive,) = drives(device, sda=smart_of(device, protocol=Protocol.SCSI))

    assert drive.protocol is Protocol.SCSI


@pytest.mark.parametrize(
    ("name", "smart", "awaited"),
    [
        ("sda", Smart(serial="LABSDAX"), False),
        ("sda", Smart(standby=True), True),
        ("sda", Smart(serial=" "), True),
        ("sda", None, True),
        ("nvme0n1", None, True),
        ("vda", None, False),
        ("vda", Smart(serial="OTHER0001"), False),
    ],
)
def test_smart_is_awaited_where_it_could_contradict(
    name: str, smart: Smart | None, awaited: bool
) -> None:
    (drive,) = build_drives([disk(name)], {name: smart} if smart else {})

    assert awaits_smart(drive) is awaited


def test_what_is_no_disk_is_left_out() -> None:
    assert build_drives([virtual("dm-0", "254:0", "sda")], {}) == ()


class TestKeys:
    """Names for drives that are safe in file and unit names."""

    def test_are_readable_for_ordinary_drives(self) -> None:
        key = drive_key("naa-5000c50000000031", "WD-WCC4N1234567")

        assert key == "naa-5000c50000000031-wd-wcc4n1234567"
        assert unit_name(key) == f"nas-burnin-{key}"

    @pytest.mark.parametrize(
        ("wwn", "serial", "key"),
        [
            ("", "LAB1", "none-lab1"),
            ("", "", "none-none"),
            ("", "2SG.12/5", "none-2sg_2e12_2f5"),
            ("", "../../etc", "none-_2e_2e_2f_2e_2e_2fetc"),
            ("", "a b_c", "none-abc"),
            ("", "$(reboot)", "none-_24_28reboot_29"),
            ("", "\udcff", "none-_ed_b3_bf"),
        ],
    )
    def test_escape_what_is_not_safe(self, wwn: str, serial: str, key: str) -> None:
        assert drive_key(wwn, serial) == key

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_are_safe_and_differ_as_serials_do(self, first: str, second: str) -> None:
        keys = [drive_key("", serial) for serial in (first, second)]

        assert all(SAFE_KEY.fullmatch(key) for key in keys)
        plain = [
            re.sub(r"[\s_\0]", "", serial).upper().lower() for serial in (first, second)
        ]
        nobody = [serial or "none" for serial in plain]
        assert (keys[0] == keys[1]) is (nobody[0] == nobody[1])

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    ["", "naa.5000c50000000031", "naa.5000c50000000032", "t10.X"]
                ),
                st.sampled_from(["", "LAB1", "lab1", "LAB2", "0000", "x" * 100]),
                st.sampled_from([GIB, 2 * GIB]),
                st.sampled_from([None, "", "LAB1", "LAB2"]),
            ),
            max_size=6,
        )
    )
    def test_are_distinct_whatever_the_identities(
        self, shown: list[tuple[str, str, int, str | None]]
    ) -> None:
        devices = [
            disk(f"sd{chr(ord('a') + place)}", wwid=wwid, serial=serial, size=size)
            for place, (wwid, serial, size, _) in enumerate(shown)
        ]
        smart = {
            device.name: Smart(serial=said)
            for device, (*_, said) in zip(devices, shown, strict=True)
            if said is not None
        }

        found = build_drives(devices, smart)

        assert len({drive.key for drive in found}) == len(found)
        nodes = [node for drive in found for node in drive.nodes]
        assert sorted(node.name for node in nodes) == [
            device.name for device in devices
        ]

    @given(st.text())
    def test_any_text_is_a_wwn_of_known_form_or_none(self, text: str) -> None:
        assert re.fullmatch(r"((naa|eui|uuid)-[0-9a-f]{16,32})?", plain_wwn(text))


@given(
    st.lists(st.sampled_from(["LAB1", "LAB2", "", "0000"]), min_size=2, max_size=5),
    st.lists(
        st.sampled_from(["", "naa.5000c50000000031", "naa.5000c50000000032"]),
        min_size=5,
        max_size=5,
    ),
)
def test_two_testable_drives_never_share_what_the_supervisor_compares(
    serials: list[str], wwids: list[str]
) -> None:
    devices = [
        disk(f"sd{chr(ord('a') + place)}", wwid=wwid, serial=serial)
        for place, (wwid, serial) in enumerate(zip(wwids, serials, strict=False))
    ]

    good = [drive for drive in drives(*devices) if not problem(drive)]

    identities = [drive.nodes[0].identity for drive in good]
    assert len(set(identities)) == len(identities)
