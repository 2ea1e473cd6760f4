"""Repairs: what a person has to do, shown once for each cause and what it is about."""

from collections.abc import Iterable
from datetime import datetime
import re
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .attention import Attention
from .const import (
    CONF_CAUSE,
    DOMAIN,
    ISSUE_CARD_LINE,
    ISSUE_ENGINE_STOPPED,
    ISSUE_HISTORY_DAMAGED,
    ISSUE_HISTORY_RESTORED,
    ISSUE_HISTORY_SILENT,
    ISSUE_HISTORY_TOO_NEW,
    ISSUE_HOST_KEY_CHANGED,
    ISSUE_JOB_WAITS,
    ISSUE_NIGHT_FAILED,
    ISSUE_OUTCOME_UNKNOWN,
    ISSUE_QUEUE_WAITS,
    ISSUE_SHELL_UNUSABLE,
    ISSUE_SUDO_REFUSED,
    ISSUE_TESTS_LEFT,
    ISSUE_TESTS_UNSEEN,
    ISSUE_TOOL_MISSING,
)
from .engine.errors import BurnInError, HostKeyChanged
from .engine.model import HostView, Job, Reason
from .engine.sentences.speaker import Speaker
from .engine.sentences.tables import written
from .engine.text import clean
from .shown import LONGEST, escaped, speaker_of

# What a repair is about, so that it can be fixed and found again.
ENTRY_ID: Final = "entry_id"
DRIVE_KEY: Final = "drive_key"

_FIXABLE = frozenset({ISSUE_JOB_WAITS, ISSUE_OUTCOME_UNKNOWN, ISSUE_QUEUE_WAITS})
_SEVERE = frozenset({ISSUE_SHELL_UNUSABLE, ISSUE_SUDO_REFUSED, ISSUE_TOOL_MISSING})

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/=]+")


@callback
def async_report_engine_stopped(
    hass: HomeAssistant, entry: ConfigEntry, cause: BaseException | None = None
) -> None:
    """Say that nobody follows the tests of a host any more, and why."""
    said = type(cause).__name__ if cause else "?"
    if isinstance(cause, BurnInError):
        # Such as a full disk: that is nothing to be reported, but to be mended.
        said = speaker_of(hass).sentence(Reason(cause.code, cause.values))
    shown = escaped(clean(said, LONGEST))
    _create(hass, entry, ISSUE_ENGINE_STOPPED, cause=shown)


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
def async_report_damage(
    hass: HomeAssistant, path: str, damage: str, restored: datetime | None = None
) -> None:
    """Say that the history was damaged, where it is kept, and what is in its place.

    `restored` is of when the snapshot is; None where there was none.
    """
    kind = ISSUE_HISTORY_RESTORED if restored else ISSUE_HISTORY_DAMAGED
    speaker = speaker_of(hass)
    words = speaker.values({"detail": damage})["detail"]
    shown = {"path": path, "damage": escaped(words)}
    if restored:
        shown["at"] = written(dt_util.as_local(restored), speaker.language)
    ir.async_create_issue(
        hass,
        DOMAIN,
        kind,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=kind,
        translation_placeholders=shown,
    )


@callback
def async_report_silence(hass: HomeAssistant, path: str) -> None:
    """Say that the history does not answer, so that nothing can be begun."""
    _create_of_history(hass, ISSUE_HISTORY_SILENT, path)


@callback
def async_forget_silence(hass: HomeAssistant) -> None:
    """Say that no more."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_HISTORY_SILENT)


@callback
def async_report_too_new(hass: HomeAssistant, path: str) -> None:
    """Say that a newer version of us wrote the history, so that none can be used."""
    _create_of_history(hass, ISSUE_HISTORY_TOO_NEW, path)


@callback
def async_forget_too_new(hass: HomeAssistant) -> None:
    """Say that no more."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_HISTORY_TOO_NEW)


@callback
def async_report_nights(hass: HomeAssistant, nights: int, error: str) -> None:
    """Say for how many nights no snapshot of the history could be written, and why."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE_NIGHT_FAILED,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE_NIGHT_FAILED,
        translation_placeholders={
            "nights": str(nights),
            "error": escaped(speaker_of(hass).values({"detail": error})["detail"]),
        },
    )


@callback
def async_forget_nights(hass: HomeAssistant) -> None:
    """Say that no more."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_NIGHT_FAILED)


@callback
def async_report_card_line(hass: HomeAssistant, url: str) -> None:
    """Say what to add where the dashboard resources are kept in YAML."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE_CARD_LINE,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE_CARD_LINE,
        translation_placeholders={"line": f"- url: {url}\n  type: module"},
    )


@callback
def async_forget_card_line(hass: HomeAssistant) -> None:
    """Say that no more."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_CARD_LINE)


@callback
def async_report_left(
    hass: HomeAssistant, entry: ConfigEntry, left: Iterable[Job], *, seen: bool
) -> None:
    """Say which tests stay on a NAS whose entry was removed; not `seen`, may stay."""
    kind = ISSUE_TESTS_LEFT if seen else ISSUE_TESTS_UNSEEN
    drives = ", ".join(f"{job.model} {job.serial}" for job in left)
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{kind}_{entry.unique_id}",
        is_fixable=False,
        # The entry that could tell of it again is gone.
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=kind,
        translation_placeholders={
            "host": clean(entry.title),
            "drives": escaped(clean(drives, LONGEST)),
        },
    )


@callback
def async_review(
    hass: HomeAssistant,
    entry: ConfigEntry,
    view: HostView,
    needed: Iterable[Attention],
) -> None:
    """Show a repair for all that needs a person, and take back what does not any more.

    One that a person has ignored stays ignored for as long as its cause is there.
    """
    wanted = {_issue_id(entry, one): one for one in needed}
    for issue_id in _reviewed(hass, entry):
        if issue_id not in wanted:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    for issue_id, one in wanted.items():
        severe = one.kind in _SEVERE
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={ENTRY_ID: entry.entry_id, DRIVE_KEY: one.drive_key},
            is_fixable=one.kind in _FIXABLE,
            severity=ir.IssueSeverity.ERROR if severe else ir.IssueSeverity.WARNING,
            translation_key=one.kind,
            translation_placeholders=_placeholders(entry, view, one, speaker_of(hass)),
        )


@callback
def async_delete_issues(hass: HomeAssistant, entry: ConfigEntry, *kinds: str) -> None:
    """Take repairs of one host away, because their causes are gone."""
    for kind in kinds:
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")


@callback
def async_forget_removal(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Say no more what stayed on a NAS, because it is set up again."""
    for kind in (ISSUE_TESTS_LEFT, ISSUE_TESTS_UNSEEN):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.unique_id}")


@callback
def async_delete_all_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take all repairs of one host away, because it is removed."""
    async_delete_issues(hass, entry, ISSUE_ENGINE_STOPPED, ISSUE_HOST_KEY_CHANGED)
    for issue_id in _reviewed(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, issue_id)


def _reviewed(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    return [
        issue_id
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and (issue.data or {}).get(ENTRY_ID) == entry.entry_id
    ]


def _issue_id(entry: ConfigEntry, one: Attention) -> str:
    # Whoever has ignored what became of one job has not ignored the next one.
    return f"{one.kind}_{one.job_uid or entry.entry_id}"


def _placeholders(
    entry: ConfigEntry, view: HostView, one: Attention, speaker: Speaker
) -> dict[str, str]:
    # Host and drive stand in titles only, and these are plain text.
    shown = {"host": clean(entry.title)}
    if drive := view.drives.get(one.drive_key):
        shown["drive"] = clean(f"{drive.drive.model} {drive.drive.serial}")
    said = " ".join(speaker.sentences(one.reasons))
    shown["reasons"] = escaped(clean(said, LONGEST)) or "?"
    if one.minutes:
        shown["minutes"] = str(one.minutes)
    if one.since:
        shown["since"] = written(dt_util.as_local(one.since), speaker.language)
    return shown


def _create_of_history(hass: HomeAssistant, kind: str, path: str) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        kind,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=kind,
        translation_placeholders={"path": path},
    )


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
