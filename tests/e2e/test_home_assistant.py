"""Home Assistant, the integration and a NAS: what a person does, from the first form."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME
from homeassistant.core import Context, HomeAssistant, ServiceResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.nas_burnin.const import DOMAIN
from custom_components.nas_burnin.coordinator import NasBurninConfigEntry
from custom_components.nas_burnin.engine.model import Verdict
from custom_components.nas_burnin.engine.report.checksum import verify, verify_page
from mock_truenas.nas import MockNas
from tests.e2e.bench import met, units
from tests.profiles import QUICK

SLOW = {"kind": "sata", "size": "16M", "bandwidth": 2}


@pytest.fixture(autouse=True)
def _our_integration(enable_custom_integrations: None) -> None:
    """Home Assistant loads the integration from this repository."""


async def set_up(hass: HomeAssistant, nas: MockNas) -> NasBurninConfigEntry:
    """Go through the forms as a person does who has a shell on the NAS."""
    flow = hass.config_entries.flow
    form = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    address = {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: nas.port,
        CONF_USERNAME: nas.user,
        "key_source": "generate",
    }
    form = await flow.async_configure(form["flow_id"], address)
    placeholders = form["description_placeholders"] or {}
    assert nas.fingerprint in placeholders.values()
    form = await flow.async_configure(form["flow_id"], {"accepted": True})
    placeholders = form["description_placeholders"] or {}
    (key,) = {text for text in placeholders.values() if text.startswith("restrict")}
    nas.authorize(key.partition(" ")[2])
    done = await flow.async_configure(form["flow_id"], {CONF_USERNAME: nas.user})
    assert done["type"] is FlowResultType.CREATE_ENTRY, done
    await hass.async_block_till_done()
    entry: NasBurninConfigEntry = done["result"]
    assert entry.state is ConfigEntryState.LOADED
    return entry


@asynccontextmanager
async def at_home(
    hass: HomeAssistant, **nas: Any
) -> AsyncIterator[tuple[MockNas, NasBurninConfigEntry]]:
    """A NAS that was just set up in Home Assistant."""
    async with MockNas(**nas) as host:
        entry = await set_up(hass, host)
        try:
            yield host, entry
        finally:
            await hass.config_entries.async_unload(entry.entry_id)


def devices(
    hass: HomeAssistant, entry: NasBurninConfigEntry, nas: MockNas
) -> dict[str, str]:
    """The devices of the drives by serial number."""
    registry = dr.async_get(hass)
    found = dr.async_entries_for_config_entry(registry, entry.entry_id)
    return {d.serial_number: d.id for d in found if d.serial_number}


def state(hass: HomeAssistant, device_id: str, key: str) -> str:
    """The state of a sensor by the end of its unique id."""
    registry = er.async_get(hass)
    entities = er.async_entries_for_device(registry, device_id)
    (entity,) = (
        e for e in entities if e.domain == "sensor" and e.unique_id.endswith(f"_{key}")
    )
    found = hass.states.get(entity.entity_id)
    assert found
    return found.state


async def shows(
    hass: HomeAssistant, device_id: str, key: str, value: str, seconds: float = 30
) -> None:
    """Wait until a sensor shows a value."""
    await met(lambda: state(hass, device_id, key) == value, seconds)


async def start(
    hass: HomeAssistant, admin: MockUser, device_ids: list[str], **data: Any
) -> ServiceResponse:
    return await hass.services.async_call(
        DOMAIN,
        "start",
        {"device_id": device_ids, "acknowledge_erase": True, **data},
        blocking=True,
        return_response=True,
        context=Context(user_id=admin.id),
    )


async def test_from_the_first_form_to_the_verdict(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    async with at_home(hass, drives=2, size="32M", speed=50) as (nas, entry):
        (blank, other), all_of_them = nas.blank(), devices(hass, entry, nas)
        serials = {str(drive["serial"]) for drive in nas.model["drives"].values()}
        assert set(all_of_them) == serials
        device = all_of_them[blank]
        await shows(hass, device, "lock", "free")

        answer = await start(hass, hass_admin_user, [*all_of_them.values()], **QUICK)
        assert answer
        assert (answer["queued"], answer["skipped"]) == (2, 0)
        assert answer["locked"] == len(serials) - 2
        for serial in (blank, other):
            await shows(hass, all_of_them[serial], "last_verdict", Verdict.PASSED)
        assert state(hass, device, "burn_in") == "passed"
        assert state(hass, device, "bad_blocks") == "0"
        assert not any(nas.image(blank).read_bytes())
        await has_certificate(hass, device, blank)


async def has_certificate(hass: HomeAssistant, device_id: str, serial: str) -> None:
    """The certificate and the report say of a real burn-in what was done."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "get_certificate",
        {"device_id": device_id},
        blocking=True,
        return_response=True,
    )
    data = answer["certificate"]
    assert verify(data)
    assert verify_page(answer["html"])
    assert data["title"] == "Burn-in certificate: passed"
    assert data["drive"]["serial"] == serial
    (surface,) = (stage for stage in data["stages"] if "phases" in stage)
    assert len(surface["phases"]) == 2 * len(surface["commands"]) > 0
    assert all(phase["speed"]["average"] for phase in surface["phases"])
    assert data["smart"]["after"]
    report: Any = await hass.services.async_call(
        DOMAIN, "get_report", {}, blocking=True, return_response=True
    )
    assert serial in {line["serial"] for line in report["data"]["ended"]}


async def test_twelve_drives_and_four_slots(
    hass: HomeAssistant, hass_admin_user: MockUser
) -> None:
    scenario = {"drives": [SLOW] * 12, "speed": 1, "in_use": False}
    async with at_home(hass, scenario=scenario, in_use=False) as (nas, entry):
        found = devices(hass, entry, nas)
        blank = [found[serial] for serial in nas.blank()]
        await start(hass, hass_admin_user, blank, **QUICK)

        await met(lambda: len(units(nas)) == 4)
        number = next(
            e.entity_id
            for e in er.async_entries_for_config_entry(
                er.async_get(hass), entry.entry_id
            )
            if e.domain == "number"
        )
        await hass.services.async_call(
            "number", "set_value", {"entity_id": number, "value": 6}, blocking=True
        )
        await met(lambda: len(units(nas)) == 6)
        nas.change(lambda model: model.update(speed=100))
        for device in blank:
            await shows(hass, device, "last_verdict", Verdict.PASSED, 120)
        assert not units(nas)
