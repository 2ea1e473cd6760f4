"""Makes the root folder of a NAS: the drives, the stand-ins, the first boot."""

from functools import cache
import os
from pathlib import Path
import shutil
import subprocess
import tempfile

from . import images, kernel, model as models, stubs, view
from .catalog import ScenarioError
from .faults import NEEDS_COMPILER
from .model import Json
from .tools.main import MODULES

_PACKAGE = Path(__file__).parent
_FOLDERS = (
    "bin",
    "disks",
    "images",
    "faults",
    "dirty",
    "units",
    "lib",
    "fs/run",
    "fs/var/log",
    "fs/var/lib",
    "fs/var/tmp",
    "fs/mnt",
    "fs/data",
)
_KEPT = (
    "drives",
    "nodes",
    "next_seq",
    "pools",
    "mounts",
    "swaps",
    "holders",
    "machine_id",
    "hostname",
)
_SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
# badblocks, lsblk and their like; what only shows the NAS's files to the shell is not
# counted, because the real ones are needed here as well.
STAND_INS = sorted({*MODULES, *stubs.OWN} - {"unit-manager"})


def create(root: Path, model: Json, python: str) -> None:
    """Make everything; raises ScenarioError for what this machine cannot do."""
    for folder in _FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    badblocks = shutil.which("badblocks", path=_SYSTEM)
    model["real_badblocks"] = badblocks or ""
    model["stand_ins"] = STAND_INS
    if library := _library():
        (root / "lib" / "faults.so").write_bytes(library)
    if (root / "model.json").exists():
        _keep(root, model)
    else:
        _make_drives(root, model)
    fresh_run(root, model)
    with models.locked(str(root)):
        models.save(str(root), model)
        view.refresh(str(root), model)
    missing = {tool for tool, fault in model["tools"].items() if "missing" in fault}
    if model["sudo"] == "missing":
        missing.add("sudo")
    if not badblocks:
        missing.add("badblocks")
    if not model["zfs"]:
        missing |= {"zpool", "zdb"}
    if not model["systemd"]:
        missing |= {"systemd-run", "systemctl"}
    if not model["version"]:
        missing.add("midclt")
    for tool in {*STAND_INS, *stubs.SHELL} - missing:
        write_stub(root, tool, python)
    if model["full_disk"]:
        (root / "full").touch()


def _make_drives(root: Path, model: Json) -> None:
    for drive in model["drives"].values():
        check_compiler(str(root), drive["faults"])
        images.make_image(str(root), drive)
        kernel.attach(str(root), model, drive)
    # A second path is found after all first ones, as on a real backplane.
    for drive in model["drives"].values():
        for path in range(1, drive["paths"]):
            kernel.attach(str(root), model, drive, path=path)


def _keep(root: Path, model: Json) -> None:
    """Take drives, pools and identity from a NAS that was in this folder before.

    The rest (speed, sudo, broken tools ...) is as it is asked for now.
    """
    before = models.load(str(root))
    for key in _KEPT:
        model[key] = before[key]
    kernel.publish_faults(str(root), model)


def fresh_run(root: Path, model: Json) -> None:
    """Empty what does not outlive a boot."""
    for folder in ("fs/run", "units", "dirty"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    if model["systemd"]:
        (root / "fs/run/systemd/system").mkdir(parents=True)


def write_stub(root: Path, tool: str, python: str) -> None:
    """Put the stand-in for one tool on the NAS's PATH."""
    target = root / "bin" / tool
    temporary = target.with_suffix(".new")
    temporary.write_text(stubs.text(tool, models.load(str(root)), python))
    temporary.chmod(0o755)
    os.replace(temporary, target)


@cache
def _library() -> bytes:
    """Compile the library that gives read and write errors; b"" without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "faults.so"
        source = str(_PACKAGE / "fault_lib.c")
        command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), source]
        done = subprocess.run(
            [*command, "-ldl"], check=False, capture_output=True, timeout=60
        )
        return target.read_bytes() if done.returncode == 0 else b""


def check_compiler(root: str, faults: dict[str, list[int]]) -> None:
    """Refuse faults that need the library when it could not be made."""
    wanted = [kind for kind in NEEDS_COMPILER if faults.get(kind)]
    if wanted and not (Path(root) / "lib" / "faults.so").exists():
        raise ScenarioError(
            f"faults: {', '.join(wanted)} needs a C compiler (cc) on this machine;"
            " miscompare works without"
        )
