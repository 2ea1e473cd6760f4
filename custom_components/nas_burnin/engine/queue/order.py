"""Which jobs go on now, and in which order; counted from the jobs, never kept."""

from collections.abc import Iterable, Mapping, Sequence

from ..model import Job, JobState, Stage, StageKind, StageState

SURFACE = frozenset({StageKind.SURFACE_VALIDATE, StageKind.SURFACE_READ})
"""The stages that load a host's disks and controllers, and so need a slot."""


def surface_running(jobs: Iterable[Job]) -> int:
    """How many slots are taken: jobs with a surface stage that runs."""
    return sum(
        any(
            stage.kind in SURFACE and stage.state is StageState.RUNNING
            for stage in job.stages
        )
        for job in jobs
        if job.state is JobState.RUNNING
    )


def running_stage(job: Job) -> Stage | None:
    """The stage of a job that runs; there is one at the most."""
    running = (stage for stage in job.stages if stage.state is StageState.RUNNING)
    return next(running, None)


def next_stage(job: Job) -> Stage | None:
    """The stage to start next; None while one runs, and when none is left."""
    if running_stage(job):
        return None
    pending = (stage for stage in job.stages if stage.state is StageState.PENDING)
    return next(pending, None)


def has_begun(job: Job) -> bool:
    """True for a job that did something to its drive, itself or the one it continues."""
    return any(
        stage.attempts or stage.state is not StageState.PENDING for stage in job.stages
    )


def due(
    jobs: Sequence[Job], surface_running: int, max_parallel: int
) -> tuple[Job, ...]:
    """The jobs that may go on now, those that have begun before those that have not.

    Those that are queued, and running ones that wait for a slot before a surface
    stage; each in the order of the queue. A job that waits for a person is not due. What a caller starts has to have its stage running in the next call. A job
    that needs no slot never waits for one that does.
    """
    free = max_parallel - surface_running
    result = []
    for job in sorted(in_order(jobs), key=lambda job: not has_begun(job)):
        stage = next_stage(job)
        if stage is None or job.waits or job.cancel_requested or job.state.terminal:
            continue
        if job.pause:
            continue
        if stage.kind in SURFACE:
            if free <= 0:
                continue
            free -= 1
        elif job.state is JobState.RUNNING:
            continue
        result.append(job)
    return tuple(result)


def in_order(jobs: Iterable[Job]) -> list[Job]:
    """Jobs in the order of the queue; of equals the older one first."""
    return sorted(jobs, key=lambda job: (job.order, job.created, job.uid))


def queue_positions(jobs: Iterable[Job]) -> Mapping[str, int]:
    """The place of each queued job from 1, by uid."""
    queued = (job for job in in_order(jobs) if job.state is JobState.QUEUED)
    return {job.uid: place for place, job in enumerate(queued, 1)}


def new_orders(
    existing: Sequence[Job], sizes: Sequence[int], *, as_given: bool = False
) -> tuple[float, ...]:
    """The `order` of new jobs for drives of these sizes (bytes), in their sequence.

    The largest first, because a batch ends sooner when the longest jobs don't come
    last. New jobs are filed among queued ones by the same rule; but a queue that is
    not in that order was put so by a person, and then they go behind it. With
    `as_given` a person ordered the new ones, and they go behind all.
    """
    queued = [job for job in in_order(existing) if job.state is JobState.QUEUED]
    filed = [(job.order, job.size) for job in queued]
    if as_given:
        return _behind(filed, len(sizes))
    largest_first = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    queue_sizes = [size for _, size in filed]
    if queue_sizes != sorted(queue_sizes, reverse=True):
        behind = _behind(filed, len(sizes))
        return tuple(behind[largest_first.index(place)] for place in range(len(sizes)))
    orders = {}
    for place in largest_first:
        orders[place] = _filed(filed, sizes[place])
    return tuple(orders[place] for place in range(len(sizes)))


def _behind(filed: Sequence[tuple[float, int]], count: int) -> tuple[float, ...]:
    """Orders that come after all there are."""
    last = filed[-1][0] if filed else 0.0
    return tuple(last + step for step in range(1, count + 1))


def _filed(filed: list[tuple[float, int]], size: int) -> float:
    """The order of a job of that size, which is filed before the first smaller one."""
    place = next(
        (place for place, (_, other) in enumerate(filed) if other < size), len(filed)
    )
    if place == len(filed):
        (order,) = _behind(filed, 1)
    elif place == 0:
        order = filed[0][0] - 1
    else:
        order = (filed[place - 1][0] + filed[place][0]) / 2
    filed.insert(place, (order, size))
    return order
