"""A detached test on the host: started, released, paused, stopped and removed.

The test itself is a unit on the host that outlives every connection. What is here
only speaks to it, in the words of `docs/remote-protocol.md`.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
import json
import secrets

from .. import remote
from ..errors import AnswerUnusable
from ..model import Drive, Reason, Run, SurfacePlan, TestHandle, TestReport
from ..parse.clean import clean
from ..parse.frames import split_frames
from ..parse.reports import Tests, read_tests
from ..parse.shape import (
    Misshapen,
    Unreadable,
    as_flag,
    as_text,
    fail_closed,
    load_object,
)
from ..proven.expected import expected
from ..safety.inventory import unit_name
from .link import Link

UNIT_PREFIX = unit_name("")

# The first survives a reboot of the host where anything does, the second must not.
STATE_DIR = "/var/log/nas_burnin"
RUN_DIR = "/run/nas_burnin"

START_SECONDS = 30
"""How long a start is waited for: opening the drive, its sample, its signatures."""

STOP_SECONDS = 10
ANSWER_SECONDS = 5

GO_WITHIN = 60
STOP_GRACE = 3
"""Seconds the host waits for our `go`, and badblocks has between TERM and KILL."""


@dataclass(frozen=True, slots=True)
class Controlled:
    """What became of one request: done, or refused with a reason.

    The codes of a refusal are those of the protocol (`exists`, `other_nonce`,
    `no_such_test`, `alive`, ...). `test` is the test as it stands after it, without
    what badblocks said; None where there is none, or where its records are torn.
    """

    refusal: Reason | None
    test: TestReport | None


def new_nonce() -> str:
    """Make a word that tells one start from every other."""
    return secrets.token_hex(16)


def handle_of(test: TestReport) -> TestHandle:
    """Return what it takes to recognise this very test again."""
    return TestHandle(
        unit=test.unit,
        nonce=test.nonce,
        boot_id=test.boot_id,
        invocation=test.invocation,
        supervisor_sha256=test.supervisor_sha256,
    )


def start_request(
    drive: Drive,
    plan: SurfacePlan,
    *,
    nonce: str,
    job_uid: str,
    controller: str,
    boot_id: str,
    require_blank: bool,
) -> dict[str, object]:
    """Write down what the supervisor is asked to do, and to which drive.

    `boot_id` is that of the snapshot which permitted the start, `controller` says
    whose test it is. A plan with attempts is gone on with, after a look whether what
    they left is there.
    """
    identity = drive.nodes[0].identity
    left = [asdict(part) for part in expected(plan)]
    return {
        "v": 1,
        "unit": unit_name(drive.key),
        "job": job_uid,
        "controller": controller,
        "nonce": nonce,
        "boot_id": boot_id,
        "destructive": plan.erases,
        "identity": {
            "wwid": identity.wwid,
            "serial": identity.serial,
            "size": identity.size,
        },
        "require_blank": require_blank,
        "go_within": GO_WITHIN,
        "error_limit": plan.error_limit,
        "stop_grace": STOP_GRACE,
        "runs": [_run(run) for run in plan.asked],
        **({"expect": left} if left else {}),
    }


def _run(run: Run) -> dict[str, object]:
    return {
        "number": run.number,
        "pattern": run.pattern.argument if run.pattern else None,
        "write": run.write,
        "block_size": run.block_size,
        "blocks_at_once": run.blocks_at_once,
        "first": run.first,
        "last": run.last,
        **({"tail": run.tail} if run.tail else {}),
    }


@dataclass(frozen=True, slots=True)
class Detached:
    """One detached test, addressed by its unit and the nonce of its start.

    Each call is one exec on the host. All raise what `Link` raises, and
    `AnswerUnusable`; then whether the host did it is known only from a snapshot.
    """

    link: Link
    unit: str
    nonce: str

    async def start(self, request: Mapping[str, object]) -> Controlled:
        """Start it; on success it holds the drive and waits for `go`.

        Where the supervisor itself refused, the code is `refused` and `test` says why.
        """
        program = await asyncio.to_thread(remote.load, "supervisor")
        return await self._ask("start", START_SECONDS, program=program, request=request)

    async def go(self) -> Controlled:
        """Release it: from here on it writes."""
        return await self._ask("go", ANSWER_SECONDS)

    async def stop(self) -> Controlled:
        """End it, and wait until nothing of it is alive."""
        return await self._ask("stop", STOP_SECONDS)

    async def pause(self) -> Controlled:
        """Halt badblocks; the drive stays held."""
        return await self._ask("pause", ANSWER_SECONDS)

    async def resume(self) -> Controlled:
        """Let badblocks go on."""
        return await self._ask("resume", ANSWER_SECONDS)

    async def remove(self) -> Controlled:
        """Delete every file of it; refused while it is alive."""
        return await self._ask("remove", ANSWER_SECONDS)

    async def _ask(self, verb: str, wait: int, **more: object) -> Controlled:
        named = {"unit": self.unit, "nonce": self.nonce}
        return await ask(self.link, verb, wait, **named, **more)


async def ask(link: Link, verb: str, wait: int, **more: object) -> Controlled:
    """Let the host do one thing, within `wait` seconds; raises as `Detached` does."""
    data = await link.control(
        {
            "v": 1,
            "verb": verb,
            "state_dir": STATE_DIR,
            "run_dir": RUN_DIR,
            "wait": wait,
            **more,
        }
    )
    answer = split_frames(data)
    frame = answer.frames.get("control")
    if frame is None or not answer.complete:
        raise AnswerUnusable(f"no complete answer to {verb}")
    match _read_control(frame.out):
        case Controlled() as done:
            return done
        case Unreadable(reason):
            raise AnswerUnusable(reason.values.get("detail", ""))


@fail_closed
def _read_control(data: bytes) -> Controlled:
    fields = load_object(data)
    code = clean(as_text(fields.get("code"), "code"))
    if as_flag(fields.get("ok"), "ok") == bool(code):
        raise Misshapen(f"it is {fields['ok']} and has the code {code}")
    detail = clean(as_text(fields.get("detail"), "detail"))
    return Controlled(
        refusal=Reason(code, {"detail": detail}) if code else None,
        test=_read_test(fields.get("test")),
    )


def _read_test(test: object) -> TestReport | None:
    # The same record as in the frame `tests` of a poll, so the same reader.
    match read_tests(
        json.dumps({"tests": [test]} if test else {"tests": []}).encode(), {}
    ):
        case Tests((report,)):
            return report
        case _:
            return None
