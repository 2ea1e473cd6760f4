"""What drives report of themselves, and self-tests by action and button."""

from dataclasses import replace
from typing import Any

from homeassistant.components.sensor.const import ATTR_STATE_CLASS
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.nas_burnin.const import DOMAIN, HOST
from custom_components.nas_burnin.engine.model import (
    Counters,
    HostView,
    Protocol,
    Reason,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTestNow,
    SelfTests,
    Smart,
    StageKind,
    StartAnswer,
    StartRequest,
)
from tests.components.conftest import Engine
from tests.components.data import (
    BUSY,
    GONE,
    HOST_ID,
    IDLE,
    POOL,
    RUNNING,
    VIEW,
    change,
    job,
)
from tests.components.helpers import device_of, entity_id, state_of

SHORT, LONG = SelfTestKind.SHORT, SelfTestKind.LONG
CONVEYANCE = SelfTestKind.CONVEYANCE
DISK = Smart(
    Protocol.ATA,
    passed=True,
    power_on_hours=12_345,
    counters=Counters(reallocated=8, pending=0, uncorrectable=0, reported=2, crc=3),
    self_tests=SelfTests(
        told=True,
        entries=(
            SelfTest(SHORT, SelfTestEnd.PASSED, 12_300),
            SelfTest(LONG, SelfTestEnd.FAILED, 11_000, 4711),
            SelfTest(LONG, SelfTestEnd.PASSED, 10_000),
        ),
    ),
)
FLASH = Smart(
    Protocol.NVME, passed=True, counters=Counters(media_errors=0, wear=7, spare=100)
)
SAS = Smart(Protocol.SCSI, counters=Counters(read_uncorrected=1, write_uncorrected=2))


@pytest.fixture
def platforms() -> list[Platform]:
    return [Platform.BINARY_SENSOR, Platform.BUTTON, Platform.SENSOR]


def reporting(view: HostView, drive_key: str, smart: Smart | None) -> HostView:
    drive = replace(view.drives[drive_key].drive, smart=smart)
    return change(view, drive_key, drive=drive)


async def publish(
    hass: HomeAssistant, engine: Engine, smart: Smart | None, **changes: Any
) -> None:
    view = change(reporting(VIEW, IDLE, smart), IDLE, **changes)
    engine.publish(view, IDLE)
    await hass.async_block_till_done()


SMART_KEYS = {
    *("short_test", "long_test", "test_progress", "power_on_hours", "reallocated"),
    *("pending", "uncorrectable", "uncorrected", "crc_errors", "media_errors"),
    *("wear", "spare", "conveyance_test"),
}
RARE = {"test_progress", "uncorrectable", "uncorrected", "spare", "conveyance_test"}


def there(hass: HomeAssistant, drive_key: str) -> tuple[set[str], set[str]]:
    """The keys of the sensors that a drive has, and those of them that are disabled."""
    found, disabled = set(), set()
    start = f"{HOST_ID}_{drive_key}_"
    for entry in er.async_get(hass).entities.values():
        key = entry.unique_id.removeprefix(start)
        if entry.domain == "sensor" and key in SMART_KEYS:
            found.add(key)
            if entry.disabled:
                disabled.add(key)
    return found, disabled


@pytest.mark.parametrize(
    ("smart", "keys"),
    [
        (
            DISK,
            {
                *("short_test", "long_test", "test_progress", "power_on_hours"),
                *("reallocated", "pending", "uncorrectable", "uncorrected"),
                "crc_errors",
            },
        ),
        (FLASH, {"media_errors", "wear", "spare"}),
        (SAS, {"uncorrected"}),
        (
            Smart(self_tests=SelfTests(told=True, supported=(SHORT, LONG, CONVEYANCE))),
            {"short_test", "long_test", "conveyance_test", "test_progress"},
        ),
        (
            Smart(self_tests=SelfTests(told=True, supported=(SHORT, LONG))),
            {"short_test", "long_test", "test_progress"},
        ),
        (Smart(passed=True), set()),
        (None, set()),
    ],
)
async def test_what_is_not_reported_is_not_there(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    smart: Smart | None,
    keys: set[str],
) -> None:
    assert there(hass, IDLE) == (set(), set())
    await publish(hass, engine, smart)
    await publish(hass, engine, smart)
    assert there(hass, IDLE) == (keys, keys & RARE)
    assert there(hass, POOL) == (set(), set())


async def test_what_is_reported_has_its_trend(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await publish(hass, engine, DISK)
    for key, value, trend in (
        ("power_on_hours", "12345", "total_increasing"),
        ("reallocated", "8", "total_increasing"),
        ("pending", "0", "measurement"),
        ("crc_errors", "3", "total_increasing"),
    ):
        state = state_of(hass, "sensor", IDLE, key)
        assert (state.state, state.attributes[ATTR_STATE_CLASS]) == (value, trend)
    # It sleeps, or can't be asked: that is no zero.
    await publish(hass, engine, None)
    assert state_of(hass, "sensor", IDLE, "pending").state == STATE_UNKNOWN


async def test_a_drive_that_sleeps_at_a_restart_keeps_its_sensors(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await publish(hass, engine, DISK)
    before = there(hass, IDLE)
    engine.mock.view = reporting(VIEW, IDLE, Smart(standby=True))
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert there(hass, IDLE) == before
    assert state_of(hass, "sensor", IDLE, "reallocated").state == STATE_UNKNOWN
    await publish(hass, engine, DISK)
    assert state_of(hass, "sensor", IDLE, "reallocated").state == "8"


async def test_a_drive_that_comes_back_is_watched_again(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    async def see(smart: Smart | None, *, present: bool) -> None:
        view = change(VIEW, GONE, present=present)
        engine.publish(reporting(view, GONE, smart), GONE)
        await hass.async_block_till_done()

    await see(FLASH, present=True)
    assert there(hass, GONE)[0] == {"media_errors", "wear", "spare"}
    await see(None, present=False)
    device = device_of(hass, loaded, GONE)
    assert loaded.runtime_data.async_forget_device(device.identifiers)
    dr.async_get(hass).async_remove_device(device.id)
    await hass.async_block_till_done()
    assert there(hass, GONE)[0] == set()

    await see(None, present=True)
    assert there(hass, GONE)[0] == set()
    await see(SAS, present=True)
    assert there(hass, GONE)[0] == {"uncorrected"}


def running(kind: SelfTestKind | None, percent: int | None = 40) -> Smart:
    tests = replace(DISK.self_tests, running=SelfTestNow(kind, percent))
    return replace(DISK, self_tests=tests)


NEVER = replace(DISK, self_tests=SelfTests(told=True))


@pytest.mark.parametrize(
    ("smart", "states", "percents"),
    [
        (DISK, ("passed", "failed"), (None, None)),
        (running(SHORT), ("running", "failed"), (40, None)),
        (running(LONG, None), ("passed", "running"), (None, None)),
        (running(None), ("passed", "failed"), (None, None)),
        (replace(running(LONG), standby=True), ("passed", "failed"), (None, None)),
        (NEVER, ("idle", "idle"), (None, None)),
        (FLASH, (STATE_UNKNOWN, STATE_UNKNOWN), (None, None)),
        (None, (STATE_UNKNOWN, STATE_UNKNOWN), (None, None)),
    ],
)
async def test_self_tests_are_told(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    smart: Smart | None,
    states: tuple[str, str],
    percents: tuple[int | None, int | None],
) -> None:
    await publish(hass, engine, DISK)
    await publish(hass, engine, smart)
    shown = [state_of(hass, "sensor", IDLE, key) for key in ("short_test", "long_test")]
    assert tuple(state.state for state in shown) == states
    assert tuple(state.attributes["percent"] for state in shown) == percents


async def test_a_failed_self_test_says_where(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await publish(hass, engine, DISK)
    told = state_of(hass, "sensor", IDLE, "long_test").attributes
    assert (told["at_hours"], told["first_bad_address"]) == (11_000, 4711)


async def test_one_that_does_not_say_its_kind_is_the_one_that_was_begun(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await publish(hass, engine, DISK)
    ours = replace(RUNNING, stage=StageKind.LONG_SMART)
    await publish(hass, engine, running(None), job=ours)
    assert state_of(hass, "sensor", IDLE, "long_test").state == "running"
    assert state_of(hass, "sensor", IDLE, "short_test").state == "passed"


@pytest.mark.parametrize(
    ("kind", "stage", "elsewhere"),
    [
        # NVMe and SAS drives tell which one runs.
        (SHORT, None, (True, False)),
        (SHORT, StageKind.SHORT_SMART, (False, False)),
        (LONG, StageKind.SHORT_SMART, (False, True)),
        (LONG, StageKind.SURFACE_READ, (False, True)),
        # SATA drives only that one does.
        (None, None, (True, True)),
        (None, StageKind.SURFACE_READ, (True, True)),
        (None, StageKind.LONG_SMART, (False, False)),
    ],
)
async def test_a_self_test_that_somebody_else_began_is_told_as_such(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    kind: SelfTestKind | None,
    stage: StageKind | None,
    elsewhere: tuple[bool, bool],
) -> None:
    await publish(hass, engine, DISK)
    ours = replace(RUNNING, stage=stage) if stage else None
    await publish(hass, engine, running(kind), job=ours)
    shown = [state_of(hass, "sensor", IDLE, key) for key in ("short_test", "long_test")]
    told = tuple(state.attributes["started_elsewhere"] for state in shown)
    assert told == elsewhere


async def test_the_rare_ones_can_be_had(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    await publish(hass, engine, running(SHORT))
    registry = er.async_get(hass)
    for key in ("test_progress", "uncorrected"):
        rare = entity_id(hass, "sensor", IDLE, key)
        registry.async_update_entity(rare, disabled_by=None)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await publish(hass, engine, running(SHORT))
    assert state_of(hass, "sensor", IDLE, "test_progress").state == "40"
    assert state_of(hass, "sensor", IDLE, "uncorrected").state == "2"
    await publish(hass, engine, SAS)
    assert state_of(hass, "sensor", IDLE, "uncorrected").state == "3"
    assert state_of(hass, "sensor", IDLE, "test_progress").state == STATE_UNKNOWN


COUNTED = Reason("counter_already_there", {"counter": "pending", "count": "8"})
SLOW = Reason("link_slow", {"speed": "3.0", "most": "6.0"})

SLOW_SAID = (
    "The drive is linked at 3.0 Gbit/s and could be at 6.0: look at cable, backplane"
    " and port."
)


@pytest.mark.parametrize(
    ("smart", "notes", "state", "problems", "others"),
    [
        (DISK, (), "off", [], []),
        (
            DISK,
            (COUNTED, SLOW),
            "on",
            ["The drive counts pending sectors already: 8."],
            [SLOW_SAID],
        ),
        (Smart(), (), STATE_UNKNOWN, [], []),
        (Smart(counters=Counters(pending=0)), (), "off", [], []),
        (None, (), STATE_UNKNOWN, [], []),
    ],
)
async def test_a_problem_is_said_in_words(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    smart: Smart | None,
    notes: tuple[Reason, ...],
    state: str,
    problems: list[str],
    others: list[str],
) -> None:
    await publish(hass, engine, smart, notes=notes)
    shown = state_of(hass, "binary_sensor", IDLE, "problem")
    assert shown.state == state
    assert shown.attributes["problems"] == problems
    assert shown.attributes["notes"] == others


async def test_the_finish_of_a_job_and_of_the_queue(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    finish = state_of(hass, "sensor", BUSY, "finish")
    assert finish.state == "2026-11-06T03:06:40+00:00"
    assert finish.attributes["expected_hours"] == 166.7
    assert state_of(hass, "sensor", "", "queue_finish").state == STATE_UNKNOWN
    outlook = VIEW.drives[BUSY].outlook
    assert outlook
    view = replace(VIEW, queue_finish=outlook.finish)
    engine.publish(change(view, BUSY, outlook=replace(outlook, finish=None)), BUSY, "")
    assert state_of(hass, "sensor", BUSY, "finish").state == STATE_UNKNOWN
    queue = state_of(hass, "sensor", "", "queue_finish")
    assert queue.state == "2026-11-06T03:06:40+00:00"


# --- Begun and ended -----------------------------------------------------------------


@pytest.fixture
def admin(hass_admin_user: MockUser) -> Context:
    return Context(user_id=hass_admin_user.id)


async def act(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    action: str,
    by: Context,
    *keys: str,
    respond: bool = True,
    **data: Any,
) -> dict[str, Any]:
    devices = [device_of(hass, entry, key).id for key in keys]
    answer = await hass.services.async_call(
        DOMAIN,
        action,
        {"device_id": devices, **data},
        blocking=True,
        context=by,
        return_response=respond,
    )
    return dict(answer or {})


@pytest.mark.parametrize("kind", ["short", "long", "conveyance"])
async def test_many_drives_test_themselves(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    kind: str,
) -> None:
    engine.mock.enqueue.side_effect = lambda requests: (
        StartAnswer(POOL, "queued", "job-2"),
        StartAnswer(BUSY, "skipped", reasons=(Reason("drive_has_job"),)),
    )
    answer = await act(hass, loaded, "start_smart_test", admin, POOL, BUSY, kind=kind)
    assert (answer["queued"], answer["skipped"], answer["locked"]) == (1, 1, 0)
    assert [result["job"] for result in answer["results"]] == ["job-2", None]
    ((first, _),) = engine.mock.enqueue.await_args.args
    assert first == StartRequest(
        drive_key=POOL,
        profile="smart",
        stages=(StageKind(f"{kind}_smart"), StageKind.FINAL_CHECK),
        requested_by=admin.user_id,
    )
    with pytest.raises(ServiceValidationError) as refused:
        await act(
            hass,
            loaded,
            "start_smart_test",
            admin,
            POOL,
            BUSY,
            respond=False,
            kind=kind,
        )
    assert refused.value.translation_key == "not_started"


@pytest.mark.parametrize("data", [{}, {"kind": "selective"}, {"kind": "offline"}])
async def test_a_test_that_makes_no_sense(
    hass: HomeAssistant, loaded: MockConfigEntry, admin: Context, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, loaded, "start_smart_test", admin, IDLE, **data)


async def press(hass: HomeAssistant, drive_key: str, key: str, by: Context) -> None:
    which = {"entity_id": entity_id(hass, "button", drive_key, key)}
    await hass.services.async_call("button", "press", which, blocking=True, context=by)


@pytest.mark.parametrize("kind", ["short", "long"])
async def test_a_button_begins_a_test(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    admin: Context,
    kind: str,
) -> None:
    engine.mock.enqueue.return_value = (StartAnswer(IDLE, "queued", "job-2"),)
    await press(hass, IDLE, f"start_{kind}_test", admin)
    ((request,),) = engine.mock.enqueue.await_args.args
    assert (request.profile, request.stages[0]) == ("smart", f"{kind}_smart")
    taken = (Reason("drive_has_job"),)
    engine.mock.enqueue.return_value = (StartAnswer(IDLE, "skipped", reasons=taken),)
    with pytest.raises(ServiceValidationError) as refused:
        await press(hass, IDLE, f"start_{kind}_test", admin)
    assert refused.value.translation_key == "not_started"


TESTS_ITSELF = replace(RUNNING, job=replace(job(), profile="smart"))


async def test_a_cancelled_test_is_never_a_burn_in(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry, admin: Context
) -> None:
    engine.mock.cancel.return_value = True
    answer = await act(hass, loaded, "cancel_smart_test", admin, BUSY, IDLE)
    assert [result["cancelled"] for result in answer["results"]] == [False, False]
    assert not engine.mock.cancel.await_count
    with pytest.raises(ServiceValidationError) as refused:
        await act(hass, loaded, "cancel_smart_test", admin, BUSY, respond=False)
    assert refused.value.translation_key == "no_test_to_cancel"

    engine.publish(change(VIEW, BUSY, job=TESTS_ITSELF), BUSY)
    answer = await act(hass, loaded, "cancel_smart_test", admin, BUSY, IDLE)
    assert [result["cancelled"] for result in answer["results"]] == [True, False]
    engine.mock.cancel.assert_awaited_once()
    await press(hass, BUSY, "cancel_test", admin)
    assert engine.mock.cancel.await_count == 2


async def test_which_buttons_can_be_pressed(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    def pressable(drive_key: str) -> list[str]:
        return [
            key
            for key in ("start_short_test", "start_long_test", "cancel_test")
            if state_of(hass, "button", drive_key, key).state != "unavailable"
        ]

    assert pressable(IDLE) == ["start_short_test", "start_long_test"]
    assert pressable(BUSY) == []
    engine.publish(change(VIEW, BUSY, job=TESTS_ITSELF), BUSY)
    assert pressable(BUSY) == ["cancel_test"]
    lost = replace(change(VIEW, BUSY, job=TESTS_ITSELF), connected=False)
    engine.publish(lost, HOST)
    assert (pressable(IDLE), pressable(BUSY)) == ([], ["cancel_test"])
