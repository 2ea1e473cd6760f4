"""Is everything there that a burn-in needs? Asked once, while a host is set up."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from .. import remote
from ..errors import (
    AnswerUnusable,
    BurnInError,
    ShellUnusable,
    SudoRefused,
    ToolMissing,
)
from ..model import HostInfo, Reason
from ..parse import check
from ..parse.facts import read_poll
from ..parse.frames import split_frames
from ..parse.shape import Unreadable
from .connection import Connection
from .link import SshLink
from .memory import Questions
from .outcome import MEBIBYTE, Completed, Outcome
from .snapshot import build_request

CHECK_SECONDS = 60

_NOTHING = Questions(smart=frozenset(), looks=frozenset())


@dataclass(frozen=True, slots=True)
class HostCheck:
    """What is kept of a host that can be worked with.

    `machine_id` tells it from every other; `sudo` is true where commands must go
    through `sudo -n`; `tools` maps a name to its path or None.
    """

    machine_id: str
    hostname: str
    os_name: str
    sudo: bool
    is_truenas: bool
    tools: Mapping[str, str | None]


async def check_host(connection: Connection) -> HostCheck:
    """Look what the host has, then run the real program on it once.

    Raises:
        ShellUnusable: the login shell runs no commands.
        SudoRefused: the account is not root, and `sudo -n` does not help.
        ToolMissing: `values["tool"]` is not there, or too old.
        AnswerUnusable: it answers in no form that is known, or has no machine id.
        BurnInError: as `Connection.run` raises.
    """
    script = await asyncio.to_thread(remote.load_check)
    outcome = await connection.run(
        remote.CHECK_COMMAND, script.encode(), seconds=CHECK_SECONDS, cap=MEBIBYTE
    )
    found = _read(outcome)
    if found.problems:
        raise _error(found.problems[0])
    info = await _first_answer(SshLink(connection, sudo=found.needs_sudo))
    return HostCheck(
        machine_id=found.machine_id,
        hostname=info.hostname,
        os_name=info.os_name,
        sudo=found.needs_sudo,
        is_truenas=info.is_truenas,
        tools=found.tools,
    )


def _read(outcome: Outcome) -> check.HostCheck:
    status = outcome.exit_status if isinstance(outcome, Completed) else None
    found = check.read_check(outcome.stdout, outcome.stderr, status)
    if isinstance(found, Unreadable):
        raise _error(found.reason)
    return found


async def _first_answer(link: SshLink) -> HostInfo:
    """Poll without looking at any drive: so Python and sudo are proven, too."""
    answer = split_frames(await link.probe(build_request(_NOTHING)))
    poll = read_poll(answer, smart=(), signatures=(), samples=())
    if poll.info is None or not poll.complete:
        raise AnswerUnusable("the first poll has no complete answer")
    return poll.info


def _error(reason: Reason) -> BurnInError:
    values = dict(reason.values)
    detail = values.pop("detail", "")
    match reason.code:
        case "shell_unusable":
            return ShellUnusable(detail, **values)
        case "sudo_refused":
            return SudoRefused(detail, **values)
        case "tool_missing":
            return ToolMissing(detail, **values)
        case "python_too_old":
            return ToolMissing(tool=f"python3 >= {values['needed']}", **values)
        case "machine_id_missing":
            return AnswerUnusable("/etc/machine-id is missing or empty")
        case _:
            return AnswerUnusable(detail or reason.code, **values)
