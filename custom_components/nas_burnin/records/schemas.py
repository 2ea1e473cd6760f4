"""What may be asked of the actions that answer from the history."""

from datetime import datetime
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..actions.targets import DEVICES
from ..engine.keepsakes import LONGEST_NOTE
from ..engine.model import JobState, Verdict
from ..schemas import one_of, several_of
from .documents import Format

ATTR_BEFORE: Final = "before"
ATTR_FORMAT: Final = "format"
ATTR_HOURS: Final = "hours"
ATTR_JOB: Final = "job"
ATTR_LIMIT: Final = "limit"
ATTR_NOTE: Final = "note"
ATTR_SINCE: Final = "since"
ATTR_STATE: Final = "state"
ATTR_UNTIL: Final = "until"
ATTR_VERDICT: Final = "verdict"


def _moment(value: Any) -> datetime:
    """A moment; one without a time zone is meant in that of Home Assistant."""
    return dt_util.as_utc(cv.datetime(value))


def _page(usual: int) -> dict[vol.Marker, Any]:
    return {
        vol.Optional(ATTR_LIMIT, default=usual): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=500)
        ),
        vol.Optional(ATTR_BEFORE): cv.string,
    }


_RANGE: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_DEVICE_ID): DEVICES,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    vol.Optional(ATTR_SINCE): _moment,
    vol.Optional(ATTR_UNTIL): _moment,
}

GET_HISTORY_SCHEMA = vol.Schema(
    {
        **_RANGE,
        vol.Optional(ATTR_STATE): several_of(JobState),
        vol.Optional(ATTR_VERDICT): one_of(Verdict),
        **_page(50),
    }
)

EXPORT_SCHEMA = vol.Schema(
    {
        **_RANGE,
        vol.Optional(ATTR_FORMAT, default=Format.JSON.value): one_of(Format),
        **_page(100),
    }
)

GET_REPORT_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_HOURS, default=24): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=744)
        ),
    }
)

_NOT_BOTH: Final = f"give {ATTR_DEVICE_ID} or {ATTR_JOB}, not both"

GET_CERTIFICATE_SCHEMA = vol.All(
    vol.Schema(
        {
            vol.Exclusive(ATTR_DEVICE_ID, "which", msg=_NOT_BOTH): cv.string,
            vol.Exclusive(ATTR_JOB, "which", msg=_NOT_BOTH): cv.string,
        }
    ),
    cv.has_at_least_one_key(ATTR_DEVICE_ID, ATTR_JOB),
)

FORGET_DRIVE_SCHEMA = vol.Schema({vol.Required(ATTR_DEVICE_ID): cv.string})

SET_NOTE_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_DEVICE_ID): cv.string,
        vol.Required(ATTR_NOTE): vol.All(cv.string, vol.Length(max=LONGEST_NOTE)),
    }
)
