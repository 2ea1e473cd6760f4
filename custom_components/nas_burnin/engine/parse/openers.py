"""Read the frame `openers`: who has block devices open for writing."""

from ..model import Opener
from .clean import clean
from .shape import (
    as_count,
    as_device_number,
    as_list,
    as_object,
    as_text,
    fail_closed,
    load_object,
)


@fail_closed
def read_openers(data: bytes) -> tuple[Opener, ...]:
    """Read the frame; a process may have any name, or none."""
    found = []
    for value in as_list(load_object(data).get("openers"), "openers"):
        fields = as_object(value, "opener")
        dev = as_device_number(fields.get("dev"), "dev")
        pid = as_count(fields.get("pid"), "pid")
        process = clean(as_text(fields.get("process"), "process"))
        found.append(Opener(dev, pid, process))
    return tuple(found)
