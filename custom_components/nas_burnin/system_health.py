"""System health: what the page of the system says of burn-ins; no NAS is asked."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from os import stat_result
from pathlib import Path
from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_integration

from .const import DOMAIN
from .coordinator import NasBurninConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what the page asks for."""
    register.async_register_info(_async_info)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the history: bytes of it, and when it was copied last."""

    size: int
    snapshot: datetime | None


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    loaded: list[NasBurninConfigEntry]
    loaded = hass.config_entries.async_loaded_entries(DOMAIN)
    views = [entry.runtime_data.data for entry in loaded]
    hosts = len(hass.config_entries.async_entries(DOMAIN))
    files = await hass.async_add_executor_job(_files, Path(hass.config.path(DOMAIN)))
    integration = await async_get_integration(hass, DOMAIN)
    return {
        "version": str(integration.version),
        "hosts_reachable": f"{sum(view.connected for view in views)} / {hosts}",
        "running": sum(view.running for view in views),
        "queued": sum(view.queued for view in views),
        "history_size": f"{files.size / 2**20:.1f} MiB",
        "newest_snapshot": files.snapshot or "-",
    }


def _files(folder: Path) -> Files:
    # The journal beside the history is a part of it.
    history = _stats(folder, "history.db*")
    copied = [stat.st_mtime for stat in _stats(folder, "snapshots/history-*.db")]
    newest = datetime.fromtimestamp(max(copied), UTC) if copied else None
    return Files(sum(stat.st_size for stat in history), newest)


def _stats(folder: Path, pattern: str) -> list[stat_result]:
    found = []
    for path in folder.glob(pattern):
        # Journals and old copies come and go meanwhile.
        with suppress(FileNotFoundError):
            found.append(path.stat())
    return found
