"""What all entities of a host and of a drive have in common."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import override

from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, Context, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, HOST
from .coordinator import NasBurninConfigEntry, NasBurninCoordinator
from .devices import drive_device_info, host_device_info
from .engine.model import DriveView
from .engine.sentences.speaker import Speaker
from .shown import speaker_of


@callback
def async_add_for_drives(
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[str], Iterable[Entity]],
) -> None:
    """Add what `create` makes of each drive's key, now and whenever one appears."""

    @callback
    def add(drive_keys: list[str]) -> None:
        async_add_entities([entity for key in drive_keys for entity in create(key)])

    entry.runtime_data.async_on_new_drives(add)


@callback
def async_add_as_told(
    entry: NasBurninConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    told: Mapping[str, Callable[[DriveView], bool]],
    create: Callable[[str, str], Entity],
) -> None:
    """Add the entities that only some drives have, each once its drive tells of it.

    `told` says by an entity's key whether its drive does; `create` takes the keys of
    the drive and of the entity. What was told once is there from the beginning, also
    while its drive sleeps.
    """
    coordinator = entry.runtime_data
    registry = er.async_get(coordinator.hass)
    watches: dict[str, CALLBACK_TYPE] = {}

    @callback
    def watch(drive_key: str) -> None:
        missing = dict(told)

        @callback
        def add(keys: list[str]) -> None:
            for key in keys:
                del missing[key]
            if keys:
                async_add_entities([create(drive_key, key) for key in keys])

        @callback
        def look() -> None:
            view = coordinator.data.drives.get(drive_key)
            add([key for key, is_told in missing.items() if view and is_told(view)])

        add(
            [
                key
                for key in missing
                if registry.async_get_entity_id(
                    platform, DOMAIN, drive_unique_id(coordinator, drive_key, key)
                )
            ]
        )
        look()
        if drive_key in watches:
            watches[drive_key]()
        watches[drive_key] = coordinator.async_add_listener(look, drive_key)

    @callback
    def watch_all(drive_keys: list[str]) -> None:
        for drive_key in drive_keys:
            watch(drive_key)

    @callback
    def unwatch() -> None:
        for unsubscribe in watches.values():
            unsubscribe()

    entry.async_on_unload(unwatch)
    coordinator.async_on_new_drives(watch_all)


def drive_unique_id(coordinator: NasBurninCoordinator, drive_key: str, key: str) -> str:
    """The unique id of an entity of a drive.

    It names the host too, because a drive may be burned in on one NAS and then live in
    another.
    """
    return f"{coordinator.host_id}_{drive_key}_{key}"


class NasBurninEntity(CoordinatorEntity[NasBurninCoordinator]):
    """An entity that is written only when what it shows has changed."""

    _attr_has_entity_name = True
    _written: object = None

    @property
    def speaker(self) -> Speaker:
        """Who says reasons to all who read this entity."""
        return speaker_of(self.hass)

    def _caller(self) -> Context | None:
        """Whose call this is: to be asked before anything else, and only once.

        It stands here only until anybody else calls, and must never speak for a
        later call.
        """
        context, self._context = self._context, None
        return context

    @abstractmethod
    def _take(self) -> object:
        """Take the values over from the coordinator; answer what is shown of them."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._written = (self._take(), self.available)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._take_over()

    @callback
    def _take_over(self) -> None:
        """Write the state, if it shows anything new."""
        shown = (self._take(), self.available)
        if shown != self._written:
            self._written = shown
            self.async_write_ha_state()


class HostEntity(NasBurninEntity):
    """An entity of the NAS itself."""

    def __init__(
        self, coordinator: NasBurninCoordinator, description: EntityDescription
    ) -> None:
        super().__init__(coordinator, HOST)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.host_id}_{description.key}"
        self._attr_device_info = host_device_info(coordinator)


class DriveEntity(NasBurninEntity):
    """An entity of one drive; the NAS has to answer and to have the drive."""

    def __init__(
        self,
        coordinator: NasBurninCoordinator,
        drive_key: str,
        description: EntityDescription,
    ) -> None:
        super().__init__(coordinator, drive_key)
        self.drive_key = drive_key
        self.entity_description = description
        self._view = coordinator.data.drives[drive_key]
        self._attr_unique_id = drive_unique_id(coordinator, drive_key, description.key)
        self._attr_device_info = drive_device_info(coordinator, self._view)

    @property
    def view(self) -> DriveView:
        """The drive as the engine saw it last."""
        seen = self.coordinator.data.drives.get(self.drive_key)
        self._view = seen or replace(self._view, present=False)
        return self._view

    @property
    def reachable(self) -> bool:
        """True while the NAS answers and has the drive."""
        return self.coordinator.data.connected and self.view.present

    @property
    def busy(self) -> bool:
        """True while the drive has a job that has not ended."""
        job = self.view.job
        return job is not None and not job.job.state.terminal

    @property
    @override
    def available(self) -> bool:
        return super().available and self.reachable
