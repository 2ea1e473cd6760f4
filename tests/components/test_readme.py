"""The tables of entities, actions and options in README are those of the code.

`scripts/readme-tables` writes them anew.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from importlib import import_module
import json
from pathlib import Path
from typing import Any, cast

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.nas_burnin import PLATFORMS
from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import (
    Counters,
    DriveView,
    HostView,
    Protocol,
    SelfTestKind,
    SelfTests,
    Smart,
    StageKind,
)
from custom_components.nas_burnin.engine.queue.plan import PROFILES, plan_surface
from custom_components.nas_burnin.records.schemas import (
    EXPORT_SCHEMA,
    GET_HISTORY_SCHEMA,
    GET_REPORT_SCHEMA,
)
from tests.components import readme
from tests.components.conftest import Engine
from tests.components.data import HOST_ID, VIEW
from tests.components.readme import Shown, Table

ROOT = Path(__file__).parents[2]
PACKAGE_NAME = f"custom_components.{DOMAIN}"
PACKAGE = ROOT / "custom_components" / DOMAIN
README = ROOT / "README.md"
TEXTS: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())

DRIVES, HOST = "entities of a drive", "entities of the NAS"
REPORTS_ALL = Smart(
    Protocol.ATA,
    passed=True,
    temperature=34,
    power_on_hours=1,
    counters=Counters(
        reallocated=0,
        pending=0,
        uncorrectable=0,
        reported=0,
        crc=0,
        media_errors=0,
        wear=0,
        spare=100,
    ),
    self_tests=SelfTests(told=True, supported=tuple(SelfTestKind)),
)


def telling_all(view: HostView) -> HostView:
    """The view with drives that report everything that has an entity."""

    def reporting(seen: DriveView) -> DriveView:
        return replace(seen, drive=replace(seen.drive, smart=REPORTS_ALL))

    drives = {key: reporting(seen) for key, seen in view.drives.items()}
    return replace(view, drives=drives)


async def shown(
    hass: HomeAssistant, entry: MockConfigEntry
) -> tuple[list[Shown], list[Shown]]:
    """The entities of the drives and of the NAS."""
    of_classes = await async_get_translations(hass, "en", "entity_component")
    of_drives: list[Shown] = []
    of_host: list[Shown] = []
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        drive_key = next((k for k in VIEW.drives if f"_{k}_" in entity.unique_id), "")
        key = entity.unique_id.removeprefix(f"{HOST_ID}_").removeprefix(f"{drive_key}_")
        name = (
            entity.original_name
            or of_classes[
                f"component.{entity.domain}.entity_component"
                f".{entity.original_device_class}.name"
            ]
        )
        found = Shown(entity.domain, key, name, entity.disabled_by is None)
        (of_drives if drive_key else of_host).append(found)
    return of_drives, of_host


def every_key() -> set[str]:
    """The keys of all entities that the code describes."""
    return {
        item.key
        for platform in PLATFORMS
        for value in vars(import_module(f"{PACKAGE_NAME}.{platform}")).values()
        for item in (value if isinstance(value, tuple) else (value,))
        if isinstance(getattr(item, "key", None), str)
        and hasattr(item, "entity_registry_enabled_default")
        and not isinstance(item, type)
    }


async def forms(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncIterator[tuple[str, vol.Schema]]:
    """Each form of the options, behind a menu or not."""
    manager = hass.config_entries.options
    step = await manager.async_init(entry.entry_id)
    if step["type"] is FlowResultType.FORM:
        assert step["data_schema"]
        yield step["step_id"], step["data_schema"]
        return
    assert step["type"] is FlowResultType.MENU
    for choice in cast("list[str]", step["menu_options"]):
        flow = await manager.async_init(entry.entry_id)
        form = await manager.async_configure(
            flow["flow_id"], {"next_step_id": str(choice)}
        )
        assert form["data_schema"]
        yield form["step_id"], form["data_schema"]


async def made(
    hass: HomeAssistant, entry: MockConfigEntry, before: str
) -> dict[str, Table]:
    """Every table, from the code and a NAS that is set up."""
    described = parse_yaml((PACKAGE / "services.yaml").read_text())
    assert isinstance(described, dict)

    def answers(action: str) -> str:
        return str(hass.services.supports_response(DOMAIN, action).value)

    of_drives, of_host = await shown(hass, entry)
    steps = [form async for form in forms(hass, entry)]
    return {
        DRIVES: readme.entities(of_drives, readme.rows_of(before, DRIVES)),
        HOST: readme.entities(of_host, readme.rows_of(before, HOST)),
        "options": readme.options(steps, TEXTS),
        "actions": readme.actions(described, TEXTS["services"], answers),
        **{
            f"fields of {DOMAIN}.{action}": readme.fields(
                described[action], TEXTS["services"][action]
            )
            for action in described
        },
    }


async def test_tables_of_readme(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    request: pytest.FixtureRequest,
) -> None:
    engine.mock.view = telling_all(VIEW)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    before = README.read_text()
    tables = await made(hass, entry, before)
    does = {
        f"{DOMAIN}.{action}": text["description"]
        for action, text in TEXTS["services"].items()
    }
    wanted = readme.renewed(readme.with_actions(before, does), tables)
    if request.config.option.update_snapshots:
        README.write_text(wanted)
        before = wanted
    assert before == wanted, "run scripts/readme-tables"
    assert set(readme.names_of(before)) == tables.keys()
    told = [*tables[DRIVES].rows, *tables[HOST].rows]
    assert {row[1] for row in told} == {f"`{key}`" for key in every_key()}
    assert not [row for row in told if row[-1] == readme.UNTOLD], "say what it shows"


TEXT = """# Title

## Entities

<!-- table: entities -->
| Entity | Key | Kind | At first | Shows |
|---|---|---|---|---|
| Old | `old` | sensor | on | It is gone |
| Speed | `speed` | sensor | off | MB/s |
<!-- end of table -->

## Actions

### `x.start`

Starts.

## Events
"""


def test_what_a_person_wrote_of_an_entity_stays() -> None:
    found = [
        Shown("sensor", "new", "New", True),
        Shown("sensor", "speed", "Pace", True),
    ]
    table = readme.entities(found, readme.rows_of(TEXT, "entities"))
    assert table.rows == [
        ("Pace", "`speed`", "sensor", "on", "MB/s"),
        ("New", "`new`", "sensor", "on", readme.UNTOLD),
    ]
    written = readme.renewed(TEXT, {"entities": table})
    assert readme.rows_of(written, "entities") == table.rows
    assert "| Old |" not in written
    assert readme.renewed(written, {"entities": table}) == written


def test_a_new_action_gets_a_section_behind_the_others() -> None:
    written = readme.with_actions(TEXT, {"x.start": "Starts.", "x.stop": "Stops."})
    assert readme.names_of(written) == ["entities", "fields of x.stop"]
    assert written.index("### `x.start`") < written.index("### `x.stop`")
    assert written.index("### `x.stop`") < written.index("## Events")
    assert readme.with_actions(written, {"x.stop": "Stops."}) == written


def test_a_table_of_nothing_is_empty() -> None:
    assert readme.rows_of(TEXT, "nothing") == []
    assert readme.rows_of(readme.renewed(TEXT, {}), "entities") == []


def test_fields_say_what_may_be_chosen() -> None:
    described = {
        "fields": {
            "kind": {
                "required": True,
                "selector": {"select": {"options": ["a", {"value": "b"}]}},
            },
            "more": {
                "fields": {
                    "count": {"selector": {"number": {"min": 1, "max": 9}}},
                    "some": {
                        "selector": {"select": {"multiple": True, "options": ["a"]}}
                    },
                    "note": {"selector": {"text": None}},
                }
            },
        }
    }
    names = ("kind", "count", "some", "note")
    texts = {"fields": {name: {"description": "What."} for name in names}}
    assert readme.fields(described, texts).rows == [
        ("`kind`", "yes", "What. One of `a`, `b`."),
        ("`count`", "no", "What. From 1 to 9."),
        ("`some`", "no", "What. Any of `a`."),
        ("`note`", "no", "What."),
    ]


@pytest.mark.parametrize(
    ("action", "schema"),
    [
        ("get_history", GET_HISTORY_SCHEMA),
        ("get_report", GET_REPORT_SCHEMA),
        ("export", EXPORT_SCHEMA),
    ],
)
def test_what_is_usual_is_what_the_editor_shows(
    action: str, schema: vol.Schema
) -> None:
    described = cast(Any, parse_yaml((PACKAGE / "services.yaml").read_text()))
    shown = {
        name: field["default"]
        for name, field in described[action]["fields"].items()
        if "default" in field
    }
    usual = {
        str(marker): marker.default()
        for marker in schema.schema
        if not isinstance(marker.default, vol.Undefined)
    }
    assert shown == usual


def durations() -> list[tuple[str, ...]]:
    section = README.read_text().split("## How long it takes\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]


@pytest.mark.parametrize("row", durations(), ids=lambda row: row[0])
def test_how_long_it_takes_follows_from_the_speeds(row: tuple[str, ...]) -> None:
    """What is on record of whole drives, by the passes that a profile makes."""
    size, speeds, one, quick, standard, with_test = row
    terabytes = int(size.removesuffix(" TB"))
    slow, fast = map(int, speeds.removesuffix(" MB/s").split("-"))

    def hours(passes: int) -> str:
        ends = [passes * terabytes * 1e6 / speed / 3600 for speed in (fast, slow)]
        return "-".join(f"{end:.0f}" for end in ends) + " h"

    def days(passes: int) -> str:
        ends = [passes * terabytes * 1e6 / speed / 86400 for speed in (fast, slow)]
        return "-".join(f"{end:.1f}" for end in ends) + " days"

    def passes(profile: str) -> int:
        options = PROFILES[profile].options
        return plan_surface(terabytes * 10**12, options).phase_count

    assert StageKind.LONG_SMART in PROFILES["standard"].stages
    whole = passes("standard")
    assert (one, quick) == (hours(1), hours(passes("quick")))
    assert standard == f"{hours(whole)} ({days(whole)})"
    assert with_test == days(whole + 1)


def test_all_sizes_are_told_of() -> None:
    assert [row[0] for row in durations()] == [
        *("4 TB", "8 TB", "14 TB", "20 TB", "24 TB")
    ]
