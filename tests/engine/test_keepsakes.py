"""Notes on drives, and drives that are forgotten."""

from pathlib import Path

import pytest

from custom_components.nas_burnin.engine.errors import AnswerUnusable, HostUnreachable
from custom_components.nas_burnin.engine.history import DriveHasJob
from custom_components.nas_burnin.engine.model import Actor, JobState
from tests.engine.supervised import Engine, engine
from tests.engine.surface import clean_report

ME = Actor.person("me")


async def burn_in(nas: Engine) -> None:
    await nas.begin()
    nas.test().become(clean_report(nas.test().plan))
    await nas.refresh()
    assert nas.shown().job.state is JobState.PASSED


async def trail(nas: Engine) -> list[tuple[str, str | None]]:
    rows = await nas.history.audit(drive_key=nas.key())
    return [(row.what, row.who_id) for row in rows]


async def test_a_note_is_shown_kept_and_known_after_a_restart(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        told: list[frozenset[str]] = []
        nas.burnin.subscribe(told.append)
        assert nas.drive().note == ""
        await nas.burnin.set_note(nas.key(), "  the tray\nsticks \x1b[1m", ME)
        assert nas.drive().note == "the tray sticks \\x1b[1m"
        assert told == [frozenset({nas.key()})]
        again = await nas.again()
        assert again.drive().note == nas.drive().note
        await again.burnin.set_note(nas.key(), "n" * 900, ME)
        assert len(again.drive().note) == 500
        await again.burnin.set_note(nas.key(), " ", ME)
        assert again.drive().note == ""
        assert await nas.history.note(nas.key()) is None
        assert await trail(nas) == [("note_set", "me")] * 3
        await again.burnin.stop()


async def test_a_forgotten_drive_is_as_good_as_new(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await burn_in(nas)
        await nas.burnin.set_note(nas.key(), "old", ME)
        assert await nas.burnin.forget_drive(nas.key(), ME) == 1
        shown = nas.drive()
        assert (shown.job, shown.last_verdict, shown.note) == (None, None, "")
        assert shown.present
        assert await nas.history.jobs() == ()
        assert (await trail(nas))[0] == ("forget_requested", "me")
        await burn_in(nas)


async def test_a_forgotten_drive_that_is_gone_is_shown_no_more(tmp_path: Path) -> None:
    async with engine(tmp_path, disks=2) as nas:
        key = nas.key()
        del nas.nas.disks["sda"]
        await nas.refresh()
        assert not nas.burnin.view.drives[key].present
        assert await nas.burnin.forget_drive(key, ME) == 0
        assert key not in nas.burnin.view.drives


async def test_a_drive_with_an_open_job_is_not_forgotten(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        before = nas.burnin.view
        with pytest.raises(DriveHasJob):
            await nas.burnin.forget_drive(nas.key(), ME)
        assert nas.burnin.view == before
        assert "forget_requested" not in [what for what, _ in await trail(nas)]


async def test_what_a_test_left_on_the_host_goes_before_its_job(tmp_path: Path) -> None:
    async with engine(tmp_path) as nas:
        await nas.begin()
        left = nas.test()
        left.become(clean_report(left.plan))
        await nas.refresh()
        # As when the host was lost before the records were removed.
        nas.nas.supervisors[left.request["unit"]] = left
        assert await nas.burnin.forget_drive(nas.key(), ME) == 1
        assert nas.nas.supervisors == {}


async def test_a_drive_is_not_forgotten_while_its_records_may_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with engine(tmp_path) as nas:
        await burn_in(nas)
        left = dict(nas.nas.supervisors)
        assert not left
        # A test that is nobody's here: whoever began it has to remove it.
        await nas.begin()
        foreign = nas.test()
        foreign.request = {**foreign.request, "job": "a job of a later self"}
        await nas.burnin.cancel(nas.key())
        nas.nas.supervisors[foreign.request["unit"]] = foreign
        with pytest.raises(AnswerUnusable, match="still on the host"):
            await nas.burnin.forget_drive(nas.key(), ME)
        assert len(await nas.history.jobs()) == 2

        async def gone(_: object) -> bytes:
            raise HostUnreachable

        monkeypatch.setattr(nas.nas, "probe", gone)
        with pytest.raises(HostUnreachable):
            await nas.burnin.forget_drive(nas.key(), ME)
        assert len(await nas.history.jobs()) == 2
