"""Repairs: what a person has to do, shown once for each host and cause."""

import re

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import (
    CONF_CAUSE,
    DOMAIN,
    ISSUE_ENGINE_STOPPED,
    ISSUE_HISTORY_DAMAGED,
    ISSUE_HOST_KEY_CHANGED,
)
from .engine.errors import HostKeyChanged
from .engine.model import Reason
from .engine.text import clean
from .shown import escaped

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/=]+")


@callback
def async_report_engine_stopped(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Say that nobody follows the tests of a host any more."""
    _create(hass, entry, ISSUE_ENGINE_STOPPED)


@callback
def async_report_host_key(
    hass: HomeAssistant, entry: ConfigEntry, problem: Reason
) -> None:
    """Show both fingerprints, and ask a person to compare and accept the new one."""
    fingerprints = {
        name: _fingerprint(problem.values.get(name, ""))
        for name in ("expected", "found")
    }
    _create(hass, entry, ISSUE_HOST_KEY_CHANGED, **fingerprints)
    entry.async_start_reauth(hass, data={CONF_CAUSE: HostKeyChanged.code})


@callback
def async_report_damage(hass: HomeAssistant, path: str, damage: str) -> None:
    """Say that the history was damaged, and where the damaged one is kept."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE_HISTORY_DAMAGED,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=ISSUE_HISTORY_DAMAGED,
        translation_placeholders={"path": path, "damage": escaped(damage)},
    )


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take the repairs of one host away, because their causes are gone."""
    for kind in (ISSUE_ENGINE_STOPPED, ISSUE_HOST_KEY_CHANGED):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")


def _create(
    hass: HomeAssistant, entry: ConfigEntry, kind: str, **placeholders: str
) -> None:
    # The host stands in titles only, and these are plain text.
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{kind}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=kind,
        translation_placeholders={"host": clean(entry.title), **placeholders},
    )


def _fingerprint(text: str) -> str:
    # It is shown as code, where nothing can be escaped.
    return text if _FINGERPRINT.fullmatch(text) else "?"
