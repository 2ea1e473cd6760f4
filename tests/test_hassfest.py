"""What hassfest and HACS ask of an integration, and more: texts for everything."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
import json
from pathlib import Path
import re
from string import Formatter
import struct
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.event import EventEntityDescription

# Importing it puts the validation engine of Home Assistant in place.
import homeassistant.const  # noqa: F401
from homeassistant.data_entry_flow import section
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.selector import SelectSelector, validate_selector
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.nas_burnin import (
    PLATFORMS,
    binary_sensor,
    button,
    calendar,
    condition,
    config_flow,
    const,
    event,
    flow_forms,
    lock,
    number,
    options_form,
    profile_flow,
    profiles,
    select,
    sensor,
    services,
    switch,
    trigger,
)
from custom_components.nas_burnin.engine import errors, history
from custom_components.nas_burnin.engine.plan import PROFILES


def yaml_of(name: str) -> dict[str, Any]:
    parsed = parse_yaml((ROOT / name).read_text())
    assert isinstance(parsed, dict)
    return parsed


ROOT = Path(__file__).parent.parent / "custom_components" / "nas_burnin"
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text())
TEXTS: dict[str, Any] = json.loads((ROOT / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((ROOT / "icons.json").read_text())
SERVICES: dict[str, Any] = yaml_of("services.yaml")
TRIGGERS: dict[str, Any] = yaml_of("triggers.yaml")
CONDITIONS: dict[str, Any] = yaml_of("conditions.yaml")
QUALITY: dict[str, Any] = yaml_of("quality_scale.yaml")
SOURCES = {path.name: path.read_text() for path in ROOT.glob("*.py")}

DESCRIPTIONS: dict[str, tuple[EntityDescription, ...]] = {
    "binary_sensor": (
        binary_sensor.CONNECTION,
        binary_sensor.PROBLEM,
        binary_sensor.STALLED,
    ),
    "button": (
        *(button.START, button.CANCEL, button.RESUME),
        *(*button.TESTS, button.CANCEL_TEST),
    ),
    "calendar": (calendar.BURN_INS,),
    "event": (event.DRIVE_EVENTS, event.HOST_EVENTS),
    "lock": (lock.SAFETY_LOCK,),
    "number": (number.PARALLEL_TESTS,),
    "select": (select.PROFILE,),
    "sensor": (*sensor.HOST_SENSORS, *sensor.DRIVE_SENSORS),
    "switch": (switch.PAUSE, switch.PAUSE_ALL),
}
RULES = 54


OPTIONS = options_form.options_schema(list(PROFILES))


def leaves(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    else:
        yield ".".join(path), node


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from keys(value)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_manifest() -> None:
    assert list(MANIFEST) == [
        "domain",
        "name",
        *sorted(MANIFEST.keys() - {"domain", "name"}),
    ]
    known = {
        *("domain", "name", "codeowners", "config_flow", "dependencies"),
        *("documentation", "integration_type", "iot_class", "issue_tracker"),
        *("loggers", "requirements", "version"),
    }
    assert MANIFEST.keys() == known
    assert MANIFEST["domain"] == const.DOMAIN == ROOT.name
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] == "local_polling"
    assert re.fullmatch(r"\d+\.\d+\.\d+", MANIFEST["version"])
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    for key in ("documentation", "issue_tracker"):
        assert MANIFEST[key].startswith("https://")
        assert "home-assistant.io" not in MANIFEST[key]
    for requirement in MANIFEST["requirements"]:
        assert re.fullmatch(r"[a-z]+>=[\d.]+,<\d+", requirement)


def test_components_that_are_used_are_declared() -> None:
    used = {
        match
        for source in SOURCES.values()
        for match in re.findall(r"homeassistant\.components\.(\w+)", source)
    }
    # Whoever has a platform for it needs no repairs to be there.
    free = {*map(str, PLATFORMS), "repairs"}
    assert used - free == set(MANIFEST["dependencies"])


@pytest.mark.parametrize(("path", "text"), leaves(TEXTS))
def test_texts(path: str, text: str) -> None:
    assert text.strip() == text != ""
    assert "[%key:" not in text
    assert not re.search(r"https?://|www\.", text)
    assert not re.search(r"<[a-zA-Z/]", text)
    assert not re.search(r"'\{\w+\}'", text)
    assert all(name.isidentifier() for name in placeholders(text))


@pytest.mark.parametrize("key", sorted(set(keys(TEXTS))))
def test_keys_of_texts(key: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", key)


def test_no_texts_where_custom_integrations_may_have_none() -> None:
    assert not (ROOT / "strings.json").exists()


def schema_fields(schema: Any) -> set[str]:
    return {str(marker) for marker in schema.schema}


STEPS = {
    "user": flow_forms.USER_SCHEMA,
    "reconfigure": flow_forms.RECONFIGURE_SCHEMA,
    "reauth_confirm": flow_forms.REAUTH_SCHEMA,
    "reauth_host_key": flow_forms.REAUTH_SCHEMA,
    "host_key": flow_forms.ACCEPT_SCHEMA,
    "host_key_changed": flow_forms.ACCEPT_SCHEMA,
    "paste_key": flow_forms.PASTE_SCHEMA,
    "upload_key": flow_forms.UPLOAD_SCHEMA,
    "authorize": flow_forms.AUTHORIZE_SCHEMA,
}


def test_every_step_has_its_texts() -> None:
    steps = TEXTS["config"]["step"]
    assert steps.keys() == STEPS.keys()
    for step, schema in STEPS.items():
        fields = schema_fields(schema)
        assert steps[step]["data"].keys() == fields
        assert steps[step]["data_description"].keys() == fields
        assert hasattr(config_flow.NasBurninConfigFlow, f"async_step_{step}")


def check_fields(texts: dict[str, Any], schema: Any) -> None:
    """Every field of a form has its texts, and every section its own."""
    sections = {
        str(marker): below.schema
        for marker, below in schema.schema.items()
        if isinstance(below, section)
    }
    fields = schema_fields(schema) - sections.keys()
    assert texts["data"].keys() == texts["data_description"].keys() == fields
    assert texts.get("sections", {}).keys() == sections.keys()
    for name, below in sections.items():
        assert {"name", "description"} < texts["sections"][name].keys()
        check_fields(texts["sections"][name], below)


def test_every_option_has_its_texts() -> None:
    steps = TEXTS["options"]["step"]
    assert steps.keys() == {"init"}
    check_fields(steps["init"], OPTIONS)
    assert TEXTS["options"]["error"].keys() == errors_of("options_form.py")


def test_every_profile_field_has_its_texts() -> None:
    assert TEXTS["config_subentries"].keys() == {profiles.SUBENTRY_PROFILE}
    told = TEXTS["config_subentries"][profiles.SUBENTRY_PROFILE]
    assert told.keys() == {"entry_type", "initiate_flow", "step", "error"}
    assert told["initiate_flow"].keys() == told["step"].keys()
    assert told["step"].keys() == {"user", "reconfigure"}
    for texts in told["step"].values():
        check_fields(texts, profile_flow.PROFILE_SCHEMA)
    assert told["error"].keys() == errors_of("profile_flow.py")


def errors_of(file: str) -> set[str]:
    """The keys of the errors that a form answers."""
    said = r"(?:found\[\w+\] = |return |name: )\"(\w+)\"$"
    return set(re.findall(said, SOURCES[file], re.MULTILINE))


def all_errors(kind: type[errors.BurnInError]) -> Iterator[type[errors.BurnInError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from all_errors(below)


ERRORS = sorted(all_errors(errors.BurnInError), key=lambda kind: kind.__name__)


def test_there_are_errors_of_all_rooms() -> None:
    assert {errors.ToolMissing, history.JobEnded} <= set(ERRORS)


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_of_the_engine_has_its_sentence(
    kind: type[errors.BurnInError],
) -> None:
    message = TEXTS["exceptions"][kind.code]["message"]
    # Only what every error of that kind has for certain.
    certain = {"detail"} | ({"tool"} if kind is errors.ToolMissing else set())
    assert placeholders(message) <= certain


FLOW_ERRORS = [
    *(
        problem
        for kind in ERRORS
        if issubclass(kind, errors.HostError | errors.SetupError)
        and kind
        not in (
            errors.HostError,
            errors.SetupError,
            errors.HostKeyChanged,
            errors.KeyUnusable,
        )
        for problem in [kind(seconds="1", tool="x")]
    ),
    errors.HostUnreachable(stage="login"),
    *(
        errors.KeyUnusable(problem=problem)
        for problem in (
            *("public_key", "putty", "not_a_key"),
            *("passphrase_needed", "passphrase_wrong"),
        )
    ),
]


@pytest.mark.parametrize("err", FLOW_ERRORS, ids=flow_forms.error_key)
def test_every_error_of_the_flow_has_its_sentence(err: errors.BurnInError) -> None:
    text = TEXTS["config"]["error"][flow_forms.error_key(err)]
    assert placeholders(text) <= err.values.keys()


def test_no_sentence_of_the_flow_is_left_over() -> None:
    used = {flow_forms.error_key(err) for err in FLOW_ERRORS}
    of_our_own = {"host_key_not_accepted", "username_invalid"}
    assert TEXTS["config"]["error"].keys() == used | of_our_own


def test_every_refusal_has_its_sentence() -> None:
    raised = {
        key
        for source in SOURCES.values()
        for key in re.findall(r"refusal\(\s*\"(\w+)\"", source)
    }
    codes = {kind.code for kind in ERRORS}
    assert TEXTS["exceptions"].keys() == raised | codes | {const.ISSUE_ENGINE_STOPPED}


def test_every_repair_has_its_texts() -> None:
    issues = {value for name, value in vars(const).items() if name.startswith("ISSUE_")}
    assert TEXTS["issues"].keys() == issues


def test_every_entity_has_its_texts_and_icon() -> None:
    for platform, descriptions in DESCRIPTIONS.items():
        texts = TEXTS["entity"].get(platform, {})
        icons = ICONS["entity"].get(platform, {})
        named = {d.translation_key for d in descriptions if d.translation_key}
        assert texts.keys() == named
        assert icons.keys() == named
        for description in descriptions:
            if description.translation_key is None:
                assert description.device_class is not None


def test_every_platform_has_its_descriptions() -> None:
    assert DESCRIPTIONS.keys() == {str(platform) for platform in PLATFORMS}
    assert sorted(PLATFORMS) == PLATFORMS
    for platform in PLATFORMS:
        assert "PARALLEL_UPDATES = " in SOURCES[f"{platform}.py"]


def options_of(description: EntityDescription) -> list[str] | None:
    if isinstance(description, BinarySensorEntityDescription | ButtonEntityDescription):
        return None
    return getattr(description, "options", None)


@pytest.mark.parametrize(
    ("platform", "description"),
    [(p, d) for p, many in DESCRIPTIONS.items() for d in many if options_of(d)],
    ids=lambda value: getattr(value, "key", value),
)
def test_every_state_has_its_word(
    platform: str, description: EntityDescription
) -> None:
    key = description.translation_key
    assert key is not None
    options = set(options_of(description) or ())
    assert TEXTS["entity"][platform][key]["state"].keys() == options
    icon = ICONS["entity"][platform][key]
    assert icon.get("state", {}).keys() <= options
    assert icon["default"] not in icon.get("state", {}).values()


@pytest.mark.parametrize("description", DESCRIPTIONS["event"], ids=lambda d: d.key)
def test_every_event_has_its_word_and_icon(
    description: EventEntityDescription,
) -> None:
    assert description.translation_key is not None
    texts = TEXTS["entity"]["event"][description.translation_key]
    icons = ICONS["entity"]["event"][description.translation_key]
    for words in (texts, icons):
        told = words["state_attributes"]["event_type"]["state"]
        assert list(told) == description.event_types


@pytest.mark.parametrize("icon", [text for _, text in leaves(ICONS)])
def test_icons_are_of_the_one_set(icon: str) -> None:
    assert re.fullmatch(r"mdi:[a-z0-9-]+", icon)


def action_fields(action: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, field in action["fields"].items():
        flat |= field.get("fields", {name: field})
    return flat


RANGE = ("device_id", "config_entry_id", "since", "until")
PAGED = ("limit", "before")
ACTIONS = {
    services.ACTION_START: {
        *("device_id", "profile", "stages"),
        *("acknowledge_erase", "patterns", "error_limit"),
    },
    services.ACTION_CANCEL: {"device_id"},
    services.ACTION_PAUSE: {"device_id"},
    services.ACTION_RESUME: {"device_id"},
    services.ACTION_UNLOCK: {"device_id", "confirmation"},
    services.ACTION_RELOCK: {"device_id"},
    services.ACTION_START_TEST: {"device_id", "kind"},
    services.ACTION_CANCEL_TEST: {"device_id"},
    services.ACTION_GET_HISTORY: {*RANGE, *PAGED, "state", "verdict"},
    services.ACTION_GET_REPORT: {"config_entry_id", "hours"},
    services.ACTION_GET_CERTIFICATE: {"device_id", "job"},
    services.ACTION_EXPORT: {*RANGE, *PAGED, "format"},
    services.ACTION_FORGET_DRIVE: {"device_id"},
    services.ACTION_SET_NOTE: {"device_id", "note"},
}


@pytest.mark.parametrize("action", ACTIONS)
def test_actions(action: str) -> None:
    described = SERVICES[action]
    fields = action_fields(described)
    assert fields.keys() == ACTIONS[action]
    for field in fields.values():
        assert validate_selector(field["selector"])
    texts = TEXTS["services"][action]
    assert texts["fields"].keys() == fields.keys()
    for text in texts["fields"].values():
        assert text.keys() == {"name", "description"}
    sections = {name for name, f in described["fields"].items() if "fields" in f}
    assert texts.get("sections", {}).keys() == sections
    icons = ICONS["services"][action]
    assert icons.get("sections", {}).keys() == sections
    assert "service" in icons


def check_described(
    described: dict[str, Any], names: Iterable[str], kind: str, opening: str
) -> None:
    """Every trigger, or condition, has its target, texts and icon."""
    shown = {key: value for key, value in described.items() if key[0] != "."}
    texts, icons = TEXTS[f"{kind}s"], ICONS[f"{kind}s"]
    assert shown.keys() == texts.keys() == icons.keys() == set(names)
    for name, description in shown.items():
        assert description["target"]["entity"]["integration"] == const.DOMAIN
        fields = description.get("fields", {})
        assert texts[name].get("fields", {}).keys() == fields.keys()
        assert all("name" in text for text in texts[name].get("fields", {}).values())
        for field in fields.values():
            assert validate_selector(field["selector"])
        assert texts[name]["description"].startswith(f"{opening} one or more ")
        assert texts[name]["name"][0].isupper()
        assert icons[name].keys() == {kind}


def test_triggers() -> None:
    check_described(TRIGGERS, trigger.TRIGGERS, "trigger", "Triggers when")
    result = TRIGGERS["burn_in_finished"]["fields"]["result"]
    choices = result["selector"]["select"]["options"]
    assert choices == [trigger.ANY_RESULT, *trigger.RESULTS]
    assert result["default"] in choices


def test_conditions() -> None:
    check_described(CONDITIONS, condition.CONDITIONS, "condition", "Tests if")
    assert all(name.startswith("is_") for name in condition.CONDITIONS)
    keys_of_sensors = {sensor.key for sensor in DESCRIPTIONS["sensor"]}
    assert condition.BURN_IN in keys_of_sensors


def test_no_action_is_left_over() -> None:
    assert SERVICES.keys() == TEXTS["services"].keys() == ICONS["services"].keys()
    assert SERVICES.keys() == ACTIONS.keys()
    assert not set(keys(SERVICES)) & {"name", "description"}


def selector_options() -> Iterator[tuple[str, list[str]]]:
    for action in (*SERVICES.values(), TRIGGERS["burn_in_finished"]):
        for field in action_fields(action).values():
            chosen = field["selector"].get("select")
            if chosen is not None:
                yield chosen["translation_key"], chosen["options"]
    sources = [flow_forms.GENERATE, flow_forms.PASTE, flow_forms.UPLOAD]
    yield flow_forms.CONF_KEY_SOURCE, [*sources, flow_forms.KEEP]
    for schema in (OPTIONS, profile_flow.PROFILE_SCHEMA):
        for field in every_field(schema):
            if isinstance(field, SelectSelector):
                words = [str(word) for word in field.config["options"]]
                yield field.config["translation_key"], words


def every_field(schema: Any) -> Iterator[Any]:
    for field in schema.schema.values():
        if isinstance(field, section):
            yield from every_field(field.schema)
        else:
            yield field


def test_every_choice_has_its_word() -> None:
    texts = TEXTS["selector"]
    choices: dict[str, list[str]] = {}
    for key, words in selector_options():
        choices[key] = [*dict.fromkeys([*choices.get(key, []), *words])]
    assert texts.keys() == choices.keys()
    for key, words in choices.items():
        assert texts[key]["options"].keys() == set(words)
    assert choices["profile"] == list(PROFILES)
    assert choices["stages"] == [stage.value for stage in services.STAGES]


def test_quality_scale() -> None:
    class Status(StrEnum):
        DONE = "done"
        TODO = "todo"
        EXEMPT = "exempt"

    assert QUALITY.keys() == {"rules"}
    assert len(QUALITY["rules"]) == RULES
    for state in QUALITY["rules"].values():
        if isinstance(state, str):
            assert Status(state) is not Status.EXEMPT
        else:
            assert Status(state["status"])
            assert state["comment"].strip()


@pytest.mark.parametrize(("name", "side"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_brand(name: str, side: int) -> None:
    header = (ROOT / "brand" / name).read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header[16:24]) == (side, side)


def test_configuration_is_by_entries_alone() -> None:
    assert (
        "CONFIG_SCHEMA = cv.config_entry_only_config_schema" in SOURCES["__init__.py"]
    )


def test_the_root_stays_small() -> None:
    assert len(SOURCES["__init__.py"].splitlines()) < 100
