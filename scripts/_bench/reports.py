"""What drives report, in the form and at the length of real ones, no two alike."""

from collections.abc import Mapping
from functools import cache
import json
from pathlib import Path
from random import Random
from typing import Any

_RECORDED = (
    Path(__file__).parents[2] / "tests/fixtures/captures/info/smartctl-x-ata-hdd.out"
)
_ATTRIBUTES = 20
_STATISTICS = 30
_MEAN_SPEED = 180_000_000


@cache
def _recorded() -> str:
    return _RECORDED.read_text(encoding="utf-8")


def node_name(number: int) -> str:
    """The kernel's name of a drive: sda, ..., sdz, sdaa, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return f"sd{letters}"


def serial(number: int) -> str:
    """The serial number of a drive."""
    return f"ZBN{number:05d}"


def naa(number: int) -> str:
    """The name of a drive that is unique in the world, 16 digits."""
    return f"5000c500{number + 0xA0000000:08x}"


def smart_report(
    number: int,
    size: int,
    temperature: int = 34,
    step: int = 0,
    node: str | None = None,
) -> bytes:
    """What `smartctl -x --json=o` says of a SATA disk: about 19 KB.

    With another `step` all its counters are others. `node` is its kernel name, where
    that does not go by its number.
    """
    random = Random(number + 1_000_003 * step)
    report: dict[str, Any] = json.loads(_recorded())
    name = f"/dev/{node or node_name(number)}"
    report["device"] |= {"name": name, "info_name": f"{name} [SAT]"}
    report["serial_number"] = serial(number)
    report["wwn"] = {"naa": 5, "oui": 0xC50, "id": number + 0xA0000000}
    report["user_capacity"] = {"blocks": size // 512, "bytes": size}
    report["temperature"] = {"current": temperature}
    minutes = size // _MEAN_SPEED // 60
    report["ata_smart_data"]["self_test"]["polling_minutes"]["extended"] = minutes
    table = report["ata_smart_attributes"]["table"]
    report["ata_smart_attributes"]["table"] = [
        _attribute(table[place % len(table)], place, random)
        for place in range(_ATTRIBUTES)
    ]
    report["ata_device_statistics"] = {"pages": [_statistics(random)]}
    report["smartctl"]["output"] = _text(report)
    return json.dumps(report, indent=2).encode() + b"\n"


def _attribute(
    row: Mapping[str, Any], place: int, random: Random
) -> Mapping[str, object]:
    raw = random.randrange(1 << random.randrange(4, 40))
    return {**row, "id": 1 + place, "raw": {"value": raw, "string": str(raw)}}


def _statistics(random: Random) -> Mapping[str, object]:
    flags = {
        "value": 192,
        "string": "V---",
        "valid": True,
        "normalized": False,
        "supports_dsn": False,
        "monitored_condition_met": False,
    }
    table = [
        {
            "offset": 8 * place,
            "name": f"Logical Sectors Counted By Head {place}",
            "size": 6,
            "value": random.randrange(1 << 40),
            "flags": flags,
        }
        for place in range(_STATISTICS)
    ]
    return {"number": 1, "name": "General Statistics", "revision": 1, "table": table}


def _text(report: Mapping[str, Any]) -> list[str]:
    rows = [
        f"{row['id']:3} {row['name']:<23} {row['flags']['string']} {row['value']:03}"
        f"   {row['worst']:03}   {row['thresh']:03}    -    {row['raw']['string']}"
        for row in report["ata_smart_attributes"]["table"]
    ]
    (page,) = report["ata_device_statistics"]["pages"]
    counted = [
        f"0x01  0x{row['offset']:03x}  {row['size']}  {row['value']:>16}"
        f"  {row['flags']['string']}  {row['name']}"
        for row in page["table"]
    ]
    return [f"Serial Number:    {report['serial_number']}", *rows, *counted]
