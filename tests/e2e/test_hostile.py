"""A NAS whose every name is meant to harm: nothing runs, breaks, or gets freer."""

from pathlib import Path
from typing import Any

from custom_components.nas_burnin.engine.model import (
    Actor,
    DriveView,
    JobState,
    Lock,
    StartAnswer,
    StartRequest,
)
from custom_components.nas_burnin.engine.safety.locks import token
from custom_components.nas_burnin.engine.sentences.tables import sentence
from tests.e2e.bench import Rig, rig
from tests.hostile import (
    CANARY,
    CONTROL,
    CSV,
    HTML,
    MARKDOWN,
    PATHS,
    SHELL,
    SQL,
    TEMPLATES,
    WORDS,
    dangerous,
)
from tests.profiles import surface_only

LONG = ("x" * 3000, "{{" * 400, "é" * 400, "\U0001f4be" * 60)
"""Longer than any drive's: a NAS that was taken over may say what it likes."""

NAMES = (
    *SHELL[:20],
    *TEMPLATES[:3],
    *HTML[:3],
    *MARKDOWN[:2],
    *SQL[:2],
    *CSV[:1],
    *PATHS[:3],
    *WORDS[:4],
    *CONTROL[-6:-3],
    *LONG,
)
POOLS = (SHELL[0], SHELL[1], SHELL[7], TEMPLATES[0], HTML[0], CONTROL[-4])
EXPORTED = (SHELL[2], MARKDOWN[1], PATHS[0])
TARGETS = [name for name in NAMES if not set(name) & set("\0\n")]


def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


def aimed(tmp_path: Path, name: str) -> str:
    """The name, with a canary that only this test would find."""
    return name.replace(CANARY, str(canary(tmp_path)))


async def ask(bench: Rig) -> tuple[StartAnswer, ...]:
    """Ask for a burn-in of every drive there is."""
    quick = surface_only("quick")
    return await bench.engine.enqueue(
        [
            StartRequest(key, "quick", quick.stages, quick.options, "me")
            for key in bench.view.drives
        ]
    )


async def end_of(bench: Rig, key: str) -> JobState:
    def state() -> JobState | None:
        job = bench.view.drives[key].job
        return job.job.state if job and job.job.state.terminal else None

    await bench.until(lambda _: state() is not None)
    return state() or JobState.UNKNOWN


def assert_unharmed(bench: Rig, tmp_path: Path) -> None:
    """Nothing was run, and all that is shown can be shown."""
    assert not canary(tmp_path).exists()
    # Mount points are folders with such names.
    made = [path for path in bench.nas.root.rglob("canary") if path.is_file()]
    assert made == []
    for view in bench.view.drives.values():
        assert_shown_well(view)


def assert_shown_well(view: DriveView) -> None:
    drive = view.drive
    reasons = [fact.reason for fact in view.lock.evidence]
    reasons += [drive.identity_problem] if drive.identity_problem else []
    reasons += view.job.job.reasons if view.job else ()
    said = [sentence(reason) for reason in reasons]
    for text in (drive.serial, drive.model, drive.firmware, *said):
        assert not dangerous(text), ascii(text)
        assert len(text) <= 1000
    # Keys become names of units and of folders on the NAS.
    assert len(drive.key) <= 100
    assert drive.key.replace("-", "").replace("_", "").isalnum()
    assert drive.key.isascii()


async def test_names_of_drives(tmp_path: Path) -> None:
    drives: list[dict[str, Any]] = [
        {"kind": "sata", "size": "8M", **dict.fromkeys(("serial", "model"), name)}
        for name in (aimed(tmp_path, name) for name in NAMES)
    ]
    scenario = {"drives": drives, "speed": 100}
    async with rig(tmp_path, scenario=scenario, in_use=False, max_parallel=8) as bench:
        assert len(bench.view.drives) == len(drives) + 1
        assert_unharmed(bench, tmp_path)
        free = {
            key: view
            for key, view in bench.view.drives.items()
            if view.lock.lock is Lock.FREE and not view.drive.identity_problem
        }
        # What has no serial of its own, or two of them, is never tested.
        assert len(drives) > len(free) > len(drives) // 2

        answers = await ask(bench)
        assert {a.drive_key for a in answers if a.outcome == "queued"} == free.keys()
        tried = list(free)[:6]
        for key in list(free)[6:]:
            assert await bench.engine.cancel(key)
        for key in tried:
            assert await end_of(bench, key) is JobState.PASSED
        assert_unharmed(bench, tmp_path)
        await bench.cleared()


async def test_names_of_pools_and_mounts(tmp_path: Path) -> None:
    sizes = ["100M"] * (len(POOLS) + len(EXPORTED))
    drives = [{"kind": "sata", "size": size} for size in sizes]
    mounted = {"kind": "sata", "size": "16M", "role": "has_data"}
    scenario = {"drives": [*drives, mounted], "speed": 100}
    async with rig(tmp_path, scenario=scenario, in_use=False, run=False) as bench:
        *members, data = [
            drive["serial"]
            for drive in bench.nas.model["drives"].values()
            if drive["kind"] == "sata"
        ]
        names = [aimed(tmp_path, name) for name in (*POOLS, *EXPORTED)]
        for name, serial in zip(names, members, strict=True):
            bench.nas.create_pool(name, serial)
        for name in names[len(POOLS) :]:
            bench.nas.export_pool(name)
        (partition,) = bench.nas.drive(data)["partitions"]
        more = [
            {
                "uuid": partition["uuid"],
                "target": f"/mnt/{aimed(tmp_path, target)}",
                "fstype": "ext4",
            }
            for target in TARGETS
        ]
        bench.nas.change(lambda model: model["mounts"].extend(more))
        # Looks closely at every drive; no words open all of them.
        person = Actor.person("me")
        answers = await bench.engine.unlock(list(bench.view.drives), "x", person)
        assert not any(answer.grant for answer in answers)
        assert bench.view.failures == ()
        locks = [bench.drive(serial).lock.lock for serial in members]
        assert locks == [Lock.POOL] * len(POOLS) + [Lock.EXPORTED_POOL] * len(EXPORTED)
        assert bench.drive(data).lock.lock is Lock.MOUNTED
        assert_unharmed(bench, tmp_path)
        assert {answer.outcome for answer in await ask(bench)} == {"locked"}
        # The words can be typed as they are shown.
        for serial in members:
            view = bench.drive(serial)
            words = token(view.lock, view.drive)
            assert words is not None
            assert not dangerous(words)
            (answer,) = await bench.engine.unlock([view.drive.key], words, person)
            assert answer.grant is not None
        assert_unharmed(bench, tmp_path)


async def test_names_that_break_the_lists(tmp_path: Path) -> None:
    """A line more, a column more: nobody can tell any more what is used for what."""
    for name in ("tank\n\tsda\t-\t-\t-\t-\t-\t-\t-\t-\tONLINE", "tank\tONLINE", ""):
        folder = tmp_path / str(len(name))
        folder.mkdir()
        async with rig(folder, drives=2, size="100M", in_use=False, run=False) as bench:
            bench.nas.create_pool(name, bench.nas.blank()[0])
            await bench.engine.refresh()
            locks = {view.lock.lock for view in bench.view.drives.values()}
            assert Lock.FREE not in locks
            answers = await ask(bench)
            assert {answer.outcome for answer in answers} == {"locked"}
            assert_unharmed(bench, folder)
