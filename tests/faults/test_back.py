"""How soon a link that is back is used, and how seldom a refusing host is asked.

All in virtual time, with the engine that runs by itself.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import override

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.nas_burnin.engine.burnin import BurnIn
from custom_components.nas_burnin.engine.errors import (
    AuthenticationRefused,
    BurnInError,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.host.connection import CONNECT_SECONDS
from custom_components.nas_burnin.engine.host.link import Link
from custom_components.nas_burnin.engine.model import Activity
from tests.engine.host.nas import StillClock
from tests.engine.supervised import PLAN, Engine, Fault, engine
from tests.engine.surface import clean_report, running_report
from tests.faults.links import burnin_on

ASKED_AGAIN = (0, 1, 3)
"""Seconds after which the system sends the first packet of a connection again."""

HOUR = 3600.0


@dataclass
class Weather(Link):
    """A host that can be reached or not, by the clock; each try is kept."""

    link: Link
    clock: StillClock
    fails: Callable[[], BurnInError | None]
    tries: list[float] = field(default_factory=list)
    reached: list[float] = field(default_factory=list)

    @override
    async def probe(self, request: Mapping[str, object]) -> bytes:
        self.tries.append(self.clock.seconds)
        if error := self.fails():
            raise error
        self.reached.append(self.clock.seconds)
        return await self.link.probe(request)

    @override
    async def control(self, request: Mapping[str, object]) -> bytes:
        return await self.link.control(request)

    @override
    async def self_test(self, request: Mapping[str, object]) -> bytes:
        return await self.link.self_test(request)


async def run_until(burnin: BurnIn, condition: Callable[[], object]) -> None:
    """Let it run by itself; in virtual time that takes no time."""
    task = asyncio.create_task(burnin.run())
    try:
        async with asyncio.timeout(60):
            while not condition():
                assert not task.done()
                await asyncio.sleep(0)
    finally:
        task.cancel()
        await asyncio.wait([task])


def over(made: Engine, fails: Callable[[], BurnInError | None]) -> Weather:
    """Answer the way to the host of an engine, which fails like this."""
    return Weather(made.nas, made.clock, fails)


def swallowed(clock: StillClock, back: float) -> Callable[[], BurnInError | None]:
    """No packet gets through before `back`; each try waits for an answer."""

    def fails() -> BurnInError | None:
        begun = clock.seconds
        for seconds in ASKED_AGAIN:
            if begun + seconds >= back:
                clock.seconds = begun + seconds
                return None
        clock.seconds = begun + CONNECT_SECONDS
        return HostUnreachable("timed out", stage="connect")

    return fails


def nobody_listens(clock: StillClock, back: float) -> Callable[[], BurnInError | None]:
    """The host is up and says at once that no SSH server is there."""

    def fails() -> BurnInError | None:
        if clock.seconds >= back:
            return None
        return HostUnreachable("connection refused", stage="connect")

    return fails


@pytest.mark.parametrize("way", [swallowed, nobody_listens])
@settings(
    max_examples=15,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)
@given(outage=st.floats(1, 90))
async def test_a_link_that_is_back_is_used_within_five_seconds(
    way: Callable[[StillClock, float], Callable[[], BurnInError | None]],
    outage: float,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with engine(tmp_path_factory.mktemp("back")) as made:
        back = made.clock.seconds + outage
        link = over(made, way(made.clock, back))
        await run_until(burnin_on(link, made.history, made.clock), lambda: link.reached)
        assert back <= link.reached[0] <= back + 5


@pytest.mark.parametrize(
    "error",
    [
        HostUnreachable("Not allowed at this time", stage="login"),
        AuthenticationRefused("Permission denied"),
    ],
)
async def test_a_refusing_host_is_tried_twelve_times_an_hour(
    tmp_path: Path, error: BurnInError
) -> None:
    async with engine(tmp_path) as made:
        link = over(made, lambda: error)
        begun = made.clock.seconds
        burnin = burnin_on(link, made.history, made.clock)
        await run_until(burnin, lambda: made.clock.seconds > begun + 6 * HOUR)
        assert len(link.tries) > 6
        for first in link.tries:
            within = [moment for moment in link.tries if first <= moment < first + HOUR]
            assert len(within) <= 12
        assert burnin.view.problem
        assert burnin.view.problem.code == error.code


async def test_what_is_shown_over_a_cut_is_the_last_that_was_known(
    tmp_path: Path,
) -> None:
    broken: list[bool] = []
    async with engine(tmp_path) as host:
        link = over(host, lambda: HostUnreachable(stage="connect") if broken else None)
        made = replace(host, burnin=burnin_on(link, host.history, host.clock))
        await made.burnin.start()
        await made.begin()
        made.test().become(running_report(PLAN, 0, 1, 0.5, 50))
        await made.refresh()
        before = made.drive().job
        assert before
        assert before.progress.percent

        begun = made.clock.seconds
        broken.append(True)
        shown = []
        forget = made.burnin.subscribe(lambda _: shown.append(made.drive().job))
        await run_until(made.burnin, lambda: made.clock.seconds > begun + HOUR)
        # One change for an hour of trying: it is lost, and since when.
        (lost,) = shown
        assert lost
        assert lost.activity is Activity.RECONNECTING
        assert lost.activity_since == made.burnin.view.since
        assert (
            replace(
                lost,
                activity=before.activity,
                activity_since=before.activity_since,
            )
            == before
        )

        # Meanwhile the test went on there; the first answer shows where it stands.
        made.test().become(running_report(PLAN, 1, 1, 0.5, 90))
        broken.clear()
        await made.burnin.refresh()
        found = made.drive().job
        assert found
        assert found.activity is Activity.TESTING
        assert found.activity_since == before.activity_since
        assert found.progress.phase == 4
        assert made.burnin.view.problem is None
        forget()


async def test_what_ended_over_a_cut_is_shown_by_the_first_answer(
    tmp_path: Path,
) -> None:
    async with engine(tmp_path) as made:
        await made.begin()
        made.test().become(running_report(PLAN, 0, 1, 0.5, 50))
        await made.refresh()
        made.nas.faults = {"probe": [Fault(HostUnreachable(stage="command"))]}
        with pytest.raises(HostUnreachable):
            await made.refresh()
        made.test().become(clean_report(PLAN))
        await made.refresh()
        assert made.job().verdict == "passed"
        assert made.nas.calls.count("start") == 1
