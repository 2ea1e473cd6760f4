"""The SSH side: a host like any other, until the link or the host breaks."""

import asyncio
import contextlib

import asyncssh
import pytest

from mock_truenas.server import MAX_SESSIONS
from tests.mock.client import KEY, PUBLIC, Client, connected, small


async def test_commands_run_in_a_real_shell() -> None:
    async with small() as nas, connected(nas) as client:
        result = await client.run("echo out; echo err >&2; exit 7")
        assert (result.status, result.out, result.err) == (7, "out\n", "err\n")
        assert (await client.run("kill -9 $$")).signal == "KILL"


async def test_input_and_output_are_bytes() -> None:
    every = bytes(range(256)) * 4096
    async with small() as nas, connected(nas) as client:
        done = await client.connection.run("cat", input=every, encoding=None)
        assert done.stdout == every


async def test_the_nas_is_another_host() -> None:
    async with small() as nas, connected(nas) as client:
        assert (await client.run("id -u; id -un; hostname")).out == "0\nroot\ntruenas\n"
        machine = (await client.run("head -n 1 /etc/machine-id")).out.strip()
        assert machine == nas.model["machine_id"]
        assert (await client.run("uname -s -r")).out.startswith("Linux 6.12.15-")


@pytest.mark.parametrize("wrong", ["key", "user"])
async def test_only_the_right_key_and_user_log_in(wrong: str) -> None:
    async with small() as nas:
        with pytest.raises(asyncssh.PermissionDenied):
            await asyncssh.connect(
                "127.0.0.1",
                nas.port,
                username="admin" if wrong == "user" else nas.user,
                client_keys=[
                    asyncssh.generate_private_key("ssh-ed25519")
                    if wrong == "key"
                    else KEY
                ],
                known_hosts=None,
                config=None,
                agent_path=None,
            )


async def test_a_connection_has_ten_sessions() -> None:
    async with small() as nas, connected(nas) as client:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(MAX_SESSIONS):
                process = await client.connection.create_process("cat", encoding=None)
                await stack.enter_async_context(process)
            with pytest.raises(asyncssh.ChannelOpenError):
                await client.run("true")
        assert (await client.run("echo again")).out == "again\n"


async def test_a_changed_host_key_is_seen() -> None:
    async with small() as nas:
        pinned = asyncssh.import_public_key(nas.host_key)
        nas.change_host_key()
        assert asyncssh.import_public_key(nas.host_key) != pinned
        with pytest.raises(asyncssh.HostKeyNotVerifiable):
            await asyncssh.connect(
                "127.0.0.1",
                nas.port,
                username=nas.user,
                client_keys=[KEY],
                known_hosts=([pinned], [], []),
                config=None,
                agent_path=None,
            )


async def test_dropped_connections_leave_the_work_alone() -> None:
    async with small() as nas:
        async with connected(nas) as client:
            await client.run("setsid sleep 60 </dev/null >/dev/null 2>&1 &")
            nas.drop_connections()
            with pytest.raises((asyncssh.Error, OSError)):
                await client.run("true")
        async with connected(nas) as client:
            assert (await client.run("echo back")).out == "back\n"
        assert any("sleep 60" in line for _pid, line in nas.processes())


async def test_a_stalled_link_says_nothing_until_it_goes_on() -> None:
    async with small() as nas, connected(nas) as client:
        nas.stall()
        waiting = asyncio.ensure_future(client.run("echo late"))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        nas.resume()
        assert (await waiting).out == "late\n"


async def test_truenas_own_shell_runs_nothing() -> None:
    async with (
        small(scenario={"login_shell": "truenas_cli"}) as nas,
        connected(nas) as client,
    ):
        result = await client.run("echo hello")
        assert "hello" not in result.out
        assert result.status == 1


async def test_an_account_without_root_asks_sudo() -> None:
    async with small(user="admin") as nas, connected(nas) as client:
        assert (await client.run("id -u")).out == "950\n"
        assert (await client.run("sudo -n id -u")).out == "0\n"
        opened = "import os; os.open('/dev/sda', os.O_RDONLY)"
        assert "PermissionError" in (await client.python(opened)).err
        result = await client.run("smartctl -j -i /dev/sda")
        assert result.status == 2
        assert (await client.run("sudo -n smartctl -j -i /dev/sda")).status == 0


async def test_sudo_that_wants_a_password() -> None:
    scenario = {"user": "admin", "sudo": "password"}
    async with small(scenario=scenario) as nas, connected(nas) as client:
        result = await client.run("sudo -n true")
        assert (result.status, result.err) == (1, "sudo: a password is required\n")


async def test_a_reboot_ends_everything_but_the_drives() -> None:
    async with small() as nas:
        before = nas.model["boot"]["id"]
        async with connected(nas) as client:
            await client.run("setsid sleep 60 </dev/null >/dev/null 2>&1 &")
            await client.python(
                "import os; os.makedirs('/run/x'); os.makedirs('/var/log/x')"
            )
            await nas.reboot()
            assert nas.processes() == []
        async with connected(nas) as client:
            told = await client.run("cat /proc/sys/kernel/random/boot_id")
            assert told.out.strip() == nas.model["boot"]["id"] != before
            found = await client.python(
                "import os; print(os.path.exists('/run/x'), os.path.exists('/var/log/x'))"
            )
            assert found.out == "False True\n"


async def test_nothing_is_left_when_it_is_gone() -> None:
    async with small() as nas:
        root = nas.root
        async with connected(nas) as client:
            await client.run("setsid sleep 61 </dev/null >/dev/null 2>&1 &")
        assert nas.processes()
    assert nas.processes() == []
    assert not root.exists()


async def test_keys_can_be_added_while_it_runs() -> None:
    async with small(user=None) as nas:
        nas.ssh.keys.clear()
        with pytest.raises(asyncssh.PermissionDenied):
            async with connected(nas):
                raise AssertionError
        nas.authorize(PUBLIC)
        async with connected(nas) as client:
            assert isinstance(client, Client)
            assert (await client.run("true")).status == 0
