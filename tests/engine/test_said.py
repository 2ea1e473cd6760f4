"""What tests said is kept as lines that can be shown, before their records go."""

from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.jobs.versions import versions_of
from custom_components.nas_burnin.engine.model import (
    HostInfo,
    RunReport,
    SelfTest,
    SelfTestEnd,
    SelfTestKind,
    SelfTests,
    Smart,
    Stamp,
)
from custom_components.nas_burnin.engine.verdict.said import (
    MOST,
    said_by_drive,
    said_by_test,
)
from tests.engine.supervised import engine
from tests.engine.surface import NONCE, clean_report, run_report, running_report


def test_badblocks_is_told_in_lines() -> None:
    report = clean_report()
    said = said_by_test(report)
    assert said.part == NONCE
    assert said.text.splitlines()[:5] == [
        "== Run 0 of badblocks: exit status 0 ==",
        "Checking for bad blocks in read-write mode",
        "From block 0 to 17283",
        "Testing with pattern 0xaa: done",
        "Reading and comparing: done",
    ]
    assert said.text.count("== Run ") == len(report.runs)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exit_code": None, "signal": 9}, "ended by signal 9"),
        ({"exit_code": None}, "broken off"),
        ({"exit_code": None, "started": None}, "not begun"),
    ],
)
def test_how_a_run_ended_is_told(changes: dict[str, object], expected: str) -> None:
    plan = clean_report()
    run = replace(plan.runs[0], stdout=b"17\n18\n", **changes)  # type: ignore[arg-type]
    text = said_by_test(replace(plan, runs=(run,))).text
    assert text.startswith(f"== Run 0 of badblocks: {expected} ==\n")
    assert text.endswith("one chunk too high ==\n17\n18")


def test_a_flood_is_cut_fairly_and_made_harmless() -> None:
    flood = b"begin\x1b[2J\n" + b"noise \x08\x08\n" * MOST + b"the end\n"
    runs = tuple(RunReport(n, stderr=flood, stdout=flood) for n in range(4))
    text = said_by_test(replace(clean_report(), runs=runs)).text
    assert len(text.encode()) <= MOST
    assert text.count("begin\\x1b[2J") == text.count("[...]") == 8
    assert text.count("the end") == 8
    assert all(line.isprintable() for line in text.splitlines())


def test_a_drive_tells_of_its_self_tests() -> None:
    tests = (
        SelfTest(SelfTestKind.LONG, SelfTestEnd.FAILED, 1234, 4711),
        SelfTest(SelfTestKind.SHORT, SelfTestEnd.PASSED),
    )
    assert said_by_drive(Smart(self_tests=SelfTests(entries=tests))).text == (
        "long: failed, at 1234 power-on hours, first bad block 4711\nshort: passed"
    )


async def test_a_test_that_is_over_is_kept_before_its_records_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(clean_report(nas.test().plan))
        full = HistoryError("disk full")

        async def fails(*_: object) -> None:
            raise full

        with monkeypatch.context() as patch:
            patch.setattr(History, "add_log", fails)
            with pytest.raises(HistoryError):
                await nas.refresh()
        assert len(nas.nas.supervisors) == 1
        await nas.refresh()
        assert nas.nas.supervisors == {}
        (log,) = await nas.history.logs((await nas.kept()).uid)
        assert log.position == 0
        assert "Pass completed, 0 bad blocks found." in log.text


async def test_each_attempt_has_its_own(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        nas.test().become(running_report(nas.test().plan, 0, 1, 0.6, 400_000))
        await nas.refresh()
        nas.nas.reboot()
        await nas.refresh()
        await nas.refresh()
        nas.test().become(clean_report(nas.test().plan))
        await nas.refresh()
        job = await nas.kept()
        parts = [log.part for log in await nas.history.logs(job.uid)]
        (attempt,) = job.stages[0].attempts
        handle = job.stages[0].handle
        assert handle
        assert parts == [attempt.handle.nonce, handle.nonce]


async def test_what_was_cancelled_is_kept_too(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        plan = nas.test().plan
        cut = run_report(plan.runs[0], 0.0, exit_code=None, stderr=b"Interrupted\n")
        nas.test().become(replace(running_report(plan, 0, 0, 0.6, 60), runs=(cut,)))
        await nas.burnin.cancel(nas.key())
        (log,) = await nas.history.logs((await nas.kept()).uid)
        assert log.text.endswith("Interrupted")


# Versions --------------------------------------------------------------------------

INFO = HostInfo(
    machine_id="m",
    boot_id="b",
    hostname="nas",
    os_name="Lab Linux",
    os_version="12.1",
    kernel="6.12",
    is_truenas=False,
    has_systemd=True,
    has_zfs=True,
    memory_available=1,
    now=Stamp(0, 0),
    versions={"smartctl": "7.4"},
)


def test_what_tells_its_version_is_named() -> None:
    assert versions_of(INFO, "0.4.0") == {
        "nas_burnin": "0.4.0",
        "os": "Lab Linux 12.1",
        "kernel": "6.12",
        "smartctl": "7.4",
    }
    named = replace(INFO, os_name="Lab 12.1 (quick)", kernel="")
    assert versions_of(named, "") == {"os": "Lab 12.1 (quick)", "smartctl": "7.4"}
    assert versions_of(None, "1") == {"nas_burnin": "1"}


async def test_a_job_that_begins_keeps_what_tests_it(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.enqueue()
        assert (await nas.kept()).versions == {}
        await nas.refresh()
        job = await nas.kept()
        assert job.versions == {
            "os": "Lab 1",
            "kernel": "6.12",
            "badblocks": "1.47.0",
            "smartctl": "7.4",
        }
        assert job.firmware == nas.drive().drive.firmware
