"""The connection against a real OpenSSH server on loopback."""

import asyncio
import os
import signal

import asyncssh
import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    CommandTimedOut,
    HostKeyChanged,
    HostUnreachable,
)
from custom_components.nas_burnin.engine.host.connection import (
    Connection,
    fetch_host_key,
)
from custom_components.nas_burnin.engine.host.outcome import Completed, Killed
from tests.engine.host.servers import STRANGER, OpenSSH, connected

pytestmark = pytest.mark.usefixtures("socket_enabled")

LOGIN_TRIED = "authenticating user"
LOGGED_IN = "Accepted publickey"


async def test_bytes_pass_both_ways_intact(openssh: OpenSSH) -> None:
    stdin = bytes(range(256)) * 4000
    async with connected(openssh.host.settings()) as connection:
        answer = await connection.run("tee /dev/stderr; exit 7", stdin, seconds=30)
    assert answer == Completed(exit_status=7, stdout=stdin, stderr=stdin)


async def test_a_command_that_does_not_read_its_input(openssh: OpenSSH) -> None:
    async with connected(openssh.host.settings()) as connection:
        answer = await connection.run("exit 5", bytes(8 << 20), seconds=30)
    assert answer == Completed(5, b"", b"")


async def test_many_commands_use_one_connection(openssh: OpenSSH) -> None:
    before = openssh.count(LOGGED_IN)
    async with connected(openssh.host.settings()) as connection:
        # More than the sessions that OpenSSH allows a connection at once.
        for number in range(15):
            answer = await connection.run(f"echo {number}", seconds=30)
            assert answer.stdout == b"%d\n" % number
    assert openssh.count(LOGGED_IN) == before + 1


async def test_a_signal_is_not_an_exit_status(openssh: OpenSSH) -> None:
    async with connected(openssh.host.settings()) as connection:
        answer = await connection.run("echo so far; kill -KILL $$", seconds=30)
    assert answer == Killed("KILL", b"so far\n", b"")


async def test_a_flood_ends_at_the_cap(openssh: OpenSSH) -> None:
    async with connected(openssh.host.settings()) as connection:
        with pytest.raises(AnswerUnusable):
            await connection.run("timeout 20 cat /dev/zero", seconds=30, cap=1 << 20)
        assert await connection.run("echo on", seconds=30) == Completed(0, b"on\n", b"")


async def test_a_stall_times_out_and_the_connection_serves_on(
    openssh: OpenSSH,
) -> None:
    async with connected(openssh.host.settings()) as connection:
        for _ in range(4):
            with pytest.raises(CommandTimedOut):
                await connection.run("timeout 5 sleep 60", seconds=0.1)
        assert await connection.run("echo on", seconds=30) == Completed(0, b"on\n", b"")


async def test_a_server_that_opens_no_further_channel(openssh: OpenSSH) -> None:
    """sshd keeps the slot of a command that is still at work there: ten at most."""
    async with connected(openssh.host.settings()) as connection:
        for _ in range(10):
            with pytest.raises(CommandTimedOut):
                await connection.run("exec timeout 20 sleep 60", seconds=0.2)
        with pytest.raises(HostUnreachable) as caught:
            await connection.run("true", seconds=10)
        assert caught.value.values["stage"] == "command"
        # Those places stay taken; a new connection has places of its own.
        assert await connection.run("echo on", seconds=30) == Completed(0, b"on\n", b"")


async def test_a_link_cut_in_mid_command(openssh: OpenSSH) -> None:
    others = set(openssh.sessions())
    async with connected(openssh.host.settings()) as connection:
        await connection.open()
        (session,) = set(openssh.sessions()) - others
        task = asyncio.ensure_future(
            connection.run("echo begun; exec timeout 5 sleep 60", seconds=30)
        )
        await connection.run("true", seconds=30)
        os.kill(session, signal.SIGKILL)
        with pytest.raises(HostUnreachable) as caught:
            await task
        assert caught.value.values["stage"] == "command"
        assert await connection.run("echo on", seconds=30) == Completed(0, b"on\n", b"")


@pytest.mark.parametrize("algorithm", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"])
async def test_a_changed_host_key_ends_before_any_login(
    openssh: OpenSSH, algorithm: str
) -> None:
    pinned = asyncssh.generate_private_key(algorithm)
    before = openssh.count(LOGIN_TRIED)
    with pytest.raises(HostKeyChanged) as caught:
        await Connection(openssh.host.settings(host_key=pinned)).open()
    assert caught.value.values["expected"] == pinned.get_fingerprint()
    assert caught.value.values["found"] == openssh.host.host_key.get_fingerprint()
    await openssh.served()
    assert openssh.count(LOGIN_TRIED) == before


async def test_fetching_the_host_key_tries_no_login(openssh: OpenSSH) -> None:
    before = openssh.count(LOGIN_TRIED)
    key = await fetch_host_key(openssh.host.settings().address)
    assert key.fingerprint == openssh.host.host_key.get_fingerprint()
    await openssh.served()
    assert openssh.count(LOGIN_TRIED) == before


async def test_a_refused_key(openssh: OpenSSH) -> None:
    before = openssh.count(LOGIN_TRIED)
    with pytest.raises(AuthenticationRefused):
        await Connection(openssh.host.settings(login=STRANGER)).open()
    await openssh.served()
    assert openssh.count(LOGIN_TRIED) > before
