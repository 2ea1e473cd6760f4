"""The connection against a server inside the test that misbehaves on request."""

import asyncio
from collections.abc import Callable
import errno
import logging
import socket
from unittest.mock import AsyncMock

import asyncssh
import pytest

from custom_components.nas_burnin.engine.errors import (
    AnswerUnusable,
    AuthenticationRefused,
    CommandTimedOut,
    HostKeyChanged,
    HostUnreachable,
    KeyUnusable,
)
from custom_components.nas_burnin.engine.host import connection as connection_module
from custom_components.nas_burnin.engine.host.backoff import Trouble, trouble
from custom_components.nas_burnin.engine.host.connection import (
    Connection,
    fetch_host_key,
)
from custom_components.nas_burnin.engine.host.keys import fingerprint
from custom_components.nas_burnin.engine.host.outcome import Completed, Killed
from custom_components.nas_burnin.engine.host.settings import (
    ConnectSettings,
    HostAddress,
)
from tests.engine.host.servers import (
    LOGIN,
    STRANGER,
    Behaviour,
    Process,
    connected,
    private_text,
    public_text,
    quiet_proxy,
    serving,
)

pytestmark = pytest.mark.usefixtures("socket_enabled")

ALL_BYTES = bytes(range(256))


async def echo(process: Process) -> None:
    process.stdout.write(await process.stdin.read())
    process.stderr.write(ALL_BYTES)
    process.exit(3)


async def done(process: Process) -> None:
    process.exit(0)


async def stall(process: Process) -> None:
    await process.channel.wait_closed()


async def half_then(process: Process, end: Callable[[], None]) -> None:
    process.stdout.write(b"half of an answer")
    await process.stdout.drain()
    end()


async def cut(process: Process) -> None:
    conn = process.channel.get_connection()
    await half_then(process, conn.abort)


async def goodbye(process: Process) -> None:
    conn = process.channel.get_connection()
    await half_then(process, conn.close)


async def no_status(process: Process) -> None:
    await half_then(process, process.channel.close)


async def killed(process: Process) -> None:
    await half_then(process, lambda: process.exit_with_signal("KILL"))


async def flood(process: Process) -> None:
    while not process.channel.is_closing():
        process.stdout.write(b"x" * 65536)
        await process.stdout.drain()


async def flood_both(process: Process) -> None:
    process.stdout.write(b"o" * 600)
    process.stderr.write(b"e" * 600)
    process.exit(0)


BEHAVIOURS: dict[str, Behaviour] = {
    "echo": echo,
    "done": done,
    "stall": stall,
    "cut": cut,
    "goodbye": goodbye,
    "no status": no_status,
    "killed": killed,
    "flood": flood,
    "flood both": flood_both,
}


async def test_bytes_pass_both_ways_intact() -> None:
    stdin = ALL_BYTES * 1000
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        assert await connection.run("echo", stdin, seconds=10) == Completed(
            exit_status=3, stdout=stdin, stderr=ALL_BYTES
        )


async def test_fifty_commands_use_one_connection() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        for _ in range(50):
            await connection.run("done", seconds=10)
        assert len(host.commands) == 50
        assert len(host.connections) == 1
        assert connection.connected


async def test_commands_at_once_share_one_connection_and_two_channels() -> None:
    most = 0

    async def count(process: Process) -> None:
        nonlocal most
        most = max(most, host.open_channels)
        await process.stdin.read()
        process.exit(0)

    async with (
        serving({"count": count}) as host,
        connected(host.settings()) as connection,
    ):
        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(connection.run("count", seconds=10))
        assert len(host.connections) == 1
        assert len(host.commands) == 10
        assert most == 2


async def test_a_signal_is_not_an_exit_status() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        assert await connection.run("killed", seconds=10) == Killed(
            "KILL", b"half of an answer", b""
        )


async def test_a_lost_exit_status_is_never_success() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        with pytest.raises(AnswerUnusable, match="without an exit status"):
            await connection.run("no status", seconds=10)
        # The connection itself is whole.
        await connection.run("done", seconds=10)
        assert len(host.connections) == 1


@pytest.mark.parametrize("end", ["cut", "goodbye"])
async def test_a_lost_link_fails_the_command_and_the_next_connects_again(
    end: str,
) -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        with pytest.raises(HostUnreachable) as caught:
            await connection.run(end, seconds=10)
        assert caught.value.values["stage"] == "command"
        assert not connection.connected
        await connection.run("done", seconds=10)
        assert len(host.connections) == 2


@pytest.mark.parametrize(("command", "cap"), [("flood", 1 << 20), ("flood both", 1000)])
async def test_a_flood_ends_at_the_cap_and_spares_the_connection(
    command: str, cap: int
) -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        with pytest.raises(AnswerUnusable, match=str(cap)):
            await connection.run(command, seconds=30, cap=cap)
        await host.channel_closed.wait()
        assert host.open_channels == 0
        await connection.run("done", seconds=10)
        assert len(host.connections) == 1


async def test_the_cap_itself_is_allowed() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        answer = await connection.run("flood both", seconds=10, cap=1200)
        assert answer == Completed(0, b"o" * 600, b"e" * 600)


async def test_a_stall_times_out_and_frees_its_channel() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        for _ in range(12):
            with pytest.raises(CommandTimedOut) as caught:
                await connection.run("stall", seconds=0.05)
            assert caught.value.values["seconds"] == "0.05"
        await connection.run("done", seconds=10)
        while host.open_channels:
            host.channel_closed.clear()
            await host.channel_closed.wait()
        assert len(host.connections) == 1


async def test_a_cancelled_command_frees_its_channel() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        for _ in range(12):
            task = asyncio.ensure_future(connection.run("stall", seconds=60))
            await host.command_started.wait()
            host.command_started.clear()
            host.channel_closed.clear()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await host.channel_closed.wait()
        await connection.run("done", seconds=10)
        assert host.open_channels == 0
        assert len(host.connections) == 1


async def test_cancelling_at_any_moment_leaves_no_channel_open() -> None:
    """Each number of loop turns before the cancel meets another await."""
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        await connection.open()
        for turns in range(40):
            task = asyncio.ensure_future(connection.run("stall", seconds=60))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        # With more than ten left open the server would open no further one.
        await connection.run("done", seconds=10)
        while host.open_channels:
            host.channel_closed.clear()
            await host.channel_closed.wait()
        assert len(host.connections) == 1


async def test_cancelling_while_connecting_lets_the_next_connect() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        first = asyncio.ensure_future(connection.run("done", seconds=10))
        second = asyncio.ensure_future(connection.run("done", seconds=10))
        await host.reached.wait()
        first.cancel()
        assert isinstance(await second, Completed)
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_closing_fails_what_is_under_way() -> None:
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        task = asyncio.ensure_future(connection.run("stall", seconds=60))
        await host.command_started.wait()
        await connection.close()
        with pytest.raises(HostUnreachable):
            await task
        assert not connection.connected
        await connection.close()


async def test_closing_waits_for_a_connection_in_the_making() -> None:
    async with serving(BEHAVIOURS) as host:
        connection = Connection(host.settings())
        opening = asyncio.ensure_future(connection.open())
        await host.reached.wait()
        await connection.close()
        await opening
        assert not connection.connected


async def test_closing_does_not_wait_for_ever_for_a_deaf_peer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Deaf:
        aborted = False

        def close(self) -> None:
            """Say goodbye to nobody."""

        def abort(self) -> None:
            self.aborted = True

        async def wait_closed(self) -> None:
            await asyncio.Event().wait()

    deaf = Deaf()
    monkeypatch.setattr(connection_module, "CLOSE_SECONDS", 0.01)
    async with serving(BEHAVIOURS) as host:
        connection = Connection(host.settings())
        monkeypatch.setattr(connection, "_link", deaf)
        await connection.close()
    assert deaf.aborted


async def test_a_silent_link_times_out_and_can_be_given_up() -> None:
    """Half open: nothing comes back any more, and nothing says so."""
    async with serving(BEHAVIOURS) as host, quiet_proxy(host.port) as proxy:
        settings = host.settings()
        address = HostAddress("127.0.0.1", proxy.port, settings.address.username)
        connection = Connection(
            ConnectSettings(address, settings.host_key, settings.private_key)
        )
        await connection.run("done", seconds=10)
        proxy.quiet = True
        for _ in range(3):
            with pytest.raises(CommandTimedOut):
                await connection.run("done", seconds=0.05)
        await connection.close()
        assert not connection.connected
        assert not connection._opening


async def test_a_key_exchange_without_host_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def no_key(*_: object, **__: object) -> None:
        """Some key exchanges prove the host by other means."""

    monkeypatch.setattr(asyncssh, "get_server_host_key", no_key)
    with pytest.raises(HostUnreachable):
        await fetch_host_key(HostAddress("127.0.0.1", 1, "burnin"))


@pytest.mark.parametrize(
    "failure",
    [
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        # What is too long for a name, or has an empty part.
        UnicodeEncodeError("idna", "a..b", 2, 3, "label empty"),
    ],
)
async def test_a_name_that_nobody_has(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    resolving = AsyncMock(side_effect=failure)
    monkeypatch.setattr(asyncssh, "get_server_host_key", resolving)
    with pytest.raises(HostUnreachable) as caught:
        await fetch_host_key(HostAddress("a..b", 22, "burnin"))
    assert caught.value.values["stage"] == "name"
    assert trouble(caught.value) is Trouble.SILENCE


@pytest.mark.parametrize(
    ("number", "detail"),
    [
        (errno.ECONNREFUSED, "the connection was refused"),
        (errno.EHOSTUNREACH, "there is no way to the host"),
        (errno.ENETUNREACH, "there is no way to the host"),
        (errno.ETIMEDOUT, "there was no answer in time"),
    ],
)
async def test_why_nothing_answers_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, number: int, detail: str
) -> None:
    failure = OSError(number, "Connect call failed ('192.0.2.1', 22)")
    connecting = AsyncMock(side_effect=failure)
    monkeypatch.setattr(asyncssh, "get_server_host_key", connecting)
    with pytest.raises(HostUnreachable) as caught:
        await fetch_host_key(HostAddress("192.0.2.1", 22, "burnin"))
    assert (caught.value.detail, caught.value.values["stage"]) == (detail, "connect")


async def test_a_dead_port_is_silence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = ConnectSettings(
        HostAddress("127.0.0.1", port, "burnin"),
        public_text(LOGIN),
        private_text(LOGIN),
    )
    with pytest.raises(HostUnreachable) as caught:
        await Connection(settings).open()
    assert caught.value.values["stage"] == "connect"
    with pytest.raises(HostUnreachable) as caught:
        await fetch_host_key(settings.address)
    assert caught.value.values["stage"] == "connect"


@pytest.mark.parametrize("name", ["x" * 70, "a..b", "nul\0"])
async def test_a_name_that_can_not_exist_is_unreachable(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the real one does first; the one of the test harness forbids all names.
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *_, **__: host.encode("idna")
    )
    with pytest.raises(HostUnreachable):
        await fetch_host_key(HostAddress(name, 22, "burnin"))


async def test_a_port_that_can_not_exist_is_unreachable() -> None:
    with pytest.raises(HostUnreachable):
        await fetch_host_key(HostAddress("127.0.0.1", 70000, "burnin"))


async def test_a_server_that_hangs_up_is_no_silence() -> None:
    def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        settings = ConnectSettings(
            HostAddress("127.0.0.1", server.sockets[0].getsockname()[1], "burnin"),
            public_text(LOGIN),
            private_text(LOGIN),
        )
        with pytest.raises(HostUnreachable) as caught:
            await Connection(settings).open()
    assert caught.value.values["stage"] == "login"


@pytest.mark.parametrize("hello", [b"", b"SSH-2.0-OpenSSH_9.9\r\n"])
async def test_a_server_that_falls_silent_has_refused_nothing(
    hello: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "LOGIN_SECONDS", 0.05)
    writers: list[asyncio.StreamWriter] = []

    def fall_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        writer.write(hello)

    server = await asyncio.start_server(fall_silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = ConnectSettings(
            HostAddress("127.0.0.1", port, "burnin"),
            public_text(LOGIN),
            private_text(LOGIN),
        )
        with pytest.raises(HostUnreachable) as caught:
            await Connection(settings).open()
        assert caught.value.values["stage"] == "silent"
        with pytest.raises(HostUnreachable) as caught:
            await fetch_host_key(settings.address)
        assert caught.value.values["stage"] == "silent"
        for writer in writers:
            writer.close()


async def test_a_port_that_swallows_packets_is_given_up_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection_module, "CONNECT_SECONDS", 0.05)
    # With its queue full, the system answers no further connection to this port.
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        with pytest.raises(HostUnreachable) as caught:
            await fetch_host_key(HostAddress("127.0.0.1", port, "burnin"))
        assert caught.value.values["stage"] == "connect"
        for each in waiting:
            each.close()


async def test_a_refused_key() -> None:
    async with serving(BEHAVIOURS) as host:
        with pytest.raises(AuthenticationRefused):
            await Connection(host.settings(login=STRANGER)).open()
        assert host.login_attempts == 1


async def test_a_user_name_that_can_not_exist_is_refused() -> None:
    settings = ConnectSettings(
        HostAddress("127.0.0.1", 1, "bell\x07"), public_text(LOGIN), private_text(LOGIN)
    )
    with pytest.raises(AuthenticationRefused):
        await Connection(settings).open()


@pytest.mark.parametrize(
    "shown", ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa", "ecdsa-sha2-nistp521"]
)
@pytest.mark.parametrize("pinned", ["ssh-ed25519", "ssh-rsa"])
async def test_a_changed_host_key_ends_before_any_login(
    pinned: str, shown: str
) -> None:
    accepted = asyncssh.generate_private_key(pinned)
    other = asyncssh.generate_private_key(shown)
    async with serving(BEHAVIOURS, other) as host:
        with pytest.raises(HostKeyChanged) as caught:
            await Connection(host.settings(host_key=accepted)).open()
        assert caught.value.values["expected"] == accepted.get_fingerprint()
        assert caught.value.values["found"] == other.get_fingerprint()
        assert host.login_attempts == 0


@pytest.mark.parametrize("text", ["", "# nothing", "/etc/ssh/ssh_host_key.pub"])
async def test_an_unreadable_pin_is_not_taken_for_no_check(text: str) -> None:
    async with serving(BEHAVIOURS) as host:
        settings = ConnectSettings(
            host.settings().address, text, host.settings().private_key
        )
        with pytest.raises(KeyUnusable):
            await Connection(settings).open()
        assert not host.connections


async def test_fetching_the_host_key_tries_no_login() -> None:
    async with serving(BEHAVIOURS) as host:
        key = await fetch_host_key(host.settings().address)
        assert key.algorithm == "ssh-ed25519"
        assert key.fingerprint == host.host_key.get_fingerprint()
        assert key.public_key == public_text(host.host_key)
        assert key.fingerprint == fingerprint(key.public_key)
        assert host.login_attempts == 0


async def test_nothing_of_the_account_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A home whose files would send us elsewhere, trust anything or log in."""
    home = tmp_path_factory.mktemp("home")
    ssh = home / ".ssh"
    ssh.mkdir()
    (ssh / "config").write_text(
        "Host *\n  Hostname 127.0.0.2\n  Port 1\n  User mallory\n"
        "  StrictHostKeyChecking no\n  UserKnownHostsFile none\n"
    )
    (ssh / "id_ed25519").write_bytes(LOGIN.export_private_key())
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "agent"))
    async with serving(BEHAVIOURS) as host:
        async with connected(host.settings()) as connection:
            assert isinstance(await connection.run("done", seconds=10), Completed)
        with pytest.raises(AuthenticationRefused):
            await Connection(host.settings(login=STRANGER)).open()
        with pytest.raises(HostKeyChanged):
            await Connection(host.settings(host_key=STRANGER)).open()


async def test_no_secret_in_logs_and_texts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "asyncssh"):
        async with serving(BEHAVIOURS) as host:
            settings = host.settings()
            async with connected(settings) as connection:
                await connection.run("done", seconds=10)
    secret = settings.private_key.splitlines()[3]
    assert len(secret) > 50
    assert secret not in caplog.text
    assert secret not in repr(settings)
    assert secret not in repr(connection.settings)


async def test_commands_are_not_logged_unless_somebody_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logger = logging.getLogger("asyncssh")
    monkeypatch.setattr(logger, "level", logging.NOTSET)
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        await connection.open()
        assert logger.level == logging.WARNING
    monkeypatch.setattr(logger, "level", logging.DEBUG)
    async with serving(BEHAVIOURS) as host, connected(host.settings()) as connection:
        await connection.open()
        assert logger.level == logging.DEBUG
