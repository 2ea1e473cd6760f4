"""`smartctl -x --json=o`: what a drive reports, and what it does not."""

from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.model import (
    Counters,
    Protocol,
    SelfTestKind,
    SelfTestMinutes,
    SelfTests,
    Smart,
)
from custom_components.nas_burnin.engine.parse.shape import Unreadable
from custom_components.nas_burnin.engine.parse.smart import read_smart
from tests.engine.parse.captures import capture
from tests.engine.parse.damage import damaged, why

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIZE = 134217728

IDLE_ATA = SelfTests(
    told=True,
    minutes=SelfTestMinutes(short=2, long=54),
    supported=(SelfTestKind.SHORT, SelfTestKind.LONG),
)
IDLE_NVME = Counters(
    media_errors=0,
    critical_warning=0,
    wear=0,
    spare=0,
    spare_threshold=0,
    power_cycles=0,
    unsafe_shutdowns=0,
    written=0,
)

RECORDED = {
    "ata-hdd": (
        "sdf",
        Smart(
            Protocol.ATA,
            model="LAB HDD 7200",
            serial="LABHDD0001",
            firmware="2.5+",
            wwn="0x5000c50000000001",
            size=SIZE,
            rotation_rate=7200,
            passed=True,
            temperature=31,
            power_on_hours=1,
            logical_block=512,
            physical_block=512,
            enabled=True,
            write_cache=True,
            counters=Counters(reallocated=0, power_cycles=0),
            self_tests=IDLE_ATA,
        ),
    ),
    "ata-ssd": (
        "sdh",
        Smart(
            Protocol.ATA,
            model="LAB SSD",
            serial="LABSSD0001",
            firmware="2.5+",
            wwn="0x5000c50000000011",
            size=SIZE,
            rotation_rate=0,
            passed=True,
            temperature=31,
            power_on_hours=1,
            logical_block=512,
            physical_block=512,
            enabled=True,
            write_cache=True,
            counters=Counters(reallocated=0, power_cycles=0),
            self_tests=IDLE_ATA,
        ),
    ),
    "nvme-ns": (
        "nvme0n1",
        Smart(
            Protocol.NVME,
            model="QEMU NVMe Ctrl",
            serial="LABNVME0001",
            firmware="7.2.22",
            size=SIZE,
            passed=True,
            temperature=50,
            power_on_hours=0,
            logical_block=512,
            enabled=True,
            counters=IDLE_NVME,
        ),
    ),
    "nvme-ctrl": (
        "nvme0",
        Smart(
            Protocol.NVME,
            model="QEMU NVMe Ctrl",
            serial="LABNVME0001",
            firmware="7.2.22",
            passed=True,
            temperature=50,
            power_on_hours=0,
            enabled=True,
            counters=IDLE_NVME,
        ),
    ),
    "sas-mpt": (
        "sdo",
        Smart(
            Protocol.SCSI,
            model="LAB SAS HDD 10K",
            serial="LABSAS0001",
            firmware="2.5+",
            wwn="0x5000c50000000081",
            size=SIZE,
            rotation_rate=10000,
            logical_block=512,
        ),
    ),
    "scsi-virtio": (
        "sdn",
        Smart(
            Protocol.SCSI,
            model="LAB SAS HDD 7K",
            serial="LABSAS0003",
            firmware="2.5+",
            wwn="0x5000c50000000083",
            size=SIZE,
            rotation_rate=7200,
            logical_block=512,
        ),
    ),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded(name: str) -> None:
    node, expected = RECORDED[name]
    assert read_smart(node, capture(f"smartctl-x-{name}").out) == expected


def test_recorded_with_the_drive_awake() -> None:
    found = read_smart("sdf", capture("smartctl-standby").out, NOON)
    assert isinstance(found, Smart)
    assert not found.standby
    assert found.read_at == NOON
    assert found.serial == "LABHDD0001"


def test_a_sata_drive_asked_as_scsi() -> None:
    found = read_smart("sdf", capture("smartctl-i-scsi-type-on-ata").out)
    assert isinstance(found, Smart)
    assert (found.serial, found.wwn) == ("LABHDD0001", "0x5000c50000000001")
    assert found.passed is None


@pytest.mark.parametrize(
    ("name", "node", "problem"),
    [
        ("smartctl-i-missing", "sdzz", "/dev/sdzz failed: No such device"),
        ("smartctl-bad-option", "sdf", "UNRECOGNIZED OPTION: nonsense"),
        ("smartctl-i-lv", "labvg/lv0", "Unable to detect device type"),
        ("smartctl-i-unprivileged", "sdf", "Permission denied"),
        ("smartctl-i-no-device", "sdf", "requires a device name"),
        ("smartctl-text-x-ata-hdd", "sdf", "no JSON"),
        # The answer of a neighbour.
        ("smartctl-x-ata-hdd", "sdg", "smartctl does not speak of sdg"),
    ],
)
def test_recorded_failures(name: str, node: str, problem: str) -> None:
    assert problem in why(read_smart(node, capture(name).out))


def report(status: int = 0, **fields: Any) -> bytes:
    told = {"smartctl": {"exit_status": status}, "device": {"name": "/dev/sda"}}
    return json.dumps(told | fields).encode()


def smart(**fields: Any) -> Smart:
    found = read_smart("sda", report(**fields))
    assert isinstance(found, Smart)
    return found


def test_nothing_reported_is_nothing_known() -> None:
    assert smart() == Smart()


@pytest.mark.parametrize("status", range(256))
def test_only_two_bits_of_the_exit_status_are_fatal(status: int) -> None:
    found = read_smart("sda", report(status))
    assert isinstance(found, Unreadable if status & 3 else Smart)


@pytest.mark.parametrize(
    "said",
    [
        {"messages": [{"string": "Device is in STANDBY mode, exit(3)"}]},
        {"messages": [{"string": "x"}, {"string": "Device is in SLEEP mode, exit(3)"}]},
        {"messages": [], "output": ["Device is in IDLE_B mode, exit(3)", None]},
        {"output": ["Device is in STANDBY (OS) mode, exit(3)"]},
    ],
)
def test_a_sleeping_drive(said: dict[str, Any]) -> None:
    told: dict[str, Any] = {"smartctl": {"exit_status": 3, **said}}
    assert read_smart("sda", json.dumps(told).encode()) == Smart(standby=True)
    told["device"] = {"name": "/dev/sda", "protocol": "ATA"}
    assert read_smart("sda", json.dumps(told).encode()) == Smart(
        Protocol.ATA, standby=True
    )
    told["device"] = {"name": "/dev/sdb", "protocol": "ATA"}
    assert isinstance(read_smart("sda", json.dumps(told).encode()), Unreadable)
    told["smartctl"]["exit_status"] = 2
    assert isinstance(read_smart("sda", json.dumps(told).encode()), Unreadable)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"", "no JSON"),
        (b"{}", "exit_status is no count"),
        (b'{"smartctl": []}', "exit_status is no count"),
        (b'{"smartctl": {"exit_status": true}}', "exit_status is no count"),
        (b'{"smartctl": {"exit_status": 0}}', "smartctl does not speak of sda"),
        (b'{"smartctl": {"exit_status": 4}, "device": 1}', "does not speak of sda"),
    ],
)
def test_what_smartctl_can_not_mean(said: bytes, problem: str) -> None:
    assert problem in why(read_smart("sda", said))


@pytest.mark.parametrize(
    ("fields", "model"),
    [
        ({"model_name": "A", "scsi_model_name": "B"}, "A"),
        ({"scsi_model_name": " B  C "}, "B C"),
        ({"scsi_vendor": "SEAGATE", "scsi_product": "ST4000"}, "SEAGATE ST4000"),
        ({"vendor": "HGST", "product": "HUS72"}, "HGST HUS72"),
        ({"product": "HUS72"}, "HUS72"),
        ({"model_name": 5}, ""),
        ({"model_name": "\x1b[31m\u202e"}, "\\x1b[31m\\u202e"),
    ],
)
def test_models(fields: dict[str, Any], model: str) -> None:
    assert smart(**fields).model == model


def test_families_and_firmware() -> None:
    assert smart(model_family="Seagate Exos").family == "Seagate Exos"
    assert smart(scsi_revision="E004").firmware == "E004"
    assert smart(revision="E003").firmware == "E003"


def nvme(**namespace: Any) -> Smart:
    device = {"name": "/dev/sda", "protocol": "NVMe"}
    return smart(device=device, nvme_namespaces=[namespace])


@pytest.mark.parametrize(
    ("fields", "wwn"),
    [
        ({"wwn": {"naa": 5, "oui": 0x14EE, "id": 0x2B5D77CE9}}, "0x50014ee2b5d77ce9"),
        ({"wwn": {"naa": 16, "oui": 1, "id": 1}}, ""),
        ({"wwn": {"naa": 5, "oui": 1 << 24, "id": 1}}, ""),
        ({"wwn": {"naa": 5, "oui": 1, "id": 1 << 36}}, ""),
        ({"wwn": {"naa": True, "oui": 1, "id": 1}}, ""),
        ({"wwn": "5"}, ""),
        ({"logical_unit_id": "0x5000C500A1B2C3D4"}, "0x5000c500a1b2c3d4"),
        ({"logical_unit_id": "0x" + "60" * 16}, "0x" + "60" * 16),
        ({"logical_unit_id": "5000c500a1b2c3d4"}, ""),
    ],
)
def test_world_wide_names(fields: dict[str, Any], wwn: str) -> None:
    assert smart(**fields).wwn == wwn


def test_world_wide_names_of_nvme() -> None:
    eui = {"oui": 0x002538, "ext_id": 0xB51140DEF1}
    assert nvme(eui64=eui).wwn == "eui.002538b51140def1"
    assert nvme(eui64={"oui": 1}).wwn == ""
    assert nvme(eui64={"ext_id": 1}).wwn == ""
    device = {"name": "/dev/sda", "protocol": "NVMe"}
    two = [{"eui64": eui}, {"eui64": eui}]
    assert smart(device=device, nvme_namespaces=two).wwn == ""


@pytest.mark.parametrize(
    ("row", "reallocated"),
    [
        ({"id": 5, "raw": {"value": 9, "string": " 7 (1 2)"}}, 7),
        ({"id": 5, "raw": {"value": 9, "string": "0x7"}}, 9),
        ({"id": 5, "raw": {"value": 9, "string": None}}, 9),
        ({"id": 5, "raw": {"value": -1, "string": "-"}}, None),
        ({"id": 5.0, "raw": {"value": 9}}, None),
        ({"id": [5], "raw": {"value": 9}}, None),
    ],
)
def test_what_an_attribute_counts(row: dict[str, Any], reallocated: int | None) -> None:
    device = {"name": "/dev/sda", "protocol": "ATA"}
    found = smart(device=device, ata_smart_attributes={"table": [row]})
    assert found.counters == Counters(reallocated=reallocated)


def test_sizes() -> None:
    assert smart(user_capacity={"bytes": 20 * 10**12}).size == 20 * 10**12
    assert smart(user_capacity={"bytes": 0}).size is None
    assert smart(user_capacity={"bytes": -1}).size is None
    assert smart(user_capacity={"bytes": 1 << 64}).size is None
    assert nvme(size={"bytes": 512}).size == 512
    assert smart(nvme_total_capacity=512).size is None


@pytest.mark.parametrize(
    ("fields", "passed"),
    [
        ({"smart_status": {"passed": True}}, True),
        ({"smart_status": {"passed": False}}, False),
        ({"smart_status": {"passed": "true"}}, None),
        ({"smart_status": {"passed": True}, "smart_support": {}}, True),
        (
            {"smart_status": {"passed": True}, "smart_support": {"available": False}},
            None,
        ),
        (
            {
                "smart_status": {"passed": True},
                "smart_support": {"available": True, "enabled": False},
            },
            None,
        ),
        # What fails is failing whatever is said of its support.
        (
            {"smart_status": {"passed": False}, "smart_support": {"available": False}},
            False,
        ),
    ],
)
def test_health(fields: dict[str, Any], passed: bool | None) -> None:
    assert smart(**fields).passed is passed


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (38, 38),
        (-5, -5),
        (130, 130),
        (-40, -40),
        (0, None),
        (131, None),
        (255, None),
        (-273, None),
        (163210330144, None),
        (38.5, None),
        (True, None),
        ("38", None),
        (None, None),
    ],
)
def test_temperatures(current: object, expected: int | None) -> None:
    assert smart(temperature={"current": current}).temperature == expected


def test_temperature_of_some_sas_drives() -> None:
    environment = {"temperature_1": {"current": 29}}
    found = smart(temperature={"current": 0}, scsi_environmental_reports=environment)
    assert found.temperature == 29


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, 0), (43210, 43210), (-1, None), (1 << 40, None)]
)
def test_hours(hours: int, expected: int | None) -> None:
    assert smart(power_on_time={"hours": hours}).power_on_hours == expected


def test_bytes_that_are_no_text_survive_as_escapes() -> None:
    said = report(model_name="X").replace(b'"X"', b'"Gr\xf6\xdfe"')
    found = read_smart("sda", said)
    assert isinstance(found, Smart)
    assert found.model == "Gr\\xf6\\xdfe"


@given(data=st.data(), name=st.sampled_from(sorted(RECORDED)))
def test_damaged_answers_never_raise(data: st.DataObject, name: str) -> None:
    whole = capture(f"smartctl-x-{name}").out
    found = read_smart(RECORDED[name][0], data.draw(damaged(whole)))
    assert isinstance(found, Smart | Unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=5,
)
KEYS = (
    "smartctl",
    "device",
    "model_name",
    "wwn",
    "nvme_namespaces",
    "user_capacity",
    "smart_status",
    "temperature",
    "power_on_time",
    "rotation_rate",
    "logical_unit_id",
    "scsi_environmental_reports",
)


@given(fields=st.dictionaries(st.sampled_from(KEYS), JSON))
def test_any_shape_of_json(fields: dict[str, Any]) -> None:
    found = read_smart("sda", report(**fields))
    assert isinstance(found, Smart | Unreadable)
