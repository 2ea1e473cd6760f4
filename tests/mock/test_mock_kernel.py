"""What a Python program on the NAS sees: drives, claims, errors, a full disk."""

import errno
from typing import Any

import pytest

from mock_truenas.actions import ActionError
from tests.mock.client import Client, connected, small, until

HOLD = """
import os, sys, time
held = [os.open(path, os.O_RDWR | os.O_EXCL | os.O_CLOEXEC) for path in sys.argv[1:]]
print("held", flush=True)
open("/run/held", "w").close()
while not os.path.exists("/run/let_go"):
    time.sleep(0.02)
"""
TRY = """
import os, sys
try:
    os.open(sys.argv[1], os.O_RDWR | os.O_EXCL)
    print("opened")
except OSError as error:
    print(os.strerror(error.errno))
"""


async def hold(client: Client, nas: Any, *paths: str) -> Any:
    """Hold drives in the background until /run/let_go is there."""
    words = " ".join(paths)
    process = await client.connection.create_process(
        f"python3 -I - {words}", encoding=None
    )
    process.stdin.write(HOLD.encode())
    process.stdin.write_eof()
    await until((nas.path("/run/held")).exists, "held")
    return process


async def test_a_drive_is_a_block_device() -> None:
    program = """
import os, stat, struct, fcntl
fd = os.open("/dev/disk/by-id/ata-DEMO_HD7200_NAS_DMH00001", os.O_RDWR)
for found in (os.fstat(fd), os.stat("/dev/sda"), os.lstat("/dev/sda"),
              os.stat(f"/proc/self/fd/{fd}")):
    assert stat.S_ISBLK(found.st_mode)
    assert (os.major(found.st_rdev), os.minor(found.st_rdev)) == (8, 0)
assert os.readlink(f"/proc/self/fd/{fd}") == "/dev/sda"
assert os.path.realpath("/dev/disk/by-id/ata-DEMO_HD7200_NAS_DMH00001") == "/dev/sda"
assert os.lseek(fd, 0, os.SEEK_END) == 16 << 20
size = struct.unpack("Q", fcntl.ioctl(fd, 0x80081272, b"        "))[0]
assert size == 16 << 20
assert os.pwrite(fd, b"x" * 4096, 8192) == 4096
assert os.pread(fd, 4, 8192) == b"xxxx"
with open("/dev/sda", "rb") as file:
    file.seek(8192)
    assert file.read(4) == b"xxxx"
real = os.path.realpath("/sys/dev/block/8:0")
assert real == os.path.realpath("/sys/block/sda") and real.startswith("/sys/devices/")
print("fine")
"""
    async with small() as nas, connected(nas) as client:
        result = await client.python(program)
        assert result.out == "fine\n", result.err


async def test_folders_of_the_nas_are_its_own() -> None:
    program = """
import glob, os, pathlib, shutil, tempfile
os.makedirs("/var/log/nas/a/b")
pathlib.Path("/var/log/nas/a/file").write_text("text")
os.rename("/var/log/nas/a/file", "/var/log/nas/other")
assert os.listdir("/var/log/nas") == ["a", "other"] or os.listdir("/var/log/nas")[::-1]
assert sorted(entry.name for entry in os.scandir("/var/log/nas")) == ["a", "other"]
assert sorted(glob.glob("/var/log/nas/*")) == ["/var/log/nas/a", "/var/log/nas/other"]
assert [p.name for p in sorted(pathlib.Path("/var/log/nas").iterdir())] == ["a", "other"]
with tempfile.NamedTemporaryFile(dir="/var/log/nas") as file:
    assert file.name.startswith("/var/log/nas/")
shutil.rmtree("/var/log/nas")
assert not os.path.exists("/var/log/nas")
assert os.path.exists("/dev/null") and len(os.urandom(4)) == 4
print("fine")
"""
    async with small() as nas, connected(nas) as client:
        result = await client.python(program)
        assert result.out == "fine\n", result.err
        assert list(nas.read_state_files()) == []


async def test_an_exclusive_open_shuts_others_out_and_is_inherited() -> None:
    async with small() as nas, connected(nas) as client:
        holder = await hold(client, nas, "/dev/sda")
        assert nas.claimed("DMH00001")
        assert (await client.python(TRY, "/dev/sda")).out == "Device or resource busy\n"
        nas.path("/run/let_go").touch()
        await holder.wait()
        assert not nas.claimed("DMH00001")
        assert (await client.python(TRY, "/dev/sda")).out == "opened\n"
        inherited = """
import os, subprocess, sys
fd = os.open("/dev/sda", os.O_RDWR | os.O_EXCL)
child = subprocess.Popen(["sleep", "60"], pass_fds=[fd], start_new_session=True,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(child.pid)
"""
        pid = (await client.python(inherited)).out.strip()
        assert nas.claimed("DMH00001")
        assert (await client.run("badblocks -w -b 4096 /dev/sda")).err == (
            "/dev/sda is apparently in use by the system; it's not safe to run"
            " badblocks!\n"
        )
        await client.run(f"kill {pid}")
        await until(lambda: not nas.claimed("DMH00001"), "let go")


async def test_two_paths_of_one_drive_are_held_apart() -> None:
    scenario = {"drives": [{"kind": "sas2"}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        node = nas.name("DMA00001")
        assert node == "sda"
        other = "sdc"  # after the boot drive, as the second expander's
        same = f"""
import os
print(open("/sys/block/sda/device/wwid").read() == open("/sys/block/{other}/device/wwid").read())
print(os.stat("/dev/sda").st_rdev == os.stat("/dev/{other}").st_rdev)
"""
        assert (await client.python(same)).out == "True\nFalse\n"
        holder = await hold(client, nas, "/dev/sda")
        assert (await client.python(TRY, f"/dev/{other}")).out == "opened\n"
        nas.path("/run/let_go").touch()
        await holder.wait()


@pytest.mark.parametrize("role", ["boot", "mounted", "swap", "lvm", "md"])
async def test_the_kernel_holds_what_is_in_use(role: str) -> None:
    scenario = {"drives": [{"role": role}] if role != "boot" else []}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        assert (await client.python(TRY, "/dev/sda")).out == "Device or resource busy\n"


async def test_an_exported_pool_is_held_by_nobody() -> None:
    async with small(in_use=True) as nas, connected(nas) as client:
        pool = nas.model["pools"]["oldpool"]["groups"][0]["vdevs"][0]["members"][0]
        link = await client.run(f"readlink /dev/disk/by-partuuid/{pool}")
        disk = link.out.strip().rpartition("/")[2].rstrip("0123456789")
        assert (await client.python(TRY, f"/dev/{disk}")).out == "opened\n"
        (nas.path("/run/held")).unlink(missing_ok=True)
        holder = await hold(client, nas, f"/dev/{disk}")
        with pytest.raises(ActionError, match="unavailable"):
            nas.import_pool("oldpool")
        refused = await client.run("zpool import oldpool")
        assert refused.status == 1
        assert refused.err.startswith("cannot import 'oldpool': ")
        nas.import_pool("oldpool", force=True)
        assert "oldpool" in (await client.run("zpool list -vHP")).out
        nas.path("/run/let_go").touch()
        await holder.wait()
        nas.export_pool("oldpool")
        assert (await client.run("zpool import oldpool")).status == 0
        assert (await client.python(TRY, f"/dev/{disk}")).out.startswith("Device or")


async def test_mounting_and_making_pools_is_refused_while_held() -> None:
    async with small(scenario={"drives": [{"role": "has_data"}, {}]}) as nas:
        async with connected(nas) as client:
            holder = await hold(client, nas, "/dev/sda", "/dev/sdb")
            with pytest.raises(ActionError, match="busy"):
                nas.mount("DMH00001", "/mnt/old")
            with pytest.raises(ActionError, match="unavailable"):
                nas.create_pool("new", "DMH00002")
            nas.path("/run/let_go").touch()
            await holder.wait()
        nas.mount("DMH00001", "/mnt/old")
        assert "/mnt/old" in (nas.root / "view/proc/mounts").read_text()
        nas.umount("/mnt/old")
        assert "/mnt/old" not in (nas.root / "view/proc/mounts").read_text()


async def test_a_drive_that_vanishes_gives_errors_and_leaves_sys() -> None:
    program = """
import errno, os, time
fd = os.open("/dev/sda", os.O_RDWR | os.O_EXCL)
open("/run/held", "w").close()
while os.path.exists("/sys/dev/block/8:0"):
    time.sleep(0.01)
for attempt in (lambda: os.pread(fd, 512, 0), lambda: os.pwrite(fd, b"x", 0),
                lambda: os.open("/dev/sda", os.O_RDONLY)):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
print(os.readlink(f"/proc/self/fd/{fd}"))
"""
    async with small() as nas, connected(nas) as client:
        process = await client.connection.create_process("python3 -I -", encoding=None)
        process.stdin.write(program.encode())
        process.stdin.write_eof()
        await until((nas.path("/run/held")).exists, "open")
        nas.vanish("DMH00001")
        done = await process.wait()
        assert isinstance(done.stdout, bytes)
        assert done.stdout.decode().split("\n")[:3] == [
            str(errno.EIO),
            str(errno.EIO),
            str(errno.ENOENT),
        ]
        assert b"/dev/sda (deleted)" in done.stdout
        assert nas.name("DMH00001") == ""
        assert nas.come_back("DMH00001", "sdq") == "sdq"
        sequence = await client.run("cat /sys/block/sdq/diskseq")
        assert sequence.out.strip() == "3"


async def test_letters_move_but_the_drives_stay_themselves() -> None:
    async with small(drives=2) as nas, connected(nas) as client:
        serials = "import os; print(open('/sys/block/sda/device/vpd_pg80','rb').read()[4:].strip().decode())"
        assert (await client.python(serials)).out == "DMH00001\n"
        nas.swap_letters("DMH00001", "DMH00002")
        assert (await client.python(serials)).out == "DMH00002\n"
        nas.rename("DMH00002", "sdz")
        assert nas.name("DMH00002") == "sdz"
        with pytest.raises(ActionError, match="taken"):
            nas.rename("DMH00001", "sdz")


async def test_a_bad_block_cannot_be_read() -> None:
    async with small() as nas, connected(nas) as client:
        if not (nas.root / "lib/faults.so").exists():
            pytest.skip("needs a C compiler")
        nas.set_faults("DMH00001", read_error=[3])
        read = (
            "import os; fd = os.open('/dev/sda', os.O_RDONLY); os.pread(fd, 4096, {})"
        )
        assert "Errno 5" in (await client.python(read.format(3 * 4096))).err
        assert (await client.python(read.format(4 * 4096))).err == ""


async def test_a_full_disk_takes_nothing_more() -> None:
    program = """
import errno, os
fd = os.open("/var/log/old", os.O_WRONLY | os.O_CREAT)
os.write(fd, b"before")
open("/run/ready", "w").close()
import time
while not os.path.exists("/run/full"):
    time.sleep(0.01)
for attempt in (lambda: os.write(fd, b"more"), lambda: open("/var/log/new", "w"),
                lambda: os.mkdir("/var/log/folder")):
    try:
        attempt()
    except OSError as error:
        print(error.errno == errno.ENOSPC, os.statvfs("/var/log").f_bavail)
"""
    async with small() as nas, connected(nas) as client:
        process = await client.connection.create_process("python3 -I -", encoding=None)
        process.stdin.write(program.encode())
        process.stdin.write_eof()
        await until((nas.path("/run/ready")).exists, "ready")
        nas.full_disk()
        nas.path("/run/full").touch()
        done = await process.wait()
        assert done.stdout == b"True 0\n" * 3, done.stderr
        nas.full_disk(False)
        again = await client.python("open('/var/log/new', 'w').close(); print('ok')")
        assert again.out == "ok\n"


async def test_the_very_large_do_not_need_room() -> None:
    scenario = {"drives": [{"size": "20TB"}, {"size": "14TB"}]}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        program = "import os; fd = os.open('/dev/sda', os.O_RDONLY); print(os.lseek(fd, 0, 2), os.pread(fd, 4, 19 * 10**12))"
        assert (await client.python(program)).out == (
            "20000000000000 b'\\x00\\x00\\x00\\x00'\n"
        )
        folders = [
            d["image_dir"] for d in nas.model["drives"].values() if d.get("image_dir")
        ]
    for folder in folders:
        assert not nas.root.joinpath(folder).exists()
