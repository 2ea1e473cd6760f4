"""Removal of a NAS: its tests end or go on as its options say, and it never hangs."""

import asyncio
from dataclasses import replace
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.nas_burnin import removal
from custom_components.nas_burnin.const import DOMAIN, OPTION_AT_REMOVAL
from custom_components.nas_burnin.engine.errors import HistoryError, HostUnreachable
from custom_components.nas_burnin.engine.model import Actor, JobState, Who
from tests.components.callers import Caller, token_of, user_of
from tests.components.conftest import Engine
from tests.components.data import BUSY, HOST_ID, RUNNING, VIEW, change, job

JOB = job()


def ours(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {
        issue_id: issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


def stopping(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    options = {OPTION_AT_REMOVAL: "stop"}
    hass.config_entries.async_update_entry(entry, options=options)


async def test_tests_are_left_by_default(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.leaving.prepare.return_value = (JOB, JOB)
    engine.leaving.carry_out.return_value = (JOB,)
    await hass.config_entries.async_remove(loaded.entry_id)
    engine.leaving.prepare.assert_awaited_once_with(None)
    engine.mock.stop.assert_awaited_once()
    ((issue_id, issue),) = ours(hass).items()
    assert issue_id == f"tests_left_{HOST_ID}"
    assert issue.is_persistent
    placeholders = issue.translation_placeholders
    assert placeholders == {"host": "tank", "drives": "ST14000NM001G ZL2BUSY1"}


async def test_tests_are_ended_for_the_one_who_removes(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    stopping(hass, loaded)
    engine.leaving.prepare.return_value = (JOB,)
    assert await async_setup_component(hass, "config", {})
    user = await user_of(hass, Caller.ADMIN)
    assert user
    client = await hass_client_no_auth()
    authorization = {"Authorization": f"Bearer {await token_of(hass, user)}"}
    path = f"/api/config/config_entries/entry/{loaded.entry_id}"
    answer = await client.delete(path, headers=authorization)
    assert answer.ok
    engine.leaving.prepare.assert_awaited_once_with(Actor.person(user.id))
    assert not ours(hass)


async def test_a_removal_by_nobody(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    stopping(hass, loaded)
    await hass.config_entries.async_remove(loaded.entry_id)
    engine.leaving.prepare.assert_awaited_once_with(Actor(Who.INTEGRATION))


async def test_a_nas_that_is_away_is_removed_all_the_same(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine.leaving.prepare.return_value = (JOB,)
    engine.leaving.carry_out.side_effect = HostUnreachable("off")
    await hass.config_entries.async_remove(loaded.entry_id)
    assert ours(hass).keys() == {f"tests_unseen_{HOST_ID}"}
    assert "tank could not be looked at: host_unreachable" in caplog.text
    assert not hass.config_entries.async_entries(DOMAIN)


async def test_a_nas_that_hangs_is_removed_all_the_same(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    engine.leaving.prepare.return_value = (JOB,)
    engine.leaving.carry_out.side_effect = hang
    with patch.object(removal, "DEADLINE", 0.01):
        await hass.config_entries.async_remove(loaded.entry_id)
    assert ours(hass).keys() == {f"tests_unseen_{HOST_ID}"}


async def test_a_history_that_cannot_be_opened_keeps_no_entry(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.leaving.prepare.side_effect = HistoryError("full")
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not hass.config_entries.async_entries(DOMAIN)
    assert not ours(hass)


async def test_an_entry_that_was_never_set_up(
    hass: HomeAssistant, engine: Engine, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    engine.leaving.prepare.return_value = engine.leaving.carry_out.return_value = (JOB,)
    await hass.config_entries.async_remove(entry.entry_id)
    assert ours(hass).keys() == {f"tests_left_{HOST_ID}"}


async def test_no_other_repair_stays_and_this_one_goes_when_the_nas_is_back(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    unknown = replace(RUNNING, job=job(state=JobState.UNKNOWN))
    engine.publish(change(VIEW, BUSY, job=unknown), BUSY)
    assert ours(hass)
    engine.leaving.prepare.return_value = engine.leaving.carry_out.return_value = (JOB,)
    await hass.config_entries.async_remove(loaded.entry_id)
    assert ours(hass).keys() == {f"tests_left_{HOST_ID}"}

    engine.mock.view = VIEW
    again = MockConfigEntry(
        domain=DOMAIN, title="tank", unique_id=HOST_ID, data=loaded.data
    )
    again.add_to_hass(hass)
    assert await hass.config_entries.async_setup(again.entry_id)
    await hass.async_block_till_done()
    assert not ours(hass)
