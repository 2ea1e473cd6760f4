"""The request of a detached test: what may be asked, and badblocks' argv for it."""

import re
from typing import Any, Callable

from ._disks import PAGE
from ._records import UNIT

PATTERNS = ("0xaa", "0x55", "0xff", "0x00", "random")
MAX_RUNS = 64
MAX_RANGES = 64
MAX_CHUNK = 16 << 20
SECTOR = 512
# badblocks counts blocks in 32 bits, and its end is one past the last block.
MAX_LAST = (1 << 32) - 2

NONCE = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Refused(Exception):
    """The test is not begun: a reason code, and the values of its sentence."""

    def __init__(self, code: str, **values: str) -> None:
        """Keep what goes into the status."""
        super().__init__(code, values)
        self.code = code
        self.values = values


def _whole(low: int, high: int) -> Callable[[object], bool]:
    # A bool is an int for Python, but not for us.
    return lambda value: type(value) is int and low <= value <= high


def _seconds(high: float) -> Callable[[object], bool]:
    return lambda value: type(value) in (int, float) and 0 <= value <= high  # type: ignore[operator]


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 4096


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _block_size(value: object) -> bool:
    return _whole(4096, 1 << 24)(value) and value & (value - 1) == 0  # type: ignore[operator]


TOP = {
    "v": _whole(1, 1),
    "unit": _matches(UNIT),
    "job": _text,
    "controller": _text,
    "nonce": _matches(NONCE),
    "boot_id": _text,
    "destructive": _flag,
    "identity": lambda value: isinstance(value, dict),
    "require_blank": _flag,
    "go_within": _seconds(3600),
    "error_limit": _whole(1, 100_000),
    "stop_grace": _seconds(60),
    "runs": lambda value: isinstance(value, list) and 0 < len(value) <= MAX_RUNS,
}
MAY_LACK = {
    "expect": lambda value: isinstance(value, list) and 0 < len(value) <= MAX_RANGES,
}
IDENTITY = {"wwid": _text, "serial": _text, "size": _whole(1, 1 << 62)}
RUN = {
    "number": _whole(0, 9999),
    "pattern": lambda value: value is None or value in PATTERNS,
    "write": _flag,
    "block_size": _block_size,
    "blocks_at_once": _whole(1, MAX_CHUNK),
    "first": _whole(0, MAX_LAST),
    "last": _whole(0, MAX_LAST),
}
RUN_MAY_LACK = {"tail": _whole(1, (1 << 24) - 1)}
RANGE = {
    "first": _whole(0, 1 << 62),
    "last": _whole(0, 1 << 62),
    "value": _whole(0, 255),
}


def _bad(field: str) -> Refused:
    return Refused("bad_request", field=field)


def _check(
    value: object, rules: dict[str, Callable[[object], bool]], where: str
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _bad(where or "request")
    prefix = where + "." if where else ""
    for field, is_good in rules.items():
        if field not in value or not is_good(value[field]):
            raise _bad(prefix + field)
    for field in value:
        if field not in rules:
            raise _bad(prefix + str(field)[:64])
    return value


def checked(value: object) -> dict[str, Any]:
    """The request, if every field is as `docs/remote-protocol.md` allows.

    Raises Refused with the code `bad_request` that names the first wrong field.
    """
    has = value if isinstance(value, dict) else {}
    more = {field: MAY_LACK[field] for field in MAY_LACK if field in has}
    request = _check(value, {**TOP, **more}, "")
    identity = _check(request["identity"], IDENTITY, "identity")
    if not (identity["serial"] if request["destructive"] else any(_names(identity))):
        raise _bad("identity.serial")
    if request["require_blank"] and not request["destructive"]:
        raise _bad("require_blank")
    numbers = set()
    for index, run in enumerate(request["runs"]):
        where = f"runs[{index}]"
        extra = RUN_MAY_LACK if isinstance(run, dict) and "tail" in run else {}
        _check_run(_check(run, {**RUN, **extra}, where), request, where)
        if run["number"] in numbers:
            raise _bad(where + ".number")
        numbers.add(run["number"])
    for index, part in enumerate(request.get("expect", ())):
        where = f"expect[{index}]"
        _check_range(_check(part, RANGE, where), identity["size"], where)
    return request


def _names(identity: dict[str, Any]) -> tuple[str, str]:
    return identity["wwid"], identity["serial"]


def _check_run(run: dict[str, Any], request: dict[str, Any], where: str) -> None:
    if run["write"] and not request["destructive"]:
        raise _bad(where + ".write")
    # Without a pattern there is nothing to write, and random ones nobody remembers.
    if run["pattern"] == (None if run["write"] else "random"):
        raise _bad(where + ".pattern")
    if run["block_size"] * run["blocks_at_once"] > MAX_CHUNK:
        raise _bad(where + ".blocks_at_once")
    if run["first"] > run["last"]:
        raise _bad(where + ".first")
    end, size = (run["last"] + 1) * run["block_size"], request["identity"]["size"]
    if end > size:
        raise _bad(where + ".last")
    if "tail" in run:
        _check_tail(run, request, where, size - end)


def _check_tail(
    run: dict[str, Any], request: dict[str, Any], where: str, left: int
) -> None:
    """Insist on the very end of the drive, less than a block; a pattern writes there."""
    is_end = run["tail"] == left and left < run["block_size"] and left % SECTOR == 0
    if not is_end or not (request["destructive"] or run["pattern"] is None):
        raise _bad(where + ".tail")


def _check_range(part: dict[str, Any], size: int, where: str) -> None:
    """Insist on whole pages within the drive, so that they can be read directly."""
    if part["first"] > part["last"] or part["first"] % PAGE:
        raise _bad(where + ".first")
    if part["last"] >= size or (part["last"] + 1) % PAGE:
        raise _bad(where + ".last")


def badblocks_argv(
    run: dict[str, Any], *, destructive: bool, error_limit: int, descriptor: int
) -> list[str]:
    """Badblocks' words for one run on the drive held as `descriptor`.

    `-X` skips its own look at who uses the drive: we hold it, and that look lets go
    again at once. Nothing else of its dangerous options is ever used. Without a
    pattern it only reads.
    """
    if run["write"] and not (destructive and run["pattern"]):
        raise _bad("destructive")
    return [
        "badblocks",
        *(["-X", "-w"] if run["write"] else []),
        "-s",
        "-v",
        *(["-t", run["pattern"]] if run["pattern"] else []),
        "-e",
        str(error_limit),
        "-b",
        str(run["block_size"]),
        "-c",
        str(run["blocks_at_once"]),
        f"/proc/self/fd/{descriptor}",
        str(run["last"]),
        str(run["first"]),
    ]
