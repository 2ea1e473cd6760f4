"""Every word of the code has its text, and every text is a word of the code.

What hassfest and HACS ask of the files alone is in `tests/forge/`.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
import re
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.event import EventEntityDescription
from homeassistant.data_entry_flow import section
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.selector import SelectSelector
import pytest

from custom_components.nas_burnin import (
    PLATFORMS,
    config_flow,
    const,
    device_action,
    profiles,
    services,
)
from custom_components.nas_burnin.engine import errors, history
from custom_components.nas_burnin.engine.queue.plan import PROFILES
from custom_components.nas_burnin.flows import (
    forms as flow_forms,
    options_form,
    profile_flow,
)
from tests.forge.files import REAL
from tests.forge.of_actions import fields_of
from tests.forge.of_texts import placeholders

TEXTS, ICONS = REAL.texts, REAL.icons
TRIGGERS, CONDITIONS = REAL.triggers, REAL.conditions
# What lies beside the engine.
SOURCES = {
    name: text for name, text in REAL.sources.items() if not name.startswith("engine/")
}


def descriptions_of(platform: str) -> tuple[EntityDescription, ...]:
    """Every description that a platform holds, alone or in a table."""
    module = import_module(f"custom_components.nas_burnin.{platform}")
    found = [
        item
        for value in vars(module).values()
        for item in (value if isinstance(value, tuple) else (value,))
        # The stock classes are made at run time, and are no subclasses for Python.
        if hasattr(item, "translation_key") and hasattr(item, "entity_category")
        if not isinstance(item, type)
    ]
    unique = {(item.key, item.translation_key): item for item in found}
    return tuple(unique.values())


DESCRIPTIONS = {str(platform): descriptions_of(platform) for platform in PLATFORMS}

OPTIONS = options_form.options_schema(list(PROFILES))


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
    assert TEXTS["options"]["error"].keys() == errors_of("flows/options_form.py")


def test_every_profile_field_has_its_texts() -> None:
    assert TEXTS["config_subentries"].keys() == {profiles.SUBENTRY_PROFILE}
    told = TEXTS["config_subentries"][profiles.SUBENTRY_PROFILE]
    assert told.keys() == {"entry_type", "initiate_flow", "step", "error"}
    assert told["initiate_flow"].keys() == told["step"].keys()
    assert told["step"].keys() == {"user", "reconfigure"}
    for texts in told["step"].values():
        check_fields(texts, profile_flow.PROFILE_SCHEMA)
    assert told["error"].keys() == errors_of("flows/profile_flow.py")


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
    errors.HostUnreachable(stage="name"),
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
    of_our_own = {"host_invalid", "host_key_not_accepted", "key_lost"}
    assert TEXTS["config"]["error"].keys() == used | of_our_own | {"username_invalid"}


def test_every_refusal_has_its_sentence() -> None:
    raised = {
        key
        for source in SOURCES.values()
        for key in re.findall(r"refusal\(\s*\"(\w+)\"", source)
    }
    codes = {kind.code for kind in ERRORS}
    assert TEXTS["exceptions"].keys() == raised | codes | {const.ISSUE_ENGINE_STOPPED}


def refusals() -> Iterator[tuple[str, set[str]]]:
    """Each refusal in the code: its key, and the values that it brings along."""
    for path, text in SOURCES.items():
        for node in ast.walk(ast.parse(text, path)):
            match node:
                case ast.Call(
                    func=ast.Name(id="refusal"), args=[ast.Constant(value=str(key))]
                ):
                    yield key, {str(keyword.arg) for keyword in node.keywords}


@pytest.mark.parametrize(("key", "given"), list(refusals()))
def test_every_refusal_brings_what_its_sentence_tells(
    key: str, given: set[str]
) -> None:
    assert placeholders(TEXTS["exceptions"][key]["message"]) == given


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
    assert all(DESCRIPTIONS.values())


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


def test_every_device_action_has_its_text() -> None:
    texts = TEXTS["device_automation"]
    assert texts.keys() == {"action_type"}
    assert texts["action_type"].keys() == device_action.DRIVE_ACTIONS.keys()
    assert device_action.HOST_ACTIONS.items() <= device_action.DRIVE_ACTIONS.items()


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


def selector_options() -> Iterator[tuple[str, list[str]]]:
    for action in (*REAL.services.values(), TRIGGERS["burn_in_finished"]):
        for _, field in fields_of(action):
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
