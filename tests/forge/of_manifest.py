"""What hassfest asks of the manifest and of what is imported, and HACS of the rest."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from urllib.parse import urlsplit

import homeassistant.components as core
from homeassistant.const import Platform

from tests.forge.files import Files

REQUIRED = frozenset(
    {
        *("domain", "name", "codeowners", "config_flow", "documentation"),
        *("integration_type", "iot_class", "issue_tracker", "requirements", "version"),
    }
)
ALLOWED = REQUIRED | {
    *("after_dependencies", "bluetooth", "dependencies", "dhcp", "homekit"),
    *("import_executor", "loggers", "mqtt", "preview_features", "quality_scale"),
    *("single_config_entry", "ssdp", "usb", "zeroconf"),
}
IOT_CLASSES = frozenset(
    {
        *("assumed_state", "calculated", "cloud_polling", "cloud_push"),
        *("local_polling", "local_push"),
    }
)
TYPES = frozenset(
    {"device", "entity", "hardware", "helper", "hub", "service", "system", "virtual"}
)
# What may be imported by everybody: entity platforms, and parts of every installation.
FREE = frozenset(map(str, Platform)) | {
    *("alert", "automation", "conversation", "default_config", "device_automation"),
    *("frontend", "group", "homeassistant", "input_boolean", "input_button"),
    *("input_datetime", "input_number", "input_select", "input_text"),
    *("media_source", "onboarding", "panel_custom", "persistent_notification"),
    *("person", "script", "shopping_list", "sun", "system_health", "system_log"),
    *("timer", "webhook", "websocket_api", "zone"),
}
COMPONENTS = Path(core.__path__[0])
_COMPONENTS = "homeassistant.components"


def manifest(files: Files) -> Iterator[str]:
    """Yield what is wrong with the values of the manifest."""
    given = files.manifest
    yield from (f"{key} is missing" for key in REQUIRED - given.keys())
    yield from (f"{key} is not known" for key in given.keys() - ALLOWED)
    rest = sorted(given.keys() - {"domain", "name"})
    if list(given) != ["domain", "name", *rest]:
        yield "the keys are not in order"
    if f"custom_components/{given.get('domain')}/manifest.json" not in files.listed:
        yield "the domain is not the name of the folder"
    if (COMPONENTS / str(given.get("domain"))).exists():
        yield "the domain is one of Home Assistant's own"
    yield from _values(files)


def _values(files: Files) -> Iterator[str]:
    given = files.manifest
    for key in ("documentation", "issue_tracker"):
        address = urlsplit(given.get(key, ""))
        if address.scheme != "https" or address.netloc.endswith("home-assistant.io"):
            yield f"{key} is no address of ours"
    owners = given.get("codeowners", [])
    if not owners or any(not re.fullmatch(r"@[\w-]+", owner) for owner in owners):
        yield "nobody owns it"
    if given.get("iot_class") not in IOT_CLASSES:
        yield "iot_class is not known"
    if given.get("integration_type") not in TYPES:
        yield "integration_type is not known"
    if not re.fullmatch(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?", given.get("version", "")):
        yield "the version is none that can be compared"
    if given.get("config_flow") and "config_flow.py" not in files.sources:
        yield "there is no config flow"
    for requirement in given.get("requirements", []):
        # Exact versions would fight with those of other integrations.
        if not re.fullmatch(r"[a-z][a-z0-9_-]*>=[\d.]+,<\d+", requirement):
            yield f"{requirement} has no lower bound, or is held too tightly"


def dependencies(files: Files) -> Iterator[str]:
    """Yield the parts of Home Assistant that are used and not declared."""
    declared = {
        *files.manifest.get("dependencies", []),
        *files.manifest.get("after_dependencies", []),
    }
    own = files.manifest.get("domain")
    for path, source in files.sources.items():
        stem = Path(path).parts[0].removesuffix(".py")
        for used in _imported(source) - FREE - declared - {own, stem}:
            # A platform of a component is loaded by it, and the rest may use it too.
            if f"{used}.py" in files.sources and not (COMPONENTS / stem).is_dir():
                continue
            yield f"{path} uses {used}"
    for name in declared:
        if not (COMPONENTS / name / "manifest.json").is_file():
            yield f"Home Assistant has no {name}"


def _imported(source: str) -> set[str]:
    found: set[str] = set()
    if _COMPONENTS not in source:
        return found
    for node in _outside_type_checking(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module)) if module == _COMPONENTS:
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)) if module.startswith(_COMPONENTS):
                found.add(module.split(".")[2])
            case ast.Import():
                found |= {
                    alias.name.split(".")[2]
                    for alias in node.names
                    if alias.name.startswith(f"{_COMPONENTS}.")
                }
    return found


def _outside_type_checking(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
        yield from _outside_type_checking(child)


# What Home Assistant's own checks of core refuse, or what it will soon not know.
REFUSED = {
    r"hass\.data\[DOMAIN\]": "keeps its things in hass.data by the domain",
    r"\.add_update_listener\(": "listens to updates of entries the old way",
    r"\.async_get_device\(": "looks devices up the old way",
    r"\bvia_device=": "names the device above the old way",
    r"\bself\.(?:_attr_)?entity_id = ": "sets an entity id",
    r"\basync def async_update\(": "has entities poll",
    r"\bservice_platform\b|async_register_entity_service": "acts on entities",
    r"^from __future__ import annotations": "puts annotations off",
    r"\bexcept(?: \(?(?:Base)?Exception\b.*)?:": "catches everything",
}


def habits(files: Files) -> Iterator[str]:
    """Yield what Home Assistant's reviewers would refuse in the files beside the engine."""
    for path, text in files.sources.items():
        if path.startswith("engine/"):
            continue
        for pattern, why in REFUSED.items():
            if re.search(pattern, text, re.MULTILINE):
                yield f"{path} {why}"


def code(files: Files) -> Iterator[str]:
    """Yield what the code lacks for what it does."""
    root = files.sources["__init__.py"]
    if "async def async_setup(" in root and "\nCONFIG_SCHEMA = cv." not in root:
        yield "async_setup without CONFIG_SCHEMA"
    if len(root.splitlines()) >= 150:
        yield "__init__.py is not the place for logic"
    everything = "\n".join(files.sources.values())
    for name in ("trigger", "condition"):
        listed = f"custom_components/nas_burnin/{name}s.yaml" in files.listed
        if (f"async def async_get_{name}s(" in everything) != listed:
            yield f"{name}s.yaml and {name}.py go together"
    if "async_set_unique_id" not in files.sources["config_flow.py"]:
        yield "the flow sets no unique id"
    for line in re.findall(r"^PLATFORMS.*?\]$", root, re.MULTILINE | re.DOTALL):
        names = re.findall(r"Platform\.(\w+)", line)
        if names != sorted(names):
            yield "the platforms are not sorted"
        for name in names:
            if "PARALLEL_UPDATES = " not in files.sources[f"{name.lower()}.py"]:
                yield f"{name} does not say how much it does at once"


HACS = frozenset(
    {
        *("content_in_root", "country", "filename", "hacs", "hide_default_branch"),
        *("homeassistant", "name", "persistent_directory", "render_readme"),
        "zip_release",
    }
)


def hacs(files: Files) -> Iterator[str]:
    """Yield what the action of HACS would find, as far as it is in the files."""
    given = files.hacs
    yield from (f"{key} is not known" for key in given.keys() - HACS)
    if not given.get("name"):
        yield "it has no name"
    if given.get("zip_release") and not given.get("filename", "").endswith(".zip"):
        yield "a release that is zipped needs a file name"
    if not re.fullmatch(r"\d{4}\.\d+\.\d+(?:b\d+)?", given.get("homeassistant", "")):
        yield "no oldest Home Assistant is named"
    elif f"Home Assistant {given['homeassistant']} or newer" not in files.readme:
        yield "README names another oldest Home Assistant"
    folders = {
        path.split("/")[1]
        for path in files.listed
        if path.startswith("custom_components/") and path.count("/") > 1
    }
    if folders != {files.manifest.get("domain")}:
        yield "there is not exactly one integration"
    yield from (f"{name} is missing" for name in _NEEDED - files.listed)
    if "Permission is hereby granted, free of charge" not in files.license:
        yield "the license is not the one that README names"


_NEEDED = frozenset({"README.md", "LICENSE", "CONTRIBUTING.md", "hacs.json"})
