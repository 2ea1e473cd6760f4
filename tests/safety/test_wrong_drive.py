"""Between a click and the first write anything may happen to the NAS.

The engine, the programs it sends, SSH, badblocks and the drives' contents are real;
`races` strikes between two of the engine's calls, `rivals` is what strikes. Whatever
it is: not one byte goes to a drive that nobody asked for, and what became of the drive
that was asked for is said in words.

Set NAS_BURNIN_CAMPAIGN to run all of them; without it those run that differ most.
"""

from collections.abc import Iterator, Mapping
import os
from pathlib import Path
from typing import Any

import pytest

from custom_components.nas_burnin.engine.model import JobState
from tests.safety import rivals
from tests.safety.races import (
    EITHER,
    UNTOUCHED,
    WRITTEN,
    Race,
    Step,
    run,
    unsaid,
)
from tests.safety.rivals import ASKED, Rival

C, P, L, H, D, S, W = Step
EARLY, LATE = (C, P, L), (H, D, S, W)

DISK = {"kind": "sata", "size": "32M", "bandwidth": 0}
LARGE = {**DISK, "size": "96M"}
NAMELESS = {**DISK, "naa": ""}
PATHS = {**DISK, "kind": "sas2"}

# The one asked for, a neighbour of the same model and size, and one not yet there.
TWO = (DISK, DISK)
THREE = (DISK, DISK, DISK)
POOL = (LARGE, LARGE)
OLD_POOL = (DISK, {**LARGE, "role": "exported"})
DUAL = (PATHS, DISK)

type Ends = Mapping[Step, tuple[str, str]]
"""By step: what becomes of the drive asked for, and why."""


def every(end: str, reason: str = "", steps: tuple[Step, ...] = tuple(Step)) -> Ends:
    return dict.fromkeys(steps, (end, reason))


# Once it is being held, a drive whose node went is another one at the next look.
MOVED: Ends = {
    **every(WRITTEN),
    H: (UNTOUCHED, "identity_changed"),
    S: (UNTOUCHED, "identity_changed"),
    W: (WRITTEN, "drive_was_gone"),
}
GONE: Ends = {
    **every(UNTOUCHED, "drive_absent"),
    H: (UNTOUCHED, "identity_changed"),
    S: (UNTOUCHED, "identity_changed"),
    W: (EITHER, "drive_absent"),
}
HIDDEN: Ends = {step: end for step, end in GONE.items() if step is not W}


def taken(reason: str) -> Ends:
    """Answer what comes of a use that the kernel allows only before the hold."""
    return {
        **every(UNTOUCHED, reason, (C, P)),
        L: (UNTOUCHED, "busy"),
        **every(WRITTEN, steps=LATE),
    }


def races(
    name: str,
    rival: Rival,
    ends: Ends,
    drives: tuple[Mapping[str, Any], ...] = TWO,
    **fields: Any,
) -> Iterator[Race]:
    for step, (end, reason) in ends.items():
        yield Race(name, step, rival, end, reason, drives, **fields)


def uses() -> Iterator[Race]:
    """Yield each use of a drive, as its tool begins it, and where no kernel objects."""
    codes = {
        "pool": "pool_member",
        "spare": "boot_pool_member",
        "cache": "boot_pool_member",
        "logs": "boot_pool_member",
        "special": "boot_pool_member",
        "exported": "exported_pool",
        "mount": "mounted",
        "swap": "swap",
        "md": "array_member",
        "lvm": "held",
        "mkfs": "signature",
    }
    for kind, code in codes.items():
        for step, (end, reason) in taken(code).items():
            if kind in ("exported", "mkfs") and step is L:
                reason = "has_signature"
            rival = rivals.use(kind)
            is_late = step in LATE
            yield Race(kind, step, rival, end, reason, POOL, is_refused=is_late)
        forced = rivals.use(kind, force=True)
        yield Race(f"{kind} on a held drive", D, forced, UNTOUCHED, code, POOL)


def paths() -> Iterator[Race]:
    """Yield what happens to the other path of a drive that has two."""
    for step in Step:
        is_late = step in LATE
        yield Race(
            "the other path is claimed",
            step,
            rivals.open_path(1),
            WRITTEN if is_late else UNTOUCHED,
            "" if is_late else "busy" if step is L else "opened",
            DUAL,
            is_refused=is_late,
        )
    for number, which in enumerate(("first", "other")):
        yield from races(
            f"the {which} path is opened without a claim",
            rivals.open_path(number, exclusive=False),
            every(UNTOUCHED, "opened", (C, P, L, D, S)),
            DUAL,
        )
    drop = {
        **every(EITHER),
        S: (UNTOUCHED, "identity_changed"),
        # It is gone on with by the path that is left.
        W: (EITHER, "drive_was_gone"),
    }
    yield from races("a path drops", rivals.drop_path(1), drop, DUAL)
    more = {
        **every(EITHER),
        H: (UNTOUCHED, "identity_changed"),
        # Not held as well, it is waited for; the next start holds both.
        D: (WRITTEN, ""),
        S: (UNTOUCHED, "identity_changed"),
    }
    yield from races("a path comes up", rivals.another_path, more, DUAL)


def detectors() -> Iterator[Race]:
    """Yield every detector that hangs, fails, says nothing, nonsense, or is gone."""
    codes = {
        "hangs": "detector_timed_out",
        "fails": "detector_failed",
        "answers empty": "detector_unreadable",
        "answers garbage": "detector_unreadable",
        "is missing": "detector_missing",
    }
    said = {
        # Of one drive, what was asked first hangs, and the others are not begun.
        ("blkid", "hangs"): "signature_unread",
        ("smartctl", "hangs"): "smart_unread",
        ("smartctl", "fails"): "smart_unread",
        # A NAS of this kind has a boot pool.
        ("zpool", "answers empty"): "no_boot_pool",
    }
    for tool in ("zpool", "lsblk", "blkid", "smartctl"):
        for way, code in codes.items():
            yield from races(
                f"{tool} {way}",
                rivals.tool(tool, way),
                every(UNTOUCHED, said.get((tool, way), code), (P, D)),
                deadline=4 if way == "hangs" else 20,
                tries=1,
            )
    for way, code in (
        ("hangs", "signature_unreadable"),
        ("fails", "signature_unreadable"),
        ("answers empty", "has_signature"),
        ("answers garbage", "has_signature"),
        ("is missing", "tool_missing"),
    ):
        yield Race(
            f"blkid {way} for the supervisor",
            L,
            rivals.tool("blkid", way),
            UNTOUCHED,
            code,
            TWO,
            deadline=4,
        )
    garbage = b"\0\xff\xfe{{{\n" * 9
    for path in ("proc/self/mountinfo", "proc/swaps", "proc/mdstat"):
        for what, text in (("empty", b""), ("garbage", garbage), ("gone", None)):
            code = "detector_missing" if text is None else "detector_unreadable"
            # A kernel without a driver for arrays has none.
            is_fine = (path, what) == ("proc/mdstat", "gone")
            ends = every(WRITTEN if is_fine else UNTOUCHED, "" if is_fine else code)
            both = {step: ends[step] for step in (P, D)}
            rival = rivals.file(path, text)
            yield from races(f"{path} is {what}", rival, both, tries=1)


def identities() -> Iterator[Race]:
    """Yield what makes a drive answer to another name, or another to its name."""
    yield from races("serial hidden", rivals.identity(ASKED, serial=""), HIDDEN)
    yield from races("name hidden", rivals.identity(ASKED, naa=""), HIDDEN)
    # Two units of one drive have one serial, and each its own world-wide name.
    yield from races("two of one serial", rivals.clone("serial"), every(WRITTEN))
    yield from races(
        "two of one serial, without names",
        rivals.clone("serial"),
        {
            **every(UNTOUCHED, "drive_absent", (C, P, D)),
            L: (UNTOUCHED, "ambiguous"),
            H: (UNTOUCHED, "identity_changed"),
            S: (UNTOUCHED, "identity_changed"),
        },
        (NAMELESS, NAMELESS),
    )
    yield from races(
        "two of one name",
        rivals.clone("naa"),
        {**every(UNTOUCHED, "wwn_shared", (C, P, L, H, D)), S: (WRITTEN, "")},
    )
    copy = rivals.clone("naa", "serial")
    copied: Ends = {
        C: (UNTOUCHED, "ambiguous"),
        P: (UNTOUCHED, "ambiguous"),
        L: (UNTOUCHED, "ambiguous"),
        H: (UNTOUCHED, "identity_changed"),
        # Not held as well, it is waited for; the next start meets both.
        D: (UNTOUCHED, "ambiguous"),
        S: (UNTOUCHED, "identity_changed"),
    }
    yield from races("a double", copy, copied)
    first = rivals.both(rivals.swap_letters, copy)
    yield from races(
        "a double with its letter",
        first,
        {**copied, D: (UNTOUCHED, "")},
    )
    for attribute, ends in (
        ("device/wwid", every(WRITTEN, steps=(P, L))),
        ("device/vpd_pg80", every(UNTOUCHED, "bad_request", (P, L))),
        ("size", every(UNTOUCHED, "no_size", (P, L))),
    ):
        gone = {H: (UNTOUCHED, "identity_changed"), S: (UNTOUCHED, "identity_changed")}
        rival = rivals.file(f"sys/block/{{name}}/{attribute}", None)
        yield from races(f"no {attribute}", rival, {**ends, **gone})


def all_races() -> Iterator[Race]:
    yield from races("letters swapped", rivals.swap_letters, MOVED)
    yield from races("another letter", rivals.rename, MOVED)
    replugged = {**MOVED, D: (UNTOUCHED, "identity_changed")}
    yield from races("out and in again", rivals.replug, replugged)
    yield from races("replaced by its like", rivals.replace, GONE, THREE)
    yield from races("pulled, its letter taken", rivals.rotate, GONE)
    yield from races("pulled", rivals.pull, GONE)
    rebooted = {
        **every(WRITTEN),
        L: (UNTOUCHED, "bad_request"),
        S: (UNTOUCHED, "not_held"),
        W: (WRITTEN, ""),
    }
    yield from races("rebooted, new letters", rivals.reboot, rebooted)
    imports = rivals.both(rivals.import_neighbour)
    yield from races("neighbour imported", imports, every(WRITTEN), OLD_POOL)
    swapped = rivals.both(rivals.swap_letters, rivals.import_neighbour)
    yield from races("neighbour imported, letters swapped", swapped, MOVED, OLD_POOL)
    data = {**every(UNTOUCHED, "content", (C, P, D)), L: (UNTOUCHED, "not_blank")}
    yield from races("data written", rivals.write_data, data)
    swapped = rivals.both(rivals.use("mount"), rivals.swap_letters)
    mounted = every(UNTOUCHED, "mounted", (C, P))
    yield from races("mounted, letters swapped", swapped, mounted)
    blind = every(UNTOUCHED, "drive_absent", (P, L, D))
    yield from races("no drives in /sys", rivals.no_sys_block, blind)
    yield from identities()
    yield from uses()
    yield from paths()
    yield from detectors()


ALL = list(all_races())
_ALWAYS: dict[str, tuple[Step, ...]] = {
    "letters swapped": tuple(Step),
    "replaced by its like": (P, W),
    "pulled, its letter taken": (S,),
    "out and in again": (D,),
    "rebooted, new letters": (S, W),
    "neighbour imported": (D,),
    "serial hidden": (C, D),
    "two of one serial": (L,),
    "two of one serial, without names": (D,),
    "two of one name": (D,),
    "a double": (C,),
    "a double with its letter": (L,),
    "pool": (D, S),
    "mount": (P, S),
    "spare on a held drive": (D,),
    "the other path is claimed": (D,),
    "the other path is opened without a claim": (L,),
    "the first path is opened without a claim": (D,),
    "a path comes up": (S,),
    "blkid hangs for the supervisor": (L,),
    "proc/self/mountinfo is garbage": (D,),
    "proc/swaps is gone": (D,),
    "proc/mdstat is empty": (D,),
    **{
        f"{tool} {way}": (step,)
        for tool, step, ways in (
            ("zpool", D, ("hangs",)),
            ("lsblk", P, ("answers empty",)),
            ("blkid", D, ("answers empty",)),
            ("smartctl", P, ("hangs",)),
        )
        for way in ways
    },
}
GATE = [race for race in ALL if race.step in _ALWAYS.get(race.name, ())]
CHOSEN = ALL if os.environ.get("NAS_BURNIN_CAMPAIGN") else GATE


@pytest.mark.parametrize("race", CHOSEN, ids=lambda race: race.id)
async def test_only_the_drive_asked_for_is_ever_written(
    race: Race, tmp_path: Path
) -> None:
    outcome = await run(race, tmp_path)

    assert outcome.others == []
    if race.end != EITHER:
        assert outcome.is_written == (race.end == WRITTEN), outcome
    if outcome.job.state is JobState.PASSED:
        assert outcome.is_whole
    else:
        assert outcome.reasons
    assert unsaid(outcome.reasons) == []
    if race.reason:
        assert race.reason in {reason.code for reason in outcome.reasons}
    assert bool(outcome.refused) == race.is_refused


def test_the_table_is_whole() -> None:
    ids = [race.id for race in ALL]
    assert len(set(ids)) == len(ids)
    assert len(ids) >= 200
    assert len(GATE) == sum(map(len, _ALWAYS.values())) >= 35
    assert {race.step for race in GATE} == set(Step)
