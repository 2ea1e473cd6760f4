"""What a host answers to whoever begins or aborts a self-test: all, nothing, nonsense."""

import json
from typing import cast

import pytest

from custom_components.nas_burnin.engine.errors import AnswerUnusable
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.host.self_test import SelfTester
from custom_components.nas_burnin.engine.model import Reason, SelfTestKind
from tests.engine.host.test_detached import DRIVE
from tests.engine.parse.test_parse_frames import end, frame


class Answering:
    """A link that answers always the same, and remembers what it was asked."""

    def __init__(self, said: bytes) -> None:
        self.said = said
        self.asked: list[tuple[object, object, object]] = []

    async def self_test(self, request: dict[str, object]) -> bytes:
        self.asked.append((request["verb"], request["kind"], request["smart_type"]))
        return self.said


def told(**fields: object) -> bytes:
    said = {"ok": True, "code": "", "detail": "", **fields}
    return frame("selftest", json.dumps(said).encode()) + end(1)


def asking(said: bytes) -> tuple[SelfTester, Answering]:
    link = Answering(said)
    return SelfTester(cast(Link, link), DRIVE, "sat"), link


async def test_what_is_done() -> None:
    one, link = asking(told())
    assert await one.start(SelfTestKind.LONG) is None
    assert await one.abort() is None
    assert link.asked == [("start", "long", "sat"), ("abort", "short", "sat")]


async def test_what_is_refused() -> None:
    one, _ = asking(told(ok=False, code="running", detail="one runs already"))
    refusal = await one.start(SelfTestKind.SHORT)
    assert refusal == Reason("running", {"detail": "one runs already"})


@pytest.mark.parametrize(
    "said",
    [
        b"",
        frame("other", b"{}") + end(1),
        # Without its end it may have been anything.
        told().removesuffix(end(1)),
        told(ok=True, code="running"),
        told(ok=False),
        told(ok="yes"),
        frame("selftest", b"no JSON") + end(1),
    ],
)
async def test_what_cannot_be_understood(said: bytes) -> None:
    one, _ = asking(said)
    with pytest.raises(AnswerUnusable):
        await one.start(SelfTestKind.SHORT)
