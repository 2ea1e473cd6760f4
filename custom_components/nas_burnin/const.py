"""Names that the whole Home Assistant floor shares."""

from enum import StrEnum
import logging
from typing import Final

DOMAIN: Final = "nas_burnin"
LOGGER = logging.getLogger(__package__)

# What a config entry holds beside host, port and username.
CONF_HOST_KEY: Final = "host_key"
CONF_KEY_ID: Final = "key_id"
CONF_SUDO: Final = "sudo"
# Why a person is asked to renew an entry.
CONF_CAUSE: Final = "cause"


class AtRemoval(StrEnum):
    """What becomes of the tests on a NAS whose entry is removed."""

    LEAVE = "leave"
    STOP = "stop"


OPTION_AFTER_REBOOT: Final = "after_reboot"
OPTION_ALLOW_AUTOMATIONS: Final = "allow_automations"
OPTION_AT_REMOVAL: Final = "at_removal"
OPTION_AUTO_START: Final = "auto_start"
OPTION_DISK_HEAT: Final = "disk_heat"
OPTION_FLASH_HEAT: Final = "flash_heat"
OPTION_HEALTH: Final = "health"
OPTION_LOG_DAYS: Final = "log_days"
# Whether the dashboard cards are put among the resources by us.
OPTION_REGISTER_CARD: Final = "register_card"
OPTION_SILENCE: Final = "silence"
OPTION_START_WINDOW: Final = "start_window"
OPTION_MAX_PARALLEL: Final = "max_parallel"
DEFAULT_MAX_PARALLEL: Final = 4
MAX_MAX_PARALLEL: Final = 32

DEFAULT_PROFILE: Final = "standard"
FLASH_PROFILE: Final = "flash"
DEFAULT_PORT: Final = 22
DEFAULT_USERNAME: Final = "nasburnin"

# The listener context of everything that shows the host instead of one drive.
HOST: Final = ""
# That of what shows a little of everything.
ANYTHING: Final = "*"

EVENT_AUDIT: Final = "nas_burnin_audit"
EVENT_HAPPENED: Final = "nas_burnin_event"

ISSUE_CARD_LINE: Final = "card_line"
ISSUE_CLOCK_APART: Final = "clock_apart"
ISSUE_ENGINE_STOPPED: Final = "engine_stopped"
ISSUE_HOST_KEY_CHANGED: Final = "host_key_changed"
ISSUE_HISTORY_DAMAGED: Final = "history_damaged"
ISSUE_HISTORY_SILENT: Final = "history_silent"
ISSUE_HISTORY_TOO_NEW: Final = "history_too_new"
ISSUE_HISTORY_RESTORED: Final = "history_restored"
ISSUE_JOB_WAITS: Final = "job_waits"
ISSUE_LONG_COOLING: Final = "long_cooling"
ISSUE_NIGHT_FAILED: Final = "night_failed"
ISSUE_NO_ROOM: Final = "no_room"
ISSUE_NVME_MISSING: Final = "nvme_missing"
ISSUE_OUTCOME_LOST: Final = "outcome_lost"
ISSUE_OUTCOME_UNKNOWN: Final = "outcome_unknown"
ISSUE_QUEUE_WAITS: Final = "queue_waits"
ISSUE_SHELL_UNUSABLE: Final = "shell_unusable"
ISSUE_STALLED: Final = "stalled"
ISSUE_SUDO_REFUSED: Final = "sudo_refused"
ISSUE_TESTS_LEFT: Final = "tests_left"
ISSUE_TESTS_UNSEEN: Final = "tests_unseen"
ISSUE_TOOL_MISSING: Final = "tool_missing"
