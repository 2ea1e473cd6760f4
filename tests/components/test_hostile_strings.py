"""Whatever a NAS or a person writes reaches people only as harmless text."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
import logging
from pathlib import Path
import re
import shutil
from typing import Any
from unittest.mock import patch

from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications as notifications_of,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.template import Template
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
from markdown_it import MarkdownIt
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN, EVENT_AUDIT, HOST
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Detector,
    DriveView,
    Event,
    EventKind,
    Evidence,
    HostView,
    JobState,
    JobView,
    Lock,
    LockState,
    Reason,
    StartAnswer,
    Who,
)
from custom_components.nas_burnin.engine.unlock.grants import UnlockAnswer
from custom_components.nas_burnin.errors import translated
from custom_components.nas_burnin.issues import (
    async_report_damage,
    async_report_engine_stopped,
    async_report_host_key,
)
from custom_components.nas_burnin.shown import LONGEST, escaped
from tests.components.conftest import Engine
from tests.components.data import BUSY, INFO, NOW, VIEW, drive, job
from tests.components.helpers import device_of, entity_id
from tests.hostile import STRINGS, dangerous

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation"

KEYS = [f"drive-{number}" for number in range(len(STRINGS))]
"""The engine makes the keys of drives itself, of harmless characters."""

# A few sentences about one thing, of which each may be so long.
LONGEST_OF_ALL = 3 * LONGEST


def test_there_are_enough() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 200


def hostile_drive(key: str, text: str) -> DriveView:
    seen = drive(key, text, text, text)
    seen = replace(
        seen,
        firmware=text,
        identity_problem=Reason("serial_garbled", {"nodes": text, "serial": text}),
    )
    member = {"pool": text, "node": text, "role": text, "health": text}
    facts = (
        Evidence(Lock.POOL, Detector.ZPOOL, text, Reason("pool_member", member), text),
        Evidence(
            Lock.MOUNTED,
            Detector.MOUNTS,
            text,
            Reason("mounted", {"node": text, "target": text}),
        ),
    )
    ended = replace(
        job(key, JobState.FAILED),
        serial=text,
        model=text,
        reasons=(
            Reason("tool_exit", {"exit": text, "text": text}),
            Reason("not_known_yet", {"detail": text}),
        ),
    )
    return DriveView(seen, LockState(Lock.POOL, facts), job=JobView(ended))


def hostile_view() -> HostView:
    views = {
        key: hostile_drive(key, text) for key, text in zip(KEYS, STRINGS, strict=True)
    }
    return replace(VIEW, drives={**VIEW.drives, **views})


def texts(value: Any) -> Iterator[str]:
    """Every text in something, keys too."""
    match value:
        case str():
            yield value
        case Mapping():
            for key, item in value.items():
                yield from texts(key)
                yield from texts(item)
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from texts(item)


def assert_harmless(value: Any) -> None:
    for text in texts(value):
        assert not dangerous(text), ascii(text)
        assert len(text) <= LONGEST_OF_ALL


async def test_states_and_registries(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    engine.mock.view = hostile_view()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    states = hass.states.async_all()
    assert len(states) > 10 * len(STRINGS)
    for state in states:
        assert len(state.entity_id) <= 255
        assert_harmless([state.entity_id, state.name, state.state])
        assert_harmless(state.attributes)
        assert json_bytes(state.as_dict())
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert len(devices) == len(STRINGS) + 4
    for device in devices:
        assert_harmless(device.dict_repr)
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        assert_harmless([entity.entity_id, entity.original_name, entity.unique_id])
    assert_harmless([record.getMessage() for record in ours(caplog)])


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Our own records: what Home Assistant logs of the words of others is its own."""
    return [record for record in caplog.records if DOMAIN in record.name]


async def test_words_of_the_host(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for text in STRINGS:
        problem = Reason("host_unreachable", {"detail": text})
        info = replace(INFO, os_name=text, os_version=text)
        engine.publish(replace(VIEW, connected=False, problem=problem, info=info), HOST)
        shown = hass.states.get(entity_id(hass, "binary_sensor", "", "connection"))
        assert shown is not None
        assert_harmless(shown.attributes)
    assert_harmless([record.getMessage() for record in ours(caplog)])


@pytest.mark.parametrize("text", ["\x1b[31m", "{{ 7 * 7 }}", "a\nb"], ids=ascii)
async def test_name_of_the_entry(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    text: str,
) -> None:
    hass.config_entries.async_update_entry(entry, title=text)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    engine.publish(replace(VIEW, connected=False), HOST)
    device = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)[0]
    assert_harmless([device.name])
    said = [record for record in ours(caplog) if "does not answer" in record.message]
    assert len(said) == 1
    assert_harmless([record.getMessage() for record in said])


async def test_events_of_the_audit_trail(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    events = async_capture_events(hass, EVENT_AUDIT)
    for text in STRINGS:
        engine.audit(
            AuditEntry(
                at=NOW,
                who=Who.PERSON,
                what="unlock_refused",
                who_id="ada",
                drive_key=BUSY,
                evidence={text: text, "more": [text, {"deep": text}]},
            )
        )
    await hass.async_block_till_done()
    assert len(events) == len(STRINGS)
    for event in events:
        assert_harmless(event.data)


async def test_answers_and_errors(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_admin_user: MockUser,
) -> None:
    by = Context(user_id=hass_admin_user.id)
    device = device_of(hass, loaded, BUSY).id
    begin = {"device_id": device, "profile": "quick", "acknowledge_erase": True}
    words = {"device_id": device, "confirmation": "tank"}
    for text in STRINGS:
        why = Reason("mounted", {"node": text, "target": text})
        engine.mock.enqueue.return_value = (StartAnswer(BUSY, "locked", None, (why,)),)
        engine.mock.unlock.return_value = (UnlockAnswer(BUSY, None, why, text),)
        for action, data in (("start", begin), ("unlock", words)):
            answer = await hass.services.async_call(
                DOMAIN, action, data, True, by, return_response=True
            )
            assert_harmless(answer)
            with pytest.raises(HomeAssistantError) as refused:
                await hass.services.async_call(DOMAIN, action, data, True, by)
            assert_harmless(refused.value.translation_placeholders)


@pytest.mark.parametrize("action", ["unlock", "start"])
async def test_what_a_person_types(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_admin_user: MockUser,
    action: str,
) -> None:
    """It goes to the engine as it is, or not at all; devices have to be known."""
    by = Context(user_id=hass_admin_user.id)
    device = device_of(hass, loaded, BUSY).id
    engine.mock.unlock.return_value = (
        UnlockAnswer(BUSY, None, Reason("wrong_token"), "tank"),
    )
    for text in STRINGS:
        typed: dict[str, dict[str, Any]] = {
            "unlock": {"device_id": device, "confirmation": text},
            "start": {"device_id": text, "profile": "quick", "acknowledge_erase": True},
        }
        engine.mock.unlock.reset_mock()
        with pytest.raises((HomeAssistantError, vol.Invalid)):
            await hass.services.async_call(DOMAIN, action, typed[action], True, by)
        for call in engine.mock.unlock.await_args_list:
            assert call.args[1] == text
            assert len(text) <= LONGEST
    engine.mock.enqueue.assert_not_awaited()


@pytest.mark.parametrize("error", [HostUnreachable])
async def test_errors_of_the_engine(
    hass: HomeAssistant, error: type[HostUnreachable]
) -> None:
    for text in STRINGS:
        with pytest.raises(HomeAssistantError) as raised, translated(hass):
            raise error(text, stage=text)
        assert_harmless(raised.value.translation_placeholders)


# --- Where Home Assistant renders ----------------------------------------------------

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def elements(text: str) -> set[str]:
    """What kinds of things a text becomes where markdown is rendered."""
    kinds = set()
    for token in MARKDOWN.parse(text):
        kinds.add(token.type)
        kinds.update(child.type for child in token.children or ())
    return kinds


def test_the_renderer_would_be_fooled() -> None:
    plain = elements("x")
    fooled = [text for text in STRINGS if elements(f"a {text}") - plain]
    assert len(fooled) > 10
    assert "image" in elements("![x](https://evil.example/x.png)")


def test_escaped_text_is_plain() -> None:
    plain = elements("a x b") | {"text"}
    for text in STRINGS:
        assert elements(f"a {escaped(text)} b") <= plain, ascii(text)
        assert "://" not in escaped(text)
        assert "www." not in escaped(text)


async def test_repairs(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    issues = await async_get_translations(hass, "en", "issues", [DOMAIN])
    registry = ir.async_get(hass)
    with patch.object(MockConfigEntry, "async_start_reauth"):
        for text in ("harmless", *STRINGS):
            object.__setattr__(loaded, "title", text)
            async_report_engine_stopped(hass, loaded)
            both = Reason("host_key_changed", {"expected": text, "found": text})
            async_report_host_key(hass, loaded, both)
            async_report_damage(hass, "/config/history.db", text)
            repairs = [
                issue
                for (domain, _), issue in registry.issues.items()
                if domain == DOMAIN
            ]
            assert len(repairs) == 3
            for repair in repairs:
                values = repair.translation_placeholders or {}
                assert_harmless(values)
                path = f"component.{DOMAIN}.issues.{repair.translation_key}"
                said = issues[f"{path}.description"]
                usual = said.format_map({**dict.fromkeys(values, "x")})
                assert elements(said.format_map(values)) <= elements(usual)
                # Titles are plain text, and the name of the host stands only there.
                assert "{host}" not in said


async def test_forms(hass: HomeAssistant, engine: Engine) -> None:
    with patch(
        "custom_components.nas_burnin.config_flow.fetch_host_key", autospec=True
    ) as fetch:
        for text in STRINGS:
            fetch.side_effect = HostUnreachable(text)
            begun = await hass.config_entries.flow.async_init(
                DOMAIN, context={"source": "user"}
            )
            form = await hass.config_entries.flow.async_configure(
                begun["flow_id"],
                {
                    "host": text,
                    "port": 22,
                    "username": text,
                    "key_source": "generate",
                },
            )
            assert form["type"] is FlowResultType.FORM
            assert form["errors"]
            assert_harmless(form["description_placeholders"])
            hass.config_entries.flow.async_abort(form["flow_id"])


async def test_nothing_is_taken_for_a_template(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    number = STRINGS.index("{{ 7 * 7 }}")
    engine.mock.view = hostile_view()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    lock = entity_id(hass, "lock", KEYS[number], "safety_lock")
    shown = Template(f"{{{{ state_attr('{lock}', 'to_unlock') }}}}", hass)
    assert shown.async_render(parse_result=False) == "{{ 7 * 7 }}"


async def test_notifications(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    """The blueprint's own notification, with reasons full of markup."""
    assert await async_setup_component(hass, "persistent_notification", {})
    target = Path(hass.config.path("blueprints", "automation"))
    await hass.async_add_executor_job(shutil.copytree, BLUEPRINTS, target)
    automation = {"use_blueprint": {"path": "nas_burnin/burn_in_ended.yaml"}}
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    for text in STRINGS:
        why = Reason("tool_exit", {"exit": "1", "text": text})
        engine.happen(Event(EventKind.FAILED, NOW, BUSY, "job", reasons=(why,)))
        await hass.async_block_till_done()
    told = notifications_of(hass)
    assert len(told) >= len(STRINGS) - 1
    for notification in told.values():
        assert_harmless([notification["title"], notification["message"]])
        assert elements(notification["message"]) <= {
            *("inline", "paragraph_open", "paragraph_close", "text", "softbreak"),
        }, ascii(notification["message"])
        assert not re.search(r"(?<!\\)://|www\.", notification["message"])
