"""Drives that hold something: refused, unlocked by the right words, and tested."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import AuditEntry
from custom_components.nas_burnin.engine.model import (
    Actor,
    DriveView,
    JobState,
    Lock,
    Reason,
    StartAnswer,
    StartRequest,
    Verdict,
    Who,
)
from custom_components.nas_burnin.engine.safety.locks import digest, token
from custom_components.nas_burnin.engine.sentences.tables import sentence
from custom_components.nas_burnin.engine.unlock.audit import Act
from custom_components.nas_burnin.engine.unlock.grants import UnlockAnswer
from tests.profiles import surface_only

from .bench import Rig, rig
from .test_burnin import digest as image_digest

ME = Actor.person("me")
QUICK = surface_only("quick")


def locked(bench: Rig, lock: Lock) -> DriveView:
    return next(view for view in bench.view.drives.values() if view.lock.lock is lock)


def words(view: DriveView) -> str:
    return token(view.lock, view.drive) or ""


async def unlock(
    bench: Rig, view: DriveView, typed: str | None = None, actor: Actor = ME
) -> UnlockAnswer:
    said = words(view) if typed is None else typed
    (answer,) = await bench.engine.unlock([view.drive.key], said, actor)
    return answer


async def start(bench: Rig, view: DriveView, **changes: Any) -> StartAnswer:
    request = StartRequest(
        view.drive.key,
        "quick",
        QUICK.stages,
        QUICK.options,
        **{"requested_by": "me", **changes},
    )
    (answer,) = await bench.engine.enqueue([request])
    return answer


def codes(reasons: Sequence[Reason]) -> list[str]:
    return [reason.code for reason in reasons]


async def test_old_data_is_erased_only_when_unlocked(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", speed=50, in_use=True) as bench:
        told: list[AuditEntry] = []
        bench.engine.subscribe_audit(told.append)
        view = locked(bench, Lock.HAS_DATA)
        key, serial = view.drive.key, view.drive.serial
        image = bench.nas.image(serial)
        others = {
            other: image_digest(bench.nas.image(other))
            for other in (str(d["serial"]) for d in bench.nas.model["drives"].values())
            if other != serial
        }
        before = image_digest(image)

        assert (await start(bench, view)).outcome == "locked"
        wrong = await unlock(bench, view, "ERASE nothing")
        assert (wrong.grant, wrong.token_hint) == (None, f"ERASE {serial[-4:]}")
        assert wrong.reason == Reason("wrong_token")
        assert image_digest(image) == before

        granted = await unlock(bench, view, f"  {words(view)}\n")
        assert granted.grant
        shown = bench.view.drives[key].grant
        assert shown
        assert (shown.lock, shown.user_id) == (Lock.HAS_DATA, "me")
        # The next look of the engine leaves it alive.
        await bench.engine.refresh()
        assert bench.view.drives[key].grant == shown

        somebody = await start(bench, view, requested_by="you")
        assert somebody.outcome == "locked"
        assert codes(somebody.reasons)[0] == "unlocked_by_other"
        robot = await start(bench, view, requested_by=None, automation=True)
        assert robot.outcome == "locked"
        assert bench.view.drives[key].grant == shown

        accepted = await start(bench, view, seen=digest(view.lock))
        assert accepted.outcome == "queued"
        assert bench.view.drives[key].grant is None
        job = await bench.ended(serial)
        assert (job.state, job.verdict) == (JobState.PASSED, Verdict.PASSED), job
        assert job.unlock
        assert job.unlock.evidence == granted.grant.evidence
        await bench.cleared()

        for other, content in others.items():
            assert image_digest(bench.nas.image(other)) == content
        trail = await bench.history.audit(drive_key=key)
        assert [entry.number for entry in reversed(trail)] == [e.number for e in told]
        assert [entry.what for entry in reversed(trail)] == [
            Act.START_REFUSED,
            Act.UNLOCK_REFUSED,
            Act.UNLOCKED,
            Act.START_REFUSED,
            Act.START_REFUSED,
            Act.START_ACCEPTED,
            Act.RELEASED,
        ]
        assert [entry.who for entry in trail[:3]] == [
            Who.INTEGRATION,
            Who.PERSON,
            Who.AUTOMATION,
        ]
        released, asked = trail[:2]
        assert released.evidence["digest"] == asked.evidence["digest"]
        assert released.evidence["unlocked_by"] == asked.who_id == "me"
        assert "nothing" not in str(trail)


async def test_an_unlock_is_for_the_evidence_that_was_seen(tmp_path: Path) -> None:
    async with rig(
        tmp_path, drives=2, size="32M", speed=0.05, in_use=True, max_parallel=1
    ) as bench:
        view = locked(bench, Lock.HAS_DATA)
        stale = await start(bench, view, seen="0" * 64)
        assert codes(stale.reasons) == ["not_what_was_seen"]

        # The grant waits in the queue with its job while the drive changes.
        first = bench.nas.blank()[0]
        await bench.start(first)
        await bench.until(lambda shown: shown.running == 1)
        assert (await unlock(bench, view)).grant
        assert (await start(bench, view)).outcome == "queued"
        bench.nas.mount(view.drive.serial, "/mnt/meanwhile")
        bench.nas.umount("/mnt/meanwhile")
        bench.nas.create_pool("fresh", view.drive.serial, force=True)
        bench.nas.export_pool("fresh")
        before = image_digest(bench.nas.image(view.drive.serial))
        await bench.engine.set_max_parallel(2)
        job = await bench.ended(view.drive.serial)
        assert job.state is JobState.CANCELLED
        assert codes(job.reasons)[0] == "evidence_changed"
        assert image_digest(bench.nas.image(view.drive.serial)) == before


async def test_a_grant_dies_with_what_it_was_given_for(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", in_use=True) as bench:
        view = locked(bench, Lock.EXPORTED_POOL)
        key = view.drive.key
        assert words(view) == "DESTROY EXPORTED POOL"
        assert (await unlock(bench, view)).grant
        bench.nas.import_pool("oldpool")
        await bench.engine.refresh()
        assert bench.view.drives[key].grant is None
        bench.nas.export_pool("oldpool")
        await bench.engine.refresh()
        assert (await start(bench, view)).outcome == "locked"
        trail = await bench.history.audit(drive_key=key)
        ends = [entry for entry in trail if entry.what == Act.UNLOCK_ENDED]
        assert len(ends) == 1
        assert ends[0].who is Who.INTEGRATION


async def test_what_the_kernel_holds_is_not_forced(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", in_use=True) as bench:
        for lock, command in (
            (Lock.POOL, "zpool export tank"),
            (Lock.MOUNTED, "umount /mnt/ext4data"),
            (Lock.BOOT_POOL, "zpool detach"),
        ):
            view = locked(bench, lock)
            before = image_digest(bench.nas.image(view.drive.serial))
            assert (await unlock(bench, view)).grant, lock
            await bench.engine.refresh()
            assert bench.view.drives[view.drive.key].grant, lock
            assert (await start(bench, view)).outcome == "queued"
            job = await bench.ended(view.drive.serial)
            assert job.state is JobState.CANCELLED
            assert codes(job.reasons)[0] == "busy"
            assert command in " ".join(map(sentence, job.reasons))
            assert image_digest(bench.nas.image(view.drive.serial)) == before


async def test_only_persons_unlock_and_one_lock_at_a_time(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", in_use=True) as bench:
        data = locked(bench, Lock.HAS_DATA)
        for actor in (Actor(), Actor(Who.AUTOMATION), Actor(Who.AUTOMATION, "me")):
            answer = await unlock(bench, data, actor=actor)
            assert answer.reason == Reason("no_person")
        keys = [data.drive.key, locked(bench, Lock.EXPORTED_POOL).drive.key]
        answers = await bench.engine.unlock(keys, words(data), ME)
        assert {answer.reason and answer.reason.code for answer in answers} == {
            "different_locks"
        }
        pool = [
            key
            for key, view in bench.view.drives.items()
            if view.lock.lock is Lock.POOL and words(view) == "tank"
        ]
        assert len(pool) > 1
        answers = await bench.engine.unlock(pool, "tank", ME)
        assert all(answer.grant for answer in answers)
        await bench.engine.relock(pool, ME)
        assert all(bench.view.drives[key].grant is None for key in pool)
        trail = await bench.history.audit(limit=len(pool))
        assert {entry.what for entry in trail} == {Act.RELOCKED}


async def test_the_unlocks_of_a_day_are_in_the_trail(tmp_path: Path) -> None:
    async with rig(tmp_path, drives=1, size="32M", in_use=True) as bench:
        view = locked(bench, Lock.HAS_DATA)
        since = bench.view.since
        assert (await unlock(bench, view)).grant
        trail = await bench.history.audit(since=since, host_id="host-1")
        (row,) = [entry for entry in trail if entry.what == Act.UNLOCKED]
        assert (row.who_id, row.drive_key) == ("me", view.drive.key)
        assert row.evidence["lock"] == Lock.HAS_DATA
        assert row.evidence["evidence"]


async def test_what_cannot_be_written_down_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with rig(tmp_path, drives=1, size="32M", in_use=True) as bench:
        view = locked(bench, Lock.HAS_DATA)
        free = locked(bench, Lock.FREE)

        async def fail(_: object) -> tuple[int, ...]:
            raise HistoryError("the disk is full")

        with monkeypatch.context() as patched:
            patched.setattr(bench.history, "add_audits", fail)
            with pytest.raises(HistoryError):
                await unlock(bench, view)
            with pytest.raises(HistoryError):
                await start(bench, free)
        await bench.engine.refresh()
        assert bench.view.drives[view.drive.key].grant is None
        assert (await start(bench, view)).outcome == "locked"
        assert not await bench.history.open_jobs()
        assert not bench.tests_running()
