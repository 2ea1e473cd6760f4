"""What hassfest asks of texts, and more: whole in English, the same in every language."""

from collections.abc import Iterator, Mapping
import re
from string import Formatter
from typing import Any

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from tests.forge.files import Files

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_ADDRESS = re.compile(r"(?:\b\w+://|www\.)[a-z0-9]", re.IGNORECASE)


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every text with its dotted path."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield ".".join(path), node


def keys(node: Any) -> Iterator[str]:
    """Every key, of every depth."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield key
            yield from keys(value)


def placeholders(text: str) -> set[str]:
    """What a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _harmless(text: Any) -> str:
    if not isinstance(text, str) or text != text.strip() or not text:
        raise vol.Invalid("is no text, or has space around it")
    cv.string_with_no_html(text)
    for wrong, why in (
        (r"\[%key:|%\]", "refers to another text"),
        (r"'\{\w+\}'", "has a placeholder in single quotes"),
    ):
        if re.search(wrong, text):
            raise vol.Invalid(why)
    if _ADDRESS.search(text):
        raise vol.Invalid("has an address")
    try:
        names = placeholders(text)
    except ValueError as err:
        raise vol.Invalid("has a brace too many") from err
    if not all(name.isidentifier() for name in names):
        raise vol.Invalid("has a placeholder that is no name")
    return text


def _plain(text: Any) -> str:
    """What is said of a state: nothing ever fills it in."""
    if placeholders(_harmless(text)):
        raise vol.Invalid("has a placeholder that nobody fills")
    return str(text)


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise vol.Invalid(f"{text} is no key")
    return text


def _by_key(value: Any) -> Any:
    return vol.Schema({_key: value})


_TEXT = _harmless
_STATES = {vol.Optional("name"): _plain, vol.Optional("state"): _by_key(_plain)}
_NAMED = {vol.Required("name"): _TEXT, vol.Required("description"): _TEXT}
_FIELDS = {
    vol.Optional("data"): _by_key(_TEXT),
    vol.Optional("data_description"): _by_key(_TEXT),
}


def _flow(extra: Mapping[Any, Any] | None = None) -> Any:
    step = {
        vol.Optional("title"): _TEXT,
        vol.Optional("description"): _TEXT,
        **_FIELDS,
        vol.Optional("menu_options"): _by_key(_TEXT),
        vol.Optional("menu_option_descriptions"): _by_key(_TEXT),
        vol.Optional("submit"): _TEXT,
        vol.Optional("sections"): _by_key(
            {**_FIELDS, vol.Optional("name"): _TEXT, vol.Optional("description"): _TEXT}
        ),
    }
    return vol.Schema(
        {
            vol.Optional("flow_title"): _TEXT,
            vol.Required("step"): _by_key(step),
            **{
                vol.Optional(name): _by_key(_TEXT)
                for name in ("error", "abort", "progress", "create_entry")
            },
            **(extra or {}),
        }
    )


_ENTITY = {
    vol.Optional("name"): _TEXT,
    vol.Optional("state"): _by_key(_plain),
    vol.Optional("unit_of_measurement"): _plain,
    vol.Optional("state_attributes"): _by_key(_STATES),
}
_AUTOMATION = {
    vol.Required("name"): _TEXT,
    vol.Required("description"): _TEXT,
    vol.Optional("description_configured"): _TEXT,
    vol.Optional("fields"): _by_key(
        {vol.Required("name"): _TEXT, vol.Optional("description"): _TEXT}
    ),
}
_DEVICE_AUTOMATION = (
    *("action_type", "condition_type", "trigger_type", "trigger_subtype"),
    *("extra_fields", "extra_fields_descriptions"),
)
SCHEMA = vol.Schema(
    {
        vol.Optional("title"): _TEXT,
        vol.Required("config"): _flow(),
        vol.Optional("options"): _flow(),
        vol.Optional("config_subentries"): _by_key(
            _flow(
                {
                    vol.Required("entry_type"): _TEXT,
                    vol.Required("initiate_flow"): vol.Schema(
                        {vol.Required("user"): _TEXT, _key: _TEXT}
                    ),
                }
            )
        ),
        vol.Optional("selector"): _by_key(
            {
                vol.Optional("options"): _by_key(_TEXT),
                vol.Optional("choices"): _by_key(_TEXT),
                vol.Optional("unit_of_measurement"): _by_key(_TEXT),
                vol.Optional("fields"): _by_key(_NAMED),
            }
        ),
        vol.Optional("device"): _by_key({vol.Optional("name"): _TEXT}),
        vol.Optional("device_automation"): {
            vol.Optional(name): _by_key(_TEXT) for name in _DEVICE_AUTOMATION
        },
        vol.Optional("system_health"): {vol.Optional("info"): _by_key(_TEXT)},
        vol.Required("entity"): _by_key(_by_key(_ENTITY)),
        vol.Optional("exceptions"): _by_key({vol.Required("message"): _TEXT}),
        vol.Optional("services"): _by_key(
            {
                **_NAMED,
                vol.Optional("fields"): _by_key(_NAMED),
                vol.Optional("sections"): _by_key(
                    {vol.Required("name"): _TEXT, vol.Optional("description"): _TEXT}
                ),
            }
        ),
        vol.Optional("issues"): _by_key(
            vol.Any(
                {vol.Required("title"): _TEXT, vol.Required("description"): _TEXT},
                {vol.Required("title"): _TEXT, vol.Required("fix_flow"): _flow()},
            )
        ),
        vol.Optional("triggers"): _by_key(_AUTOMATION),
        vol.Optional("conditions"): _by_key(_AUTOMATION),
        vol.Optional("common"): _by_key(_TEXT),
    }
)


def texts(files: Files) -> Iterator[str]:
    """Yield what is wrong with the form of a language's texts."""
    for language, given in files.languages.items():
        try:
            SCHEMA(given)
        except vol.Invalid as err:
            yield f"{language}: {err}"
        for flow in _flows(given):
            for step, told in flow["step"].items():
                yield from _undescribed(f"{language}: {step}", told)
    if any(path.endswith("/strings.json") for path in files.listed):
        yield "custom integrations have no strings.json"


def _flows(given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (given[name] for name in ("config", "options") if name in given)
    yield from given.get("config_subentries", {}).values()
    issues = given.get("issues", {}).values()
    yield from (issue["fix_flow"] for issue in issues if "fix_flow" in issue)


def _undescribed(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    fields, described = told.get("data", {}), told.get("data_description", {})
    yield from (f"{name}: {key} is not described" for key in fields.keys() ^ described)
    for section, below in told.get("sections", {}).items():
        yield from _undescribed(f"{name}.{section}", below)


def languages(files: Files) -> Iterator[str]:
    """Yield where a language has other texts, or other placeholders, than English."""
    english = dict(leaves(files.texts))
    for language, given in files.languages.items():
        told = dict(leaves(given))
        yield from (f"{language} lacks {path}" for path in english.keys() - told)
        yield from (f"{language} has {path} alone" for path in told.keys() - english)
        for path in told.keys() & english.keys():
            if placeholders(told[path]) != placeholders(english[path]):
                yield f"{language} fills {path} with other values"
