"""The form of the quality scale and what it claims, images, and the forge's workflows."""

from collections.abc import Iterator
import re
import struct
from typing import Any

from homeassistant.util.yaml import parse_yaml

from tests.forge.files import Files

BRONZE = frozenset(
    {
        *("action-setup", "appropriate-polling", "brands", "common-modules"),
        *("config-flow", "config-flow-test-coverage", "dependency-transparency"),
        *("docs-actions", "docs-conditions", "docs-high-level-description"),
        *("docs-installation-instructions", "docs-removal-instructions"),
        *("docs-triggers", "entity-event-setup", "entity-unique-id"),
        *("has-entity-name", "runtime-data", "test-before-configure"),
        *("test-before-setup", "unique-config-entry"),
    }
)
SILVER = frozenset(
    {
        *("action-exceptions", "config-entry-unloading"),
        *("docs-configuration-parameters", "docs-installation-parameters"),
        *("entity-unavailable", "integration-owner", "log-when-unavailable"),
        *("parallel-updates", "reauthentication-flow", "test-coverage"),
    }
)
GOLD = frozenset(
    {
        *("devices", "diagnostics", "discovery", "discovery-update-info"),
        *("docs-data-update", "docs-examples", "docs-known-limitations"),
        *("docs-supported-devices", "docs-supported-functions"),
        *("docs-troubleshooting", "docs-use-cases", "dynamic-devices"),
        *("entity-category", "entity-device-class", "entity-disabled-by-default"),
        *("entity-translations", "exception-translations", "icon-translations"),
        *("reconfiguration-flow", "repair-issues", "stale-devices"),
    }
)
PLATINUM = frozenset({"async-dependency", "inject-websession", "strict-typing"})
RULES = BRONZE | SILVER | GOLD | PLATINUM

# What has to be there where a rule is done: a file, or a heading of README.
FILES = {
    "action-setup": ("services.py",),
    "common-modules": ("coordinator.py", "entity.py"),
    "config-flow": ("config_flow.py",),
    "diagnostics": ("diagnostics.py",),
    "docs-conditions": ("condition.py",),
    "docs-triggers": ("trigger.py",),
    "repair-issues": ("repairs.py", "issues.py"),
}
HEADINGS = {
    "docs-actions": ("## Actions",),
    "docs-configuration-parameters": ("## Options",),
    "docs-data-update": ("## How data is updated",),
    "docs-examples": ("## Blueprints", "## Example"),
    "docs-installation-instructions": ("## Install", "## What it needs"),
    "docs-installation-parameters": ("## Set up",),
    "docs-known-limitations": ("## Known limits",),
    "docs-removal-instructions": ("## Removal",),
    "docs-supported-devices": ("## Supported hosts", "## Supported drives"),
    "docs-supported-functions": ("## Entities",),
    "docs-troubleshooting": ("## Troubleshooting",),
    "docs-use-cases": ("## What it is for",),
}

# What has to stand where a rule is done: a file, and what is in it.
CLAIMS = {
    "action-exceptions": ("errors.py", "return _translated(ServiceValidationError,"),
    "action-setup": ("__init__.py", "    async_setup_services(hass)\n"),
    "config-entry-unloading": ("__init__.py", "async def async_unload_entry("),
    "devices": ("devices.py", "serial_number="),
    "diagnostics": ("diagnostics.py", "async def async_get_device_diagnostics("),
    "dynamic-devices": ("coordinator.py", "def async_on_new_drives("),
    "entity-event-setup": ("entity.py", "async def async_added_to_hass("),
    "entity-unavailable": ("entity.py", "return super().available and"),
    "exception-translations": ("errors.py", "translation_domain=DOMAIN"),
    "has-entity-name": ("entity.py", "_attr_has_entity_name = True"),
    "reauthentication-flow": ("config_flow.py", "async def async_step_reauth("),
    "reconfiguration-flow": ("config_flow.py", "async def async_step_reconfigure("),
    "runtime-data": ("__init__.py", "    entry.runtime_data = "),
    "stale-devices": ("__init__.py", "async def async_remove_config_entry_device("),
    "test-before-configure": ("config_flow.py", "await check_host("),
    "test-before-setup": ("errors.py", "ConfigEntryNotReady"),
    "unique-config-entry": ("config_flow.py", "_abort_if_unique_id_configured("),
}

_DISCOVERED = frozenset(
    {"bluetooth", "dhcp", "homekit", "mqtt", "ssdp", "usb", "zeroconf"}
)
_OVER_HTTP = re.compile(
    r"^\s*(?:from|import) (?:aiohttp|httpx|requests)\b", re.MULTILINE
)

# Pages of their own, that README leads to.
PAGES = {"docs-conditions": "docs/conditions.md", "docs-triggers": "docs/triggers.md"}


def quality(files: Files) -> Iterator[str]:
    """Yield rules that are missing, not done, or claimed without what they ask for."""
    if files.quality.keys() != {"rules"}:
        yield "there is more than rules"
    given = files.quality.get("rules", {})
    yield from (f"{rule} is missing" for rule in RULES - given.keys())
    yield from (f"{rule} is no rule" for rule in given.keys() - RULES)
    for rule, state in given.items():
        yield from _claim(files, rule, state)


def _claim(files: Files, rule: str, state: Any) -> Iterator[str]:
    status = state if isinstance(state, str) else state.get("status")
    if isinstance(state, dict) and not state.get("comment", "").strip():
        yield f"{rule} has no comment"
    needed = FILES.get(rule, ())
    match status:
        case "done":
            if not all(name in files.sources for name in needed):
                yield f"{rule} is not done"
            for title in HEADINGS.get(rule, ()):
                if f"\n{title}\n" not in files.readme:
                    yield f"{rule}: README has no “{title}”"
            place, words = CLAIMS.get(rule, ("", ""))
            if words and words not in files.sources.get(place, ""):
                yield f"{rule} is not done in {place}"
            if (page := PAGES.get(rule)) and f"]({page})" not in files.readme:
                yield f"{rule}: README does not lead to {page}"
        case "exempt":
            if isinstance(state, str):
                yield f"{rule} is exempt without a reason"
            if _is_there(files, rule):
                yield f"{rule} is exempt, and there all the same"
        case _:
            yield f"{rule} is not done"


def _is_there(files: Files, rule: str) -> bool:
    """True where something is done of what a rule is about."""
    match rule:
        case "discovery" | "discovery-update-info":
            flow = files.sources["config_flow.py"]
            steps = {f"async_step_{how}" for how in _DISCOVERED}
            return bool(_DISCOVERED & files.manifest.keys()) or any(
                step in flow for step in steps
            )
        case "inject-websession":
            return any(map(_OVER_HTTP.search, files.sources.values()))
    needed = FILES.get(rule, ())
    return bool(needed) and all(name in files.sources for name in needed)


# By name: the square side, or the bounds of the shortest side.
IMAGES = {
    f"{prefix}{kind}{suffix}.png": bounds
    for prefix in ("", "dark_")
    for kind, suffix, bounds in (
        ("icon", "", (256, 256)),
        ("icon", "@2x", (512, 512)),
        ("logo", "", (128, 256)),
        ("logo", "@2x", (256, 512)),
    )
}


def images(files: Files) -> Iterator[str]:
    """Yield images of the brand that are missing, or are not of the size."""
    for name in IMAGES.keys() ^ files.images.keys():
        yield f"{name} is missing, or nobody asks for it"
    for name in IMAGES.keys() & files.images.keys():
        head = files.images[name][:33]
        if head[:8] != b"\x89PNG\r\n\x1a\n":
            yield f"{name} is no PNG"
            continue
        width, height = struct.unpack(">II", head[16:24])
        least, most = IMAGES[name]
        if not least <= min(width, height) <= most:
            yield f"{name} has the size {width} x {height}"
        if "icon" in name and width != height:
            yield f"{name} is not square"


# They are published without versions, and are meant to be followed.
FOLLOWED = frozenset({"home-assistant/actions/hassfest@master", "hacs/action@main"})


def workflows(files: Files) -> Iterator[str]:
    """Yield what a workflow may and should not, and checks that no workflow runs."""
    used: set[str] = set()
    schedules = 0
    for name, text in files.workflows.items():
        given = parse_yaml(text)
        if not isinstance(given, dict):
            yield f"{name} is no workflow"
            continue
        # YAML takes the word “on” for a truth value.
        begun = given.get("on", given.get(True)) or {}
        schedules += "schedule" in begun
        if given.get("permissions") != {}:
            yield f"{name} may something by itself"
        for job, told in given.get("jobs", {}).items():
            steps = told.get("steps", [])
            used |= {step["uses"] for step in steps if "uses" in step}
            if "permissions" not in told or "timeout-minutes" not in told:
                yield f"{name}.{job} has no bounds"
            for step in steps:
                yield from _step(f"{name}.{job}", step)
    yield from (f"no workflow runs {action}" for action in FOLLOWED - used)
    proposed = [text for text in files.workflows.values() if "pull_request:" in text]
    if not any("bash .ci/run" in text for text in proposed):
        yield "no workflow runs the tests of what is proposed"
    if not any("tags:" in text for text in files.workflows.values()):
        yield "no workflow makes a release"
    if schedules < 2:
        yield "nothing looks after new releases of Home Assistant"


def _step(name: str, step: dict[str, Any]) -> Iterator[str]:
    action = step.get("uses", "")
    pinned = re.fullmatch(r"[\w./-]+@(?:v\d+(?:\.\d+)*|[0-9a-f]{40})", action)
    if action and action not in FOLLOWED and not pinned:
        yield f"{name} follows {action}"
    keeps = step.get("with", {}).get("persist-credentials")
    if action.startswith("actions/checkout@") and keeps is not False:
        yield f"{name} leaves its credentials lying about"
    if "${{" in step.get("run", ""):
        yield f"{name} pastes a value into a command"
