"""Read the kernel's own tables: mounts, swaps and md arrays."""

from collections.abc import Mapping
import re

from .clean import clean
from .shape import Misshapen, as_device_number, as_name, fail_closed, lines_of

_OCTAL = re.compile(r"\\([01][0-7]{2})")
_BLANKS = re.compile(r"[ \t]+")
_SWAPS_HEADER = ["Filename", "Type", "Size", "Used", "Priority"]
_ARRAY = re.compile(
    r"(?P<name>\S+) : (?P<state>active|inactive|broken)(?P<rest>(?: \S+)*) *"
)
_MEMBER = re.compile(r"(?P<name>[^\s\[\]]+)\[[0-9]+\](?:\([A-Z]\))*")
_READ_ONLY = ("(read-only)", "(auto-read-only)")


@fail_closed
def read_mountinfo(data: bytes) -> dict[str, tuple[str, ...]]:
    """Read `/proc/self/mountinfo`: what is mounted, to where.

    Each mount is there twice, by its `major:minor` and by its source (a path, a ZFS
    dataset, a word): ZFS and btrfs give their mounts numbers of their own.
    """
    mounts: dict[str, list[str]] = {}
    for line in lines_of(data):
        number, source, place = _mount(line)
        for key in (number, source):
            mounts.setdefault(key, []).append(place)
    if not any("/" in places for places in mounts.values()):
        raise Misshapen("nothing is mounted on /")
    return {key: tuple(places) for key, places in mounts.items()}


def _mount(line: str) -> tuple[str, str, str]:
    """Take one line apart: device number, source, mount point (see proc(5))."""
    fields = line.split(" ")
    # Any number of optional fields stands between the options and the lone dash.
    if "-" not in fields[6:]:
        raise Misshapen(f"no line of mountinfo: {line}")
    dash = fields.index("-", 6)
    if len(fields) != dash + 4 or not fields[4].startswith("/"):
        raise Misshapen(f"no line of mountinfo: {line}")
    number = as_device_number(fields[2], "mount")
    return number, _unescape(fields[dash + 2]), clean(_unescape(fields[4]))


@fail_closed
def read_swaps(data: bytes) -> tuple[str, ...]:
    """Read `/proc/swaps`: the paths of what is swapped to."""
    header, *rows = lines_of(data) or [""]
    if header.split() != _SWAPS_HEADER:
        raise Misshapen("the head of the table of swaps is missing")
    return tuple(_swap(row) for row in rows)


def _swap(row: str) -> str:
    fields = _BLANKS.split(row)
    if len(fields) != len(_SWAPS_HEADER) or not fields[0].startswith("/"):
        raise Misshapen(f"no line of swaps: {row}")
    return _unescape(fields[0])


@fail_closed
def read_mdstat(data: bytes) -> Mapping[str, str]:
    """Read `/proc/mdstat`: kernel name of a member to the name of its array."""
    head, *body = lines_of(data) or [""]
    if not head.startswith("Personalities :") or not body:
        raise Misshapen("the head of mdstat is missing")
    if not body.pop().startswith("unused devices:"):
        raise Misshapen("the end of mdstat is missing")
    members: dict[str, str] = {}
    for line in body:
        # Lines that are indented say more of the array above them.
        if line and not line.startswith((" ", "\t")):
            array, names = _array(line)
            members.update(dict.fromkeys(names, array))
    return members


def _array(line: str) -> tuple[str, list[str]]:
    match = _ARRAY.fullmatch(line)
    if not match:
        raise Misshapen(f"no line of mdstat: {line}")
    words = [word for word in match["rest"].split() if word not in _READ_ONLY]
    if match["state"] != "inactive":
        # The level of the array stands before its members.
        words = words[1:]
    members = [_MEMBER.fullmatch(word) for word in words]
    if not members:
        raise Misshapen(f"an array without members: {line}")
    names = [as_name(member["name"], "member") for member in members if member]
    if len(names) != len(members):
        raise Misshapen(f"no line of mdstat: {line}")
    return as_name(match["name"], "array"), names


def _unescape(text: str) -> str:
    r"""Undo the kernel's octal escapes (`\040`); it escapes ASCII only."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)
