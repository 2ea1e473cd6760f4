"""Repairs: shown for as long as their cause is there, and no longer."""

from dataclasses import replace
from datetime import datetime, timedelta
import json
from pathlib import Path
from string import Formatter
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

import custom_components.nas_burnin as package
from custom_components.nas_burnin.attention import LONG_COOLING, needs_person
from custom_components.nas_burnin.const import (
    DOMAIN,
    HOST,
    ISSUE_CLOCK_APART,
    ISSUE_JOB_WAITS,
    ISSUE_LONG_COOLING,
    ISSUE_NO_ROOM,
    ISSUE_NVME_MISSING,
    ISSUE_OUTCOME_LOST,
    ISSUE_OUTCOME_UNKNOWN,
    ISSUE_QUEUE_WAITS,
    ISSUE_SHELL_UNUSABLE,
    ISSUE_STALLED,
    ISSUE_SUDO_REFUSED,
    ISSUE_TOOL_MISSING,
)
from custom_components.nas_burnin.engine.model import (
    HostView,
    JobState,
    Pause,
    PauseCause,
    Protocol,
    Reason,
    SelfTests,
    Smart,
    Stage,
    StageKind,
    StageState,
)
from tests.components.conftest import Engine
from tests.components.data import BUSY, IDLE, INFO, NOW, RUNNING, VIEW, change

TEXTS = json.loads(
    (Path(package.__file__).parent / "translations" / "en.json").read_text()
)["issues"]


def job(**changes: Any) -> HostView:
    return change(VIEW, BUSY, job=replace(RUNNING, job=replace(RUNNING.job, **changes)))


def refused(code: str) -> HostView:
    return replace(VIEW, connected=False, problem=Reason(code, {"detail": "no"}))


def cooling(since: datetime, ended: datetime | None = None) -> HostView:
    return job(pauses=(Pause(PauseCause.HEAT, since, ended, temperature=58),))


def having(
    *, view: HostView = VIEW, has_zfs: bool = True, **tools: str | None
) -> HostView:
    return replace(view, info=replace(INFO, tools=tools, has_zfs=has_zfs))


def of_nvme(smart: Smart | None, nvme: str | None = None) -> HostView:
    drive = replace(VIEW.drives[IDLE].drive, protocol=Protocol.NVME, smart=smart)
    return having(view=change(VIEW, IDLE, drive=drive), nvme=nvme)


FULL = Reason("no_space", {"free": "12", "needed": "1000"})
# Of which something is left to go on with.
BROKEN_OFF = (
    Stage(0, StageKind.SURFACE_VALIDATE, state=StageState.PASSED),
    Stage(1, StageKind.FINAL_CHECK, state=StageState.UNKNOWN),
)
HOT = NOW - LONG_COOLING
NEEDS: list[tuple[HostView, str | None]] = [
    (VIEW, None),
    (job(waits=Reason("cancelled")), ISSUE_JOB_WAITS),
    (
        job(state=JobState.UNKNOWN, reasons=(Reason("cancelled"),)),
        ISSUE_OUTCOME_LOST,
    ),
    (job(state=JobState.UNKNOWN, stages=BROKEN_OFF), ISSUE_OUTCOME_UNKNOWN),
    (job(state=JobState.PASSED), None),
    (job(state=JobState.CANCELLED, waits=Reason("cancelled")), None),
    (
        change(VIEW, BUSY, job=replace(RUNNING, stalled_since=NOW)),
        ISSUE_STALLED,
    ),
    (cooling(HOT), ISSUE_LONG_COOLING),
    (cooling(HOT, NOW), None),
    (cooling(HOT + timedelta(seconds=1)), None),
    (job(pauses=(Pause(PauseCause.PERSON, HOT),)), None),
    (refused("sudo_refused"), ISSUE_SUDO_REFUSED),
    (refused("tool_missing"), ISSUE_TOOL_MISSING),
    (refused("shell_unusable"), ISSUE_SHELL_UNUSABLE),
    (refused("host_unreachable"), None),
    (refused("authentication_refused"), None),
    (replace(VIEW, waits_for=Reason("owner_unreadable")), ISSUE_QUEUE_WAITS),
    (having(smartctl=None), ISSUE_TOOL_MISSING),
    (having(zpool=None), ISSUE_TOOL_MISSING),
    (having(zpool=None, has_zfs=False), None),
    (having(nvme=None, sudo=None, smartctl="/usr/sbin/smartctl"), None),
    (replace(having(smartctl=None), connected=False), None),
    (replace(VIEW, info=None), None),
    (of_nvme(Smart(Protocol.NVME)), ISSUE_NVME_MISSING),
    (of_nvme(Smart(Protocol.NVME), nvme="/usr/sbin/nvme"), None),
    (of_nvme(Smart(Protocol.NVME, standby=True)), None),
    (of_nvme(Smart(Protocol.NVME, self_tests=SelfTests(told=True))), None),
    (of_nvme(None), None),
    (replace(of_nvme(Smart(Protocol.NVME)), info=None), None),
    (replace(VIEW, clock_apart=-70), ISSUE_CLOCK_APART),
    (job(state=JobState.QUEUED, reasons=(FULL,)), ISSUE_NO_ROOM),
    (job(state=JobState.CANCELLED, reasons=(FULL,)), None),
]
OF_HOST = frozenset(
    {
        *(ISSUE_CLOCK_APART, ISSUE_NO_ROOM, ISSUE_NVME_MISSING, ISSUE_QUEUE_WAITS),
        *(ISSUE_SHELL_UNUSABLE, ISSUE_SUDO_REFUSED, ISSUE_TOOL_MISSING),
    }
)


@pytest.mark.parametrize(("view", "kind"), NEEDS)
def test_what_needs_a_person(view: HostView, kind: str | None) -> None:
    assert [one.kind for one in needs_person(view, NOW)] == ([kind] if kind else [])


def ours(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    return {
        issue_id: issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }


def fields(text: Any) -> set[str]:
    if isinstance(text, dict):
        return set().union(*map(fields, text.values()))
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("view", "kind"), [need for need in NEEDS if need[1]])
async def test_repair_comes_and_goes_with_its_cause(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    view: HostView,
    kind: str,
) -> None:
    freezer.move_to(NOW)
    for _ in range(2):
        engine.publish(view, HOST, BUSY)
    ((issue_id, issue),) = ours(hass).items()
    about = loaded.entry_id if kind in OF_HOST else RUNNING.job.uid
    assert issue_id == f"{kind}_{about}"
    assert issue.translation_key == kind
    fixable = (ISSUE_JOB_WAITS, ISSUE_OUTCOME_UNKNOWN, ISSUE_QUEUE_WAITS)
    assert issue.is_fixable == (kind in fixable)
    # A fixable one is told by the flow that fixes it.
    assert fields(TEXTS[kind]) <= (issue.translation_placeholders or {}).keys()
    engine.publish(VIEW, HOST, BUSY)
    assert not ours(hass)


async def test_text_of_the_nas_is_harmless_in_repairs(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    hostile = Reason("tool_missing", {"tool": "x](http://a.b)\x1b[2J<b>"})
    engine.publish(replace(VIEW, connected=False, problem=hostile), HOST)
    (issue,) = ours(hass).values()
    said = (issue.translation_placeholders or {})["reasons"]
    assert "\x1b" not in said
    assert "\\]\\(" in said
    assert "\\<b\\>" in said


async def test_of_all_that_is_missing_one_repair_tells(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(having(badblocks=None, zpool=None, blkid=None), HOST)
    (issue,) = ours(hass).values()
    said = (issue.translation_placeholders or {})["reasons"]
    assert all(tool in said for tool in ("badblocks", "zpool", "blkid"))
    engine.publish(having(badblocks=None, zpool="/zpool"), HOST)
    (issue,) = ours(hass).values()
    assert "zpool" not in (issue.translation_placeholders or {})["reasons"]


async def test_what_is_only_a_matter_of_time(
    hass: HomeAssistant,
    engine: Engine,
    loaded: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to(NOW)
    engine.publish(cooling(NOW), BUSY)
    assert not ours(hass)
    freezer.tick(LONG_COOLING + timedelta(minutes=5))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert ours(hass).keys() == {f"{ISSUE_LONG_COOLING}_{RUNNING.job.uid}"}


UNKNOWN = job(state=JobState.UNKNOWN, reasons=(Reason("cancelled"),))


async def test_ignored_is_ignored_until_another_job(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    engine.publish(UNKNOWN, BUSY)
    (issue_id,) = ours(hass)
    ir.async_get(hass).async_ignore(DOMAIN, issue_id, True)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert ours(hass)[issue_id].dismissed_version is not None

    # Another job of that drive begins.
    engine.publish(job(uid="job-2"), BUSY)
    assert not ours(hass)
    engine.publish(job(uid="job-2", state=JobState.UNKNOWN), BUSY)
    (issue,) = ours(hass).values()
    assert issue.dismissed_version is None


async def test_repairs_of_another_are_left_alone(
    hass: HomeAssistant, engine: Engine, loaded: MockConfigEntry
) -> None:
    def create(domain: str, data: dict[str, Any] | None) -> None:
        ir.async_create_issue(
            hass,
            domain,
            "issue",
            data=data,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="issue",
        )

    create(DOMAIN, {"entry_id": "another"})
    create("another", {"entry_id": loaded.entry_id})
    engine.publish(UNKNOWN, BUSY)
    engine.publish(VIEW, BUSY)
    assert ours(hass).keys() == {"issue"}
    assert ir.async_get(hass).async_get_issue("another", "issue")
