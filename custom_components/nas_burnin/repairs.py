"""Repairs that a person mends with one press."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from .actions.resuming import async_resume_job
from .const import (
    DOMAIN,
    HOST,
    ISSUE_JOB_WAITS,
    ISSUE_OUTCOME_UNKNOWN,
    ISSUE_QUEUE_WAITS,
)
from .coordinator import NasBurninCoordinator
from .errors import refusal, translated
from .guard import request_context, require_person
from .issues import DRIVE_KEY, ENTRY_ID
from .shown import escaped, speaker_of

type Mend = Callable[[NasBurninCoordinator, str, Context | None], Awaitable[None]]
"""Mends what is wrong with a drive, or the NAS; HomeAssistantError where it can't."""


async def async_confirm_queue(
    coordinator: NasBurninCoordinator, _drive_key: str, context: Context | None
) -> None:
    """Let the queue of a NAS go on, for an administrator in person.

    Raises:
        HomeAssistantError: nobody who may asks, or it can't be done now.
    """
    actor = await require_person(coordinator.hass, context)
    with translated(coordinator.hass):
        problem = await coordinator.burnin.confirm_queue(actor)
    if problem is not None:
        said = speaker_of(coordinator.hass).sentence(problem)
        raise refusal("queue_not_confirmed", reasons=said)


# What mends a kind of repair, and how it is said that it could not.
_MENDS: dict[str, tuple[Mend, str]] = {
    ISSUE_QUEUE_WAITS: (async_confirm_queue, "not_confirmed"),
    ISSUE_JOB_WAITS: (async_resume_job, "not_resumed"),
    ISSUE_OUTCOME_UNKNOWN: (async_resume_job, "not_resumed"),
}


class MendFlow(RepairsFlow):
    """Shows what is wrong and what a press will do about it, then does it."""

    def __init__(self, kind: str, entry_id: str, drive_key: str) -> None:
        """`drive_key` is empty where it is about the NAS."""
        self._mend, self._not_done = _MENDS[kind]
        self._entry_id = entry_id
        self._drive_key = drive_key

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, then do it for the person who answered."""
        if user_input is None:
            issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders=issue.translation_placeholders
                if issue
                else None,
            )
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        try:
            await self._mend(entry.runtime_data, self._drive_key, request_context())
        except HomeAssistantError as err:
            return self.async_abort(
                reason=self._not_done,
                description_placeholders={"reasons": escaped(_words(err))},
            )
        return self.async_create_entry(data={})


def _words(err: HomeAssistantError) -> str:
    """The reasons inside a refusal, or the whole of any other error."""
    return (err.translation_placeholders or {}).get("reasons") or str(err)


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Make the flow of a repair."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    kind = issue.translation_key if issue else None
    about = data or {}
    return MendFlow(
        str(kind), str(about.get(ENTRY_ID)), str(about.get(DRIVE_KEY) or HOST)
    )
