"""Every blueprint, imported into a real Home Assistant as its button does, and fired."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import EventKind
from mock_truenas.nas import MockNas
from scripts._demo import client as api, home as homes
from scripts._demo.client import DriveDevice
from tests.e2e.hass import OWNER, Life, RealHome
from tests.e2e.outside import Json, Outside, outside

BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "nas_burnin"
PHONE, MAIL = "Olga's phone", "olga@home.example"
FAST, STANDING = 100.0, 0.01

CONFIGURATION = """
automation: !include automations.yaml
mobile_app:
persistent_notification:
input_boolean:
  ups:
rest_command:
  nas_burnin:
    url: "{url}/to/hook"
    method: post
    content_type: application/json
    payload: "{{{{ event | to_json }}}}"
"""


@dataclass(frozen=True)
class Room:
    """A Home Assistant with a phone, a NAS that it burns in, and what is outside."""

    life: Life
    nas: MockNas
    outside: Outside
    phone: str
    automated: set[str] = field(default_factory=set)

    async def automate(self, blueprint: str, **inputs: Any) -> None:
        """Import a blueprint by its address, and make an automation of it."""
        ask = self.life.client.ask
        url = f"{self.outside.url}/files/{blueprint}.yaml"
        imported = await ask("blueprint/import", url=url)
        assert imported["validation_errors"] is None
        path = f"{imported['suggested_filename']}.yaml"
        if not imported["exists"]:
            await ask(
                "blueprint/save",
                domain="automation",
                path=path,
                yaml=imported["raw_data"],
                source_url=url,
            )
        await self.life.client.post(
            f"/api/config/automation/config/{blueprint}",
            alias=blueprint,
            use_blueprint={"path": path, "input": inputs},
        )
        await self.life.until(
            lambda states: (
                states.get(f"automation.{blueprint}", {}).get("state") == "on"
            )
        )
        self.automated.add(blueprint)

    async def automate_soon(self, blueprint: str, when: str, **inputs: Any) -> None:
        """Have the input `when` be a time of day that is yet to come when all is made."""
        seconds = 3
        while True:
            due = at(seconds)
            await self.automate(blueprint, **inputs, **{when: f"{due:%H:%M:%S}"})
            if at(0) < due:
                return
            seconds *= 2

    async def call(self, domain: str, action: str, **data: Any) -> None:
        """Call an action as the owner."""
        await self.life.client.ask(
            "call_service", domain=domain, service=action, service_data=data
        )

    async def host(self) -> str:
        """The device of the NAS."""
        drive, *_ = await api.drives(self.life.client)
        devices = await self.life.client.ask("config/device_registry/list")
        (device,) = (d for d in devices if d["id"] == drive.device_id)
        return str(device["via_device_id"])

    async def told(self, start: str) -> Json:
        """Wait until the phone is told something with such a title."""
        return await self.outside.got(
            "phone", lambda push: push.get("title", "").startswith(start)
        )

    async def notified(self, start: str) -> Json:
        """Wait until Home Assistant shows a notification with such a title."""
        async with asyncio.timeout(60):
            while True:
                shown = await self.life.client.ask("persistent_notification/get")
                for note in shown:
                    if (note["title"] or "").startswith(start):
                        found: Json = note
                        return found
                await asyncio.sleep(0.1)

    async def happened(self, kind: EventKind, drive: str | None = None) -> Json:
        """Wait until the web hook got an event of that kind."""
        return await self.outside.got(
            "hook",
            lambda event: (
                event["type"] == kind and (drive is None or event["drive"] == drive)
            ),
        )

    async def paused(self, state: str) -> None:
        """Wait until the NAS is paused as a whole, or is not."""
        (entity,) = (
            entity
            for entity in await self.life.states()
            if entity.startswith("switch.") and entity.endswith("pause_all")
        )
        await self.life.shows(entity, state)

    async def look(self, drive: DriveDevice) -> None:
        """Have the NAS looked at, as it is when a test is asked for."""
        await self.life.client.act(
            "start_smart_test", device_id=[drive.device_id], kind="short"
        )


@asynccontextmanager
async def room(tmp_path: Path, drives: int) -> AsyncIterator[Room]:
    home = RealHome(tmp_path / "home")
    port = homes.free_port(0)
    async with (
        outside(BLUEPRINTS) as there,
        MockNas(drives=drives, size="16M", in_use=False, speed=FAST) as nas,
    ):
        homes.prepare(home.folder, home.component, port)
        with (home.folder / "configuration.yaml").open("a") as file:
            file.write(CONFIGURATION.format(url=there.url))
        (home.folder / "automations.yaml").write_text("[]")
        async with (
            homes.running(home.folder, port) as running,
            api.connected(running.url, OWNER) as client,
        ):
            await api.loaded(client)
            life = Life(running, client)
            phone = await register_phone(life, there)
            await life.add(nas)
            yield Room(life, nas, there, phone)


async def register_phone(life: Life, there: Outside) -> str:
    """Log a phone in, as the app does; its device."""
    await life.client.post(
        "/api/mobile_app/registrations",
        app_data={"push_url": f"{there.url}/to/phone", "push_token": "token"},
        app_id="io.robbie.HomeAssistant",
        app_name="Home Assistant",
        app_version="2026.10",
        device_name=PHONE,
        device_id="phone",
        manufacturer="Maker",
        model="Phone",
        os_name="Android",
        os_version="17",
        supports_encryption=False,
    )
    (entry,) = await life.client.ask("config_entries/get", domain="mobile_app")
    devices = await life.client.ask("config/device_registry/list")
    (device,) = (d for d in devices if entry["entry_id"] in d["config_entries"])
    return str(device["id"])


async def add_mail(home: Room) -> str:
    """Set mail up, with one who gets it, as a person does; the entity that sends it."""
    client, flows = home.life.client, "/api/config/config_entries"
    step = await client.post(f"{flows}/flow", handler="smtp")
    done = await client.post(
        f"{flows}/flow/{step['flow_id']}",
        server="127.0.0.1",
        port=home.outside.mail_port,
        sender="nas@home.example",
        encryption="none",
        verify_ssl=False,
        options={},
    )
    assert done["type"] == "create_entry", done
    _, flow = done["next_flow"]
    await client.post(f"{flows}/subentries/flow/{flow}", recipient=MAIL)
    sends = re.compile(r"notify\..*home_example")
    states = await home.life.until(lambda states: any(map(sends.match, states)))
    return next(filter(sends.match, states))


def at(seconds: float) -> datetime:
    """A whole second so many seconds from now, in the clock that is shown."""
    moment = datetime.now() + timedelta(seconds=seconds)  # noqa: DTZ005
    return moment.replace(microsecond=0)


@pytest.mark.timeout(300)
async def test_every_blueprint_is_imported_and_fires(tmp_path: Path) -> None:
    async with room(tmp_path, 3) as home:
        drives = await api.drives(home.life.client)
        await home.automate("webhook")
        await home.automate("burn_in_ended", phones=[home.phone])
        await tells_how_a_burn_in_ended(home, drives[0])
        await reports(home, drives[1])
        await pauses_on_battery(home)
        await burns_in_at_night(home)
        await tells_of_heat(home, drives[1])
        await asks_about_a_new_drive(home, drives[2], drives[1])
        assert home.automated == {path.stem for path in BLUEPRINTS.glob("*.yaml")}


async def tells_how_a_burn_in_ended(home: Room, drive: DriveDevice) -> None:
    await home.life.start(drive.serial)
    event = await home.happened(EventKind.PASSED, drive.serial)
    assert event["device_id"] == drive.device_id
    kinds = [event["type"] for event in home.outside.sent["hook"]]
    assert kinds[:2] == [EventKind.QUEUED, EventKind.STARTED]

    push = await home.told(f"Burn-in of {drive.name}: passed")
    (button,) = push["data"]["actions"]
    assert button["uri"] == f"/config/devices/device/{drive.device_id}"
    assert await home.notified(f"Burn-in of {drive.name}: passed")


async def reports(home: Room, drive: DriveDevice) -> None:
    await home.automate_soon(
        "daily_report",
        "at",
        phones=[home.phone],
        mail=[await add_mail(home)],
        only_with_news=True,
    )
    report = await home.outside.got(
        "phone", lambda push: push["data"].get("tag") == "nas_burnin_daily_report"
    )
    assert report["message"]
    note = await home.notified(report["title"])
    assert drive.serial in note["message"]
    mail = await home.outside.got("mail", lambda mail: MAIL in str(mail["to"]))
    assert mail["title"] == report["title"]
    assert mail["text/plain"].strip() == report["message"]
    assert drive.serial in mail["text/html"]


async def pauses_on_battery(home: Room) -> None:
    hosts = [await home.host()]
    await home.automate(
        "ups_on_battery", ups="input_boolean.ups", hosts=hosts, minutes=0
    )
    await home.call("input_boolean", "turn_on", entity_id="input_boolean.ups")
    await home.paused("on")
    await home.call("input_boolean", "turn_off", entity_id="input_boolean.ups")
    await home.paused("off")


async def burns_in_at_night(home: Room) -> None:
    hosts = [await home.host()]
    later = f"{at(3600):%H:%M:%S}"
    for edge, other, state in (("until", "from", "on"), ("from", "until", "off")):
        times = {"hosts": hosts, other: later}
        await home.automate_soon("nightly_window", edge, **times)
        await home.paused(state)


async def tells_of_heat(home: Room, drive: DriveDevice) -> None:
    await home.automate(
        "drive_too_hot",
        sensors=[drive.entities["temperature"]],
        phones=[home.phone],
        minutes=0,
        pause=True,
    )
    home.nas.change(lambda model: model.update(speed=STANDING))
    await home.life.start(drive.serial)
    home.nas.set_temperature(drive.serial, 49)
    push = await home.told(f"{drive.name} is hot")
    # Work makes it four degrees warmer.
    assert "49" in push["message"] or "53" in push["message"]
    await home.happened(EventKind.PAUSED, drive.serial)
    await home.life.client.act("cancel", device_id=[drive.device_id])


async def asks_about_a_new_drive(
    home: Room, drive: DriveDevice, other: DriveDevice
) -> None:
    """Pull a drive, push it back in, and say yes on the phone."""
    await home.automate("new_drive", phones=[home.phone], profile="smart_only")
    home.nas.vanish(drive.serial)
    await home.look(other)
    await home.happened(EventKind.DRIVE_VANISHED, drive.serial)
    home.nas.come_back(drive.serial)
    await home.look(other)
    push = await home.told(f"New drive: {drive.name}")
    yes, _ = push["data"]["actions"]
    await home.life.client.post(
        "/api/events/mobile_app_notification_action", action=yes["action"]
    )
    await home.told(drive.name)
    await home.happened(EventKind.QUEUED, drive.serial)
