"""The repository as hassfest and HACS would see it; and each check can fail."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
import operator
from typing import Any

import pytest

from tests.forge.files import REAL, Files
from tests.forge.of_actions import actions, automations, icons
from tests.forge.of_manifest import code, dependencies, habits, hacs, manifest
from tests.forge.of_quality import CLAIMS, RULES, images, quality, workflows
from tests.forge.of_texts import languages, texts

type Check = Callable[[Files], Iterator[str]]
type Change = Callable[[Any], object]

CHECKS: tuple[Check, ...] = (
    *(
        manifest,
        dependencies,
        code,
        habits,
        hacs,
        texts,
        languages,
        actions,
        automations,
    ),
    icons,
    *(quality, images, workflows),
)


@pytest.mark.parametrize("check", CHECKS, ids=operator.attrgetter("__name__"))
def test_repository(check: Check) -> None:
    assert not list(check(REAL))


def test_the_rules_of_the_quality_scale_are_all_there() -> None:
    assert len(RULES) == 54


def after(field: str, change: Change) -> Files:
    """The files after one of them was changed in place."""
    copy = deepcopy(getattr(REAL, field))
    change(copy)
    return replace(REAL, **{field: copy})


def put(*path: str | int, value: Any) -> Change:
    """Put a value at a place in parsed JSON; None takes it away."""

    def change(node: Any) -> None:
        for key in path[:-1]:
            node = node[key]
        if value is None:
            del node[path[-1]]
        else:
            node[path[-1]] = value

    return change


def english(*path: str, value: Any) -> Change:
    return put("en", *path, value=value)


def said(name: str, before: str, now: str) -> Change:
    """Replace a text in one of several files."""

    def change(texts: dict[str, str]) -> None:
        assert before in texts[name]
        texts[name] = texts[name].replace(before, now)

    return change


def move_first_to_end(node: dict[str, Any]) -> None:
    key = next(iter(node))
    node[key] = node.pop(key)


TRIGGER = next(name for name, told in REAL.triggers.items() if told.get("fields"))
STEP = ("config", "step", "user")
START = ("start", "fields")
OF_START = ("services", "start")
LOCKS = ("entity", "sensor", "lock")
COUNTED = ("entity", "sensor", "bad_blocks")
EVENTS = ("entity", "event", "drive_events", "state_attributes", "event_type")
# Of every thing that a check looks for, one change by which it is found.
FAULTS: list[tuple[Check, str, Change]] = [
    (manifest, "manifest", put("version", value=None)),
    (manifest, "manifest", put("version", value="one")),
    (manifest, "manifest", put("unheard_of", value=1)),
    (manifest, "manifest", move_first_to_end),
    (manifest, "manifest", put("domain", value="burnin")),
    (manifest, "manifest", put("domain", value="sun")),
    (manifest, "manifest", put("documentation", value="http://example.com")),
    (manifest, "manifest", put("issue_tracker", value="https://www.home-assistant.io")),
    (manifest, "manifest", put("codeowners", value=["somebody"])),
    (manifest, "manifest", put("codeowners", value=[])),
    (manifest, "manifest", put("iot_class", value="local")),
    (manifest, "manifest", put("integration_type", value="nas")),
    (manifest, "manifest", put("requirements", value=["asyncssh==2.24"])),
    (manifest, "sources", put("config_flow.py", value=None)),
    (dependencies, "manifest", put("dependencies", value=[])),
    (dependencies, "manifest", put("after_dependencies", value=["unheard_of"])),
    (
        dependencies,
        "sources",
        put("shown.py", value="from homeassistant.components import mqtt"),
    ),
    (
        dependencies,
        "sources",
        put("shown.py", value="import homeassistant.components.mqtt"),
    ),
    (code, "sources", said("__init__.py", "CONFIG_SCHEMA = cv.", "SCHEMA = cv.")),
    (code, "sources", said("__init__.py", "Platform.BUTTON", "Platform.SWITCH")),
    (code, "sources", said("__init__.py", "\n\n\n", "\n" * 60)),
    (code, "sources", said("sensor.py", "PARALLEL_UPDATES = ", "UPDATES = ")),
    (habits, "sources", put("shown.py", value="    hass.data[DOMAIN] = {}")),
    (habits, "sources", put("shown.py", value="    entry.add_update_listener(reload)")),
    (habits, "sources", put("shown.py", value="    registry.async_get_device(ids)")),
    (habits, "sources", put("shown.py", value="    DeviceInfo(via_device=host)")),
    (habits, "sources", put("shown.py", value="    self.entity_id = 'sensor.x'")),
    (habits, "sources", put("shown.py", value="    async def async_update(self):")),
    (habits, "sources", put("shown.py", value="from x import service_platform")),
    (habits, "sources", put("shown.py", value="from __future__ import annotations")),
    (habits, "sources", put("shown.py", value="    except Exception as err:")),
    (habits, "sources", put("shown.py", value="    except (BaseException, ValueError):")),
    (habits, "sources", put("shown.py", value="    except:")),
    (code, "sources", said("config_flow.py", "async_set_unique_id", "set_id")),
    (hacs, "hacs", put("name", value=None)),
    (hacs, "hacs", put("unheard_of", value=True)),
    (hacs, "hacs", put("homeassistant", value="new")),
    (hacs, "hacs", put("homeassistant", value="2020.1.0")),
    (hacs, "hacs", put("filename", value=None)),
    (hacs, "manifest", put("domain", value="burnin")),
    (texts, "languages", english("unheard_of", value={})),
    (texts, "languages", english(*STEP, "title", value=" Add a NAS")),
    (texts, "languages", english(*STEP, "title", value="Add <b>a NAS</b>")),
    (texts, "languages", english(*STEP, "title", value="See https://example.com")),
    (texts, "languages", english(*STEP, "title", value="Add '{name}'")),
    (texts, "languages", english(*STEP, "title", value="Add {a name}")),
    (texts, "languages", english(*STEP, "title", value="Add {")),
    (texts, "languages", english(*STEP, "title", value="[%key:common::add%]")),
    (texts, "languages", english(*STEP, "data", "Host", value="Host")),
    (texts, "languages", english(*STEP, "data", "other", value="Other")),
    (texts, "languages", english(*STEP, "data_description", "host", value=None)),
    (texts, "languages", english("issues", "no_room", "fix_flow", value={"step": {}})),
    (texts, "languages", english(*LOCKS, "state", "free", value="Free since {time}")),
    (texts, "languages", english(*EVENTS, "name", value="Event {n}")),
    (texts, "languages", english(*EVENTS, "state", "passed", value="{n} passed")),
    (texts, "languages", english(*COUNTED, "unit_of_measurement", value="{n} blocks")),
    (texts, "languages", english("device_automation", "actions", value={"x": "X"})),
    (languages, "languages", lambda node: node.update(xx={**node["en"], "title": "x"})),
    (languages, "languages", lambda node: node.update(xx={})),
    (
        languages,
        "languages",
        lambda node: node.update(
            xx={**node["en"], "exceptions": {"not_a_drive": {"message": "{drive}"}}}
        ),
    ),
    (actions, "services", put(*START, "device_id", "selector", value={"drive": {}})),
    (actions, "services", put(*START, "device_id", "advanced", value=True)),
    (actions, "services", put("restart", value={})),
    (actions, "services", put("start", value=None)),
    (
        actions,
        "services",
        put(*START, "surface", "fields", "profile", value={"selector": {"text": None}}),
    ),
    (
        actions,
        "services",
        put(*START, "profile", "selector", "select", "options", value=["slow"]),
    ),
    (actions, "languages", english(*OF_START, "fields", "profile", value=None)),
    (actions, "languages", english(*OF_START, "sections", value=None)),
    (actions, "icons", put("services", "start", value=None)),
    (actions, "icons", put("services", "start", "sections", value={})),
    (icons, "icons", put(*LOCKS, "default", value="mdi:no-such-icon")),
    (icons, "icons", put(*LOCKS, "default", value="hue:lamp")),
    (icons, "icons", put(*LOCKS, "default", value=None)),
    (icons, "icons", put(*LOCKS, "state", value={"open": "mdi:lock"})),
    (icons, "icons", put(*LOCKS, value={"default": "mdi:abacus", "range": {"5": "mdi:lock", "1": "mdi:lock"}})),
    (icons, "icons", put(*LOCKS, value={"default": "mdi:lock", "state": {"free": "mdi:lock"}})),
    (icons, "icons", put(*EVENTS, "default", value="mdi:fire")),
    (icons, "icons", put("entity", "sensor", "nothing", value={"default": "mdi:lock"})),
    (icons, "icons", put("triggers", value={"nothing": {"trigger": "hue:lamp"}})),
    (automations, "icons", put("triggers", value={})),
    (automations, "triggers", lambda node: node.popitem()),
    (automations, "conditions", put("nothing", value={})),
    (automations, "conditions", put("nothing", value={"more": 1})),
    (automations, "languages", english("triggers", TRIGGER, "fields", "x", value={})),
    (automations, "languages", english("selector", "result", "options", "any", value=None)),
    (quality, "quality", put("more", value=1)),
    (quality, "quality", put("rules", "brands", value=None)),
    (quality, "quality", put("rules", "beauty", value="done")),
    (quality, "quality", put("rules", "brands", value="todo")),
    (quality, "quality", put("rules", "brands", value="exempt")),
    (quality, "quality", put("rules", "brands", value={"status": "done", "comment": " "})),
    (
        quality,
        "quality",
        put("rules", "diagnostics", value={"status": "exempt", "comment": "No."}),
    ),
    (
        quality,
        "quality",
        put("rules", "action-setup", value={"status": "exempt", "comment": "No."}),
    ),
    (quality, "manifest", put("zeroconf", value=[])),
    (
        quality,
        "sources",
        said("config_flow.py", "async_step_host_key(", "async_step_zeroconf("),
    ),
    (quality, "sources", put("shown.py", value="import aiohttp")),
    (quality, "sources", put("diagnostics.py", value=None)),
    (quality, "sources", put("trigger.py", value=None)),
    (images, "images", put("icon.png", value=None)),
    (images, "images", put("icon.jpg", value=b"")),
    (images, "images", put("icon.png", value=b"GIF89a" + bytes(40))),
    (images, "images", lambda all_: all_.update({"icon.png": all_["icon@2x.png"]})),
    (images, "images", lambda all_: all_.update({"icon.png": all_["logo.png"]})),
    (workflows, "workflows", put("test.yml", value=None)),
    (workflows, "workflows", put("release.yml", value=None)),
    (workflows, "workflows", put("validate.yml", value=None)),
    (workflows, "workflows", put("canary.yml", value=None)),
    (workflows, "workflows", put("test.yml", value="- 1")),
    (workflows, "workflows", said("test.yml", "permissions: {}", "permissions: read-all")),
    (workflows, "workflows", said("test.yml", "timeout-minutes: 45", "name: long")),
    (workflows, "workflows", said("test.yml", "actions/checkout@v5", "a/b@main")),
    (workflows, "workflows", said("test.yml", "persist-credentials: false", "x: y")),
    (workflows, "workflows", said("test.yml", "run: sudo", "run: ${{ x }} sudo")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "field", "change"),
    FAULTS,
    ids=[f"{c.__name__}-{f}-{n}" for n, (c, f, _) in enumerate(FAULTS)],
)
def test_check_can_fail(check: Check, field: str, change: Change) -> None:
    assert list(check(after(field, change)))


CONDITIONS = "custom_components/nas_burnin/conditions.yaml"


@pytest.mark.parametrize(
    ("check", "field", "value"),
    [
        (hacs, "readme", ""),
        (hacs, "license", ""),
        (hacs, "listed", REAL.listed - {"LICENSE"}),
        (hacs, "listed", REAL.listed | {"custom_components/other/x.py"}),
        (manifest, "listed", frozenset()),
        (code, "listed", REAL.listed ^ {CONDITIONS}),
        (quality, "readme", ""),
        (quality, "readme", REAL.readme.replace("## Supported hosts", "## Hosts")),
        (
            texts,
            "listed",
            REAL.listed | {"custom_components/nas_burnin/strings.json"},
        ),
    ],
)
def test_check_can_fail_by_a_file(check: Check, field: str, value: Any) -> None:
    assert list(check(replace(REAL, **{field: value})))


@pytest.mark.parametrize("rule", sorted(CLAIMS))
def test_claims_are_looked_for_in_the_code(rule: str) -> None:
    place, words = CLAIMS[rule]
    without = said(place, words, "")
    assert list(quality(after("sources", without)))


def test_every_check_has_a_fault() -> None:
    assert {check for check, _, _ in FAULTS} == set(CHECKS)
