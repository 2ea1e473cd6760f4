"""A Home Assistant with one NAS whose engine is a stand-in fed with model objects."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from unittest.mock import MagicMock, create_autospec, patch

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME, Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

from custom_components.nas_burnin import PLATFORMS
from custom_components.nas_burnin.const import (
    CONF_HOST_KEY,
    CONF_KEY_ID,
    CONF_SUDO,
    DOMAIN,
)
from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.history import AuditEntry, History
from custom_components.nas_burnin.engine.leaving import Leaving
from custom_components.nas_burnin.engine.model import Event, HostView
from tests.components.data import HOST_ID, VIEW

HOST_KEY = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINs8gDBk9MPHRSLV0mNmH9mE4PZBMxQ7I1WQq3AzPEJK"
)


class Engine:
    """The stand-in for `BurnIn`, and the strings to pull it by."""

    def __init__(self) -> None:
        self.mock: MagicMock = create_autospec(BurnIn, instance=True)
        self.history: MagicMock = create_autospec(History, instance=True)
        self.history.silent = 0.0
        self.mock.view = VIEW
        self.mock.subscribe.side_effect = self._subscribe
        self.mock.run.side_effect = self._run
        self.mock.subscribe_audit.side_effect = self._subscribe_audit
        self.mock.subscribe_events.side_effect = self._subscribe_events
        self.leaving: MagicMock = create_autospec(Leaving, instance=True)
        self.leaving.prepare.return_value = self.leaving.carry_out.return_value = ()
        self._deaths: list[BaseException | None] = []
        self._dies = asyncio.Event()
        self._callbacks: list[Callable[[frozenset[str]], None]] = []
        self._auditors: list[Callable[[AuditEntry], None]] = []
        self._told: list[Callable[[Event], None]] = []

    def publish(self, view: HostView, *changed: str) -> None:
        self.mock.view = view
        for callback in list(self._callbacks):
            callback(frozenset(changed))

    def audit(self, entry: AuditEntry) -> None:
        for callback in list(self._auditors):
            callback(entry)

    def happen(self, event: Event) -> None:
        for callback in list(self._told):
            callback(event)

    def die(self, *causes: BaseException | None) -> None:
        """Die of each of these in turn, and then live."""
        self._deaths += causes
        self._dies.set()

    @property
    def subscribers(self) -> int:
        return len(self._callbacks) + len(self._auditors) + len(self._told)

    async def _run(self) -> None:
        await self._dies.wait()
        cause = self._deaths.pop(0)
        if not self._deaths:
            self._dies.clear()
        if cause is not None:
            raise cause

    def _subscribe(
        self, callback: Callable[[frozenset[str]], None]
    ) -> Callable[[], None]:
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def _subscribe_audit(
        self, callback: Callable[[AuditEntry], None]
    ) -> Callable[[], None]:
        self._auditors.append(callback)
        return lambda: self._auditors.remove(callback)

    def _subscribe_events(
        self, callback: Callable[[Event], None]
    ) -> Callable[[], None]:
        self._told.append(callback)
        return lambda: self._told.remove(callback)


@pytest.fixture(autouse=True)
def _our_integration(enable_custom_integrations: None) -> None:
    """Home Assistant loads the integration from this repository."""


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots that know Home Assistant's objects."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """The engine of the NAS, and a history that keeps nothing."""
    engine = Engine()
    engine.history.opened.moved_aside = None
    with (
        patch("custom_components.nas_burnin.runtime.BurnIn", return_value=engine.mock),
        patch(
            "custom_components.nas_burnin.runtime.Leaving", return_value=engine.leaving
        ),
        patch(
            "custom_components.nas_burnin.storage.History.open",
            return_value=engine.history,
        ),
    ):
        yield engine


@pytest.fixture
def browser() -> bool:
    """Whether anything for browsers is set up; few tests look at that, and it takes long."""
    return False


@pytest.fixture(autouse=True)
def _no_card(browser: bool) -> Iterator[None]:
    with (
        nullcontext()
        if browser
        else patch("custom_components.nas_burnin.async_setup_card")
    ):
        yield


@pytest.fixture
def entry(hass: HomeAssistant, browser: bool) -> MockConfigEntry:
    """The entry of the NAS, added but not set up."""
    if not browser:
        hass.config.components.add("frontend")
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="tank",
        unique_id=HOST_ID,
        data={
            CONF_HOST: "nas.example",
            CONF_PORT: 22,
            CONF_USERNAME: "nasburnin",
            CONF_HOST_KEY: HOST_KEY,
            CONF_SUDO: True,
            CONF_KEY_ID: "01J0KEY",
        },
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def platforms() -> list[Platform]:
    """The platforms to load; a module that tests one overrides it."""
    return PLATFORMS


@pytest.fixture
async def loaded(
    hass: HomeAssistant,
    engine: Engine,
    entry: MockConfigEntry,
    platforms: list[Platform],
) -> MockConfigEntry:
    """The entry, set up."""
    with patch("custom_components.nas_burnin.PLATFORMS", platforms):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    return entry
