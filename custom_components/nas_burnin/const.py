"""Names that the whole Home Assistant floor shares."""

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

OPTION_ALLOW_AUTOMATIONS: Final = "allow_automations"
OPTION_MAX_PARALLEL: Final = "max_parallel"
DEFAULT_MAX_PARALLEL: Final = 4
MAX_MAX_PARALLEL: Final = 32

DEFAULT_PROFILE: Final = "standard"
DEFAULT_PORT: Final = 22
DEFAULT_USERNAME: Final = "nasburnin"

# The listener context of everything that shows the host instead of one drive.
HOST: Final = ""

EVENT_AUDIT: Final = "nas_burnin_audit"

ISSUE_ENGINE_STOPPED: Final = "engine_stopped"
ISSUE_HOST_KEY_CHANGED: Final = "host_key_changed"
ISSUE_HISTORY_DAMAGED: Final = "history_damaged"
