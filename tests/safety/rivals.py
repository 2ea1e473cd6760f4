"""What a NAS, or somebody on it, does to the drives between a click and the writing."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
import hashlib
import os
from pathlib import Path
from typing import Any

from mock_truenas import actions, images, kernel
from mock_truenas.actions import ActionError
from mock_truenas.catalog import add_partition, add_pool, content
from mock_truenas.model import Json, load, locked
from mock_truenas.nas import MockNas

type Print = tuple[str, int]
"""The SHA-256 of a drive's image, and when it was written last."""

ASKED, TWIN, THIRD = "disk001", "disk002", "disk003"


@dataclass(slots=True)
class Scene:
    """The NAS of one race: whose content may not change, and what was refused."""

    nas: MockNas
    before: dict[str, Print] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    @property
    def root(self) -> str:
        return str(self.nas.root)

    def image(self, drive: str) -> Path:
        return Path(kernel.image_path(self.root, self.nas.drive(drive)))

    def prints(self) -> dict[str, Print]:
        """Answer what every drive holds now, those that were pulled included."""
        return {drive: self._print(drive) for drive in self.nas.model["drives"]}

    def _print(self, drive: str) -> Print:
        path = self.image(drive)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        # What was written over with the same is told by the time of it.
        return digest, path.stat().st_mtime_ns

    def keep(self) -> None:
        """From here on nothing may write to any drive."""
        self.before = self.prints()

    def written(self, drive: str) -> None:
        """Note that a rival wrote to a drive himself."""
        self.before[drive] = self._print(drive)

    @contextmanager
    def changing(self) -> Any:
        """Change the model, and show it."""
        with locked(self.root):
            model = load(self.root)
            yield model
            actions._commit(self.root, model)

    def close(self) -> None:
        """Let go of what a rival holds."""
        while self.held:
            os.close(self.held.pop())


type Rival = Callable[[Scene], Any]
"""May raise ActionError: the NAS refused him. May have to be awaited."""


# Names and places


def swap_letters(scene: Scene) -> None:
    scene.nas.swap_letters(ASKED, TWIN)


def rename(scene: Scene) -> None:
    scene.nas.rename(ASKED, "sdq")


def pull(scene: Scene) -> None:
    scene.nas.vanish(ASKED)


def replug(scene: Scene) -> None:
    scene.nas.vanish(ASKED)
    scene.nas.come_back(ASKED)


def replace(scene: Scene) -> None:
    """Put a drive of the same size and model, not seen until now, in its place."""
    name = scene.nas.name(ASKED)
    scene.nas.vanish(ASKED)
    scene.nas.come_back(THIRD, name)


def rotate(scene: Scene) -> None:
    """Pull the drive, and let its neighbour have its letter."""
    name = scene.nas.name(ASKED)
    scene.nas.vanish(ASKED)
    scene.nas.rename(TWIN, name)


async def reboot(scene: Scene) -> None:
    await scene.nas.reboot(new_letters=True)


# Who it is


def identity(drive: str, **values: object) -> Rival:
    return lambda scene: scene.nas.set_drive(drive, **values)


def clone(*fields: str) -> Rival:
    """Let the neighbour answer to the same as the drive."""

    def act(scene: Scene) -> None:
        drive = scene.nas.drive(ASKED)
        scene.nas.set_drive(TWIN, **{key: drive[key] for key in fields})

    return act


# Put to use


def use(kind: str, *, force: bool = False) -> Rival:
    """Put the drive to a use, as its tool does; `force` is a kernel that lets it."""
    partition, system, act = USES[kind]

    def put(scene: Scene) -> None:
        with scene.changing() as model:
            drive = actions.find_drive(model, ASKED)
            nodes = actions.nodes_of(model, drive)
            if not force and any(
                kernel.busy(scene.root, model, node) for node in nodes
            ):
                raise ActionError(f"{kind}: device is busy")
            drive["whole"] = None
            drive["partitions"] = []
            label = "" if kind == "spare" else "rival"
            holds = content(drive, system, label)
            found = add_partition(drive, "data", partition, holds)
            for node in nodes:
                actions._link_partitions(scene.root, drive, node)
            images.fill(scene.root, drive)
            act(model, found)
        scene.written(ASKED)

    return put


def _mounted(model: Json, found: str) -> None:
    model["mounts"].append({"uuid": found, "target": "/mnt/rival", "fstype": "ext4"})


def _swapped(model: Json, found: str) -> None:
    model["swaps"].append(found)


def _held(kind: str, kernel_name: str) -> Callable[[Json, str], None]:
    def act(model: Json, found: str) -> None:
        names = {"kind": kind, "name": f"{kind}-rival", "kernel": kernel_name}
        model["holders"].append({"uuid": found, **names})

    return act


def _group(kind: str) -> Callable[[Json, str], None]:
    def act(model: Json, found: str) -> None:
        vdev = {"type": "disk", "name": "", "members": [found]}
        model["pools"]["boot-pool"]["groups"].append({"kind": kind, "vdevs": [vdev]})

    return act


def _pool(model: Json, found: str) -> None:
    vdev = {"type": "disk", "name": "", "members": [found]}
    add_pool(model, "rival", [{"kind": "data", "vdevs": [vdev]}])


def _exported(model: Json, found: str) -> None:
    vdev = {"type": "disk", "name": "", "members": [found]}
    add_pool(model, "rival", [{"kind": "data", "vdevs": [vdev]}], imported=False)


def _at_rest(_model: Json, _found: str) -> None:
    """Leave it with what is on it."""


USES: dict[str, tuple[str, str, Callable[[Json, str], None]]] = {
    "mount": ("linux", "ext4", _mounted),
    "mkfs": ("linux", "ext4", _at_rest),
    "swap": ("swap", "swap", _swapped),
    "md": ("raid", "linux_raid_member", _held("md", "md126")),
    "lvm": ("lvm", "LVM2_member", _held("lvm", "dm-9")),
    "pool": ("zfs", "zfs_member", _pool),
    "exported": ("zfs", "zfs_member", _exported),
    "spare": ("zfs", "zfs_member", _group("spare")),
    "cache": ("zfs", "zfs_member", _group("cache")),
    "logs": ("zfs", "zfs_member", _group("logs")),
    "special": ("zfs", "zfs_member", _group("special")),
}


def write_data(scene: Scene) -> None:
    """Write to the drive without asking anybody; refused by nobody."""
    with scene.image(ASKED).open("r+b") as file:
        file.seek(4 << 20)
        file.write(os.urandom(1 << 20))
        file.seek(0)
        file.write(b"somebody's")
    scene.written(ASKED)


def import_neighbour(scene: Scene) -> None:
    scene.nas.import_pool("oldpool")


# Other paths


def open_path(number: int, *, exclusive: bool = True) -> Rival:
    """Hold one path of the drive, as ZFS or a virtual machine would."""

    def act(scene: Scene) -> None:
        model = scene.nas.model
        node = actions.nodes_of(model, actions.find_drive(model, ASKED))[number]
        descriptor = os.open(kernel.node_image(scene.root, node), os.O_RDWR)
        if exclusive and not kernel.claim(descriptor, node["path"]):
            os.close(descriptor)
            raise ActionError("device is busy")
        scene.held.append(descriptor)

    return act


def drop_path(number: int) -> Rival:
    def act(scene: Scene) -> None:
        with scene.changing() as model:
            drive = actions.find_drive(model, ASKED)
            actions.nodes_of(model, drive)[number]["gone"] = True

    return act


def another_path(scene: Scene) -> None:
    with scene.changing() as model:
        drive = actions.find_drive(model, ASKED)
        path = len(actions.nodes_of(model, drive))
        kernel.attach(scene.root, model, drive, path=path)


# Tools and files that do not answer


def tool(name: str, way: str) -> Rival:
    def act(scene: Scene) -> None:
        match way:
            case "hangs":
                scene.nas.hang_tool(name)
            case "fails":
                scene.nas.fail_tool(name)
            case "answers empty":
                scene.nas.fail_tool(name, 0, "")
            case "answers garbage":
                scene.nas.garbage_tool(name)
            case "is missing":
                scene.nas.remove_tool(name)

    return act


def file(path: str, text: bytes | None) -> Rival:
    """Let a file of the kernel hold something else; None: take it away."""

    def act(scene: Scene) -> None:
        name = scene.nas.name(ASKED)
        where = scene.nas.root / "view" / path.format(name=name)
        if text is not None:
            where.write_bytes(text)
        else:
            where.unlink()

    return act


def no_sys_block(scene: Scene) -> None:
    folder = scene.nas.root / "view" / "sys" / "block"
    folder.rename(folder.with_name("block.gone"))
    folder.write_bytes(b"")


def both(*rivals: Rival) -> Rival:
    def act(scene: Scene) -> None:
        for rival in rivals:
            rival(scene)

    return act
