"""Read what `engine/remote/check.sh` found on a host that is being set up."""

from collections.abc import Mapping
from dataclasses import dataclass
import re

from ..model import Reason
from .clean import clean
from .shape import Misshapen, Unreadable, decode, fail_closed

OLDEST_PYTHON = (3, 9)
"""What the programs that are sent to the host are written for."""

NEEDED_TOOLS = ("timeout", "badblocks", "smartctl", "lsblk", "blkid")
"""Without one of these nothing can be tested; zpool is only on hosts with ZFS."""

_LINE = re.compile(r"([a-z][a-z0-9_-]*)=(.*)")
_VERSION = re.compile(r"Python (\d{1,3})\.(\d{1,3})")
_TOOL = "tool_"


@dataclass(frozen=True, slots=True)
class HostCheck:
    """What a host is, and whether it can be worked with.

    `python` is its version or None, `tools` maps a name to its path or None. The
    sudo errors are empty where sudo works and where it isn't needed (`uid` 0).
    """

    uid: int
    user: str
    shell: str
    uname: str
    os_id: str
    os_version: str
    machine_id: str
    python: tuple[int, int] | None
    tools: Mapping[str, str | None]
    sudo_error: str = ""
    sudo_python_error: str = ""

    @property
    def needs_sudo(self) -> bool:
        """True where commands must go through `sudo -n`."""
        return self.uid != 0

    @property
    def problems(self) -> tuple[Reason, ...]:
        """Everything that must be put right on the host, in order of importance."""
        found = []
        error = self.sudo_error or self.sudo_python_error
        if error:
            found.append(Reason("sudo_refused", {"detail": error, "user": self.user}))
        if self.python is None:
            found.append(Reason("tool_missing", {"tool": "python3"}))
        elif self.python < OLDEST_PYTHON:
            found.append(
                Reason(
                    "python_too_old",
                    {"found": _dotted(self.python), "needed": _dotted(OLDEST_PYTHON)},
                )
            )
        found.extend(
            Reason("tool_missing", {"tool": tool})
            for tool in NEEDED_TOOLS
            if self.tools.get(tool) is None
        )
        if not self.machine_id:
            found.append(Reason("machine_id_missing"))
        return tuple(found)


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def read_check(out: bytes, err: bytes, rc: int | None) -> HostCheck | Unreadable:
    """Read the answer; `rc` is the shell's exit status, None where it was lost.

    A login shell that does not run commands (the TrueNAS CLI, nologin) never gets
    to the first line: that is told apart from an answer that broke off.
    """
    lines = decode(out).split("\n")
    if "check=1" not in lines:
        detail = clean(err) or clean(out)
        return Unreadable(Reason("shell_unusable", {"detail": detail}))
    if rc != 0 or "check_end=1" not in lines:
        detail = clean(err) or "the check broke off"
        return Unreadable(Reason("answer_unusable", {"detail": detail}))
    # What a shell says at login stands before the first line of ours.
    return _read(lines[lines.index("check=1") : lines.index("check_end=1")])


@fail_closed
def _read(lines: list[str]) -> HostCheck:
    values: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[1] in values:
            raise Misshapen(f"the check says: {line}")
        values[match[1]] = clean(match[2])
    uid = values.get("uid", "")
    if not uid.isascii() or not uid.isdecimal() or len(uid) > 10:
        raise Misshapen("the check knows no user")
    version = _VERSION.match(values.get("python_version", ""))
    return HostCheck(
        uid=int(uid),
        user=values.get("user", ""),
        shell=values.get("shell", ""),
        uname=values.get("uname", ""),
        os_id=values.get("os_id", ""),
        os_version=values.get("os_version", ""),
        machine_id=values.get("machine_id", ""),
        python=(int(version[1]), int(version[2])) if version else None,
        tools={
            key.removeprefix(_TOOL): path or None
            for key, path in values.items()
            if key.startswith(_TOOL)
        },
        sudo_error=_sudo_error(values, "sudo"),
        sudo_python_error=_sudo_error(values, "sudo_python"),
    )


def _sudo_error(values: Mapping[str, str], key: str) -> str:
    state = values.get(key)
    if state in ("ok", "root"):
        return ""
    if state != "failed":
        raise Misshapen(f"the check says nothing of {key}")
    return values.get(f"{key}_error") or "sudo failed and gave no reason"
