"""Buttons: start a burn-in or a self-test of a drive, cancel it, and go on with one."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.queueing import no_burn_in
from .actions.resuming import async_resume_job, can_resume
from .actions.smart_tests import async_start_test, is_testing, no_test
from .coordinator import NasBurninConfigEntry
from .engine.model import SelfTestKind, StartRequest
from .entity import DriveEntity, async_add_for_drives
from .errors import refusal, translated
from .guard import require_admin, require_start
from .profiles import profile_named, usual_profile

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class SelfTestButtonDescription(ButtonEntityDescription):
    """A button that begins a self-test of this kind."""

    kind: SelfTestKind


START = ButtonEntityDescription(key="start", translation_key="start")
CANCEL = ButtonEntityDescription(key="cancel", translation_key="cancel")
RESUME = ButtonEntityDescription(key="resume", translation_key="resume")
TESTS = (
    SelfTestButtonDescription(
        key="start_short_test",
        translation_key="start_short_test",
        kind=SelfTestKind.SHORT,
    ),
    SelfTestButtonDescription(
        key="start_long_test",
        translation_key="start_long_test",
        kind=SelfTestKind.LONG,
    ),
)
CANCEL_TEST = ButtonEntityDescription(key="cancel_test", translation_key="cancel_test")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of each drive."""
    coordinator = entry.runtime_data
    async_add_for_drives(
        entry,
        async_add_entities,
        lambda key: [
            StartButton(coordinator, key, START),
            CancelButton(coordinator, key, CANCEL),
            ResumeButton(coordinator, key, RESUME),
            *(StartTestButton(coordinator, key, test) for test in TESTS),
            CancelTestButton(coordinator, key, CANCEL_TEST),
        ],
    )


class DriveButton(DriveEntity, ButtonEntity):
    """A button of one drive; only its availability ever changes."""

    @override
    def _take(self) -> object:
        return None


class StartButton(DriveButton):
    """Starts the profile that is selected; it erases a blank or unlocked drive."""

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.busy

    @override
    async def async_press(self) -> None:
        context = self._caller()
        coordinator = self.coordinator
        usual = usual_profile(self.view.drive)
        name = coordinator.profiles.get(self.drive_key, usual)
        profile = profile_named(coordinator.config_entry, name)
        actor = await require_start(
            self.hass, context, coordinator.config_entry, profile.stages
        )
        request = StartRequest(
            drive_key=self.drive_key,
            profile=name,
            stages=profile.stages,
            options=profile.options,
            requested_by=actor.user_id,
            automation=not actor.is_person,
        )
        with translated(self.hass):
            (answer,) = await coordinator.burnin.enqueue([request])
        if answer.job_uid is None:
            said = self.speaker.sentences(answer.reasons)
            raise refusal("not_started", reasons="; ".join(said))


class CancelButton(DriveButton):
    """Ends the job of a drive, running or queued."""

    _nothing = staticmethod(no_burn_in)

    @property
    @override
    def reachable(self) -> bool:
        # A cancellation is kept and carried out once the NAS answers again.
        return self.busy

    @override
    async def async_press(self) -> None:
        actor = await require_admin(self.hass, self._caller())
        with translated(self.hass):
            cancelled = self.reachable and await self.coordinator.burnin.cancel(
                self.drive_key, actor
            )
        if not cancelled:
            raise self._nothing(self.view.drive.serial)


class ResumeButton(DriveButton):
    """Goes on with a burn-in that was broken off and waits, or that ended unknown."""

    @property
    @override
    def available(self) -> bool:
        shown = self.view.job
        return super().available and shown is not None and can_resume(shown.job)

    @override
    async def async_press(self) -> None:
        context = self._caller()
        await async_resume_job(self.coordinator, self.drive_key, context)


class StartTestButton(DriveButton):
    """Begins a self-test, which erases nothing."""

    entity_description: SelfTestButtonDescription

    @property
    @override
    def available(self) -> bool:
        return super().available and not self.busy

    @override
    async def async_press(self) -> None:
        context = self._caller()
        kind = self.entity_description.kind
        await async_start_test(self.coordinator, self.drive_key, kind, context)


class CancelTestButton(CancelButton):
    """Ends a self-test that was begun by itself, and no burn-in."""

    _nothing = staticmethod(no_test)

    @property
    @override
    def reachable(self) -> bool:
        return is_testing(self.view)
