"""Jobs as plain data: whole, harmless, and the same whoever reads and writes them.

There are no fractions in it and no number that JavaScript would change, so that JSON
made of it stays the same bytes wherever it went.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum

from ..model import Job, Reason
from ..queue.order import SURFACE
from ..sentences.tables import sentence
from ..text import clean
from .words import LONGEST, iso, sentences

type Plain = bool | int | str | list[Plain] | dict[str, Plain] | None
"""What JSON can hold, without fractions."""

LARGEST = (1 << 53) - 1
"""The largest whole number that every reader of JSON keeps as it is."""

_UNTOLD = frozenset({"nonce", "user_id"})
"""What recognises a test, or a person, and is nobody else's business."""


def plain(value: object) -> Plain:
    """One value of the model as plain data; moments become ISO 8601 in UTC."""
    match value:
        case None | bool():
            return value
        case Reason():
            said = {"code": value.code, "values": value.values}
            return {**_items(said), "text": clean(sentence(value), LONGEST)}
        case Enum():
            return plain(value.value)
        case datetime():
            return iso(value)
        case str():
            return clean(value, LONGEST)
        case int():
            return value if abs(value) <= LARGEST else str(value)
        case float():
            return round(value)
        case Mapping():
            return _items(value)
        case tuple() | list() | set() | frozenset():
            return [plain(item) for item in value]
    if is_dataclass(value):
        names = [item.name for item in fields(value) if item.name not in _UNTOLD]
        return {name: plain(getattr(value, name)) for name in names}
    raise TypeError(f"{type(value)} is nothing that a document holds")


@dataclass(frozen=True, slots=True)
class Names:
    """How people know hosts, by id, and persons, by user id, as far as it may be told."""

    hosts: Mapping[str, str]
    persons: Mapping[str, str]

    def host(self, job: Job) -> str | None:
        """The host of a job."""
        return self.hosts.get(job.host_id)

    def asked(self, job: Job) -> str | None:
        """Who asked for a job."""
        return self.persons.get(job.requested_by or "")

    def unlocked(self, job: Job) -> str | None:
        """Who unlocked the drive for it."""
        return self.persons.get(job.unlock.user_id) if job.unlock else None


def job_record(job: Job, names: Names) -> dict[str, Plain]:
    """All that is kept of a job, in the words of the model; persons by their names."""
    kept = {
        item.name: plain(getattr(job, item.name))
        for item in fields(job)
        if item.name != "order"
    }
    return {
        **kept,
        "host": plain(names.host(job)),
        "requested_by": plain(names.asked(job)),
        "unlocked_by": plain(names.unlocked(job)),
    }


def job_summary(job: Job, names: Names) -> dict[str, Plain]:
    """What one wants to see of many jobs."""
    surface = [stage for stage in job.stages if stage.kind in SURFACE]
    return {
        "job": plain(job.uid),
        "host": plain(names.host(job)),
        "drive": plain(job.serial),
        "model": plain(job.model),
        "size": plain(job.size),
        "profile": plain(job.profile),
        "state": job.state.value,
        "verdict": plain(job.verdict),
        "reasons": [*sentences(job.reasons)],
        "requested_by": plain(names.asked(job)),
        "created": plain(job.created),
        "started": plain(job.started),
        "ended": plain(job.ended),
        "bad_blocks": sum(len(stage.bad_blocks) for stage in surface),
        "stages": [
            {
                "kind": stage.kind.value,
                "state": stage.state.value,
                "started": plain(stage.started),
                "ended": plain(stage.ended),
                "reasons": [*sentences(stage.reasons)],
            }
            for stage in job.stages
        ],
    }


def _items(values: Mapping[str, object]) -> dict[str, Plain]:
    return {clean(str(key)): plain(item) for key, item in values.items()}
