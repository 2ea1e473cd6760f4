"""What polls ask, what they remember, and what a permission may rest on."""

from typing import Any

import pytest

from custom_components.nas_burnin.engine.host.memory import HUNG_PAUSE, Memory
from custom_components.nas_burnin.engine.host.seen import (
    FARM_EVERY,
    LOOK_EVERY,
    SMART_EVERY,
    SMART_TYPES,
)
from custom_components.nas_burnin.engine.host.snapshot import take
from custom_components.nas_burnin.engine.model import Drive, Lock, Snapshot
from custom_components.nas_burnin.engine.safety.locks import Permit, Refusal, permit
from tests.engine.host.nas import Disk, Nas, StillClock

CYCLE = 12.0


class Watch:
    """Somebody who polls a host."""

    def __init__(self, nas: Nas) -> None:
        self.nas = nas
        self.clock = StillClock()
        self.memory = Memory()

    async def poll(self, times: int = 1, fresh_for: tuple[str, ...] = ()) -> Snapshot:
        snapshot = None
        for _ in range(times):
            await self.clock.sleep(CYCLE)
            snapshot = await take(self.nas, self.clock, self.memory, fresh_for)
        assert snapshot is not None
        return snapshot

    def wants_more(self) -> bool:
        """Whether another poll at once would show more than the last one did."""
        return self.memory.is_due(self.clock.monotonic()) or self.memory.has_news()

    async def asked(self, what: str, times: int) -> list[Any]:
        """What so many polls ask for, one entry each."""
        self.nas.requests.clear()
        await self.poll(times)
        return [request[what] for request in self.nas.requests]


def two_disks(**changes: Any) -> Nas:
    first = Disk("LABDISK1", 1, **changes)
    return Nas({"sda": first, "sdb": Disk("LABDISK2", 2)})


def drive(snapshot: Snapshot, serial: str) -> Drive:
    (found,) = (drive for drive in snapshot.drives if drive.serial == serial)
    return found


def lock(snapshot: Snapshot, serial: str) -> Lock:
    return snapshot.locks[drive(snapshot, serial).key].lock


async def test_the_first_poll_reads_no_drive_and_the_second_looks() -> None:
    watch = Watch(two_disks())
    snapshot = await watch.poll()
    assert watch.nas.last["smart"] == "all"
    assert watch.nas.last["signatures"] == watch.nas.last["samples"] == []
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN
    snapshot = await watch.poll()
    assert watch.nas.last["signatures"] == watch.nas.last["samples"] == ["sda", "sdb"]
    assert lock(snapshot, "LABDISK1") is Lock.FREE


async def test_smart_is_asked_each_minute_and_shown_between() -> None:
    watch = Watch(two_disks())
    await watch.poll()
    asked = await watch.asked("smart", 10)
    assert [bool(names) for names in asked] == ([False] * 4 + [True]) * 2
    assert SMART_EVERY == 5 * CYCLE
    snapshot = await watch.poll()
    assert not snapshot.smart
    found = drive(snapshot, "LABDISK1").smart
    assert found is not None
    assert found.temperature == 30


async def test_signatures_are_remembered_for_a_quarter_of_an_hour() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    asked = await watch.asked("signatures", 75)
    assert LOOK_EVERY == 75 * CYCLE
    assert asked == [[]] * 74 + [["sda", "sdb"]]
    snapshot = await watch.poll()
    assert not snapshot.facts.signatures
    assert lock(snapshot, "LABDISK2") is Lock.FREE


async def test_what_is_remembered_permits_nothing() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    now = watch.clock.monotonic()
    snapshot = await watch.poll()
    key = drive(snapshot, "LABDISK1").key
    assert isinstance(permit(key, snapshot, now, watch.clock.monotonic()), Refusal)
    snapshot = await watch.poll(fresh_for=("sda",))
    assert watch.nas.last["signatures"] == watch.nas.last["samples"] == ["sda"]
    assert watch.nas.last["smart"] == ["sda"]
    assert isinstance(permit(key, snapshot, now, watch.clock.monotonic()), Permit)


async def test_a_fresh_poll_can_be_the_first() -> None:
    watch = Watch(two_disks())
    now = watch.clock.monotonic()
    snapshot = await watch.poll(fresh_for=("sdb",))
    key = drive(snapshot, "LABDISK2").key
    assert isinstance(permit(key, snapshot, now, watch.clock.monotonic()), Permit)


async def test_nothing_remembered_is_used_of_a_fresh_drive() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"].hung = True
    snapshot = await watch.poll(fresh_for=("sda",))
    assert drive(snapshot, "LABDISK1").smart is None
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN
    assert lock(snapshot, "LABDISK2") is Lock.FREE


async def test_a_drive_that_sleeps_is_not_read_and_keeps_its_values() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"].asleep = True
    await watch.poll(10)
    asked = await watch.asked("signatures", 100)
    assert all("sda" not in names for names in asked)
    assert ["sdb"] in asked
    snapshot = await watch.poll()
    found = drive(snapshot, "LABDISK1").smart
    assert found is not None
    assert found.standby
    assert found.temperature == 30
    assert lock(snapshot, "LABDISK1") is Lock.FREE
    watch.nas.disks["sda"].asleep = False
    assert ["sda"] in await watch.asked("signatures", 10)


async def test_a_drive_that_sleeps_at_first_sight_is_not_woken() -> None:
    watch = Watch(two_disks(asleep=True))
    snapshot = await watch.poll(20)
    assert watch.nas.disks["sda"].asleep
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN


async def test_a_permission_wakes_the_drive_and_asks_again() -> None:
    watch = Watch(two_disks(asleep=True))
    await watch.poll(3)
    now = watch.clock.monotonic()
    watch.nas.requests.clear()
    snapshot = await watch.poll(fresh_for=("sda",))
    assert len(watch.nas.requests) == 2
    key = drive(snapshot, "LABDISK1").key
    assert isinstance(permit(key, snapshot, now, watch.clock.monotonic()), Permit)


async def test_a_drive_that_never_wakes_is_asked_twice_only() -> None:
    watch = Watch(two_disks(asleep=True, wakes_when_read=False))
    await watch.poll(fresh_for=("sda",))
    assert len(watch.nas.requests) == 2


@pytest.mark.parametrize("what", ["smart", "signatures", "samples"])
async def test_a_hung_drive_is_left_alone_even_when_it_is_asked_for(what: str) -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"].hung = True
    await watch.poll(5)
    assert HUNG_PAUSE == 50 * CYCLE
    watch.nas.requests.clear()
    await watch.poll(24)
    await watch.poll(10, fresh_for=("sda",))
    assert all("sda" not in request[what] for request in watch.nas.requests)
    watch.nas.disks["sda"].hung = False
    snapshot = await watch.poll(40, fresh_for=("sda",))
    assert "sda" in watch.nas.last[what]
    assert lock(snapshot, "LABDISK1") is Lock.FREE


async def test_a_new_letter_is_not_a_new_drive() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    disks = watch.nas.disks
    disks["sda"].temperature, disks["sdb"].temperature = 41, 42
    await watch.poll(5)
    watch.nas.disks = {"sda": disks["sdb"], "sdc": disks["sda"]}
    snapshot = await watch.poll()
    for serial, temperature in (("LABDISK1", 41), ("LABDISK2", 42)):
        found = drive(snapshot, serial).smart
        assert found is not None
        assert found.temperature == temperature
    # What was seen on a partition was seen under its old name, so it is looked again.
    await watch.poll()
    assert watch.nas.last["signatures"] == ["sda", "sdc"]


async def test_another_drive_under_an_old_letter_inherits_nothing() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"] = Disk("LABDISK3", 3, partitions=("sda1",))
    watch.nas.requests.clear()
    snapshot = await watch.poll()
    assert [request["smart"] for request in watch.nas.requests] == [[], ["sda"]]
    assert watch.nas.last["signatures"] == ["sda"]
    found = drive(snapshot, "LABDISK3").smart
    assert found is not None
    assert found.serial == "LABDISK3"
    assert lock(snapshot, "LABDISK3") is Lock.HAS_DATA


async def test_a_stranger_that_does_not_answer_is_shown_all_the_same() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"] = Disk("LABDISK3", 3, hung=True)
    watch.nas.requests.clear()
    snapshot = await watch.poll()
    assert len(watch.nas.requests) == 2
    assert drive(snapshot, "LABDISK3").smart is None
    await watch.poll()
    assert len(watch.nas.requests) == 3


async def test_a_drive_that_was_plugged_again_is_looked_at_again() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"] = Disk("LABDISK1", 9)
    assert await watch.asked("signatures", 1) == [[], ["sda"]]


async def test_without_attach_counters_the_letter_counts() -> None:
    """Two bays of one bridge can show one identity; they must not share SMART."""
    watch = Watch(Nas({"sda": Disk("TWIN", None), "sdb": Disk("TWIN", None)}))
    await watch.poll()
    watch.nas.disks["sdb"].hung = True
    await watch.poll(5)
    assert await watch.asked("smart", 5) == [[], [], [], [], ["sda"]]


async def test_new_partitions_are_looked_at() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.disks["sda"].partitions = ("sda1",)
    await watch.poll(2)
    assert watch.nas.last["signatures"] == ["sda"]


async def test_a_reboot_forgets_everything() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.boot_id = "boot-2"
    watch.nas.requests.clear()
    await watch.poll()
    assert len(watch.nas.requests) == 2
    assert watch.nas.last["smart"] == watch.nas.last["signatures"] == ["sda", "sdb"]


async def test_drives_in_use_are_not_read_and_looked_at_when_they_come_free() -> None:
    watch = Watch(two_disks(pool="tank"))
    asked = await watch.asked("signatures", 200)
    assert all("sda" not in names for names in asked)
    watch.nas.disks["sda"].pool = ""
    assert not watch.wants_more()
    snapshot = await watch.poll()
    # Worth it at once: an idle host is not looked at again for a minute.
    assert watch.wants_more()
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN
    assert await watch.asked("signatures", 2) == [["sda"], []]
    assert not watch.wants_more()


async def test_what_a_permission_looked_at_is_news_until_it_is_shown() -> None:
    """A stage after a test looks at the drive anew; the view is of before."""
    watch = Watch(two_disks(pool="tank"))
    await watch.poll(3)
    watch.nas.disks["sda"].pool = ""
    await watch.poll()
    await watch.poll(fresh_for=("sda",))
    assert watch.wants_more()
    snapshot = await watch.poll()
    assert lock(snapshot, "LABDISK1") is Lock.FREE
    assert not watch.wants_more()


async def test_drives_under_test_are_asked_for_smart_alone() -> None:
    watch = Watch(two_disks())
    key = drive(await watch.poll(2), "LABDISK1").key
    unit = f"nas-burnin-{key}"
    watch.nas.tests = [
        {
            "unit": unit,
            "request": {"job": "j", "controller": "c", "nonce": "n", "boot_id": "b"},
            "status": None,
            "checkpoint": None,
            "alive": True,
            "unit_state": "active",
        }
    ]
    snapshot = await watch.poll()
    assert snapshot.tests[0].unit == unit
    assert all("sda" not in names for names in await watch.asked("signatures", 200))
    assert ["sda", "sdb"] in await watch.asked("smart", 5)
    watch.nas.tests = []
    assert (await watch.asked("signatures", 2))[1] == ["sda"]


async def test_an_answer_that_broke_off_is_neither_believed_nor_remembered() -> None:
    watch = Watch(two_disks())
    await watch.poll(2)
    watch.nas.broken_off = True
    snapshot = await watch.poll()
    assert not snapshot.complete
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN
    watch.nas.broken_off = False
    snapshot = await watch.poll()
    assert snapshot.complete
    assert lock(snapshot, "LABDISK1") is Lock.FREE


async def test_times_are_those_of_our_own_clock() -> None:
    watch = Watch(two_disks())
    snapshot = await watch.poll()
    assert snapshot.asked == snapshot.taken == watch.clock.monotonic()
    found = snapshot.smart["sda"].read_at
    assert found == watch.clock.now()


@pytest.mark.parametrize("works", SMART_TYPES[1:])
async def test_a_bridge_that_smartctl_does_not_know_is_asked_in_other_ways(
    works: str,
) -> None:
    nas = two_disks(smart_type=works)
    watch = Watch(nas)
    tries = SMART_TYPES[: SMART_TYPES.index(works) + 1]
    snapshot = await watch.poll(len(tries))
    # One a poll, and at once; what works is remembered, the other drive left alone.
    assert nas.told["LABDISK1"] == [*tries]
    assert nas.told["LABDISK2"] == [""]
    found = drive(snapshot, "LABDISK1")
    assert found.smart
    assert found.smart.serial == "LABDISK1"
    assert watch.memory.smart_type(found.name) == works
    await watch.poll(10)
    assert nas.told["LABDISK1"] == [*tries, works, works]
    assert set(nas.told["LABDISK2"]) == {""}


async def test_what_works_goes_with_the_drive_and_stays_while_it_hangs() -> None:
    nas = two_disks(smart_type="sat")
    watch = Watch(nas)
    await watch.poll(2)
    nas.disks = {"sda": nas.disks["sdb"], "sdb": nas.disks["sda"]}
    await watch.poll(2)
    assert watch.memory.smart_type("sdb") == "sat"
    assert watch.memory.smart_type("sda") == watch.memory.smart_type("sdz") == ""
    nas.disks["sdb"].hung = True
    await watch.poll(10)
    nas.disks["sdb"].hung = False
    await watch.poll(int(HUNG_PAUSE / CYCLE))
    assert set(nas.told["LABDISK1"][1:]) == {"sat"}


async def test_a_bridge_that_lets_nothing_through_is_left_alone_for_a_while() -> None:
    nas = two_disks(smart_type="none of them")
    watch = Watch(nas)
    await watch.poll(50)
    assert nas.told["LABDISK1"] == [*SMART_TYPES]
    assert drive(snapshot := await watch.poll(), "LABDISK1").smart is None
    assert lock(snapshot, "LABDISK1") is Lock.UNKNOWN


@pytest.mark.parametrize("kind", [{"hung": True}, {"asleep": True}])
async def test_only_an_unknown_bridge_is_asked_in_other_ways(kind: Any) -> None:
    nas = two_disks(**kind)
    await Watch(nas).poll(80)
    assert set(nas.told["LABDISK1"]) == {""}


HEALTH = {"nvme_smart_health_information_log": {"critical_warning": 0}}
NO_TESTS = {"nvme_optional_admin_commands": {"self_test": False}}
TESTS = {"nvme_self_test_log": {"current_self_test_operation": {"value": 0}}}
SELF_TEST_LOG = {"Current Device Self-Test Operation": 2}


def flash(**smart: Any) -> Nas:
    """A host with an NVMe drive and a disk."""
    device = {"name": "/dev/nvme0n1", "protocol": "NVMe"}
    said = {"device": device, **smart}
    logs = {"self-test-log": SELF_TEST_LOG, "id-ctrl": {"edstt": 35}}
    one = Disk("LABNVME1", 1, smart=said, nvme=logs)
    return Nas({"nvme0n1": one, "sdb": Disk("LABDISK2", 2)})


@pytest.mark.parametrize(
    ("told", "logs"),
    [
        # smartctl 7.4 and later; only the estimate is missing.
        ({**HEALTH, **TESTS}, ["id-ctrl"]),
        ({**HEALTH, **NO_TESTS}, ["id-ctrl"]),
        (HEALTH, ["id-ctrl", "self-test-log"]),
        ({}, ["id-ctrl", "self-test-log", "smart-log"]),
    ],
)
async def test_nvme_is_asked_for_what_smartctl_leaves_open(
    told: dict[str, Any], logs: list[str]
) -> None:
    watch = Watch(flash(**told))
    await watch.poll()
    assert watch.nas.last["nvme"] == {}
    # What is missing is asked for at once, then as often as smartctl is.
    assert watch.wants_more()
    snapshot = await watch.poll()
    assert watch.nas.last["nvme"] == {"nvme0n1": logs}
    assert watch.nas.last["smart"] == ["nvme0n1"]
    found = drive(snapshot, "LABNVME1").smart
    assert found
    assert found.self_tests.minutes.long == 35
    assert not watch.wants_more()
    asked = await watch.asked("nvme", 10)
    assert [nvme for nvme in asked if nvme] == [{"nvme0n1": logs}] * 2
    assert not watch.wants_more()


async def test_a_permission_rests_on_all_that_can_be_told() -> None:
    watch = Watch(flash(**HEALTH))
    snapshot = await watch.poll(fresh_for=("nvme0n1",))
    assert snapshot.smart["nvme0n1"].self_tests.told
    assert snapshot.smart["nvme0n1"].self_tests.running
    assert len(watch.nas.requests) == 2


async def test_what_nvme_has_to_be_asked_stays_with_the_drive() -> None:
    nas = flash(**HEALTH)
    watch = Watch(nas)
    await watch.poll(3)
    nas.disks = {"nvme1n1": nas.disks["nvme0n1"]}
    nas.disks["nvme1n1"].smart["device"] = {"name": "/dev/nvme1n1", "protocol": "NVMe"}
    asked = await watch.asked("nvme", 10)
    logs = {"nvme1n1": ["id-ctrl", "self-test-log"]}
    assert [nvme for nvme in asked if nvme] == [logs] * 2


async def test_seagates_own_log_is_read_once_a_day_and_kept() -> None:
    nas = two_disks(
        smart={"seagate_farm_log": {"supported": True}},
        farm={"page_1_drive_information": {"poh": 31234}},
    )
    watch = Watch(nas)
    await watch.poll()
    assert nas.last["farm"] == []
    # `-x` has told that there is one: it is asked for at once.
    assert watch.wants_more()
    snapshot = await watch.poll()
    assert nas.last["farm"] == ["sda"]
    smart = drive(snapshot, "LABDISK1").smart
    assert smart
    assert smart.farm_hours == 31234
    asked = await watch.asked("farm", 20)
    assert asked == [[]] * 20
    for snapshot in (await watch.poll(), await watch.poll(fresh_for=("sda",))):
        smart = drive(snapshot, "LABDISK1").smart
        assert smart
        assert smart.farm_hours == 31234
    watch.clock.seconds += FARM_EVERY
    assert await watch.asked("farm", 2) == [["sda"], []]


@pytest.mark.parametrize("change", [{"asleep": True}, {"hung": True}, {"farm": {}}])
async def test_a_log_that_is_not_told_is_asked_for_again(
    change: dict[str, Any],
) -> None:
    nas = two_disks(
        smart={"seagate_farm_log": {"supported": True}},
        farm={
            "page_1_drive_information": {"poh": 31234, "drive_recording_type": "SMR"}
        },
    )
    watch = Watch(nas)
    await watch.poll()
    before = {name: getattr(nas.disks["sda"], name) for name in change}
    for name, value in change.items():
        setattr(nas.disks["sda"], name, value)
    await watch.poll()
    for name, value in before.items():
        setattr(nas.disks["sda"], name, value)
    watch.clock.seconds += LOOK_EVERY
    snapshot = await watch.poll(2)
    smart = drive(snapshot, "LABDISK1").smart
    assert smart
    assert (smart.farm_hours, smart.shingled) == (31234, True)


RUNNING = {"ata_smart_data": {"self_test": {"status": {"value": 0xF5}}}}


async def test_a_drive_that_does_our_self_test_is_kept_awake() -> None:
    nas = two_disks()
    watch = Watch(nas)

    async def polls(count: int, *ours: str) -> list[Any]:
        nas.requests.clear()
        for _ in range(count):
            await watch.clock.sleep(CYCLE)
            await take(nas, watch.clock, watch.memory, smart_for=ours)
        return [request["awake"] for request in nas.requests]

    await polls(2)
    # What does nothing is not touched, nor a self-test that nobody asked us for.
    assert await polls(3, "sda") == [[]] * 3
    nas.disks["sda"].smart = nas.disks["sdb"].smart = RUNNING
    await polls(6, "sda")
    touched = await polls(10, "sda")
    assert {name for names in touched for name in names} == {"sda"}
    # Every minute, not with each look.
    assert sum(map(bool, touched)) == 2
    nas.disks["sda"].asleep = True
    await polls(1, "sda")
    assert await polls(6, "sda") == [[]] * 6


async def test_versions_are_asked_for_once_an_hour_and_after_a_reboot() -> None:
    watch = Watch(Nas({"sda": Disk("LABDISK1", 1)}))
    asked = await watch.asked("versions", 302)
    assert [place for place, is_asked in enumerate(asked) if is_asked] == [0, 300]
    snapshot = await watch.poll()
    assert snapshot.info
    assert snapshot.info.versions == {"badblocks": "1.47.0", "smartctl": "7.4"}
    watch.nas.boot_id = "boot-2"
    assert await watch.asked("versions", 2) == [False, True, False]
