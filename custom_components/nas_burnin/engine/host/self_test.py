"""Beginning and aborting the self-test of a drive, in the words of the protocol."""

from dataclasses import dataclass

from ..errors import AnswerUnusable
from ..model import Drive, Reason, SelfTestKind
from ..parse.clean import clean
from ..parse.frames import split_frames
from ..parse.shape import (
    Misshapen,
    Unreadable,
    as_flag,
    as_text,
    fail_closed,
    load_object,
)
from .link import Link

ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class SelfTester:
    """The self-tests of one drive; each call is one exec on the host.

    Both answer None when it was done, else why not. Both raise what `Link` raises and
    `AnswerUnusable`: whether it was done is then known only from the drive.
    `smart_type` is what smartctl has to be told of the drive, where it needs to.
    """

    link: Link
    drive: Drive
    smart_type: str = ""

    async def start(self, kind: SelfTestKind) -> Reason | None:
        """Begin a self-test in the background of the drive's other work."""
        return await self._ask("start", kind)

    async def abort(self) -> Reason | None:
        """Abort whatever self-test runs; none is no failure."""
        return await self._ask("abort", SelfTestKind.SHORT)

    async def _ask(self, verb: str, kind: SelfTestKind) -> Reason | None:
        identity = self.drive.nodes[0].identity
        data = await self.link.self_test(
            {
                "v": 1,
                "verb": verb,
                "kind": kind.value,
                "identity": {
                    "wwid": identity.wwid,
                    "serial": identity.serial,
                    "size": identity.size,
                },
                "smart_type": self.smart_type,
                "wait": ANSWER_SECONDS,
            }
        )
        answer = split_frames(data)
        frame = answer.frames.get("selftest")
        if frame is None or not answer.complete:
            raise AnswerUnusable(f"no complete answer to {verb} of a self-test")
        refusal = _read(frame.out)
        if isinstance(refusal, Unreadable):
            raise AnswerUnusable(refusal.reason.values.get("detail", ""))
        return refusal[0] if refusal else None


@fail_closed
def _read(data: bytes) -> tuple[Reason, ...]:
    fields = load_object(data)
    code = clean(as_text(fields.get("code"), "code"))
    if as_flag(fields.get("ok"), "ok") == bool(code):
        raise Misshapen(f"it is {fields['ok']} and has the code {code}")
    if not code:
        return ()
    detail = clean(as_text(fields.get("detail"), "detail"))
    return (Reason(code, {"detail": detail}),)
