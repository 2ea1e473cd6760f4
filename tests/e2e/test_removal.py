"""A NAS is removed from Home Assistant while it is at work."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.engine.model import Verdict
from mock_truenas.nas import MockNas
from tests.e2e.bench import met, units
from tests.e2e.test_home_assistant import devices, set_up, shows, start
from tests.profiles import QUICK

DRIVE = {"kind": "sata", "size": "16M", "bandwidth": 4}
SCENARIO = {"drives": [DRIVE] * 3, "in_use": False}


@pytest.fixture(autouse=True)
def _our_integration(enable_custom_integrations: None) -> None:
    """Home Assistant loads the integration from this repository."""


def repairs(hass: HomeAssistant) -> set[str]:
    return {
        issue.translation_key or ""
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
    }


def stays(nas: MockNas) -> list[str]:
    """What is on the NAS of us; the owner record is all that may be."""
    ours = ("supervisor.py", "badblocks")
    running = [line for _, line in nas.processes() if any(one in line for one in ours)]
    files = [path for path in nas.read_state_files() if "owner.json" not in path]
    return running + files


async def test_stopped_at_removal(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    async with MockNas(scenario=SCENARIO, in_use=False, speed=0.1) as nas:
        entry = await set_up(hass, nas)
        found = devices(hass, entry, nas)
        options = {"at_removal": "stop", "max_parallel": 2}
        hass.config_entries.async_update_entry(entry, options=options)
        await entry.runtime_data.burnin.set_max_parallel(2)
        drives = [found[serial] for serial in nas.blank()]
        await start(hass, hass_admin_user, drives, **QUICK)
        await met(lambda: len(units(nas)) == 2)

        await hass.config_entries.async_remove(entry.entry_id)
        assert stays(nas) == []
        assert not any(nas.claimed(serial) for serial in nas.blank())
        assert repairs(hass) == set()

        # Whoever sets it up again finds all three cancelled, and nothing begins.
        entry = await set_up(hass, nas)
        found = devices(hass, entry, nas)
        for serial in nas.blank():
            await shows(hass, found[serial], "burn_in", "cancelled")
        await entry.runtime_data.burnin.refresh()
        assert not units(nas)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_left_at_removal_and_found_again(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    async with MockNas(scenario=SCENARIO, in_use=False, speed=0.1) as nas:
        entry = await set_up(hass, nas)
        found = devices(hass, entry, nas)
        serial = nas.blank()[0]
        await start(hass, hass_admin_user, [found[serial]], **QUICK)
        await met(lambda: len(units(nas)) == 1)
        before = units(nas)

        await hass.config_entries.async_remove(entry.entry_id)
        assert units(nas) == before
        assert repairs(hass) == {"tests_left"}

        nas.change(lambda model: model.update(speed=100))
        await met(lambda: not units(nas))
        entry = await set_up(hass, nas)
        assert repairs(hass) == set()
        device = devices(hass, entry, nas)[serial]
        await shows(hass, device, "last_verdict", Verdict.PASSED)
        await met(lambda: stays(nas) == [])
        await hass.config_entries.async_unload(entry.entry_id)
