"""Drives that appear, are blank, and are started without anybody asking."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.auto_start import MOST, SETTLE
from custom_components.nas_burnin.engine.errors import HostUnreachable
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Event,
    EventKind,
    JobState,
    Reason,
    Settings,
    TestState,
    Who,
)
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.engine.host.nas import Disk
from tests.engine.supervised import Engine, Fault, engine, owner_record
from tests.profiles import surface_only

PROFILE = replace(surface_only("quick"), name="mine")
ON = Settings(auto_start=PROFILE)
LOST = HostUnreachable("gone", stage="run")
SETTING = "drives:host-1"


async def settle(nas: Engine) -> None:
    """Look on for as long as a drive has to be there, and a little longer."""
    ends = nas.clock.seconds + SETTLE + 24
    while nas.clock.seconds < ends:
        await nas.refresh()


async def started(nas: Engine) -> list[str]:
    """The serials of all jobs there ever were."""
    return sorted(job.serial for job in await nas.history.jobs())


async def rows(nas: Engine, what: str) -> list[AuditEntry]:
    return [row for row in await nas.history.audit() if row.what == what]


def plug(nas: Engine, name: str = "sdb", **changes: Any) -> Disk:
    """Put in a disk that was never there."""
    disk = replace(Disk(f"LAB-{name}", 90 + len(nas.nas.disks)), **changes)
    nas.nas.disks[name] = disk
    return disk


async def test_a_new_blank_drive_is_started_once_it_has_settled(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        events: list[Event] = []
        nas.burnin.subscribe_events(events.append)
        plug(nas)
        await nas.refresh()
        appeared = nas.clock.seconds
        while nas.clock.seconds < appeared + SETTLE - 12:
            await nas.refresh()
        assert await started(nas) == []
        await settle(nas)

        job = await nas.kept("sdb")
        assert (job.profile, job.requested_by) == ("mine", None)
        assert job.state is JobState.RUNNING
        assert nas.test("sdb").report.state is TestState.TESTING
        assert nas.test("sdb").request["require_blank"]
        (queued,) = (event for event in events if event.kind is EventKind.QUEUED)
        assert queued.reasons == (Reason("auto_started"),)
        assert "by itself" in sentence(queued.reasons[0])
        (row,) = await rows(nas, "start_accepted")
        assert (row.who, row.who_id, row.job_uid) == (Who.INTEGRATION, None, job.uid)
        # What was there from the beginning is nothing new, however long it stays.
        assert await started(nas) == ["LAB-sdb"]


async def test_without_the_option_nothing_is_new(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        plug(nas)
        await settle(nas)
        # Turned on later it does not reach for what was seen before.
        await nas.burnin.set_settings(ON)
        await settle(nas)
        assert await started(nas) == []
        plug(nas, "sdc")
        await nas.refresh()
        await nas.burnin.set_settings(Settings())
        await nas.refresh()
        await nas.burnin.set_settings(ON)
        await settle(nas)
        assert await started(nas) == []


@pytest.mark.parametrize(
    "use",
    [
        {"constant": None},
        {"signature": "ext4"},
        {"partitions": ("sdb1",)},
        {"partitions": ("sdb1",), "pool": "tank"},
    ],
    ids=str,
)
async def test_a_drive_that_came_with_data_is_never_started(
    tmp_path: Path, use: dict[str, Any]
) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        disk = plug(nas, **use)
        await settle(nas)
        # Wiped by its owner, who knows what for.
        disk.constant, disk.signature, disk.partitions, disk.pool = 0, "", (), ""
        disk.disk_seq = 200
        await settle(nas)
        assert nas.drive("sdb").lock.lock == "free"
        assert await started(nas) == []


async def test_a_drive_that_gets_data_meanwhile_is_not_started(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        disk = plug(nas)
        for _ in range(5):
            await nas.refresh()
        disk.signature = "ext4"
        await settle(nas)
        assert await started(nas) == []


async def test_what_is_found_in_the_last_look_counts(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        disk = plug(nas)
        for _ in range(3):
            await nas.refresh()
        nas.clock.seconds += SETTLE
        nas.nas.calls.clear()

        def fill(call: str) -> None:
            # The first look finds it settled, the second is that of the start.
            if nas.nas.calls == ["probe", "probe"]:
                disk.signature = "ext4"

        nas.nas.on_call = fill
        await nas.refresh()
        assert disk.signature
        (row,) = await rows(nas, "start_refused")
        assert row.who is Who.INTEGRATION
        # It is not tried again, whatever becomes of the drive.
        disk.signature = ""
        await settle(nas)
        assert await started(nas) == []
        assert len(await rows(nas, "start_refused")) == 1


async def test_a_drive_that_vanishes_settles_anew(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        disk = plug(nas)
        for _ in range(4):
            nas.nas.disks["sdb"] = disk
            back = nas.clock.seconds
            while nas.clock.seconds < back + SETTLE / 2:
                await nas.refresh()
            del nas.nas.disks["sdb"]
            await nas.refresh()
        await settle(nas)
        assert await started(nas) == []
        nas.nas.disks["sdc"] = disk
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_a_host_that_can_not_be_seen_proves_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        await nas.refresh()
        for _ in range(3):
            nas.clock.seconds += SETTLE / 2
            nas.nas.faults["probe"] = [Fault(LOST)]
            with pytest.raises(HostUnreachable):
                await nas.refresh()
            await nas.refresh()
        assert await started(nas) == []
        # A restart of the NAS is no other case: the drive is still new to it.
        nas.nas.boot_id = "boot-2"
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_a_start_that_fails_is_tried_again(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        for _ in range(3):
            await nas.refresh()
        nas.clock.seconds += SETTLE
        nas.nas.faults["probe"] = [None, Fault(LOST)]
        with pytest.raises(HostUnreachable):
            await nas.refresh()
        assert await started(nas) == []
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_two_drives_of_one_identity_are_left_alone(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        # SMART does not answer for one of them, so they may be two.
        plug(nas, "sdb", serial="TWIN")
        plug(nas, "sdc", serial="TWIN", hung=True)
        await settle(nas)
        assert await started(nas) == []
        # A copy of a drive that is known makes nothing new of either.
        plug(nas, "sdd", serial="LAB-sda")
        await settle(nas)
        del nas.nas.disks["sda"]
        await settle(nas)
        assert await started(nas) == []
        # One of the two goes, and the other is one drive at last.
        del nas.nas.disks["sdc"]
        await settle(nas)
        assert await started(nas) == ["TWIN"]


async def test_a_drive_without_identity_is_left_alone(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas, serial="", wwid="")
        await settle(nas)
        assert await started(nas) == []


async def test_a_drive_that_was_ever_tested_is_not_new(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        disk = plug(nas)
        await nas.refresh()
        await nas.enqueue("sdb")
        await nas.burnin.cancel(nas.key("sdb"))
        del nas.nas.disks["sdb"]
        await nas.refresh()
        # The memory of drives is lost, the history is not.
        await nas.history.set_setting(SETTING, "gone")
        nas = await nas.again(settings=ON)
        nas.nas.disks["sdb"] = disk
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_what_came_while_nobody_looked_is_not_new(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        nas = await nas.again(settings=ON)
        await settle(nas)
        assert await started(nas) == []


@pytest.mark.parametrize("on", [True, False])
async def test_a_restart_begins_the_wait_anew(tmp_path: Path, on: bool) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        await nas.refresh()
        nas.clock.seconds += SETTLE
        nas = await nas.again(settings=ON if on else Settings())
        await nas.refresh()
        assert await started(nas) == []
        await settle(nas)
        assert await started(nas) == (["LAB-sdb"] if on else [])


async def test_a_job_that_was_kept_before_a_crash_is_the_only_one(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        await nas.refresh()
        kept = await nas.history.setting(SETTING)
        assert kept
        await settle(nas)
        await nas.burnin.cancel(nas.key("sdb"))
        await nas.history.set_setting(SETTING, kept)
        nas = await nas.again(settings=ON)
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_a_host_of_another_controller_is_left_to_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        nas.nas.owner = owner_record("another", "Attic", 3, "mark")
        plug(nas)
        await settle(nas)
        assert await started(nas) == []
        # The other one has had its time with it; taking over does not make it new.
        nas.nas.owner = b""
        await settle(nas)
        assert await started(nas) == []


async def test_drives_that_come_together_are_started_together(tmp_path: Path) -> None:
    async with engine(tmp_path, max_parallel=2) as nas:
        await nas.burnin.set_settings(replace(ON, max_parallel=2))
        for name in ("sdb", "sdc", "sdd"):
            plug(nas, name)
        await settle(nas)
        assert await started(nas) == ["LAB-sdb", "LAB-sdc", "LAB-sdd"]
        assert (nas.burnin.view.running, nas.burnin.view.queued) == (2, 1)


async def test_what_can_not_be_tested_so_keeps_no_other_from_it(tmp_path: Path) -> None:
    hopeless = replace(PROFILE, options=replace(PROFILE.options, patterns=()))
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(Settings(auto_start=hopeless))
        plug(nas)
        await settle(nas)
        assert await started(nas) == []
        assert json.loads(await nas.history.setting(SETTING) or "")["new"] == []


async def test_a_host_with_endless_drives_has_no_new_ones(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        known = {"known": [f"drive-{n}" for n in range(MOST)], "new": []}
        await nas.history.set_setting(SETTING, json.dumps(known))
        nas = await nas.again(settings=ON)
        plug(nas)
        await settle(nas)
        assert await started(nas) == []


@pytest.mark.parametrize("kept", ["[", "[]", '{"known": 1}', '{"new": []}'])
async def test_a_memory_that_can_not_be_read_begins_anew(
    tmp_path: Path, kept: str
) -> None:
    async with engine(tmp_path) as nas:
        await nas.history.set_setting(SETTING, kept)
        nas = await nas.again(settings=ON)
        await settle(nas)
        assert await started(nas) == []
        plug(nas)
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]


async def test_a_look_without_devices_says_nothing(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.burnin.set_settings(ON)
        plug(nas)
        for _ in range(3):
            await nas.refresh()
        nas.clock.seconds += SETTLE
        nas.nas.devices_unread = True
        await nas.refresh()
        nas.nas.devices_unread = False
        await nas.refresh()
        assert await started(nas) == []
        await settle(nas)
        assert await started(nas) == ["LAB-sdb"]
