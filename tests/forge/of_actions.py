"""Actions and icons: what hassfest asks, and the texts that it asks of core alone."""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
from typing import Any

import hass_frontend
from homeassistant.helpers import config_validation as cv, selector
import voluptuous as vol

from tests.forge.files import Files

_FIELD = vol.Schema(
    {
        vol.Optional("required"): bool,
        vol.Optional("example"): object,
        vol.Optional("default"): object,
        vol.Required("selector"): selector.validate_selector,
    }
)
_SECTION = vol.Schema(
    {vol.Optional("collapsed"): bool, vol.Required("fields"): {cv.slug: _FIELD}}
)
_ACTIONS = vol.Schema(
    {
        cv.slug: {
            vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
            vol.Optional("fields"): {cv.slug: vol.Any(_FIELD, _SECTION)},
        }
    }
)

_TARGETED = vol.Schema(
    {
        cv.slug: {
            vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
            vol.Optional("fields"): {cv.slug: _FIELD},
        }
    }
)


def fields_of(action: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields of an action, out of their sections."""
    for name, field in (action.get("fields") or {}).items():
        yield from field["fields"].items() if "fields" in field else [(name, field)]


def actions(files: Files) -> Iterator[str]:
    """Yield what is wrong with the actions, or is told of them and not there."""
    try:
        _ACTIONS(files.services)
    except vol.Invalid as err:
        yield str(err)
        return
    told, icons = files.texts.get("services", {}), files.icons.get("services", {})
    yield from _differ("actions in texts", told, files.services)
    yield from _differ("actions in icons", icons, files.services)
    registered = set().union(
        *(
            re.findall(r"ACTION_\w+: Final = \"(\w+)\"", s)
            for s in files.sources.values()
        )
    )
    yield from _differ("actions in the code", registered, files.services)
    for action in files.services.keys() & told.keys() & icons.keys():
        described = files.services[action]
        names = [name for name, _ in fields_of(described)]
        if len(names) != len(set(names)):
            yield f"{action} has a field twice"
        sections = {
            name
            for name, field in (described.get("fields") or {}).items()
            if "fields" in field
        }
        yield from _differ(f"fields of {action}", told[action].get("fields", {}), names)
        yield from _differ(
            f"sections of {action}", told[action].get("sections", {}), sections
        )
        icon = icons[action]
        yield from _differ(f"icons of {action}", icon.get("sections", {}), sections)
    yield from _choices(files, files.services)


def automations(files: Files) -> Iterator[str]:
    """Yield what is wrong with triggers and conditions, or has no texts."""
    for kind, given in (("triggers", files.triggers), ("conditions", files.conditions)):
        told = files.texts.get(kind, {})
        yield from _differ(f"texts of {kind}", told, given)
        yield from _differ(f"icons of {kind}", files.icons.get(kind, {}), given)
        try:
            _TARGETED(given)
        except vol.Invalid as err:
            yield f"{kind}: {err}"
            continue
        yield from _choices(files, given)
        for name in given.keys() & told.keys():
            fields = dict(fields_of(given[name]))
            yield from _differ(
                f"fields of {name}", told[name].get("fields", {}), fields
            )


def _choices(files: Files, given: Mapping[str, Any]) -> Iterator[str]:
    known = files.texts.get("selector", {})
    for action, described in given.items():
        for name, field in fields_of(described):
            chosen = (field["selector"] or {}).get("select")
            if chosen is None or "options" not in chosen:
                continue
            words = [word for word in chosen["options"] if isinstance(word, str)]
            told = known.get(chosen.get("translation_key", ""), {}).get("options", {})
            if words:
                yield from _differ(f"choices of {action}.{name}", told, words)


def _differ(what: str, told: Any, wanted: Any) -> Iterator[str]:
    yield from (
        f"{what}: {name} is left over" for name in sorted(set(told) - set(wanted))
    )
    yield from (
        f"{what}: {name} is missing" for name in sorted(set(wanted) - set(told))
    )


def _known_icons() -> frozenset[str]:
    listed = Path(hass_frontend.where()) / "static" / "mdi" / "iconList.json"
    return frozenset(icon["name"] for icon in json.loads(listed.read_text()))


KNOWN_ICONS = _known_icons()


def _icon(text: Any) -> str:
    prefix, _, name = str(text).partition(":")
    if prefix != "mdi" or name not in KNOWN_ICONS:
        raise vol.Invalid(f"{text} is no icon")
    return name


def _range(given: Any) -> Any:
    bounds = [float(bound) for bound in given]
    if bounds != sorted(bounds):
        raise vol.Invalid("the range does not rise")
    return {bound: _icon(icon) for bound, icon in given.items()}


_STATES: dict[Any, Any] = {
    vol.Optional("state"): {cv.slug: _icon},
    vol.Optional("range"): _range,
}
_ENTITY: dict[Any, Any] = {
    vol.Required("default"): _icon,
    **_STATES,
    vol.Optional("state_attributes"): {
        cv.slug: {vol.Optional("default"): _icon, **_STATES}
    },
}
_ICONS = vol.Schema(
    {
        vol.Required("entity"): {cv.slug: {cv.slug: _ENTITY}},
        vol.Optional("services"): {
            cv.slug: {
                vol.Required("service"): _icon,
                vol.Optional("sections"): {cv.slug: _icon},
            }
        },
        vol.Optional("triggers"): {cv.slug: {vol.Required("trigger"): _icon}},
        vol.Optional("conditions"): {cv.slug: {vol.Required("condition"): _icon}},
    }
)


def icons(files: Files) -> Iterator[str]:
    """Yield icons that are none, say nothing, or are of nothing."""
    try:
        _ICONS(files.icons)
    except vol.Invalid as err:
        yield str(err)
        return
    for platform, entities in files.icons["entity"].items():
        for key, icon in entities.items():
            text = files.texts["entity"].get(platform, {}).get(key)
            if text is None:
                yield f"{platform}.{key} has an icon and no text"
                continue
            for told in (icon, *icon.get("state_attributes", {}).values()):
                if told.get("default") in told.get("state", {}).values():
                    yield f"{platform}.{key} has a state with the usual icon"
            states = text.get("state", {})
            if states and not icon.get("state", {}).keys() <= states.keys():
                yield f"{platform}.{key} has an icon of a state that has no word"
