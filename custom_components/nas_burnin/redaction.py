"""What of our data may leave the house: what is named here, and nothing else.

Numbers, times and closed vocabularies say nothing of anybody. Text does: so of text
only the fields that are named here are told, and a new one is not until it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
import re
from typing import Any, Final

from homeassistant.helpers.redact import REDACTED

from .engine.model import Reason
from .engine.text import clean

# The class of ours and its field. A name in the kernel, a model and a version tell
# nothing of whose they are.
TOLD: Final = frozenset(
    {
        *("Attempt.found", "AuditEntry.job_uid", "AuditEntry.what"),
        *("BlockDevice.dev", "BlockDevice.firmware", "BlockDevice.holders"),
        *("BlockDevice.model", "BlockDevice.name", "BlockDevice.slaves"),
        *("BlockDevice.vendor", "BlockDevice.zoned"),
        *("DetectorFailure.where", "Drive.firmware", "Drive.model"),
        *("DriveView.last_verdict", "Event.job_uid", "Evidence.where"),
        *("HostInfo.kernel", "HostInfo.os_name", "HostInfo.os_version"),
        *("HostInfo.tools", "HostInfo.versions", "Job.continues"),
        *("Job.firmware", "Job.model", "Job.profile", "Job.uid", "Job.versions"),
        *("Partition.dev", "Partition.holders", "Partition.name"),
        *("Smart.background_scan", "Smart.below", "Smart.family"),
        *("Smart.firmware", "Smart.model", "TestHandle.supervisor_sha256"),
    }
)

# Of the values of a reason those that name nothing of anybody's.
TOLD_VALUES: Final = frozenset(
    {
        *("after", "before", "counter", "end", "exit", "frame", "health", "kind"),
        *("kernel", "known", "needed", "node", "nodes", "pattern", "role", "since"),
        *("signal", "stage", "state", "status", "tool", "until"),
    }
)
# The words of a tool, which may quote anything.
WORDS: Final = frozenset({"detail", "error", "text"})

_NUMBER = re.compile(r"[-+\d.,:% ]*")
_OURS = r"(?:dev/(?:sd|hd|vd|nvme|dm-|md|loop)|usr/|s?bin/|proc\b|sys\b|run\b|etc\b)"
_PRIVATE = re.compile(
    "|".join(
        (
            r"(?<=(?<!\w)[\"'“‘`])[^\"'”’`]+(?=[\"'”’`])",
            rf"(?<![\w/])/(?!{_OURS})[^\s:,;]+",
            r"\b\d{1,3}(?:\.\d{1,3}){3}\b",
            r"\b[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}\b",
            r"\bSHA256:\S+",
            r"\b(?:naa|eui|wwn|uuid)[.-]?\w+",
            r"\b0x[0-9a-fA-F]{8,}\b",
        )
    )
)


class Redaction:
    """Makes plain JSON of our data, without what is private.

    Drives keep a name that tells one from another. `private` are texts that are taken
    out of whatever a tool said.
    """

    def __init__(self, drive_keys: Iterable[str], private: Iterable[str]) -> None:
        self._names = {
            key: f"drive_{number}" for number, key in enumerate(drive_keys, 1)
        }
        known = sorted({*self._names, *private} - {""}, key=len, reverse=True)
        words = "|".join(map(re.escape, known))
        self._known = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if known else None

    def drive(self, key: str | None) -> str | None:
        """What a drive is called here; None for none."""
        return self._names.get(key, REDACTED) if key else None

    def words(self, text: str) -> str:
        """What a tool said, without names that are known and what looks like one."""
        text = clean(text)
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        return _PRIVATE.sub(REDACTED, text)

    def plain(self, value: Any) -> Any:
        """Plain JSON of data of ours; text without a field to stand in is private."""
        return self._plain(value, told=False)

    def _plain(self, value: Any, *, told: bool) -> Any:
        match value:
            case None | bool() | int() | float():
                return value
            case Enum():
                return value.value
            case datetime():
                return value.isoformat()
            case Reason():
                return self._reason(value)
            case str():
                return self._text(value, told=told)
            case Mapping():
                return self._mapping(value, told=told)
            case tuple() | list() | set() | frozenset():
                return [self._plain(item, told=told) for item in value]
        if not is_dataclass(value):
            return REDACTED
        kind = type(value).__name__
        return {
            field.name: self._plain(
                getattr(value, field.name), told=f"{kind}.{field.name}" in TOLD
            )
            for field in fields(value)
        }

    def _text(self, text: str, *, told: bool) -> str:
        return clean(text) if told or not text else self._names.get(text, REDACTED)

    def _mapping(self, value: Mapping[Any, Any], *, told: bool) -> Any:
        if value and not told and not value.keys() <= self._names.keys():
            return REDACTED
        return {
            self._names.get(key, key): self._plain(item, told=told)
            for key, item in value.items()
        }

    def _reason(self, reason: Reason) -> dict[str, Any]:
        return {
            "code": reason.code,
            "values": {
                name: self._value(name, text) for name, text in reason.values.items()
            },
        }

    def _value(self, name: str, text: str) -> str:
        if name in WORDS:
            return self.words(text)
        known = name in TOLD_VALUES or _NUMBER.fullmatch(text)
        return clean(text) if known else REDACTED
