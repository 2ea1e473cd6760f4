"""What is left of a burn-in: the record in the history, and the drive's surface."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from custom_components.nas_burnin.engine.history import History
from custom_components.nas_burnin.engine.model import Job, Stage
from custom_components.nas_burnin.engine.sentences.tables import sentence

_CHUNK = 1 << 20


async def show(history: Path, job_uid: str, out: Console) -> bool:
    """Print what the history holds of a job; False when it has no such job.

    Home Assistant must have let go of the file: it has one writer.
    """
    book = await History.open(history)
    try:
        job = await book.job(job_uid)
    finally:
        await book.close()
    if job is None:
        out.print(f"The history ({history}) knows no job {job_uid}.")
        return False
    _print_job(job, out)
    for stage in job.stages:
        _print_stage(stage, out)
    return True


def surface(image: Path) -> str:
    """One sentence on what is on a drive now, and how much of it was ever written.

    Images are sparse: what was never written takes no room and reads as zeros.
    """
    status = image.stat()
    other = 0
    with image.open("rb") as file:
        while chunk := file.read(_CHUNK):
            other += len(chunk) - chunk.count(0)
    allocated = min(status.st_blocks * 512, status.st_size)
    left = (
        "all zeros, the last pattern"
        if other == 0
        else f"{other} bytes that are not the last pattern"
    )
    return (
        f"The drive's image file holds {left}; {allocated} of its {status.st_size}"
        f" bytes have been written ({image})."
    )


def _print_job(job: Job, out: Console) -> None:
    took = job.ended - job.started if job.ended and job.started else None
    out.print(
        f"\nThe history holds job {job.uid}: {job.model} {job.serial},"
        f" {job.size / 1e6:.0f} MB, profile {job.profile}, state {job.state},"
        f" verdict {job.verdict or 'none'}"
        + (f", {took.total_seconds():.0f} s." if took else ".")
    )


def _print_stage(stage: Stage, out: Console) -> None:
    out.print(f"  {stage.position + 1}. {stage.kind}: {stage.state}")
    for reason in stage.reasons:
        out.print(f"     {sentence(reason)}")
    if stage.errors.total or stage.bad_blocks:
        out.print(
            f"     errors: {stage.errors.read} read, {stage.errors.write} write,"
            f" {stage.errors.corruption} corruption;"
            f" {len(stage.bad_blocks)} bad blocks:"
            f" {', '.join(str(block) for block in stage.bad_blocks)}"
        )
    if not stage.phases:
        return
    table = Table("phase", "pattern", "kind", "began", "ended", "seconds", "MB/s")
    for phase in stage.phases:
        speed = phase.bytes_per_second
        table.add_row(
            str(phase.number),
            phase.pattern.argument if phase.pattern else "",
            phase.kind,
            f"{phase.started:%H:%M:%S}",
            f"{phase.ended:%H:%M:%S}" if phase.ended else "",
            "" if phase.seconds is None else f"{phase.seconds:.1f}",
            "" if speed is None else f"{speed / 1e6:.0f}",
        )
    out.print(table)
