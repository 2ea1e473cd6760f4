"""The store of the worlds and a real file answer alike, whatever is asked of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
import random
from typing import Any

import pytest

from custom_components.nas_burnin.engine.errors import HistoryError
from custom_components.nas_burnin.engine.history import AuditEntry, History, Sample
from custom_components.nas_burnin.engine.model import (
    Job,
    JobState,
    Reason,
    StageState,
    Verdict,
    Who,
)
from tests.engine.builders import make_job
from tests.sim.store import Store, history_on

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


def changed(one: Job, rng: random.Random) -> Job:
    state = rng.choice(list(JobState))
    stages = tuple(
        replace(stage, state=rng.choice(list(StageState))) for stage in one.stages
    )
    verdict = Verdict.PASSED if state is JobState.PASSED else None
    reasons = (Reason("stopped"),) if rng.random() < 0.3 else ()
    return replace(
        one,
        state=state,
        verdict=verdict,
        reasons=reasons,
        stages=stages,
        ended=BEGAN + timedelta(hours=1) if state.terminal else None,
    )


def wish(rng: random.Random, known: list[Job]) -> tuple[str, tuple[Any, ...]]:
    """Answer a call of the history, and what it is called with."""
    one = rng.choice(known)
    match rng.randrange(9):
        case 0:
            new = make_job(
                uid=f"job-{len(known)}",
                drive_key=f"drive-{rng.randrange(6)}",
                created=BEGAN + timedelta(seconds=len(known)),
            )
            known.append(new)
            return "add_jobs", ([new],)
        case 1 | 2:
            return "save_job", (changed(one, rng),)
        case 3:
            return "request_cancel", (one.uid,)
        case 4:
            entry = AuditEntry(BEGAN, Who.PERSON, "unlocked", "ann", job_uid=one.uid)
            return "add_audits", ([entry] * rng.randrange(3),)
        case 5:
            return "set_setting", (f"key {rng.randrange(3)}", f"{rng.random()}")
        case 6:
            samples = [Sample(rng.randrange(5), 1, 2, 3)]
            return "add_samples", (one.uid, rng.randrange(3), samples)
        case 7:
            return "last_jobs", (one.host_id,)
        case _:
            return rng.choice(
                (
                    ("open_jobs", ()),
                    ("job", (one.uid,)),
                    ("jobs", ()),
                    ("audit", ()),
                    ("setting", ("key 1",)),
                    ("last_verdict", (one.drive_key,)),
                    ("samples", (one.uid, 0)),
                )
            )


async def answer(history: History, name: str, values: tuple[Any, ...]) -> object:
    try:
        return await getattr(history, name)(*values)
    except HistoryError as error:
        return type(error), error.code, str(error), error.values


@pytest.mark.parametrize("seed", range(6))
async def test_both_answer_alike(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    store = Store()
    memory, real = history_on(store), await History.open(tmp_path / "history.db")
    known = [make_job(uid="job-x", drive_key="drive-x", created=BEGAN)]
    asked = []
    for _ in range(80):
        name, values = wish(rng, known)
        told = await answer(memory, name, values)
        assert told == await answer(real, name, values), (name, values)
        asked.append((name, type(told)))
    assert len(set(asked)) > 12
    await real.close()
    store.close()


async def test_a_copy_brings_back_what_was() -> None:
    store = Store()
    history = history_on(store)
    await history.set_setting("key", "before")
    copy = store.copy()
    await history.set_setting("key", "after")
    store.restore(copy)
    assert await history.setting("key") == "before"
    store.close()
